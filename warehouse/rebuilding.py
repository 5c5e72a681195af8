"""Rebuilding the lake from the journal and the staged originals, beside the old one, then put in its place."""

from __future__ import annotations

import shutil
from pathlib import Path

from registry.home import Home
from warehouse.digest import compute, seal
from warehouse.journal import verify_chain
from warehouse.lake import empty_lake, on_postgres, open_lake
from warehouse.locking import writer_lock
from warehouse.merging import MergeReport, merge


def rebuild(home: Home) -> tuple[MergeReport, str]:
    """Replay the whole journal into a fresh lake and put it in place of the old one; the merge's report and the digest.

    The staged files of every original must be there (the caller stages them again).
    Raises OiseError when the journal is altered or rows and verdicts disagree; the old lake then stays. The published
    edition isn't touched.
    """
    with writer_lock(home, "reconstruction de l'entrepôt"):
        verify_chain(home)
        if on_postgres():
            # Other machines share the catalogue: the lake is emptied and filled again where it stands.
            empty_lake(home)
            report = merge(home)
            with open_lake(home, read_only=True) as lake:
                return report, seal(compute(lake))
        fresh = _Beside(home.root)
        shutil.rmtree(fresh.lake, ignore_errors=True)
        report = merge(fresh)
        with open_lake(fresh, read_only=True) as lake:
            digest = seal(compute(lake))
        _swap(fresh.lake, home.lake)
        return report, digest


class _Beside(Home):
    """The same home with another lake."""

    @property
    def lake(self) -> Path:
        return self.root / ".lake.en-cours"


def _swap(fresh: Path, place: Path) -> None:
    former = place.with_name(".lake.ancien")
    shutil.rmtree(former, ignore_errors=True)
    if place.exists():
        # Killed between the two renames, the home has no lake: the next merge makes it again from the journal.
        place.rename(former)
    fresh.rename(place)
    shutil.rmtree(former, ignore_errors=True)
