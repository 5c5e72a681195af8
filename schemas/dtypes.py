"""The Polars type of each column: what the intake coerces to, what the judge expects, what staging writes."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, ColumnType
from schemas.sheets import Sheet

# Columns that the intake adds to every frame it has judged.
COLONNES_JUGEMENT: dict[str, pl.DataType] = {
    "_sha256": pl.String(),
    "_expediteur": pl.String(),
    "_debut": pl.Date(),
    "_fin": pl.Date(),
}

_DTYPES: dict[ColumnType, pl.DataType] = {
    "texte": pl.String(),
    "code": pl.String(),
    "unite": pl.String(),
    "reference": pl.String(),
    "entier": pl.Int64(),
    "montant": pl.Int64(),
    "decimal": pl.Decimal(18, 3),
    "date": pl.Date(),
    "oui_non": pl.Boolean(),
}


def polars_dtype(column: Column) -> pl.DataType:
    """The type in which a column's values are kept, once read from their cells."""
    return _DTYPES[column.type]


def frame_schema(sheet: Sheet) -> dict[str, pl.DataType]:
    """The columns and types of the frame that ``schemas.judging.judge`` takes for a sheet."""
    return {**{column.nom: polars_dtype(column) for column in sheet.colonnes}, **COLONNES_JUGEMENT}
