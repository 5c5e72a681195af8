"""Deposits: the journal's verdicts as rows, and which of them a quarter is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from registry.home import Home
from schemas.declaration import Objet
from schemas.discovery import all_tables
from schemas.submission import ACCEPTED, Verdict
from warehouse.journal import Entry, entries

DEPOT = "depot"
WITHDRAWAL: Final = "retrait_depot"


@dataclass(frozen=True)
class Deposit:
    """One file and its verdict, under the sequence of its journal entry.

    ``le``: when this installation recorded it, which for a file relayed by a region is later than its receipt.
    ``retrait``: the sequence of the act by which its sender took it back, None while it stands.
    """

    sequence: int
    par: str
    verdict: Verdict
    le: str = ""
    retrait: int | None = None

    @property
    def accepte(self) -> bool:
        """Whether the file was accepted, and not taken back since."""
        return self.judged_accepted and self.retrait is None

    @property
    def judged_accepted(self) -> bool:
        """Whether its verdict was acceptance, be it taken back since or not."""
        return self.verdict.verdict in ACCEPTED

    @property
    def objet(self) -> str:
        """What an act about this file names: its sender and its content."""
        return f"{self.verdict.expediteur}/{self.verdict.sha256}"

    @property
    def lot(self) -> tuple[str, str]:
        """The (sender, quarter) that an accepted file is about."""
        assert self.verdict.trimestre is not None
        return self.verdict.expediteur, self.verdict.trimestre

    @property
    def rang(self) -> tuple[int, int]:
        """Order between files of one (sender, quarter): by version, then by sequence."""
        return self.verdict.version or 0, self.sequence


def deposits(home: Home, after: int = 0, known_on: date | None = None) -> Iterator[Deposit]:
    """The deposits journaled after a sequence, in order, each with the withdrawal that took it back.

    ``known_on``: only what this installation had recorded, of deposits and of withdrawals, by the end of that day.
    """
    found, taken_back = [], []
    for entry in entries(home, after):
        if known_on is not None and _day(entry.le) > known_on:
            continue
        if entry.type == DEPOT:
            found.append(deposit(entry))
        elif entry.type == WITHDRAWAL:
            taken_back.append((str(entry.corps["objet"]), entry.sequence))
    yield from withdrawn(found, taken_back)


def deposit(entry: Entry) -> Deposit:
    """The deposit of a journal entry of type ``depot``."""
    return Deposit(entry.sequence, entry.par, Verdict.from_dict(entry.corps), entry.le)


def withdrawn(known: Iterable[Deposit], withdrawals: Iterable[tuple[str, int]]) -> list[Deposit]:
    """The deposits, those taken back marked so; a withdrawal is (what it names, its sequence).

    It takes back the accepted file of that name that stood then: the same bytes sent again later are another deposit.
    """
    marked = list(known)
    for objet, sequence in sorted(withdrawals, key=lambda one: one[1]):
        for rank in reversed(range(len(marked))):
            one = marked[rank]
            if one.objet == objet and one.accepte and one.sequence < sequence:
                marked[rank] = replace(one, retrait=sequence)
                break
    return marked


def _day(moment: str) -> date:
    """The day of a time, in Mali's time, which is UTC."""
    read = datetime.fromisoformat(moment)
    return (read if read.tzinfo is None else read.astimezone(UTC)).date()


def holds(one: Deposit, table: str) -> bool:
    """Whether a file has that table, be it empty; a sender may leave out those it doesn't need."""
    return table in one.verdict.lignes


def tells(one: Deposit, table: str) -> bool:
    """Whether a file says what that table holds: a row of it, or in a complete file that there is none.

    An empty table of a complement adds nothing to the complete file, which may have left it out.
    """
    count = one.verdict.lignes.get(table)
    return count is not None and (count.soumises > 0 or one.verdict.nature == "complete")


def effective(lot: Iterable[Deposit], table: str | None = None) -> list[Deposit]:
    """What one (sender, quarter) is made of: its last complete file, then the complements over it, in order.

    ``lot`` holds deposits of one sender and quarter; those not accepted are ignored, and those of another kind
    (``objet``) than the table, or than the quarterly return when no table is named. A complement counts when its base
    is the complete's version or that of a complement which counts. Complements without a complete stand alone when
    nothing was ever complete, so that no accepted row is lost.
    With ``table``, what that table's rows are made of: a complete file that leaves the table out replaces nothing of
    it, and a complement over that file stands on what was there.
    """
    kept: list[Deposit] = []
    versions: set[int | None] | None = None
    declared = all_tables().get(table or "")
    objet: Objet = declared.objet if declared is not None else "declaration"
    counted = (one for one in lot if one.accepte and one.verdict.objet == objet)
    for one in sorted(counted, key=lambda one: one.rang):
        here = table is None or holds(one, table)
        if one.verdict.nature == "complete":
            kept = [one] if here else kept
            versions = {one.verdict.version}
        elif versions is None or one.verdict.version_base in versions:
            kept += [one] if here else []
            if versions is not None:
                versions.add(one.verdict.version)
    return kept
