"""The lake: DuckLake tables on Parquet, their catalogue in SQLite (one writer) or PostgreSQL (``OISE_CATALOG``).

Every table holds the declared columns of schemas/ between provenance (sender, quarter, sequence of the deposit, region
and cercle) and place in the sent file (sheet, row, column). There are no primary keys: uniqueness is proved by the
merge, once per set of rows.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
from duckdb_extensions import import_extension

from registry.errors import OiseError
from registry.home import Home
from schemas.ddl import lake_columns
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.literals import literal

_SQLITE = "sqlite"
_POSTGRES = "postgres"
_EXTENSIONS = {_SQLITE: "sqlite_scanner", _POSTGRES: "postgres_scanner"}
_RETRIES = 20

PROVENANCE = (
    ("expediteur", "VARCHAR"),
    ("trimestre", "VARCHAR"),
    ("sequence", "BIGINT"),
    ("region_code", "VARCHAR"),
    ("cercle_code", "VARCHAR"),
)
_PLACE = (("feuille", "VARCHAR"), ("ligne", "INTEGER"))
_PLACE_CELLULE = ("colonne", "VARCHAR")

# Loading an extension checks its signature over tens of megabytes: instances that have them serve the next block too.
_idle: list[duckdb.DuckDBPyConnection] = []
_guard = threading.Lock()

# Tables of the store's own, beside the declared ones.
INTERNAL: dict[str, tuple[tuple[str, str], ...]] = {
    "depots": (
        ("sequence", "BIGINT"),
        ("expediteur", "VARCHAR"),
        ("trimestre", "VARCHAR"),
        ("verdict", "VARCHAR"),
        ("nature", "VARCHAR"),
        ("version", "BIGINT"),
        ("version_base", "BIGINT"),
        ("sha256", "VARCHAR"),
        ("suffixe", "VARCHAR"),
        ("nom_original", "VARCHAR"),
        ("depot_id", "VARCHAR"),
        ("recu_le", "VARCHAR"),
        ("contrat", "VARCHAR"),
        ("par", "VARCHAR"),
        ("doublon_de", "BIGINT"),
        ("objet", "VARCHAR"),
        # The act by which the sender took the file back.
        ("retrait", "BIGINT"),
    ),
    "depots_lignes": (
        ("sequence", "BIGINT"),
        ("nom_table", "VARCHAR"),
        ("soumises", "BIGINT"),
        ("integrees", "BIGINT"),
        ("ecartees", "BIGINT"),
        ("retirees", "BIGINT"),
    ),
    "ecartes": (
        ("expediteur", "VARCHAR"),
        ("trimestre", "VARCHAR"),
        ("sequence", "BIGINT"),
        ("nom_table", "VARCHAR"),
        ("feuille", "VARCHAR"),
        ("ligne", "INTEGER"),
        ("colonne", "VARCHAR"),
        ("codes", "VARCHAR"),
        ("contenu", "VARCHAR"),
    ),
    # What people decided: see warehouse/decisions.py; ``rang`` orders the acts about one thing.
    "actes": (
        ("sequence", "BIGINT"),
        ("trimestre", "VARCHAR"),
        ("type", "VARCHAR"),
        ("objet", "VARCHAR"),
        ("rang", "BIGINT"),
        ("contenu", "VARCHAR"),
        ("par", "VARCHAR"),
        ("le", "VARCHAR"),
    ),
    # Drawn from the acts: which senders' rows of a partnership of the guide are now another's.
    "attributions": (
        ("id_local", "VARCHAR"),
        ("source", "VARCHAR"),
        ("jusqua", "BIGINT"),
        ("expediteur", "VARCHAR"),
        ("unite_code", "VARCHAR"),
        ("ecarte", "BOOLEAN"),
        ("raison", "VARCHAR"),
    ),
    "empreintes": (
        ("nom_table", "VARCHAR"),
        ("trimestre", "VARCHAR"),
        ("lignes", "BIGINT"),
        ("haut", "VARCHAR"),
        ("bas", "VARCHAR"),
    ),
    "avancement": (("derniere_sequence", "BIGINT"),),
}


@dataclass(frozen=True)
class Lake:
    """An open lake; its tables are named ``lac.<table>``. One cursor per thread: a shared one returns wrong rows."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Every row that a statement gives."""
        return self.connection.execute(sql).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All the block writes, or nothing when it raises."""
        self.connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def last_applied(self) -> int:
        """The sequence of the last journal entry whose effect is in the lake, 0 in a new lake."""
        found = self.rows("SELECT derniere_sequence FROM lac.avancement")
        return int(str(found[0][0])) if found else 0


def table_columns(table: Table) -> tuple[tuple[str, str], ...]:
    """Name and SQL type of every column of a declared table in the lake, in order."""
    return (*PROVENANCE, *business_columns(table), *place_columns(table))


def business_columns(table: Table) -> tuple[tuple[str, str], ...]:
    """Name and SQL type of the columns a sender's row brings, in order."""
    return tuple(lake_columns(table))


