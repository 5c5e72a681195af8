"""The sheets that people fill in: titles, defaults, hidden identifiers, headers, rows, validations, colours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Any

from landing.blank_checks import shown
from landing.blank_lists import NOM_ETATS, labels
from landing.blank_plan import Fill, Place, SheetPlan, WorkbookPlan, places
from landing.blank_references import Readable, pointed_formula, pointed_value
from landing.blank_rules import write_rules
from landing.blank_style import TEXTE_LONG, Style, column_width, lines_needed
from landing.cells import column_letter
from landing.frame import (
    CELLULE_ETAT,
    CELLULE_SOURCE,
    COLONNE_ID,
    FEUILLE_CONTROLE,
    LIBELLE_ETAT,
    LIBELLE_SOURCE,
)
from landing.validation_pages import LARGEURS, cell_look, row_look
from registry.codelists import code_list
from registry.territory import unit
from schemas.declaration import Column
from schemas.sheets import (
    LIGNE_CONSIGNE,
    LIGNE_DEFAUTS,
    LIGNE_ENTETES,
    LIGNE_IDENTIFIANTS,
    LIGNE_TITRE,
    PREMIERE_LIGNE,
)

UNITES = {"fcfa": "FCFA", "ha": "hectares", "km": "km", "oui_non": "oui ou non", "jours": "jours", "mois": "mois"}
_FIRST = PREMIERE_LIGNE - 1
_TALLEST = 16  # lines: a row taller than the screen can't be scrolled through


def write_sheet(page: Any, plan: WorkbookPlan, found: SheetPlan, fill: Fill, pointed: Readable, style: Style) -> None:
    """Write one data sheet of a workbook; every formula's value is written beside it."""
    sheet = found.sheet
    columns = places(sheet, fill.omises)
    last = _FIRST + max(len(found.lignes), 1) - 1
    _heading(page, plan, found, columns, fill, style)
    entries = _entries(found, columns, style)
    shown_only = [(index, place) for index, place in columns.values() if index not in entries]
    elsewhere = {
        place.identifiant: plan.ailleurs(place.reference.table or "")
        for _, place in shown_only
        if place.reference is not None
    }
    texts = [column for column in found.saisies if column.type == "texte"]
    paragraphs = any(column.longueur >= TEXTE_LONG for column in texts)
    texts += [
        column for column in sheet.colonnes if column.type == "texte" and column.nom in sheet.table.colonnes_fixes
    ]
    above: dict[str, Any] = {}
    for row, planned in enumerate(found.lignes, start=_FIRST):
        values = fill.row(sheet, planned)
        lines = _lines(texts, values)
        if paragraphs or lines > 1:
            page.set_row(row, 13.0 * min(max(lines, 3 if paragraphs else 1), _TALLEST) + 2)
        known = planned.valeurs
        look, above = row_look(sheet.table, values, above), values
        for index, entry in entries.items():
            name = entry.colonne.nom
            # A register row filled beforehand is blue as a whole; on a services sheet, each cell has its own past.
            # In a CSR's answer, what was answered before is blue, what waits is yellow.
            before = known.get(name) is not None if sheet.large or sheet.table.colonnes_fixes else bool(known)
            _cell(page, row, index, entry, values.get(name), before)
        for index, place in shown_only:
            if place.reference is not None:
                cell = f"{column_letter(columns[place.reference.nom][0])}{row + 1}"
                told, others = values.get(place.reference.nom), elsewhere[place.identifiant]
                formula = pointed_formula(place.reference, cell, others)
                page.write_formula(
                    row, index, formula, style.locked, pointed_value(place.reference, told, others, pointed)
                )
            elif place.colonne is None:
                page.write_string(row, index, unit(planned.cle).nom, style.locked)
            elif place.identifiant in sheet.table.colonnes_fixes:
                own = {**look, **cell_look(place.identifiant, values)}
                _fixed(
                    page, row, index, place.colonne, values.get(place.identifiant), style.fixed(place.colonne, **own)
                )
            else:
                page.write_string(row, index, planned.cle, style.locked)
    for index, place in columns.values():
        if place.colonne is not None and place.colonne in found.saisies:
            others = plan.ailleurs(place.colonne.table or "") if place.colonne.type == "reference" else ""
            write_rules(page, found, columns, index, place.colonne, last, others, style)
    _setup(page, plan, found, columns, last)


