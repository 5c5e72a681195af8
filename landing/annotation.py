"""The sender's own workbook, annotated: wrong cells coloured, a French comment on each, a list with links.

Runs in a confined child, on an original that was already read. The rest of the workbook is kept as it is; its version
is raised by one, so that the same file, corrected and sent back, replaces the first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from landing.frame import FEUILLE_CACHEE, FEUILLE_CORRECTIONS, FEUILLES_ANNEXES
from schemas.faults import LIBELLES_GRAVITE
from schemas.sheets import LIGNE_DEFAUTS, LIGNE_ENTETES, LIGNE_IDENTIFIANTS

_AUTHOR = "OISE, contrôle"
_MARK = "couleur"
_COLOURS = {"bloquant": "FFF4A6A0", "reserve": "FFF9CB9C", "avertissement": "FFFFF2A8"}
_HEADINGS = ("N°", "Gravité", "Feuille", "Cellule", "Colonne", "Valeur trouvée", "Ce qui ne va pas, et que faire")
_WIDTHS = (6, 12, 20, 10, 34, 20, 90)
_LINK = _HEADINGS.index("Cellule") + 1
_LINE_HEIGHT = 14.5

# « Feuille Santé, ligne 12, colonne « CSCom existants » : » begins a message that the place itself already says.
_PLACE = re.compile("^Feuille .*?, ligne [0-9]+(?:, colonne «\u00a0(?P<title>.*?)\u00a0»)?\u00a0: ")


@dataclass(frozen=True)
class Remark:
    """A fault as the annotated copy shows it; plain, since it crosses to the child."""

    gravite: str
    message: str
    feuille: str | None
    ligne: int | None
    colonne: str | None
    valeur: str | None

    @property
    def titre(self) -> str:
        """The title of the column, empty when the message names none."""
        found = _PLACE.match(self.message)
        return (found["title"] or "") if found else ""

    @property
    def propos(self) -> str:
        """The message without its place, for where the place is seen."""
        told = _PLACE.sub("", self.message)
        return told[:1].upper() + told[1:]


def annotate(original: Path, target: Path, remarks: Sequence[Remark], accepted: bool) -> bool:
    """Write the annotated copy of a workbook; False when the file is no workbook (a zip of CSVs).

    ``accepted``: whether the version sent was taken, which a complement sent next must then be founded on.
    """
    import gc
    import zipfile

    from openpyxl import load_workbook

    with zipfile.ZipFile(original) as container:
        if "xl/workbook.xml" not in container.namelist():
            return False
    gc.disable()  # a workbook is all live cells: collecting among them costs a third of the time and frees nothing
    try:
        _annotated(load_workbook(original, keep_links=False), remarks, accepted).save(target)
    finally:
        gc.enable()
    return True


def _annotated(book: Any, remarks: Sequence[Remark], accepted: bool) -> Any:
    if FEUILLE_CORRECTIONS in book.sheetnames:
        del book[FEUILLE_CORRECTIONS]
    hidden = book[FEUILLE_CACHEE] if FEUILLE_CACHEE in book.sheetnames else None
    if hidden is not None:
        _wipe(book, hidden)
        _raise_version(hidden, accepted)
    places = [_place(book, remark) for remark in remarks]
    _mark_cells(book, hidden, remarks, places)
    _list(book, remarks, places)
    for name in book.sheetnames:
        if name not in FEUILLES_ANNEXES:
            _widen_comments(book[name])
    book.calculation.fullCalcOnLoad = True
    return book


def _place(book: Any, remark: Remark) -> str | None:
    """The cell of a remark (« Santé » and C12 become ``C12``), None when it has none."""
    if remark.feuille is None or remark.feuille not in book.sheetnames:
        return None
    sheet = book[remark.feuille]
    if remark.ligne is None:
        return f"A{LIGNE_ENTETES}"
    if remark.ligne == LIGNE_DEFAUTS and remark.colonne:
        return remark.colonne
    for cell in sheet[LIGNE_IDENTIFIANTS]:
        if cell.value == remark.colonne:
            return f"{cell.column_letter}{remark.ligne}"
    return f"A{remark.ligne}"


def _mark_cells(book: Any, hidden: Any, remarks: Sequence[Remark], places: Sequence[str | None]) -> None:
    """Colour each cell by its gravest remark and say them all in its comment."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    by_cell: dict[tuple[str, str], list[Remark]] = {}
    for remark, place in zip(remarks, places, strict=True):
        if place is not None and remark.feuille is not None and remark.ligne is not None:
            by_cell.setdefault((remark.feuille, place), []).append(remark)
    order = list(_COLOURS)
    for (tab, place), found in by_cell.items():
        cell = book[tab][place]
        if hidden is not None:
            before = cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else ""
            hidden.append([_MARK, tab, place, before if isinstance(before, str) else ""])
        worst = min((remark.gravite for remark in found), key=order.index)
        cell.fill = PatternFill("solid", fgColor=_COLOURS[worst])
        text = "\n".join(dict.fromkeys(remark.propos for remark in found))[:1500]
        cell.comment = Comment(text, _AUTHOR, width=360, height=40 + 18 * (1 + len(text) // 50))


def _wipe(book: Any, hidden: Any) -> None:
    """Take away the colours and comments of an earlier annotation, so that what is corrected no longer shows."""
    from openpyxl.styles import PatternFill

    for row in range(hidden.max_row, 0, -1):
        if hidden.cell(row, 1).value != _MARK:
            continue
        tab, place, before = (hidden.cell(row, column).value for column in (2, 3, 4))
        if tab in book.sheetnames and isinstance(place, str):
            cell = book[tab][place]
            cell.fill = PatternFill("solid", fgColor=before) if before else PatternFill()
            if cell.comment is not None and cell.comment.author == _AUTHOR:
                cell.comment = None
        hidden.delete_rows(row)


def _raise_version(hidden: Any, accepted: bool) -> None:
    rows = {hidden.cell(row, 1).value: row for row in range(1, hidden.max_row + 1)}
    said = str(hidden.cell(rows["version"], 2).value) if "version" in rows else ""
    if not said.isdigit():
        return
    hidden.cell(rows["version"], 2).value = str(int(said) + 1)
    nature = hidden.cell(rows["nature"], 2).value if "nature" in rows else None
    if accepted and nature == "complement" and "version_base" in rows:
        hidden.cell(rows["version_base"], 2).value = said


def _list(book: Any, remarks: Sequence[Remark], places: Sequence[str | None]) -> None:
    """The sheet ``Corrections``, first: one line a fault, with a link to its cell."""
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.hyperlink import Hyperlink

    sheet = book.create_sheet(FEUILLE_CORRECTIONS, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    _write(sheet, 1, 1, f"Corrections à apporter : {len(remarks)}").font = Font(name="Arial", bold=True, size=14)
    _write(
        sheet,
        2,
        1,
        "Cliquez sur une cellule pour y aller, corrigez-la, enregistrez ce classeur et déposez-le de nouveau : "
        "il remplacera le premier.",
    )
    for column, (heading, width) in enumerate(zip(_HEADINGS, _WIDTHS, strict=True), start=1):
        cell = _write(sheet, 4, column, heading)
        cell.font = Font(name="Arial", bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF1F4E5F")
        sheet.column_dimensions[cell.column_letter].width = width
    for number, (remark, place) in enumerate(zip(remarks, places, strict=True), start=1):
        row = number + 4
        words, tab = LIBELLES_GRAVITE[remark.gravite], remark.feuille or ""
        shown = (str(number), words, tab, place or "", remark.titre, remark.valeur or "", remark.propos)
        for column, text in enumerate(shown, start=1):
            cell = _write(sheet, row, column, text)
            cell.font = Font(name="Arial", size=10)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        lines = max(-(-len(text) // max(width - 3, 4)) for text, width in zip(shown, _WIDTHS, strict=True))
        sheet.row_dimensions[row].height = _LINE_HEIGHT * max(lines, 1) + 2
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=_COLOURS[remark.gravite])
        if place is not None and remark.feuille is not None:
            link = sheet.cell(row, _LINK)
            quoted = remark.feuille.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{place}", display=place)
            link.font = Font(name="Arial", size=10, color="FF0563C1", underline="single")
    sheet.freeze_panes = "A5"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _write(sheet: Any, row: int, column: int, text: str) -> Any:
    """Put text into a cell as text, whatever it begins with: a copied « =… » must not become a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell = sheet.cell(row, column)
    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    return cell


def _widen_comments(sheet: Any) -> None:
    """Give the definitions on the headings their room back: their size isn't read with them."""
    for cell in sheet[LIGNE_ENTETES]:
        if cell.comment is not None and cell.comment.author != _AUTHOR:
            cell.comment.width, cell.comment.height = 300, 30 + 18 * (1 + len(cell.comment.text) // 42)
