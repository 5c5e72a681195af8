"""Which staged files a merge reads, table by table: what the tables of each (sender, quarter) become, and from what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from registry.home import Home
from schemas.declaration import Table
from schemas.discovery import all_tables
from schemas.submission import ECARTES
from warehouse.deposits import Deposit, effective, holds
from warehouse.lake import Lake
from warehouse.records import recorded_deposits

ASIDE = f"{ECARTES}.parquet"


@dataclass(frozen=True)
class Submission:
    """A file within its (sender, quarter) and a table: its rank, and the complete file it stands on there.

    ``refait``: the versions of that register and (sender, quarter) are all reckoned again. A file that its sender took
    back is there without being read, so that what it had brought goes away.
    """

    deposit: Deposit
    rang: int
    socle: int
    effectif: bool
    nouveau: bool
    dossier: Path
    refait: bool = False

    @property
    def lu(self) -> bool:
        """Whether its staged rows are read."""
        return self.deposit.accepte


def submissions(
    home: Home, lake: Lake, new: Sequence[Deposit], gone: Sequence[Deposit] = ()
) -> dict[str, list[Submission]]:
    """By table that the new files touch, the files to read: for the (sender, quarter) they change, those that count.

    Of an event or a relevé, the effective files and the new ones; of a register, every file of that quarter, because a
    row is a new version or not by what the files before said. A table that no file brings a row of is left out.
    ``gone``: files merged before that their senders took back since, marked so; what they touched is made again.
    """
    lots = {one.lot for one in new if one.accepte} | {one.lot for one in gone}
    first_new = lake.last_applied() + 1
    leaving = {one.sequence for one in gone}
    earlier = [one for one in recorded_deposits(lake, lots) if one.sequence not in leaving]
    known = sorted(
        (one for one in (*earlier, *new, *gone) if one.judged_accepted), key=lambda one: (*one.lot, *one.rang)
    )
    found: dict[str, list[Submission]] = {}
    for _, group in groupby(known, key=lambda one: one.lot):
        lot = list(group)
        standing = [one for one in lot if one.accepte]
        left = [one for one in lot if one.sequence in leaving]
        if not left and not any(one.sequence >= first_new for one in standing):
            continue
        for table in all_tables().values():
            touched = _touched(home, table, standing, left, first_new)
            if touched:
                found.setdefault(table.nom, []).extend(touched)
    return found


def missing(home: Home, new: Iterable[Deposit], wanted: Mapping[str, Iterable[Submission]]) -> list[Deposit]:
    """The deposits that lack a staged file, in the journal's order."""
    lacking = {}
    for table, files in wanted.items():
        for one in files:
            if one.lu and _announced(one.deposit, table) and not (one.dossier / f"{table}.parquet").is_file():
                lacking[one.deposit.sequence] = one.deposit
    for deposit in new:
        aside = any(count.ecartees for count in deposit.verdict.lignes.values())
        if aside and deposit.retrait is None and not (staged_folder(home, deposit) / ASIDE).is_file():
            lacking[deposit.sequence] = deposit
    return [lacking[sequence] for sequence in sorted(lacking)]


def staged_folder(home: Home, one: Deposit) -> Path:
    """Where a file's rows are staged."""
    return home.staged(one.verdict.sha256, one.verdict.expediteur)


def _touched(
    home: Home, table: Table, lot: Sequence[Deposit], gone: Sequence[Deposit], first_new: int
) -> list[Submission]:
    def carries(one: Deposit) -> bool:
        return bool(_announced(one, table.nom)) or (staged_folder(home, one) / f"{table.nom}.parquet").is_file()

    def fresh(one: Deposit) -> bool:
        return one.sequence >= first_new

    # Rows staged under a table that the verdict doesn't name must be counted too: they would be lost.
    concerned = [one for one in lot if holds(one, table.nom) or (fresh(one) and carries(one))]
    kept = {one.sequence for one in effective(lot, table.nom)}
    stood = [one for one in lot if not fresh(one)] + [replace(one, retrait=None) for one in gone]
    before = {one.sequence for one in effective(stood, table.nom)}
    anew = False
    if table.nature == "registre":
        left = [one for one in gone if holds(one, table.nom)]
        # A file that comes after a later version of it, by way of a region, changes what that one brought.
        newest = max((one.rang for one in concerned if not fresh(one)), default=(0, 0))
        anew = bool(left) or any(fresh(one) and one.rang < newest for one in concerned)
        read = concerned if anew or any(fresh(one) and carries(one) for one in concerned) else []
    else:
        read = [one for one in concerned if one.sequence in kept or fresh(one)]
        moved = [one for one in (*concerned, *gone) if one.sequence in before | kept or fresh(one)]
        changed = kept != before or any(fresh(one) for one in read)
        if not any(carries(one) for one in moved) or not changed:
            return []
        left = list(gone)
    made, base, wanted = [], 0, {one.sequence for one in read}
    for rank, one in enumerate(concerned, start=1):
        base = one.sequence if one.verdict.nature == "complete" else base
        if one.sequence in wanted:
            folder = staged_folder(home, one)
            made.append(Submission(one, rank, base, one.sequence in kept, anew or fresh(one), folder, anew))
    return made + [Submission(one, 0, 0, False, False, staged_folder(home, one), anew) for one in left]


def _announced(one: Deposit, table: str) -> int:
    count = one.verdict.lignes.get(table)
    return count.integrees if count else 0
