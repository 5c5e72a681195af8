"""The bodies of the national system of support to local government, and which synthesis goes to which of them.

A role (CLO, CRO, CNO…) lasts; the name of the body that holds it is dated data in
``registry/data/organes_territoriaux.csv``: since 2008 the CLO's role is the CLOCSAD's, the CRO's the CROCSAD's.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from registry.amendments import per_installation
from registry.errors import OiseError
from registry.territory import Niveau, Unite, unit, units

_FILE = Path(__file__).parent / "data" / "organes_territoriaux.csv"
RoleSynthese = Literal["CLO", "CRO", "CNO"]
_STEERING: tuple[tuple[RoleSynthese, Niveau], ...] = (("CLO", "cercle"), ("CRO", "region"), ("CNO", "pays"))


@dataclass(frozen=True)
class Organe:
    """A body under one of its names; ``confirme`` False: that it took over the role is admitted, not established."""

    role: str
    sigle: str
    nom: str
    niveau: Niveau
    nature: Literal["orientation", "execution"]
    depuis: date | None
    jusqu_a: date | None
    confirme: bool
    source: str

    def named_on(self, day: date) -> bool:
        """Whether the body bore that name that day."""
        return (self.depuis is None or self.depuis <= day) and (self.jusqu_a is None or day <= self.jusqu_a)


@dataclass(frozen=True)
class Destinataire:
    """A steering body of one place: ``code`` (``CLO_ML0105``) names its synthesis, ``unite`` is what it is about."""

    code: str
    role: RoleSynthese
    unite: Unite


@cache
def all_bodies() -> tuple[Organe, ...]:
    """Every body under every name, in the order of the reference file."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(_body(row) for row in csv.DictReader(stream))


def body(role: str, day: date) -> Organe:
    """The body that holds a role on a day, under its name of that day; raises OiseError when there is none."""
    for known in all_bodies():
        if known.role == role and known.named_on(day):
            return known
    raise OiseError(f"Aucun organe ne tient le rôle {role} au {day:%d/%m/%Y} : vérifiez le rôle et la date.")


@per_installation
def recipients() -> tuple[Destinataire, ...]:
    """The bodies that receive a synthesis: one CLO per cercle and for Bamako, one CRO per region, the CNO."""
    return tuple(
        Destinataire(f"{role}_{unite.code}", role, unite)
        for role, niveau in _STEERING
        for unite in sorted(units().values(), key=lambda known: known.code)
        if unite.niveau == niveau
    )


def recipient(code: str) -> Destinataire:
    """The recipient of that code, ``CLO_ML0105``; raises OiseError when there is none."""
    for known in recipients():
        if known.code == code:
            return known
    raise OiseError(f"« {code} » n'est pas un organe : écrivez par exemple CLO_ML0105, CRO_ML01 ou CNO_ML.")


def recipient_of(unite_code: str) -> Destinataire:
    """The steering body of a cercle, a region or the nation; raises OiseError for a commune or an unknown code."""
    place = unit(unite_code)
    for known in recipients():
        if known.unite.code == place.code:
            return known
    raise OiseError(f"{place.nom} ({place.code}) est une commune : sa synthèse est celle du CLO de son cercle.")


def _body(row: dict[str, str]) -> Organe:
    return Organe(
        role=row["role"],
        sigle=row["sigle"],
        nom=row["nom"],
        niveau=cast(Niveau, row["niveau"]),
        nature=cast('Literal["orientation", "execution"]', row["nature"]),
        depuis=date.fromisoformat(row["depuis"]) if row["depuis"] else None,
        jusqu_a=date.fromisoformat(row["jusqu_a"]) if row["jusqu_a"] else None,
        confirme=row["confirme"] == "oui",
        source=row["source"],
    )
