"""What a region's communes declared over the last quarters, for its CSR: internal values, every one as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from registry.periods import Trimestre
from schemas.faults import Fault
from warehouse.deposits import Deposit, effective
from warehouse.lake import Lake
from warehouse.literals import listed, literal

# Quarters of the past beside which a value is read: three years.
PASSE = 12


@dataclass(frozen=True)
class Observation:
    """One known value of an element in a commune, for a quarter."""

    cercle: str
    lieu: str
    element: str
    trimestre: str
    valeur: Decimal


@dataclass(frozen=True)
class Pointed:
    """One fault that the check of a cercle's file left standing, kept or set aside."""

    cercle: str
    faute: Fault


def regional_values(lake: Lake, region: str, trimestre: Trimestre, passe: int = PASSE) -> list[Observation]:
    """The known values of a region's communes in a quarter and the ``passe`` quarters before, in a stable order."""
    window = listed(str(trimestre.plus(-back)) for back in range(passe + 1))
    rows = lake.rows(
        "SELECT cercle_code, unite_code, element, trimestre, valeur FROM lac.services "
        f"WHERE trimestre IN ({window}) AND region_code = {literal(region)} AND valeur IS NOT NULL "
        "AND cercle_code IS NOT NULL ORDER BY unite_code, element, trimestre, expediteur"
    )
    return [Observation(str(c), str(u), str(e), str(t), Decimal(str(v))) for c, u, e, t, v in rows]


def pointed_faults(files: list[Deposit]) -> list[Pointed]:
    """What the checks said of the values of one cercle's files that count; not what is only missing.

    ``files``: the deposits of one (sender, quarter), with their faults (see ``warehouse.deposits.deposits``).
    """
    return [
        Pointed(one.verdict.expediteur, found)
        for one in effective(files)
        for found in one.verdict.fautes
        if found.gravite in ("reserve", "avertissement")
        and found.code.startswith(("regle.", "valeur.", "ligne."))
        and found.code not in ("valeur.non_renseignee", "ligne.unite_manquante")
    ]
