"""Quarters: stored ``2026-Q3`` (SDMX), shown ``T3 2026``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from registry.errors import OiseError

MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
_ACCEPTED = re.compile(r"([0-9]{4})-?[QTqt]([1-4])")
_FIRST_YEAR, _LAST_YEAR = 1999, 2100


@dataclass(frozen=True, order=True)
class Trimestre:
    """One quarter of a civil year."""

    annee: int
    numero: int

    @classmethod
    def parse(cls, text: str) -> Trimestre:
        """Read ``2026-Q3``, ``2026-T3``, ``2026T3`` or ``2026Q3``.

        Raises OiseError when the text is not a quarter between 1999 and 2100.
        """
        found = _ACCEPTED.fullmatch(text.strip())
        if not found or not _FIRST_YEAR <= int(found[1]) <= _LAST_YEAR:
            raise OiseError(
                f"« {text} » n'est pas un trimestre : écrivez par exemple 2026-Q3 "
                "(année de 1999 à 2100, trimestre de 1 à 4)."
            )
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.annee}-Q{self.numero}"

    @property
    def libelle(self) -> str:
        """The quarter as people read it, ``T3 2026`` (with a no-break space)."""
        return f"T{self.numero}\u00a0{self.annee}"

    @property
    def debut(self) -> date:
        """First day."""
        return date(self.annee, 3 * self.numero - 2, 1)

    @property
    def fin(self) -> date:
        """Last day."""
        return self.plus(1).debut - timedelta(days=1)

    def plus(self, quarters: int) -> Trimestre:
        """The quarter that many quarters later (or earlier, when negative)."""
        index = self.annee * 4 + self.numero - 1 + quarters
        return Trimestre(index // 4, index % 4 + 1)

    @classmethod
    def of(cls, day: date) -> Trimestre:
        """The quarter in which a day falls."""
        return cls(day.year, (day.month + 2) // 3)
