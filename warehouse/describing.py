"""Comments, views and dictionary of a published file, so that it explains itself."""

from __future__ import annotations

from collections.abc import Iterable

import duckdb

from warehouse.described import DescribedTable
from warehouse.division_views import LIT, division_macros
from warehouse.fixed_tables import DICTIONNAIRE
from warehouse.history_tables import HISTORIQUE_INDICATEURS, Macro, macros
from warehouse.literals import literal, load_rows
from warehouse.star import code_lists
from warehouse.views import views


def describe(connection: duckdb.DuckDBPyConnection, tables: Iterable[DescribedTable]) -> None:
    """Comment the tables and their columns, make the views, and fill ``_dictionnaire`` from the comments."""
    described = list(tables)
    for table in described:
        connection.execute(f"COMMENT ON TABLE {table.nom} IS {literal(table.commentaire)}")
        for column in table.colonnes:
            connection.execute(f"COMMENT ON COLUMN {table.nom}.{column.nom} IS {literal(column.commentaire)}")
    by_name = {table.nom: table for table in described}
    for view in views():
        if not by_name.keys() >= set(view.lit):
            continue
        columns = ", ".join(name for name, _ in view.colonnes)
        connection.execute(f"CREATE VIEW {view.nom} ({columns}) AS {view.sql}")
        connection.execute(f"COMMENT ON VIEW {view.nom} IS {literal(view.commentaire)}")
        for name, comment in view.colonnes:
            connection.execute(f"COMMENT ON COLUMN {view.nom}.{name} IS {literal(comment)}")
    history = by_name.get(HISTORIQUE_INDICATEURS)
    # An excerpt may leave the history out.
    asked = macros(history) if history is not None else ()
    asked += division_macros() if by_name.keys() >= set(LIT) else ()
    for macro in asked:
        connection.execute(f"CREATE MACRO {macro.nom}({macro.parametres}) AS TABLE {macro.sql}")
        connection.execute(f"COMMENT ON MACRO TABLE {macro.nom} IS {literal(macro.commentaire)}")
    _fill_dictionary(connection, asked)


def _fill_dictionary(connection: duckdb.DuckDBPyConnection, asked: Iterable[Macro]) -> None:
    lists = code_lists()
    made = {view.nom for view in views()}
    rows = [
        (table, "vue" if table in made else "table", column, kind, comment, lists.get(table, {}).get(column))
        for table, column, kind, comment in connection.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() "
            "WHERE database_name = current_database() AND schema_name = 'main' AND NOT internal "
            "ORDER BY table_name, column_index"
        ).fetchall()
    ]
    rows += [(macro.nom, "macro", *column, None) for macro in asked for column in macro.colonnes]
    load_rows(connection, "a_inserer", [(column.nom, column.type_sql) for column in DICTIONNAIRE.colonnes], rows)
    connection.execute(f"INSERT INTO {DICTIONNAIRE.nom} SELECT * FROM a_inserer")
