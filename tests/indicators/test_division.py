"""Figures read in the division of 2023: every contribution counts once, nothing is spread, thin ones are hidden."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from indicators.discovery import all_indicators
from indicators.engine import statements
from indicators.evidence import grain_of
from indicators.published import DIM_INDICATEUR, dim_rows
from indicators.terms import LignesDistinctes
from registry.periods import Trimestre
from registry.territory import units
from warehouse.division_tables import DIVISION_TABLES, fill_division
from warehouse.division_views import division_macros, division_views
from warehouse.fixed_tables import DIM_TRIMESTRE, DIM_UNITE
from warehouse.territory import unit_rows

from .conftest import Mart, insert

Q3 = Trimestre(2026, 3)
DAY = date(2026, 9, 30)
Figures = dict[tuple[str, str, str], dict[str, Any]]


@pytest.fixture(scope="module")
def base(random_mart: Callable[[int, float], Mart]) -> duckdb.DuckDBPyConnection:
    """A quarter of four cercles computed by the engine, with both divisions of the country beside it."""
    mart = random_mart(5, 0.2)
    made: duckdb.DuckDBPyConnection = mart.load(Q3)
    for statement in statements(Q3):
        made.execute(statement)
    for table in (DIM_UNITE, DIM_TRIMESTRE, *DIVISION_TABLES):
        made.execute(f"CREATE TABLE {table.nom} ({', '.join(f'{c.nom} {c.type_sql}' for c in table.colonnes)})")
    for statement in DIM_INDICATEUR.ddl():
        made.execute(statement)
    insert(made, "dim_indicateur", [tuple(row) for row in dim_rows()])
    insert(made, "dim_unite", [("1999", *row) for row in unit_rows("1999") if row[0] in mart.units])
    insert(made, "dim_unite", [("2023", *row) for row in unit_rows("2023")])
    made.execute(
        f"INSERT INTO dim_trimestre VALUES ('{Q3}', 'T3 2026', 2026, 3, DATE '{Q3.debut}', DATE '{Q3.fin}', NULL, '')"
    )
    fill_division(made)
    view = next(one for one in division_views() if one.nom == "v_indicateurs_2023")
    made.execute(f"CREATE VIEW {view.nom} ({', '.join(name for name, _ in view.colonnes)}) AS {view.sql}")
    for macro in division_macros():
        made.execute(f"CREATE MACRO {macro.nom}({macro.parametres}) AS TABLE {macro.sql}")
    return made


def rows(base: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    done = base.execute(sql)
    names = [column[0] for column in done.description]
    return [dict(zip(names, row, strict=True)) for row in done.fetchall()]


def figures(base: duckdb.DuckDBPyConnection) -> Figures:
    found = rows(base, "SELECT * FROM v_indicateurs_2023")
    made = {(row["indicateur"], row["niveau"], row["unite_code"]): row for row in found}
    assert len(made) == len(found)
    return made


def test_the_nation_is_the_same_in_both_divisions(base: duckdb.DuckDBPyConnection) -> None:
    read = figures(base)
    nation = rows(base, "SELECT * FROM fait_indicateurs WHERE niveau = 'pays'")
    shown = 0
    for row in nation:
        if grain_of(all_indicators()[row["indicateur"]]) is None:
            assert (row["indicateur"], "pays", "ML") not in read
            continue
        here = read[row["indicateur"], "pays", "ML"]
        shown += row["valeur"] is not None
        assert here["valeur"] == row["valeur"], row["indicateur"]
        if row["valeur"] is not None:
            assert here["numerateur"] == row["numerateur"], row["indicateur"]
            assert here["denominateur"] == row["denominateur"], row["indicateur"]
        assert (here["unites_connues"], here["unites_total"]) == (row["unites_connues"], row["unites_total"])
    assert shown > 100


@pytest.mark.parametrize("seed", range(3))
def test_attributed_and_unattributed_contributions_make_the_nation_whatever_the_membership(
    base: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """Law 5 in the other division: where each unit lies may be anything, nothing is lost, doubled or spread."""
    chance = random.Random(seed)
    places = [row["code"] for row in rows(base, "SELECT code FROM dim_unite WHERE division = '1999'")]
    new = units("2023")
    base.execute("BEGIN")
    try:
        base.execute("DELETE FROM dim_appartenance")
        for code in places:
            if chance.random() < 0.4:
                continue
            region = chance.choice([one.code for one in new.values() if one.niveau == "region"][:4])
            cercle = chance.choice([None, *(one.code for one in new.values() if one.parent == region)])
            base.execute(
                "INSERT INTO dim_appartenance VALUES ('1999', ?, 'commune', ?, ?, DATE '2023-03-13', NULL, 'certain', "
                "false, '', '')",
                [code, region, cercle],
            )
        # Every unit known well enough, so that only the coverage of values can hide a figure.
        base.execute("UPDATE dim_correspondance SET suffisante = true")
        read = figures(base)
        sums: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        for (code, niveau, _), row in read.items():
            sums[code][niveau].append(row)
        checked = 0
        for code, levels in sums.items():
            parts = levels["region"] + levels["non_rattache"]
            (whole,) = levels["pays"]
            assert sum(row["unites_connues"] for row in parts) == whole["unites_connues"], code
            assert sum(row["unites_total"] for row in parts) == whole["unites_total"], code
            lower = levels["cercle"] + levels["sans_cercle"]
            assert sum(row["unites_total"] for row in lower) == sum(row["unites_total"] for row in levels["region"])
        added: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
        for row in rows(base, f"SELECT * FROM contributions_2023(DATE '{DAY}')"):
            added[row["indicateur"], "pays", "ML"].append(row)
            if row["region_2023"] is None:
                added[row["indicateur"], "non_rattache", row["region_code"]].append(row)
                continue
            added[row["indicateur"], "region", row["region_2023"]].append(row)
            lower_code = row["cercle_2023"] or row["region_2023"]
            added[row["indicateur"], "cercle" if row["cercle_2023"] else "sans_cercle", lower_code].append(row)
        for key, figure in read.items():
            if figure["motif"] is not None or key not in added:
                continue
            checked += 1
            if isinstance(all_indicators()[key[0]].numerateur, LignesDistinctes):
                assert figure["numerateur"] == len({row["detail"] for row in added[key]}), key
            else:
                assert figure["numerateur"] == sum(row["num"] for row in added[key]), key
                assert (figure["denominateur"] or 0) == sum(row["den"] or 0 for row in added[key]), key
        assert checked > 1000
        given = base.execute(
            "SELECT sum(num), count(*), count(region_2023) FROM contributions_2023(DATE '2026-09-30')"
        ).fetchone()
        assert given is not None
        assert given[:2] == base.execute("SELECT sum(num), count(*) FROM fait_contributions").fetchone()
        assert 0 < given[2] < given[1]
    finally:
        base.execute("ROLLBACK")


def test_a_region_is_the_ratio_of_the_sums_of_what_lies_in_it(base: duckdb.DuckDBPyConnection) -> None:
    read = figures(base)
    code = "eau_forages_en_service"
    there = rows(base, f"SELECT * FROM contributions_2023(DATE '{DAY}') WHERE indicateur = '{code}'")
    kayes = [row for row in there if row["region_2023"] == "ML01"]
    assert {row["unite_code"][:6] for row in kayes} <= {"ML0101", "ML0102", "ML0105"}
    here = read[code, "region", "ML01"]
    assert here["numerateur"] == sum(row["num"] for row in kayes)
    assert here["valeur"] == pytest.approx(
        Decimal(100) * sum(row["num"] for row in kayes) / sum(row["den"] for row in kayes), abs=Decimal("0.000001")
    )
    assert here["unites_connues"] == len(kayes)


def test_what_isn_t_known_well_enough_is_hidden_and_says_why(base: duckdb.DuckDBPyConnection) -> None:
    read = figures(base)
    code = "eau_forages_en_service"
    # Kayes holds 65 communes, but its cercle of that name is known to hold only its seat.
    assert read[code, "cercle", "ML0101"]["valeur"] is None
    assert "rattachées" in read[code, "cercle", "ML0101"]["motif"]
    assert read[code, "region", "ML09"]["unites_total"] == 0
    assert "rattachées" in read[code, "region", "ML09"]["motif"]
    for row in read.values():
        assert (row["valeur"] is None) is (row["motif"] is not None), row
        if row["motif"] is not None:
            assert row["numerateur"] is row["denominateur"] is None
        elif row["unites_total"]:
            assert row["unites_connues"] * 2 >= row["unites_total"]


def test_nothing_of_2023_holds_before_the_law(base: duckdb.DuckDBPyConnection) -> None:
    before = rows(base, "SELECT * FROM indicateur_2023('eau_forages_en_service', DATE '2023-03-12')")
    after = rows(base, "SELECT * FROM indicateur_2023('eau_forages_en_service', DATE '2023-03-13')")
    assert {row["niveau"] for row in before if row["unites_total"]} == {"pays", "non_rattache"}
    assert {row["niveau"] for row in after if row["unites_total"]} >= {"pays", "region", "cercle"}
    assert sum(row["unites_total"] for row in before if row["niveau"] == "non_rattache") == next(
        row["unites_total"] for row in after if row["niveau"] == "pays"
    )


def test_what_a_shared_region_and_the_nation_hold_themselves_is_said_apart(base: duckdb.DuckDBPyConnection) -> None:
    held = rows(
        base,
        f"SELECT unite_code, any_value(region_2023) AS lies FROM contributions_2023(DATE '{DAY}') "
        "WHERE niveau IN ('region', 'pays') GROUP BY unite_code",
    )
    lies = {row["unite_code"]: row["lies"] for row in held}
    assert {"ML01", "ML"} <= lies.keys()
    assert lies["ML01"] is None
    assert lies["ML"] is None
    assert {row["unite_code"] for row in figures(base).values() if row["niveau"] == "non_rattache"} >= {"ML01", "ML"}
