"""The sheet ``Contrôle``: live formulas that say what is empty, impossible, or ready to send.

Each cell of a services sheet has its judgement in the hidden sheet ``_calculs`` (one row a commune, one column an
element); registers are counted column by column. ``Contrôle`` only counts those.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from landing.blank_calculs import Calculs, Line
from landing.blank_plan import Fill, WorkbookPlan
from landing.blank_style import AMBRE_FOND, AMBRE_TEXTE, ROUGE_FOND, ROUGE_TEXTE, VERT_FOND, VERT_TEXTE, Style
from landing.cells import column_letter
from landing.frame import FEUILLE_ACCUEIL

A_CORRIGER, A_COMPLETER, A_VERIFIER, PRET = "à corriger", "à compléter", "à vérifier", "prêt"
CELLULE_REPONSE = "A4"
_NUMBER = '#,##0;-#,##0;"–"'  # a zero is shown as a dash, so that what is left to do stands out
_CELLS = ("Cellules à saisir", "Cellules remplies")
_ROWS = ("Lignes offertes", "Lignes remplies")
_TITLES = (
    "Vides obligatoires",
    "Vides facultatives",
    "Impossibles",
    "À vérifier",
    "Totaux incohérents",
    "État",
)


def write_control(page: Any, hidden: Any, plan: WorkbookPlan, fill: Fill, style: Style) -> None:
    """Write ``Contrôle`` and the hidden ``_calculs`` behind it."""
    calculs = Calculs(hidden, plan, fill)
    services, communes = calculs.services()
    registers = calculs.registers()
    _head(page, plan, style)
    row = 5
    totals: list[int] = []
    if services:
        row = _block(page, row, "Services aux populations, par feuille", ("Feuille", *_CELLS), services, style, totals)
    if registers:
        row = _block(page, row, "Registres et événements", ("Feuille", *_ROWS), registers, style, totals)
    _answer(page, totals, (*services, *registers), style)
    if communes:
        row = _block(page, row, "Services aux populations, par commune", ("Commune", *_CELLS), communes, style, [])
    _setup(page, plan, row)


def _head(page: Any, plan: WorkbookPlan, style: Style) -> None:
    page.set_column(0, 0, 30)
    page.set_column(1, 7, 13)
    page.set_column(8, 8, 15)
    page.set_row(0, 26)
    for column in range(9):
        page.write_blank(0, column, None, style.title)
    title = f"Contrôle : {plan.intitule}"
    page.write_string(0, 0, title, style.title)
    page.merge_range(
        1,
        0,
        1,
        8,
        "Cette feuille se calcule toute seule pendant la saisie. « Impossibles » : un texte là où il faut un nombre, "
        "une date ou un choix de la liste, ou un nombre qui ne peut pas exister. « À vérifier » : valeur surprenante, "
        "acceptée si elle est exacte. « Totaux incohérents » : une partie plus grande que le tout, ou un total autre "
        "que la somme de ses parties.",
        style.instruction,
    )
    page.set_row(1, 46)
    page.write_url(2, 0, f"internal:'{FEUILLE_ACCUEIL}'!A1", style.link, "Retour à l'accueil")


def _answer(page: Any, totals: list[int], lines: Iterable[Line], style: Style) -> None:
    def add(column: int) -> str:
        return "+".join(f"{column_letter(column)}{row}" for row in totals)

    values = [sum(line.comptes[index].valeur for line in lines) for index in range(7)]
    wrong, required, optional, doubt = f"({add(5)}+{add(7)})", f"({add(3)})", f"({add(4)})", f"({add(6)})"
    formula = (
        f'=IF({wrong}>0,"À CORRIGER : "&{wrong}&" cellule(s) impossible(s), en rouge dans les feuilles",'
        f'IF({required}>0,"À COMPLÉTER : il reste "&{required}&" cellule(s) obligatoire(s) vide(s)",'
        f'"PRÊT À ENVOYER"&IF({doubt}>0," ; "&{doubt}&" valeur(s) à vérifier","")'
        f'&IF({optional}>0," ; "&{optional}&" cellule(s) facultative(s) vide(s)","")))'
    )
    page.merge_range(3, 0, 3, 8, None, style.make(bold=True, font_size=14, align="center", border=2))
    page.write_formula(
        CELLULE_REPONSE,
        formula,
        style.make(bold=True, font_size=14, align="center", border=2),
        answer_text(values[4] + values[6], values[2], values[5], values[3]),
    )
    page.set_row(3, 34)
    for begins, fill, ink in (
        ("À CORRIGER", ROUGE_FOND, ROUGE_TEXTE),
        ("À COMPLÉTER", AMBRE_FOND, AMBRE_TEXTE),
        ("PRÊT", VERT_FOND, VERT_TEXTE),
    ):
        page.conditional_format(
            "A4:I4",
            {
                "type": "formula",
                "criteria": f'=LEFT($A$4,{len(begins)})="{begins}"',
                "format": style.make(bg_color=fill, font_color=ink),
            },
        )


def answer_text(wrong: int, required: int, doubt: int, optional: int) -> str:
    """What the answer's formula says for those counts."""
    if wrong:
        return f"À CORRIGER : {wrong} cellule(s) impossible(s), en rouge dans les feuilles"
    if required:
        return f"À COMPLÉTER : il reste {required} cellule(s) obligatoire(s) vide(s)"
    more = f" ; {doubt} valeur(s) à vérifier" if doubt else ""
    return "PRÊT À ENVOYER" + more + (f" ; {optional} cellule(s) facultative(s) vide(s)" if optional else "")


