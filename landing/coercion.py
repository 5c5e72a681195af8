"""From a raw cell to a typed value, exactly or not at all (law 6).

Each reader is pure: raw cell in, ``Reading`` out. Notations mean the same everywhere: blank, ``ND`` and ``-`` (nothing
can be known), ``SO`` (the question doesn't apply), ``néant`` (zero, in a number), a trailing ``(e)`` (an estimate).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from landing.frame import unit_label
from landing.raw import CellError, RawCell
from registry.amendments import current
from registry.codelists import code_list
from registry.periods import MOIS
from registry.places import find, normalise
from registry.territory import Unite, units
from schemas.declaration import Column

MESUREE, ESTIMEE, NON_DISPONIBLE = "mesuree", "estimee", "non_disponible"
SANS_OBJET, NON_RENSEIGNE = "sans_objet", "non_renseigne"

_NOTATIONS = {
    **dict.fromkeys(("nd", "n.d.", "n.d", "-", "–", "—"), NON_DISPONIBLE),
    **dict.fromkeys(("so", "s.o.", "s.o"), SANS_OBJET),
}
_NOTHING = ("néant", "neant")
_YES_NO = {"oui": True, "o": True, "non": False, "n": False}

_NUMBER = re.compile(
    r"(?P<sign>-?)(?P<whole>[0-9]+|[0-9]{1,3}(?:[ \u00a0\u2009\u202f][0-9]{3})+)(?:(?P<point>[.,])(?P<rest>[0-9]+))?"
)
_GROUPED_BY_POINT = re.compile(r"-?[0-9]{1,3}(?:[.,][0-9]{3})+(?:[.,][0-9]+)?")
_ESTIMATE = re.compile(r"(?P<number>.*[0-9])\s*(?:\(e\)|e)", re.IGNORECASE)
_BIGGEST = Decimal(10) ** 15
_THOUSANDTH = Decimal("0.001")
_EXACT_FLOAT = 2.0**53

_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")
_IN_WORDS = re.compile(r"([0-9]{1,2})(?:er)?\s+([a-z]+)\s+([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}[/.\-][0-9]{1,2}[/.\-][0-9]{2}")
_MONTHS = tuple(normalise(name) for name in MOIS)
# A bare serial outside these days is more likely a year or a count than a date.
_FIRST_DAY, _LAST_DAY = date(1960, 1, 1), date(2100, 12, 31)
_EPOCH_1900, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)

_UNIT_SHOWN = re.compile(r"(?P<name>.*\S)\s*\((?P<code>[A-Za-z]{2}[0-9]{0,6})\)")
_LIKE_A_CODE = re.compile(r"[A-Za-z]{2}[0-9A-Za-z]*[0-9][0-9A-Za-z]*")
_CLOSE_ENOUGH = 60

# Characters that show nothing or change the direction of the text: what is read would not be what was seen.
_INVISIBLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


class Reading(NamedTuple):
    """One cell read: its typed value, the state it gives, or the fault's code and the facts of its sentence."""

    valeur: Any = None
    etat: str = NON_RENSEIGNE
    faute: str | None = None
    faits: dict[str, str] | None = None


BLANK = Reading()
Reader = Callable[[RawCell], Reading]


def reader(column: Column, from_1904: bool = False) -> Reader:
    """The reader of a column's cells; ``from_1904``: how the workbook counts its date serials."""
    by_type: dict[str, Reader] = {
        "texte": read_text,
        "reference": read_text,
        "entier": read_integer,
        "montant": read_integer,
        "decimal": read_decimal,
        "date": partial(read_date, from_1904=from_1904),
        "oui_non": read_yes_no,
        "unite": read_unit,
    }
    if column.type == "code":
        assert column.liste is not None
        return partial(read_code, name=column.liste)
    return by_type[column.type]


