"""What the rules of registry/ say of the registers' rows at a quarter's end, added to the mart.

One truth: status of a convention, identity of a partner and place in the cycle are reckoned by the pure functions that
every command uses, never again in SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

from registry.codelists import code_list
from registry.conventions import next_act, status, term_end, terms_of
from registry.cycle import StepFact, state
from registry.partners import Fusion, canonical, partner_id
from registry.periods import Trimestre
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.decisions import Act, Readings, content_hash, fusions, readings
from warehouse.fixed_tables import COOPERATIONS
from warehouse.literals import literal, load_rows
from warehouse.mart import COPIES

# Events read from their first quarter on, because sums and last days are cumulated; others are read two years back.
CUMULES = ("decaissements", "rencontres")
_KEY = (("expediteur", "VARCHAR"), ("id_local", "VARCHAR"))
Key = tuple[str, str]
Fields = Mapping[str, Any]


def add_reckoned(connection: duckdb.DuckDBPyConnection, trimestre: Trimestre, acts: Sequence[Act]) -> None:
    """Add to the mart of a quarter the reckoned columns of its tables, and make ``m_cooperations``.

    ``m_conventions``: statut_calcule_code, fin_calculee_date, prochain_acte_code, prochain_acte_date.
    ``m_partenariats``: partenaire_id. ``m_confirmations``: designee. Tables whose rows must be proofread: etat_code.
    """
    _add_statuses(connection, trimestre.fin)
    _add_partners(connection, fusions(acts))
    _mark_designated(connection)
    for table in all_tables().values():
        if table.relecture:
            _add_states(connection, table, acts)
    _load_cooperations(connection, trimestre)


def fetched(connection: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    """The rows of a query, by column."""
    done = connection.execute(sql)
    names = [column[0] for column in done.description or ()]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def partners_of(rows: Iterable[Fields], standing: tuple[Fusion, ...]) -> dict[Key, str]:
    """By (sender, local id) of partnerships, the identifier of the partner, as decided fusions have it."""
    known: dict[tuple[str, str], str] = {}
    found = {}
    for row in rows:
        name = (row["partenaire"] or "", row["pays_code"] or "")
        if name not in known:
            known[name] = canonical(partner_id(*name), standing)
        found[row["expediteur"], row["id_local"]] = known[name]
    return found


def states_of(rows: Iterable[Fields], table: Table, read: Mapping[Key, Readings]) -> dict[Key, str]:
    """By (sender, local id), where the content of a row that must be proofread stands."""
    return {
        key: read.get(key, Readings()).etat(content_hash(table, row))
        for row in rows
        for key in [(row["expediteur"], row["id_local"])]
    }


def _add_statuses(connection: duckdb.DuckDBPyConnection, day: date) -> None:
    amendments: dict[Key, list[Fields]] = defaultdict(list)
    for one in fetched(connection, "SELECT * FROM m_avenants"):
        amendments[one["expediteur"], one["convention_id"]].append(one)
    meetings: dict[Key, list[date]] = defaultdict(list)
    for one in fetched(connection, f"SELECT expediteur, convention_id, rencontre_date FROM {COPIES}rencontres"):
        if one["rencontre_date"] is not None:
            meetings[one["expediteur"], one["convention_id"]].append(one["rencontre_date"])
    rows = []
    for row in fetched(connection, "SELECT * FROM m_conventions"):
        key = (row["expediteur"], row["id_local"])
        terms = terms_of(row, amendments.get(key, ()), meetings.get(key, ()))
        act = next_act(terms, day)
        rows.append((*key, status(terms, day), term_end(terms, day), act.code, act.date))
    columns = (
        ("statut_calcule_code", "VARCHAR"),
        ("fin_calculee_date", "DATE"),
        ("prochain_acte_code", "VARCHAR"),
        ("prochain_acte_date", "DATE"),
    )
    _join(connection, "m_conventions", columns, rows)


def _add_partners(connection: duckdb.DuckDBPyConnection, standing: tuple[Fusion, ...]) -> None:
    rows = fetched(connection, "SELECT expediteur, id_local, partenaire, pays_code FROM m_partenariats")
    partners = partners_of(rows, standing)
    _join(connection, "m_partenariats", (("partenaire_id", "VARCHAR"),), [(*key, one) for key, one in partners.items()])


def _mark_designated(connection: duckdb.DuckDBPyConnection) -> None:
    """Whether who answers is a party that the partnership's own filer named: a stranger's answer counts for nothing."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE m_confirmations AS SELECT c.*, EXISTS (SELECT 1 FROM m_parties p "
        "WHERE p.partenariat_id = c.partenariat_ref AND p.cote_code = 'mali' "
        "AND p.partie_unite_code = c.unite_code AND p.expediteur <> c.expediteur) AS designee FROM m_confirmations c"
    )


def _add_states(connection: duckdb.DuckDBPyConnection, table: Table, acts: Sequence[Act]) -> None:
    rows = fetched(connection, f"SELECT * FROM m_{table.nom}")
    states = states_of(rows, table, readings(acts, table.nom))
    _join(connection, f"m_{table.nom}", (("etat_code", "VARCHAR"),), [(*key, one) for key, one in states.items()])


