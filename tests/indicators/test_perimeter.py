"""An installation publishes figures of the units that it serves, and says nothing of the others."""

from __future__ import annotations

from typing import Any

from indicators.discovery import all_indicators
from indicators.engine import statements
from indicators.perimeter import within
from registry.levels import covers
from registry.periods import Trimestre

QUARTER = Trimestre(2026, 3)
TABLES = ("fait_indicateurs", "fait_contributions")


def test_figures_of_other_units_are_not_published(random_mart: Any) -> None:
    chosen = [all_indicators()[code] for code in ("qualite_envois", "eau_points_realises")]
    base = random_mart(5, 0.0).load(QUARTER)
    for statement in statements(QUARTER, chosen):
        base.execute(statement)

    def published() -> dict[str, set[str]]:
        return {
            table: {str(code) for (code,) in base.execute(f"SELECT unite_code FROM {table}").fetchall()}
            for table in TABLES
        }

    before = published()
    assert within("ML", QUARTER) == ()
    for statement in within("ML01", QUARTER):
        base.execute(statement)
    after = published()
    for table in TABLES:
        assert after[table] == {code for code in before[table] if covers("ML01", code)} != before[table]
    assert {"ML01", "ML0101"} <= after["fait_indicateurs"] and "ML" not in after["fait_indicateurs"]