def shown(raw: RawCell) -> str:
    """What a cell holds, as a French reader would see it; at most 80 characters."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "VRAI" if raw else "FAUX"
    if isinstance(raw, float):
        return _float_text(raw).replace(".", ",")
    if isinstance(raw, date):
        return raw.strftime("%d/%m/%Y")
    text = _INVISIBLE.sub("\ufffd", str(raw).strip())
    return text if len(text) <= 80 else text[:79] + "…"


def read_integer(raw: RawCell) -> Reading:
    """A whole number (int)."""
    if type(raw) is float and raw.is_integer() and abs(raw) < 1e15:
        return Reading(int(raw), MESUREE)
    found = _read_number(raw, whole=True)
    if found.valeur is None:
        return found
    if found.valeur != found.valeur.to_integral_value():
        return _fault("valeur.decimale_interdite", raw)
    return found._replace(valeur=int(found.valeur))


def read_decimal(raw: RawCell) -> Reading:
    """A number of at most three decimals (Decimal)."""
    found = _read_number(raw, whole=False)
    if found.valeur is None:
        return found
    rounded = found.valeur.quantize(_THOUSANDTH)
    return found._replace(valeur=rounded) if rounded == found.valeur else _fault("valeur.nombre_trop_precis", raw)


def read_date(raw: RawCell, from_1904: bool = False) -> Reading:
    """A day (date): an Excel date or serial, dd/mm/yyyy, yyyy-mm-dd, or « 15 mars 2005 »."""
    if isinstance(raw, datetime):
        raw = raw.date()
    if isinstance(raw, date):
        return Reading(raw, MESUREE)
    if isinstance(raw, float):
        if not raw.is_integer() or not 0 < raw < 80_000:
            return _fault("valeur.date_illisible", raw)
        day = (_EPOCH_1904 if from_1904 else _EPOCH_1900) + timedelta(days=int(raw))
        return Reading(day, MESUREE) if _FIRST_DAY <= day <= _LAST_DAY else _fault("valeur.date_illisible", raw)
    text = _text_or_reading(raw, "valeur.date_illisible")
    return text if isinstance(text, Reading) else _date_in_text(text, raw)


def read_yes_no(raw: RawCell) -> Reading:
    """Yes or no (bool)."""
    if isinstance(raw, bool):
        return Reading(raw, MESUREE)
    text = _text_or_reading(raw, "valeur.oui_non_illisible")
    if isinstance(text, Reading):
        return text
    answer = _YES_NO.get(text.casefold())
    return _fault("valeur.oui_non_illisible", raw) if answer is None else Reading(answer, MESUREE)


def read_text(raw: RawCell) -> Reading:
    """Text, NFC, outer spaces dropped; a number or a date typed in a text column is its text."""
    if raw is not None and not isinstance(raw, str):
        return Reading(shown(raw), MESUREE)
    text = _text_or_reading(raw, "valeur.caractere_interdit")
    if isinstance(text, Reading):
        return text
    if _INVISIBLE.search(text):
        return _fault("valeur.caractere_interdit", raw)
    return Reading(unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"), MESUREE)


def read_code(raw: RawCell, name: str) -> Reading:
    """A code of a list, given by its code or its exact French label; a notation stays one (SO is never Somalia)."""
    if isinstance(raw, float) and raw.is_integer():
        raw = str(int(raw))
    text = _text_or_reading(raw, "valeur.code_inconnu", suggestion="")
    if isinstance(text, Reading):
        return text
    code = _choices(name).get(_folded(text))
    if code is None:
        return _fault("valeur.code_inconnu", raw, suggestion=_nearest_label(name, text[:100]))
    return Reading(code, MESUREE)


def read_unit(raw: RawCell) -> Reading:
    """A unit of the installation's division, given by its code or as « Nom (CODE) », whose name must be that unit's."""
    text = _text_or_reading(raw, "valeur.unite_inconnue", suggestion="")
    return text if isinstance(text, Reading) else _unit_in_text(text[:200], current().empreinte)


def _read_number(raw: RawCell, whole: bool) -> Reading:
    if type(raw) is float:
        value = Decimal(repr(raw))
        too_big = abs(raw) >= 1e15 or (whole and abs(raw) >= _EXACT_FLOAT)
        return _fault("valeur.nombre_trop_grand", raw) if too_big else Reading(value, MESUREE)
    if isinstance(raw, date):
        return _fault("valeur.nombre_illisible", raw)
    text = _text_or_reading(raw, "valeur.nombre_illisible")
    return text if isinstance(text, Reading) else _number_in_text(text, whole)


@lru_cache(maxsize=4096)
def _number_in_text(text: str, whole: bool) -> Reading:
    if text.casefold() in _NOTHING:
        return Reading(Decimal(0), MESUREE)
    estimate = _ESTIMATE.fullmatch(text)
    state = ESTIMEE if estimate else MESUREE
    number = (estimate["number"] if estimate else text).replace("\u2212", "-")
    found = _NUMBER.fullmatch(number)
    if found is None:
        return _fault(
            "valeur.nombre_ambigu" if _GROUPED_BY_POINT.fullmatch(number) else "valeur.nombre_illisible", text
        )
    digits, point, rest = re.sub(r"[^0-9]", "", found["whole"]), found["point"], found["rest"] or ""
    # « 1.250 » may be a thousand or a unit and a quarter; so may « 1,250 » where only whole numbers are asked.
    doubtful = len(rest) == 3 and 1 <= len(found["whole"]) <= 3 and digits.strip("0") != ""
    if doubtful and (point == "." or (point == "," and whole)):
        return _fault("valeur.nombre_ambigu", text)
    if len(digits.lstrip("0")) > 15 or len(rest) > 30:
        return _fault("valeur.nombre_trop_grand", text)
    value = Decimal(f"{found['sign']}{digits}.{rest or '0'}")
    return Reading(abs(value) if value == 0 else value, state)


@lru_cache(maxsize=4096)
def _date_in_text(text: str, raw: RawCell) -> Reading:
    if found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    elif found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif (found := _IN_WORDS.fullmatch(_plain(text))) and found[2] in _MONTHS:
        day, month, year = int(found[1]), _MONTHS.index(found[2]) + 1, int(found[3])
    else:
        return _fault("valeur.date_ambigue" if _SHORT_YEAR.fullmatch(text) else "valeur.date_illisible", raw)
    try:
        return Reading(date(year, month, day), MESUREE)
    except ValueError:
        return _fault("valeur.date_illisible", raw)


@lru_cache(maxsize=8192)
def _unit_in_text(text: str, decided: str) -> Reading:
    """``decided``: the digest of what names the units, so that a reading is kept for those names only."""
    given = _UNIT_SHOWN.fullmatch(text)
    code = (given["code"] if given else text).upper()
    found = units().get(code)
    if found is not None and (given is None or _bears(found, given["name"])):
        return Reading(code, MESUREE)
    if found is not None and given is not None:
        return _fault("valeur.unite_contradictoire", text, attendu=unit_label(found))
    if given is None and not _LIKE_A_CODE.fullmatch(text):
        near = find(text)
        return _fault("valeur.unite_inconnue", text, suggestion=unit_label(near[0].unite) if near else "")
    closest = process.extractOne(code, list(units()), scorer=fuzz.ratio)
    return _fault("valeur.unite_inconnue", text, suggestion=unit_label(units()[closest[0]]) if closest else "")


def _bears(unite: Unite, name: str) -> bool:
    """Whether a unit bears a name, or did: a workbook may have been made before it was renamed."""
    return normalise(name) in {normalise(known) for known in (unite.nom, *unite.anciens_noms)}


def _text_or_reading(raw: RawCell, code: str, **facts: str) -> str | Reading:
    """The stripped text of a cell; or what it means already: blank, a notation, an error, another type (``code``)."""
    if raw is None:
        return BLANK
    if isinstance(raw, CellError):
        return _fault("valeur.formule_sans_valeur" if raw.startswith("=") else "valeur.erreur_excel", raw)
    if not isinstance(raw, str):
        return _fault(code, raw, **facts)
    text = raw.strip()
    if not text:
        return BLANK
    state = _NOTATIONS.get(text.casefold())
    return text if state is None else Reading(None, state)


def _fault(code: str, raw: RawCell, **facts: str) -> Reading:
    return Reading(None, NON_RENSEIGNE, code, {"valeur": shown(raw), **facts})


def _float_text(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < _EXACT_FLOAT else repr(value)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).replace("’", "'").casefold().split())


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


@cache
def _choices(name: str) -> dict[str, str]:
    labels = code_list(name).libelles
    return {_folded(label): code for code, label in labels.items()} | {_folded(code): code for code in labels}


@lru_cache(maxsize=4096)
def _nearest_label(name: str, text: str) -> str:
    choices = _choices(name)
    closest = process.extractOne(_folded(text), list(choices), scorer=fuzz.ratio, score_cutoff=_CLOSE_ENOUGH)
    return code_list(name).libelles[choices[closest[0]]] if closest else ""
