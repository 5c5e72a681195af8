"""One right row of every table of rows, typed as the declarations' own examples say."""

from __future__ import annotations

from functools import cache
from typing import Any

from schemas.discovery import all_tables

TABLES = tuple(
    table.nom for table in all_tables().values() if table.nature != "releve" and table.objet == "declaration"
)

# Where examples told column by column don't make one right row together, or there is none.
_TOGETHER: dict[str, dict[str, str]] = {
    "etapes_cycle": {"etape_code": "raisons"},
    "decaissements": {"montant_fcfa": "7 871 484"},
}


def example_row(name: str) -> dict[str, Any]:
    """A row of that table as an adviser types it."""
    return dict(_rows()[name])


@cache
def _rows() -> dict[str, dict[str, Any]]:
    tables = [all_tables()[name] for name in TABLES]
    rows = {
        table.nom: {c.nom: c.exemple for c in table.colonnes if c.exemple} | _TOGETHER.get(table.nom, {})
        for table in tables
    }
    for table in tables:
        for column in table.colonnes:
            if column.type == "reference" and column.nom in rows[table.nom]:
                rows[table.nom][column.nom] = rows[column.table or ""]["id_local"]
    return rows
