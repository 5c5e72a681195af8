"""What the CSRs said of a quarter, as frozen facts: decisions on the cercles, analyses by theme."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

VALIDES = ("valide", "valide_avec_reserve")


@dataclass(frozen=True)
class Decision:
    """Where the figures of one cercle stand; ``decision`` is "" as long as there is none.

    ``libelle``: the decision in French. ``a_jour``: whether it is about the files that count today.
    """

    code: str
    nom: str
    decision: str
    libelle: str
    a_jour: bool
    jour: date | None
    reserve: str

    @property
    def valide(self) -> bool:
        """Whether the figures of today are validated, with or without reserve."""
        return self.a_jour and self.decision in VALIDES


@dataclass(frozen=True)
class Remark:
    """What a CSR says of one theme, for a region or a cercle."""

    theme: str
    lieu: str
    texte: str


@dataclass(frozen=True)
class Analysis:
    """The CSRs' answers on a territory: one decision for each cercle whose return counts, then their analyses."""

    decisions: tuple[Decision, ...] = ()
    remarques: tuple[Remark, ...] = ()

    @property
    def provisoires(self) -> tuple[Decision, ...]:
        """The cercles whose figures are not validated."""
        return tuple(one for one in self.decisions if not one.valide)

    @property
    def valides(self) -> int:
        """How many cercles are validated."""
        return len(self.decisions) - len(self.provisoires)
