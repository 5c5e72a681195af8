"""The hidden sheet ``Listes``: every choice that the workbook offers, under defined names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from landing.blank_plan import WorkbookPlan, all_units, owner_units
from landing.blank_style import Style
from landing.cells import column_letter
from landing.frame import FEUILLE_LISTES, unit_label
from registry.amendments import per_installation
from registry.codelists import code_list
from schemas.declaration import Column

NOTATIONS = ("ND", "N.D.", "N.D", "SO", "S.O.", "S.O", "néant", "neant", "-", "–", "—")
OUI_NON = ("oui", "non")
OUI_NON_RELEVE = ("oui", "non", "ND", "SO")
ETATS_PAR_DEFAUT = ("mesuree", "estimee")

NOM_NOTATIONS, NOM_OUI_NON, NOM_OUI_NON_RELEVE, NOM_ETATS = "notations", "oui_non", "oui_non_releve", "etats_par_defaut"


def choices_name(column: Column, table_owner: str) -> str | None:
    """The defined name of the labels among which a column's value is chosen, None where it is typed."""
    if column.type == "oui_non":
        return NOM_OUI_NON
    if column.type == "code":
        return f"liste_{column.liste}"
    if column.type == "unite":
        return "liste_unites" if column.nom == table_owner else "liste_lieux"
    if column.type == "reference":
        return f"ids_{column.table}"
    return None


def codes_name(choices: str) -> str | None:
    """The defined name of the bare codes that are accepted in place of those labels, None where there are none."""
    return "codes_" + choices.removeprefix("liste_") if choices.startswith("liste_") else None


class Lists:
    """The sheet ``Listes``: one list a column, its name in the first row."""

    def __init__(self, book: Any, page: Any, style: Style) -> None:
        self._book, self._page, self._style = book, page, style
        self._next = 0

    def add(self, name: str, values: Sequence[str]) -> None:
        """A list of texts."""
        column = self._begin(name, len(values))
        for row, value in enumerate(values, start=1):
            self._page.write_string(row, column, value)

    def add_formulas(self, name: str, formulas: Sequence[tuple[str, str]]) -> None:
        """A list of formulas, each with the text that it gives now."""
        column = self._begin(name, len(formulas))
        for row, (formula, value) in enumerate(formulas, start=1):
            self._page.write_formula(row, column, formula, None, value)

    def define(self, name: str, area: str) -> None:
        """A name over cells of another sheet."""
        self._book.define_name(name, area)

    def _begin(self, name: str, size: int) -> int:
        column, self._next = self._next, self._next + 1
        self._page.write_string(0, column, name, self._style.hidden)
        letter = column_letter(column)
        self.define(name, f"={FEUILLE_LISTES}!${letter}$2:${letter}${max(size, 1) + 1}")
        return column


def write_lists(lists: Lists, plan: WorkbookPlan) -> None:
    """Write every choice of codes, units and words that the workbook offers."""
    lists.add(NOM_NOTATIONS, NOTATIONS)
    lists.add(NOM_OUI_NON, OUI_NON)
    lists.add(NOM_OUI_NON_RELEVE, OUI_NON_RELEVE)
    states = code_list("etats_valeur").libelles
    lists.add(NOM_ETATS, [states[code] for code in ETATS_PAR_DEFAUT])
    owners = owner_units(plan.expediteur.code)
    lists.add("liste_unites", [unit_label(unit) for unit in owners])
    lists.add("codes_unites", [unit.code for unit in owners])
    used = _columns(plan)
    if any(column.type == "unite" and choices_name(column, owner) == "liste_lieux" for column, owner in used):
        places = all_units()
        lists.add("liste_lieux", [unit_label(unit) for unit in places])
        lists.add("codes_lieux", [unit.code for unit in places])
    for name in sorted({column.liste for column, _ in used if column.liste}):
        known = code_list(name).libelles
        lists.add(f"liste_{name}", list(known.values()))
        lists.add(f"codes_{name}", list(known))


def labels(column: Column) -> dict[str, str]:
    """Code to what people see, for a column of type code or unite; empty otherwise."""
    if column.type == "code" and column.liste:
        return _code_labels(column.liste)
    return _unit_labels() if column.type == "unite" else {}


@cache
def _code_labels(name: str) -> dict[str, str]:
    return dict(code_list(name).libelles)


@per_installation
def _unit_labels() -> dict[str, str]:
    return {found.code: unit_label(found) for found in all_units()}


def _columns(plan: WorkbookPlan) -> Iterable[tuple[Column, str]]:
    return [
        (column, found.sheet.table.proprietaire)
        for found in plan.feuilles
        if not found.sheet.large
        for column in found.sheet.colonnes
    ]
