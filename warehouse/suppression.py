"""Which figures of a tree of units must be hidden so that no small group can be read, directly or by subtraction.

Each unit has a row of counts. A row is published whole or hidden whole. What subtraction gives to a reader is, for a
published unit, its row less those of the largest published units inside it: the residual. A tree is safe when no
published row and no residual holds a count between 1 and k - 1, and no residual is one hidden unit's row alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

Row = tuple[int, ...]


def hidden_units(
    root: str,
    children: Mapping[str, Sequence[str]],
    rows: Mapping[str, Row],
    k: int,
    hidden: frozenset[str] = frozenset(),
    alone_allowed: bool = False,
) -> frozenset[str]:
    """The units whose rows to hide, those already ``hidden`` included.

    ``rows`` has every unit of the tree, all rows of one length; a unit may count more than its children (its own
    members). ``alone_allowed``: whether a residual may be a single hidden unit's row, when what is hidden is not a
    secret in itself.
    """
    kept_back = set(hidden)
    order = list(_upwards(root, children))
    kept_back.update(unit for unit in order if _small(rows[unit], k))
    changed = True
    while changed:
        changed = False
        for unit in order:
            while unit not in kept_back and not _safe(unit, children, rows, kept_back, k, alone_allowed):
                candidates = list(_published_inside(unit, children, kept_back))
                # The smallest goes first: it costs the reader least.
                kept_back.add(min(candidates, key=lambda one: (sum(rows[one]), one)) if candidates else unit)
                changed = True
    return frozenset(kept_back)


def residual(unit: str, children: Mapping[str, Sequence[str]], rows: Mapping[str, Row], hidden: set[str]) -> Row:
    """What is left of a unit's row once the largest published units inside it are taken away."""
    left = list(rows[unit])
    for inside in _published_inside(unit, children, hidden):
        left = [mine - theirs for mine, theirs in zip(left, rows[inside], strict=True)]
    return tuple(left)


def _safe(
    unit: str,
    children: Mapping[str, Sequence[str]],
    rows: Mapping[str, Row],
    hidden: set[str],
    k: int,
    alone_allowed: bool,
) -> bool:
    left = residual(unit, children, rows, hidden)
    if not any(left):
        return True
    if _small(left, k):
        return False
    return alone_allowed or sum(1 for _ in _hidden_leaves(unit, children, hidden, rows)) != 1


def _small(row: Row, k: int) -> bool:
    return any(0 < count < k for count in row)


def _published_inside(unit: str, children: Mapping[str, Sequence[str]], hidden: set[str]) -> Iterator[str]:
    for child in children.get(unit, ()):
        if child in hidden:
            yield from _published_inside(child, children, hidden)
        else:
            yield child


def _hidden_leaves(
    unit: str, children: Mapping[str, Sequence[str]], hidden: set[str], rows: Mapping[str, Row]
) -> Iterator[str]:
    for child in children.get(unit, ()):
        if child in hidden:
            if children.get(child):
                yield from _hidden_leaves(child, children, hidden, rows)
            elif any(rows[child]):
                yield child


def _upwards(unit: str, children: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for child in children.get(unit, ()):
        yield from _upwards(child, children)
    yield unit
