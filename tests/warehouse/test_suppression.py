"""Suppression: no small count can be read in a tree of units, directly or by subtraction."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.suppression import hidden_units, residual

K = 5


def _tree(counts: list[list[tuple[int, ...]]], own: list[tuple[int, ...]]) -> tuple[dict, dict]:  # type: ignore[type-arg]
    """A nation of regions of cercles; ``own``: what each region counts of its own."""
    children: dict[str, list[str]] = {"ML": []}
    rows: dict[str, tuple[int, ...]] = {}
    for region, cercles in enumerate(counts):
        code = f"R{region}"
        children["ML"].append(code)
        children[code] = []
        for rank, row in enumerate(cercles):
            children[code].append(f"{code}C{rank}")
            rows[f"{code}C{rank}"] = row
        rows[code] = tuple(map(sum, zip(own[region], *cercles, strict=True)))
    rows["ML"] = tuple(map(sum, zip(*(rows[code] for code in children["ML"]), strict=True)))
    return children, rows


def _recovered(children: dict[str, list[str]], rows: dict[str, tuple[int, ...]], hidden: frozenset[str]) -> set[str]:
    """The hidden cercles whose row a linear solver gets, knowing every published row and every row's total."""
    leaves = [unit for unit in rows if unit.count("C")]
    owns = [f"{region}own" for region in children["ML"]]
    width = len(rows["ML"])
    unknowns = [(unit, category) for unit in (*leaves, *owns) for category in range(width)]
    place = {unknown: rank for rank, unknown in enumerate(unknowns)}

    def below(unit: str) -> list[str]:
        if unit == "ML":
            return [one for region in children["ML"] for one in below(region)]
        return [*children.get(unit, []), f"{unit}own"] if unit in children else [unit]

    equations = []
    for unit in rows:
        for category in range(width):
            if unit not in hidden:
                line = np.zeros(len(unknowns))
                for part in below(unit):
                    line[place[part, category]] = 1
                equations.append(line)
        # The total of a row is public: the public breakdowns give it.
        line = np.zeros(len(unknowns))
        for part, category in itertools.product(below(unit), range(width)):
            line[place[part, category]] = 1
        equations.append(line)
    matrix = np.array(equations)
    rank = np.linalg.matrix_rank(matrix)
    found = set()
    for unit in hidden:
        for category in range(width):
            line = np.zeros(len(unknowns))
            for part in below(unit):
                line[place[part, category]] = 1
            if 0 < rows[unit][category] < K and np.linalg.matrix_rank(np.vstack([matrix, line])) == rank:
                found.add(unit)
    return found


_ROW = st.tuples(*[st.one_of(st.integers(0, 12), st.integers(0, 60))] * 3)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_small_count_is_recovered(data: st.DataObject) -> None:
    regions = data.draw(st.integers(1, 4))
    counts = [data.draw(st.lists(_ROW, min_size=1, max_size=4)) for _ in range(regions)]
    own = [data.draw(st.one_of(st.just((0, 0, 0)), _ROW)) for _ in range(regions)]
    children, rows = _tree(counts, own)
    hidden = hidden_units("ML", children, rows, K)
    for unit in set(rows) - hidden:
        assert not any(0 < count < K for count in rows[unit])
        assert not any(0 < count < K for count in residual(unit, children, rows, set(hidden)))
    assert _recovered(children, rows, hidden) == set()


def test_a_lone_small_row_takes_its_smallest_sibling_with_it() -> None:
    children, rows = _tree([[(3, 40), (20, 30), (50, 50)], [(60, 60), (70, 70)]], [(0, 0), (0, 0)])
    assert hidden_units("ML", children, rows, K) == {"R0C0", "R0C1"}


def test_safe_rows_are_all_published() -> None:
    children, rows = _tree([[(9, 40), (20, 0)], [(60, 60)]], [(0, 0), (5, 8)])
    assert hidden_units("ML", children, rows, K) == frozenset()


def test_what_a_region_counts_of_its_own_is_not_left_over() -> None:
    # 50 in its cercles, 2 of its own: the region less its cercles would show the two.
    children, rows = _tree([[(20, 20), (30, 30)], [(60, 60), (9, 9)]], [(2, 0), (0, 0)])
    hidden = hidden_units("ML", children, rows, K)
    assert "R0" in hidden or len(hidden & {"R0C0", "R0C1"}) >= 1
    assert _recovered(children, rows, hidden) == set()


@pytest.mark.parametrize("alone_allowed", [True, False])
def test_a_row_hidden_for_another_reason(alone_allowed: bool) -> None:
    children, rows = _tree([[(8,), (20,)], [(60,), (30,)]], [(0,), (0,)])
    hidden = hidden_units("ML", children, rows, 2, frozenset({"R0C0"}), alone_allowed)
    assert hidden == ({"R0C0"} if alone_allowed else {"R0C0", "R0C1"})
