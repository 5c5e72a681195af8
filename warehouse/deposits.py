"""Deposits: the journal's verdicts as rows, and which of them a quarter is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.home import Home
from schemas.declaration import Objet
from schemas.discovery import all_tables
from schemas.submission import ACCEPTED, Verdict
from warehouse.journal import Entry, entries

DEPOT = "depot"


@dataclass(frozen=True)
class Deposit:
    """One file and its verdict, under the sequence of its journal entry.

    ``le``: when this installation recorded it, which for a file relayed by a region is later than its receipt.
    """

    sequence: int
    par: str
    verdict: Verdict
    le: str = ""

    @property
    def accepte(self) -> bool:
        return self.verdict.verdict in ACCEPTED

    @property
    def lot(self) -> tuple[str, str]:
        """The (sender, quarter) that an accepted file is about."""
        assert self.verdict.trimestre is not None
        return self.verdict.expediteur, self.verdict.trimestre

    @property
    def rang(self) -> tuple[int, int]:
        """Order between files of one (sender, quarter): by version, then by sequence."""
        return self.verdict.version or 0, self.sequence


def deposits(home: Home, after: int = 0) -> Iterator[Deposit]:
    """The deposits journaled after a sequence, in order."""
    for entry in entries(home, after):
        if entry.type == DEPOT:
            yield deposit(entry)


def deposit(entry: Entry) -> Deposit:
    """The deposit of a journal entry of type ``depot``."""
    return Deposit(entry.sequence, entry.par, Verdict.from_dict(entry.corps), entry.le)


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
