"""Quarters: one order, one spelling stored, four accepted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.errors import OiseError
from registry.periods import Trimestre

quarters = st.builds(Trimestre, st.integers(1999, 2100), st.integers(1, 4))


@given(quarters)
def test_every_accepted_spelling_reads_back(quarter: Trimestre) -> None:
    year, number = quarter.annee, quarter.numero
    for text in (str(quarter), f"{year}-T{number}", f"{year}T{number}", f"{year}Q{number}", f" {year}q{number} "):
        assert Trimestre.parse(text) == quarter


@given(quarters, st.integers(-40, 40))
def test_moving_goes_back_and_keeps_order(quarter: Trimestre, step: int) -> None:
    moved = quarter.plus(step)
    assert moved.plus(-step) == quarter
    assert (moved > quarter) == (step > 0)
    assert 1 <= moved.numero <= 4


@given(quarters)
def test_quarters_follow_each_other_without_gap(quarter: Trimestre) -> None:
    assert quarter.fin + timedelta(days=1) == quarter.plus(1).debut
    assert 90 <= (quarter.fin - quarter.debut).days + 1 <= 92
    assert str(quarter) < str(quarter.plus(1))


@given(st.dates(date(1999, 1, 1), date(2100, 12, 31)))
def test_a_day_falls_in_its_quarter(day: date) -> None:
    quarter = Trimestre.of(day)
    assert quarter.debut <= day <= quarter.fin


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-Q5", "2026-Q0", "1998-Q4", "26-Q1", "2026 Q3", "2026-Q3x", "T3 2026", "٢٠٢٦-Q3"]
)
def test_what_is_no_quarter_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(OiseError, match="n'est pas un trimestre"):
        Trimestre.parse(text)


def test_labels() -> None:
    assert str(Trimestre(2026, 3)) == "2026-Q3"
    assert Trimestre(2026, 3).libelle == "T3\u00a02026"
    assert Trimestre(2026, 3).debut == date(2026, 7, 1)
