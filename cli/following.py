"""Progress bars for flows, and the preparation of Prefect that must come before its import."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from registry.home import Home


@contextmanager
def followed(home: Home, silent: bool) -> Iterator[None]:
    """Prepare Prefect for this home and show progress on the error stream while the block runs its flows.

    Nothing is shown when ``silent`` or when nobody looks at a terminal.
    """
    from flows.environment import prepare
    from flows.progress import watched_by

    prepare(home)
    if silent or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<20}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:

        class Bars:
            """One bar a step."""

            def __init__(self) -> None:
                self._steps: dict[str, TaskID] = {}

            def begin(self, etape: str, total: int) -> None:
                self._steps[etape] = bars.add_task(etape, total=total)

            def advance(self, etape: str) -> None:
                bars.advance(self._steps[etape])

        start = bars.add_task("Démarrage de Prefect", total=None)
        watcher = Bars()
        with watched_by(watcher):
            yield
        bars.remove_task(start)
