"""The tables that an indicator's sums are read from: deposits, values in force, running totals, rows of a quarter.

Each query lays the three periods of a computation side by side, under the letters of ``Periodes``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

from indicators.conditions import column, identifier, literal, received_name
from indicators.declaration import Indicateur
from indicators.links import joins, link_tables, links_of, received_table, term_links
from indicators.mart import is_event, rows_standing
from indicators.terms import (
    CumulAnnee,
    LignesDuCercle,
    Presence,
    SommeElements,
    SommePortee,
    Terme,
    term_condition,
    term_table,
)
from registry.elements import elements_asked
from registry.periods import Trimestre


@dataclass(frozen=True)
class Periodes:
    """The quarter computed and the two that it is compared with, each under its letter: q, p (previous), a (year)."""

    courant: Trimestre

    def __getitem__(self, letter: str) -> Trimestre:
        return self.courant.plus({"q": 0, "p": -1, "a": -4}[letter])

    def literal(self, letter: str) -> str:
        """That quarter as a SQL literal."""
        return literal(str(self[letter]))


def common_tables(indicators: Iterable[Indicateur], trimestre: Trimestre) -> list[str]:
    """The common table expressions that the contributions read: units, deposits, values side by side."""
    periods = Periodes(trimestre)
    terms = [term for one in indicators for term in (one.numerateur, one.denominateur) if term is not None]
    return [
        *reception_tables(trimestre),
        _values(terms, periods),
        _running_totals(terms, periods),
        _mandatory(periods),
        *_links(terms, periods),
        *_presences(terms, periods),
        *_owned_sums(terms, periods),
    ]


def reception_tables(trimestre: Trimestre) -> list[str]:
    """The common table expressions of communes, cercles, and what was received of each."""
    periods = Periodes(trimestre)
    return [
        "communes AS (SELECT code AS unite_code, commune_code, cercle_code, region_code FROM m_unites"
        " WHERE niveau = 'commune')",
        _deposits(periods),
        _received(periods),
        "cercles AS (SELECT u.code AS cercle_code, u.region_code, e.* EXCLUDE (expediteur) FROM m_unites AS u"
        " LEFT JOIN envois AS e ON e.expediteur = u.code WHERE u.niveau = 'cercle')",
    ]


def condition_sql(term: Terme | None, moment: Trimestre) -> str:
    """The condition of a term on the row ``t``, true when it has none."""
    condition = term_condition(term)
    return condition.sql(moment) if condition is not None else "true"


def _deposits(periods: Periodes) -> str:
    columns = []
    for letter in "qpa":
        here = f"trimestre = {periods.literal(letter)}"
        columns += [f"bool_or({here}) AS recu_{letter}", f"bool_or({here} AND a_temps) AS temps_{letter}"]
    return (
        f"envois AS (SELECT expediteur, {', '.join(columns)} FROM m_depots"
        " WHERE verdict IN ('accepte', 'accepte_avec_reserves') GROUP BY expediteur)"
    )


def _received(periods: Periodes) -> str:
    """Which tables each sender sent: ever, and for each period."""
    columns = [f"bool_or(trimestre = {periods.literal(letter)}) AS recue_{letter}" for letter in "qpa"]
    until = periods.literal("q")
    return (
        f"tables_recues AS (SELECT expediteur, table_nom, true AS recue_jusque, {', '.join(columns)}"
        f" FROM m_tables_recues WHERE trimestre <= {until} GROUP BY expediteur, table_nom)"
    )


def _values(terms: list[Terme], periods: Periodes) -> str:
    """One pass over the values in force: a row a commune, a column an element and period."""
    codes = dict.fromkeys(code for term in terms if isinstance(term, SommeElements) for code in term.codes)
    elements = ", ".join(literal(identifier(code)) for code in codes) or literal("")
    quarters = ", ".join(periods.literal(letter) for letter in "qpa")
    sides = ", ".join(
        f"max(valeur) FILTER (WHERE trimestre_ref = {periods.literal(letter)}) AS {letter}" for letter in "qpa"
    )
    values = (
        f"SELECT unite_code, element, {sides} FROM m_services_en_vigueur"
        f" WHERE trimestre_ref IN ({quarters}) AND element IN ({elements}) GROUP BY unite_code, element"
    )
    # A pivot is ten times faster here than as many filtered aggregates; its columns are <element>_q, <element>_p…
    return (
        f"valeurs AS (FROM ({values}) PIVOT (max(q) AS q, max(p) AS p, max(a) AS a"
        f" FOR element IN ({elements}) GROUP BY unite_code))"
    )


def _running_totals(terms: list[Terme], periods: Periodes) -> str:
    codes = dict.fromkeys(code for term in terms if isinstance(term, CumulAnnee) for code in term.codes)
    columns, read = ["unite_code"], set()
    for letter in "qa":
        last = periods[letter]
        quarters = [literal(str(Trimestre(last.annee, number))) for number in range(1, last.numero + 1)]
        read.update(quarters)
        for code in codes:
            here = f"FILTER (WHERE element = {literal(code)} AND trimestre IN ({', '.join(quarters)}))"
            columns.append(
                f"CASE WHEN count(valeur) {here} = {last.numero} THEN sum(valeur) {here} END"
                f" AS {letter}_{identifier(code)}"
            )
    elements = ", ".join(literal(code) for code in codes) or "''"
    return (
        f"cumuls AS (SELECT {', '.join(columns)} FROM m_services"
        f" WHERE element IN ({elements}) AND trimestre IN ({', '.join(sorted(read))}) GROUP BY unite_code)"
    )


def _mandatory(periods: Periodes) -> str:
    """How many mandatory elements were asked of each commune, and how many it answered."""
    columns, wheres = ["c.unite_code"], []
    for letter in "qpa":
        asked = [literal(element.code) for element in elements_asked(periods[letter]) if element.obligatoire]
        here = f"s.trimestre = {periods.literal(letter)} AND s.element IN ({', '.join(asked) or literal('')})"
        wheres.append(f"({here})")
        columns += [
            f"count(*) FILTER (WHERE {here} AND (s.valeur IS NOT NULL OR s.etat = 'sans_objet'))"
            f" AS {letter}_renseignes",
            f"{len(asked)} AS {letter}_attendus",
        ]
    return (
        f"obligatoires AS (SELECT {', '.join(columns)} FROM communes AS c LEFT JOIN m_services AS s"
        f" ON s.unite_code = c.unite_code AND ({' OR '.join(wheres)}) GROUP BY c.unite_code)"
    )


def _links(terms: list[Terme], periods: Periodes) -> list[str]:
    """What is joined to rows: for events in the three periods, for registers as they stand."""
    found = {received_name(periods[letter]): received_table(periods[letter]) for letter in "qpa"}
    for term in terms:
        table = term_table(term)
        if table is not None:
            moments = [periods[letter] for letter in periods_of(table)]
            found |= link_tables(tuple(term_links(term)), moments)
    return [f"{name} AS ({sql})" for name, sql in found.items()]


def _presences(terms: list[Terme], periods: Periodes) -> list[str]:
    queries = []
    for term in dict.fromkeys(term for term in terms if isinstance(term, Presence)):
        parts = []
        for letter in periods_of(term.table):
            condition = term.condition.sql(periods[letter])
            parts.append(
                f"SELECT t.unite_code, {literal(letter)} AS periode, bool_or({condition}) AS vrai,"
                f" bool_or(({condition}) IS NULL) AS doute FROM {rows(term, periods[letter])} GROUP BY t.unite_code"
            )
        columns = ", ".join(
            f"bool_or({what}) FILTER (WHERE periode = '{letter}') AS {letter}_{what}"
            for letter in "qpa"
            for what in ("vrai", "doute")
        )
        queries.append(
            f"{presence_name(term)} AS (SELECT unite_code, {columns}"
            f" FROM ({' UNION ALL '.join(parts)}) GROUP BY unite_code)"
        )
    return queries


def _owned_sums(terms: list[Terme], periods: Periodes) -> list[str]:
    queries = []
    for term in dict.fromkeys(term for term in terms if isinstance(term, SommePortee)):
        parts = []
        for letter in periods_of(term.table):
            condition, amount = condition_sql(term, periods[letter]), column(term.colonne)
            parts.append(
                f"SELECT t.unite_code, {literal(letter)} AS periode, sum({amount}) FILTER (WHERE {condition}) AS somme,"
                f" bool_or(({condition}) IS NULL OR (({condition}) AND {amount} IS NULL)) AS doute"
                f" FROM {rows(term, periods[letter])} GROUP BY t.unite_code"
            )
        columns = ", ".join(
            f"{how}({what}) FILTER (WHERE periode = '{letter}') AS {letter}_{what}"
            for letter in "qpa"
            for how, what in (("sum", "somme"), ("bool_or", "doute"))
        )
        queries.append(
            f"{presence_name(term)} AS (SELECT unite_code, {columns}"
            f" FROM ({' UNION ALL '.join(parts)}) GROUP BY unite_code)"
        )
    return queries


def presence_name(term: Presence | SommePortee) -> str:
    """The name of the table expression that answers a presence or an owned sum, one row a commune owning rows."""
    kind = "presence" if isinstance(term, Presence) else "portee"
    return f"{kind}_{identifier(term.table)}_{crc32(repr(term).encode()):08x}"


def rows_by_cercle(term: LignesDuCercle, periods: Periodes) -> str:
    """Rows of each cercle and its communes that satisfy the term, a column a period."""
    parts = [
        f"SELECT u.cercle_code, {literal(letter)} AS periode FROM {rows(term, periods[letter])}"
        f" JOIN m_unites AS u ON u.code = t.unite_code WHERE {condition_sql(term, periods[letter])}"
        for letter in "qpa"
    ]
    columns = ", ".join(f"count(*) FILTER (WHERE periode = '{letter}') AS {letter}_lignes" for letter in "qpa")
    return f"SELECT cercle_code, {columns} FROM ({' UNION ALL '.join(parts)}) GROUP BY cercle_code"


def rows(term: Presence | SommePortee | LignesDuCercle, moment: Trimestre) -> str:
    """The rows ``t`` that a term reads, with what its condition needs of other tables."""
    return f"{rows_of(term.table, moment)} AS t{joins(links_of(term.condition), moment)}"


def rows_of(table: str, moment: Trimestre) -> str:
    """The rows to count: those of the quarter for events, the current ones that stand for registers."""
    if is_event(table):
        return f"(SELECT * FROM m_{identifier(table)} WHERE trimestre = {literal(str(moment))})"
    return rows_standing(table)


def heard(table: str, letter: str) -> str:
    """The column of ``tables_recues`` telling that a table was received: for that quarter, or ever for a register."""
    return f"recue_{letter}" if is_event(table) else "recue_jusque"


def periods_of(table: str) -> str:
    """The periods in which a table's rows can be read: a register keeps its current state only."""
    return "qpa" if is_event(table) else "q"
