"""How finely the contributions of an indicator may be published: one by one, by owner, by cercle, or not at all."""

from __future__ import annotations

from typing import Literal

from indicators.declaration import Indicateur
from indicators.terms import LignesDistinctes
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.star import form_of

# What the contributions of an indicator are: of a commune or cercle, of single rows, of all rows of an owner or cercle.
Grain = Literal["unite", "ligne", "porteur", "cercle"]


def grain_of(one: Indicateur) -> Grain | None:
    """How finely the contributions of an indicator are published; None when they stay inside."""
    floors = {element.diffusion for element in one.elements} | {table.diffusion for table, _ in one.lectures}
    if one.a_secret or one.a_proteger or one.niveau_publie is None or floors & {"interne", "region"}:
        return None
    if one.champ == "cercle":
        return "unite"
    if one.champ == "commune":
        return None if "cercle" in floors else "unite"
    if all(_row_by_row(table, columns) for table, columns in one.lectures):
        return "ligne"
    # Who is counted once among others can't be told without the row.
    if isinstance(one.numerateur, LignesDistinctes):
        return None
    return "cercle" if "cercle" in floors else "porteur"


def _row_by_row(table: Table, columns: frozenset[str]) -> bool:
    """Whether the rows of a table are published as they stand, with every column that is read there."""
    hidden = {column.nom for column in table.colonnes if column.confidentialite != "public"}
    declared = all_tables().get(table.nom)
    if declared is None:
        return not columns & hidden
    return form_of(declared) == "lignes" and not declared.relecture and not columns & hidden
