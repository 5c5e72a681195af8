"""What the reading child hands back: cells as they lie in the file, or why it can't be read.

Only the standard library is imported here: the child must start fast and small.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

RawCell = str | float | bool | date | datetime | time | timedelta | None
Format = Literal["xlsx", "csv"]

CSV_CADRE = "_oise"


@dataclass(frozen=True)
class Limits:
    """Bounds of one reading: seconds of clock, bytes of memory, of the file and of what it inflates to, and counts."""

    secondes: float = 30.0
    memoire: int = 512 << 20
    taille: int = 20 << 20
    gonfle: int = 120 << 20
    parties: int = 1000
    cellules: int = 2_000_000
    caracteres: int = 20_000_000


class CellError(str):
    """What stands in a cell that has no value: an error (``#DIV/0!``), or a formula whose result isn't in the file."""

    __slots__ = ()


@dataclass(frozen=True)
class RawSheet:
    """One sheet: ``lignes[0]`` is row 1; trailing empty cells and rows are dropped, an empty cell is None."""

    lignes: tuple[tuple[RawCell, ...], ...]


@dataclass(frozen=True)
class RawFile:
    """A file that could be read: the sheets asked for, by tab (workbook) or by sheet code (zip of CSVs).

    ``onglets``: every tab or CSV name, in order. ``signes``: codes of oddities that don't stop the reading.
    ``date1904``: whether bare serials count from 1904.
    """

    format: Format
    feuilles: dict[str, RawSheet]
    onglets: tuple[str, ...]
    signes: tuple[str, ...] = ()
    date1904: bool = False


@dataclass(frozen=True)
class Unreadable:
    """A file that can't be read: the fault's code, and facts for its sentence."""

    code: str
    faits: dict[str, Any] = field(default_factory=dict)


class ReadingError(Exception):
    """Raised inside the child to give up with an ``Unreadable``."""

    def __init__(self, code: str, **faits: str) -> None:
        super().__init__(code)
        self.refus = Unreadable(code, faits)
