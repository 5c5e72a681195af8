"""French writing of figures, dates and names: decimal comma, thin no-break spaces, true minus sign."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from registry.writing import FINE, INSECABLE

MOINS = "\u2212"
_UNITE_COURTE = 4


def number(value: Decimal | int, decimals: int = 0) -> str:
    """``1 250,5``: thousands by thin no-break spaces, decimal comma, rounded half up."""
    rounded = Decimal(value).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{decimals}f}".replace(",", FINE).replace(".", ",")
    return MOINS + text if rounded < 0 else text


def signed(value: Decimal | int, decimals: int = 0) -> str:
    """A difference with its sign; zero, once rounded, has none."""
    text = number(value, decimals)
    nothing = not any(digit in text for digit in "123456789")
    if nothing:
        return text.removeprefix(MOINS)
    return text if text.startswith(MOINS) else f"+{text}"


def quantity(value: Decimal, unite: str, decimals: int) -> str:
    """A figure with its unit as people write it; a plain ratio or count bears none."""
    shown = number(value, decimals)
    suffix = unit_suffix(unite)
    return f"{shown}{INSECABLE}{suffix}" if suffix else shown


def unit_suffix(unite: str) -> str:
    """What is written after a figure: « FCFA » of « FCFA par habitant »; the figure's name says longer units."""
    short = unite.replace("fcfa", "FCFA").split("/")[0].split(" par ")[0]
    return short if len(short) <= _UNITE_COURTE else ""


def short_date(day: date) -> str:
    """``01/10/2026``."""
    return f"{day:%d/%m/%Y}"


def plural(count: int, one: str, several: str) -> str:
    """``3 communes``; in French zero and one are singular."""
    return f"{number(count)}{INSECABLE}{one if count < 2 else several}"


def share(part: int, whole: int) -> str:
    """``28 sur 33``."""
    return f"{number(part)} sur {number(whole)}"


def of_place(nom: str) -> str:
    """``de Kita``, ``d’Ansongo``: a place name after the preposition (a first H or Y is never elided)."""
    return f"d’{nom}" if nom[:1].casefold() in "aeiouéèêâîôû" else f"de {nom}"


def listing(words: list[str] | tuple[str, ...]) -> str:
    """``a, b et c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"
