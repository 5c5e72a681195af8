"""Completeness computed from content: the four rates and the filled cells, per cercle, region and nation.

Only awaited cercles count (duties and exemptions of registry/). A region's figures are drawn from its cercles' states
and cells, never from a button that somebody pressed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

import duckdb

from registry.elements import elements_asked
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import NATION, ancestor, children, unit, units
from warehouse.described import NIVEAUX
from warehouse.literals import listed, literal
from warehouse.state import SenderState

# A cell is filled by a value or by a word that says why there is none.
REMPLIE = "(valeur IS NOT NULL OR etat IN ('non_disponible', 'sans_objet'))"
# By cercle, then domain: how many cells are filled.
Filled = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Cells:
    """Cells of one domain: those asked, and those filled (None when some of them could not be counted)."""

    attendues: int
    remplies: int | None

    @property
    def pct(self) -> Decimal | None:
        """The share filled, in percent to one decimal, rounded down so that 100 says all; None when unknown."""
        if self.remplies is None or not self.attendues:
            return None
        return (Decimal(100) * self.remplies / self.attendues).quantize(Decimal("0.1"), rounding=ROUND_DOWN)


@dataclass(frozen=True)
class Completeness:
    """One unit's rates over its awaited cercles, and its cells by domain, in the registry's order.

    ``retard_max_jours``: the longest delay of a first accepted file, None when nothing is accepted.
    """

    niveau: str
    code: str
    attendus: int
    recus: int
    recevables: int
    valides: int
    a_temps: int
    retard_max_jours: int | None
    domaines: Mapping[str, Cells]

    @property
    def nom(self) -> str:
        return unit(self.code).nom

    @property
    def region(self) -> str:
        """The code of the region, the nation's for itself."""
        return ancestor(self.code, "region") or NATION

    @property
    def cellules(self) -> Cells:
        """The cells of every domain together."""
        return total_of(self.domaines.values())


def completeness(
    states: Iterable[SenderState], filled: Filled, trimestre: Trimestre, perimetre: str = NATION
) -> tuple[Completeness, ...]:
    """The rates of every unit of a perimeter from which somebody is awaited: cercles, then regions, then the nation.

    ``filled``: the cells filled; a cercle that is absent from it filled none if it isn't acceptable, else it could not
    be read. Levels above the perimeter are left out: an installation knows only its own.
    """
    awaited = [state for state in states if state.attendu and state.niveau == "cercle"]
    asked = cells_asked(trimestre)
    cells = {state.code: _cells(state, filled, asked) for state in awaited}
    found = []
    for place in sorted(units().values(), key=lambda one: (NIVEAUX.index(one.niveau), one.code)):
        if place.niveau == "commune" or not covers(perimetre, place.code):
            continue
        own = [state for state in awaited if covers(place.code, state.code)]
        if own:
            found.append(_unit(place.niveau, place.code, own, [cells[state.code] for state in own]))
    return tuple(found)


def cells_asked(trimestre: Trimestre) -> dict[str, int]:
    """The number of elements asked of a commune in a quarter, by domain in the registry's order."""
    asked: dict[str, int] = {}
    for element in elements_asked(trimestre):
        asked[element.domaine] = asked.get(element.domaine, 0) + 1
    return asked


def total_of(parts: Iterable[Cells]) -> Cells:
    """The sum of some cells; unknown as soon as one of them is."""
    members = list(parts)
    known = [one.remplies for one in members if one.remplies is not None]
    return Cells(sum(one.attendues for one in members), sum(known) if len(known) == len(members) else None)


def filled_cells(connection: duckdb.DuckDBPyConnection, source: str, trimestre: Trimestre) -> dict[str, dict[str, int]]:
    """The cells filled, by cercle and domain, from SQL that gives (expediteur, element, valeur, etat), a cell a row.

    Only what was asked that quarter counts.
    """
    domains = {element.code: element.domaine for element in elements_asked(trimestre)}
    found: dict[str, dict[str, int]] = {}
    for sender, element, count in connection.execute(
        f"SELECT expediteur, element, count(*) FROM {source} "
        f"WHERE {REMPLIE} AND element IN ({listed(domains)}) GROUP BY expediteur, element"
    ).fetchall():
        of_sender = found.setdefault(sender, {})
        of_sender[domains[element]] = of_sender.get(domains[element], 0) + count
    return found


def published_rows(
    connection: duckdb.DuckDBPyConnection, trimestre: Trimestre, states: Sequence[SenderState], perimetre: str
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows of ``completude`` and of ``completude_domaines`` for a quarter, whose mart is loaded."""
    source = (
        "(SELECT u.cercle_code AS expediteur, s.element, s.valeur, s.etat FROM m_services s "
        f"JOIN m_unites u ON u.code = s.unite_code WHERE s.trimestre = {literal(trimestre)} AND u.niveau = 'commune')"
    )
    filled = filled_cells(connection, source, trimestre)
    # What the lake holds of a cercle is all that it accepted: one without a cell has filled none.
    filled = {state.code: filled.get(state.code, {}) for state in states}
    found = completeness(states, filled, trimestre, perimetre)
    quarter = str(trimestre)
    rates = [
        (
            *(quarter, one.niveau, one.code, one.region, one.attendus, one.recus, one.recevables, one.valides),
            *(one.a_temps, one.retard_max_jours),
        )
        for one in found
    ]
    domains = [
        (quarter, one.niveau, one.code, one.region, name, cells.attendues, cells.remplies, cells.pct)
        for one in found
        for name, cells in one.domaines.items()
    ]
    return rates, domains


def _cells(state: SenderState, filled: Filled, asked: Mapping[str, int]) -> dict[str, Cells]:
    communes = len(children(state.code))
    own = filled.get(state.code, None if state.recevable else {})
    return {name: Cells(count * communes, None if own is None else own.get(name, 0)) for name, count in asked.items()}


def _unit(niveau: str, code: str, own: Sequence[SenderState], cells: Sequence[Mapping[str, Cells]]) -> Completeness:
    late = [state.retard_jours for state in own if state.retard_jours is not None]
    return Completeness(
        niveau=niveau,
        code=code,
        attendus=len(own),
        recus=sum(state.verdict is not None for state in own),
        recevables=sum(state.recevable for state in own),
        valides=sum(state.valide for state in own),
        a_temps=sum(state.a_temps is True for state in own),
        retard_max_jours=max(late, default=None),
        domaines={name: total_of(one[name] for one in cells) for name in cells[0]},
    )
