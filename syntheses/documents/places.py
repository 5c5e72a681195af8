"""Malian places as the documents name them, in either language."""

from __future__ import annotations

from registry.territory import ancestor, units
from syntheses.documents.languages import Langue
from syntheses.typography import of_place

_KINDS: dict[Langue, dict[str, str]] = {
    "fr": {"commune": "Commune", "cercle": "Cercle", "region": "Région"},
    "en": {"commune": "Commune", "cercle": "Cercle", "region": "Region"},
}


def place_title(langue: Langue, code: str) -> str:
    """``Commune de Kita Nord``, ``Commune of Kita Nord``; the District de Bamako and the country keep their names."""
    place = units().get(code)
    if place is None:
        return code
    name = place.nom.split(" (")[0].replace("'", "’")
    kind = _KINDS[langue].get(place.niveau, "")
    if not kind or name.casefold().startswith("district"):
        return name
    return f"{kind} {of_place(name)}" if langue == "fr" else f"{kind} of {name}"


def around(langue: Langue, code: str) -> str:
    """What a place lies in, the nearest first: ``cercle de Kita, région de Kayes, Mali``."""
    above = [ancestor(code, "cercle"), ancestor(code, "region")]
    titles = [place_title(langue, one) for one in above if one is not None and one != code]
    return ", ".join([*dict.fromkeys(lowered(title) for title in titles), "Mali"])


def lowered(title: str) -> str:
    """A place's title within a sentence: ``cercle de Kita``, ``District de Bamako``."""
    return title if title.startswith("District") else title[:1].lower() + title[1:]
