"""What an edition must make anew: each quarter against the digest of all that its figures are drawn from."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import registry
from registry.amendments import read
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit
from schemas.discovery import all_tables
from schemas.submission import CONTRACT_VERSION
from warehouse.building import Computation
from warehouse.deposits import Deposit
from warehouse.described import DescribedTable
from warehouse.digest import Fingerprints, recorded
from warehouse.division_views import division_macros
from warehouse.history_tables import macros
from warehouse.lake import Lake
from warehouse.mart import VALIDITE, tables_received, window
from warehouse.reckoning import CUMULES
from warehouse.records import recorded_deposits
from warehouse.star import published_tables
from warehouse.state import SenderState, quarter_of, sender_states
from warehouse.validation import TABLE as VALIDATIONS
from warehouse.validation import validations_by_quarter
from warehouse.views import views

# Raised when figures are computed or hidden otherwise, so that every quarter is made anew.
RULES_VERSION = 2


@dataclass(frozen=True)
class Plan:
    """Every quarter to publish with its key, the senders' states, and the digest of the reference data."""

    cles: Mapping[str, str]
    etats: Mapping[str, Sequence[SenderState]]
    referentiels: str


def plan(home: Home, lake: Lake, computation: Computation, signature: str) -> Plan:
    """What the lake would publish; ``signature`` stands for what the documents are made with (templates, versions)."""
    prints = recorded(lake)
    about: dict[str, list[Deposit]] = defaultdict(list)
    for one in recorded_deposits(lake):
        if one.verdict.verdict != "doublon":
            about[quarter_of(one)].append(one)
    # A quarter exists once a file of it is accepted: a refused one could name any, and would have it published empty.
    # What the nation alone sends (the guide's partnerships) makes no quarter of the country.
    quarters = sorted(quarter for quarter, received in about.items() if any(_makes_a_quarter(one) for one in received))
    decided = {quarter: about[quarter] for quarter in quarters if (VALIDATIONS, quarter) in prints}
    said = validations_by_quarter(lake, decided) if decided else {}
    states = {
        quarter: sender_states(
            about[quarter], Trimestre.parse(quarter), home.reference, said.get(quarter), home.perimetre
        )
        for quarter in quarters
    }
    reference = reference_digest(home, computation)
    keys = {
        quarter: _key(
            reference, signature, _drawn_from(quarter, prints, states), computation.statements(Trimestre.parse(quarter))
        )
        for quarter in quarters
    }
    return Plan(keys, states, reference)


def _makes_a_quarter(one: Deposit) -> bool:
    return one.accepte and one.verdict.objet == "declaration" and unit(one.verdict.expediteur).niveau != "pays"


def reference_digest(home: Home, computation: Computation) -> str:
    """The digest of all that isn't submitted: reference files, declarations, views, indicators, rules of this room."""
    parts = [
        str(RULES_VERSION),
        CONTRACT_VERSION,
        str(home.fictive),
        _registry_digest(),
        *(_shape(table) for table in (*published_tables(), *computation.tables)),
        repr(views()),
        repr(division_macros()),
        repr(macros(computation.historiques[0].historique)),
        repr(sorted(computation.sans_historique)),
        json.dumps([list(row) for row in computation.lignes_dimension], default=str),
    ]
    if home.reference.is_dir():
        known = sorted(path for path in home.reference.glob("*.csv") if path != home.addresses)
        parts += [hashlib.sha256(path.read_bytes()).hexdigest() for path in known]
        # What was decided over the registry; nothing decided is nothing changed, be the file there or not.
        parts += [decided] if (decided := read(home.reference).empreinte) else []
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@cache
def _registry_digest() -> str:
    """The digest of the reference files that come with OISE."""
    data = Path(registry.__path__[0]) / "data"
    total = hashlib.sha256()
    for path in sorted(data.rglob("*.csv")):
        total.update(path.relative_to(data).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _shape(table: DescribedTable) -> str:
    columns = [(column.nom, column.type_sql, column.commentaire) for column in table.colonnes]
    return repr((table.nom, table.commentaire, columns))


def _drawn_from(quarter: str, prints: Fingerprints, states: Mapping[str, Sequence[SenderState]]) -> Iterable[str]:
    """What a quarter's figures read: two years of values and events, and all up to it of registers, of the events that
    are cumulated, of deposits and of decisions (those about no quarter are of every one)."""
    near = set(window(Trimestre.parse(quarter)))
    tables = all_tables()
    since_ever = {name for name, table in tables.items() if table.nature == "registre"} | {*CUMULES, "actes"}
    for (table, period), found in sorted(prints.items()):
        if table in tables and tables[table].objet == "validation":
            # A CSR's answer is about its own quarter.
            read = period == quarter
        else:
            read = period <= quarter if table in since_ever else table in tables and period in near
        if read:
            yield repr((table, period, found))
    for period in sorted(states):
        if period == quarter:
            yield repr((period, states[period]))
        elif period < quarter:
            # Of earlier quarters, only whose file was accepted and in time counts in this one's indicators; its sheets
            # of evidence also cite the files that the yearly values were told in.
            cited = period in window(Trimestre.parse(quarter))[:VALIDITE]
            told = [(one.code, one.verdict, one.a_temps, one.fichiers if cited else 0) for one in states[period]]
            yield repr((period, told))
    # And which tables the files told of: one that newly holds an empty table changes no row, and yet what is known.
    received = ((period, one) for period, of_it in states.items() for one in of_it)
    yield repr(tables_received(Trimestre.parse(quarter), received))


def _key(reference: str, signature: str, drawn: Iterable[str], statements: Sequence[str]) -> str:
    total = hashlib.sha256()
    for part in (reference, signature, *drawn, *statements):
        total.update(part.encode() + b"\0")
    return total.hexdigest()
