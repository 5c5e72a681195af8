"""What a blank workbook says of a cell while it is being filled: one judgement, written as formulas and as Python.

The formulas keep to functions that Excel 2010 and LibreOffice share; the Python twin gives the values that viewers
show before anything is recalculated.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from landing.blank_lists import (
    NOM_NOTATIONS,
    NOM_OUI_NON_RELEVE,
    NOTATIONS,
    OUI_NON_RELEVE,
    choices_name,
    codes_name,
)
from schemas.declaration import Column

BON, VIDE_OBLIGATOIRE, VIDE, ILLISIBLE, SURPRENANT, INCOHERENT, IMPOSSIBLE = range(7)

_NOTATIONS = {notation.casefold() for notation in NOTATIONS}
_OUI_NON = {choice.casefold() for choice in OUI_NON_RELEVE} | _NOTATIONS
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_ESTIMATE = re.compile(r"\(e\)|e", re.IGNORECASE)
NUMBERS = ("entier", "decimal", "montant")


@dataclass(frozen=True)
class Bounds:
    """The plausible values of a numeric column; integers have no decimals."""

    minimum: int | None
    maximum: int | None
    entier: bool

    @classmethod
    def of(cls, column: Column) -> Bounds:
        """The bounds that a column declares."""
        return cls(column.minimum, column.maximum, column.type in ("entier", "montant"))


def services_formula(column: Column, cell: str, whole: str | None, parts: Sequence[str] = ()) -> str:
    """The formula that judges one cell of a services sheet, giving one of the codes above.

    ``whole`` is the cell of the total of which this one is a part, ``parts`` the cells that must add up to this one.
    """
    empty = VIDE_OBLIGATOIRE if column.obligatoire else VIDE
    if column.type == "oui_non":
        return f'=IF({cell}="",{empty},IF(ISNUMBER(MATCH(TRIM({cell}),{NOM_OUI_NON_RELEVE},0)),0,{ILLISIBLE}))'
    bounds = Bounds.of(column)
    judged, outside = "0", _outside(column, cell)
    if outside and column.plausible:
        judged = f"IF(OR({','.join(outside)}),{SURPRENANT},0)"
    if parts:
        judged = f"IF({unequal(cell, parts)},{INCOHERENT},{judged})"
    if whole is not None:
        judged = f"IF({exceeds(cell, whole)},{INCOHERENT},{judged})"
    if outside and not column.plausible:
        judged = f"IF(OR({','.join(outside)}),{IMPOSSIBLE},{judged})"
    if bounds.entier:
        judged = f"IF({cell}<>INT({cell}),{IMPOSSIBLE},{judged})"
    text = f"IF({_readable(cell, bounds.entier)},0,{ILLISIBLE})"
    return f'=IF({cell}="",{empty},IF(ISNUMBER({cell}),{judged},{text}))'


def exceeds(cell: str, whole: str) -> str:
    """Whether a part is greater than its whole, where both are numbers."""
    return f"IF(ISNUMBER({whole}),{cell}>{whole},FALSE)"


def unequal(cell: str, parts: Sequence[str]) -> str:
    """Whether a total differs from the sum of its parts, where all are numbers."""
    listed = ",".join(parts)
    return f"IF(COUNT({listed})={len(parts)},{cell}<>SUM({listed}),FALSE)"


def services_code(column: Column, value: Any, whole: Any = None, parts: Sequence[Any] = ()) -> int:
    """What ``services_formula`` gives for a cell holding that value, beside those others."""
    if value is None or value == "":
        return VIDE_OBLIGATOIRE if column.obligatoire else VIDE
    if column.type == "oui_non":
        return BON if isinstance(value, str) and value.strip().casefold() in _OUI_NON else ILLISIBLE
    bounds = Bounds.of(column)
    if isinstance(value, str):
        return BON if _reads(value, bounds.entier) else ILLISIBLE
    if bounds.entier and value != int(value):
        return IMPOSSIBLE
    low, high = bounds.minimum, bounds.maximum
    outside = (low is not None and value < low) or (high is not None and value > high)
    if outside and not column.plausible:
        return IMPOSSIBLE
    if _numeric(whole) and value > whole:
        return INCOHERENT
    if parts and all(map(_numeric, parts)) and value != sum(parts):
        return INCOHERENT
    return SURPRENANT if outside else BON


def accepts_formula(column: Column, cell: str) -> str:
    """What a numeric cell may be given while typing: a number of the right kind or a notation; under 255 characters."""
    number = f"{cell}>=0"
    if column.type in ("entier", "montant"):
        number = f"AND({number},{cell}=INT({cell}))"
    if column.minimum is not None and column.minimum < 0:
        number = f"{cell}=INT({cell})" if column.type in ("entier", "montant") else "TRUE"
    estimate = f'SUBSTITUTE(SUBSTITUTE(SUBSTITUTE(LOWER({cell}),"(e)",""),"e","")," ","")'
    return (
        f"=IF(ISNUMBER({cell}),{number},"
        f"OR(ISNUMBER(MATCH(TRIM({cell}),{NOM_NOTATIONS},0)),ISNUMBER(VALUE({estimate}))))"
    )


def wrong_formula(
    column: Column, cell: str, owner: str, whole: str | None = None, parts: Sequence[str] = (), elsewhere: str = ""
) -> str | None:
    """True where what a cell holds can't be kept (the cell is then shown red); None where anything may be typed.

    ``elsewhere``: how a reference begins that no list of the workbook offers (see ``WorkbookPlan.ailleurs``).
    """
    if column.type in NUMBERS:
        entier = column.type in ("entier", "montant")
        number = [f"{cell}<>INT({cell})"] if entier else []
        if whole is not None:
            number.append(exceeds(cell, whole))
        if parts:
            number.append(unequal(cell, parts))
        if not column.plausible:
            number.extend(_outside(column, cell))
        judged = f"OR({','.join(number)})" if number else "FALSE"
        return f'=IF({cell}="",FALSE,IF(ISNUMBER({cell}),{judged},NOT({_readable(cell, entier)})))'
    if column.type == "date":
        return f'=IF({cell}="",FALSE,IF(ISNUMBER({cell}),FALSE,AND(MID({cell},3,1)<>"/",MID({cell},5,1)<>"-")))'
    choices = choices_name(column, owner)
    if choices is None:
        return None
    known = f"ISNUMBER(MATCH({cell},{choices},0))"
    codes = codes_name(choices)
    if codes is not None:
        known = f"OR({known},ISNUMBER(MATCH({cell},{codes},0)))"
    if elsewhere:
        known = f'OR({known},LEFT({cell},{len(elsewhere)})="{elsewhere}")'
    return f'=IF({cell}="",FALSE,NOT({known}))'


def implausible_formula(column: Column, cell: str) -> str | None:
    """True where a number is outside bounds of mere plausibility (the cell is then shown amber); None without them."""
    outside = _outside(column, cell) if column.plausible else []
    return f"=IF(ISNUMBER({cell}),OR({','.join(outside)}),FALSE)" if outside else None


def wrong_count(column: Column, cells: str, owner: str, elsewhere: str = "") -> str | None:
    """The formula that counts a register column's cells that can't be kept."""
    if column.type in NUMBERS:
        readable = f"ISNUMBER(VALUE({_stripped(cells, column.type != 'decimal')}))"
        return (
            f"=SUMPRODUCT(ISTEXT({cells})*(LEN({cells})>0)*(1-{readable})*ISNA(MATCH(TRIM({cells}),{NOM_NOTATIONS},0)))"
        )
    if column.type == "date":
        return f'=SUMPRODUCT(ISTEXT({cells})*({cells}<>"")*(MID({cells},3,1)<>"/")*(MID({cells},5,1)<>"-"))'
    choices = choices_name(column, owner)
    if choices is None:
        return None
    unknown = f'({cells}<>"")*ISNA(MATCH({cells},{choices},0))'
    codes = codes_name(choices)
    if codes is not None:
        unknown += f"*ISNA(MATCH({cells},{codes},0))"
    if elsewhere:
        unknown += f'*(LEFT({cells},{len(elsewhere)})<>"{elsewhere}")'
    return f"=SUMPRODUCT({unknown})"


def outside_count(column: Column, cells: str) -> str | None:
    """The formula that counts a register column's numbers outside its bounds, None without bounds."""
    outside = _outside(column, cells)
    if not outside:
        return None
    return f"=SUMPRODUCT(ISNUMBER({cells})*(({')+('.join(outside)})>0))"


