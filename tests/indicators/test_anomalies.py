"""Anomalies: what is planted is found, what is constant is not, and the unit of measure changes nothing."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.anomalies import SERIEUX, Anomaly, anomalies, modified_z, z_score
from registry.elements import all_elements
from registry.periods import Trimestre
from registry.territory import children
from schemas.catalogue import fault
from warehouse.observations import Observation, Pointed

T3 = Trimestre(2026, 3)
ASSISTED, POINTS = "accouchements_assistes_nb", "points_eau_realises_nb"
PUPILS = "eleves_cycle1_nb"
KITA = [commune.code for commune in children("ML0105")]
HEADS = {code: 10_000 + 100 * rank for rank, code in enumerate(KITA)}


def history(place: str, element: str, values: list[float | None], cercle: str = "ML0105") -> list[Observation]:
    """The values of an element up to T3 2026, the last one being of that quarter; None where nothing was declared."""
    first = T3.plus(1 - len(values))
    return [
        Observation(cercle, place, element, str(first.plus(rank)), Decimal(str(value)))
        for rank, value in enumerate(values)
        if value is not None
    ]


def ordinary(element: str = ASSISTED) -> list[Observation]:
    """Twelve quarters of every commune of Kita, each of its own size, a little up and down."""
    found = []
    for rank, place in enumerate(KITA):
        base = HEADS[place] / 100
        found += history(place, element, [base + (rank * 7 + quarter * 5) % 11 - 5 for quarter in range(12)])
    return found


def planted(place: str, values: list[float | None], element: str = ASSISTED) -> tuple[Anomaly, ...]:
    """What is found when one commune of an ordinary cercle declares these."""
    around = [one for one in ordinary(element) if one.lieu != place]
    return anomalies(around + history(place, element, values), T3, HEADS)


def test_an_ordinary_cercle_has_none() -> None:
    assert anomalies(ordinary(), T3, HEADS) == ()


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ([100, 104, 97, 101, 99, 103, 98, 102, 1010], {"passe", "saut", "voisins"}),  # a digit too many
        ([100, 104, 97, 101, 99, 103, 98, 102, 0], {"passe", "zero"}),
        ([100, 104, 97, 101, 99, 103, 98, 102, 160], {"passe"}),
        ([20, 21, 19, 20, 22, 20, 21, 19, 20], {"voisins"}),  # always apart from the others
        ([100, None, None, None, None, None, None, None, 330], {"saut"}),
        ([330], {"voisins"}),
    ],
)
def test_what_is_planted_is_found_beside_its_last_quarters(values: list[float | None], kinds: set[str]) -> None:
    (found,) = planted(KITA[0], values)
    assert {sign.genre for sign in found.signes} >= kinds - {"voisins"}
    assert ("voisins" in kinds) <= ("voisins" in {sign.genre for sign in found.signes})
    assert (found.lieu, found.element, found.rang) == (KITA[0], ASSISTED, 1)
    shown = [None if value is None else Decimal(str(value)) for value in values]
    assert list(found.avant) == ([None] * 4 + shown[:-1])[-4:]
    assert found.valeur == shown[-1]
    assert found.constat


def test_a_digit_too_many_is_serious_and_comes_first() -> None:
    wrong, slight = KITA[3], KITA[5]
    values = [one for one in ordinary() if one.lieu not in (wrong, slight)]
    values += history(wrong, ASSISTED, [100, 104, 97, 101, 99, 103, 98, 102, 1010])
    values += history(slight, ASSISTED, [100, 104, 97, 101, 99, 103, 98, 102, 160])
    first, second = anomalies(values, T3, HEADS)
    assert (first.lieu, first.gravite, first.rang) == (wrong, "serieuse", 1)
    assert (second.lieu, second.rang) == (slight, 2)
    assert first.poids > SERIEUX
    assert first.poids > second.poids
    assert "multiplié par 9,9 (102 au T2\u00a02026)" in first.constat


def test_ordinary_zeros_and_small_moves_are_left_alone() -> None:
    values = [
        one
        for rank, place in enumerate(KITA)
        for one in history(place, POINTS, [float((rank + quarter) % 3) for quarter in range(8)])
    ]
    assert {sign.genre for found in anomalies(values, T3, HEADS) for sign in found.signes} <= {"voisins"}


def test_a_yearly_figure_is_held_against_last_year() -> None:
    asked = Trimestre(2026, 2)
    values = [
        Observation("ML0105", KITA[0], PUPILS, str(quarter), Decimal(count))
        for quarter, count in ((asked.plus(-4), 800), (asked, 8_000))
    ]
    (found,) = anomalies(values, asked, {})
    assert found.avant == (Decimal(800), None, None, None)
    assert [sign.genre for sign in found.signes] == ["saut"]


def test_what_the_checks_left_standing_is_kept_as_the_cercles() -> None:
    rule = fault("valeur.decimale_interdite", feuille="Santé", ligne=6, colonne=ASSISTED, valeur="1,5")
    doubt = fault("valeur.invraisemblable", feuille="Santé", ligne=7, valeur="9", minimum="0", maximum="5")
    found = anomalies([], T3, {}, [Pointed("ML0105", doubt), Pointed("ML0105", rule)])
    assert [(one.lieu, one.gravite, one.constat) for one in found] == [
        ("ML0105", "a_voir", rule.message),
        ("ML0105", "a_voir", doubt.message),
    ]


def test_the_order_of_the_values_changes_nothing() -> None:
    values = ordinary() + history(KITA[0], POINTS, [3, 4, 3, 4, 3, 4, 30])
    assert anomalies(values, T3, HEADS) == anomalies(values[::-1], T3, HEADS)


@given(value=st.decimals(0, 1_000_000, places=1), quarters=st.integers(1, 12), places=st.integers(1, 12))
@settings(max_examples=40, deadline=None)
def test_constant_series_give_none(value: Decimal, quarters: int, places: int) -> None:
    values = [one for place in KITA[:places] for one in history(place, ASSISTED, [float(value)] * quarters)]
    assert anomalies(values, T3, dict.fromkeys(KITA, 10_000)) == ()


@given(
    st.lists(st.lists(st.integers(0, 400), min_size=8, max_size=8), min_size=6, max_size=10),
    st.sampled_from([2, 8, 1024]),
)
@settings(max_examples=40, deadline=None)
def test_the_unit_of_measure_changes_no_rank(rows: list[list[int]], factor: int) -> None:
    def ranked(by: int) -> list[tuple[str, int, str]]:
        values = [
            one
            for place, row in zip(KITA, rows, strict=False)
            for one in history(place, ASSISTED, [float(value * by) for value in row])
        ]
        found = anomalies(values, T3, HEADS)
        assert all(first.poids >= second.poids for first, second in pairwise(found))
        return [(one.reference, one.rang, one.gravite) for one in found]

    assert ranked(factor) == ranked(1)


@given(st.lists(st.floats(1, 1e6), min_size=6, max_size=12))
def test_scores_are_zero_at_the_middle_and_grow_with_distance(values: list[float]) -> None:
    for score in (z_score, modified_z):
        assert score(2e6, values) >= score(1.5e6, values) >= 0
    assert modified_z(sorted(values)[len(values) // 2], values) >= 0


def test_every_element_that_is_counted_can_be_looked_at() -> None:
    element = next(code for code, one in all_elements().items() if one.booleen)
    assert anomalies(history(KITA[0], element, [1, 1, 1, 1, 0]), T3, HEADS) == ()
