"""What an installation publishes of the figures: those of the units that it serves, never others' absence."""

from __future__ import annotations

from indicators.published import FAIT_CONTRIBUTIONS, FAIT_INDICATEURS
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import NATION, units


def within(perimetre: str, trimestre: Trimestre) -> tuple[str, ...]:
    """The SQL statements that keep, of a quarter's figures, those of the units of a perimeter; none for the nation.

    A region receives the files of its own cercles alone: its figures of another region, or of the nation, would tell
    what it was not sent as what was not done.
    """
    if perimetre == NATION:
        return ()
    served = ", ".join(f"'{code}'" for code in units() if covers(perimetre, code))
    return tuple(
        f"DELETE FROM {table.nom} WHERE trimestre = '{trimestre}' AND unite_code NOT IN ({served})"
        for table in (FAIT_INDICATEURS, FAIT_CONTRIBUTIONS)
    )
