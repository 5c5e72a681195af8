"""The territory: units of both divisions of Mali (1999, 2023), read from ``registry/data/territoire.csv``.

A unit's key is (division, code); a bare code means the installation's division, 1999. Parents come from the parent
column, never from a code's prefix: eight communes lie in another cercle than their code says. Facts: OCHA COD-AB Mali,
RENA 2013, laws 96-059, 01-043, 2023-006 and 2023-007 (see ``registry/data/README.md``). A unit that an installation
renamed bears its new name from the day decided on (see registry/amendments.py).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, cast

from registry.amendments import current, per_installation
from registry.errors import OiseError

_FILE = Path(__file__).parent / "data" / "territoire.csv"
Niveau = Literal["pays", "region", "cercle", "commune"]
NATION = "ML"
DISTRICT_REGION, DISTRICT_CERCLE = "ML09", "ML0901"


@dataclass(frozen=True)
class Unite:
    """One territorial unit of one division; ``latitude`` and ``longitude`` in degrees, None where unknown.

    ``autres_noms``: spellings of other official lists. ``anciens_noms``: every other name that it bears before or after
    a renaming. ``statut``: ``urbaine``, ``rurale`` or empty where unknown.
    ``code_provisoire``: the code is the project's own until an official one is known. ``region_1999``: for a unit of
    2023, the region of 1999 it mostly comes from. ``valide_depuis``: ISO date of the law that defines the unit.
    """

    division: str
    code: str
    nom: str
    niveau: Niveau
    parent: str
    latitude: float | None
    longitude: float | None
    valide_depuis: str
    valide_jusqu_a: str
    note: str
    source: str
    chef_lieu: str = ""
    autres_noms: tuple[str, ...] = ()
    statut: str = ""
    code_provisoire: bool = False
    region_1999: str = ""
    anciens_noms: tuple[str, ...] = ()


@per_installation
def units(division: str = "1999") -> dict[str, Unite]:
    """Every unit of a division by code, parents before children; empty for a division that is not known."""
    decided: dict[str, list[str]] = {}
    for one in current().of("nom"):
        if one["division"] == division:
            decided.setdefault(one.cible, []).append(one["nom"])
    in_force = dict(current().noms)
    return {
        unit.code: _renamed(unit, decided[unit.code], in_force.get((division, unit.code), unit.nom))
        if unit.code in decided
        else unit
        for unit in _all_units()
        if unit.division == division
    }


def _renamed(unit: Unite, decided: list[str], nom: str) -> Unite:
    others = tuple(name for name in dict.fromkeys((unit.nom, *decided)) if name != nom)
    return replace(unit, nom=nom, autres_noms=tuple(dict.fromkeys((*unit.autres_noms, *others))), anciens_noms=others)


@cache
def _all_units() -> tuple[Unite, ...]:
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(_unit(row) for row in csv.DictReader(stream))


def unit(code: str, division: str = "1999") -> Unite:
    """The unit of that code; raises OiseError, with the nearest codes, when there is none."""
    found = units(division).get(code)
    if found is None:
        near = _nearest(code, division)
        raise OiseError(
            f"Le code {code} n'existe pas dans la division de {division} : vérifiez-le avec « oise lieu »"
            + (f", ou choisissez parmi les plus proches : {near}." if near else ".")
        )
    return found


@per_installation
def children(code: str, division: str = "1999") -> tuple[Unite, ...]:
    """Units directly below, in the order of their codes."""
    return tuple(sorted((u for u in units(division).values() if u.parent == code), key=lambda u: u.code))


def ancestor(code: str, niveau: Niveau, division: str = "1999") -> str | None:
    """The code of the unit of that level in which a unit lies (itself included), None when there is none."""
    known = units(division)
    found = known.get(code)
    while found is not None:
        if found.niveau == niveau:
            return found.code
        found = known.get(found.parent)
    return None


def holder(code: str, niveau: Niveau, division: str = "1999") -> str | None:
    """The unit of that level which a register row owned by a unit belongs to.

    As ``ancestor``, but for the District de Bamako in 1999: region ML09 and cercle ML0901 are one collectivity under
    two codes, so that what the one holds is the other's too.
    """
    if (division, niveau, code) == ("1999", "cercle", DISTRICT_REGION):
        return DISTRICT_CERCLE
    return ancestor(code, niveau, division)


@per_installation
def cercle_senders() -> tuple[Unite, ...]:
    """The 49 cercles and the District de Bamako: the 50 senders of quarterly files."""
    return tuple(u for u in units().values() if u.niveau == "cercle")


def perimeter(sender: str) -> frozenset[str]:
    """The units a sender speaks for: a cercle and its communes; a region or the nation, itself alone.

    Raises OiseError when the sender is neither.
    """
    speaker = unit(sender)
    if speaker.niveau == "commune":
        raise OiseError(
            f"{speaker.nom} ({sender}) est une commune : c'est le CCC de son cercle qui envoie son fichier."
        )
    if speaker.niveau == "cercle":
        return frozenset({sender, *(child.code for child in children(sender))})
    return frozenset({sender})


def _unit(row: dict[str, str]) -> Unite:
    return Unite(
        division=row["division"],
        code=row["code"],
        nom=row["nom"],
        niveau=cast(Niveau, row["niveau"]),
        parent=row["parent"],
        latitude=float(row["latitude"]) if row["latitude"] else None,
        longitude=float(row["longitude"]) if row["longitude"] else None,
        valide_depuis=row["valide_depuis"],
        valide_jusqu_a=row["valide_jusqu_a"],
        note=row["note"],
        source=row["source"],
        chef_lieu=row["chef_lieu"],
        autres_noms=tuple(name for name in row["autres_noms"].split("|") if name),
        statut=row["statut"],
        code_provisoire=row["code_provisoire"] == "oui",
        region_1999=row["region_1999"],
    )


def _nearest(code: str, division: str) -> str:
    """The three codes most like a wrong one, each with its name; empty when nothing is like it."""
    from rapidfuzz import process

    known = units(division)
    found = process.extract(code.strip().upper(), list(known), limit=3, score_cutoff=70)
    return ", ".join(f"{known[near].nom} ({near})" for near, _, _ in found)
