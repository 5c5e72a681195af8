"""The three levels that the same tool serves (fiche 14): a cercle, a region, the nation; who sends what to whom."""

from __future__ import annotations

from functools import cache

from registry.errors import OiseError
from registry.territory import NATION, ancestor, units


def checked_perimeter(text: str) -> str:
    """The code of a unit that an installation may serve; raises OiseError for a commune or an unknown code."""
    code = text.strip().upper()
    known = units().get(code)
    if known is None or known.niveau == "commune":
        raise OiseError(
            f"« {text.strip()[:40]} » n'est pas un périmètre : écrivez le code d'un cercle (ML0105), d'une région "
            "(ML01) ou ML dans la variable OISE_PERIMETRE."
        )
    return code


@cache
def senders_in(perimetre: str) -> tuple[str, ...]:
    """The senders whose files an installation takes, in the order of the territory: its own unit, and those below."""
    return tuple(code for code, unit in units().items() if unit.niveau != "commune" and covers(perimetre, code))


@cache
def covers(perimetre: str, code: str) -> bool:
    """Whether a unit lies in a perimeter, or is it."""
    known = units().get(code)
    return known is not None and ancestor(code, units()[perimetre].niveau) == perimetre


def level_above(perimetre: str) -> str | None:
    """The unit that a perimeter transmits to: a cercle to its region, a region to the nation; None for the nation."""
    if perimetre == NATION:
        return None
    return units()[perimetre].parent
