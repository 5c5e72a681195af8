"""Conditions on the rows of a table: small frozen objects, rendered as three-valued SQL (true, false, unknown).

A missing answer, or a code that says « inconnu », is neither a yes nor a no: every condition gives NULL for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from registry.periods import Trimestre

INCONNUS = ("inconnu", "inconnue")
_IDENTIFIER = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclass(frozen=True)
class Parmi:
    """The code is one of these; unknown where empty or « inconnu »."""

    colonne: str
    valeurs: tuple[str, ...]

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        values = ", ".join(literal(value) for value in self.valeurs)
        return f"({known(self.colonne)} IN ({values}))"


@dataclass(frozen=True)
class Vrai:
    """The answer is yes; unknown where empty."""

    colonne: str

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"{column(self.colonne)}"


@dataclass(frozen=True)
class Connu:
    """The code or text is filled in with something else than « inconnu »; never unknown itself."""

    colonne: str

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({known(self.colonne)} IS NOT NULL)"


@dataclass(frozen=True)
class AuMoins:
    """The number is at least ``minimum``; unknown where empty."""

    colonne: str
    minimum: int

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({column(self.colonne)} >= {self.minimum})"


@dataclass(frozen=True)
class PremiereConnue:
    """The first of these dates that is filled in."""

    noms: tuple[str, ...]

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset(self.noms)

    def sql(self) -> str:
        """A date SQL expression over the row ``t``."""
        return f"coalesce({', '.join(column(name) for name in self.noms)})"


@dataclass(frozen=True)
class FinDePeriode:
    """The end that was written down, else the eve of ``debut`` plus ``duree`` months, renewed as often as was said.

    Unknown when neither can be told; a term beyond the calendar is unknown too, never a failure.
    """

    fin: str
    debut: PremiereConnue
    duree: str
    reconductions: str

    @property
    def colonnes(self) -> frozenset[str]:
        return self.debut.colonnes | {self.fin, self.duree, self.reconductions}

    def sql(self) -> str:
        """A date SQL expression over the row ``t``."""
        months = f"{column(self.duree)} * (1 + coalesce({column(self.reconductions)}, 0))"
        computed = f"CAST({self.debut.sql()} + to_months(CAST({months} AS INTEGER)) - INTERVAL 1 DAY AS DATE)"
        return f"coalesce({column(self.fin)}, TRY({computed}))"


@dataclass(frozen=True)
class AuPlusTard:
    """The date isn't after the end of the quarter, shifted by ``decalage`` quarters; unknown where the date is."""

    date: PremiereConnue | FinDePeriode
    decalage: int = 0

    @property
    def colonnes(self) -> frozenset[str]:
        return self.date.colonnes

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({self.date.sql()} <= DATE '{trimestre.plus(self.decalage).fin.isoformat()}')"


@dataclass(frozen=True)
class Et:
    """All hold (Kleene's logic: one false is enough for false, whatever is unknown)."""

    parties: tuple[Condition, ...]

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset().union(*(part.colonnes for part in self.parties))

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return "(" + " AND ".join(part.sql(trimestre) for part in self.parties) + ")"


@dataclass(frozen=True)
class Ou:
    """At least one holds (Kleene's logic)."""

    parties: tuple[Condition, ...]

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset().union(*(part.colonnes for part in self.parties))

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return "(" + " OR ".join(part.sql(trimestre) for part in self.parties) + ")"


@dataclass(frozen=True)
class Non:
    """Does not hold; unknown stays unknown."""

    partie: Condition

    @property
    def colonnes(self) -> frozenset[str]:
        return self.partie.colonnes

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"(NOT {self.partie.sql(trimestre)})"


Condition = Parmi | Vrai | Connu | AuMoins | AuPlusTard | Et | Ou | Non


def literal(text: str) -> str:
    """A SQL text literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """The name, once sure that it is a plain SQL identifier; raises ValueError otherwise."""
    if not _IDENTIFIER.match(name):
        raise ValueError(f"not an identifier: {name!r}")
    return name


def column(name: str) -> str:
    """A column of the row ``t``."""
    return f"t.{identifier(name)}"


def known(name: str) -> str:
    """A column of codes or text of the row ``t``, NULL where it says « inconnu »."""
    unknown = ", ".join(literal(code) for code in INCONNUS)
    return f"(CASE WHEN {column(name)} NOT IN ({unknown}) THEN {column(name)} END)"
