"""Counts of the persons of a restricted table, by unit and category, protected before they are published (law 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb

from registry.codelists import code_list
from registry.periods import Trimestre
from registry.territory import NATION, Niveau, ancestor, children, unit
from schemas.declaration import Column, Table
from schemas.secrecy import EFFECTIF_MINIMAL
from warehouse.lake import business_columns
from warehouse.literals import listed, literal
from warehouse.mart import COPIES, current_rows
from warehouse.suppression import Row, hidden_units

INCONNU = "non_renseigne"
# (unit, breakdown) to the row last published
Published = Mapping[tuple[str, str], Row]


def breakdown_rows(
    connection: duckdb.DuckDBPyConnection, table: Table, trimestre: Trimestre, before: Sequence[Published] = ()
) -> list[tuple[Any, ...]]:
    """The rows of ``<table>_agregats`` for a quarter, in the order of its columns.

    ``before``: what was published last before that quarter and, in the last edition, for it. A row that differs from
    either by fewer than ``EFFECTIF_MINIMAL`` persons in a category would let the difference be read: it is hidden.
    """
    rows: list[tuple[Any, ...]] = []
    for columns in table.ventilations_publiques:
        counts = _counts(connection, table, columns, trimestre)
        rows.extend(_public(trimestre, columns, counts))
    for column in _protected(table):
        counts = _counts(connection, table, (column.nom,), trimestre)
        rows.extend(_guarded(trimestre, column, counts, before))
    return rows


def published_before(connection: duckdb.DuckDBPyConnection, table: Table, trimestre: Trimestre) -> list[Published]:
    """The protected rows that a published file shows: each unit's last one before a quarter, and that quarter's own."""
    quarter = literal(trimestre)
    last = "trimestre = max(trimestre) OVER (PARTITION BY unite_code, ventilation)"
    return [
        _shown(connection, table, f"trimestre < {quarter}", f"QUALIFY {last}"),
        _shown(connection, table, f"trimestre = {quarter}", ""),
    ]


def _shown(connection: duckdb.DuckDBPyConnection, table: Table, when: str, which: str) -> Published:
    order = {column.nom: _categories(column) for column in _protected(table)}
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for place, breakdown, category, count in connection.execute(
        f"SELECT unite_code, ventilation, categorie, effectif FROM {table.nom}_agregats "
        f"WHERE {when} AND NOT masque AND ventilation IN ({listed(order)}) {which}"
    ).fetchall():
        found[place, breakdown][category] = count
    return {key: tuple(counts.get(category, 0) for category in order[key[1]]) for key, counts in found.items()}


def _protected(table: Table) -> list[Column]:
    """The coded columns of which only protected counts may be shown."""
    return [
        column
        for column in table.colonnes
        if column.confidentialite == "restreint" and column.type in ("code", "oui_non")
    ]


def _categories(column: Column) -> tuple[str, ...]:
    codes = tuple(code_list(column.liste).libelles) if column.liste else ("true", "false")
    return (*codes, INCONNU)


def _counts(
    connection: duckdb.DuckDBPyConnection, table: Table, columns: Sequence[str], trimestre: Trimestre
) -> dict[str, dict[str, int]]:
    """By owning unit, the persons in each category, for those in office where the table says so."""
    category = " || ',' || ".join(f"coalesce({name}::VARCHAR, '{INCONNU}')" for name in columns)
    office = "WHERE en_exercice" if "en_exercice" in dict(business_columns(table)) else ""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for place, name, count in connection.execute(
        f"SELECT {table.proprietaire}, {category}, count(*) "
        f"FROM {current_rows(table, trimestre, COPIES)} {office} GROUP BY ALL"
    ).fetchall():
        if place is not None:
            found[place][name] = count
    return found


def _climb(counts: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The counts of each unit and of every unit above it."""
    climbed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place, categories in counts.items():
        for above in _lineage(place):
            for category, count in categories.items():
                climbed[above][category] += count
    return climbed


def _lineage(place: str) -> Iterator[str]:
    levels: tuple[Niveau, ...] = ("commune", "cercle", "region", "pays")
    for level in levels:
        above = ancestor(place, level)
        if above is not None:
            yield above


def _public(
    trimestre: Trimestre, columns: Sequence[str], counts: Mapping[str, Mapping[str, int]]
) -> Iterator[tuple[Any, ...]]:
    for place, categories in sorted(_climb(counts).items()):
        for category, count in sorted(categories.items()):
            yield (*_situation(trimestre, place), ",".join(columns), category, count, False)


def _guarded(
    trimestre: Trimestre, column: Column, counts: Mapping[str, Mapping[str, int]], before: Sequence[Published]
) -> Iterator[tuple[Any, ...]]:
    categories = _categories(column)
    climbed = _climb(counts)
    tree = _tree()
    units = [NATION, *(child for below in tree.values() for child in below)]
    rows: dict[str, Row] = {
        place: tuple(climbed.get(place, {}).get(category, 0) for category in categories) for place in units
    }
    moved = frozenset(
        place
        for place in units
        for published in before
        if (old := published.get((place, column.nom))) is not None
        and any(0 < abs(now - then) < EFFECTIF_MINIMAL for now, then in zip(rows[place], old, strict=True))
    )
    hidden = hidden_units(NATION, tree, rows, EFFECTIF_MINIMAL, moved)
    for place in sorted(units):
        for category, count in zip(categories, rows[place], strict=True):
            masked = place in hidden
            yield (*_situation(trimestre, place), column.nom, category, None if masked else count, masked)


def _tree() -> dict[str, list[str]]:
    """The units shown, by parent: the nation, the regions, the cercles."""
    regions = [child.code for child in children(NATION)]
    return {NATION: regions} | {region: [child.code for child in children(region)] for region in regions}


def _situation(trimestre: Trimestre, place: str) -> tuple[str, str, str, str]:
    return str(trimestre), unit(place).niveau, place, ancestor(place, "region") or NATION
