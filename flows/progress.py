"""Tells whoever watches (a progress bar, nobody) how far a flow has come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Watcher(Protocol):
    """Receives each step's name and total, then one call per piece done."""

    def begin(self, etape: str, total: int) -> None: ...

    def advance(self, etape: str) -> None: ...


class _Nobody:
    def begin(self, etape: str, total: int) -> None:
        """No one looks."""

    def advance(self, etape: str) -> None:
        """No one looks."""


_watcher: Watcher = _Nobody()


@contextmanager
def watched_by(watcher: Watcher) -> Iterator[None]:
    """Let a watcher follow the flows run inside the block."""
    global _watcher
    before, _watcher = _watcher, watcher
    try:
        yield
    finally:
        _watcher = before


def begin(etape: str, total: int) -> None:
    """Announce a step of ``total`` pieces."""
    _watcher.begin(etape, total)


def advance(etape: str) -> None:
    """Say that one piece of a step is done."""
    _watcher.advance(etape)
