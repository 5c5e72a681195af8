"""French writing of whole numbers and dates, the same wherever people read them."""

from __future__ import annotations

from datetime import date

from registry.periods import MOIS

FINE = "\u202f"
INSECABLE = "\u00a0"


def french_number(value: int) -> str:
    """``1 250``: thousands by thin no-break spaces."""
    return f"{value:,}".replace(",", FINE)


def long_date(day: date) -> str:
    """``1er octobre 2026``, its words held together."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{INSECABLE}{MOIS[day.month - 1]}{INSECABLE}{day.year}"