def _block(
    page: Any, row: int, title: str, first: tuple[str, ...], lines: tuple[Line, ...], style: Style, totals: list[int]
) -> int:
    """Write one table of counts with its total; gives the row after it and notes the total's row (from 1)."""
    for column in range(9):
        page.write_blank(row, column, None, style.subtitle)
    page.write_string(row, 0, title, style.subtitle)
    page.set_row(row + 1, 30)
    page.write_string(row + 1, 0, first[0], style.header(align="left"))
    for column, name in enumerate((*first[1:], *_TITLES), start=1):
        page.write_string(row + 1, column, name, style.header())
    begin = row + 2
    number = style.body(align="right", num_format=_NUMBER)
    for line_row, line in enumerate(lines, start=begin):
        if line.lien is None:
            page.write_string(line_row, 0, line.titre, style.body())
        else:
            page.write_url(line_row, 0, line.lien, style.body(font_color="#0B5CAD", underline=1), line.titre)
        for column, count in enumerate(line.comptes, start=1):
            page.write_formula(line_row, column, f"={count.formule}", number, count.valeur)
        _state(page, line_row, [count.valeur for count in line.comptes], style.body(align="center"))
    end = begin + len(lines)
    bold = style.body(bold=True, align="right", num_format=_NUMBER, top=2)
    page.write_string(end, 0, "Ensemble", style.body(bold=True, top=2))
    sums = [sum(line.comptes[index].valeur for line in lines) for index in range(7)]
    for column in range(1, 8):
        letter = column_letter(column)
        page.write_formula(end, column, f"=SUM({letter}{begin + 1}:{letter}{end})", bold, sums[column - 1])
    _state(page, end, sums, style.body(bold=True, align="center", top=2))
    _colour(page, begin, end, style)
    totals.append(end + 1)
    return end + 2


def _state(page: Any, row: int, values: list[int], cell_format: Any) -> None:
    line = row + 1
    page.write_formula(
        row,
        8,
        f'=IF(F{line}+H{line}>0,"{A_CORRIGER}",IF(D{line}>0,"{A_COMPLETER}",IF(G{line}>0,"{A_VERIFIER}","{PRET}")))',
        cell_format,
        A_CORRIGER if values[4] + values[6] else A_COMPLETER if values[2] else A_VERIFIER if values[5] else PRET,
    )


def _colour(page: Any, begin: int, end: int, style: Style) -> None:
    red = style.make(bg_color=ROUGE_FOND, font_color=ROUGE_TEXTE)
    amber = style.make(bg_color=AMBRE_FOND, font_color=AMBRE_TEXTE)
    green = style.make(bg_color=VERT_FOND, font_color=VERT_TEXTE)
    for state, found in ((A_CORRIGER, red), (A_COMPLETER, amber), (A_VERIFIER, amber), (PRET, green)):
        page.conditional_format(
            begin, 8, end, 8, {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": found}
        )
    for column, found in ((3, amber), (5, red), (6, amber), (7, red)):
        page.conditional_format(
            begin, column, end, column, {"type": "cell", "criteria": ">", "value": 0, "format": found}
        )


def _setup(page: Any, plan: WorkbookPlan, rows: int) -> None:
    page.protect("", {"format_columns": True, "format_rows": True})
    page.freeze_panes(4, 1)
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, rows, 8)
    page.set_footer(f"&L&8OISE, {plan.intitule}&R&8Page &P / &N")
