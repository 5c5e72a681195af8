"""What an edition adds to the history of figures: those that it says otherwise are closed, their new value opened."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from registry.elements import all_elements
from registry.periods import Trimestre
from warehouse.described import DescribedTable, PublishedTable
from warehouse.fixed_tables import FAIT_SERVICES
from warehouse.history_tables import CLE, HISTORIQUE_EDITIONS, HISTORIQUE_SERVICES, HISTORY_COLUMNS, indicator_history
from warehouse.literals import listed, literal


@dataclass(frozen=True)
class Edition:
    """A row of ``historique_editions``; ``publie_le``: in UTC, without zone; ``trimestre``: the last one published."""

    numero: int
    publie_le: datetime
    par: str
    trimestre: str
    derniere_sequence: int
    referentiels: str


@dataclass(frozen=True)
class Figures:
    """A table of figures and its history; ``code``: the column that names what is measured.

    ``exclus``: the codes whose figures aren't kept, being drawn from what is restricted or protected.
    """

    fait: DescribedTable
    historique: PublishedTable
    code: str
    exclus: frozenset[str]

    @property
    def cle(self) -> tuple[str, ...]:
        """The columns that name one figure."""
        return (*CLE, self.code)

    @property
    def colonnes(self) -> tuple[str, ...]:
        """What is kept of a figure, key included."""
        return tuple(column.nom for column in self.historique.colonnes if column.nom not in HISTORY_COLUMNS)

    def same(self, one: str, other: str) -> str:
        """The condition that two rows, under those aliases, are of one figure."""
        return " AND ".join(f"{one}.{name} = {other}.{name}" for name in self.cle)


def kept_figures(fait: DescribedTable, exclus: Collection[str]) -> tuple[Figures, Figures]:
    """The two histories: of the indicators (``exclus`` left out) and of the services."""
    protected = {code for code, element in all_elements().items() if element.diffusion != "commune"}
    return (
        Figures(fait, indicator_history(fait), "indicateur", frozenset(exclus)),
        Figures(FAIT_SERVICES, HISTORIQUE_SERVICES, "element", frozenset(protected)),
    )


def _known_quarters(connection: duckdb.DuckDBPyConnection, figures: Figures) -> set[str]:
    """The quarters of which some figure is still said."""
    rows = connection.execute(f"SELECT DISTINCT trimestre FROM {figures.historique.nom} WHERE edition_jusqu IS NULL")
    return {quarter for (quarter,) in rows.fetchall()}


def record_history(
    connection: duckdb.DuckDBPyConnection,
    histories: Sequence[Figures],
    made: Edition,
    remade: Iterable[Trimestre],
    published: Collection[str],
) -> None:
    """Add an edition to the history, whose figures are there: those of the quarters ``remade``, and those of quarters
    that are no longer ``published``, which it closes."""
    values = ", ".join(literal(value) for value in vars(made).values())
    connection.execute(f"INSERT INTO {HISTORIQUE_EDITIONS.nom} VALUES ({values})")
    for figures in histories:
        gone = _known_quarters(connection, figures) - set(published)
        _record_figures(connection, figures, made, {*map(str, remade), *gone})


def _record_figures(
    connection: duckdb.DuckDBPyConnection, figures: Figures, made: Edition, quarters: Collection[str]
) -> None:
    """Compare what the edition says of those quarters with what was said until now, and keep what differs."""
    history, columns, among = figures.historique.nom, ", ".join(figures.colonnes), f"trimestre IN ({listed(quarters)})"
    said = f"SELECT {columns} FROM {figures.fait.nom} WHERE {among} AND {figures.code} NOT IN ({_codes(figures)})"
    until_now = f"SELECT {columns} FROM {history} WHERE edition_jusqu IS NULL AND {among}"
    run = connection.execute
    run(f"CREATE OR REPLACE TEMP TABLE h_dits AS {said}")
    run(f"CREATE OR REPLACE TEMP TABLE h_ouverts AS SELECT * FROM h_dits EXCEPT {until_now}")
    # Closed: what is said otherwise, and what is said no longer.
    run(
        f"CREATE OR REPLACE TEMP TABLE h_clos AS SELECT {', '.join(figures.cle)} FROM ({until_now}) h "
        f"WHERE EXISTS (SELECT 1 FROM h_ouverts o WHERE {figures.same('o', 'h')}) "
        f"OR NOT EXISTS (SELECT 1 FROM h_dits d WHERE {figures.same('d', 'h')})"
    )
    moment = literal(made.publie_le)
    run(
        f"UPDATE {history} AS h SET connu_jusqu = {moment}, edition_jusqu = {made.numero} FROM h_clos c "
        f"WHERE h.edition_jusqu IS NULL AND h.{among} AND {figures.same('c', 'h')}"
    )
    run(
        f"INSERT INTO {history} SELECT {columns}, {moment}, NULL, {made.numero}, NULL FROM h_ouverts "
        f"ORDER BY {', '.join(('trimestre', figures.code, 'niveau', 'unite_code'))}"
    )


def _codes(figures: Figures) -> str:
    return listed(figures.exclus) if figures.exclus else "''"
