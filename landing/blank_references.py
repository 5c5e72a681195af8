"""References between sheets: what may be named, and what is shown beside an identifier so that nobody has to know it by
heart.

A row is known by its title, or by what it is, when and how much (``schemas.sheets.readable_columns``). ``ids_<table>``
and ``noms_<table>`` are two defined names over the same rows: those of the table's sheet or, where the workbook has
none, those that OISE knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from landing.blank_checks import shown
from landing.blank_lists import Lists, labels
from landing.blank_plan import Fill, PlannedRow, WorkbookPlan, places
from landing.cells import column_letter
from schemas.declaration import Column
from schemas.discovery import all_tables
from schemas.sheets import PREMIERE_LIGNE, Sheet, readable_columns

INCONNU = "identifiant inconnu"
AILLEURS = "déjà enregistrée, hors de ce fichier"

Readable = Mapping[str, Mapping[str, str]]


def referenced(plan: WorkbookPlan) -> list[str]:
    """The tables to which the sheets of a workbook refer, in the order of the tables."""
    named = {column.table for found in plan.feuilles for column in found.sheet.colonnes if column.type == "reference"}
    return [table for table in all_tables() if table in named]


def readable(plan: WorkbookPlan, fill: Fill) -> Readable:
    """For each table referred to, its local ids to what is shown of their rows."""
    return {
        table: {
            row.cle: _told(_columns(plan, table, fill), _values(plan, table, row, fill)) for row in plan.connues(table)
        }
        for table in referenced(plan)
    }


def write_references(lists: Lists, plan: WorkbookPlan, fill: Fill, known: Readable) -> None:
    """Define ``ids_<table>`` and ``noms_<table>`` for each table referred to."""
    for table, shown_rows in known.items():
        ids, names = f"ids_{table}", f"noms_{table}"
        found = plan.feuille(table)
        if found is None:
            lists.add(ids, list(shown_rows))
            lists.add(names, list(shown_rows.values()))
            continue
        columns = _columns(plan, table, fill)
        where = places(found.sheet, fill.omises)
        letters = [column_letter(where[column.nom][0]) for column in columns]
        last = PREMIERE_LIGNE + len(found.lignes) - 1
        lists.define(ids, _area(found.sheet, column_letter(0), last))
        if len(columns) == 1 and columns[0].type == "texte":
            lists.define(names, _area(found.sheet, letters[0], last))
            continue
        formulas = [
            _formula(columns, [f"'{found.sheet.onglet}'!{letter}{row}" for letter in letters])
            for row in range(PREMIERE_LIGNE, last + 1)
        ]
        lists.add_formulas(names, list(zip(formulas, shown_rows.values(), strict=True)))


def pointed_formula(reference: Column, cell: str, elsewhere: str) -> str:
    """What is shown beside a reference; ``elsewhere``: see ``WorkbookPlan.ailleurs``."""
    unknown = f'"{INCONNU}"'
    if elsewhere:
        unknown = f'IF(LEFT({cell},{len(elsewhere)})="{elsewhere}","{AILLEURS}",{unknown})'
    found = f"INDEX(noms_{reference.table},MATCH({cell},ids_{reference.table},0))"
    return f'=IF({cell}="","",IFERROR({found}&"",{unknown}))'


def pointed_value(reference: Column, wanted: Any, elsewhere: str, known: Readable) -> str:
    """What ``pointed_formula`` gives for a cell holding ``wanted``."""
    if wanted in (None, ""):
        return ""
    unknown = AILLEURS if elsewhere and str(wanted).startswith(elsewhere) else INCONNU
    return known.get(reference.table or "", {}).get(str(wanted), unknown)


def _columns(plan: WorkbookPlan, table: str, fill: Fill) -> tuple[Column, ...]:
    """The readable columns of a table; those that a simulated deposit leaves out of its sheet are gone."""
    wanted = readable_columns(all_tables()[table])
    found = plan.feuille(table)
    if found is None:
        return wanted
    there = places(found.sheet, fill.omises)
    return tuple(column for column in wanted if column.nom in there)


def _values(plan: WorkbookPlan, table: str, row: PlannedRow, fill: Fill) -> Mapping[str, Any]:
    found = plan.feuille(table)
    return row.valeurs if found is None else fill.row(found.sheet, row)


def _told(columns: Sequence[Column], values: Mapping[str, Any]) -> str:
    parts = []
    for column in columns:
        value = shown(column, values.get(column.nom), labels(column))
        if isinstance(value, date):
            value = f"{value:%d/%m/%Y}"
        elif column.type == "montant" and value is not None:
            value = f"{value} FCFA"
        parts.append("" if value is None else str(value))
    return ", ".join(parts) if parts and parts[0] else ""


def _formula(columns: Sequence[Column], cells: Sequence[str]) -> str:
    """``_told`` as a formula; the day is put together by hand, for TEXT wants its format in the machine's language."""
    parts = []
    for column, cell in zip(columns, cells, strict=True):
        if column.type == "date":
            day = f'RIGHT("0"&DAY({cell}),2)&"/"&RIGHT("0"&MONTH({cell}),2)&"/"&YEAR({cell})'
            parts.append(f'IF(ISNUMBER({cell}),{day},{cell}&"")')
        elif column.type == "montant":
            parts.append(f'IF({cell}="","",{cell}&" FCFA")')
        else:
            parts.append(f'{cell}&""')
    joined = '&", "&'.join(parts) or '""'
    return f'=IF({cells[0]}="","",{joined})' if cells else '=""'


def _area(sheet: Sheet, letter: str, last: int) -> str:
    return f"='{sheet.onglet}'!${letter}${PREMIERE_LIGNE}:${letter}${last}"
