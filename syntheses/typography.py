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


def decimals_of(value: Decimal) -> int:
    """How many decimals a value has, ending zeros left out."""
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


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


def inside(label: str) -> str:
    """A label as it is written within a sentence: « en cours » of « En cours »; acronyms and the State keep theirs."""
    first = label.split(" ")[0]
    return label if first == "État" or first[1:2].isupper() else label[:1].lower() + label[1:]


def listing(words: list[str] | tuple[str, ...]) -> str:
    """``a, b et c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} et {words[-1]}"


def curly(text: str | None) -> str:
    """Our own French, with the apostrophe of print; what senders typed is never touched."""
    return (text or "").replace("'", "’")


def fcfa(amount: int) -> str:
    """``1 250 000 FCFA``."""
    return f"{number(amount)}{INSECABLE}FCFA"
