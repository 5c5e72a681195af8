"""The territory: units of both divisions of Mali (1999, 2023), read from ``registry/data/territoire.csv``.

A unit's key is (division, code); a bare code means the installation's division, 1999. Parents come from the parent
column, never from a code's prefix. Facts: OCHA COD-AB Mali, RENA 2013, laws 01-043, 2023-006 and 2023-007.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from registry.errors import OiseError

_FILE = Path(__file__).parent / "data" / "territoire.csv"
Niveau = Literal["pays", "region", "cercle", "commune"]
NATION = "ML"


@dataclass(frozen=True)
class Unite:
    """One territorial unit of one division; ``latitude`` and ``longitude`` in degrees, None where unknown."""

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


@cache
def units(division: str = "1999") -> dict[str, Unite]:
    """Every unit of a division by code, parents before children."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        rows = [_unit(row) for row in csv.DictReader(stream)]
    return {unit.code: unit for unit in rows if unit.division == division}


def unit(code: str, division: str = "1999") -> Unite:
    """The unit of that code; raises OiseError, with the nearest codes, when there is none."""
    found = units(division).get(code)
    if found is None:
        raise OiseError(f"Le code {code} n'existe pas dans la division de {division} : vérifiez-le avec « oise lieu ».")
    return found


@cache
def children(code: str, division: str = "1999") -> tuple[Unite, ...]:
    """Units directly below, in the order of their codes."""
    return tuple(sorted((u for u in units(division).values() if u.parent == code), key=lambda u: u.code))


def ancestor(code: str, niveau: Niveau, division: str = "1999") -> str | None:
    """The code of the unit of that level in which a unit lies (itself included), None when there is none."""
    current = units(division).get(code)
    while current is not None:
        if current.niveau == niveau:
            return current.code
        current = units(division).get(current.parent)
    return None


@cache
def cercle_senders() -> tuple[Unite, ...]:
    """The 49 cercles and the District de Bamako: the 50 senders of quarterly files."""
    return tuple(u for u in units().values() if u.niveau == "cercle")


def perimeter(sender: str) -> frozenset[str]:
    """The units a sender speaks for: a cercle and its communes; a region or the nation, itself alone.

    Raises OiseError when the sender is neither.
    """
    speaker = unit(sender)
    if speaker.niveau == "commune":
        raise OiseError(f"{speaker.nom} ({sender}) est une commune : c'est le CCC de son cercle qui envoie son fichier.")
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
    )
