"""The durable copy of each edition's changes to the history, in ``archive/publications/``: one Parquet an edition.

A copy is written before the pointer moves, under a name that counts for nothing, and takes its own once the pointer
names the edition: what a killed run left is dropped, or settled, by the next one. From the first copy of a history to
the last they are enough to make it again; one that was lost is made again from the published file, which holds it too.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from registry.errors import OiseError
from registry.home import Home
from warehouse.described import DescribedTable
from warehouse.history_filling import Figures
from warehouse.history_tables import HISTORIQUE_EDITIONS, HISTORIQUE_INDICATEURS, HISTORY_COLUMNS, REVISIONS
from warehouse.lake import connect
from warehouse.literals import listed, literal

_SUFFIX = ".parquet"
# A row's table, the edition it was written by, and whether it says that a figure is said no longer.
_COMMON = ("nom_table", "edition", "debut", "ferme")


def copies_folder(home: Home) -> Path:
    """Where the copies lie."""
    return home.archive / "publications"


def settled(home: Home) -> frozenset[int]:
    """The editions whose copy is there, and which were published."""
    folder = copies_folder(home)
    names = [path.name.removesuffix(_SUFFIX) for path in folder.glob(f"*{_SUFFIX}")] if folder.is_dir() else []
    return frozenset(int(name) for name in names if name.isdigit())


def settle(home: Home, last: int) -> None:
    """Give their name to the copies of editions published, and drop those of editions that never were.

    ``last``: the number of the last edition published; a copy beyond it is what a killed run left, or another line's
    that a backup put back.
    """
    folder = copies_folder(home)
    for path in sorted(folder.glob(f"*{_SUFFIX}")) if folder.is_dir() else ():
        number = path.name.removeprefix(".").removesuffix(_SUFFIX)
        if not number.isdigit() or int(number) > last:
            path.unlink()
        elif path.name.startswith("."):
            path.rename(folder / f"{number}{_SUFFIX}")


def write_copy(home: Home, base: Path, numero: int, histories: Sequence[Figures]) -> None:
    """Write what an edition changed, read from its file ``base``, under the name that counts for nothing yet."""
    connection = connect(str(base), read_only=True)
    try:
        _write(connection, home, numero, histories, "." + _name(numero))
    finally:
        connection.close()


def restore_copies(home: Home, base: Path, current: int, histories: Sequence[Figures]) -> None:
    """Make again, from the published file ``base``, the copies of its history that are no longer there."""
    connection = connect(str(base), read_only=True)
    try:
        if not connection.execute(
            f"SELECT 1 FROM duckdb_tables() WHERE table_name = {literal(HISTORIQUE_EDITIONS.nom)}"
        ).fetchall():
            return
        known = {
            number for (number,) in connection.execute(f"SELECT edition FROM {HISTORIQUE_EDITIONS.nom}").fetchall()
        }
        for number in sorted(known - settled(home)):
            if number <= current:
                _write(connection, home, number, histories, _name(number))
    finally:
        connection.close()


def reload_history(connection: duckdb.DuckDBPyConnection, home: Home, last: int, histories: Sequence[Figures]) -> None:
    """Fill the empty history of the file being made anew with what the editions up to ``last`` published.

    Nothing when a copy is missing: a history with a hole would say that a figure was not known when it was.
    Raises OiseError, naming it, when a copy can't be read.
    """
    paths = _whole(connection, home, last)
    if not paths:
        return
    try:
        source = f"read_parquet([{', '.join(literal(str(path)) for path in paths)}], union_by_name = true)"
        present = {name for name, *_ in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
        for table in (HISTORIQUE_EDITIONS, REVISIONS):
            left_out = f"AND r_indicateur NOT IN ({_left_out(histories)})" if table is REVISIONS else ""
            connection.execute(
                f"INSERT INTO {table.nom} SELECT {_read(table, _names(table), present)} FROM {source} "
                f"WHERE nom_table = {literal(table.nom)} {left_out} ORDER BY edition"
            )
        for figures in histories:
            connection.execute(f"INSERT INTO {figures.historique.nom} {_history(figures, source, present)}")
    except duckdb.IOException as error:
        raise _unreadable(home) from error


def _whole(connection: duckdb.DuckDBPyConnection, home: Home, last: int) -> list[Path]:
    """The copies from the first edition of the history to the last, none when one is missing."""
    known, folder = settled(home), copies_folder(home)
    if last not in known:
        return []
    try:
        rows = connection.execute(
            f"SELECT min(debut) FROM read_parquet({literal(str(folder / _name(last)))})"
        ).fetchall()
    except duckdb.Error as error:
        raise _unreadable(home) from error
    wanted = range(int(rows[0][0]), last + 1)
    return [folder / _name(number) for number in wanted] if known.issuperset(wanted) else []


def _unreadable(home: Home) -> OiseError:
    return OiseError(
        f"Une copie de l'historique des éditions, dans {copies_folder(home)}, est illisible : remettez-y une "
        "sauvegarde, ou supprimez-la pour qu'elle soit refaite depuis l'édition publiée."
    )


def _history(figures: Figures, source: str, present: set[str]) -> str:
    """The rows of a history with when they were known, from the changes: each is closed by the next of its figure."""
    prefix = _prefix(figures.historique)
    key = ", ".join(f"{prefix}{name}" for name in figures.cle)
    columns = _read(figures.historique, figures.colonnes, present)
    order = ", ".join(f"{prefix}{name}" for name in ("trimestre", figures.code, "niveau", "unite_code"))
    return (
        "WITH suites AS (SELECT *, lead(edition) OVER (PARTITION BY "
        f"{key} ORDER BY edition) AS jusqu FROM {source} WHERE nom_table = {literal(figures.historique.nom)}) "
        f"SELECT {columns}, d.publie_le, j.publie_le, s.edition, s.jusqu FROM suites s "
        f"JOIN {HISTORIQUE_EDITIONS.nom} d ON d.edition = s.edition "
        f"LEFT JOIN {HISTORIQUE_EDITIONS.nom} j ON j.edition = s.jusqu "
        f"WHERE NOT s.ferme AND s.{prefix}{figures.code} NOT IN ({_listed(figures.exclus)}) ORDER BY s.edition, {order}"
    )


def _write(
    connection: duckdb.DuckDBPyConnection, home: Home, numero: int, histories: Sequence[Figures], name: str
) -> None:
    debut = f"(SELECT min(edition) FROM {HISTORIQUE_EDITIONS.nom})"
    parts = [
        _part(HISTORIQUE_EDITIONS, _names(HISTORIQUE_EDITIONS), numero, debut, f"edition = {numero}"),
        _part(REVISIONS, _names(REVISIONS), numero, debut, f"edition = {numero}"),
    ]
    for figures in histories:
        history = figures.historique
        parts.append(_part(history, figures.colonnes, numero, debut, f"edition_du = {numero}"))
        again = f"SELECT 1 FROM {history.nom} n WHERE n.edition_du = {numero} AND {figures.same('n', 't')}"
        parts.append(
            _part(history, figures.cle, numero, debut, f"edition_jusqu = {numero} AND NOT EXISTS ({again})", "true")
        )
    folder = copies_folder(home)
    folder.mkdir(exist_ok=True)
    draft = folder / f"{name}.en-cours"
    connection.execute(
        f"COPY ({' UNION ALL BY NAME '.join(parts)}) TO {literal(str(draft))} (FORMAT parquet, COMPRESSION zstd)"
    )
    for path in (draft, folder):
        _sync(path)
    draft.replace(folder / name)
    _sync(folder)


def _part(
    table: DescribedTable, names: Iterable[str], numero: int, debut: str, where: str, closed: str = "false"
) -> str:
    prefix = _prefix(table)
    columns = ", ".join(f"t.{name} AS {prefix}{name}" for name in names)
    return (
        f"(SELECT {literal(table.nom)} AS nom_table, {numero}::BIGINT AS edition, {debut} AS debut, {closed} AS ferme, "
        f"{columns} FROM {table.nom} t WHERE {where})"
    )


def _read(table: DescribedTable, names: Iterable[str], present: set[str]) -> str:
    """The columns of a table out of the copies; NULL for one that no copy knows, being newer."""
    types, prefix = {column.nom: column.type_sql for column in table.colonnes}, _prefix(table)
    return ", ".join(
        f"{prefix + name if prefix + name in present else 'NULL'}::{types[name]} AS {name}" for name in names
    )


def _names(table: DescribedTable) -> tuple[str, ...]:
    return tuple(column.nom for column in table.colonnes if column.nom not in HISTORY_COLUMNS)


def _prefix(table: DescribedTable) -> str:
    """Tables share a file: each has its own columns there, whose names and types may differ from the others'."""
    return {HISTORIQUE_EDITIONS.nom: "e_", REVISIONS.nom: "r_", HISTORIQUE_INDICATEURS: "i_"}.get(table.nom, "s_")


def _left_out(histories: Sequence[Figures]) -> str:
    return _listed(frozenset(code for figures in histories for code in figures.exclus))


def _listed(codes: frozenset[str]) -> str:
    return listed(codes) if codes else "''"


def _name(number: int) -> str:
    return f"{number:06d}{_SUFFIX}"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
