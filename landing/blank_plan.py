"""What goes into a blank workbook, before any Excel: rows, identifiers issued, cells left to type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from landing.frame import COLONNE_ID, COLONNE_NOM, PREFIXE_AFFICHAGE
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import Unite, children, unit, units
from schemas.declaration import Column, Objet, Table
from schemas.discovery import all_tables
from schemas.sheets import Sheet, left_out, sheets_for
from schemas.submission import Prefill

# The register in which a sender answers for a cooperation that another files, and what an answer asks to type.
CONFIRMATIONS = "confirmations"
CELLULES_PAR_REPONSE = 2  # the answer and its day


@dataclass(frozen=True)
class PlannedRow:
    """One row of a sheet: its key (unit code or local id) and the values put into it, by column."""

    cle: str
    valeurs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetPlan:
    """One sheet and its rows; ``attendues``: cells that its filler types in an ordinary quarter."""

    sheet: Sheet
    lignes: tuple[PlannedRow, ...]
    attendues: int

    @cached_property
    def saisies(self) -> tuple[Column, ...]:
        """The columns that people fill in: all but the key and those that OISE fills for good."""
        table = self.sheet.table
        fixed = {table.proprietaire if self.sheet.large else COLONNE_ID, *table.colonnes_fixes}
        return tuple(column for column in self.sheet.colonnes if column.nom not in fixed)


@dataclass(frozen=True)
class Fill:
    """What is typed into a blank before it is written, for simulated deposits.

    ``services``: (unit, element) to what the cell holds; ``lignes``: table to local id to column to value. A text given
    to a column of another type is written as it is. ``etat`` and ``source``: the defaults of the services sheets.
    ``omises``: columns left out of their sheet (sheet code, column).
    """

    services: Mapping[tuple[str, str], Any] = field(default_factory=dict)
    lignes: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(default_factory=dict)
    etat: str = ""
    source: str = ""
    omises: frozenset[tuple[str, str]] = frozenset()

    def row(self, sheet: Sheet, row: PlannedRow) -> dict[str, Any]:
        """The values of one planned row, once typed over."""
        if not sheet.large:
            return {**row.valeurs, **self.lignes.get(sheet.table.nom, {}).get(row.cle, {})}
        typed = {
            element.code: self.services[row.cle, element.code]
            for element in sheet.elements
            if (row.cle, element.code) in self.services
        }
        return {**row.valeurs, **typed}


@dataclass(frozen=True)
class Place:
    """One column of a sheet as it lies there; ``colonne`` is None for what is only shown."""

    identifiant: str
    colonne: Column | None = None
    reference: Column | None = None


def places(sheet: Sheet, omitted: frozenset[tuple[str, str]] = frozenset()) -> dict[str, tuple[int, Place]]:
    """The columns of a sheet by identifier, with their index from 0; a unit's name stands beside its code on services
    sheets, what a reference points to beside the reference."""
    found: list[Place] = []
    for column in sheet.colonnes:
        if (sheet.code, column.nom) in omitted:
            continue
        found.append(Place(column.nom, column))
        if sheet.large and column.nom == sheet.table.proprietaire:
            found.append(Place(COLONNE_NOM))
        elif column.type == "reference":
            found.append(Place(f"{PREFIXE_AFFICHAGE}{column.nom}", reference=column))
    return {place.identifiant: (index, place) for index, place in enumerate(found)}


@dataclass(frozen=True)
class WorkbookPlan:
    """Everything a blank workbook says, for one sender and one quarter."""

    expediteur: Unite
    trimestre: Trimestre
    feuilles: tuple[SheetPlan, ...]
    communes: tuple[Unite, ...]
    prefill: Prefill
    fictif: bool = False
    sans: frozenset[str] = frozenset()
    objet: Objet = "declaration"

    def feuille(self, table: str) -> SheetPlan | None:
        """The sheet of a table of rows, None when the workbook has none."""
        return next((found for found in self.feuilles if found.sheet.code == table), None)

    def connues(self, table: str) -> tuple[PlannedRow, ...]:
        """The rows of a table that a reference may name by a list: those of its sheet, else those that OISE knows."""
        found = self.feuille(table)
        if found is not None:
            return found.lignes
        return tuple(PlannedRow(str(row[COLONNE_ID]), row) for row in self.prefill.registres.get(table, ()))

    def ailleurs(self, table: str) -> str:
        """How the other ids begin that a reference may name, rows of earlier quarters or withdrawn ones; empty when
        there are none: whether such an id exists is left to the intake."""
        declared = all_tables()[table]
        listed = {row.cle for row in self.connues(table)}
        others = declared.nature == "evenement" or self.prefill.identifiants.get(table, frozenset()) - listed
        return f"{declared.prefixe}-{self.expediteur.code}-" if others else ""

    @property
    def intitule(self) -> str:
        """Whose workbook this is and for when; says so when its content is simulated."""
        named = f"{self.expediteur.nom} ({self.expediteur.code}), {self.trimestre.libelle}"
        return f"{named}, DONNÉES FICTIVES" if self.fictif else named

    @property
    def attendues(self) -> int:
        """Cells to type in an ordinary quarter, all sheets together."""
        return sum(plan.attendues for plan in self.feuilles)


def plan_workbook(
    sender: str,
    trimestre: Trimestre,
    prefill: Prefill,
    fictive: bool = False,
    sans: Iterable[str] = (),
    objet: Objet = "declaration",
) -> WorkbookPlan:
    """The plan of the blank of a sender for a quarter; ``sans``: tables left out (see ``schemas.sheets.left_out``).

    ``objet``: the kind of file. Every row of a validation is known beforehand: given without identifier, it gets one.

    Raises OiseError when the sender is unknown, when those tables can't be left out, or when requests of confirmation
    wait in one of them.
    """
    speaker = unit(sender)
    out = left_out(sans, sender)
    if CONFIRMATIONS in out and prefill.demandes:
        raise OiseError(
            f"La table « {CONFIRMATIONS} » ne peut pas être laissée de côté, car des demandes de confirmation y "
            f"attendent une réponse ({len(prefill.demandes)}) : gardez-la."
        )
    prefill = _with_requests(sender, trimestre, prefill)
    communes = children(sender) if speaker.niveau == "cercle" else ()
    plans = tuple(
        _releve(sheet, communes, prefill) if sheet.large else _rows(sheet, sender, trimestre, len(communes), prefill)
        for sheet in sheets_for(sender, trimestre, out, objet)
    )
    return WorkbookPlan(speaker, trimestre, plans, communes, prefill, fictive, out, objet)


def _with_requests(sender: str, trimestre: Trimestre, prefill: Prefill) -> Prefill:
    """The prefill whose requests of confirmation are rows of their register, each with the next identifier."""
    if not prefill.demandes:
        return prefill
    known = prefill.registres.get(CONFIRMATIONS, ())
    used = {str(row[COLONNE_ID]) for row in known} | prefill.identifiants.get(CONFIRMATIONS, frozenset())
    ids = issued_ids(all_tables()[CONFIRMATIONS], sender, trimestre, used, len(prefill.demandes))
    rows = [{**row, COLONNE_ID: name} for row, name in zip(prefill.demandes, ids, strict=True)]
    return replace(prefill, registres={**prefill.registres, CONFIRMATIONS: (*known, *rows)})


def issued_ids(table: Table, sender: str, trimestre: Trimestre, known: Iterable[str], count: int) -> list[str]:
    """The next local ids of a table: ``PAR-ML0105-0004`` after ``PAR-ML0105-0003``.

    Events belong to one quarter, whose number their ids bear: ``FOR-ML0105-26T3-0001``.
    """
    stem = f"{table.prefixe}-{sender}-"
    if table.nature == "evenement":
        stem += f"{trimestre.annee % 100:02d}T{trimestre.numero}-"
    pattern = re.compile(re.escape(stem) + r"([0-9]{1,6})$")
    used = [int(found[1]) for found in map(pattern.match, known) if found]
    first = max(used, default=0) + 1
    return [f"{stem}{number:04d}" for number in range(first, first + count)]


def owner_units(sender: str) -> tuple[Unite, ...]:
    """The units that may own a row of this sender, the sender first."""
    return (unit(sender), *(child for child in children(sender) if unit(sender).niveau == "cercle"))


def all_units() -> tuple[Unite, ...]:
    """Every unit of the installation's division, in the order of their codes."""
    return tuple(sorted(units().values(), key=lambda found: found.code))


