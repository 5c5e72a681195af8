"""The guide's weaknesses of decentralised cooperation, then its good order, each told by figures of the synthesis."""

from __future__ import annotations

from functools import cache

from indicators.scorecard import FAIBLESSES, SCORECARD, Faiblesse
from syntheses.register_facts import Weakness
from syntheses.typography import curly

_BON_ORDRE = "Bonne tenue de la coopération"


@cache
def weaknesses() -> tuple[Weakness, ...]:
    """The guide's weaknesses in its order, then what shows that cooperation is kept in order."""
    groups: dict[Faiblesse | None, list[tuple[str, str]]] = {}
    for entry in SCORECARD:
        groups.setdefault(entry.faiblesse, []).append((entry.code, curly(entry.titre)))
    return tuple(
        Weakness(
            titre=_BON_ORDRE if number is None else curly(FAIBLESSES[number]).rstrip("."),
            du_guide=number is not None,
            lignes=tuple(lines),
        )
        for number, lines in groups.items()
    )
