"""Contents made by hand: one of each kind of body, of real territory and invented figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from registry.periods import Trimestre
from registry.territory import ancestor, children, units
from syntheses.bodies import body
from syntheses.facts import (
    Change,
    Completeness,
    Content,
    Deposit,
    Figure,
    MapLayer,
    Norm,
    Partnership,
    Renewal,
    Series,
    SubUnit,
    Value,
)

TRIMESTRE = Trimestre(2026, 3)
CORPS = ("ML0105", "ML0901", "ML0307", "ML0802", "ML01", "ML09", "ML")

_DECLARES = (
    ("sante_accouchements_assistes", "Accouchements assistés, rapportés à l’année (× 4)", "sante", "%", 1, 1),
    ("sante_hab_par_cscom", "Habitants par CSCom fonctionnel", "sante", "hab. par CSCom", 0, -1),
    ("sante_penta3", "Couverture Penta 3, rapportée à l’année (× 4)", "sante", "%", 1, 1),
    ("edu_parite", "Indice de parité filles/garçons, premier cycle", "education", "ratio", 2, 1),
    ("edu_eleves_maitre", "Élèves par maître, premier cycle", "education", "élèves par maître", 1, -1),
    ("edu_eleves_salle", "Élèves par salle de classe, premier cycle", "education", "élèves par salle", 1, -1),
    ("eau_acces", "Taux d’accès à l’eau potable", "hydraulique", "%", 1, 1),
    ("eau_fonctionnalite", "Fonctionnalité des points d’eau modernes", "hydraulique", "%", 1, 1),
    ("eau_hab_par_pem", "Habitants par point d’eau moderne fonctionnel", "hydraulique", "hab. par point d’eau", 0, -1),
    ("eco_microfinance", "Guichets de microfinance pour 1000 habitants", "economie", "pour 1000 hab.", 2, 1),
    ("eco_recettes_hab", "Recettes des équipements marchands par habitant", "economie", "FCFA/hab.", 0, 1),
    ("soc_naissances", "Enregistrement des naissances", "social", "%", 1, 1),
    ("soc_associations", "Associations actives pour 1000 habitants", "social", "pour 1000 hab.", 2, 1),
    ("cult_manifestations", "Manifestations culturelles et sportives", "culture", "manifestations", 0, 1),
    ("fin_tdrl", "Recouvrement de la TDRL, cumul de l’année", "finances_locales", "%", 1, 1),
    ("fin_recettes_propres_hab", "Recettes propres par habitant", "finances_locales", "FCFA/hab.", 0, 1),
    ("fin_investissement", "Part de l’investissement dans les dépenses", "finances_locales", "%", 1, 1),
    ("pla_pdsec", "Communes dotées d’un PDSEC en vigueur", "planification", "%", 1, 1),
    ("pla_realisation", "Actions du PDSEC réalisées", "planification", "%", 1, 1),
    ("pla_restitution", "Restitutions publiques, moyenne par commune", "planification", "par commune", 2, 1),
    ("coop_partenariats", "Partenariats actifs", "cooperation", "partenariats", 0, 1),
    ("coop_conventions", "Conventions en vigueur", "cooperation", "conventions", 0, 1),
    ("elu_femmes", "Femmes parmi les élus", "elus", "%", 1, 1),
    ("for_femmes", "Femmes parmi les participants aux formations", "formations", "%", 1, 1),
    ("qua_communes", "Communes ayant transmis leurs données", "qualite", "%", 1, 1),
)


def content_for(code: str, partenariats: int = 12, conventions: int = 3, fictives: bool = True) -> Content:
    """A full content for a body: every kind of value, known, hidden, without change, with a norm."""
    organe = body(code, TRIMESTRE)
    level = units()[code].niveau
    communes = [u for u in units().values() if u.niveau == "commune" and ancestor(u.code, level) == code]
    figures = tuple(_figure(rank, row, len(communes), organe.parent) for rank, row in enumerate(_DECLARES))
    lower = "cercle" if code == "ML" else "commune"
    mapped = [u for u in units().values() if u.niveau == lower and ancestor(u.code, level) == code]
    values = tuple((u.code, _value(rank, 20)) for rank, u in enumerate(mapped) if rank % 7 != 3)
    return Content(
        organe=organe,
        trimestre=TRIMESTRE,
        donnees_fictives=fictives,
        completude=Completeness(1, 1, 1, 1, len(communes) - 1, len(communes)),
        depots=_deposits(code),
        chiffres=figures,
        serie=_series(organe.parent),
        carte=MapLayer("eau_acces", "Taux d’accès à l’eau potable", "%", 1, lower, values),  # type: ignore[arg-type]
        sous_unites=tuple(_subunit(rank, child.code, values) for rank, child in enumerate(children(code))),
        partenariats=tuple(_partnership(rank, communes[rank % len(communes)]) for rank in range(partenariats)),
        partenariats_sans_lieu=23 if code == "ML" else 0,
        conventions=tuple(_renewal(rank, communes[rank % len(communes)]) for rank in range(conventions)),
        reserves=(
            "12 valeurs ou lignes de l’envoi ont été écartées : elles ne sont dans aucun chiffre.",
            "La population de 3 communes n’est pas connue : leurs rapports à la population ne sont pas calculés.",
        ),
    )


def _value(rank: int, start: int) -> Decimal:
    return Decimal(start * 1000 + (rank * 7919) % 61000) / 1000


def _figure(rank: int, row: tuple[str, str, str, str, int, int], total: int, parent: str) -> Figure:
    code, label, domain, unit, decimals, sense = row
    big = 25 if unit.startswith(("FCFA", "hab.")) else 1
    value = _value(rank, 30) * big
    hidden = rank % 11 == 4
    known = Value(None, "Moins de la moitié du champ est connue", total // 3, total)
    if not hidden:
        known = Value(value, "", total - rank % 3, total, (1, 1) if domain == "cooperation" else None)
    change = Change(value - Decimal(rank - 9) / 2, value, total - 2) if not hidden and rank % 4 else None
    norm = Norm(Decimal(400), False, "usage, texte non retrouvé") if code == "eau_hab_par_pem" else None
    if code == "qua_communes":
        norm = Norm(Decimal(100), True, "Guide, fiche 14")
    above = Value(value + 3, "", 90, 100) if parent else None
    sense_code = "hausse_favorable" if sense > 0 else "baisse_favorable"
    return Figure(
        code, label, domain, unit, decimals, sense_code, "communes", True, known, change, "non mesurable", above, norm
    )


def _series(parent: str) -> Series:
    quarters = tuple(Trimestre(2026, numero) for numero in (1, 2, 3))
    here = (Decimal("41.24"), Decimal("43.9"), Decimal("45.61"))
    above = (Decimal("50.1"), Decimal("50.9"), Decimal("51.2")) if parent else (None, None, None)
    return Series("sante_accouchements_assistes", "Accouchements assistés", "%", 1, quarters, here, above)


def _deposits(code: str) -> tuple[Deposit, ...]:
    senders = [u for u in units().values() if u.niveau == "cercle" and ancestor(u.code, units()[code].niveau) == code]
    made = []
    for rank, sender in enumerate(senders):
        verdict = ("accepte", "accepte_avec_reserves", "accepte", "refuse", "")[rank % 5]
        day = date(2026, 10, 8) + timedelta(days=rank % 11) if verdict else None
        late = None if day is None else day <= date(2026, 10, 15)
        counts = (1310, 1298, 12) if verdict else (0, 0, 0)
        made.append(Deposit(sender.code, sender.nom, True, verdict, day, late, *counts))
    return tuple(made)


def _subunit(rank: int, code: str, values: tuple[tuple[str, Decimal], ...]) -> SubUnit:
    own = tuple(("eau_acces", value) for known, value in values if known == code)
    state = "18 valeurs publiées sur 20" if own else "aucune valeur publiée"
    return SubUnit(code, units()[code].nom, state, bool(own), own)


def _partnership(rank: int, unit: Any) -> Partnership:
    guide = rank % 3 != 0
    return Partnership(
        unite_code=unit.code,
        unite_nom=unit.nom,
        partenaire=("Saint-Étienne-du-Rouvray", "Association d’amitié de Chalon", "Province de Liège")[rank % 3],
        pays=("France", "France", "Belgique")[rank % 3],
        type_partenaire=("Commune ou ville", "Association ou comité de jumelage", "Département, province ou MRC")[
            rank % 3
        ],
        statut="à vérifier (relevé dans le guide)" if guide else "Actif",
        origine=str(1985 + rank) if rank % 2 else "",
        guide=guide,
        rattachement="lieu à confirmer" if rank % 5 == 1 else "",
    )


def _renewal(rank: int, unit: Any) -> Renewal:
    end = date(2026, 12, 31) + timedelta(days=31 * rank)
    reason = ("fin", "preavis", "echue")[rank % 3]
    return Renewal(
        unit.code,
        unit.nom,
        f"Convention de coopération {unit.nom} – Partenaire d’essai, eau et assainissement",
        "Signée",
        end,
        end,
        reason,  # type: ignore[arg-type]
        "Tacite",
    )


@pytest.fixture
def make_content() -> Callable[..., Content]:
    """Makes a content for a body's code; other arguments replace its fields or change how many rows it has."""

    def make(code: str = "ML0105", partenariats: int = 12, conventions: int = 3, **changes: Any) -> Content:
        return replace(content_for(code, partenariats, conventions), **changes)

    return make
