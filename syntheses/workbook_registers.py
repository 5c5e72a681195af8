"""The workbook's sheets on the registers: what they say together, then the rows of each."""

from __future__ import annotations

from collections.abc import Sequence

from syntheses.facts import Content
from syntheses.register_facts import Amounts, Cell, Convention, Cooperation, RegisterSheet, Sharing
from syntheses.typography import inside
from syntheses.workbook import Sheet

# No spreadsheet takes a longer name.
_LONGUEUR_DU_NOM = 31


def register_sheets_of(content: Content) -> tuple[Sheet, ...]:
    """Those that have rows, in the order of the synthesis; the registers bear their own titles."""
    found = content.registres
    together = (
        Sheet("Coopérations", _COOPERATIONS, [_cooperation(one) for one in found.cooperations]),
        Sheet("Statut des conventions", _CONVENTIONS, [_convention(one) for one in found.conventions]),
        Sheet("Argent", _ARGENT, _money(content)),
    )
    return tuple(sheet for sheet in (*together, *map(_register, found.feuilles)) if sheet.lignes)


def _register(sheet: RegisterSheet) -> Sheet:
    return Sheet(sheet.titre[:_LONGUEUR_DU_NOM], sheet.colonnes, sheet.lignes)


_COOPERATIONS = (
    ("Collectivité", 26),
    ("Code", 12),
    ("Partenaire", 36),
    ("Pays", 16),
    ("Nature du partenaire", 26),
    ("Depuis", 10),
    ("Situation", 20),
    ("Phase", 8),
    ("Étape atteinte", 26),
    ("État de l’étape", 12),
    ("Date de l’étape", 12),
    ("Étape suivante", 26),
    ("Ce qu’elle demande", 44),
    ("Conventions en vigueur", 13),
    ("Actions", 10),
    ("Engagé, en FCFA", 16),
    ("Décaissé, en FCFA", 16),
    ("Dernière rencontre", 12),
    ("Partagée avec", 40),
    ("Déclarée par", 22),
    ("Connue seulement par le guide", 14),
    ("Rattachement du lieu", 18),
    ("Identifiant", 20),
)


def _cooperation(one: Cooperation) -> list[Cell]:
    return [
        one.unite_nom,
        one.unite_code,
        one.partenaire,
        one.pays,
        one.type_partenaire,
        one.origine,
        one.statut,
        one.phase,
        one.etape,
        one.etape_etat,
        one.etape_date,
        one.suite,
        one.demande,
        one.conventions_nb,
        one.actions_nb,
        one.engage,
        one.decaisse,
        one.derniere_rencontre,
        " ; ".join(_sharing(other) for other in one.partage),
        one.declaree_par,
        "oui" if one.guide else "non",
        one.rattachement,
        one.identifiant,
    ]


def _sharing(other: Sharing) -> str:
    return f"{other.unite_nom} ({inside(other.reponse) or 'réponse non demandée'})"


_CONVENTIONS = (
    ("Collectivité", 26),
    ("Code", 12),
    ("Convention", 50),
    ("Statut calculé", 20),
    ("Fin de la période", 12),
    ("Prochain acte", 34),
    ("Échéance de l’acte", 12),
    ("Reconduction", 20),
)


def _convention(one: Convention) -> list[Cell]:
    return [
        one.unite_nom,
        one.unite_code,
        one.parties,
        one.statut,
        one.fin,
        one.acte,
        one.acte_date,
        one.reconduction,
    ]


_ARGENT = (
    ("Répartition", 16),
    ("Poste", 34),
    ("Engagé au trimestre, en FCFA", 18),
    ("Engagé en tout, en FCFA", 18),
    ("Décaissé au trimestre, en FCFA", 18),
    ("Décaissé en tout, en FCFA", 18),
)


def _money(content: Content) -> list[list[Cell]]:
    money = content.registres.argent
    if money is None:
        return []
    cuts: Sequence[tuple[str, Sequence[Amounts]]] = (
        ("Total", (money.total,)),
        ("Canal", money.canaux),
        ("Procédure", money.procedures),
        ("Source", money.sources),
    )
    return [
        [name, one.libelle, one.engage_trimestre, one.engage, one.decaisse_trimestre, one.decaisse]
        for name, lines in cuts
        for one in lines
    ]