def place_columns(table: Table) -> tuple[tuple[str, str], ...]:
    """Where a row was read: sheet and row, and the column where each cell is a row of its own."""
    return (*_PLACE, _PLACE_CELLULE) if table.nature == "releve" else _PLACE


def exists(home: Home) -> bool:
    """Whether this home has a lake yet."""
    return bool(_postgres()) or _sqlite_file(home).is_file()


@contextmanager
def open_lake(home: Home, read_only: bool = False) -> Iterator[Lake]:
    """Open the lake, made on the first call unless ``read_only``; the caller holds the writer lock to write.

    Raises OiseError when the lake can't be opened, or was written under declarations that can't be followed.
    """
    with lake_connection(home, read_only) as connection:
        if not read_only:
            _follow_declarations(connection)
            yield Lake(connection)
            return
        # One snapshot for the whole block, whose catalogue is read once and not at every query.
        connection.execute("BEGIN")
        try:
            yield Lake(connection)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            if not _changes_wanted(connection):
                raise
            raise OiseError(
                "L'entrepôt a été fait par une version antérieure d'OISE et n'a pas encore ses nouvelles tables : "
                "lancez « oise trimestre » pour les lui donner."
            ) from error
        connection.execute("COMMIT")


@contextmanager
def lake_connection(home: Home, read_only: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of the block's own to an in-memory database, with the lake attached as ``lac``.

    Raises OiseError when the lake can't be opened.
    """
    with _guard:
        instance = _idle.pop() if _idle else connect()
    connection = instance.cursor()
    try:
        plan_freely(connection, False)
        _attach(connection, home, read_only)
        yield connection
    except BaseException:
        # What the block left attached or open is unknown: the instance isn't used again.
        connection.close()
        instance.close()
        raise
    connection.execute("USE memory")
    connection.execute("DETACH lac")
    connection.close()
    with _guard:
        _idle.append(instance)


def connect(database: str = ":memory:", read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A DuckDB connection that fetches nothing from the network, nor tables from the variables of Python.

    The latter would import pandas, which takes longer than any query here.
    """
    settings = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }
    return duckdb.connect(database, read_only=read_only, config=settings)  # type: ignore[arg-type]


def _attach(connection: duckdb.DuckDBPyConnection, home: Home, read_only: bool) -> None:
    postgres = _postgres()
    kind = _POSTGRES if postgres else _SQLITE
    for extension in ("ducklake", _EXTENSIONS[kind]):
        import_extension(extension, con=connection)
        connection.execute(f"LOAD {extension}")
    data = home.lake / "donnees"
    if not read_only:
        data.mkdir(parents=True, exist_ok=True)
        if not postgres:
            # Under WAL a reader's open transaction doesn't make the writer fail.
            with closing(sqlite3.connect(_sqlite_file(home))) as catalogue:
                catalogue.execute("PRAGMA journal_mode=WAL")
    # The data path is the home's wherever it was moved to: the catalogue names files relative to it.
    options = f"DATA_PATH {literal(str(data))}, OVERRIDE_DATA_PATH true{', READ_ONLY' if read_only else ''}"
    source = f"ducklake:{kind}:{postgres or _sqlite_file(home)}"
    connection.execute(f"SET ducklake_max_retry_count = {_RETRIES}")
    try:
        connection.execute(f"ATTACH {literal(source)} AS lac ({options})")
    except duckdb.Error as error:
        raise OiseError(
            "L'entrepôt ne peut pas être ouvert : vérifiez le dossier lake/ et la variable OISE_CATALOG, "
            "puis lancez « oise reconstruire »."
        ) from error


