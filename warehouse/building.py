"""The published DuckDB file: a copy of the last edition's, patched for what changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from registry.amendments import read
from registry.calendar import deadlines
from registry.codelists import code_list, list_names
from registry.elements import all_elements
from registry.home import Home
from registry.periods import Trimestre
from registry.population import populations
from registry.territory import NATION, ancestor
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.amending import decided_rows
from warehouse.breakdowns import breakdown_rows, published_before
from warehouse.completeness import published_rows
from warehouse.completeness_tables import COMPLETUDE, COMPLETUDE_DOMAINES
from warehouse.decided_tables import DECISIONS_REGISTRE
from warehouse.decisions import Act, agreed, fusions, readings, recorded_acts
from warehouse.described import DescribedTable, PublishedTable
from warehouse.describing import describe
from warehouse.digest import empty_tables
from warehouse.division_tables import fill_division
from warehouse.figures import insert_services
from warehouse.fixed_tables import (
    CONVENTIONS_STATUTS,
    COOPERATIONS,
    DEPOTS,
    DIM_CODE,
    DIM_ELEMENT,
    DIM_POPULATION,
    DIM_TRIMESTRE,
    DIM_UNITE,
    EDITION,
    PARTENAIRES,
    PARTENARIATS_PARTENAIRES,
)
from warehouse.history_filling import Edition, Figures, kept_figures, record_history
from warehouse.lake import Lake, lake_connection, plan_freely
from warehouse.literals import literal, load_rows
from warehouse.mart import COPIES, copy_rows, current_rows, load_mart
from warehouse.origin_tables import fill_files
from warehouse.partners import partner_rows
from warehouse.publications import reload_history
from warehouse.reckoning import add_reckoned, fetched, states_of, statuses_sql
from warehouse.revising import record_revisions
from warehouse.star import declared_tables, form_of, grouping_columns, public_columns, published_tables, summed_columns
from warehouse.state import SenderState, moment
from warehouse.territory import load_units, unit_rows
from warehouse.validation_tables import fill_validations

DIVISIONS = ("1999", "2023")


@dataclass(frozen=True)
class Computation:
    """What the indicators ask the store to publish: their tables, and the SQL that fills a quarter.

    ``statements`` replace, in ``fait`` and ``annexes``, the rows of the quarter they are made for; they read the mart
    (``m_*``). ``sans_historique``: the indicators drawn from restricted or protected data, whose successive figures
    aren't kept.
    """

    fait: DescribedTable
    dimension: DescribedTable
    lignes_dimension: Sequence[Sequence[Any]]
    statements: Callable[[Trimestre], Sequence[str]]
    annexes: Sequence[DescribedTable] = ()
    sans_historique: frozenset[str] = frozenset()

    @property
    def historiques(self) -> tuple[Figures, Figures]:
        """The histories kept of the figures: of the indicators, of the services."""
        return kept_figures(self.fait, self.sans_historique)

    @property
    def tables(self) -> tuple[DescribedTable, ...]:
        """What is published for the indicators."""
        return (self.dimension, self.fait, self.historiques[0].historique, *self.annexes)


@dataclass(frozen=True)
class Patch:
    """What an edition changes: quarters made anew, registers and reference tables when they moved.

    ``cles``: every published quarter and the digest of what it is drawn from. ``etats``: senders' states by quarter.
    """

    trimestres: tuple[Trimestre, ...]
    cles: Mapping[str, str]
    etats: Mapping[str, Sequence[SenderState]]
    neuf: bool
    edition: Mapping[str, Any] = field(default_factory=dict)


def patch_database(path: Path, home: Home, patch: Patch, computation: Computation) -> None:
    """Bring the DuckDB file at ``path`` (made there when ``patch.neuf``) to what the lake holds."""
    with lake_connection(home, read_only=True) as connection:
        connection.execute(f"ATTACH {literal(str(path))} AS edition")
        connection.execute("USE edition")
        load_units(connection)
        # One transaction: the file is whole or useless, and a checkpoint a statement would cost more than the work.
        connection.execute("BEGIN")
        if patch.neuf:
            _create(connection, computation)
            _fill_reference(connection, home, computation)
        acts, empty = recorded_acts(Lake(connection)), empty_tables(Lake(connection))
        copy_rows(connection, empty)
        for quarter in patch.trimestres:
            _fill_quarter(connection, home, quarter, patch, computation, acts, empty)
        _fill_registers(connection, acts, empty)
        fill_files(connection)
        _fill_edition(connection, patch)
        _fill_history(connection, home, patch, computation, acts)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
        connection.execute("USE memory")
        connection.execute("DETACH edition")


def _create(connection: duckdb.DuckDBPyConnection, computation: Computation) -> None:
    tables: list[DescribedTable] = [*published_tables(), *computation.tables]
    for table in tables:
        columns = ", ".join(f"{column.nom} {column.type_sql}" for column in table.colonnes)
        connection.execute(f"CREATE TABLE {table.nom} ({columns})")
    describe(connection, tables)


def _fill_reference(connection: duckdb.DuckDBPyConnection, home: Home, computation: Computation) -> None:
    _insert(connection, DIM_UNITE, [(division, *row) for division in DIVISIONS for row in unit_rows(division)])
    elements = [element for element in all_elements().values() if element.diffusion != "interne"]
    names = [column.nom for column in DIM_ELEMENT.colonnes]
    _insert(connection, DIM_ELEMENT, [[getattr(element, name) for name in names] for element in elements])
    _insert(
        connection,
        DIM_POPULATION,
        [
            (one.division, one.unite_code, one.annee, one.valeur, one.statut, one.source)
            for one in populations(home.reference)
        ],
    )
    _insert(
        connection,
        DIM_CODE,
        [(name, code, label) for name in list_names() for code, label in code_list(name).libelles.items()],
    )
    _insert(connection, DECISIONS_REGISTRE, decided_rows(read(home.reference)))
    _insert(connection, computation.dimension, computation.lignes_dimension)
    fill_division(connection)


def _fill_quarter(
    connection: duckdb.DuckDBPyConnection,
    home: Home,
    trimestre: Trimestre,
    patch: Patch,
    computation: Computation,
    acts: Sequence[Act],
    empty: frozenset[str],
) -> None:
    quarter = str(trimestre)
    restricted = [table for table in declared_tables() if form_of(table) == "agregats"]
    before = {table.nom: published_before(connection, table, trimestre) for table in restricted}
    for table in published_tables():
        if table.rythme == "trimestre":
            connection.execute(f"DELETE FROM {table.nom} WHERE trimestre = {literal(quarter)}")
    states = [(known, state) for known, of_it in patch.etats.items() if known <= quarter for state in of_it]
    load_mart(connection, trimestre, states, home.reference)
    add_reckoned(connection, trimestre, acts)
    insert_services(connection, trimestre)
    _insert(connection, DEPOTS, [_deposit_row(quarter, state) for state in patch.etats.get(quarter, ())])
    rates, domains = published_rows(connection, trimestre, patch.etats.get(quarter, ()), home.perimetre)
    _insert(connection, COMPLETUDE, rates)
    _insert(connection, COMPLETUDE_DOMAINES, domains)
    if "validations" not in empty:
        fill_validations(connection, quarter)
    for declared in declared_tables():
        form = form_of(declared)
        if form == "agregats":
            target = _published(f"{declared.nom}_agregats")
            _insert(connection, target, breakdown_rows(connection, declared, trimestre, before[declared.nom]))
        elif declared.nom in empty:
            continue
        elif form == "comptes":
            _insert_counts(connection, declared, quarter)
        elif declared.nature == "evenement":
            _insert_rows(connection, declared, _of_quarter(declared, quarter))
    connection.execute(f"INSERT INTO {CONVENTIONS_STATUTS.nom} {statuses_sql(trimestre)}")
    connection.execute(f"INSERT INTO {COOPERATIONS.nom} FROM m_cooperations")
    plan_freely(connection, True)
    for statement in computation.statements(trimestre):
        connection.execute(statement)
    plan_freely(connection, False)


def _fill_registers(connection: duckdb.DuckDBPyConnection, acts: Sequence[Act], empty: frozenset[str]) -> None:
    for declared in declared_tables():
        if declared.nature == "registre" and form_of(declared) == "lignes":
            connection.execute(f"DELETE FROM {declared.nom}")
            if declared.nom not in empty:
                source = current_rows(declared, None, COPIES)
                source = _proofread(connection, declared, source, acts) if declared.relecture else source
                _insert_rows(connection, declared, source)
    rows = fetched(
        connection,
        "SELECT expediteur, id_local, partenaire, pays_code, type_partenaire_code "
        f"FROM {current_rows(all_tables()['partenariats'], None, COPIES)}",
    )
    partners, links = partner_rows(rows, fusions(acts))
    for table, found in ((PARTENAIRES, partners), (PARTENARIATS_PARTENAIRES, links)):
        connection.execute(f"DELETE FROM {table.nom}")
        _insert(connection, table, found)


def _proofread(connection: duckdb.DuckDBPyConnection, declared: Table, source: str, acts: Sequence[Act]) -> str:
    """The current rows whose very content was decided to be published, with their authors' agreement."""
    names = ", ".join(column.nom for column in declared.colonnes)
    rows = fetched(connection, f"SELECT expediteur, {names} FROM {source}")
    states = states_of(rows, declared, readings(acts, declared.nom))
    published = [
        (row["expediteur"], row["id_local"])
        for row in rows
        if states[row["expediteur"], row["id_local"]] == "publiee" and agreed(declared, row)
    ]
    load_rows(connection, "relues", (("expediteur", "VARCHAR"), ("id_local", "VARCHAR")), published)
    return f"(SELECT c.* FROM {source} c JOIN relues r ON r.expediteur = c.expediteur AND r.id_local = c.id_local)"


