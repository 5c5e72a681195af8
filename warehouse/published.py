"""Reading a published file: always read-only, one connection a block, closed at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from registry.errors import OiseError
from warehouse.lake import connect
from warehouse.literals import execute_prepared

Parameters = Sequence[object] | Mapping[str, object] | None


@dataclass(frozen=True)
class Reader:
    """An open published file; for one thread (take ``thread_reader`` in another)."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str, params: Parameters = None) -> list[dict[str, Any]]:
        """The rows of a query, as dictionaries by column."""
        done = execute_prepared(self.connection, sql, params)
        names = [column[0] for column in done.description or ()]
        return [dict(zip(names, row, strict=True)) for row in done.fetchall()]

    def values(self, sql: str, params: Parameters = None) -> list[tuple[Any, ...]]:
        """The rows of a query, as tuples."""
        return execute_prepared(self.connection, sql, params).fetchall()

    def thread_reader(self) -> Reader:
        """A reader of the same file for another thread."""
        return Reader(self.connection.cursor())


@contextmanager
def open_published(path: Path) -> Iterator[Reader]:
    """Open a published DuckDB file (an edition's, or ``home.analyst_file``); raises OiseError when there is none.

    A link is followed once: the block reads one edition, whatever is published meanwhile.
    """
    try:
        connection = connect(str(path.resolve(strict=True)), read_only=True)
    except (OSError, duckdb.Error) as error:
        raise OiseError(
            f"Aucune édition lisible à {path} : lancez « oise trimestre » pour publier un premier trimestre."
        ) from error
    try:
        yield Reader(connection)
    finally:
        connection.close()


def query(path: Path, sql: str, params: Parameters = None) -> list[dict[str, Any]]:
    """The rows of one query on a published file, as dictionaries by column; raises OiseError as ``open_published``."""
    with open_published(path) as reader:
        return reader.rows(sql, params)
