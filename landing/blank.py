"""The blank workbook: what ``oise modele`` hands to a sender, already filled with all that the store knows.

The same sender, quarter and prefill give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from landing.blank_control import write_control
from landing.blank_lists import Lists, write_lists
from landing.blank_plan import Fill, WorkbookPlan, plan_workbook
from landing.blank_references import readable, write_references
from landing.blank_sheets import write_sheet
from landing.blank_style import COULEURS_DES_GROUPES, ENCRE, Style
from landing.blank_welcome import write_welcome
from landing.frame import (
    FEUILLE_ACCUEIL,
    FEUILLE_CACHEE,
    FEUILLE_CALCULS,
    FEUILLE_CONTROLE,
    FEUILLE_LISTES,
    frame_rows,
)
from landing.validation_pages import write_validation_control, write_validation_welcome
from registry.periods import Trimestre
from schemas.declaration import Objet
from schemas.sheets import group_of
from schemas.submission import Nature, Prefill

_SUBJECTS: Mapping[Objet, str] = {"declaration": "Déclaration trimestrielle", "validation": "Validation du CSR"}


@dataclass(frozen=True)
class BlankReport:
    """A blank workbook as written; ``par_feuille``: cells to type in an ordinary quarter, by tab."""

    path: Path
    cellules_a_saisir: int
    par_feuille: Mapping[str, int]


def write_blank(
    sender: str,
    trimestre: Trimestre,
    prefill: Prefill,
    path: Path,
    fictive: bool,
    sans: frozenset[str] = frozenset(),
) -> BlankReport:
    """Write the pre-filled XLSX of a sender for a quarter, without the sheets of the tables ``sans``.

    Raises OiseError when the sender or the quarter's calendar is unknown, or when those tables can't be left out (see
    ``schemas.sheets.left_out``).
    """
    return write_filled(sender, trimestre, prefill, path, fictive, Fill(), sans=sans)


def count_cells(sender: str, trimestre: Trimestre, prefill: Prefill, sans: frozenset[str] = frozenset()) -> int:
    """Cells that a sender types in an ordinary quarter: what is empty in the services sheets, an estimate of new rows
    elsewhere, and the requests of confirmation that wait for an answer."""
    return plan_workbook(sender, trimestre, prefill, sans=sans).attendues


def write_filled(
    sender: str,
    trimestre: Trimestre,
    prefill: Prefill,
    path: Path,
    fictive: bool,
    fill: Fill,
    nature: Nature = "complete",
    sans: frozenset[str] = frozenset(),
    objet: Objet = "declaration",
) -> BlankReport:
    """Write a workbook as if its sender had typed ``fill`` into the blank; as ``write_blank`` otherwise.

    ``objet``: the kind of file; a validation is filled with what the CSR answers to (see ``plan_workbook``).
    """
    from xlsxwriter import Workbook

    from landing.blank_page import Page

    plan = plan_workbook(sender, trimestre, prefill, fictive, sans, objet)
    known = readable(plan, fill)
    book = Workbook(str(path), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties(
        {
            "title": f"OISE, {plan.expediteur.nom} ({sender}), {trimestre.libelle}",
            "subject": _SUBJECTS[objet],
            "author": "OISE",
            "comments": "DONNÉES FICTIVES" if fictive else "",
            "created": datetime.combine(trimestre.fin, time()),
        }
    )
    style = Style(book)
    welcome, control = book.add_worksheet(FEUILLE_ACCUEIL, Page), book.add_worksheet(FEUILLE_CONTROLE, Page)
    welcome.set_tab_color(ENCRE)
    control.set_tab_color(ENCRE)
    for found in plan.feuilles:
        page = book.add_worksheet(found.sheet.onglet, Page)
        page.set_tab_color(COULEURS_DES_GROUPES[group_of(found.sheet.table.nom)])
        page.set_comments_author("OISE")
        write_sheet(page, plan, found, fill, known, style)
    hidden = {name: book.add_worksheet(name, Page) for name in (FEUILLE_CALCULS, FEUILLE_LISTES, FEUILLE_CACHEE)}
    if objet == "validation":
        write_validation_welcome(welcome, plan, style)
        write_validation_control(control, plan, fill, style)
    else:
        write_welcome(welcome, plan, style)
        write_control(control, hidden[FEUILLE_CALCULS], plan, fill, style)
    lists = Lists(book, hidden[FEUILLE_LISTES], style)
    write_lists(lists, plan)
    write_references(lists, plan, fill, known)
    _frame(hidden[FEUILLE_CACHEE], plan, nature)
    for page in hidden.values():
        page.protect("")
        page.hide()
    book.close()
    return BlankReport(path, plan.attendues, {found.sheet.onglet: found.attendues for found in plan.feuilles})


def _frame(page: Any, plan: WorkbookPlan, nature: Nature) -> None:
    prefill = plan.prefill
    sheets = [found.sheet for found in plan.feuilles]
    base = prefill.version - 1 if nature == "complement" else None
    rows = frame_rows(
        plan.expediteur.code, str(plan.trimestre), nature, prefill.version, base, sheets, prefill, plan.sans, plan.objet
    )
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            page.write_string(row, column, text)