def _releve(sheet: Sheet, communes: tuple[Unite, ...], prefill: Prefill) -> SheetPlan:
    rows = []
    empty = 0
    for commune in communes:
        known = {
            element.code: prefill.stocks[commune.code, element.code].valeur
            for element in sheet.elements
            if (commune.code, element.code) in prefill.stocks
        }
        empty += len(sheet.elements) - len(known)
        rows.append(PlannedRow(commune.code, known))
    return SheetPlan(sheet, tuple(rows), empty)


def _rows(sheet: Sheet, sender: str, trimestre: Trimestre, communes: int, prefill: Prefill) -> SheetPlan:
    table = sheet.table
    if table.objet == "validation":
        return _answers(sheet, sender, trimestre, prefill)
    known = prefill.registres.get(table.nom, ()) if table.nature == "registre" else ()
    used = {str(row[COLONNE_ID]) for row in known} | prefill.identifiants.get(table.nom, frozenset())
    spare = table.lignes_vierges + table.lignes_vierges_par_commune * communes
    rows = [PlannedRow(str(row[COLONNE_ID]), row) for row in known]
    rows.extend(PlannedRow(code) for code in issued_ids(table, sender, trimestre, used, spare))
    typed = sum(1 for column in sheet.colonnes if column.nom != COLONNE_ID)
    answers = len(prefill.demandes) * CELLULES_PAR_REPONSE if table.nom == CONFIRMATIONS else 0
    return SheetPlan(sheet, tuple(rows), table.lignes_ordinaires * typed + answers)


def _answers(sheet: Sheet, sender: str, trimestre: Trimestre, prefill: Prefill) -> SheetPlan:
    """A sheet of a validation: what OISE asks, then spare rows that only name their owner."""
    table = sheet.table
    known = [
        *prefill.registres.get(table.nom, ()),
        *({table.proprietaire: sender} for _ in range(table.lignes_vierges)),
    ]
    ids = issued_ids(table, sender, trimestre, (), len(known))
    rows = tuple(PlannedRow(local, {**row, COLONNE_ID: local}) for local, row in zip(ids, known, strict=True))
    empty = sum(1 for row in prefill.registres.get(table.nom, ()) if _waits(table, row))
    return SheetPlan(sheet, rows, empty + table.lignes_ordinaires)


def _waits(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether a row of a validation asks for something that isn't there yet: a decision, or a sentence."""
    if table.nom == "validations":
        return row.get("decision_code") is None
    return row.get("gravite_code") == "serieuse" and row.get("phrase_csr") is None
