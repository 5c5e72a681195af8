"""Classes of a choropleth: few, of like numbers of units, with rounded bounds that are said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from registry.writing import INSECABLE
from syntheses.typography import number, unit_suffix

# One hue from light to dark: told apart by colour-blind readers and on a grey print. Text on the dark ones is white.
COULEURS = ("#edf3e4", "#b7d5c1", "#70ada8", "#35788b", "#123f5b")
FONCEES = COULEURS[-2:]
_PALETTES = {1: (2,), 2: (0, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


@dataclass(frozen=True)
class Classes:
    """Inner ``bornes`` in growing order; a value equal to a bound belongs to the class above it."""

    bornes: tuple[Decimal, ...]
    couleurs: tuple[str, ...]
    libelles: tuple[str, ...]
    effectifs: tuple[int, ...]

    def rank(self, value: Decimal) -> int:
        """The class of a value."""
        return sum(value >= bound for bound in self.bornes)


def classes_of(values: Sequence[Decimal], unite: str, decimals: int) -> Classes:
    """At most five classes; fewer when there are few distinct values, none when there is no value."""
    ordered = sorted(values)
    bounds: list[Decimal] = []
    for wanted in range(min(5, len(set(ordered))), 0, -1):
        bounds = _bounds(ordered, wanted, decimals)
        if len(bounds) == wanted - 1:
            break
    distinct = sorted(set(ordered))
    if not bounds and len(distinct) > 1:
        # Most units share one value (zero, often): the few others must still be told apart.
        bounds = _bounds(distinct, min(5, len(distinct)), decimals)
    counts = [0] * (len(bounds) + 1)
    for value in ordered:
        counts[sum(value >= bound for bound in bounds)] += 1
    if not ordered:
        return Classes((), (), (), ())
    colours = tuple(COULEURS[rank] for rank in _PALETTES[len(counts)])
    return Classes(tuple(bounds), colours, _labels(ordered, bounds, unite, decimals), tuple(counts))


def _bounds(ordered: list[Decimal], wanted: int, decimals: int) -> list[Decimal]:
    bounds: list[Decimal] = []
    for rank in range(1, wanted):
        exact = ordered[rank * len(ordered) // wanted]
        rounded = _rounded(exact, ordered[-1] - ordered[0], decimals)
        bound = next((b for b in (rounded, exact) if _separates(ordered, bounds, b)), None)
        if bound is not None:
            bounds.append(bound)
    return bounds


def _separates(ordered: list[Decimal], bounds: list[Decimal], bound: Decimal) -> bool:
    below = bounds[-1] if bounds else None
    return ordered[-1] >= bound and any(value < bound and (below is None or value >= below) for value in ordered)


def _rounded(value: Decimal, spread: Decimal, decimals: int) -> Decimal:
    """The value on a step of about a twentieth of the spread, never finer than what is shown."""
    step = Decimal(10) ** ((spread / 20).adjusted()) if spread else Decimal(1)
    step = max(step, Decimal(1).scaleb(-decimals))
    return (value / step).quantize(Decimal(1), rounding=ROUND_HALF_UP) * step


def _labels(ordered: list[Decimal], bounds: list[Decimal], unite: str, decimals: int) -> tuple[str, ...]:
    suffix = unit_suffix(unite)
    end = f"{INSECABLE}{suffix}" if suffix else ""
    low, high = number(ordered[0], decimals), number(ordered[-1], decimals)
    if not bounds:
        return (f"{low}{end}" if low == high else f"de {low} à {high}{end}",)
    edges = [number(bound, decimals) for bound in bounds]
    labels = [f"de {low} à moins de {edges[0]}{end}"]
    labels += [f"de {a} à moins de {b}{end}" for a, b in pairwise(edges)]
    return (*labels, f"de {edges[-1]} à {high}{end}")
