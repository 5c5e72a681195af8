"""A lake made under former declarations follows today's when opened for writing, and its digest with it."""

from __future__ import annotations

import dataclasses

import pytest

from registry.errors import OiseError
from registry.home import Home
from schemas.declaration import Column
from schemas.discovery import all_tables
from warehouse.digest import digest, empty_tables, recorded_digest
from warehouse.lake import lake_connection, open_lake
from warehouse.merging import merge
from warehouse.rebuilding import rebuild

from .conftest import Intake, partnership


def test_a_lake_gains_the_tables_and_columns_declared_since(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", "2026-Q2", {"partenariats": [partnership("ML0101", 1, "ML010101")]})
    merge(home)
    with lake_connection(home, read_only=False) as connection:
        connection.execute("ALTER TABLE lac.partenariats DROP COLUMN suspension_acte")
        connection.execute("DROP TABLE lac.experiences")
        connection.execute("DROP TABLE lac.actes")
    intake.deposit("ML0101", "2026-Q3", {"partenariats": [partnership("ML0101", 2, "ML010101")]})
    merge(home)
    with open_lake(home, read_only=True) as lake:
        assert lake.rows("SELECT id_local, suspension_acte FROM lac.partenariats ORDER BY 1") == [
            ("PAR-ML0101-0001", None),
            ("PAR-ML0101-0002", None),
        ]
        assert "partenariats" not in empty_tables(lake) and "experiences" in empty_tables(lake)
    # The rows of the quarter that no file touched since are fingerprinted over the new column too.
    assert recorded_digest(home) == digest(home) == rebuild(home)[1]


def test_reading_a_lake_that_lags_behind_says_what_to_run(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", "2026-Q2", {"partenariats": [partnership("ML0101", 1, "ML010101")]})
    merge(home)
    with lake_connection(home, read_only=False) as connection:
        connection.execute("DROP TABLE lac.experiences")
    with pytest.raises(OiseError, match="oise trimestre"), open_lake(home, read_only=True) as lake:
        lake.rows("SELECT * FROM lac.experiences")


def test_a_column_that_changed_its_type_asks_for_a_rebuild(
    home: Home, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake.deposit("ML0101", "2026-Q2", {"partenariats": [partnership("ML0101", 1, "ML010101")]})
    merge(home)
    table = all_tables()["partenariats"]
    columns = tuple(
        Column(one.nom, one.titre, one.description, "entier") if one.nom == "site" else one for one in table.colonnes
    )
    changed = {**all_tables(), table.nom: dataclasses.replace(table, colonnes=columns)}
    monkeypatch.setattr("warehouse.lake.all_tables", lambda: changed)
    with pytest.raises(OiseError, match="oise reconstruire"), open_lake(home):
        pass
