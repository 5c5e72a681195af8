"""Python values written into SQL, exactly.

DuckDB's own binding of Python values imports pandas, which takes longer than any query here; its strings have one
escape only, the doubled quote, so that literals are safe to write.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import duckdb

from registry.periods import Trimestre


def literal(value: object) -> str:
    """The SQL literal of a value: None, bool, int, Decimal, text, date, datetime, quarter, or a list of those.

    Raises TypeError for any other type.
    """
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, str | Trimestre):
        return "'" + str(value).replace("'", "''") + "'"
    if isinstance(value, datetime):
        return f"TIMESTAMP '{value.isoformat(sep=' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, list | tuple):
        return f"[{', '.join(literal(one) for one in value)}]"
    raise TypeError(f"no literal for {type(value).__name__}")


def listed(values: Iterable[object]) -> str:
    """The inside of ``IN (…)``: sorted literals, or NULL, which nothing equals, when there is none."""
    return ", ".join(sorted({literal(value) for value in values})) or "NULL"


def load_rows(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Make the temporary table ``name`` (replacing it) with those columns (name, SQL type) and rows, in one statement.

    Values are None, bool, int, text, or what their ``str`` casts exactly to the column's type (Decimal, date).
    """
    names = [column for column, _ in columns]
    content = json.dumps([dict(zip(names, row, strict=True)) for row in rows], default=str, ensure_ascii=False)
    structure = json.dumps([dict(columns)])
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS "
        f"SELECT unnest(from_json({literal(content)}, {literal(structure)}), recursive := true)"
    )


def execute_prepared(
    connection: duckdb.DuckDBPyConnection, sql: str, params: Sequence[object] | Mapping[str, object] | None
) -> duckdb.DuckDBPyConnection:
    """Run a query whose ``?`` or ``$name`` are bound by DuckDB itself to ``params``."""
    if not params:
        return connection.execute(sql)
    if isinstance(params, Mapping):
        bound = ", ".join(f"{name} := {literal(value)}" for name, value in params.items())
    else:
        bound = ", ".join(literal(value) for value in params)
    connection.execute(f"PREPARE requete AS {sql}")
    return connection.execute(f"EXECUTE requete({bound})")