def _heading(
    page: Any,
    plan: WorkbookPlan,
    found: SheetPlan,
    columns: dict[str, tuple[int, Place]],
    fill: Fill,
    style: Style,
) -> None:
    sheet = found.sheet
    widths = [_width(place, sheet.large) for _, place in columns.values()]
    page.set_row(LIGNE_TITRE - 1, 26)
    for index in range(max(len(columns), 6)):
        page.write_blank(LIGNE_TITRE - 1, index, None, style.title)
    page.write_string(
        LIGNE_TITRE - 1,
        0,
        f"{sheet.onglet} : {plan.intitule}",
        style.title,
    )
    text = " ".join(
        (*sheet.table.consignes, "* : colonne obligatoire. Arrêtez-vous sur un titre pour lire sa définition.")
    )
    end, room = 0, widths[0]
    while room < 105 and end + 1 < max(len(widths), 6):
        end += 1
        room += widths[end] if end < len(widths) else 10
    page.merge_range(LIGNE_CONSIGNE - 1, 0, LIGNE_CONSIGNE - 1, end, text, style.instruction)
    page.set_row(LIGNE_CONSIGNE - 1, 14.5 * lines_needed(text, room) + 5)
    page.set_row(LIGNE_DEFAUTS - 1, 20)
    if sheet.large:
        _defaults(page, fill, style)
    else:
        page.write_url(LIGNE_DEFAUTS - 1, 0, f"internal:'{FEUILLE_CONTROLE}'!A1", style.link, "Aller au contrôle")
    page.set_row(LIGNE_IDENTIFIANTS - 1, None, None, {"hidden": True})
    height = 1
    for (index, place), width in zip(columns.values(), widths, strict=True):
        page.set_column(index, index, width)
        page.write_string(LIGNE_IDENTIFIANTS - 1, index, place.identifiant, style.hidden)
        column = place.colonne
        title = _title(place)
        page.write_string(LIGNE_ENTETES - 1, index, title, style.header(column is not None and column.obligatoire))
        height = max(height, lines_needed(title, width - 3))
        if column is not None:
            comment = _definition(column)
            page.write_comment(
                LIGNE_ENTETES - 1,
                index,
                comment,
                {"width": 300, "height": 30 + 16 * lines_needed(comment, 46), "font_size": 9, "font_name": "Arial"},
            )
    page.set_row(LIGNE_ENTETES - 1, 13.5 * height + 8)


def _defaults(page: Any, fill: Fill, style: Style) -> None:
    row = LIGNE_DEFAUTS - 1
    entry = style.make(locked=False, bg_color="#FFF8D6", border=1, border_color="#B8C4C8")
    page.write_string(row, 0, LIBELLE_ETAT, style.label)
    page.write_string(row, 2, LIBELLE_SOURCE, style.label)
    page.write(CELLULE_ETAT, fill.etat or code_list("etats_valeur").libelles["mesuree"], entry)
    if fill.source:
        page.write_string(CELLULE_SOURCE, fill.source, entry)
    else:
        page.write_blank(CELLULE_SOURCE, None, entry)
    page.data_validation(
        CELLULE_ETAT,
        {
            "validate": "list",
            "source": f"={NOM_ETATS}",
            "input_title": "État par défaut",
            "input_message": "Comment les valeurs de cette feuille sont connues. Une valeur estimée au milieu de "
            "valeurs mesurées s'écrit 120 (e).",
            "error_title": "Choisissez dans la liste",
            "error_message": "Choisissez « Mesurée » ou « Estimée » dans la liste.",
        },
    )
    page.data_validation(
        CELLULE_SOURCE,
        {
            "validate": "length",
            "criteria": "<=",
            "value": 200,
            "input_title": "Source par défaut",
            "input_message": "D'où viennent les valeurs de cette feuille, par exemple : rapport trimestriel du CSRéf.",
            "error_title": "Texte trop long",
            "error_message": "Écrivez au plus 200 caractères.",
        },
    )
    page.write_url(row, 4, f"internal:'{FEUILLE_CONTROLE}'!A1", style.link, "Aller au contrôle")


