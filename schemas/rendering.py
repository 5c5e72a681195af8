"""A sheet rendered as a pandera schema, the one judge of values: each check bears the code of its fault.

Importing this module costs pandera's import (3 to 5 s): only ``schemas.judging`` does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import pandera.polars as pa
import polars as pl

from registry.codelists import code_list
from registry.territory import units
from schemas.declaration import Column, Rule
from schemas.dtypes import COLONNES_JUGEMENT, polars_dtype
from schemas.element_rules import element_rules
from schemas.row_columns import identifier_pattern
from schemas.sheets import Sheet

# Columns that the judge derives before it validates.
DANS_PERIMETRE = "_dans_perimetre"
REFERENCE_CONNUE = "_connue_"
ILLISIBLES = "_illisibles"

PREMIER_JOUR, DERNIER_JOUR = date(1900, 1, 1), date(2100, 12, 31)

_CONTROL_CHARACTERS = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"


@cache
def pandera_schema(sheet: Sheet) -> pa.DataFrameSchema:
    """The schema of a sheet's frame (typed as ``schemas.dtypes.frame_schema`` says), over the rows of many files."""
    columns = {
        column.nom: pa.Column(
            polars_dtype(column),
            checks=[_check(code, expression) for code, expression in _column_checks(column, sheet)],
            nullable=True,
        )
        for column in sheet.colonnes
    }
    columns.update({name: pa.Column(dtype) for name, dtype in COLONNES_JUGEMENT.items()})
    checks = [_check("ligne.double", lambda: _alone(key_columns(sheet)))]
    checks.extend(_check(rule.code, rule.valide) for rule in sheet_rules(sheet))
    return pa.DataFrameSchema(columns, checks=checks, strict=False, ordered=False, name=sheet.code)


def key_columns(sheet: Sheet) -> tuple[str, ...]:
    """The columns that identify a row of the sheet within one file."""
    return (sheet.table.proprietaire,) if sheet.large else sheet.table.cle


def sheet_rules(sheet: Sheet) -> tuple[Rule, ...]:
    """The rules beyond a cell that hold on a sheet."""
    return element_rules(sheet.elements) if sheet.large else sheet.table.regles


def _check(code: str, expression: Callable[[], pl.Expr]) -> pa.Check:
    """A check over the frame; null counts as right, so that each fault is told once, by the check it belongs to."""

    def holds(data: pa.PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(expression().fill_null(True).alias("juste"))

    return pa.Check(holds, name=code, ignore_na=False)


def _column_checks(column: Column, sheet: Sheet) -> Iterator[tuple[str, Callable[[], pl.Expr]]]:
    value = pl.col(column.nom)
    is_element = any(element.code == column.nom for element in sheet.elements)
    if column.obligatoire and not is_element:
        code = "ligne.identifiant_absent" if column.nom == "id_local" else "ligne.obligatoire_absent"
        yield code, lambda: value.is_not_null() | pl.col(ILLISIBLES).list.contains(column.nom)
    if column.nom == "id_local":
        yield "ligne.identifiant_inconnu", lambda: value.str.contains(identifier_pattern(sheet.table.prefixe))
    if column.type == "code":
        codes = list(code_list(column.liste or "").libelles)
        yield "valeur.code_inconnu", lambda: value.is_in(codes)
    elif column.type == "unite":
        known = list(units())
        yield "valeur.unite_inconnue", lambda: value.is_in(known)
        if column.nom == sheet.table.proprietaire:
            yield "cadre.proprietaire_hors_perimetre", lambda: pl.col(DANS_PERIMETRE)
    elif column.type == "reference":
        yield "ligne.reference_inconnue", lambda: pl.col(REFERENCE_CONNUE + column.nom)
    elif column.type == "date":
        yield "valeur.date_impossible", lambda: value.is_between(PREMIER_JOUR, DERNIER_JOUR)
    elif column.type == "texte":
        yield "valeur.trop_long", lambda: value.str.len_chars() <= column.longueur
        yield "valeur.caractere_interdit", lambda: ~value.str.contains(_CONTROL_CHARACTERS)
    elif column.type in ("entier", "montant", "decimal"):
        yield from _number_checks(column)


def _number_checks(column: Column) -> Iterator[tuple[str, Callable[[], pl.Expr]]]:
    value = pl.col(column.nom)
    least, most = column.minimum, column.maximum
    never_negative = least is not None and least >= 0
    if never_negative:
        yield "valeur.negatif", lambda: value >= 0
    if least is None and most is None:
        return
    code = "valeur.invraisemblable" if column.plausible else "valeur.hors_bornes"

    def within() -> pl.Expr:
        right = pl.lit(True)
        if least is not None:
            right &= value >= least
        if most is not None:
            right &= value <= most
        return right | (value < 0) if never_negative else right

    yield code, within


def _alone(keys: tuple[str, ...]) -> pl.Expr:
    complete = pl.all_horizontal(pl.col(key).is_not_null() for key in keys)
    return ~complete | (pl.len().over("_sha256", *keys) == 1)
