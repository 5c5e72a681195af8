"""The rules that a cell obeys while it is filled: what it accepts, what it says, when it turns red or amber."""

from __future__ import annotations

from datetime import date
from typing import Any

from landing.blank_checks import NUMBERS, accepts_formula, implausible_formula, wrong_formula
from landing.blank_lists import NOM_OUI_NON_RELEVE, choices_name
from landing.blank_plan import Place, SheetPlan
from landing.blank_style import AMBRE_FOND, AMBRE_TEXTE, ROUGE_FOND, ROUGE_TEXTE, Style
from landing.cells import column_letter
from landing.frame import COLONNE_ID
from schemas.declaration import Column
from schemas.sheets import PREMIERE_LIGNE

_FIRST_DAY, _LAST_DAY = date(1960, 1, 1), date(2100, 12, 31)
_FIRST = PREMIERE_LIGNE - 1


def write_rules(
    page: Any,
    found: SheetPlan,
    columns: dict[str, tuple[int, Place]],
    index: int,
    column: Column,
    last: int,
    elsewhere: str,
    style: Style,
) -> None:
    """Give one column its validation and its colours, from the first data row to ``last`` (from 0).

    ``elsewhere``: how a reference begins that no list of the workbook offers.
    """
    sheet = found.sheet
    letter = column_letter(index)
    cell = f"{letter}{_FIRST + 1}"
    page.data_validation(_FIRST, index, last, index, _validation(column, cell, found, elsewhere))
    wrong = style_wrong(style)
    whole, parts = related(found, column, columns, _FIRST + 1)
    if sheet.large and column.type == "oui_non":
        formula: str | None = f'=IF({cell}="",FALSE,ISNA(MATCH(TRIM({cell}),{NOM_OUI_NON_RELEVE},0)))'
    else:
        formula = wrong_formula(column, cell, sheet.table.proprietaire, whole, parts, elsewhere)
    if column.type in ("entier", "montant"):
        # The column's format would round 2,5 to 3, and hide what is wrong.
        decimals = style.make(bg_color=ROUGE_FOND, font_color=ROUGE_TEXTE, num_format="#,##0.0##")
        broken = f"=IF(ISNUMBER({cell}),{cell}<>INT({cell}),FALSE)"
        page.conditional_format(_FIRST, index, last, index, {"type": "formula", "criteria": broken, "format": decimals})
    if formula is not None:
        page.conditional_format(_FIRST, index, last, index, {"type": "formula", "criteria": formula, "format": wrong})
    implausible = implausible_formula(column, cell)
    if implausible is not None:
        amber = style.make(bg_color=AMBRE_FOND, font_color=AMBRE_TEXTE)
        page.conditional_format(
            _FIRST, index, last, index, {"type": "formula", "criteria": implausible, "format": amber}
        )
    if column.obligatoire and not sheet.large:
        page.conditional_format(
            _FIRST,
            index,
            last,
            index,
            {"type": "formula", "criteria": f'=AND({cell}="",{_started(columns, _FIRST + 1)}>0)', "format": wrong},
        )


def style_wrong(style: Style) -> Any:
    """The colours of what can't be kept."""
    return style.make(bg_color=ROUGE_FOND, font_color=ROUGE_TEXTE)


def _started(columns: dict[str, tuple[int, Place]], row: int) -> str:
    """How many cells of a register row people have filled (the formulas that show a reference don't count)."""
    parts, start = [], None
    typed = {
        index for index, place in columns.values() if place.colonne is not None and place.identifiant != COLONNE_ID
    }
    for index in range(len(columns) + 1):
        if index in typed and start is None:
            start = index
        elif index not in typed and start is not None:
            parts.append(f"${column_letter(start)}{row}:${column_letter(index - 1)}{row}")
            start = None
    return f"COUNTA({','.join(parts)})"


def related(
    found: SheetPlan, column: Column, columns: dict[str, tuple[int, Place]], row: int, tab: str = ""
) -> tuple[str | None, list[str]]:
    """The cells of one row to which an element's is held: its whole, and the parts that add up to it.

    Elements that lie on another sheet are left to the intake.
    """
    element = next((e for e in found.sheet.elements if e.code == column.nom), None)
    if element is None:
        return None, []

    def cell(code: str) -> str:
        return f"{tab}{column_letter(columns[code][0])}{row}"

    whole = cell(element.tout) if element.tout in columns else None
    parts = [cell(code) for code in element.somme] if all(code in columns for code in element.somme) else []
    return whole, parts


def _validation(column: Column, cell: str, found: SheetPlan, elsewhere: str) -> dict[str, Any]:
    sheet = found.sheet
    message: dict[str, Any] = {
        "ignore_blank": True,
        "input_title": _cut(column.titre, 32),
        "input_message": _cut(_hint(column, sheet.large), 255),
    }
    choices = choices_name(column, sheet.table.proprietaire)
    if choices is not None:
        choices = NOM_OUI_NON_RELEVE if sheet.large and column.type == "oui_non" else choices
        if elsewhere:
            return {
                **message,
                "validate": "list",
                "source": f"={choices}",
                "error_type": "warning",
                "error_title": "Hors de la liste",
                "error_message": "Cet identifiant n'est pas dans ce fichier. Gardez-le seulement si OISE l'a déjà "
                "donné, par exemple un trimestre précédent.",
            }
        return {
            **message,
            "validate": "list",
            "source": f"={choices}",
            "error_title": "Choisissez dans la liste",
            "error_message": "Cette valeur n'est pas dans la liste. Choisissez avec la flèche à droite de la cellule.",
        }
    if column.type in NUMBERS:
        kind = "un nombre" if column.type == "decimal" else "un nombre entier, sans virgule"
        return {
            **message,
            "validate": "custom",
            "value": accepts_formula(column, cell),
            "error_title": "Ce n'est pas un nombre",
            "error_message": f"Écrivez {kind}. Sinon : ND (non disponible), SO (sans objet), néant (zéro) ou 120 (e) "
            "pour une estimation.",
        }
    if column.type == "date":
        return {
            **message,
            "validate": "date",
            "criteria": "between",
            "minimum": _FIRST_DAY,
            "maximum": _LAST_DAY,
            "error_title": "Ce n'est pas une date",
            "error_message": "Écrivez la date en jour/mois/année, avec quatre chiffres pour l'année : 15/03/2026.",
        }
    return {
        **message,
        "validate": "length",
        "criteria": "<=",
        "value": column.longueur,
        "error_title": "Texte trop long",
        "error_message": f"Écrivez au plus {column.longueur} caractères.",
    }


def _hint(column: Column, wide: bool) -> str:
    if wide and column.type != "oui_non":
        return f"{_cut(column.description, 190)}\nSinon : ND, SO, néant, ou 120 (e) pour une estimation."
    return column.description


def _cut(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
