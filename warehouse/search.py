"""Full-text search over the experiences (BDEI), in French: accents, capitals, plurals and feminines don't matter.

The index lives in memory, made at each search from the rows searched: for thousands of sheets it costs less than
opening a second file, and can't disagree with the edition that it is read from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
from duckdb_extensions import import_extension

from registry.codelists import code_list
from registry.home import Home
from registry.territory import units
from schemas.discovery import all_tables
from warehouse.acts import EXPERIENCES, experience_states
from warehouse.lake import connect
from warehouse.literals import execute_prepared, load_rows
from warehouse.published import query

# Words that say nothing of what a text is about, without accents, as the index sees them.
_STOP = """
a afin ai ainsi alors apres au aucun aucune aussi autre autres aux avant avec avoir avons bien c ca car ce ceci cela
celle celles celui ces cet cette ceux chaque chez ci comme comment d dans de deja depuis des dont du elle elles en
encore entre est et etaient etait ete etre eu eux fait faire font fut grace il ils j je jusqu l la le les leur leurs
lors lui m ma mais me meme memes mes moins mon n ne ni nos notre nous on ont ou par parce pas pendant peu peut peuvent
plus pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si son sont sous sur t
ta te tes toi ton tous tout toute toutes tres trop tu un une vers vos votre vous y
"""
STOP_WORDS = frozenset(_STOP.split())
_EXCERPT = 220
_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")


def search_experiences(path: Path, words: str, limit: int = 20) -> list[dict[str, Any]]:
    """The published experiences that answer best to some words, the best first, from a published DuckDB file.

    Columns: id_local, expediteur, unite_code, unite_nom, titre, secteur (label), score, extrait. Raises OiseError when
    there is no such file.
    """
    return _ranked(query(path, f"SELECT * FROM {EXPERIENCES}"), words, limit)


def search_drafts(home: Home, words: str, limit: int = 20) -> list[dict[str, Any]]:
    """The same over every experience received, published or not; with its ``etat``."""
    return _ranked(experience_states(home), words, limit, ("etat",))


def searched_columns() -> tuple[str, ...]:
    """The texts searched, the title first; the sector's label is searched too."""
    return tuple(
        column.nom
        for column in all_tables()[EXPERIENCES].colonnes
        if column.type == "texte" and column.nom != "id_local" and column.confidentialite == "public"
    )


def _ranked(
    rows: Sequence[Mapping[str, Any]], words: str, limit: int, more: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    if not rows:
        return []
    texts, sectors = searched_columns(), code_list("secteurs").libelles
    labels = [sectors.get(row["secteur_code"] or "", "") for row in rows]
    connection = connect()
    try:
        load_rows(
            connection,
            "lues",
            (("numero", "BIGINT"), *((name, "VARCHAR") for name in texts), ("secteur", "VARCHAR")),
            [
                (number, *(row[name] for name in texts), label)
                for number, (row, label) in enumerate(zip(rows, labels, strict=True))
            ],
        )
        _index(connection, (*texts, "secteur"))
        # The title counts twice: it says what the whole sheet is about.
        found = execute_prepared(
            connection,
            "SELECT numero, score + coalesce(fts_main_fiches.match_bm25(numero, $mots, fields := 'titre'), 0) AS total "
            "FROM (SELECT numero, fts_main_fiches.match_bm25(numero, $mots) AS score FROM fiches) "
            "WHERE score IS NOT NULL ORDER BY total DESC, numero LIMIT $limite",
            {"mots": words, "limite": limit},
        ).fetchall()
        stems = _stems(connection, words)
    finally:
        connection.close()
    return [
        {
            "id_local": row["id_local"],
            "expediteur": row["expediteur"],
            "unite_code": row["unite_code"],
            "unite_nom": units()[row["unite_code"]].nom if row["unite_code"] in units() else None,
            "titre": row["titre"],
            "secteur": labels[number] or None,
            "score": round(score, 3),
            "extrait": _excerpt([row[name] for name in texts if name != "titre"], stems),
            **{name: row[name] for name in more},
        }
        for number, score in found
        for row in [rows[number]]
    ]


def _index(connection: duckdb.DuckDBPyConnection, columns: Sequence[str]) -> None:
    import_extension("fts", con=connection)
    connection.execute("LOAD fts")
    connection.execute("CREATE TABLE fiches AS FROM lues")
    load_rows(connection, "mots", (("sw", "VARCHAR"),), [(word,) for word in sorted(STOP_WORDS)])
    connection.execute("CREATE TABLE mots_vides AS FROM mots")
    named = ", ".join(f"'{column}'" for column in columns)
    connection.execute(
        f"PRAGMA create_fts_index('fiches', 'numero', {named}, "
        "stemmer = 'french', stopwords = 'mots_vides', strip_accents = 1, lower = 1)"
    )


def _stems(connection: duckdb.DuckDBPyConnection, words: str) -> frozenset[str]:
    kept = [word for word in map(_plain, _WORD.findall(words)) if word not in STOP_WORDS]
    if not kept:
        return frozenset()
    rows = execute_prepared(connection, "SELECT stem(unnest($mots), 'french')", {"mots": kept}).fetchall()
    return frozenset(row[0] for row in rows)


def _excerpt(texts: Iterable[str | None], stems: frozenset[str]) -> str:
    """The sentence that holds most of the words asked for, the first text's beginning when none holds any."""
    sentences = [one.strip() for text in texts if text for one in _SENTENCE.split(text) if one.strip()]
    if not sentences:
        return ""
    best = max(sentences, key=lambda one: _held(one, stems))
    if len(best) <= _EXCERPT:
        return best
    start = 0
    for found in _WORD.finditer(best):
        if _held(found.group(), stems):
            start = max(0, min(found.start() - _EXCERPT // 3, len(best) - _EXCERPT))
            break
    cut = best[start : start + _EXCERPT].strip()
    return f"{'… ' if start else ''}{cut}{' …' if start + _EXCERPT < len(best) else ''}"


def _held(sentence: str, stems: frozenset[str]) -> int:
    """How many of the stems a sentence holds; a stem is nearly always how its words begin, which is enough here."""
    words = {_plain(word) for word in _WORD.findall(sentence)}
    return sum(any(word.startswith(stem) for word in words) for stem in stems)


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
