"""Which conventions ask for an act soon: the same limit wherever it is said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from registry.conventions import MOIS_DE_RENOUVELLEMENT
from registry.periods import Trimestre
from syntheses.register_facts import Convention


def acts_due(conventions: Iterable[Convention], trimestre: Trimestre) -> tuple[Convention, ...]:
    """Those that ask for something by the limit: an act that is dated by then, overdue, or has no date."""
    limit = due_limit(trimestre)
    return tuple(one for one in conventions if one.acte and (one.acte_date is None or one.acte_date <= limit))


def due_limit(trimestre: Trimestre) -> date:
    """The day up to which acts are looked for: as far ahead as a convention is to be renewed."""
    return trimestre.plus(MOIS_DE_RENOUVELLEMENT // 3).fin