def register_code(column: Column, value: Any, allowed: frozenset[str] | None, elsewhere: str = "") -> int:
    """What the counts of a register say of one cell, as shown; ``allowed``: the choices, None where it is typed."""
    if value is None or value == "":
        return VIDE
    if column.type in NUMBERS:
        return services_code(column, value)
    if column.type == "date":
        readable = not isinstance(value, str) or value[2:3] == "/" or value[4:5] == "-"
        return BON if readable else ILLISIBLE
    known = allowed is None or str(value).casefold() in allowed
    return BON if known or (elsewhere and str(value).startswith(elsewhere)) else ILLISIBLE


def _outside(column: Column, cells: str) -> list[str]:
    outside = []
    if column.type in NUMBERS:
        if column.minimum is not None:
            outside.append(f"{cells}<{column.minimum}")
        if column.maximum is not None:
            outside.append(f"{cells}>{column.maximum}")
    return outside


def _numeric(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _readable(cell: str, entier: bool) -> str:
    """Whether a text is a notation, or a number that people wrote with spaces or an (e)."""
    number = f"ISNUMBER(VALUE({_stripped(cell, entier)}))"
    return f"OR(ISNUMBER(MATCH(TRIM({cell}),{NOM_NOTATIONS},0)),{number})"


def _stripped(cells: str, entier: bool) -> str:
    """A text without spaces and (e). The comma of a decimal goes too, so that no locale matters; that of an integer
    becomes a letter, for it makes the figure unreadable everywhere."""
    text = f"LOWER({cells})"
    for old in ('"(e)"', '"e"', '" "', "CHAR(160)", '"\u202f"'):
        text = f'SUBSTITUTE({text},{old},"")'
    if entier:
        return f'SUBSTITUTE(SUBSTITUTE({text},",","x"),".","x")'
    return f'SUBSTITUTE({text},",","")'


def _reads(value: str, entier: bool) -> bool:
    if value.strip().casefold() in _NOTATIONS:
        return True
    text = _ESTIMATE.sub("", _SPACES.sub("", value))
    return re.fullmatch(r"-?[0-9]+" if entier else r"-?[0-9]+(,[0-9]+)?", text) is not None


def shown(column: Column, value: Any, labels: dict[str, str]) -> Any:
    """What a cell shows of a typed value: labels for codes and units, oui or non, numbers as numbers.

    ``labels``: code to label, for columns of type code and unite. A text that is no code is shown as it is.
    """
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "oui" if value else "non"
    if column.type == "oui_non" and isinstance(value, int | Decimal):
        return "oui" if value else "non"
    if isinstance(value, str):
        return labels.get(value, value)
    if isinstance(value, date | int | float):
        return value
    return int(value) if value == int(value) else float(value)
