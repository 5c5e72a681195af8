"""Reading untrusted files in a spawned child: bounded in time, memory and size; a child that dies is a verdict.

``read_isolated`` starts one child for one file; ``ReaderPool`` keeps a few for a batch, renewed now and then so that
what a parser leaks is given back.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import TimeoutError as ReadingTimeout
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from pebble import ProcessPool

from landing.cells import read_file
from landing.confinement import confine
from landing.frame import FEUILLE_CACHEE
from landing.raw import Limits, RawFile, Unreadable
from registry.amendments import current
from registry.elements import DOMAINES
from schemas.discovery import all_tables

_TASKS_PER_CHILD = 40
# Cells of that many files fit in memory at once.
_LOT = 60
Item = TypeVar("Item")


def lots(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut a long list of files into lots that may be read and judged together, in order."""
    for start in range(0, len(items), _LOT):
        yield items[start : start + _LOT]


@cache
def known_tabs() -> frozenset[str]:
    """Every tab that any sender's workbook may hold and that is read."""
    tables = {table.titre for table in all_tables().values() if table.nature != "releve"}
    return frozenset({FEUILLE_CACHEE, *DOMAINES.values(), *tables})


def read_isolated(path: Path, limits: Limits | None = None) -> RawFile | Unreadable:
    """Read one file in a child of its own."""
    with ReaderPool(1, limits) as pool:
        return pool.read([path])[0]


class ReaderPool:
    """Confined children, started when first needed; use as a context manager.

    ``written``: bytes that a child may write into one file (none, to read).
    """

    def __init__(self, workers: int = 2, limits: Limits | None = None, written: int = 0) -> None:
        self._limits = limits or Limits()
        self._pool: Any = ProcessPool(
            max_workers=workers,
            max_tasks=_TASKS_PER_CHILD,
            initializer=confine,
            initargs=(self._limits.memoire, written, current()),
            context=multiprocessing.get_context("spawn"),
        )

    def __enter__(self) -> ReaderPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.close()
        else:
            self._pool.stop()
        self._pool.join()

    def read(self, paths: Iterable[Path]) -> list[RawFile | Unreadable]:
        """Read many files, in the order given."""
        tabs = known_tabs()
        return [
            outcome if isinstance(outcome, RawFile | Unreadable) else Unreadable("lecture_interrompue")
            for outcome in self.run(read_file, [(path, tabs, self._limits) for path in paths])
        ]

    def run(self, work: Callable[..., Any], calls: Iterable[tuple[Any, ...]]) -> list[Any]:
        """Do some work in the children, each call within the time allowed; a failure gives an ``Unreadable``."""
        futures = [self._pool.schedule(work, args=call, timeout=self._limits.secondes) for call in calls]
        return [self._outcome(future) for future in futures]

    def _outcome(self, future: Any) -> Any:
        try:
            return future.result()
        except ReadingTimeout:
            return Unreadable("lecture_trop_longue", {"maximum": f"{self._limits.secondes:g} s"})
        except MemoryError:
            return Unreadable("lecture_memoire")
        except Exception:  # a dead child, or whatever a hostile file provokes there, is a verdict
            return Unreadable("lecture_interrompue")