def on_postgres() -> bool:
    """Whether the catalogue is in PostgreSQL, shared by several machines; raises OiseError on an unreadable setting."""
    return bool(_postgres())


def empty_lake(home: Home) -> None:
    """Delete every row, in one transaction, as if nothing had ever been merged."""
    with open_lake(home) as lake, lake.transaction():
        for name in (*all_tables(), *INTERNAL):
            lake.connection.execute(f"DELETE FROM lac.{name}")


def plan_freely(connection: duckdb.DuckDBPyConnection, freely: bool) -> None:
    """Let DuckDB reorder joins by statistics, or not: over the lake it asks the catalogue about every column named.

    That costs more than the small tables' queries themselves, so a lake's connection starts without; queries over
    temporary tables alone gain from it. Joins over the lake are written with the small table last.
    """
    disabled = "" if freely else "join_order,statistics_propagation"
    connection.execute(f"SET disabled_optimizers = {literal(disabled)}")


def compact(home: Home) -> None:
    """Join small files, drop what no current table uses and forget former states of the lake.

    Editions, not former states, tell what was known when. Files are removed a day after they stop being used, so that
    no reader loses one that it is reading.
    """
    with open_lake(home) as lake:
        run = lake.connection.execute
        run("CALL ducklake_flush_inlined_data('lac')")
        for name in (*all_tables(), *INTERNAL):
            run(f"CALL ducklake_rewrite_data_files('lac', '{name}')")
        run("CALL ducklake_expire_snapshots('lac', older_than => now())")
        run("CALL ducklake_merge_adjacent_files('lac')")
        run("CALL ducklake_cleanup_old_files('lac', older_than => now() - INTERVAL 1 DAY)")


def _follow_declarations(connection: duckdb.DuckDBPyConnection) -> None:
    statements = _changes_wanted(connection)
    if not statements:
        return
    connection.execute("BEGIN")
    for statement in statements:
        connection.execute(statement)
    if any("ADD COLUMN" in statement for statement in statements):
        # A row is fingerprinted over all its columns: what was kept of the former ones holds no more.
        connection.execute("DELETE FROM lac.empreintes")
    connection.execute("COMMIT")


def _changes_wanted(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The statements that bring the lake to today's declarations; raises OiseError when a column changed its type."""
    present: dict[str, dict[str, str]] = {}
    for name, column, kind in connection.execute(
        "SELECT table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = 'lac'"
    ).fetchall():
        present.setdefault(name, {})[column] = kind
    wanted = {name: table_columns(table) for name, table in all_tables().items()} | INTERNAL
    return [statement for name, columns in wanted.items() for statement in _changes(name, columns, present)]


def _changes(name: str, columns: Iterable[tuple[str, str]], present: dict[str, dict[str, str]]) -> Iterator[str]:
    known = present.get(name)
    if known is None:
        yield f"CREATE TABLE lac.{name} ({', '.join(f'{column} {kind}' for column, kind in columns)})"
        table = all_tables().get(name)
        if table is not None and table.nature == "releve":
            yield f"ALTER TABLE lac.{name} SET PARTITIONED BY (trimestre)"
            yield f"ALTER TABLE lac.{name} SET SORTED BY (region_code, cercle_code)"
        return
    for column, kind in columns:
        if column not in known:
            yield f"ALTER TABLE lac.{name} ADD COLUMN {column} {kind}"
        elif known[column] != kind:
            raise OiseError(
                f"La colonne {column} de la table {name} a changé de type ({known[column]} devenu {kind}) : "
                "lancez « oise reconstruire » pour refaire l'entrepôt."
            )


def _sqlite_file(home: Home) -> Path:
    return home.lake / "catalogue.sqlite"


def _postgres() -> str:
    """What follows ``postgres:`` in OISE_CATALOG, empty when the catalogue is SQLite."""
    setting = os.environ.get("OISE_CATALOG", "")
    if not setting:
        return ""
    kind, _, address = setting.partition(":")
    if kind != _POSTGRES or not address:
        raise OiseError(
            "La variable OISE_CATALOG est illisible : écrivez par exemple "
            "« postgres:dbname=oise host=serveur user=oise », ou retirez-la."
        )
    return address
