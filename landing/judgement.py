"""A judgement: one verdict, what it hands to the store as frames, and what it sets aside.

Frames depend only on the file and on what its verdict records: nothing is judged here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import polars as pl

from landing.cells import column_letter
from landing.coercion import NON_RENSEIGNE, shown
from landing.opening import Opened
from landing.tabulation import SheetReading
from registry.periods import Trimestre
from schemas.dtypes import polars_dtype
from schemas.faults import Fault
from schemas.sheets import Sheet
from schemas.submission import TableCount, Verdict

_DECIMAL = pl.Decimal(18, 3)
_SERVICES: dict[str, Any] = {
    "unite_code": pl.String,
    "element": pl.String,
    "valeur": _DECIMAL,
    "etat": pl.String,
    "source": pl.String,
    "date_observation": pl.Date,
    "_feuille": pl.String,
    "_ligne": pl.Int64,
    "_colonne": pl.String,
}
_ASIDE: dict[str, Any] = {
    "table": pl.String,
    "feuille": pl.String,
    "ligne": pl.Int64,
    "colonne": pl.String,
    "codes": pl.String,
    "contenu": pl.String,
}


def nothing_aside() -> pl.DataFrame:
    """The frame of what is set aside, empty."""
    return pl.DataFrame(schema=_ASIDE)


@dataclass(frozen=True)
class Judgement:
    """A verdict and what it hands to the store: frames by table (empty unless accepted), rows set aside."""

    verdict: Verdict
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    ecartes: pl.DataFrame = field(default_factory=nothing_aside)


Aside = Mapping[tuple[str, str, int, str], Sequence[str]]


def grouped(ecarts: Iterable[tuple[str, str, int, str, str]]) -> dict[tuple[str, str, int, str], list[str]]:
    """What a verdict's ``ecarts`` set aside: (table, sheet, row, column or "") to the codes of the faults."""
    codes: dict[tuple[str, str, int, str], list[str]] = {}
    for table, sheet, row, column, code in ecarts:
        codes.setdefault((table, sheet, row, column), []).append(code)
    return codes


def build(opened: Opened, aside: Aside, refused_by: Sequence[str] = ()) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The frames of a file by table, and every unit of account that is set aside.

    A unit of account is a cell of a services sheet, a row of another; in a complement a blank cell isn't one.
    ``refused_by``: the codes for which the whole file is set aside, empty when it is accepted.
    """
    frames: dict[str, list[pl.DataFrame]] = {}
    left: list[tuple[str, str, int, str, str, str]] = []
    for reading in opened.feuilles:
        table = reading.sheet.table.nom
        if reading.sheet.large:
            kept = _long(reading, opened, aside, refused_by, left)
        else:
            kept = _rows(reading, aside, refused_by, left)
        if not refused_by:
            frames.setdefault(table, []).append(kept)
    return (
        {table: parts[0] if len(parts) == 1 else pl.concat(parts, rechunk=True) for table, parts in frames.items()},
        pl.DataFrame(left, schema=_ASIDE, orient="row"),
    )


def count(frames: Mapping[str, pl.DataFrame], ecartes: pl.DataFrame) -> dict[str, TableCount]:
    """Rows by table: submitted = merged + set aside."""
    aside: dict[str, int] = dict(ecartes.group_by("table").len().iter_rows()) if ecartes.height else {}
    tables = dict.fromkeys((*frames, *sorted(aside)))
    counts = {}
    for table in tables:
        kept = frames[table].height if table in frames else 0
        counts[table] = TableCount(kept + aside.get(table, 0), kept, aside.get(table, 0))
    return counts


def blocking_codes(faults: Iterable[Fault]) -> tuple[str, ...]:
    """The codes for which a file is refused, in order, each once."""
    return tuple(dict.fromkeys(found.code for found in faults if found.gravite == "bloquant"))


def _long(
    reading: SheetReading,
    opened: Opened,
    aside: Aside,
    refused_by: Sequence[str],
    left: list[tuple[str, str, int, str, str, str]],
) -> pl.DataFrame:
    """The cells of a services sheet, one row each; a cell set aside goes to ``left``."""
    sheet, table, tab = reading.sheet, reading.sheet.table.nom, reading.sheet.onglet
    columns: dict[str, list[Any]] = {name: [] for name in _SERVICES}
    for element in sheet.elements:
        place = reading.positions.get(element.code)
        if place is None:
            continue
        letters = column_letter(place)
        states = reading.etats.get(element.code)
        for index, row in enumerate(reading.lignes):
            state = states[index] if states else NON_RENSEIGNE
            faults = (*aside.get((table, tab, row, ""), ()), *aside.get((table, tab, row, element.code), ()))
            cell = reading.brutes[index][place] if place < len(reading.brutes[index]) else None
            blank = state == NON_RENSEIGNE and (cell is None or not str(cell).strip())
            if blank and opened.nature == "complement":
                continue
            if refused_by or faults:
                codes = " ".join(refused_by or dict.fromkeys(faults))
                left.append((table, tab, row, element.code, codes, json.dumps(shown(cell), ensure_ascii=False)))
                continue
            stock = reading.reconduites.get((index, element.code))
            value = reading.valeurs[element.code][index]
            columns["unite_code"].append(reading.valeurs[sheet.table.proprietaire][index])
            columns["element"].append(element.code)
            columns["valeur"].append(None if value is None else Decimal(value))
            columns["etat"].append(state)
            columns["source"].append(None if value is None else reading.source)
            columns["date_observation"].append(stock.date_observation if stock else _last_day(opened.trimestre))
            columns["_ligne"].append(row)
            columns["_colonne"].append(letters)
    columns["_feuille"] = [tab] * len(columns["_ligne"])
    return pl.DataFrame(columns, schema=_SERVICES)


def _last_day(quarter: Trimestre | None) -> date | None:
    return quarter.fin if quarter else None


def _rows(
    reading: SheetReading, aside: Aside, refused_by: Sequence[str], left: list[tuple[str, str, int, str, str, str]]
) -> pl.DataFrame:
    """The rows of another sheet; a row set aside goes to ``left``."""
    table, tab = reading.sheet.table.nom, reading.sheet.onglet
    kept: list[int] = []
    for index, row in enumerate(reading.lignes):
        codes = refused_by or aside.get((table, tab, row, ""), ())
        if codes:
            content = json.dumps(reading.contenu(index), ensure_ascii=False)
            left.append((table, tab, row, "", " ".join(codes), content))
        else:
            kept.append(index)
    empty = _no_rows(reading.sheet)
    if not kept:
        return empty
    columns = [reading.valeurs[column.nom] for column in reading.sheet.colonnes]
    rows = [
        (*(values[index] for values in columns), tab, reading.lignes[index], reading.inchangees[index])
        for index in kept
    ]
    # Row by row: a column at a time costs five times more for the few rows that a sheet has.
    return pl.DataFrame(rows, schema=empty.schema, orient="row")


@cache
def _no_rows(sheet: Sheet) -> pl.DataFrame:
    columns: dict[str, Any] = {column.nom: polars_dtype(column) for column in sheet.colonnes}
    return pl.DataFrame(schema={**columns, "_feuille": pl.String, "_ligne": pl.Int64, "_inchangee": pl.Boolean})
