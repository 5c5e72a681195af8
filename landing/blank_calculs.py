"""The hidden sheet ``_calculs``: the judgement of each cell of a services sheet (one row a commune, one column an
element), the counts of each register column, and what ``Contrôle`` adds up from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from landing.blank_checks import (
    ILLISIBLE,
    IMPOSSIBLE,
    INCOHERENT,
    SURPRENANT,
    VIDE,
    VIDE_OBLIGATOIRE,
    outside_count,
    register_code,
    services_code,
    services_formula,
    shown,
    wrong_count,
)
from landing.blank_lists import OUI_NON, choices_name, labels
from landing.blank_plan import Fill, SheetPlan, WorkbookPlan, owner_units, places
from landing.blank_rules import related
from landing.cells import column_letter
from landing.frame import FEUILLE_CALCULS, unit_label
from registry.amendments import per_installation
from schemas.declaration import Column
from schemas.sheets import PREMIERE_LIGNE

_GROUPS: tuple[tuple[int, ...], ...] = (
    (VIDE_OBLIGATOIRE,),
    (VIDE,),
    (ILLISIBLE, IMPOSSIBLE),
    (SURPRENANT,),
    (INCOHERENT,),
)
_FIRST = PREMIERE_LIGNE


@dataclass(frozen=True)
class Count:
    """One counted thing: its formula (without the equals sign) and what it gives now."""

    formule: str
    valeur: int


@dataclass(frozen=True)
class Line:
    """One line of ``Contrôle``: offered, filled, then the five kinds of trouble."""

    titre: str
    lien: str | None
    comptes: tuple[Count, ...]


class Calculs:
    """Writes ``_calculs`` and gives the counts over it."""

    def __init__(self, page: Any, plan: WorkbookPlan, fill: Fill) -> None:
        self._page, self._plan, self._fill = page, plan, fill
        self._column = 1

    def services(self) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """One line a services sheet, one line a commune."""
        begin = self._column
        by_commune: list[list[int]] = [[] for _ in self._plan.communes]
        lines = []
        for found in self._plan.feuilles:
            if not found.sheet.large:
                continue
            first = self._column
            codes = self._sheet_codes(found, by_commune)
            last_row = len(found.lignes) + 1
            area = f"{FEUILLE_CALCULS}!${column_letter(first)}$2:${column_letter(self._column - 1)}${last_row}"
            lines.append(Line(found.sheet.onglet, _link(found), _counts(area, codes)))
        if not lines:
            return (), ()
        letters = column_letter(begin), column_letter(self._column - 1)
        communes = []
        for row, (commune, codes) in enumerate(zip(self._plan.communes, by_commune, strict=True), start=2):
            self._page.write_string(row - 1, 0, commune.code)
            area = f"{FEUILLE_CALCULS}!${letters[0]}${row}:${letters[1]}${row}"
            communes.append(Line(unit_label(commune), None, _counts(area, codes)))
        return tuple(lines), tuple(communes)

    def _sheet_codes(self, found: SheetPlan, by_commune: list[list[int]]) -> list[int]:
        sheet = found.sheet
        columns = places(sheet, self._fill.omises)
        tab = f"'{sheet.onglet}'!"
        codes = []
        elements = {element.code: element for element in sheet.elements}
        for column in found.saisies:
            if column.nom not in columns:
                continue
            element = elements[column.nom]
            self._page.write_string(0, self._column, column.nom)
            for offset, planned in enumerate(found.lignes):
                row = _FIRST + offset
                whole, parts = related(found, column, columns, row, tab)
                values = self._fill.row(sheet, planned)
                cell = f"{tab}{column_letter(columns[column.nom][0])}{row}"
                told = shown(column, values.get(column.nom), {})
                code = services_code(
                    column,
                    told,
                    values.get(element.tout),
                    [values.get(part) for part in element.somme] if parts else (),
                )
                self._page.write_formula(
                    offset + 1, self._column, services_formula(column, cell, whole, parts), None, code
                )
                codes.append(code)
                by_commune[offset].append(code)
            self._column += 1
        return codes

    def registers(self) -> tuple[Line, ...]:
        """One line a register or an event sheet."""
        return tuple(self._register(found) for found in self._plan.feuilles if not found.sheet.large and found.lignes)

    def _register(self, found: SheetPlan) -> Line:
        sheet, page = found.sheet, self._page
        columns = places(sheet, self._fill.omises)
        tab = f"'{sheet.onglet}'!"
        last = _FIRST + len(found.lignes) - 1
        rows = [self._fill.row(sheet, planned) for planned in found.lignes]
        typed = [c for c in found.saisies if c.nom in columns]
        count_column, self._column = self._column, self._column + 1
        page.write_string(0, count_column, sheet.code)
        filled = [any(values.get(c.nom) not in (None, "") for c in typed) for values in rows]
        first, end = column_letter(1), column_letter(len(columns) - 1)
        # One array formula for the whole column: how many cells of each row hold something.
        page.write_array_formula(
            1,
            count_column,
            len(rows),
            count_column,
            f'{{=MMULT(--({tab}${first}${_FIRST}:${end}${last}<>""),TRANSPOSE(COLUMN({tab}${first}$1:${end}$1)^0))}}',
            None,
            int(filled[0]),
        )
        for offset, some in enumerate(filled[1:], start=2):
            page.write_number(offset, count_column, int(some))
        letter = column_letter(count_column)
        counts = f"{FEUILLE_CALCULS}!${letter}$2:${letter}${len(rows) + 1}"
        sums: list[list[Count]] = [[], [], []]
        for column in typed:
            cell = column_letter(columns[column.nom][0])
            area = f"{tab}${cell}${_FIRST}:${cell}${last}"
            allowed = allowed_choices(self._plan, found, column, self._fill)
            told = [shown(column, values.get(column.nom), labels(column)) for values in rows]
            others = self._plan.ailleurs(column.table or "") if column.type == "reference" else ""
            codes = [register_code(column, value, allowed, others) for value in told]
            if column.obligatoire:
                empty = sum(1 for value, some in zip(told, filled, strict=True) if some and value in (None, ""))
                sums[0].append(Count(f'=SUMPRODUCT(({counts}>0)*({area}=""))', empty))
            wrong = wrong_count(column, area, sheet.table.proprietaire, others)
            if wrong is not None:
                sums[1].append(Count(wrong, codes.count(ILLISIBLE)))
            outside = outside_count(column, area)
            if outside is not None:
                group = sums[2] if column.plausible else sums[1]
                group.append(Count(outside, codes.count(SURPRENANT if column.plausible else IMPOSSIBLE)))
        required, wrongs, doubts = (self._sum(group) for group in sums)
        return Line(
            sheet.onglet,
            _link(found),
            (
                Count(str(len(rows)), len(rows)),
                Count(f'COUNTIF({counts},">0")', sum(filled)),
                required,
                Count("0", 0),
                wrongs,
                doubts,
                Count("0", 0),
            ),
        )

    def _sum(self, counts: list[Count]) -> Count:
        if not counts:
            return Count("0", 0)
        column, self._column = self._column, self._column + 1
        for row, count in enumerate(counts, start=1):
            self._page.write_formula(row, column, count.formule, None, count.valeur)
        letter = column_letter(column)
        area = f"{FEUILLE_CALCULS}!${letter}$2:${letter}${len(counts) + 1}"
        return Count(f"SUM({area})", sum(count.valeur for count in counts))


def allowed_choices(plan: WorkbookPlan, found: SheetPlan, column: Column, fill: Fill) -> frozenset[str] | None:
    """What may stand in a column of a register, in lower case: labels and codes; None where it is typed."""
    name = choices_name(column, found.sheet.table.proprietaire)
    if name is None:
        return None
    if column.type == "oui_non":
        return frozenset(OUI_NON)
    if column.type == "reference":
        return frozenset(row.cle.casefold() for row in plan.connues(column.table or ""))
    if name == "liste_unites":
        owners = owner_units(plan.expediteur.code)
        return frozenset(text.casefold() for unit in owners for text in (unit.code, unit_label(unit)))
    return _labels_and_codes(column)


@per_installation
def _labels_and_codes(column: Column) -> frozenset[str]:
    return frozenset(text.casefold() for pair in labels(column).items() for text in pair)


def _counts(area: str, codes: list[int]) -> tuple[Count, ...]:
    troubles = tuple(
        Count("+".join(f"COUNTIF({area},{code})" for code in group), sum(codes.count(code) for code in group))
        for group in _GROUPS
    )
    empty = f"COUNTIF({area},{VIDE_OBLIGATOIRE})-COUNTIF({area},{VIDE})"
    filled = sum(code not in (VIDE, VIDE_OBLIGATOIRE) for code in codes)
    return (Count(f"COUNT({area})", len(codes)), Count(f"COUNT({area})-{empty}", filled), *troubles)


def _link(found: SheetPlan) -> str:
    return f"internal:'{found.sheet.onglet}'!A1"
