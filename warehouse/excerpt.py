"""What an edition says of one territory, as a DuckDB file of its own: the same tables and views, fewer rows.

A cercle or a region gets its own rows, and of the figures those of its peers and of the levels above, to be compared
with. Only what is published is read, so that nothing goes down that the edition doesn't show.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from registry.levels import covers
from registry.territory import children, unit, units
from warehouse.building import Computation
from warehouse.describing import describe
from warehouse.fixed_tables import DICTIONNAIRE
from warehouse.lake import connect
from warehouse.literals import listed, literal
from warehouse.star import published_tables

_SOURCE = "complet"
# What figures are made of, and when they were known, is told to the territory whose figures they are.
_ONLY_OWN = frozenset({"ligne", "connu_du"})
# Bytes; the smallest that DuckDB allows, for a file of many small tables that goes down a bad network.
_BLOCK = 16_384


def write_excerpt(published: Path, target: Path, code: str, computation: Computation) -> None:
    """Write at ``target`` what the published file says of a cercle or a region, and of those it is compared with.

    Raises OiseError when no unit has that code.
    """
    tables = [*published_tables(), *computation.tables]
    connection = connect()
    try:
        connection.execute(f"ATTACH {literal(str(target))} AS extrait (BLOCK_SIZE {_BLOCK})")
        connection.execute("USE extrait")
        connection.execute(f"ATTACH {literal(str(published.resolve()))} AS {_SOURCE} (READ_ONLY)")
        connection.execute("BEGIN")
        for table in tables:
            columns = ", ".join(f"{column.nom} {column.type_sql}" for column in table.colonnes)
            connection.execute(f"CREATE TABLE {table.nom} ({columns})")
        describe(connection, tables)
        for table in tables:
            if table.nom != DICTIONNAIRE.nom:
                where = _rows_of(code, {column.nom for column in table.colonnes})
                connection.execute(f"INSERT INTO {table.nom} SELECT * FROM {_SOURCE}.{table.nom} {where}")
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH extrait")
    finally:
        connection.close()


def own_units(code: str) -> tuple[str, ...]:
    """The codes of a territory and of all that lies in it."""
    return tuple(known for known in units() if covers(code, known))


def compared_with(code: str) -> tuple[str, ...]:
    """The codes of the units that a territory's figures are read against: its peers, then the levels above."""
    place = unit(code)
    peers = tuple(one.code for one in children(place.parent) if one.code != code)
    above = []
    while place.parent:
        place = unit(place.parent)
        above.append(place.code)
    return (*peers, *above)


def _rows_of(code: str, columns: Iterable[str]) -> str:
    """The condition that keeps a territory's rows of a table with those columns; none for what is said of no place."""
    named, own = set(columns), own_units(code)
    if {"niveau", "unite_code", "trimestre"} <= named and not named & _ONLY_OWN:
        return f"WHERE unite_code IN ({listed((*own, *compared_with(code)))})"
    if "division" in named or not named & {"unite_code", "expediteur"}:
        return ""
    kept = [f"{column} IN ({listed(own)})" for column in ("unite_code", "expediteur") if column in named]
    return f"WHERE {' OR '.join(kept)}"
