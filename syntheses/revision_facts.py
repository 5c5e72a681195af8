"""A published figure that was changed since, as a synthesis tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.periods import Trimestre


@dataclass(frozen=True)
class Revision:
    """One figure of a past quarter, before and after; ``apres`` is None when it is no longer known or shown.

    ``motif``: the files and decisions that changed it; ``qui``: their senders and authors.
    """

    trimestre: Trimestre
    unite_code: str
    unite_nom: str
    indicateur: str
    libelle: str
    unite: str
    decimales: int
    avant: Decimal
    apres: Decimal | None
    motif: str
    qui: str
    edition: int
    publie_le: date
