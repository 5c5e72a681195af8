"""Conditions on the rows of a table: small frozen objects, rendered as three-valued SQL (true, false, unknown).

A missing answer, or a code that says « inconnu », is neither a yes nor a no: every condition gives NULL for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from zlib import crc32

from registry.memberships import members
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
class AuPlusTard:
    """The date isn't after the end of the quarter, shifted by ``decalage`` quarters; unknown where the date is."""

    date: PremiereConnue
    decalage: int = 0

    @property
    def colonnes(self) -> frozenset[str]:
        return self.date.colonnes

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({self.date.sql()} <= DATE '{trimestre.plus(self.decalage).fin.isoformat()}')"


@dataclass(frozen=True)
class Rempli:
    """Something is written in the column, whatever its type; never unknown itself: it speaks of what is recorded."""

    colonne: str

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({column(self.colonne)} IS NOT NULL)"


@dataclass(frozen=True)
class Vaut:
    """The number is this one; unknown where empty."""

    colonne: str
    nombre: int

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({column(self.colonne)} = {self.nombre})"


@dataclass(frozen=True)
class PasApres:
    """The first date isn't after the second; unknown where either is empty."""

    colonne: str
    borne: str

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne, self.borne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({column(self.colonne)} <= {column(self.borne)})"


@dataclass(frozen=True)
class DepuisJanvier:
    """The date is of the quarter's civil year, up to the quarter's end; unknown where empty."""

    colonne: str

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        return f"({column(self.colonne)} BETWEEN DATE '{trimestre.annee}-01-01' AND DATE '{trimestre.fin.isoformat()}')"


@dataclass(frozen=True)
class PaysMembre:
    """The country belongs to the organisation on the quarter's last day, by the dated register of memberships.

    Unknown where the country is.
    """

    colonne: str
    organisation: str

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.colonne})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        countries = sorted(members(self.organisation, trimestre.fin))
        return Parmi(self.colonne, tuple(countries) or ("",)).sql(trimestre)


@dataclass(frozen=True)
class Detenu:
    """The row is owned by a unit of one of these levels (pays, region, cercle, commune); unknown without an owner."""

    niveaux: tuple[str, ...]

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({"unite_code"})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t``."""
        levels = ", ".join(literal(level) for level in self.niveaux)
        return f"({column('unite_code')} IN (SELECT code FROM m_unites WHERE niveau IN ({levels})))"


@dataclass(frozen=True)
class Lie:
    """A row of ``table``, of the same sender, points to this one and meets the condition.

    ``colonne`` of that row equals ``cle`` of this one. Unknown when no such row says yes and one can't say. No row at
    all is a no only where the sender of this row ever sent that table: what it left out of its files, nobody knows.
    ``meme_expediteur`` False: the row may come from any sender (the others' answers about a shared row), and the
    condition speaks of what is recorded, as ``Rempli`` does: no row at all is a no.
    """

    table: str
    colonne: str
    condition: Condition | None = None
    cle: str = "id_local"
    meme_expediteur: bool = True

    @property
    def colonnes(self) -> frozenset[str]:
        return frozenset({self.cle})

    def sql(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression over the row ``t`` and the table expression of ``indicators.links``."""
        name = self.nom(trimestre)
        return (
            f"(CASE WHEN {name}.vrai THEN true WHEN {name}.doute THEN NULL WHEN {self.recue(trimestre)} THEN false END)"
        )

    def recue(self, trimestre: Trimestre) -> str:
        """A boolean SQL expression: having no row that points to ``t`` is known to be a fact."""
        return received(self.table, trimestre) if self.meme_expediteur else "true"

    def nom(self, trimestre: Trimestre) -> str:
        """The name of the table expression that gathers the rows pointing, one row a row pointed to."""
        return f"lien_{identifier(self.table)}_{crc32(repr(self).encode()):08x}_{trimestre.annee}_{trimestre.numero}"


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


Condition = (
    Parmi
    | Vrai
    | Connu
    | Rempli
    | AuMoins
    | Vaut
    | AuPlusTard
    | PasApres
    | DepuisJanvier
    | PaysMembre
    | Detenu
    | Lie
    | Et
    | Ou
    | Non
)


def received_name(trimestre: Trimestre) -> str:
    """The name of the table expression telling which tables each sender ever sent, up to a quarter."""
    return f"recues_{trimestre.annee}_{trimestre.numero}"


def received(table: str, trimestre: Trimestre) -> str:
    """Whether the sender of the row ``t`` ever sent that table, up to a quarter; NULL for one that sent none."""
    return f"{received_name(trimestre)}.{identifier(table)}"


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