@dataclass(frozen=True)
class _Entry:
    """How one column's cells are written: its choices' labels, and its two formats."""

    colonne: Column
    textes: dict[str, str]
    vierge: Any
    rempli: Any


def _entries(found: SheetPlan, columns: dict[str, tuple[int, Place]], style: Style) -> dict[int, _Entry]:
    return {
        index: _Entry(
            place.colonne, labels(place.colonne), style.entry(place.colonne, False), style.entry(place.colonne, True)
        )
        for index, place in columns.values()
        if place.colonne is not None and place.colonne in found.saisies
    }


def _cell(page: Any, row: int, index: int, entry: _Entry, value: Any, filled: bool) -> None:
    cell_format = entry.rempli if filled else entry.vierge
    told = shown(entry.colonne, value, entry.textes)
    if told is None:
        page.write_blank(row, index, None, cell_format)
    elif isinstance(told, str):
        page.write_string(row, index, told, cell_format)
    elif isinstance(told, date):
        page.write_datetime(row, index, told, cell_format)
    else:
        page.write_number(row, index, told, cell_format)


def _fixed(page: Any, row: int, index: int, column: Column, value: Any, cell_format: Any) -> None:
    """A cell that OISE filled and that nobody types over."""
    told = shown(column, value, labels(column))
    if told is None:
        page.write_blank(row, index, None, cell_format)
    elif isinstance(told, str):
        page.write_string(row, index, told, cell_format)
    else:
        page.write_number(row, index, told, cell_format)


def _setup(page: Any, plan: WorkbookPlan, found: SheetPlan, columns: dict[str, tuple[int, Place]], last: int) -> None:
    page.freeze_panes(_FIRST, 2)
    page.autofilter(LIGNE_ENTETES - 1, 0, last, len(columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A{_FIRST + 1}:{column_letter(len(columns) - 1)}{last + 1}"})
    page.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    width = sum(_width(place, found.sheet.large) for _, place in columns.values())
    page.fit_to_pages(ceil(width / 170), 1 if len(found.lignes) <= 45 else 0)
    page.repeat_rows(LIGNE_TITRE - 1, LIGNE_ENTETES - 1)
    page.repeat_columns(0, 1)
    page.set_footer(f"&L&8OISE, {plan.intitule}&C&8{found.sheet.onglet}&R&8Page &P / &N")
    page.set_zoom(100)
    page.set_selection(_FIRST, 2 if found.sheet.large else 1, _FIRST, 2 if found.sheet.large else 1)


def _lines(texts: list[Column], values: dict[str, Any]) -> int:
    """The lines that the longest text of a row takes."""
    told = ((column, values.get(column.nom)) for column in texts)
    return max((lines_needed(str(text), column_width(column, False)) for column, text in told if text), default=1)


def _definition(column: Column) -> str:
    lines = [column.description]
    if column.unite and column.unite != "oui_non":
        lines.append(f"Unité : {UNITES.get(column.unite, column.unite)}.")
    if column.exemple:
        lines.append(f"Exemple : {column.exemple}")
    return "\n".join(lines)


def _width(place: Place, wide: bool) -> float:
    if place.identifiant == COLONNE_ID:
        return 22.0
    if place.identifiant in LARGEURS:
        return LARGEURS[place.identifiant]
    if place.colonne is None:
        return 34.0 if place.reference is not None else 24.0
    if wide and place.colonne.type == "unite":
        return 16.0
    return column_width(place.colonne, wide)


def _title(place: Place) -> str:
    if place.reference is not None:
        return f"{place.reference.titre}, en clair"
    if place.colonne is None:
        return "Commune"
    column = place.colonne
    words = UNITES.get(column.unite or "", "")
    title = f"{column.titre}{chr(0xA0) + '*' if column.obligatoire else ''}"
    return f"{title}\n({words})" if words and f"({words})" not in title else title
