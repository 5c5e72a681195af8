"""The mart: temporary ``m_*`` tables from which the indicators of one quarter are computed.

They hold what the lake knows inside, restricted columns included; they live and die with the connection, and nothing
of them is published but the sums that the indicators draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import duckdb

from registry.elements import all_elements
from registry.periods import Trimestre
from registry.population import population_on
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.lake import business_columns, table_columns
from warehouse.literals import listed, load_rows
from warehouse.state import SenderState
from warehouse.territory import load_units

# Quarters of data that a quarter's figures are drawn from: the two years that end with it.
PROFONDEUR = 8
# The quarters laid side by side: the one computed, the one before, the same of last year.
_REFERENCES = (0, -1, -4)
# How far back the last known value of a yearly element is looked for, its own quarter included.
VALIDITE = 4
# What the names of the copies begin with.
COPIES = "lac_"


def window(trimestre: Trimestre) -> tuple[str, ...]:
    """The quarters whose data a quarter's figures are drawn from, the latest first."""
    return tuple(str(trimestre.plus(-back)) for back in range(PROFONDEUR))


def load_mart(
    connection: duckdb.DuckDBPyConnection,
    trimestre: Trimestre,
    states: Sequence[tuple[str, SenderState]],
    reference: Path,
) -> None:
    """Make the ``m_*`` tables of a quarter in a connection where the lake is attached as ``lac`` and copied.

    ``states``: (quarter, state) of the senders, for that quarter and all before. ``reference``: the home's own
    reference folder. See ``copy_rows``.
    """
    load_units(connection)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE m_unites AS "
        "SELECT code, nom, niveau, commune_code, cercle_code, region_code FROM unites"
    )
    load_rows(
        connection,
        "m_parametres",
        (("trimestre", "VARCHAR"), ("fin", "DATE")),
        [(str(trimestre), trimestre.fin)],
    )
    load_rows(
        connection,
        "m_tables_recues",
        (("expediteur", "VARCHAR"), ("table_nom", "VARCHAR"), ("trimestre", "VARCHAR")),
        tables_received(trimestre, states),
    )
    _load_services(connection, trimestre)
    for table in all_tables().values():
        if table.nature != "releve":
            _load_rows_of(connection, table, trimestre)
    load_rows(
        connection,
        "m_population",
        (("unite_code", "VARCHAR"), ("population", "BIGINT")),
        [(code, figure.valeur) for code, figure in population_on(trimestre.fin, reference).items()],
    )
    load_rows(
        connection,
        "m_depots",
        (("expediteur", "VARCHAR"), ("trimestre", "VARCHAR"), ("verdict", "VARCHAR"), ("a_temps", "BOOLEAN")),
        [(one.code, quarter, one.verdict, one.a_temps) for quarter, one in states if one.verdict is not None],
    )


def tables_received(trimestre: Trimestre, states: Iterable[tuple[str, SenderState]]) -> list[tuple[str, str, str]]:
    """(sender, table, quarter) of what accepted files told of: the first quarter of each table, and for events each of
    the quarters that are laid side by side.

    The guide's own file is no sender's: it makes no quarter of the country, and says nothing of what it doesn't list.
    """
    beside = {str(trimestre.plus(back)) for back in _REFERENCES}
    events = {table.nom for table in all_tables().values() if table.nature == "evenement"}
    rows = {table.nom for table in all_tables().values() if table.nature != "releve"}
    first: dict[tuple[str, str], str] = {}
    found = set()
    for quarter, state in states:
        if quarter > str(trimestre):
            continue
        for table in rows.intersection(state.tables):
            key = (state.code, table)
            first[key] = min(first.get(key, quarter), quarter)
            if quarter in beside and table in events:
                found.add((*key, quarter))
    return sorted(found | {(*key, quarter) for key, quarter in first.items()})


def copy_rows(connection: duckdb.DuckDBPyConnection, vides: frozenset[str]) -> None:
    """Copy the lake's tables of rows into temporary ones (``lac_<table>``), to be read for every quarter made anew.

    Each query of the lake asks its catalogue first, which costs more than these rows. ``vides``: the tables known to
    hold no row, about which the lake isn't asked at all.
    """
    for table in all_tables().values():
        if table.nature == "releve":
            continue
        if table.nom in vides:
            columns = ", ".join(f"{name} {kind}" for name, kind in table_columns(table))
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {COPIES}{table.nom} ({columns})")
        else:
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {COPIES}{table.nom} AS FROM lac.{table.nom}")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {COPIES}attributions AS FROM lac.attributions")


