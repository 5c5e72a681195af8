"""Colours, fonts and widths of the blank workbook."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from schemas.declaration import Column
from schemas.sheets import GROUPES

ENCRE, SABLE, TRAIT = "#12434F", "#F3EFE6", "#B8C4C8"
A_SAISIR, PREREMPLI, VERROUILLE = "#FFF8D6", "#DCEBF7", "#EEEEEE"
ROUGE_FOND, ROUGE_TEXTE = "#F8C9C4", "#9C0006"
AMBRE_FOND, AMBRE_TEXTE = "#FFE08A", "#7A4B00"
VERT_FOND, VERT_TEXTE = "#CDE8CF", "#14532D"
COULEURS_DES_GROUPES = dict(
    zip(
        (title for title, _ in GROUPES),
        ("#2E7D8C", "#7A5C99", "#7A9E3A", "#D08A2E", "#B4553C", "#3C5A8A"),
        strict=True,
    )
)

TEXTE_LONG = 1000  # characters from which a column's texts are paragraphs
_WIDTHS = {
    "texte": 27.0,
    "entier": 13.0,
    "decimal": 13.0,
    "montant": 17.0,
    "date": 13.0,
    "oui_non": 10.0,
    "code": 22.0,
    "unite": 24.0,
    "reference": 18.0,
}
_NUMBER_FORMATS = {"entier": "#,##0", "montant": "#,##0", "decimal": "General", "date": "dd/mm/yyyy"}


def column_width(column: Column, wide: bool) -> float:
    """The width of a column, in characters; columns of a services sheet make room for their long titles, those of long
    texts for reading."""
    if column.type == "texte" and not wide:
        return 60.0 if column.longueur >= TEXTE_LONG else 36.0 if column.longueur > 200 else _WIDTHS["texte"]
    return max(_WIDTHS[column.type], 15.0) if wide else _WIDTHS[column.type]


def lines_needed(text: str, width: float) -> int:
    """How many lines a wrapped text takes in a column of that width, words kept whole.

    A width counts digits, which are wider than the ordinary letter of a French text by about a tenth.
    """
    lines, width = 0, width * 1.1
    for paragraph in text.split("\n"):
        used, count = 0, 1
        for word in paragraph.split(" "):
            if used and used + 1 + len(word) > width:
                count, used = count + 1, len(word)
            else:
                used += len(word) + (1 if used else 0)
        lines += count
    return lines


class Style:
    """The cell formats of one workbook, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def make(self, **properties: Any) -> Any:
        """A format of those properties over the house's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": "Arial", "font_size": 10, "valign": "vcenter"}
            self._made[key] = self._book.add_format({**base, **properties})
        return self._made[key]

    @cached_property
    def text(self) -> Any:
        return self.make(text_wrap=True, valign="top")

    @cached_property
    def title(self) -> Any:
        return self.make(bold=True, font_size=14, font_color="white", bg_color=ENCRE)

    @cached_property
    def subtitle(self) -> Any:
        return self.make(bold=True, font_size=11, font_color=ENCRE, bottom=2, bottom_color=ENCRE)

    @cached_property
    def instruction(self) -> Any:
        return self.make(text_wrap=True, bg_color=SABLE, font_color="#333333", valign="top")

    @cached_property
    def label(self) -> Any:
        return self.make(bold=True, font_color=ENCRE, align="right", indent=1)

    @cached_property
    def link(self) -> Any:
        return self.make(font_color="#0B5CAD", underline=1)

    @cached_property
    def hidden(self) -> Any:
        return self.make(font_size=8, font_color="#888888")

    @cached_property
    def locked(self) -> Any:
        return self.make(bg_color=VERROUILLE, border=1, border_color=TRAIT, align="left", indent=1)

    @cached_property
    def banner(self) -> Any:
        return self.make(
            bold=True,
            font_size=12,
            align="center",
            font_color=ROUGE_TEXTE,
            bg_color=ROUGE_FOND,
            border=1,
            text_wrap=True,
        )

    def header(self, required: bool = False, align: str = "center") -> Any:
        """A column's title; a required one bears a thick line."""
        return self.make(
            bold=True,
            font_color="white",
            bg_color=ENCRE,
            text_wrap=True,
            align=align,
            border=1,
            border_color=TRAIT,
            **({"bottom": 5, "bottom_color": "#E0A100"} if required else {}),
        )

    def body(self, **properties: Any) -> Any:
        """A bordered cell of a table that nobody types in."""
        return self.make(border=1, border_color=TRAIT, **properties)

    def fixed(self, column: Column, **look: Any) -> Any:
        """A cell that OISE filled for good: locked, and laid out as its column's entries are."""
        number = column.type in ("entier", "decimal", "montant")
        properties: dict[str, Any] = {
            "bg_color": VERROUILLE,
            "border": 1,
            "border_color": TRAIT,
            "text_wrap": column.type == "texte",
            "align": "right" if number else "left",
        }
        if number:
            properties["num_format"] = _NUMBER_FORMATS[column.type]
        return self.make(**{**properties, **look})

    def entry(self, column: Column, filled: bool) -> Any:
        """A cell to type in, in the colour that says whether it was filled beforehand."""
        properties: dict[str, Any] = {
            "locked": False,
            "bg_color": PREREMPLI if filled else A_SAISIR,
            "border": 1,
            "border_color": TRAIT,
        }
        if column.nom.endswith("_annee"):
            properties["num_format"] = "0"
        elif column.type in _NUMBER_FORMATS:
            properties["num_format"] = _NUMBER_FORMATS[column.type]
        if column.type in ("entier", "decimal", "montant"):
            properties["align"] = "right"
        elif column.type in ("date", "oui_non"):
            properties["align"] = "center"
        if column.type == "texte":
            properties["text_wrap"] = True
            if column.longueur >= TEXTE_LONG:
                properties["valign"] = "top"
        return self.make(**properties)
