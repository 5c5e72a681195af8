"""Deadlines of a quarter, from ``registry/data/calendrier.csv``: days counted after the quarter's last day.

Each row holds from a quarter to another, so that a change of rule leaves the deadlines of past quarters as they were.
An installation may decide others from a quarter on (see registry/amendments.py).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from registry.amendments import current, per_installation
from registry.errors import OiseError
from registry.periods import Trimestre

_FILE = Path(__file__).parent / "data" / "calendrier.csv"


@dataclass(frozen=True)
class Echeances:
    """Last days to deposit, to validate and to publish; each day included."""

    depot: date
    validation: date
    publication: date


@dataclass(frozen=True)
class _Rule:
    first: Trimestre
    last: Trimestre | None
    depot: int
    validation: int
    publication: int


def deadlines(trimestre: Trimestre | str) -> Echeances:
    """The deadlines of a quarter; raises OiseError when no rule of the calendar covers it."""
    quarter = trimestre if isinstance(trimestre, Trimestre) else Trimestre.parse(trimestre)
    for rule in (*_decided(), *_rules()):
        if rule.first <= quarter and (rule.last is None or quarter <= rule.last):
            return Echeances(
                depot=quarter.fin + timedelta(days=rule.depot),
                validation=quarter.fin + timedelta(days=rule.validation),
                publication=quarter.fin + timedelta(days=rule.publication),
            )
    raise OiseError(
        f"Le calendrier ne dit rien du trimestre {quarter.libelle} : complétez registry/data/calendrier.csv."
    )


def on_time(trimestre: Trimestre | str, day: date) -> bool:
    """Whether a file received that day meets the deadline of deposit."""
    return day <= deadlines(trimestre).depot


@per_installation
def _decided() -> tuple[_Rule, ...]:
    """The rules that this installation decided: of those that hold, the one that begins last comes first."""
    rules = [
        _Rule(
            first=Trimestre.parse(one.depuis),
            last=Trimestre.parse(one.jusqu_a) if one.jusqu_a else None,
            depot=int(one["depot"]),
            validation=int(one["validation"]),
            publication=int(one["publication"]),
        )
        for one in current().of("echeance")
    ]
    return tuple(sorted(rules, key=lambda rule: rule.first, reverse=True))


@cache
def _rules() -> tuple[_Rule, ...]:
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            _Rule(
                first=Trimestre.parse(row["depuis"]),
                last=Trimestre.parse(row["jusqu_a"]) if row["jusqu_a"] else None,
                depot=int(row["depot_jours"]),
                validation=int(row["validation_jours"]),
                publication=int(row["publication_jours"]),
            )
            for row in csv.DictReader(stream)
        )
