"""The published tables: their columns and French comments, from which SQL, comments and dictionary are rendered.

Only what is named here, or declared public in schemas/, can be published: an allow-list, never a list of exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Literal

from schemas.ddl import column_comment, lake_columns, table_comment
from schemas.declaration import Column, Table
from schemas.discovery import all_tables
from schemas.secrecy import EFFECTIF_MINIMAL
from warehouse.completeness_tables import COMPLETUDE, COMPLETUDE_DOMAINES
from warehouse.decided_tables import DECISIONS_REGISTRE
from warehouse.described import (
    EXPEDITEUR,
    NIVEAU,
    NOMBRE,
    OUI_NON,
    REGION,
    SOMME,
    TEXTE,
    UNITE,
    PublishedTable,
    published_table,
)
from warehouse.division_tables import DIVISION_TABLES
from warehouse.fixed_tables import (
    CONVENTIONS_STATUTS,
    COOPERATIONS,
    DEPOTS,
    DICTIONNAIRE,
    DIM_CODE,
    DIM_ELEMENT,
    DIM_POPULATION,
    DIM_TRIMESTRE,
    DIM_UNITE,
    EDITION,
    FAIT_SERVICES,
    PARTENAIRES,
    PARTENARIATS_PARTENAIRES,
)
from warehouse.history_tables import HISTORIQUE_EDITIONS, HISTORIQUE_SERVICES, REVISIONS
from warehouse.origin_tables import FICHIERS, ORIGINE_DE_LIGNE
from warehouse.validation_tables import VALIDATIONS_STATUTS

FIXED = (
    DIM_UNITE,
    *DIVISION_TABLES,
    DIM_TRIMESTRE,
    DIM_ELEMENT,
    DIM_POPULATION,
    DIM_CODE,
    FAIT_SERVICES,
    DEPOTS,
    DECISIONS_REGISTRE,
    COMPLETUDE,
    COMPLETUDE_DOMAINES,
    VALIDATIONS_STATUTS,
    CONVENTIONS_STATUTS,
    COOPERATIONS,
    PARTENAIRES,
    PARTENARIATS_PARTENAIRES,
    FICHIERS,
    HISTORIQUE_SERVICES,
    HISTORIQUE_EDITIONS,
    REVISIONS,
    EDITION,
    DICTIONNAIRE,
)

# Beside the declared columns, where the owner lies and who sent the row.
_SITUATION = (
    ("commune_code", TEXTE, "Commune qui porte la ligne ; vide si c'est un cercle, une région ou le pays."),
    ("cercle_code", TEXTE, "Cercle de l'unité qui porte la ligne."),
    ("region_code", TEXTE, "Région de l'unité qui porte la ligne."),
)


@cache
def published_tables() -> tuple[PublishedTable, ...]:
    """Every table that the store publishes by itself; the indicators' own tables come from their room."""
    return (*FIXED, *(published_of(table) for table in declared_tables()))


def declared_tables() -> tuple[Table, ...]:
    """The declared tables of rows that are published in some form, in their order."""
    return tuple(table for table in all_tables().values() if table.nature != "releve" and form_of(table) != "rien")


def form_of(table: Table) -> Literal["lignes", "comptes", "agregats", "rien"]:
    """How a declared table is published: row by row, as counts, as protected counts of a restricted table, or not."""
    if table.diffusion == "interne":
        return "rien"
    if table.confidentialite == "restreint":
        return "agregats"
    if table.confidentialite == "interne" or table.diffusion != "commune":
        return "comptes"
    return "lignes"


def public_columns(table: Table) -> Iterator[Column]:
    """The columns of a table that may be shown row by row."""
    for column in (*table.colonnes, *table.colonnes_internes):
        if column.confidentialite == "public" and column.nom != "etat_ligne":
            yield column


def grouping_columns(table: Table) -> tuple[Column, ...]:
    """The public codes by which the rows of an internal table are counted."""
    return tuple(column for column in public_columns(table) if column.type == "code")


def summed_columns(table: Table) -> tuple[Column, ...]:
    """The public numbers of an internal table that are added up."""
    return tuple(column for column in public_columns(table) if column.type in ("entier", "decimal", "montant"))


@cache
def published_of(table: Table) -> PublishedTable:
    """What is published of a declared table."""
    types = dict(lake_columns(table))
    quarter = ("trimestre", TEXTE, "Trimestre (2026-Q3).")
    if form_of(table) == "agregats":
        return published_table(
            f"{table.nom}_agregats",
            "trimestre",
            f"{table.titre} : effectifs à la fin du trimestre, par ventilation. Les ventilations qui ne sont pas "
            "publiques sont masquées là où elles laisseraient reconnaître quelqu'un (effectif inférieur à "
            f"{EFFECTIF_MINIMAL}, ou qui permettrait d'en retrouver un).",
            quarter,
            NIVEAU,
            UNITE,
            REGION,
            ("ventilation", TEXTE, "Colonnes qui ventilent l'effectif, séparées par des virgules."),
            ("categorie", TEXTE, "Codes de la catégorie, dans le même ordre ; non_renseigne si elle n'est pas dite."),
            ("effectif", NOMBRE, "Nombre de personnes ; vide s'il est masqué."),
            ("masque", OUI_NON, "Vrai si l'effectif n'est pas montré."),
        )
    if form_of(table) == "comptes":
        groups = [(c.nom, TEXTE, column_comment(c)) for c in grouping_columns(table)]
        sums = [(c.nom, SOMME, f"Somme. {column_comment(c)}") for c in summed_columns(table)]
        return published_table(
            table.nom,
            "trimestre",
            f"Décompte par trimestre et par unité. {table_comment(table)}",
            quarter,
            NIVEAU,
            UNITE,
            REGION,
            *groups,
            ("lignes_nb", NOMBRE, "Nombre de lignes."),
            *sums,
        )
    shown = [(c.nom, types[c.nom], column_comment(c)) for c in public_columns(table)]
    if table.nature == "registre":
        changed = ("maj_trimestre", TEXTE, "Trimestre du dernier changement de la ligne.")
        return published_table(
            table.nom,
            "registre",
            f"{table.titre}, état courant. {table.description}",
            EXPEDITEUR,
            *shown,
            *_SITUATION,
            changed,
            *ORIGINE_DE_LIGNE,
        )
    return published_table(
        table.nom,
        "trimestre",
        f"{table.titre}. {table.description}",
        quarter,
        EXPEDITEUR,
        *shown,
        *_SITUATION,
        *ORIGINE_DE_LIGNE,
    )


def code_lists() -> dict[str, dict[str, str]]:
    """By published table, the code list of each coded column."""
    found = {
        "conventions_statuts": {"statut_code": "statuts_convention_calcules", "prochain_acte_code": "actes_convention"},
        "cooperations": {
            "etape_code": "etapes_cycle",
            "etape_etat_code": "etats_etape",
            "prochaine_etape_code": "etapes_cycle",
        },
        "validations_statuts": {"decision_code": "decisions_validation"},
        "partenaires": {"pays_code": "pays", "type_partenaire_code": "types_partenaire"},
    }
    for table in declared_tables():
        if form_of(table) != "agregats":
            shown = public_columns(table) if form_of(table) == "lignes" else grouping_columns(table)
            found[table.nom] = {column.nom: column.liste for column in shown if column.liste}
    return found
