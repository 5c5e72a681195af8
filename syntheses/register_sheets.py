"""The territory's rows of every published register, as cells that people read: labels of codes, names of units."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from registry.territory import units
from schemas.declaration import Column, Table
from syntheses.facts import Body
from syntheses.published_quarter import Quarter, row_tables
from syntheses.register_facts import Cell, RegisterSheet
from syntheses.territory_rows import owners_in
from syntheses.typography import curly
from warehouse.star import public_columns

_LARGEURS = {"date": 12, "oui_non": 10, "entier": 12, "decimal": 12, "montant": 16, "code": 24, "unite": 28}
_LARGEUR_REFERENCE, _LARGEUR_TEXTE, _LARGEUR_LONG_TEXTE = 20, 36, 60
_LONG = 400


def register_sheets(quarter: Quarter, organe: Body) -> tuple[tuple[RegisterSheet, ...], tuple[str, ...]]:
    """One sheet for each published register that has rows in the territory; the titles of those that have none."""
    inside = owners_in(organe.code)
    sheets, empty = [], []
    for table in row_tables():
        rows = tuple(
            cells
            for owner, cells in zip(_owners(quarter, table), _cells(quarter, table), strict=True)
            if owner in inside
        )
        if rows:
            sheets.append(RegisterSheet(table.nom, curly(table.titre), _headings(table), rows))
        else:
            empty.append(curly(table.titre))
    return tuple(sheets), tuple(empty)


@cache
def _columns(nom: str) -> tuple[Column, ...]:
    table = next(one for one in row_tables() if one.nom == nom)
    return tuple(public_columns(table))


def _headings(table: Table) -> tuple[tuple[str, int], ...]:
    shown = [(curly(column.titre), _width(column)) for column in _columns(table.nom)]
    before = () if table.nature == "registre" else (("Trimestre", 10),)
    return (*before, ("Expéditeur", 12), *shown)


def _width(column: Column) -> int:
    if column.type in _LARGEURS:
        return _LARGEURS[column.type]
    if column.nom == "id_local" or column.type == "reference":
        return _LARGEUR_REFERENCE
    return _LARGEUR_LONG_TEXTE if column.longueur > _LONG else _LARGEUR_TEXTE


def _owners(quarter: Quarter, table: Table) -> tuple[str, ...]:
    return tuple(row["unite_code"] for row in quarter.lignes[table.nom])


def _cells(quarter: Quarter, table: Table) -> tuple[tuple[Cell, ...], ...]:
    """Every row's cells, rendered once a quarter whatever the number of bodies that show them."""
    made = quarter.cellules.get(table.nom)
    if made is None:
        made = quarter.cellules[table.nom] = _render(quarter, table)
    return made


def _render(quarter: Quarter, table: Table) -> tuple[tuple[Cell, ...], ...]:
    columns = [(column.nom, _writer(quarter, column)) for column in _columns(table.nom)]
    event = table.nature != "registre"
    found = []
    for row in quarter.lignes[table.nom]:
        before = (row["trimestre"], row["expediteur"]) if event else (row["expediteur"],)
        found.append((*before, *(write(row[name]) for name, write in columns)))
    return tuple(found)


def _writer(quarter: Quarter, column: Column) -> Callable[[Any], Cell]:
    if column.type == "code":
        return lambda value: quarter.label(column.liste or "", value)
    if column.type == "unite":
        return _unit
    if column.type == "oui_non":
        return _yes_no
    return _plain


def _unit(value: str | None) -> str:
    known = units().get(value or "")
    return f"{known.nom} ({known.code})" if known else value or ""


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "oui" if value else "non"


def _plain(value: Any) -> Cell:
    return value if value is None or isinstance(value, str | int | Decimal | date) else str(value)
