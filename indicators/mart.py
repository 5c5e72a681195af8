"""The tables that indicators may read: every declared one, with the columns that the store reckons for each quarter."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from indicators.conditions import identifier
from schemas.declaration import Column, Table
from schemas.discovery import all_tables

_CALCULEES: dict[str, tuple[Column, ...]] = {
    "conventions": (
        Column(
            nom="statut_calcule_code",
            titre="Statut calculé",
            description="Statut de la convention à la fin du trimestre, calculé de ses clauses.",
            type="code",
            liste="statuts_convention_calcules",
        ),
        Column(
            nom="fin_calculee_date",
            titre="Fin calculée",
            description="Fin de la période en cours, reconductions et avenants compris.",
            type="date",
        ),
        Column(
            nom="prochain_acte_code",
            titre="Prochain acte",
            description="Prochain acte que la convention demande.",
            type="code",
            liste="actes_convention",
        ),
        Column(
            nom="prochain_acte_date",
            titre="Date du prochain acte",
            description="Jour limite de cet acte.",
            type="date",
        ),
    ),
    "partenariats": (
        Column(
            nom="partenaire_id",
            titre="Partenaire",
            description="Identifiant du partenaire, les écritures réunies par décision n'en faisant qu'un.",
            type="texte",
        ),
    ),
    "confirmations": (
        Column(
            nom="designee",
            titre="Désignée",
            description="Vrai si la collectivité qui répond est une partie nommée par qui tient le partenariat.",
            type="oui_non",
        ),
    ),
    "experiences": (
        Column(
            nom="etat_code",
            titre="État",
            description="État de la fiche, d'après les décisions prises sur ce contenu même.",
            type="code",
            liste="etats_experience",
        ),
    ),
}

_COOPERATIONS = Table(
    nom="cooperations",
    titre="Coopérations",
    description="Où en est chaque partenariat à la fin du trimestre : étape du cycle, actions, argent.",
    nature="registre",
    cle=("id_local",),
    proprietaire="unite_code",
    colonnes=(
        Column(nom="id_local", titre="Partenariat", description="Identifiant du partenariat.", type="texte"),
        Column(nom="unite_code", titre="Collectivité", description="Collectivité malienne.", type="unite"),
        Column(nom="phase", titre="Phase", description="Phase du cycle atteinte, de 1 à 4.", type="entier"),
        Column(
            nom="etape_code",
            titre="Étape",
            description="Étape la plus avancée, faite ou en cours.",
            type="code",
            liste="etapes_cycle",
        ),
        Column(
            nom="etapes_faites_nb",
            titre="Étapes faites",
            description="Nombre d'étapes attendues faites.",
            type="entier",
        ),
        Column(
            nom="conventions_en_vigueur_nb",
            titre="Conventions en vigueur",
            description="Nombre de conventions qui courent à la fin du trimestre.",
            type="entier",
        ),
        Column(nom="actions_nb", titre="Actions", description="Nombre d'actions.", type="entier"),
        Column(
            nom="engage_fcfa",
            titre="Engagé",
            description="Somme engagée depuis l'origine.",
            type="montant",
            unite="FCFA",
        ),
        Column(
            nom="decaisse_fcfa",
            titre="Décaissé",
            description="Somme décaissée depuis l'origine.",
            type="montant",
            unite="FCFA",
        ),
        Column(
            nom="derniere_rencontre_date",
            titre="Dernière rencontre",
            description="Jour de la dernière rencontre connue.",
            type="date",
        ),
    ),
)


@cache
def mart_tables() -> dict[str, Table]:
    """Every table that indicators may read rows of, by name, its reckoned columns among the others."""
    tables = {
        name: replace(table, colonnes=(*table.colonnes, *_CALCULEES.get(name, ())))
        for name, table in all_tables().items()
        if table.nature != "releve"
    }
    return tables | {_COOPERATIONS.nom: _COOPERATIONS}


def is_event(table: str) -> bool:
    """Whether a table's rows belong to one quarter each, so that earlier ones can be computed again."""
    return mart_tables()[table].nature == "evenement"


def sent_as(table: str) -> str:
    """The table of a sender's file from which the rows of this one come."""
    return "partenariats" if table == _COOPERATIONS.nom else table


def rows_standing(table: str) -> str:
    """SQL of the current rows of a register, those withdrawn left out."""
    source = f"m_{identifier(table)}"
    if any(one.nom == "etat_ligne" for one in mart_tables()[table].colonnes):
        return f"(SELECT * FROM {source} WHERE etat_ligne IS DISTINCT FROM 'annule')"
    return source
