"""A worksheet that takes formulas as they are."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet whose formulas hold no function newer than Excel 2010.

    xlsxwriter looks in each formula for thirty newer functions, one search each: half of the time of a workbook with a
    thousand formulas. Were its inner name to change, only that time would be lost.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("{").removeprefix("=").removesuffix("}")
