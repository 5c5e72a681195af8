"""What a redescente carries: the names of its parts, and the decisions that are in force below too."""

from __future__ import annotations

from registry.home import Home
from warehouse.decisions import Act, ActType, act_of
from warehouse.journal import entries

MANIFESTE = "redescente.json"
DONNEES, CLASSEUR, LETTRE, ACTES = "donnees.duckdb", "donnees.xlsx", "lettre.pdf", "references/decisions.jsonl"
REFERENCES = "references/"
POPULATION = "population_fictive.csv"
# What is decided for the country is in force below too; a withdrawal or a distribution list is one installation's own.
GOING_DOWN: tuple[ActType, ...] = (
    "fusion",
    "separation",
    "attribution",
    "relecture",
    "publication",
    "retrait",
    "registre",
)
ORIGIN = "recu_de"


def acts_going_down(home: Home) -> tuple[Act, ...]:
    """The decisions in force below, each with where it was first recorded."""
    found = []
    for entry in entries(home):
        act = act_of(entry)
        if act is not None and act.type in GOING_DOWN:
            origin = act.corps.get(ORIGIN) or f"{home.perimetre}:{entry.sequence}:{entry.empreinte[:16]}"
            found.append(Act(act.sequence, act.type, {**act.corps, ORIGIN: origin}, act.par, act.le))
    return tuple(found)
