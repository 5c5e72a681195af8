"""The two languages of the documents: labels of codes, figures, money and dates as each writes them.

French labels are the code lists' own; English ones are in ``data/libelles_en.csv``. What senders typed is never
translated. Terms of the trade (cercle, commune, CCC, PDSEC…) stay as they are in both.
"""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from registry.codelists import code_list
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.writing import INSECABLE, long_date
from syntheses.typography import number as french_number
from syntheses.typography import short_date

Langue = Literal["fr", "en"]
LANGUES: tuple[Langue, ...] = ("fr", "en")
_FILE = Path(__file__).parent / "data" / "libelles_en.csv"
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
# Beside the code lists: the names of the cycle's phases, and what each step asks for.
PHASES, DEMANDES = "phases_cycle", "etapes_cycle_demande"
# Fixed by treaty since 1999: FCFA for one euro.
PARITE_EURO = Decimal("655.957")


@cache
def english_labels() -> dict[tuple[str, str], str]:
    """(list, code) to English label."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return {(row["liste"], row["code"]): row["libelle"] for row in csv.DictReader(stream)}


def checked_language(langue: str) -> Langue:
    """The language of that code; raises OiseError when documents aren't written in it."""
    for known in LANGUES:
        if langue == known:
            return known
    raise OiseError(f"« {langue} » n'est pas une langue des documents : écrivez fr ou en.")


def label(langue: Langue, liste: str, code: str | None) -> str:
    """The label of a code, the code itself when the list doesn't know it, "" when there is none."""
    if not code:
        return ""
    if langue == "en":
        return english_labels().get((liste, code), code)
    return _french(liste).get(code, code).replace("'", "’")


@cache
def _french(liste: str) -> dict[str, str]:
    """Labels of a code list; of the cycle's steps, also what each asks for and the names of the phases."""
    if liste == PHASES:
        return {one["phase"]: one["phase_libelle"] for one in code_list("etapes_cycle").attributs.values()}
    if liste == DEMANDES:
        return {code: one["demande"] for code, one in code_list("etapes_cycle").attributs.items()}
    return code_list(liste).libelles


def number(langue: Langue, value: Decimal | int, decimals: int = 0) -> str:
    """``1 250,5`` in French, ``1,250.5`` in English."""
    text = french_number(value, decimals)
    return text if langue == "fr" else text.replace(",", ".").replace("\u202f", ",")


def percent(langue: Langue, value: Decimal | int, decimals: int = 0) -> str:
    """``45 %`` in French, ``45%`` in English."""
    return f"{number(langue, value, decimals)}{INSECABLE if langue == 'fr' else ''}%"


def money(langue: Langue, value: Decimal | int | None) -> str:
    """An amount in FCFA; "" when it isn't known."""
    return "" if value is None else f"{number(langue, value)}{INSECABLE}FCFA"


def euros(langue: Langue, value: Decimal | int) -> str:
    """The same amount in euros, at the fixed parity: ``19 056 €`` or ``€19,056``."""
    shown = number(langue, Decimal(value) / PARITE_EURO)
    return f"{shown}{INSECABLE}€" if langue == "fr" else f"€{shown}"


def day(langue: Langue, moment: date | None) -> str:
    """``1er octobre 2026`` or ``1 October 2026``, its words held together; "" when it isn't known."""
    if moment is None:
        return ""
    if langue == "fr":
        return long_date(moment)
    return f"{moment.day}{INSECABLE}{_MONTHS[moment.month - 1]}{INSECABLE}{moment.year}"


def brief_day(langue: Langue, moment: date | None) -> str:
    """``01/10/2026`` or ``1 Oct 2026`` (the order of figures alone would be read in two ways); "" when unknown."""
    if moment is None:
        return ""
    if langue == "fr":
        return short_date(moment)
    return f"{moment.day}{INSECABLE}{_MONTHS[moment.month - 1][:3]}{INSECABLE}{moment.year}"


def quarter(langue: Langue, trimestre: Trimestre) -> str:
    """``T3 2026`` or ``Q3 2026``."""
    return trimestre.libelle if langue == "fr" else f"Q{trimestre.numero}{INSECABLE}{trimestre.annee}"


def count(langue: Langue, value: int, one: str, several: str) -> str:
    """A number with its noun; zero is singular in French, plural in English."""
    singular = value < 2 if langue == "fr" else value == 1
    return f"{number(langue, value)}{INSECABLE}{one if singular else several}"


def yes_no(langue: Langue, value: bool | None) -> str:
    """Yes, no, or that it isn't known."""
    if value is None:
        return "inconnu" if langue == "fr" else "unknown"
    if langue == "fr":
        return "oui" if value else "non"
    return "yes" if value else "no"
