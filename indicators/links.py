"""Rows that point to other rows: the table expressions that answer ``Lie`` and ``SommeLiee``, joined once to each row.

Each is grouped by the row pointed to before it is joined, so that no row is ever repeated and the cost stays linear.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indicators.conditions import Condition, Et, Lie, Non, Ou, column, identifier, literal, received_name
from indicators.mart import is_event, mart_tables, rows_standing, sent_as
from indicators.terms import SommeLiee, Terme, term_columns, term_condition, term_table
from registry.periods import Trimestre

Lien = Lie | SommeLiee


def links_of(condition: Condition | None) -> Iterator[Lie]:
    """The links that a condition reads directly, in order."""
    if isinstance(condition, Et | Ou):
        for part in condition.parties:
            yield from links_of(part)
    elif isinstance(condition, Non):
        yield from links_of(condition.partie)
    elif isinstance(condition, Lie):
        yield condition


def term_links(term: Terme | None) -> Iterator[Lien]:
    """The links that a term reads directly."""
    if isinstance(term, SommeLiee):
        yield term
    yield from links_of(term_condition(term))


def term_reads(term: Terme | None) -> Iterator[tuple[str, frozenset[str]]]:
    """Every table that a term reads, with the columns read there, those of links included."""
    if term is None:
        return
    table = term_table(term)
    if table is not None:
        yield table, term_columns(term)
    for link in term_links(term):
        extra = {link.colonne} if isinstance(link, SommeLiee) else set()
        yield from _link_reads(_lie(link), frozenset(extra))


def joins(links: Iterable[Lien], moment: Trimestre, recues: bool = False) -> str:
    """The joins that a query over rows ``t`` needs to read these links.

    ``recues``: it also asks by itself which tables the sender ever sent.
    """
    links = tuple(dict.fromkeys(links))
    clauses = []
    if recues or any(_lie(link).meme_expediteur for link in links):
        name = received_name(moment)
        clauses.append(f" LEFT JOIN {name} ON {name}.expediteur = t.expediteur")
    for link in links:
        name, lie = link.nom(moment), _lie(link)
        same = f" AND {name}.expediteur = t.expediteur" if lie.meme_expediteur else ""
        clauses.append(f" LEFT JOIN {name} ON {name}.cle = {column(lie.cle)}{same}")
    return "".join(clauses)


def received_table(moment: Trimestre) -> str:
    """SQL giving a row a sender, with a column a table: whether it was ever received up to that quarter."""
    names = sorted({sent_as(name) for name in mart_tables()})
    columns = ", ".join(f"bool_or(table_nom = {literal(name)}) AS {identifier(name)}" for name in names)
    until = literal(str(moment))
    return f"SELECT expediteur, {columns} FROM m_tables_recues WHERE trimestre <= {until} GROUP BY expediteur"


def link_tables(links: Iterable[Lien], moments: Iterable[Trimestre]) -> dict[str, str]:
    """The table expressions of these links and of those that they read, by name, in the order of their needs."""
    found: dict[str, str] = {}
    for moment in moments:
        if any(_lie(link).meme_expediteur for link in links):
            found[received_name(moment)] = received_table(moment)
        for link in links:
            inner = tuple(links_of(_lie(link).condition))
            found |= link_tables(inner, [moment])
            found[link.nom(moment)] = _gathered(link, inner, moment)
    return found


def _gathered(link: Lien, inner: tuple[Lie, ...], moment: Trimestre) -> str:
    lie = _lie(link)
    condition = lie.condition.sql(moment) if lie.condition is not None else "true"
    answers = f"bool_or({condition}) AS vrai, bool_or(({condition}) IS NULL) AS doute"
    if isinstance(link, SommeLiee):
        amount = column(link.colonne)
        unknown = f"({condition}) IS NULL OR (({condition}) AND {amount} IS NULL)"
        answers = f"sum({amount}) FILTER (WHERE {condition}) AS somme, bool_or({unknown}) AS doute"
    sender = "t.expediteur, " if lie.meme_expediteur else ""
    return (
        f"SELECT {sender}{column(lie.colonne)} AS cle, {answers} FROM {_linked_rows(lie.table, moment)} AS t"
        f"{joins(inner, moment)} WHERE {column(lie.colonne)} IS NOT NULL GROUP BY {sender}cle"
    )


def _linked_rows(table: str, moment: Trimestre) -> str:
    """All that is known on the day: current rows of a register, events of every quarter kept up to this one."""
    if is_event(table):
        return f"(SELECT * FROM m_{identifier(table)} WHERE trimestre <= {literal(str(moment))})"
    return rows_standing(table)


def _lie(link: Lien) -> Lie:
    return link.lien if isinstance(link, SommeLiee) else link


def _link_reads(lie: Lie, extra: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    columns = frozenset({lie.colonne}) | extra
    yield lie.table, columns | (lie.condition.colonnes if lie.condition is not None else frozenset())
    for inner in links_of(lie.condition):
        yield from _link_reads(inner, frozenset())
