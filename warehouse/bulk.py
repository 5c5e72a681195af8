"""Rows of Python put into DuckDB in one statement."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Make the temporary table ``name`` (replacing it) with those columns (name, SQL type) and rows.

    Values are None, bool, int, str, or what their ``str`` casts exactly to the column's type (Decimal, date).
    """
    structure = json.dumps([dict(columns)])
    content = json.dumps(
        [dict(zip((column for column, _ in columns), row, strict=True)) for row in rows],
        default=str,
        ensure_ascii=False,
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT unnest(from_json(?, '{structure}'), recursive := true)",
        [content],
    )
