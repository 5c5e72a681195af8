"""Deposits: the journal's verdicts as rows, and which of them a quarter is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from registry.home import Home
from schemas.submission import ACCEPTED, Verdict
from warehouse.journal import Entry, entries


@dataclass(frozen=True)
class Deposit:
    """One file and its verdict, under the sequence of its journal entry."""

    sequence: int
    par: str
    verdict: Verdict

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
        if entry.type == "depot":
            yield deposit(entry)


def deposit(entry: Entry) -> Deposit:
    """The deposit of a journal entry of type ``depot``."""
    return Deposit(entry.sequence, entry.par, Verdict.from_dict(entry.corps))


def effective(lot: Iterable[Deposit]) -> list[Deposit]:
    """What one (sender, quarter) is made of: its last complete file, then the complements over it, in order.

    ``lot`` holds deposits of one sender and quarter; those not accepted are ignored. A complement counts when its base
    is the complete's version or that of a complement which counts. A complement without a complete stands alone when
    nothing was ever complete, so that no accepted row is lost.
    """
    accepted = sorted((one for one in lot if one.accepte), key=lambda one: one.rang)
    completes = [one for one in accepted if one.verdict.nature == "complete"]
    complements = [one for one in accepted if one.verdict.nature == "complement"]
    if not completes:
        return complements
    base = completes[-1]
    kept, versions = [base], {base.verdict.version}
    for one in complements:
        if one.rang > base.rang and one.verdict.version_base in versions:
            kept.append(one)
            versions.add(one.verdict.version)
    return kept
