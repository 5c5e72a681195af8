"""Where a unit of the 1999 division lies in that of 2023, on a day: ``registry/data/appartenances_unites.csv``.

Nothing of 2023 holds before the law of 13 March 2023. A unit without a row is one whose place isn't known: it is said
apart, never guessed nor spread. ``region`` rows are the region's own council, which is not the sum of its cercles.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from registry.errors import OiseError
from registry.territory import NATION, Niveau, Unite, ancestor, unit, units

_FILE = Path(__file__).parent / "data" / "appartenances_unites.csv"
DIVISION = "2023"
Etat = Literal["certain", "deduit"]


@dataclass(frozen=True)
class Attachment:
    """A stay of a unit of 1999 in a region of 2023, whole; ``cercle`` is "" where only the region is known.

    ``etat``: ``certain`` by its name or a text, ``deduit`` by what surrounds it. ``confirme``: a page that says it was
    read; otherwise it rests on names alone. ``jusqu_a``: the last day, None when it still holds.
    """

    unite_code: str
    niveau: Niveau
    region: str
    cercle: str
    depuis: date
    jusqu_a: date | None
    etat: Etat
    confirme: bool
    raison: str
    source: str

    def holds_on(self, day: date) -> bool:
        """Whether it held that day."""
        return self.depuis <= day and (self.jusqu_a is None or day <= self.jusqu_a)


@dataclass(frozen=True)
class Correspondence:
    """What is known of a unit of 2023 on a day: the communes of 1999 that lie in it, and those that may.

    ``deduites`` and ``confirmees`` are among ``communes``. ``possibles``: communes whose place isn't known, of a cercle
    that the unit shares. A figure of the unit tells of it only while ``communes`` are at least as many.
    """

    communes: tuple[str, ...]
    deduites: int
    confirmees: int
    possibles: tuple[str, ...]

    @property
    def suffisante(self) -> bool:
        """Whether at least half of the communes that are, or may be, in the unit are known to be."""
        return len(self.communes) > 0 and len(self.communes) >= len(self.possibles)


@cache
def all_attachments() -> tuple[Attachment, ...]:
    """Every row of the reference file, in its order."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return tuple(
            Attachment(
                unite_code=row["unite_code"],
                niveau=cast(Niveau, row["niveau"]),
                region=row["region_2023"],
                cercle=row["cercle_2023"],
                depuis=date.fromisoformat(row["depuis"]),
                jusqu_a=date.fromisoformat(row["jusqu_a"]) if row["jusqu_a"] else None,
                etat=cast(Etat, row["etat"]),
                confirme=row["confirme"] == "oui",
                raison=row["raison"],
                source=row["source"],
            )
            for row in csv.DictReader(stream)
        )


def since() -> date:
    """The first day on which anything of 2023 holds."""
    return min(known.depuis for known in all_attachments())


@cache
def attachments(day: date) -> dict[str, Attachment]:
    """The attachment of each unit of 1999 whose place is known that day, by its code."""
    return {known.unite_code: known for known in all_attachments() if known.holds_on(day)}


def attached(code: str, day: date) -> Attachment | None:
    """Where a unit of 1999 lies that day, None when it isn't known; raises OiseError for a code that isn't of 1999."""
    return attachments(day).get(unit(code).code)


def members(code: str, day: date) -> tuple[Unite, ...]:
    """The units of 1999 known to lie whole in a region or cercle of 2023 that day, of every level, in order of codes.

    Raises OiseError when the code isn't of 2023.
    """
    within = unit(code, DIVISION)
    known = attachments(day).values()
    found = [one for one in known if code in ((one.region, NATION) if within.niveau != "cercle" else (one.cercle,))]
    return tuple(units()[one.unite_code] for one in sorted(found, key=lambda one: one.unite_code))


def unattached(day: date) -> tuple[Unite, ...]:
    """The communes of 1999 whose place in 2023 isn't known that day, in the order of their codes."""
    known = attachments(day)
    return tuple(one for one in _communes() if one.code not in known)


def correspondence(code: str, day: date) -> Correspondence:
    """What is known of a unit of 2023 that day; raises OiseError when the code isn't of 2023."""
    inside = [one for one in members(code, day) if one.niveau == "commune"]
    known = [attachments(day)[one.code] for one in inside]
    return Correspondence(
        communes=tuple(one.code for one in inside),
        deduites=sum(one.etat == "deduit" for one in known),
        confirmees=sum(one.confirme for one in known),
        possibles=tuple(sorted(_possible(code, day))) if day >= since() else (),
    )


def region_of(code: str) -> Unite:
    """A region of 2023 by its code, ``ML12`` or ``2023/ML12``; raises OiseError when it is none."""
    bare = code.strip().upper().removeprefix(f"{DIVISION}/").removeprefix("CRO_")
    found = unit(bare, DIVISION)
    if found.niveau != "region":
        raise OiseError(
            f"{found.nom} ({bare}) n'est pas une région de la division de 2023 : une synthèse de cette division se "
            "fait pour une région ou pour le pays (ML)."
        )
    return found


def _communes() -> Iterator[Unite]:
    return (one for one in units().values() if one.niveau == "commune")


def _possible(code: str, day: date) -> Iterator[str]:
    """Communes that may lie in a unit of 2023: their 1999 cercle is shared with it, or nothing is known of the unit.

    In a cercle, also the communes of its region whose cercle isn't known.
    """
    within = unit(code, DIVISION)
    region = code if within.niveau == "region" else within.parent
    known = attachments(day)
    if within.niveau == "pays":
        yield from (one.code for one in unattached(day))
        return
    inside = {one.unite_code for one in known.values() if one.region == region and one.niveau == "commune"}
    if within.niveau == "cercle":
        yield from (other for other in inside if not known[other].cercle)
    shared = {units()[other].parent for other in inside}
    origin = units(DIVISION)[region].region_1999
    for one in unattached(day):
        if one.parent in shared or (not inside and ancestor(one.code, "region") == origin):
            yield one.code
