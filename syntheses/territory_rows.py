"""The rows of a quarter that belong to a body's territory, and how its places are named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from registry.territory import holder, units
from syntheses.facts import Body
from syntheses.published_quarter import Quarter

Row = Mapping[str, Any]


@cache
def owners_in(code: str) -> frozenset[str]:
    """The units that a territory holds for a register: itself and what lies in it."""
    niveau = units()[code].niveau
    return frozenset(one for one in units() if holder(one, niveau) == code)


def rows_in(quarter: Quarter, organe: Body, table: str) -> tuple[Row, ...]:
    """The territory's rows of a published table of rows."""
    return owned_in(organe, quarter.lignes[table])


def owned_in(organe: Body, rows: Iterable[Row]) -> tuple[Row, ...]:
    """Those rows whose owner lies in the territory."""
    inside = owners_in(organe.code)
    return tuple(row for row in rows if row["unite_code"] in inside)


def row_name(table: str, row: Row) -> str:
    """What a published row is called wherever it is cited: ``table/expediteur/id_local``."""
    return f"{table}/{row['expediteur']}/{row['id_local']}"


def place(code: str | None) -> str:
    """A unit's name, the code itself for one that the territory doesn't know, "" for none."""
    known = units().get(code or "")
    return known.nom if known else code or ""
