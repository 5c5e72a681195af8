"""Which staged files a merge reads, table by table: what the tables of each (sender, quarter) become, and from what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    """An accepted file within its (sender, quarter) and a table: its rank, and the complete file it stands on there."""

    deposit: Deposit
    rang: int
    socle: int
    effectif: bool
    nouveau: bool
    dossier: Path


def submissions(home: Home, lake: Lake, new: Sequence[Deposit]) -> dict[str, list[Submission]]:
    """By table that the new files touch, the files to read: for the (sender, quarter) they change, those that count.

    Of an event or a relevé, the effective files and the new ones; of a register, every file of that quarter, because a
    row is a new version or not by what the files before said. A table that no file brings a row of is left out.
    """
    lots = {one.lot for one in new if one.accepte}
    first_new = new[0].sequence if new else 0
    earlier = [one for one in recorded_deposits(lake, lots) if one.sequence < first_new]
    accepted = sorted((one for one in (*earlier, *new) if one.accepte), key=lambda one: (*one.lot, *one.rang))
    found: dict[str, list[Submission]] = {}
    for _, group in groupby(accepted, key=lambda one: one.lot):
        lot = list(group)
        for table in all_tables().values():
            touched = _touched(home, table, lot, first_new)
            if touched:
                found.setdefault(table.nom, []).extend(touched)
    return found


def missing(home: Home, new: Iterable[Deposit], wanted: Mapping[str, Iterable[Submission]]) -> list[Deposit]:
    """The deposits that lack a staged file, in the journal's order."""
    lacking = {}
    for table, files in wanted.items():
        for one in files:
            if _announced(one.deposit, table) and not (one.dossier / f"{table}.parquet").is_file():
                lacking[one.deposit.sequence] = one.deposit
    for deposit in new:
        aside = any(count.ecartees for count in deposit.verdict.lignes.values())
        if aside and not (staged_folder(home, deposit) / ASIDE).is_file():
            lacking[deposit.sequence] = deposit
    return [lacking[sequence] for sequence in sorted(lacking)]


def staged_folder(home: Home, one: Deposit) -> Path:
    """Where a file's rows are staged."""
    return home.staged(one.verdict.sha256, one.verdict.expediteur)


def _touched(home: Home, table: Table, lot: Sequence[Deposit], first_new: int) -> list[Submission]:
    def carries(one: Deposit) -> bool:
        return bool(_announced(one, table.nom)) or (staged_folder(home, one) / f"{table.nom}.parquet").is_file()

    def fresh(one: Deposit) -> bool:
        return one.sequence >= first_new

    # Rows staged under a table that the verdict doesn't name must be counted too: they would be lost.
    concerned = [one for one in lot if holds(one, table.nom) or (fresh(one) and carries(one))]
    kept = {one.sequence for one in effective(lot, table.nom)}
    before = {one.sequence for one in effective((one for one in lot if not fresh(one)), table.nom)}
    if table.nature == "registre":
        read = concerned if any(fresh(one) and carries(one) for one in concerned) else []
    else:
        read = [one for one in concerned if one.sequence in kept or fresh(one)]
        moved = [one for one in concerned if one.sequence in before | kept or fresh(one)]
        if not any(carries(one) for one in moved) or not (kept != before or any(fresh(one) for one in read)):
            read = []
    made, base, wanted = [], 0, {one.sequence for one in read}
    for rank, one in enumerate(concerned, start=1):
        base = one.sequence if one.verdict.nature == "complete" else base
        if one.sequence in wanted:
            folder = staged_folder(home, one)
            made.append(Submission(one, rank, base, one.sequence in kept, fresh(one), folder))
    return made


def _announced(one: Deposit, table: str) -> int:
    count = one.verdict.lignes.get(table)
    return count.integrees if count else 0
