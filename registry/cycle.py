"""The cycle of a cooperation: its four phases and their steps (the guide's fiches 1 to 11), and where one stands.

Eleven steps are expected of every cooperation; the others (forum, deliberation, attribution committee, financial
commitments, audits…) are optional: they count when they are done and are never missed when they are not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType

from registry.codelists import code_list

PHASE_INCONNUE = "À vérifier"
# What several facts on one step come to: the strongest.
_STRENGTH = {"faite": 3, "en_cours": 2, "sans_objet": 1, "a_faire": 0}


@dataclass(frozen=True)
class Step:
    """One step: ``rang`` orders it within the whole cycle; ``fiche`` None: of the guide's diagram, not of a fiche.

    ``demande``: what the step asks for, in a French sentence; ``document``: the paper that proves it.
    """

    code: str
    libelle: str
    phase: int
    phase_libelle: str
    rang: int
    fiche: int | None
    optionnelle: bool
    demande: str
    document: str


@dataclass(frozen=True)
class StepFact:
    """What is known of one step: a code of ``etapes_cycle``, a code of ``etats_etape``, when, on what evidence."""

    etape: str
    etat: str
    date: date | None = None
    preuve: str = ""


@dataclass(frozen=True)
class CycleState:
    """Where a cooperation stands on a day.

    ``etape``: the furthest step done or running, ``etat`` (faite, en_cours) and ``date`` its own. ``prochaine``: the
    next expected step after it, None at the end or when nothing is known. ``faites`` of ``attendues``: expected steps
    done, of those not without object. ``manquantes``: expected steps before the furthest that nobody did or runs.
    ``phase`` None: no fact at all, so that nobody can say.
    """

    phase: int | None
    phase_libelle: str
    etape: Step | None
    etat: str | None
    date: date | None
    prochaine: Step | None
    faites: int
    attendues: int
    manquantes: tuple[Step, ...]


@cache
def steps() -> tuple[Step, ...]:
    """Every step in the order of the cycle."""
    known = code_list("etapes_cycle")
    found = [_step(code, known.libelles[code], attributs) for code, attributs in known.attributs.items()]
    return tuple(sorted(found, key=lambda step: step.rang))


@cache
def steps_by_code() -> Mapping[str, Step]:
    """Every step by its code."""
    return MappingProxyType({step.code: step for step in steps()})


def main_steps() -> tuple[Step, ...]:
    """The eleven steps expected of every cooperation."""
    return tuple(step for step in steps() if not step.optionnelle)


def state(facts: Iterable[StepFact], day: date) -> CycleState:
    """Where a cooperation stands on a day, from the facts dated by then and those without a date.

    The order of the facts does not count, and one more step done never moves the state back. Raises KeyError on a step
    or a state that is not in the code lists.
    """
    known = _strongest(fact for fact in facts if fact.date is None or fact.date <= day)
    if not known:
        return CycleState(None, PHASE_INCONNUE, None, None, None, None, 0, len(main_steps()), ())
    reached = [steps_by_code()[code] for code, fact in known.items() if fact.etat in ("faite", "en_cours")]
    furthest = max(reached, key=lambda step: step.rang, default=None)
    rang = furthest.rang if furthest else 0
    done = {code for code, fact in known.items() if fact.etat == "faite"}
    running = {code for code, fact in known.items() if fact.etat == "en_cours"}
    pointless = {code for code, fact in known.items() if fact.etat == "sans_objet"}
    expected = [step for step in main_steps() if step.code not in pointless]
    fact = known[furthest.code] if furthest else None
    place = furthest or steps()[0]
    return CycleState(
        phase=place.phase,
        phase_libelle=place.phase_libelle,
        etape=furthest,
        etat=fact.etat if fact else None,
        date=fact.date if fact else None,
        prochaine=next((step for step in expected if step.rang > rang), None),
        faites=sum(step.code in done for step in expected),
        attendues=len(expected),
        manquantes=tuple(step for step in expected if step.rang < rang and step.code not in done | running),
    )


def _strongest(facts: Iterable[StepFact]) -> dict[str, StepFact]:
    """By step, its strongest fact; of equals the first in time, a dated one before one without a date."""
    best: dict[str, StepFact] = {}
    for fact in facts:
        steps_by_code()[fact.etape]
        held = best.get(fact.etape)
        if held is None or _weight(fact) > _weight(held):
            best[fact.etape] = fact
    return best


def _weight(fact: StepFact) -> tuple[int, int, str]:
    age = -fact.date.toordinal() if fact.date else -date.max.toordinal() - 1
    return _STRENGTH[fact.etat], age, fact.preuve


def _step(code: str, libelle: str, row: Mapping[str, str]) -> Step:
    return Step(
        code=code,
        libelle=libelle,
        phase=int(row["phase"]),
        phase_libelle=row["phase_libelle"],
        rang=int(row["rang"]),
        fiche=int(row["fiche"]) if row["fiche"] else None,
        optionnelle=row["optionnelle"] == "oui",
        demande=row["demande"],
        document=row["document"],
    )
