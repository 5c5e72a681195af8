"""Sheets of one look: frozen headers, filters, no formula, text never taken for one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from syntheses.presentation import BANDEAU, BANDEAU_DETAIL
from syntheses.register_facts import Cell
from syntheses.typography import decimals_of

_COULEUR = "#123f5b"
_LARGEUR_LISEZ_MOI = 78
# A table with more columns isn't shrunk to one page's width: nobody could read it.
_COLONNES_IMPRIMABLES = 18
# A spreadsheet's rows go no higher.
_HAUTEUR_MAXIMALE = 405.0


@dataclass(frozen=True)
class Sheet:
    """One sheet: column titles with their widths, rows.

    ``decimales`` gives the figures of a row their format (of a column, with ``par_colonne``); without any, each figure
    shows the decimals it has.
    """

    nom: str
    colonnes: tuple[tuple[str, int], ...]
    lignes: Sequence[Sequence[Cell]]
    decimales: Sequence[int | None] = ()
    par_colonne: bool = False


def new_book(stream: BytesIO, title: str, made_on: date, fictive: bool) -> Any:
    """A workbook in which no text is taken for a formula, a link or a number; the same bytes for the same cells."""
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties(
        {
            "title": title,
            "author": "OISE",
            "comments": BANDEAU if fictive else "",
            "created": datetime.combine(made_on, datetime.min.time()),
        }
    )
    return book


class Writer:
    """Writes sheets of one look into a workbook."""

    def __init__(self, book: Any, title: str, fictive: bool) -> None:
        self._book = book
        self._title = title
        self._fictive = fictive
        self._head = book.add_format(
            {"bold": True, "font_color": "white", "bg_color": _COULEUR, "text_wrap": True, "valign": "top"}
        )
        self._big = book.add_format({"bold": True, "font_size": 14, "font_color": _COULEUR, "text_wrap": True})
        self._warn = book.add_format({"bold": True, "font_color": "#96401a", "bg_color": "#fbe9dd", "text_wrap": True})
        self._title_style = book.add_format({"bold": True, "font_color": "#96401a" if fictive else _COULEUR})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
        self._numbers: dict[int, Any] = {}

    def read_me(self, title: str, lines: Sequence[str]) -> None:
        """The first sheet: a title, the warning when data are simulated, then one line a row."""
        sheet = self._book.add_worksheet("Lisez-moi")
        sheet.set_column(0, 0, _LARGEUR_LISEZ_MOI)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        styled: list[tuple[str, Any]] = [(title, self._big)]
        if self._fictive:
            styled.append((f"{BANDEAU} — {BANDEAU_DETAIL}", self._warn))
        styled += [(line, self._text) for line in lines]
        for row, (text, style) in enumerate(styled):
            size = 1.4 if style is self._big else 1
            sheet.set_row(row, size * _height([(text, _LARGEUR_LISEZ_MOI / size)]))
            sheet.write_string(row, 0, text, style)

    def table(self, table: Sheet) -> None:
        """One filtered table with a frozen header; the title above it when data are simulated says so."""
        sheet = self._book.add_worksheet(table.nom)
        sheet.set_landscape()
        sheet.set_paper(9)
        if len(table.colonnes) <= _COLONNES_IMPRIMABLES:
            sheet.fit_to_pages(1, 0)
        warning = f" — {BANDEAU}" if self._fictive else ""
        sheet.write_string(0, 0, f"{self._title}{warning}", self._title_style)
        for column, (name, width) in enumerate(table.colonnes):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, name, self._head)
        sheet.set_row(1, _height(table.colonnes))
        for row, cells in enumerate(table.lignes):
            texts = [
                (cell, width) for cell, (_, width) in zip(cells, table.colonnes, strict=True) if isinstance(cell, str)
            ]
            sheet.set_row(row + 2, _height(texts))
            for column, cell in enumerate(cells):
                self._write(sheet, row + 2, column, cell, self._decimals(table, row, column))
        last = max(len(table.lignes) + 1, 2)
        sheet.autofilter(1, 0, last, len(table.colonnes) - 1)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)

    def _decimals(self, table: Sheet, row: int, column: int) -> int | None:
        if not table.decimales:
            return None
        index = column if table.par_colonne else row
        return (table.decimales[index] or 0) if index < len(table.decimales) else 0

    def _write(self, sheet: Any, row: int, column: int, cell: Cell, decimals: int | None) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, self._text)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), self._day)
        else:
            places = 0 if isinstance(cell, int) else decimals_of(cell) if decimals is None else decimals
            sheet.write_number(row, column, float(cell), self._number(places))

    def _number(self, decimals: int) -> Any:
        if decimals not in self._numbers:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._numbers[decimals]


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """The height, in points, of a row whose texts wrap in columns of these widths: not every program computes it."""
    lines = max((math.ceil(len(text) * 1.15 / width) for text, width in texts), default=1)
    return min(15.0 * max(lines, 1), _HAUTEUR_MAXIMALE)