def _of_quarter(declared: Table, quarter: str) -> str:
    """The rows of a quarter: its events, or the register as of it."""
    if declared.nature == "registre":
        return current_rows(declared, Trimestre.parse(quarter), COPIES)
    return f"(SELECT * FROM {COPIES}{declared.nom} WHERE trimestre = {literal(quarter)})"


def _insert_rows(connection: duckdb.DuckDBPyConnection, declared: Table, source: str) -> None:
    """The public columns of the rows of a source, with where their owner lies."""
    shown = ", ".join(f"l.{column.nom}" for column in public_columns(declared))
    place = "u.commune_code, u.cercle_code, u.region_code"
    columns = f"l.expediteur, {shown}, {place}"
    columns = f"{columns}, l.trimestre" if declared.nature == "registre" else f"l.trimestre, {columns}"
    columns += ", l.sequence, l.feuille, l.ligne"
    connection.execute(
        f"INSERT INTO {declared.nom} SELECT {columns} FROM {source} l "
        f"LEFT JOIN unites u ON u.code = l.{declared.proprietaire} ORDER BY l.expediteur, l.id_local"
    )


def _insert_counts(connection: duckdb.DuckDBPyConnection, declared: Table, quarter: str) -> None:
    """Counts of an internal table by its public codes, from the lowest level of its diffusion."""
    groups = "".join(f", l.{column.nom}" for column in grouping_columns(declared))
    sums = "".join(f", sum(l.{column.nom})" for column in summed_columns(declared))
    levels = {"commune": "u.commune_code", "cercle": "u.cercle_code", "region": "u.region_code", "pays": f"'{NATION}'"}
    order = list(levels)
    for level in order[order.index(declared.diffusion) :]:
        place = levels[level]
        region = f"'{NATION}'" if level == "pays" else "any_value(u.region_code)"
        connection.execute(
            f"INSERT INTO {declared.nom} SELECT '{quarter}', '{level}', {place}, {region} {groups}, count(*) {sums} "
            f"FROM {_of_quarter(declared, quarter)} l JOIN unites u ON u.code = l.{declared.proprietaire} "
            f"WHERE {place} IS NOT NULL GROUP BY {place} {groups}"
        )


