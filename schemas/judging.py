"""Judges the rows of a sheet, those of many files at once, and says each fault in French.

What is set aside and what is kept:

- a value that can't be right (not in its list, negative, out of hard bounds, a part above its whole) is set aside;
- a value that is only unlikely (out of bounds of plausibility) is kept, with a warning;
- in a relevé what is set aside is the cell; elsewhere it is the row, as one wrong clause makes the row doubtful;
- every copy of a repeated row is set aside: nothing says which one is right;
- a row owned by a unit outside the sender's perimeter blocks its whole file.

Importing this module imports pandera (3 to 5 s).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
from pandera.config import ValidationDepth, config_context
from pandera.errors import SchemaErrors
from rapidfuzz import process

from registry.codelists import code_list
from registry.territory import perimeter, units
from registry.writing import FINE
from schemas.catalogue import kind, sentence
from schemas.declaration import Column
from schemas.discovery import all_tables
from schemas.faults import Fault, Severity
from schemas.rendering import (
    DANS_PERIMETRE,
    DERNIER_JOUR,
    ILLISIBLES,
    PREMIER_JOUR,
    REFERENCE_CONNUE,
    key_columns,
    pandera_schema,
    sheet_rules,
)
from schemas.sheets import Sheet

_NEAR = 70


@dataclass(frozen=True)
class Finding:
    """One fault found by the judge: ``index`` is the row in the frame, ``colonne`` where it is shown.

    ``valeur`` is the coerced value in French writing; ``phrase`` names the sheet, the row when the frame has
    ``_ligne``, and the column. ``ecarte``: the cell (relevé) or the row (other tables) is to be set aside.
    """

    code: str
    gravite: Severity
    index: int
    colonne: str | None
    valeur: str | None
    phrase: str
    ecarte: bool

    def fault(self, sheet: Sheet, ligne: int | None) -> Fault:
        """This finding as a fault of one file."""
        return Fault(
            code=self.code,
            gravite=self.gravite,
            message=self.phrase,
            feuille=sheet.onglet,
            ligne=ligne,
            colonne=self.colonne,
            valeur=self.valeur,
            table=sheet.table.nom,
            ecarte=self.ecarte,
        )


def judge(
    frame: pl.DataFrame,
    sheet: Sheet,
    identifiants: Mapping[tuple[str, str], Collection[str]] | None = None,
) -> list[Finding]:
    """Every fault of a sheet's rows, in the order of the rows.

    ``frame``: the columns of ``schemas.dtypes.frame_schema(sheet)`` (null: no value), the rows of any number of files,
    told apart by ``_sha256``. It may also have ``_ligne`` (the sheet's row number, for the sentences) and
    ``_illisibles`` (List of String: columns of the row whose cell was refused before, and so isn't also said empty).
    ``identifiants``: (sha256, table) to the local ids that a reference may name; without it references aren't checked.
    Raises TypeError when the frame isn't the sheet's: that is a defect of the caller, not of the file.
    """
    if frame.is_empty():
        return []
    prepared = _prepare(frame, sheet, identifiants)
    schema = pandera_schema(sheet)
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(prepared, lazy=True)
        except SchemaErrors as error:
            failures = error.failure_cases
        else:
            return []
    order = {column.nom: place for place, column in enumerate(sheet.colonnes)}
    shown = {rule.code: rule.colonnes[0] for rule in sheet_rules(sheet)} | {"ligne.double": key_columns(sheet)[0]}
    found = [
        _finding(code, index, column or shown[code], prepared, sheet, identifiants)
        for code, column, index in _failures(failures, sheet)
    ]
    return sorted(found, key=lambda finding: (finding.index, order.get(finding.colonne or "", -1), finding.code))


def written(value: Any) -> str | None:
    """A value as a French reader writes it; None for no value."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "Oui" if value else "Non"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, int | Decimal):
        whole, _, decimals = f"{value:,f}".partition(".") if isinstance(value, Decimal) else (f"{value:,d}", "", "")
        decimals = decimals.rstrip("0")
        return whole.replace(",", FINE) + (f",{decimals}" if decimals else "")
    return str(value)


def named(code: str) -> str:
    """A unit as people read it, « Nom (CODE) »."""
    return f"{units()[code].nom} ({code})"


def _prepare(
    frame: pl.DataFrame, sheet: Sheet, identifiants: Mapping[tuple[str, str], Collection[str]] | None
) -> pl.DataFrame:
    """The frame with what the checks need besides the cells: perimeter, known references, refused cells."""
    owner = sheet.table.proprietaire
    needed = {owner, "_expediteur", "_sha256"}
    if missing := needed - set(frame.columns):
        raise TypeError(f"sheet {sheet.code}: columns missing from the frame: {', '.join(sorted(missing))}")
    senders = frame["_expediteur"].unique().to_list()
    allowed = pl.DataFrame(
        [(sender, unit) for sender in senders for unit in perimeter(sender)],
        schema={"_expediteur": pl.String, owner: pl.String},
        orient="row",
    ).with_columns(pl.lit(True).alias(DANS_PERIMETRE))
    prepared = frame.join(allowed, on=["_expediteur", owner], how="left", maintain_order="left").with_columns(
        pl.when(pl.col(owner).is_null())
        .then(True)
        .otherwise(pl.col(DANS_PERIMETRE).fill_null(False))
        .alias(DANS_PERIMETRE)
    )
    if ILLISIBLES not in frame.columns:
        prepared = prepared.with_columns(pl.lit([], dtype=pl.List(pl.String)).alias(ILLISIBLES))
    for column in sheet.colonnes:
        if column.type == "reference":
            prepared = prepared.with_columns(_known_references(frame, column, identifiants))
    return prepared


def _known_references(
    frame: pl.DataFrame, column: Column, identifiants: Mapping[tuple[str, str], Collection[str]] | None
) -> pl.Series:
    table = column.table or ""
    name = REFERENCE_CONNUE + column.nom
    if identifiants is None:
        return pl.Series(name, [None] * frame.height, dtype=pl.Boolean)
    pairs = zip(frame["_sha256"], frame[column.nom], strict=True)
    return pl.Series(
        name,
        [None if value is None else value in identifiants.get((sha256, table), ()) for sha256, value in pairs],
        dtype=pl.Boolean,
    )


def _failures(failures: pl.DataFrame, sheet: Sheet) -> Iterator[tuple[str, str | None, int]]:
    """(code, column, row) of each failed check; a failure without a row means that the frame isn't the sheet's."""
    for row in failures.iter_rows(named=True):
        if row["index"] is None or "." not in row["check"]:
            raise TypeError(f"sheet {sheet.code}: {row['column']}, {row['check']}: {row['failure_case']}")
        yield row["check"], row["column"] if row["schema_context"] == "Column" else None, row["index"]


def _finding(
    code: str,
    index: int,
    name: str,
    frame: pl.DataFrame,
    sheet: Sheet,
    identifiants: Mapping[tuple[str, str], Collection[str]] | None,
) -> Finding:
    known = kind(code)
    column = next(column for column in sheet.colonnes if column.nom == name)
    value = frame.item(index, name)
    text = named(value) if column.type == "unite" and value in units() else written(value)
    line = frame.item(index, "_ligne") if "_ligne" in frame.columns else None
    phrase = sentence(
        known,
        feuille=sheet.onglet,
        ligne=line,
        titre=column.titre,
        valeur=text,
        **_facts(code, column, text, frame.item(index, "_sha256"), identifiants),
    )
    return Finding(code, known.gravite, index, name, text, phrase, known.ecarte)


def _facts(
    code: str,
    column: Column,
    text: str | None,
    sha256: str,
    identifiants: Mapping[tuple[str, str], Collection[str]] | None,
) -> dict[str, Any]:
    """What the sentence of that code names besides the place and the value."""
    if code in ("valeur.hors_bornes", "valeur.invraisemblable"):
        return {"minimum": written(column.minimum), "maximum": written(column.maximum)}
    if code == "valeur.trop_long":
        return {"maximum": written(column.longueur)}
    if code == "valeur.date_impossible":
        return {"minimum": PREMIER_JOUR.year, "maximum": DERNIER_JOUR.year}
    if code == "valeur.code_inconnu":
        return {"suggestion": _nearest(text, code_list(column.liste or "").libelles.values())}
    if code == "ligne.reference_inconnue":
        table = column.table or ""
        candidates = (identifiants or {}).get((sha256, table), ())
        return {"attendu": all_tables()[table].titre, "suggestion": _nearest(text, candidates)}
    return {}


def _nearest(text: str | None, candidates: Collection[str]) -> str | None:
    found = process.extractOne(text, sorted(candidates), score_cutoff=_NEAR) if text else None
    return found[0] if found else None
