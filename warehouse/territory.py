"""The territory as a DuckDB table: every unit of a division with the units it lies in."""

from __future__ import annotations

import duckdb

from registry.territory import ancestor, holder, units
from warehouse.literals import load_rows

COLUMNS = (
    ("code", "VARCHAR"),
    ("nom", "VARCHAR"),
    ("niveau", "VARCHAR"),
    ("parent_code", "VARCHAR"),
    ("commune_code", "VARCHAR"),
    ("cercle_code", "VARCHAR"),
    ("region_code", "VARCHAR"),
    ("latitude", "DOUBLE"),
    ("longitude", "DOUBLE"),
)


def unit_rows(division: str = "1999") -> list[tuple[object, ...]]:
    """One row a unit, in the order of ``COLUMNS``; codes are NULL above the unit's own level.

    The District de Bamako, one collectivity under a region's code and a cercle's, is its own cercle.
    """
    return [
        (
            unit.code,
            unit.nom,
            unit.niveau,
            unit.parent or None,
            unit.code if unit.niveau == "commune" else None,
            holder(unit.code, "cercle", division),
            ancestor(unit.code, "region", division),
            unit.latitude,
            unit.longitude,
        )
        for unit in units(division).values()
    ]


def load_units(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary table ``unites`` of the installation's division."""
    load_rows(connection, "unites", COLUMNS, unit_rows())
