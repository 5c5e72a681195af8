"""The rows of the registers and events as they stand, for the installation's own use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from registry.home import Home
from registry.periods import Trimestre
from schemas.ddl import public_columns, stored_columns
from schemas.discovery import all_tables
from warehouse.lake import exists, open_lake
from warehouse.literals import listed, literal
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


def rows_of(
    home: Home,
    table: str,
    *,
    trimestre: Trimestre | str | None = None,
    expediteur: str | None = None,
    unites: Iterable[str] | None = None,
    restreint: bool = False,
) -> list[dict[str, Any]]:
    """The rows of a table of rows, of one sender or of all, of some owning units or of all, by sender and local id.

    Registers: the rows current as of a quarter (now, when None), cancelled ones left out. Events: those of that quarter
    (all, when None). Columns: ``expediteur``, ``trimestre``, then the stored ones, internal ones included, restricted
    ones only when asked. Raises KeyError when no table of rows has that name.
    """
    declared = all_tables()[table]
    if declared.nature == "releve":
        raise KeyError(table)
    quarter = Trimestre.parse(trimestre) if isinstance(trimestre, str) else trimestre
    shown = [column.nom for column in stored_columns(declared) if restreint or column.confidentialite != "restreint"]
    names = ["expediteur", "trimestre", *shown]
    if not exists(home):
        return []
    conditions = []
    if declared.nature == "registre":
        source = current_rows(declared, quarter)
    else:
        source = f"lac.{table}"
        conditions += [f"trimestre = {literal(quarter)}"] if quarter is not None else []
    if expediteur is not None:
        conditions.append(f"expediteur = {literal(expediteur)}")
    if unites is not None:
        conditions.append(f"{declared.proprietaire} IN ({listed(unites)})")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    with open_lake(home, read_only=True) as lake:
        found = lake.rows(f"SELECT {', '.join(names)} FROM {source} {where} ORDER BY expediteur, trimestre, id_local")
    return [dict(zip(names, row, strict=True)) for row in found]