def _join(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[Sequence[object]],
) -> None:
    """Give a table of the mart those columns, by (sender, local id)."""
    load_rows(connection, "calcules", (*_KEY, *columns), rows)
    shown = ", ".join(f"c.{column}" for column, _ in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT m.*, {shown} FROM {name} m "
        "LEFT JOIN calcules c ON c.expediteur = m.expediteur AND c.id_local = m.id_local"
    )


def _load_cooperations(connection: duckdb.DuckDBPyConnection, trimestre: Trimestre) -> None:
    """``m_cooperations``: a row a partnership, in the columns of the published table."""
    day = trimestre.fin
    steps: dict[Key, list[StepFact]] = defaultdict(list)
    for one in fetched(
        connection, "SELECT expediteur, partenariat_id, etape_code, etat_code, etape_date FROM m_etapes_cycle"
    ):
        fact = StepFact(one["etape_code"], one["etat_code"], one["etape_date"])
        steps[one["expediteur"], one["partenariat_id"]].append(fact)
    sums = {(row["expediteur"], row["partenariat_id"]): row for row in fetched(connection, _sums(trimestre))}
    rows = []
    for sender, name, place in connection.execute(
        "SELECT expediteur, id_local, unite_code FROM m_partenariats ORDER BY ALL"
    ).fetchall():
        reached, summed = state(steps.get((sender, name), ()), day), sums.get((sender, name), {})
        rows.append(
            (
                str(trimestre),
                sender,
                name,
                place,
                reached.phase,
                reached.etape.code if reached.etape else None,
                reached.etat,
                reached.date,
                reached.faites,
                reached.prochaine.code if reached.prochaine else None,
                summed.get("conventions") or 0,
                summed.get("actions") or 0,
                summed.get("engage"),
                summed.get("decaisse"),
                summed.get("rencontre"),
            )
        )
    load_rows(connection, "m_cooperations", [(column.nom, column.type_sql) for column in COOPERATIONS.colonnes], rows)


def _sums(trimestre: Trimestre) -> str:
    """By partnership: running conventions, actions, money and the last meeting, from all quarters up to this one."""
    attributes = code_list("statuts_convention_calcules").attributs
    running = ", ".join(literal(code) for code, known in attributes.items() if known["vivante"] == "oui")
    upto, last = f"trimestre <= {literal(trimestre)}", literal(trimestre.fin)
    parts = {
        "conventions": "SELECT expediteur, partenariat_id, count(*) AS n FROM m_conventions "
        f"WHERE statut_calcule_code IN ({running}) GROUP BY ALL",
        "actions": "SELECT expediteur, partenariat_id, count(*) AS n FROM liees GROUP BY ALL",
        "engage": "SELECT l.expediteur, l.partenariat_id, sum(e.montant_fcfa)::BIGINT AS n FROM engages e "
        "JOIN liees l ON l.expediteur = e.expediteur AND l.id_local = e.action_id GROUP BY ALL",
        "decaisse": "SELECT l.expediteur, l.partenariat_id, sum(d.montant_fcfa)::BIGINT AS n "
        f"FROM (SELECT expediteur, engagement_id, montant_fcfa FROM {COPIES}decaissements WHERE {upto}) d "
        "JOIN engages e ON e.expediteur = d.expediteur AND e.id_local = d.engagement_id "
        "JOIN liees l ON l.expediteur = e.expediteur AND l.id_local = e.action_id GROUP BY ALL",
        "rencontre": "SELECT expediteur, partenariat_id, max(jour) AS n FROM ("
        f"SELECT expediteur, partenariat_id, rencontre_date AS jour FROM {COPIES}rencontres WHERE {upto} "
        "UNION ALL SELECT expediteur, partenariat_id, derniere_rencontre_date FROM m_conventions) "
        f"WHERE jour <= {last} GROUP BY ALL",
    }
    joined = " ".join(
        f"LEFT JOIN ({sql}) {name} ON {name}.expediteur = p.expediteur AND {name}.partenariat_id = p.id_local"
        for name, sql in parts.items()
    )
    columns = ", ".join(f"{name}.n AS {name}" for name in parts)
    return (
        "WITH engages AS (SELECT expediteur, id_local, action_id, montant_fcfa FROM m_engagements), "
        "liees AS (SELECT a.expediteur, a.id_local, coalesce(a.partenariat_id, p.partenariat_id) AS partenariat_id "
        "FROM m_actions a LEFT JOIN m_plans_action p ON p.expediteur = a.expediteur AND p.id_local = a.plan_id) "
        f"SELECT p.expediteur, p.id_local AS partenariat_id, {columns} FROM m_partenariats p {joined}"
    )


def statuses_sql(trimestre: Trimestre) -> str:
    """The rows of ``conventions_statuts`` for a quarter, from the mart."""
    return (
        f"SELECT {literal(trimestre)}, expediteur, id_local, unite_code, statut_calcule_code, fin_calculee_date, "
        "prochain_acte_code, prochain_acte_date FROM m_conventions ORDER BY expediteur, id_local"
    )
