"""How many pieces of a flow's mapped work go on at once."""

from __future__ import annotations

from typing import Any, cast

from prefect.futures import PrefectFuture
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

_THREADS = 4


def few_threads() -> TaskRunner[PrefectFuture[Any]]:
    """A runner of a few threads: they wait for children that do the work."""
    runner: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=_THREADS)
    return cast("TaskRunner[PrefectFuture[Any]]", runner)
