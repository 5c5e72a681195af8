"""A small country: five cercles of two regions, whose workbooks say known figures."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from landing.blank import write_filled
from landing.blank_plan import Fill
from registry.bodies import recipients
from registry.home import Home
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import NATION, children
from schemas.submission import Prefill

QUARTER = Trimestre(2026, 3)
SENDERS = ("ML0701", "ML0703", "ML0801", "ML0803", "ML0804")
REGIONS = ("ML07", "ML08")
# The bodies that the small country has: those of its two regions, and the nation's.
BODIES = tuple(
    one for one in recipients() if one.unite.code == NATION or any(covers(region, one.unite.code) for region in REGIONS)
)
COMMUNES = {sender: tuple(unit.code for unit in children(sender)) for sender in SENDERS}


def figure(commune: str, element: str) -> int:
    """The figure that a commune declares, told by its code alone; a part stays below its whole."""
    rank = int(commune[-4:])
    return {
        "consultations_nouveaux_cas_nb": 400 + rank % 97,
        "accouchements_assistes_nb": 20 + rank % 13,
        "forages_pmh_nb": 30 + rank % 7,
        "forages_pmh_fonctionnels_nb": 18 + rank % 11,
        "points_eau_realises_nb": rank % 3,
        "naissances_declarees_nb": 25 + rank % 17,
        "recettes_totales_fcfa": 9_000_000 + rank * 1000,
        "recettes_propres_fcfa": 4_000_000 + rank * 100,
        "tdrl_recouvree_fcfa": 1_500_000 + rank * 10,
        "depenses_investissement_fcfa": 2_000_000 + rank,
        "sessions_conseil_nb": 1 + rank % 2,
    }[element]


ELEMENTS = (
    "consultations_nouveaux_cas_nb",
    "accouchements_assistes_nb",
    "forages_pmh_nb",
    "forages_pmh_fonctionnels_nb",
    "points_eau_realises_nb",
    "naissances_declarees_nb",
    "recettes_totales_fcfa",
    "recettes_propres_fcfa",
    "tdrl_recouvree_fcfa",
    "depenses_investissement_fcfa",
    "sessions_conseil_nb",
)


def services_of(sender: str) -> dict[tuple[str, str], Any]:
    """Every figure of a cercle, as typed."""
    return {(commune, element): figure(commune, element) for commune in COMMUNES[sender] for element in ELEMENTS}


def workbook(
    folder: Path,
    sender: str,
    changes: dict[tuple[str, str], Any] | None = None,
    rows: dict[str, dict[str, dict[str, Any]]] | None = None,
    omitted: frozenset[tuple[str, str]] = frozenset(),
    prefill: Prefill | None = None,
) -> Path:
    """A cercle's filled workbook, with some cells typed otherwise."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"OISE_{sender}_{QUARTER}.xlsx"
    fill = Fill(services={**services_of(sender), **(changes or {})}, lignes=rows or {}, omises=omitted)
    write_filled(sender, QUARTER, prefill or Prefill(), path, False, fill)
    return path


def drop(home: Home, sender: str, **options: Any) -> Path:
    """Drop a cercle's workbook in its folder."""
    return workbook(home.drop_folder(sender), sender, **options)


def share(communes: tuple[str, ...], numerator: str, denominator: str) -> Decimal:
    """Sum over sum, in per cent, as an independent hand would compute it."""
    top = sum(figure(commune, numerator) for commune in communes)
    return Decimal(100 * top) / Decimal(sum(figure(commune, denominator) for commune in communes))
