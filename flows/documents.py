"""Makes the syntheses of an edition, mapped over the bodies, in a few processes (charts are not for threads)."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

from prefect import task
from prefect.cache_policies import NO_CACHE

from flows import progress
from registry import amendments
from registry.territory import NATION
from syntheses.evidence_writing import write_evidence
from syntheses.facts import Content
from syntheses.publication import plan_documents
from syntheses.rendering import write_documents
from warehouse.editions import SYNTHESES, Draft

ETAPE = "Synthèses"
_PROCESSES = 2


def documents_of(draft: Draft, perimetre: str = NATION) -> None:
    """Write the documents of the draft's quarters; those that say nothing new are carried over.

    ``perimetre``: the unit that the installation serves, whose bodies alone get documents.
    """
    plans = [
        plan_documents(draft.base, quarter, draft.documents(quarter), _former(draft, str(quarter)), perimetre)
        for quarter in draft.trimestres
    ]
    wanted = [(content, plan.dossier) for plan in plans for content in plan.a_faire]
    progress.begin(ETAPE, len(wanted))
    if not plans:
        return
    spawning = multiprocessing.get_context("spawn")
    decided = (amendments.current(),)
    processes = min(_PROCESSES, len(wanted) + len(plans))
    with ProcessPoolExecutor(processes, mp_context=spawning, initializer=amendments.use, initargs=decided) as pool:
        # The sheets of evidence of a quarter are one piece of work: reading it costs more than writing a sheet.
        evidence = [
            pool.submit(
                write_evidence, draft.base, quarter, draft.documents(quarter), _former(draft, str(quarter)), perimetre
            )
            for quarter in draft.trimestres
        ]
        if wanted:
            contents, folders = zip(*wanted, strict=True)
            write_body.map(list(contents), list(folders), [pool] * len(wanted)).result()
        for one in evidence:
            one.result()


@task(name="rédiger", cache_policy=NO_CACHE)
def write_body(content: Content, folder: Path, pool: Executor) -> int:
    """Write a body's documents in every format; how many."""
    written = len(_write(pool, content, folder))
    progress.advance(ETAPE)
    return written


def _write(pool: Executor, content: Content, folder: Path) -> list[Path]:
    work: Callable[[Content, Path], list[Path]] = write_documents
    return pool.submit(work, content, folder).result()


def _former(draft: Draft, quarter: str) -> Path | None:
    if draft.precedente is None:
        return None
    folder = draft.precedente / SYNTHESES / quarter
    return folder if folder.is_dir() else None