def _deposit_row(quarter: str, state: SenderState) -> tuple[Any, ...]:
    received = moment(state.recu_le).replace(tzinfo=None).isoformat(sep=" ") if state.recu_le else None
    region = ancestor(state.code, "region") or NATION
    return (
        quarter,
        state.code,
        state.nom,
        state.niveau,
        region,
        state.attendu,
        state.verdict,
        received,
        state.a_temps,
        state.fichiers,
        state.lignes_soumises,
        state.lignes_integrees,
        state.lignes_ecartees,
    )


def _fill_edition(connection: duckdb.DuckDBPyConnection, patch: Patch) -> None:
    connection.execute(f"DELETE FROM {DIM_TRIMESTRE.nom}")
    rows = []
    for name, key in sorted(patch.cles.items()):
        quarter = Trimestre.parse(name)
        limit = deadlines(quarter).depot
        rows.append((name, quarter.libelle, quarter.annee, quarter.numero, quarter.debut, quarter.fin, limit, key))
    _insert(connection, DIM_TRIMESTRE, rows)
    connection.execute(f"DELETE FROM {EDITION.nom}")
    _insert(connection, EDITION, [[patch.edition[column.nom] for column in EDITION.colonnes]])


def _fill_history(
    connection: duckdb.DuckDBPyConnection, home: Home, patch: Patch, computation: Computation, acts: Sequence[Act]
) -> None:
    """What this edition changes of the history, once its figures are there; the history itself in a file made anew."""
    facts = patch.edition
    made = Edition(
        int(facts["numero"]),
        moment(str(facts["cree_le"])).replace(tzinfo=None),
        str(facts["par"]),
        str(facts["trimestre"] or ""),
        int(facts["derniere_sequence"]),
        str(facts["referentiels"]),
    )
    plan_freely(connection, True)
    if patch.neuf:
        reload_history(connection, home, made.numero - 1, computation.historiques)
    record_history(connection, computation.historiques, made, patch.trimestres, patch.cles)
    plan_freely(connection, False)
    record_revisions(connection, computation.historiques[0], made, acts)


def _insert(connection: duckdb.DuckDBPyConnection, table: DescribedTable, rows: Sequence[Sequence[Any]]) -> None:
    load_rows(connection, "a_inserer", [(column.nom, column.type_sql) for column in table.colonnes], rows)
    connection.execute(f"INSERT INTO {table.nom} SELECT * FROM a_inserer")


def _published(nom: str) -> PublishedTable:
    return next(table for table in published_tables() if table.nom == nom)
