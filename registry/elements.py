"""Data elements: what the quarterly return asks of each commune, read from ``registry/data/elements.csv``."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from registry.periods import Trimestre

_FILE = Path(__file__).parent / "data" / "elements.csv"

# The quarter in which a yearly stock is asked: budgets and plans at the turn of the year, pupils in the second quarter.
SAISON = {"annee": 1, "annee_scolaire": 2}

# Order of the workbook's sheets: code, sheet name.
DOMAINES = {
    "sante": "Santé",
    "education": "Éducation",
    "hydraulique": "Hydraulique",
    "economie": "Économie",
    "social": "Social",
    "culture": "Culture",
    "finances_locales": "Finances locales",
    "planification": "Planification",
}


@dataclass(frozen=True)
class Element:
    """One figure asked of a commune.

    ``nature``: stock (state on a day) or flux (what happened in the period; a yearly flux is the civil year before).
    ``minimum`` and ``maximum``: bounds of plausibility, not of possibility. ``tout``: the element of which this one is
    a part, empty when none. ``somme``: the elements that add up to this one, empty when none. ``confirme``: whether
    definition and bounds were confirmed with their source.
    """

    code: str
    domaine: str
    libelle: str
    definition: str
    unite: str
    nature: Literal["stock", "flux"]
    periodicite: Literal["trimestre", "annee", "annee_scolaire"]
    diffusion: Literal["commune", "cercle", "region", "interne"]
    minimum: int
    maximum: int
    obligatoire: bool
    tout: str
    somme: tuple[str, ...]
    confirme: bool
    source: str

    @property
    def booleen(self) -> bool:
        """Whether the answer is yes or no (kept as 1 or 0)."""
        return self.unite == "oui_non"

    @property
    def decimal(self) -> bool:
        """Whether the value may have decimals (areas, lengths)."""
        return self.unite in ("ha", "km")

    def asked_in(self, trimestre: Trimestre) -> bool:
        """Whether this element is asked in that quarter."""
        return self.periodicite == "trimestre" or SAISON[self.periodicite] == trimestre.numero


@cache
def all_elements() -> dict[str, Element]:
    """Every element by code, in the order of the reference file."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return {row["code"]: _element(row) for row in csv.DictReader(stream)}


def elements_asked(trimestre: Trimestre) -> tuple[Element, ...]:
    """The elements asked in a quarter, by domain then reference order."""
    asked = [element for element in all_elements().values() if element.asked_in(trimestre)]
    order = list(DOMAINES)
    return tuple(sorted(asked, key=lambda element: order.index(element.domaine)))


def _element(row: dict[str, str]) -> Element:
    return Element(
        code=row["code"],
        domaine=row["domaine"],
        libelle=row["libelle"],
        definition=row["definition"],
        unite=row["unite"],
        nature=cast('Literal["stock", "flux"]', row["nature"]),
        periodicite=cast('Literal["trimestre", "annee", "annee_scolaire"]', row["periodicite"]),
        diffusion=cast('Literal["commune", "cercle", "region", "interne"]', row["diffusion"]),
        minimum=int(row["minimum"]),
        maximum=int(row["maximum"]),
        obligatoire=row["obligatoire"] == "oui",
        tout=row["tout"],
        somme=tuple(row["somme"].split()),
        confirme=row["confirme"] == "oui",
        source=row["source"],
    )
