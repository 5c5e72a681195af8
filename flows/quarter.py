"""Trimestre: the quarterly run, from what lies in the landing to a published edition."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import progress
from flows.computation import computation_of
from flows.documents import documents_of
from flows.reception import receive
from flows.threads import few_threads
from landing.staging import restage
from registry.home import Home
from registry.periods import Trimestre
from syntheses.rendering import signature
from warehouse.digest import recorded_digest
from warehouse.editions import Draft, Publication, complete, prepare, unchanged
from warehouse.lake import compact
from warehouse.locking import writer_lock
from warehouse.merging import MergeReport, merge, missing_staging
from warehouse.quality import QualityRefusal, QualityWatch
from warehouse.waiting import reason_to_wait

CONSOLIDATION, INDICATEURS, QUALITE = "Consolidation", "Indicateurs", "Contrôle de qualité"


@dataclass(frozen=True)
class QuarterResult:
    """The end of a run; ``empreinte``: the digest of law 2; ``motif``: why nothing may be published (quality, or the
    CSRs' validations that the installation waits for), else None.

    ``publie``: whether the published edition now says all that the lake holds, be it made anew or unchanged.
    """

    trimestre: str
    fichiers: Mapping[str, int]
    empreinte: str
    publie: bool
    edition: int | None
    trimestres_refaits: tuple[str, ...]
    motif: str | None
    duree_s: float


@flow(name="trimestre", task_runner=few_threads(), validate_parameters=False)
def run_quarter(
    racine: str,
    trimestre: str | None = None,
    par: str = "planification",
    recu_le: Mapping[str, str] | None = None,
    stable_s: float = 0.0,
    attente_s: float = 0.0,
) -> dict[str, Any]:
    """Receive, merge, check, compute and publish; without ``trimestre``, the last one ended. See ``QuarterResult``.

    Other arguments as for ``run_reception``. Raises OiseError when another run holds the place.
    """
    started = time.monotonic()
    home = Home(Path(racine)).checked()
    wanted = Trimestre.parse(trimestre) if trimestre else Trimestre.of(date.today()).plus(-1)
    with writer_lock(home, f"trimestre {wanted.libelle}", attente_s):
        files = receive(home, recu_le, stable_s)
        merge_journal(home)
        waiting = reason_to_wait(home, wanted)
        published, refusal = (None, waiting) if waiting else _publish(home, par)
    result = QuarterResult(
        trimestre=str(wanted),
        fichiers=files,
        empreinte=recorded_digest(home),
        publie=refusal is None,
        edition=published.numero if published else None,
        trimestres_refaits=published.trimestres if published else (),
        motif=refusal,
        duree_s=round(time.monotonic() - started, 2),
    )
    return asdict(result)


@task(name="consolider", cache_policy=NO_CACHE)
def merge_journal(home: Home) -> MergeReport:
    """Bring into the lake whatever the journal holds and the lake doesn't, of any quarter."""
    progress.begin(CONSOLIDATION, 1)
    missing = missing_staging(home)
    if missing:
        restage(home, [one.verdict for one in missing])
    report = merge(home)
    if report.entrees:
        compact(home)
    progress.advance(CONSOLIDATION)
    return report


def _publish(home: Home, par: str) -> tuple[Publication | None, str | None]:
    """The edition published, or why quality forbids it; whatever stops the work leaves the former edition."""
    draft = prepare_edition(home, par)
    if draft is None:
        return unchanged(home), None
    try:
        return complete(home, draft, partial(_judged_documents, home)), None
    except QualityRefusal as refusal:
        return None, str(refusal)


def _judged_documents(home: Home, draft: Draft) -> None:
    """Write the syntheses; raises QualityRefusal when the quarter's figures are not fit to be published."""
    # Great Expectations takes seven seconds to import: it judges the quarter beside the writing of syntheses.
    with QualityWatch(home, draft.trimestres, draft.dossier) as quality:
        documents_of(draft, home.perimetre)
        await_quality(quality)


@task(name="calculer", cache_policy=NO_CACHE)
def prepare_edition(home: Home, par: str) -> Draft | None:
    """Compute the indicators at the four levels into the next edition's data; None when nothing changed."""
    progress.begin(INDICATEURS, 1)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    draft = prepare(home, computation_of(home), par, now, signature())
    progress.advance(INDICATEURS)
    return draft


@task(name="contrôler la qualité", cache_policy=NO_CACHE)
def await_quality(quality: QualityWatch) -> None:
    """Wait for the suite's result; raises QualityRefusal when it forbids publication."""
    progress.begin(QUALITE, 1)
    quality.conclude()
    progress.advance(QUALITE)
