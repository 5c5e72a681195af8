"""From a checked container to raw cells. Runs in the reading child; imports the standard library and calamine only."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from landing.container import identify, inspect
from landing.raw import CellError, Limits, RawCell, RawFile, RawSheet, ReadingError, Unreadable

_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_WANTED = (_WORKBOOK, _RELATIONS, "xl/worksheets/")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_VALUE = re.compile(rb"<v[^>/]*>([^<]+)<")
_FORMULA = re.compile(rb"<f[^>]*>([^<]*)<")


def read_file(path: Path, wanted: frozenset[str] | None, limits: Limits) -> RawFile | Unreadable:
    """Read the wanted tabs of a workbook (all, when None), or every CSV of a zip; whatever is wrong comes back as
    ``Unreadable``."""
    try:
        identify(path, limits)
        kind, parts, oddities = inspect(path, limits, _WANTED)
        return _workbook(path, parts, oddities, wanted, limits) if kind == "xlsx" else _csv_files(parts, limits)
    except ReadingError as refusal:
        return refusal.refus
    except (MemoryError, RecursionError):
        return Unreadable("lecture_memoire")


def column_letter(index: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The number of an Excel column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _workbook(
    path: Path, parts: dict[str, bytes], oddities: tuple[str, ...], wanted: frozenset[str] | None, limits: Limits
) -> RawFile:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    where, from_1904 = _parts_by_tab(parts)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            sheets, cells, characters = {}, 0, 0
            for tab in book.sheet_names:
                if wanted is not None and tab not in wanted:
                    continue
                sheet = book.get_sheet_by_name(tab)
                cells += (sheet.total_height + 1) * (sheet.total_width + 1)
                if cells > limits.cellules:
                    raise ReadingError("trop_de_cellules", maximum=str(limits.cellules))
                rows = sheet.to_python(skip_empty_area=False)
                characters += sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
                if characters > limits.caracteres:
                    raise ReadingError("trop_de_cellules", maximum=str(limits.cellules))
                sheets[tab] = _trimmed(rows, _errors(parts.get(where.get(tab, ""), b"")))
            return RawFile("xlsx", sheets, tuple(book.sheet_names), oddities, from_1904)
    except PasswordError as error:
        raise ReadingError("classeur_chiffre") from error
    except (CalamineError, OSError, ValueError) as error:
        raise ReadingError("archive_abimee") from error


def _parts_by_tab(parts: dict[str, bytes]) -> tuple[dict[str, str], bool]:
    """The part of each tab, and whether dates count from 1904."""
    try:
        book = ElementTree.fromstring(parts[_WORKBOOK])
        links = ElementTree.fromstring(parts.get(_RELATIONS, b"<none/>"))
    except ElementTree.ParseError as error:
        raise ReadingError("archive_abimee") from error
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    tabs = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_LINK), "")
        tabs[sheet.get("name", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    properties = book.find(f"{_MAIN}workbookPr")
    return tabs, properties is not None and properties.get("date1904") in ("1", "true")


def _errors(part: bytes) -> dict[tuple[int, int], CellError]:
    """Cells that calamine would show as empty though they aren't: errors, and formulas without a stored result."""
    found: dict[tuple[int, int], CellError] = {}
    if b't="e"' not in part and b"<f" not in part:
        return found
    for chunk in part.split(b"</c>")[:-1]:
        cell = chunk[max(chunk.rfind(b"<c "), 0) :]
        head = cell[: cell.find(b">")]
        reference = _REFERENCE.search(head)
        if reference is None:
            continue
        value, formula = _VALUE.search(cell), _FORMULA.search(cell)
        if b't="e"' in head:
            text = value[1] if value else b"#N/A"
        elif b"<f" in cell and value is None and b't="str"' not in head and b"<is>" not in cell:
            text = b"=" + (formula[1] if formula else b"")
        else:
            continue
        place = int(reference[2]), column_number(reference[1].decode())
        found[place] = CellError(text.decode("utf-8", "replace")[:100])
    return found


def _trimmed(rows: list[list[Any]], errors: dict[tuple[int, int], CellError]) -> RawSheet:
    for (row, column), error in errors.items():
        while len(rows) < row:
            rows.append([])
        rows[row - 1].extend([None] * (column - len(rows[row - 1])))
        rows[row - 1][column - 1] = error
    trimmed = [_trimmed_row(row) for row in rows]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return RawSheet(tuple(trimmed))


def _trimmed_row(row: list[RawCell]) -> tuple[RawCell, ...]:
    cells = [None if cell == "" else cell for cell in row]
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)


def _csv_files(parts: dict[str, bytes], limits: Limits) -> RawFile:
    sheets = {}
    cells = 0
    for name, content in parts.items():
        if "/" in name or not name.endswith(".csv"):
            continue
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise ReadingError("csv_encodage", fichier=name) from error
        if "\0" in text:
            raise ReadingError("csv_illisible", fichier=name)
        try:
            rows = [list(row) for row in csv.reader(io.StringIO(text), delimiter=";", strict=True)]
        except csv.Error as error:
            raise ReadingError("csv_illisible", fichier=name) from error
        cells += sum(map(len, rows))
        if cells > limits.cellules:
            raise ReadingError("trop_de_cellules", maximum=str(limits.cellules))
        sheets[name.removesuffix(".csv")] = _trimmed(rows, {})
    return RawFile("csv", sheets, tuple(parts))
