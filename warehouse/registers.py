"""The registers as they stand: one current row per (sender, local id), for the installation's own use."""

from __future__ import annotations

from typing import Any

from registry.home import Home
from schemas.ddl import public_columns
from schemas.discovery import all_tables
from warehouse.lake import exists, open_lake
from warehouse.mart import current_rows


def current_register(home: Home, table: str) -> list[dict[str, Any]]:
    """The current rows of a register by sender and local id, cancelled ones left out; no restricted column.

    Columns: ``expediteur``, then the table's public ones. Raises KeyError when no table has that name.
    """
    declared = all_tables()[table]
    names = ["expediteur", *(column.nom for column in public_columns(declared))]
    if not exists(home):
        return []
    with open_lake(home, read_only=True) as lake:
        found = lake.rows(f"SELECT {', '.join(names)} FROM {current_rows(declared)} ORDER BY expediteur, id_local")
    return [dict(zip(names, row, strict=True)) for row in found]
