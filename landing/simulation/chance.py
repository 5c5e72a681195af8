"""Chance that can be drawn again: one generator for each thing drawn, whatever the order of drawing."""

from __future__ import annotations

from random import Random


def chance(seed: int, *names: object) -> Random:
    """The generator of one thing (a commune's figure, a sender's register) under a seed."""
    return Random(":".join(map(str, (seed, *names))))


def share(draw: Random, low: float, high: float) -> float:
    """A share between two bounds, more often near their middle."""
    return low + (high - low) * (draw.random() + draw.random()) / 2


def count(draw: Random, mean: float) -> int:
    """A whole number about a mean, never negative: the fraction decides by chance, small means give many zeros."""
    spread = max(mean * 0.25, 0.5)
    value = max(0.0, draw.gauss(mean, spread)) if mean > 0.5 else (1.0 if draw.random() < mean else 0.0)
    floor = int(value)
    return floor + (1 if draw.random() < value - floor else 0)
