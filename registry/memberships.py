"""Which countries belonged to which organisation on a day: dated facts of ``registry/data/appartenances_pays.csv``.

``fin`` is the last day of membership: Mali, Burkina Faso and Niger were members of CEDEAO until 28 January 2025. A
suspended country stays a member.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from registry.errors import OiseError

_FILE = Path(__file__).parent / "data" / "appartenances_pays.csv"


@dataclass(frozen=True)
class Appartenance:
    """One stay of a country (ISO 3166-1) in an organisation; ``fin`` None: still in it.

    ``confirme`` False: a date is known to the month or the year only; ``remarque`` says so.
    """

    pays: str
    organisation: str
    debut: date
    fin: date | None
    source: str
    confirme: bool
    remarque: str

    def holds_on(self, day: date) -> bool:
        """Whether the country was a member that day."""
        return self.debut <= day and (self.fin is None or day <= self.fin)


@cache
def all_memberships() -> tuple[Appartenance, ...]:
    """Every stay, in the order of the reference file."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Appartenance(
                pays=row["pays"],
                organisation=row["organisation"],
                debut=date.fromisoformat(row["debut"]),
                fin=date.fromisoformat(row["fin"]) if row["fin"] else None,
                source=row["source"],
                confirme=row["confirme"] == "oui",
                remarque=row["remarque"],
            )
            for row in csv.DictReader(stream)
        )


def organisations() -> tuple[str, ...]:
    """The organisations known, sorted."""
    return tuple(sorted({known.organisation for known in all_memberships()}))


def members(organisation: str, day: date) -> frozenset[str]:
    """The countries (ISO 3166-1, two letters) in an organisation on a day; raises OiseError when it is not known."""
    if organisation not in organisations():
        raise OiseError(f"« {organisation} » n'est pas une organisation connue : écrivez {', '.join(organisations())}.")
    return frozenset(
        known.pays for known in all_memberships() if known.organisation == organisation and known.holds_on(day)
    )


def memberships(country: str, day: date) -> tuple[str, ...]:
    """The organisations a country belonged to on a day, sorted; empty for a country in none of them."""
    return tuple(
        sorted(known.organisation for known in all_memberships() if known.pays == country and known.holds_on(day))
    )
