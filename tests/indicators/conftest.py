"""A small mart made by hand, with holes, and the engine run on it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import duckdb
import polars as pl
import pytest

from indicators.declaration import Indicateur
from indicators.engine import statements
from indicators.mart import mart_tables
from indicators.published import FAIT_CONTRIBUTIONS, FAIT_INDICATEURS
from registry.codelists import code_list
from registry.elements import all_elements
from registry.periods import Trimestre
from registry.territory import ancestor, units

# Two cercles of Kayes, one of Koulikoro, and the District: regions of one and of two cercles.
CERCLES = ("ML0101", "ML0102", "ML0201", "ML0901")
PAYS = ("ML", "FR", "SN", "NE", "BF", "DE", "MA", "CI")
SQL_TYPES = {"entier": "BIGINT", "montant": "BIGINT", "decimal": "DECIMAL(18,3)", "date": "DATE", "oui_non": "BOOLEAN"}


@dataclass
class Mart:
    """What the store would offer: values by (unit, element, quarter), deposits, rows of tables.

    ``omises``: the (sender, table, quarter) that accepted files left out.
    """

    services: dict[tuple[str, str, Trimestre], tuple[Decimal | None, str]] = field(default_factory=dict)
    population: dict[str, int] = field(default_factory=dict)
    depots: list[tuple[str, Trimestre, str, bool]] = field(default_factory=list)
    tables: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    omises: set[tuple[str, str, Trimestre]] = field(default_factory=set)

    @property
    def units(self) -> dict[str, tuple[str, str | None, str | None, str | None]]:
        """Code to level, commune, cercle, region."""
        return territory()

    def communes(self) -> list[str]:
        return [code for code, (niveau, *_) in self.units.items() if niveau == "commune"]

    def sender(self, unit: str | None) -> str:
        """Who files for a unit: its cercle, its region or the nation."""
        _, _, cercle, region = self.units[unit] if unit else (None, None, None, None)
        return cercle or region or "ML"

    def in_force(self, quarter: Trimestre, unit: str, element: str) -> Decimal | None:
        """The value in force, by the rule of the store."""
        back = 1 if all_elements()[element].periodicite == "trimestre" else 4
        for shift in range(back):
            value, _ = self.services.get((unit, element, quarter.plus(-shift)), (None, ""))
            if value is not None:
                return value
        return None

    def received(self) -> set[tuple[str, str, Trimestre]]:
        """The (sender, table, quarter) that accepted files held."""
        names = [name for name in mart_tables() if name != "cooperations"]
        told = {(s, name, q) for s, q, v, _ in self.depots if v.startswith("accepte") for name in names}
        return told - self.omises

    def load(self, quarter: Trimestre) -> duckdb.DuckDBPyConnection:
        """A database holding the mart for that quarter, and an empty ``fait_indicateurs``."""
        base = duckdb.connect()
        base.execute(
            "CREATE TABLE m_unites(code TEXT, nom TEXT, niveau TEXT,"
            " commune_code TEXT, cercle_code TEXT, region_code TEXT)"
        )
        base.executemany(
            "INSERT INTO m_unites VALUES (?, ?, ?, ?, ?, ?)",
            [(code, units()[code].nom, *row) for code, row in self.units.items()],
        )
        base.execute(
            "CREATE TABLE m_services(unite_code TEXT, element TEXT, trimestre TEXT, valeur DECIMAL(18,3), etat TEXT)"
        )
        insert(base, "m_services", [(u, e, str(q), v, s) for (u, e, q), (v, s) in self.services.items()])
        base.execute(
            "CREATE TABLE m_services_en_vigueur"
            "(trimestre_ref TEXT, unite_code TEXT, element TEXT, valeur DECIMAL(18,3))"
        )
        pairs = {(unit, element) for unit, element, _ in self.services}
        insert(
            base,
            "m_services_en_vigueur",
            [
                (str(moment), unit, element, value)
                for moment in (quarter, quarter.plus(-1), quarter.plus(-4))
                for unit, element in sorted(pairs)
                if (value := self.in_force(moment, unit, element)) is not None
            ],
        )
        base.execute("CREATE TABLE m_population(unite_code TEXT, population BIGINT)")
        insert(base, "m_population", list(self.population.items()))
        base.execute("CREATE TABLE m_depots(expediteur TEXT, trimestre TEXT, verdict TEXT, a_temps BOOLEAN)")
        insert(base, "m_depots", [(s, str(q), v, t) for s, q, v, t in self.depots])
        base.execute("CREATE TABLE m_tables_recues(expediteur TEXT, table_nom TEXT, trimestre TEXT)")
        insert(base, "m_tables_recues", [(s, name, str(q)) for s, name, q in self.received()])
        for name, table in mart_tables().items():
            columns = {column.nom: SQL_TYPES.get(column.type, "TEXT") for column in table.colonnes}
            columns["expediteur"] = "TEXT"
            if table.nature == "evenement":
                columns["trimestre"] = "TEXT"
            declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
            base.execute(f"CREATE TABLE m_{name}({declared})")
            rows = [{"expediteur": self.sender(row.get("unite_code"))} | row for row in self.tables.get(name, [])]
            insert(base, f"m_{name}", [tuple(row.get(c) for c in columns) for row in rows])
        for statement in (*FAIT_INDICATEURS.ddl(), *FAIT_CONTRIBUTIONS.ddl()):
            base.execute(statement)
        return base


@cache
def territory() -> dict[str, tuple[str, str | None, str | None, str | None]]:
    regions = {ancestor(code, "region") for code in CERCLES}
    return {
        one.code: (
            one.niveau,
            ancestor(one.code, "commune"),
            ancestor(one.code, "cercle"),
            ancestor(one.code, "region"),
        )
        for one in units().values()
        if one.niveau == "pays" or one.code in regions or ancestor(one.code, "cercle") in CERCLES
    }


def insert(base: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        frame = pl.DataFrame(rows, orient="row", infer_schema_length=None)
        base.register("frame", frame.to_arrow())
        base.execute(f"INSERT INTO {table} SELECT * FROM frame")


Facts = dict[tuple[str, str], dict[str, Any]]


@pytest.fixture
def new_mart() -> type[Mart]:
    """The class, for tests that write their own mart."""
    return Mart


@pytest.fixture(scope="session")
def compute() -> Callable[..., dict[str, Facts]]:
    """Runs the engine; gives, by indicator, then (level, unit), the row as a dict."""

    def run(mart: Mart, quarter: Trimestre, indicators: list[Indicateur] | None = None) -> dict[str, Facts]:
        base = mart.load(quarter)
        for statement in statements(quarter, indicators):
            base.execute(statement)
        found: dict[str, Facts] = {}
        result = base.execute("SELECT * FROM fait_indicateurs")
        names = [column[0] for column in result.description]
        for row in result.fetchall():
            values = dict(zip(names, row, strict=True))
            found.setdefault(values["indicateur"], {})[values["niveau"], values["unite_code"]] = values
        return found

    return run


@pytest.fixture(scope="session")
def random_mart() -> Callable[[int, float], Mart]:
    """A mart drawn from a seed; ``holes`` is the share of values left unknown."""
    return draw


def draw(seed: int, holes: float) -> Mart:
    chance = random.Random(seed)
    last = Trimestre(2026, 3)
    mart = Mart()
    quarters = [last.plus(-shift) for shift in range(9)]
    for unit in mart.communes():
        if chance.random() > holes:
            mart.population[unit] = chance.randint(1000, 50000)
        for code, element in all_elements().items():
            for quarter in quarters:
                if not element.asked_in(quarter) or chance.random() < holes / 2:
                    continue
                if chance.random() < holes / 2:
                    mart.services[unit, code, quarter] = (None, chance.choice(["non_disponible", "sans_objet"]))
                else:
                    top = 1 if element.booleen else 40
                    mart.services[unit, code, quarter] = (Decimal(chance.randint(0, top)), "mesuree")
    for sender in (*CERCLES, "ML01", "ML"):
        for quarter in quarters:
            verdict = chance.choice(["accepte", "accepte", "accepte_avec_reserves", "refuse"])
            if chance.random() > holes / 2:
                mart.depots.append((sender, quarter, verdict, chance.random() < 0.7))
    for sender in (*CERCLES, "ML01", "ML"):
        for name in mart_tables():
            never = chance.random() < holes / 2
            mart.omises |= {(sender, name, q) for q in quarters if never or chance.random() < holes / 4}
    received = mart.received()
    for name, table in mart_tables().items():
        rows = mart.tables.setdefault(name, [])
        levels = {"commune", *table.niveaux}
        owners = [code for code, (niveau, *_) in mart.units.items() if niveau in levels]
        for place in range(ROWS):
            owner = chance.choice(owners)
            row = {column.nom: _cell(chance, column, holes) for column in table.colonnes} | {"unite_code": owner}
            if name == "partenariats" and chance.random() < 0.05:
                row["unite_code"] = None
            row["expediteur"] = mart.sender(row["unite_code"])
            if "id_local" in row:
                row["id_local"] = identifier(name, place)
            if "etat_ligne" in row:
                row["etat_ligne"] = chance.choice(["actif"] * 9 + ["annule"])
            if table.nature == "evenement":
                quarter = chance.choice([last, last.plus(-1), last.plus(-4)])
                if (row["expediteur"], name, quarter) not in received:
                    continue
                row["trimestre"] = str(quarter)
            rows.append(row)
    _refer(chance, mart, holes)
    return mart


# Rows drawn for each table.
ROWS = 300


def identifier(table: str, place: int) -> str:
    return f"{table}-{place:04d}"


def _refer(chance: random.Random, mart: Mart, holes: float) -> None:
    """Lets references point to rows of the same sender, some rows pointed to by several and some by none."""
    for name, table in mart_tables().items():
        pointing = {c.nom: c.table for c in table.colonnes if c.type == "reference"}
        pointing |= {"partenariat_ref": "partenariats"} if name == "confirmations" else {}
        for column, target in pointing.items():
            for row in mart.tables[name]:
                near = [
                    other["id_local"]
                    for other in mart.tables[target]
                    if other["expediteur"] == row["expediteur"] or column == "partenariat_ref"
                ]
                row[column] = chance.choice(near) if near and chance.random() > holes / 2 else None


def _cell(chance: random.Random, column: Any, holes: float) -> Any:
    if not column.obligatoire and chance.random() < holes:
        return None
    if column.type == "code":
        codes = list(code_list(column.liste).libelles)
        return chance.choice(PAYS if column.liste == "pays" else codes)
    if column.type == "oui_non":
        return chance.random() < 0.7
    if column.type == "date":
        return date(2026, 9, 30) + timedelta(days=chance.randint(-2500, 600))
    if column.type == "decimal":
        return Decimal(chance.randint(1, 20)) / 2
    if column.nom == "phase":
        return chance.randint(1, 4)
    if column.type in ("entier", "montant"):
        return chance.randint(0, 60)
    return column.nom if column.nom != "partenaire_id" else f"PTN-FR-{chance.randint(1, 9)}"
