"""The store's columns, their SQL types and their French comments, rendered from the declarations."""

from __future__ import annotations

from dataclasses import dataclass

from registry.codelists import code_list
from registry.elements import DOMAINES, all_elements
from schemas.declaration import Column, ColumnType, Table
from schemas.discovery import all_tables

_SQL: dict[ColumnType, str] = {
    "texte": "VARCHAR",
    "code": "VARCHAR",
    "unite": "VARCHAR",
    "reference": "VARCHAR",
    "entier": "BIGINT",
    "montant": "BIGINT",
    "decimal": "DECIMAL(18,3)",
    "date": "DATE",
    "oui_non": "BOOLEAN",
}


@dataclass(frozen=True)
class DictionaryEntry:
    """One line of the dictionary: a column of a table, or an element of the services."""

    table: str
    nom: str
    titre: str
    description: str
    type: str
    unite: str
    liste: str
    obligatoire: bool
    periodicite: str
    confidentialite: str
    diffusion: str


def sql_type(column: Column) -> str:
    """The SQL type that holds a column."""
    return _SQL[column.type]


def stored_columns(table: Table) -> tuple[Column, ...]:
    """What the store keeps of a table: the sheet's columns, then those that OISE fills itself."""
    return (*table.colonnes, *table.colonnes_internes)


def lake_columns(table: Table) -> list[tuple[str, str]]:
    """(name, SQL type) of the business columns of a table in the lake."""
    return [(column.nom, sql_type(column)) for column in stored_columns(table)]


def public_columns(table: Table) -> tuple[Column, ...]:
    """The columns of a table that may leave the internal store; none of a table that is not public."""
    if table.confidentialite != "public":
        return ()
    return tuple(column for column in stored_columns(table) if column.confidentialite == "public")


def table_comment(table: Table) -> str:
    """The French comment of a table."""
    return f"{table.titre}. {table.description}"


def column_comment(column: Column) -> str:
    """The French comment of a column: title, description, unit, code list."""
    parts = [f"{column.titre}. {column.description}"]
    if column.unite:
        parts.append(f"Unité : {UNITES.get(column.unite, column.unite)}.")
    if column.liste:
        parts.append(f"Liste de codes : {column.liste} ({', '.join(list(code_list(column.liste).libelles)[:3])}…).")
    if column.table:
        parts.append(f"Renvoie à la table {column.table}.")
    return " ".join(parts)


def comments(table: Table) -> dict[str, str]:
    """Column name to French comment, for every stored column of a table."""
    return {column.nom: column_comment(column) for column in stored_columns(table)}


# What people read for the units that elements and columns name.
UNITES = {
    "nombre": "nombre",
    "personnes": "personnes",
    "fcfa": "FCFA",
    "ha": "hectares",
    "km": "kilomètres",
    "jours": "jours",
    "mois": "mois",
    "oui_non": "oui ou non",
}


def dictionary() -> tuple[DictionaryEntry, ...]:
    """The whole data dictionary: every column of every table, then every element by domain."""
    entries = [
        DictionaryEntry(
            table=table.nom,
            nom=column.nom,
            titre=column.titre,
            description=column.description,
            type=column.type,
            unite=UNITES.get(column.unite or "", column.unite or ""),
            liste=column.liste or "",
            obligatoire=column.obligatoire,
            periodicite=table.periodicite,
            confidentialite=_strictest(table.confidentialite, column.confidentialite),
            diffusion=table.diffusion,
        )
        for table in all_tables().values()
        for column in stored_columns(table)
    ]
    order = list(DOMAINES)
    entries.extend(
        DictionaryEntry(
            table=f"services_{element.domaine}",
            nom=element.code,
            titre=element.libelle,
            description=element.definition,
            type=element.nature,
            unite=UNITES[element.unite],
            liste="",
            obligatoire=element.obligatoire,
            periodicite=element.periodicite,
            confidentialite="public" if element.diffusion != "interne" else "interne",
            diffusion=element.diffusion,
        )
        for element in sorted(all_elements().values(), key=lambda element: order.index(element.domaine))
    )
    return tuple(entries)


def _strictest(*levels: str) -> str:
    return max(levels, key=("public", "interne", "restreint").index)
