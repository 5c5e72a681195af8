"""Reading the guide's list of partnerships as it was printed: regions, places, years, addresses, names of partners.

Each function keeps to what the print says; what it doesn't say is None or empty, never supposed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from registry.periods import MOIS
from registry.places import normalise
from registry.territory import DISTRICT_REGION, Niveau

_LAST_REGION = 8
_MONTHS = {normalise(name): number for number, name in enumerate(MOIS, start=1)}
_ORDINAL = re.compile(r"([1-9]) ?(?:ere|er|eme|ee|e)")
_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)(?!\d)")
_FULL_DATE = re.compile(r"(\d{1,2}) ([a-z]+) (\d{4})")
_PREFIXES: tuple[tuple[re.Pattern[str], Niveau], ...] = (
    (re.compile(r"c\.\s*(?P<nom>.+)", re.IGNORECASE), "cercle"),
    (re.compile(r"cercle\s+d[e']\s*(?P<nom>.+)", re.IGNORECASE), "cercle"),
    (re.compile(r"(?:r|rég|reg)\.\s*(?P<nom>.+)", re.IGNORECASE), "region"),
    (re.compile(r"commune\s+de\s+(?P<nom>[^(]+?)\s*\(cercle\s+de\s+(?P<cercle>[^)]+)\)", re.IGNORECASE), "commune"),
    (re.compile(r"commune(?:/village)?\s+de\s+(?P<nom>.+)", re.IGNORECASE), "commune"),
)
# A host of plain letters with a final part of letters alone: what a browser of the time could open.
_SITE = re.compile(r"https?://(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,6}(?:/[A-Za-z0-9._~/-]*)?(?=[\s;,]|$)")


@dataclass(frozen=True)
class LieuImprime:
    """A place as printed: its names (several when the print lists several), the level and cercle the print states."""

    noms: tuple[str, ...]
    niveau: Niveau | None
    cercle: str


@dataclass(frozen=True)
class OrigineImprimee:
    """When a partnership began: the first year printed, and the day when one is printed whole."""

    annee: int | None
    date: date | None


def read_region(printed: str) -> str | None:
    """The code of the region printed (``1ere``, ``5èe``, ``2 eme``, ``D``, ``District``); None for ``Mali``.

    Raises ValueError on anything else, so that a new edition of the list can't slip by unread.
    """
    text = normalise(printed)
    if text in ("d", "district"):
        return DISTRICT_REGION
    if text == "mali":
        return None
    found = _ORDINAL.fullmatch(text)
    if not found or int(found[1]) > _LAST_REGION:
        raise ValueError(printed)
    return f"ML0{found[1]}"


def read_place(printed: str) -> LieuImprime:
    """The place printed, its level told by ``C.`` (cercle), ``R.`` or ``Rég.`` (region), ``Commune de``, or open."""
    text = " ".join(printed.split())
    for pattern, niveau in _PREFIXES:
        found = pattern.fullmatch(text)
        if found:
            return LieuImprime((found["nom"].strip(),), niveau, found.groupdict().get("cercle") or "")
    return LieuImprime(tuple(name.strip() for name in text.split(",")), None, "")


def read_origin(printed: str) -> OrigineImprimee:
    """The beginning printed: ``1974 et1995`` and ``2003-04`` give their first year, ``En cours`` or ``-`` none."""
    text = normalise(printed)
    whole = _FULL_DATE.search(text)
    if whole and whole[2] in _MONTHS:
        day = date(int(whole[3]), _MONTHS[whole[2]], int(whole[1]))
        return OrigineImprimee(day.year, day)
    year = _YEAR.search(text)
    return OrigineImprimee(int(year[1]) if year else None, None)


def read_address(printed: str) -> tuple[str, str]:
    """(site, contact): the public web address if one is printed whole; all else, as printed, for restricted use.

    Telephones, faxes, named functions and broken web addresses are contacts.
    """
    text = printed.strip()
    found = _SITE.search(text)
    site = found[0] if found else ""
    contact = "" if site == text or text in ("", "-", "_") else text
    return site, contact


def clean_partner(printed: str) -> str:
    """A partner's name without the country printed after it in brackets; its spelling is left as printed."""
    return " ".join(re.sub(r"\s*\([^)]*\)\s*$", "", printed).split())
