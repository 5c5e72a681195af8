"""Declaring deputies, as acts of the journal: see warehouse/deciders.py for how they sign."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from registry.errors import OiseError
from registry.home import Home
from warehouse.acts import Facts, acts, record_act
from warehouse.deciders import LINK, Deputy, deputies, folded
from warehouse.decisions import NO_QUARTER, Act


def declared_deputies(home: Home) -> tuple[Deputy, ...]:
    """The deputies declared in this installation, past ones included."""
    return deputies(acts(home))


def declare_deputy(
    home: Home, suppleant: str, titulaire: str, depuis: date, jusqu_a: date | None, par: str, le: str = ""
) -> dict[str, Any]:
    """Declare who may sign in another's place, from a day to another; what was recorded, and a sentence.

    Declared again, a deputy has the new dates. Raises OiseError when nothing would change or the dates are reversed.
    """
    corps = {
        "suppleant": suppleant,
        "titulaire": titulaire,
        "depuis": depuis.isoformat(),
        "jusqu_a": jusqu_a.isoformat() if jusqu_a else "",
    }
    entry = record_act(home, "suppleance", corps, par, le, check=_declared)
    made = next(one for one in declared_deputies(home) if one.sequence == entry.sequence)
    phrase = f"{made.suppleant} signe à la place de {made.titulaire} {made.periode}."
    return {"sequence": entry.sequence, "type": entry.type, **entry.corps, "par": entry.par, "phrase": phrase}


def call_off_deputy(home: Home, suppleant: str, titulaire: str, par: str, le: str = "") -> dict[str, Any]:
    """Call off a deputy, whose name is then as any other; what was signed stays. What was recorded, and a sentence."""
    corps = {"suppleant": suppleant, "titulaire": titulaire, "retire": True}
    entry = record_act(home, "suppleance", corps, par, le, check=_called_off)
    phrase = f"{entry.corps['suppleant']} n'est plus suppléant de {entry.corps['titulaire']}."
    return {"sequence": entry.sequence, "type": entry.type, **entry.corps, "par": entry.par, "phrase": phrase}


def _declared(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    who, whose = _named(corps["suppleant"]), _named(corps["titulaire"])
    if folded(who) == folded(whose):
        raise OiseError(f"« {who} » ne peut pas être son propre suppléant : nommez deux personnes ou fonctions.")
    if corps["jusqu_a"] and corps["jusqu_a"] < corps["depuis"]:
        raise OiseError("La suppléance finirait avant de commencer : vérifiez --depuis et --jusqu-a.")
    made = {**corps, "suppleant": who, "titulaire": whose, "objet": _about(who, whose), "trimestre": NO_QUARTER}
    former = next((one for one in deputies(known) if _about(one.suppleant, one.titulaire) == made["objet"]), None)
    if former is not None and (former.depuis.isoformat(), _day(former.jusqu_a)) == (made["depuis"], made["jusqu_a"]):
        raise OiseError(
            f"« {who} » est déjà suppléant de « {whose} » {former.periode} (n° {former.sequence}) : "
            "il n'y a rien à changer."
        )
    return made


def _called_off(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    about = _about(corps["suppleant"], corps["titulaire"])
    former = next((one for one in deputies(known) if _about(one.suppleant, one.titulaire) == about), None)
    if former is None:
        raise OiseError(
            f"« {corps['suppleant']} » n'est pas déclaré suppléant de « {corps['titulaire']} » : "
            "voyez « oise suppleances liste »."
        )
    return {
        "suppleant": former.suppleant,
        "titulaire": former.titulaire,
        "retire": True,
        "objet": about,
        "trimestre": NO_QUARTER,
    }


def _named(text: str) -> str:
    name = " ".join(str(text).split())
    if not name or LINK in name:
        raise OiseError("Nommez le suppléant et qui il supplée, de préférence par leur fonction.")
    return name[:200]


def _about(suppleant: str, titulaire: str) -> str:
    return f"{folded(suppleant)} / {folded(titulaire)}"


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