def current_rows(table: Table, trimestre: Trimestre | None = None, lac: str = "lac.") -> str:
    """SQL giving the current rows of a register, cancelled ones left out, as of a quarter when given.

    Current: the last changed version by (quarter, sequence) of each (sender, local id). A partnership of the guide that
    a decision handed over is its new sender's, with its conventions, in every quarter. ``lac``: what the names of the
    tables read begin with, the lake's or those of its copies.
    """
    until = f"WHERE trimestre <= '{trimestre}'" if trimestre is not None else ""
    last = "row_number() OVER (PARTITION BY expediteur, id_local ORDER BY trimestre DESC, sequence DESC) = 1"
    standing = "WHERE etat_ligne IS DISTINCT FROM 'annule'" if "etat_ligne" in dict(business_columns(table)) else ""
    source = _HANDED_OVER[table.nom](table, lac) if table.nom in _HANDED_OVER else f"{lac}{table.nom}"
    return f"(SELECT * FROM (SELECT * FROM {source} {until} QUALIFY {last}) {standing})"


def _partnerships(table: Table, lac: str) -> str:
    """The versions of partnerships under who holds them; what the guide said stays beside what the holder sends."""
    of_guide = [column.nom for column in table.colonnes_internes]
    kept = "".join(
        f", coalesce({name}, max({name}) OVER (PARTITION BY expediteur, id_local)) AS {name}" for name in of_guide
    )
    return (
        f"(SELECT * EXCLUDE (raison_attribution) REPLACE (if(raison_attribution IS NULL, etat_rattachement, 'exact') "
        "AS etat_rattachement, if(raison_attribution IS NULL, raisons, "
        "json_array(raison_attribution)::VARCHAR) AS raisons) FROM ("
        f"SELECT * REPLACE ({kept.removeprefix(', ')}) FROM ("
        "SELECT l.* REPLACE (coalesce(a.expediteur, l.expediteur) AS expediteur, "
        "CASE WHEN a.expediteur IS NULL OR a.expediteur = l.expediteur THEN l.unite_code ELSE a.unite_code END "
        f"AS unite_code), a.raison AS raison_attribution FROM {lac}{table.nom} l LEFT JOIN {lac}attributions a "
        f"ON a.id_local = l.id_local AND {_HELD} WHERE a.ecarte IS NOT TRUE)))"
    )


def _conventions(table: Table, lac: str) -> str:
    """The versions of conventions under who holds their partnership."""
    return (
        "(SELECT l.* REPLACE (coalesce(a.expediteur, l.expediteur) AS expediteur) "
        f"FROM {lac}{table.nom} l LEFT JOIN {lac}attributions a "
        f"ON a.id_local = l.partenariat_id AND NOT a.ecarte AND {_HELD})"
    )


_HELD = "a.source = l.expediteur AND (a.jusqua IS NULL OR l.sequence < a.jusqua)"
_HANDED_OVER: dict[str, Callable[[Table, str], str]] = {"partenariats": _partnerships, "conventions": _conventions}


def _load_services(connection: duckdb.DuckDBPyConnection, trimestre: Trimestre) -> None:
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE m_services AS SELECT unite_code, element, trimestre, valeur, etat "
        f"FROM lac.services WHERE trimestre IN ({listed(window(trimestre))})"
    )
    load_rows(
        connection,
        "trimestriels",
        (("element", "VARCHAR"),),
        [(element.code,) for element in all_elements().values() if element.periodicite == "trimestre"],
    )
    queries = []
    for back in _REFERENCES:
        moment = trimestre.plus(back)
        queries.append(
            f"SELECT '{moment}' AS trimestre_ref, unite_code, element, arg_max(valeur, trimestre) AS valeur "
            f"FROM m_services WHERE valeur IS NOT NULL "
            f"AND (trimestre = '{moment}' OR (trimestre > '{moment.plus(-VALIDITE)}' AND trimestre < '{moment}' "
            "AND element NOT IN (FROM trimestriels))) GROUP BY unite_code, element"
        )
    connection.execute(f"CREATE OR REPLACE TEMP TABLE m_services_en_vigueur AS {' UNION ALL '.join(queries)}")


def _load_rows_of(connection: duckdb.DuckDBPyConnection, table: Table, trimestre: Trimestre) -> None:
    if table.nature == "registre":
        source = current_rows(table, trimestre, COPIES)
    else:
        source = f"(SELECT * FROM {COPIES}{table.nom} WHERE trimestre IN ({listed(window(trimestre))}))"
    columns = ", ".join(f"l.{name}" for name, _ in business_columns(table))
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE m_{table.nom} AS "
        f"SELECT l.expediteur, l.trimestre, {columns}, u.commune_code, u.cercle_code, u.region_code "
        f"FROM {source} l LEFT JOIN unites u ON u.code = l.{table.proprietaire}"
    )
