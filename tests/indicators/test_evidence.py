"""What each figure is made of: the contributions published give it back to the unit, and protect whom it protects."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from indicators.discovery import all_indicators
from indicators.engine import statements
from indicators.evidence import grain_of
from indicators.terms import LignesDistinctes
from registry.periods import Trimestre

QUARTER = Trimestre(2026, 3)
# The contributions of a unit, by the chain of codes.
CHAIN = {
    "commune": "niveau = 'commune' AND unite_code",
    "cercle": "cercle_code",
    "region": "region_code",
    "pays": "'ML'",
}


@pytest.fixture(scope="module", params=[(11, 0.1), (12, 0.4)])
def base(request: pytest.FixtureRequest, random_mart: Callable[[int, float], Any]) -> Any:
    """Both fact tables, computed from a random country with few holes and with many."""
    loaded = random_mart(*request.param).load(QUARTER)
    for statement in statements(QUARTER):
        loaded.execute(statement)
    return loaded


def test_contributions_give_back_every_published_figure(base: Any) -> None:
    known = {
        (niveau, code, one): (top, bottom, different)
        for niveau, column in CHAIN.items()
        for code, one, top, bottom, different in base.execute(
            f"SELECT {column.rpartition(' ')[2]}, indicateur, sum(num), sum(den), count(DISTINCT detail) "
            f"FROM fait_contributions WHERE {column.rpartition(' AND ')[0] or 'true'} GROUP BY ALL"
        ).fetchall()
    }
    checked = set()
    for niveau, code, name, top, bottom in base.execute(
        "SELECT niveau, unite_code, indicateur, numerateur, denominateur FROM fait_indicateurs WHERE NOT masque"
    ).fetchall():
        one = all_indicators()[name]
        if grain_of(one) is None:
            assert (niveau, code, name) not in known
            continue
        num, den, different = known.get((niveau, code, name), (Decimal(0), None, 0))
        shown = Decimal(different) if isinstance(one.numerateur, LignesDistinctes) else num
        assert (shown, den or 0) == (top or 0, bottom or 0), (niveau, code, name)
        checked.add(name)
    assert len(checked) > 140


def test_what_protects_people_is_never_taken_apart(base: Any) -> None:
    told = {name for (name,) in base.execute("SELECT DISTINCT indicateur FROM fait_contributions").fetchall()}
    rows = base.execute("SELECT DISTINCT split_part(ligne, '/', 1) FROM fait_contributions").fetchall()
    for one in all_indicators().values():
        if one.a_secret or one.a_proteger or one.niveau_publie is None:
            assert one.code not in told
    # Officials and proofread texts are counted by owner, internal tables by cercle: their rows have no name here.
    assert not {"elus", "experiences", "comites_suivi", "activites_ccc", "dossiers_financement"} & {
        table for (table,) in rows
    }
    levels = base.execute("SELECT DISTINCT niveau FROM fait_contributions WHERE indicateur = 'suivi_comites'")
    assert "commune" not in {niveau for (niveau,) in levels.fetchall()}
