"""Every declared table: what is staged is what the lake holds, column by column, and no column takes a name of ours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from registry.codelists import code_list
from registry.home import Home
from schemas.declaration import Column, Table
from schemas.discovery import all_tables
from warehouse.lake import business_columns, table_columns
from warehouse.merging import merge
from warehouse.registers import rows_of

from .conftest import Intake

TABLES = [table for table in all_tables().values() if table.nature != "releve"]
# What the store adds beside a table's own columns, or names while it merges.
RESERVEES = {"nom_table", "inchangee", "avant", "apres", "deja_change"}


def cell(column: Column, rank: int) -> Any:
    """A value of the column's type, another for each column."""
    if column.type == "code":
        return list(code_list(column.liste or "").libelles)[-1]
    if column.type == "unite":
        return "ML010101"
    if column.type == "oui_non":
        return rank % 2 == 0
    if column.type == "date":
        return date(2025, 1 + rank % 12, 1 + rank % 28)
    if column.type == "decimal":
        return Decimal(f"{100 + rank}.125")
    if column.type in ("entier", "montant"):
        return 100 + rank
    return f"{column.nom} {rank}"


def filled(table: Table) -> dict[str, Any]:
    """A row with something of its own in every column."""
    row = {column.nom: cell(column, rank) for rank, column in enumerate(table.colonnes)}
    return row | ({"etat_ligne": "actif"} if "etat_ligne" in row else {})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.nom)
def test_a_row_of_every_table_arrives_as_it_was_staged(home: Home, intake: Intake, table: Table) -> None:
    row = filled(table)
    intake.deposit("ML0101", "2026-Q3", {table.nom: [row]})
    merge(home)
    (held,) = rows_of(home, table.nom, trimestre="2026-Q3", restreint=True)
    assert {name: held[name] for name in row} == row


@pytest.mark.parametrize("table", all_tables().values(), ids=lambda table: table.nom)
def test_no_column_has_a_name_of_the_store(table: Table) -> None:
    own = [name for name, _ in business_columns(table)]
    names = [name for name, _ in table_columns(table)]
    assert len(names) == len(set(names))
    assert not {name for name in own if name in RESERVEES or name.startswith("_")}
