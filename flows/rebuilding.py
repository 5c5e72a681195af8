"""Rebuilds the lake from the journal and the originals, and says what today's rules would change."""

from __future__ import annotations

from dataclasses import dataclass

from landing.staging import restage
from registry.home import Home
from warehouse.amending import refresh
from warehouse.deposits import deposits
from warehouse.digest import digest
from warehouse.locking import writer_lock
from warehouse.rebuilding import rebuild


@dataclass(frozen=True)
class RebuildResult:
    """``empreinte``: the digest after; ``identique``: whether it is the one before; ``entrees``: acts replayed."""

    empreinte: str
    empreinte_avant: str
    identique: bool
    entrees: int


def rebuild_home(home: Home) -> RebuildResult:
    """Replay journal and originals, with their recorded verdicts, into a fresh lake.

    Every original is read again: what was staged is not trusted. Raises OiseError when an original is missing or
    altered; the lake then stays.
    """
    with writer_lock(home, "reconstruction"):
        refresh(home, from_journal=True)
        before = digest(home)
        # Bytes taken back may have been sent again: each is prepared once, as it stands.
        restage(home, [one.verdict for one in deposits(home) if one.retrait is None])
        report, after = rebuild(home)
    return RebuildResult(after, before, after == before, report.entrees)
