"""Who signs an act: a function or a name, and a deputy in the place of the one who is away, within his dates.

A function (« CSR de Kayes ») is preferred to a name: it is said the same way whoever holds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from registry.errors import OiseError
from warehouse.decisions import Act

LINK = ", par suppléance de "


@dataclass(frozen=True)
class Deputy:
    """``suppleant`` may sign for ``titulaire`` from a day to another, both included (``jusqu_a`` None: no end said)."""

    sequence: int
    suppleant: str
    titulaire: str
    depuis: date
    jusqu_a: date | None

    def stands(self, day: date) -> bool:
        """Whether the deputy may sign that day."""
        return self.depuis <= day and (self.jusqu_a is None or day <= self.jusqu_a)

    @property
    def periode(self) -> str:
        """From when to when, as people read it."""
        first = f"du {self.depuis:%d/%m/%Y}"
        return f"{first} au {self.jusqu_a:%d/%m/%Y}" if self.jusqu_a else f"à partir {first}"


def deputies(known: Iterable[Act]) -> tuple[Deputy, ...]:
    """The deputies declared, past ones included, in the order of their declaration; one called off is left out."""
    found: dict[str, Deputy] = {}
    for act in known:
        if act.type != "suppleance":
            continue
        if act.corps.get("retire"):
            found.pop(act.objet, None)
            continue
        until = str(act.corps["jusqu_a"])
        found[act.objet] = Deputy(
            act.sequence,
            str(act.corps["suppleant"]),
            str(act.corps["titulaire"]),
            date.fromisoformat(str(act.corps["depuis"])),
            date.fromisoformat(until) if until else None,
        )
    return tuple(sorted(found.values(), key=lambda one: one.sequence))


def signed(par: str, known: Iterable[Act], day: date) -> str:
    """How an act is signed that day: ``X``, or ``X, par suppléance de Y`` when X is Y's deputy.

    Raises OiseError when nobody is named, when X is only a deputy and may not sign that day, or when X is the deputy
    of several: whose place is taken must then be said.
    """
    who, _, instead = " ".join(par.split()).partition(LINK)
    if not who:
        raise OiseError("Une décision porte le nom de qui la prend : donnez-le avec --par.")
    declared = deputies(known)
    own = [one for one in declared if folded(one.suppleant) == folded(who)]
    standing = [one for one in own if one.stands(day)]
    if instead:
        standing = [one for one in standing if folded(one.titulaire) == folded(instead)]
        if not standing:
            raise OiseError(
                f"« {who} » n'est pas suppléant de « {instead} » le {day:%d/%m/%Y} : "
                "déclarez-le avec « oise suppleances ajouter »."
            )
    if len({folded(one.titulaire) for one in standing}) > 1:
        places = " ou ".join(f"« {one.suppleant}{LINK}{one.titulaire} »" for one in standing[:2])
        raise OiseError(f"« {who} » supplée plusieurs personnes ce jour-là : donnez à --par {places}.")
    if standing:
        return f"{standing[-1].suppleant}{LINK}{standing[-1].titulaire}"
    if own and folded(who) not in {folded(one.titulaire) for one in declared}:
        last = own[-1]
        raise OiseError(
            f"« {who} » n'est suppléant de « {last.titulaire} » que {last.periode} : faites signer un autre, "
            "ou déclarez une nouvelle suppléance avec « oise suppleances ajouter »."
        )
    return who


def folded(name: str) -> str:
    """A name without regard to case and spaces."""
    return " ".join(name.casefold().split())
