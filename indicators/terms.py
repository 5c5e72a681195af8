"""What an indicator adds up: typed terms, of three fields.

``commune``: a value of each commune. ``cercle``: a value of each cercle. ``ligne``: a value of each row of a table,
whoever owns it (commune, cercle, region, nation), counted once at its owner's level and at every level above.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from zlib import crc32

from indicators.conditions import Condition, Lie
from registry.elements import all_elements
from registry.periods import Trimestre

Champ = Literal["commune", "cercle", "ligne"]


@dataclass(frozen=True)
class SommeElements:
    """Sum of elements in force for the commune; unknown as soon as one of them is."""

    codes: tuple[str, ...]
    champ: Champ = "commune"

    @property
    def mots(self) -> str:
        """The term in French words."""
        return _element_words(self.codes)


@dataclass(frozen=True)
class CumulAnnee:
    """Sum of quarterly flows since January; unknown as soon as one quarter of one of them is."""

    codes: tuple[str, ...]
    champ: Champ = "commune"

    @property
    def mots(self) -> str:
        """The term in French words."""
        return f"{_element_words(self.codes)}, cumul depuis janvier"


@dataclass(frozen=True)
class Population:
    """Population of the commune at the quarter's end, from the dated reference; unknown where the reference is."""

    champ: Champ = "commune"
    mots: str = "Population de la commune (référence INSTAT à la fin du trimestre)"


@dataclass(frozen=True)
class NombreCommunes:
    """One for each commune."""

    champ: Champ = "commune"
    mots: str = "Nombre de communes"


@dataclass(frozen=True)
class Presence:
    """One where the commune owns a row for which the condition holds, else zero.

    Unknown when no row says yes and one can't say, or when the cercle's CCC never sent that table (did not send it for
    the quarter, if its rows are events).
    """

    table: str
    condition: Condition
    mots: str
    champ: Champ = "commune"


@dataclass(frozen=True)
class SommePortee:
    """Sum of a whole-number column over the rows that the commune itself owns and for which the condition holds.

    Zero without any row; unknown when one of them is, or when the cercle's CCC did not send that table (for the
    quarter, if the rows are events; ever, if they are of a register).
    """

    table: str
    colonne: str
    condition: Condition | None
    mots: str
    champ: Champ = "commune"


@dataclass(frozen=True)
class ObligatoiresRenseignes:
    """Number of mandatory elements asked of the commune this quarter that have a value, or don't apply to it."""

    champ: Champ = "commune"
    mots: str = "Éléments obligatoires demandés ce trimestre et renseignés (valeur ou sans objet)"


@dataclass(frozen=True)
class ObligatoiresAttendus:
    """Number of mandatory elements asked of the commune this quarter."""

    champ: Champ = "commune"
    mots: str = "Éléments obligatoires demandés ce trimestre, pour toutes les communes"


@dataclass(frozen=True)
class EnvoisAcceptes:
    """One where the cercle's CCC had a file accepted for the quarter (in time, when ``a_temps``), else zero."""

    a_temps: bool = False
    champ: Champ = "cercle"

    @property
    def mots(self) -> str:
        """The term in French words."""
        return "CCC dont le fichier du trimestre est accepté" + (" et reçu dans le délai" if self.a_temps else "")


@dataclass(frozen=True)
class EnvoisAttendus:
    """One for each cercle whose CCC has to report for the quarter."""

    champ: Champ = "cercle"
    mots: str = "CCC tenus d'envoyer leur fichier ce trimestre"


@dataclass(frozen=True)
class LignesDuCercle:
    """Rows of the quarter in the cercle and its communes; unknown where the CCC did not send that table for it."""

    table: str
    condition: Condition | None
    mots: str
    champ: Champ = "cercle"


@dataclass(frozen=True)
class CommunesDuCercle:
    """Number of communes of the cercle."""

    champ: Champ = "cercle"
    mots: str = "Nombre de communes des cercles dont le fichier est accepté"


@dataclass(frozen=True)
class Lignes:
    """Number of rows for which the condition holds (of all rows, without condition)."""

    table: str
    condition: Condition | None
    mots: str
    champ: Champ = "ligne"


@dataclass(frozen=True)
class LignesDistinctes:
    """Number of distinct values of a column among the rows for which the condition holds."""

    table: str
    colonne: str
    condition: Condition | None
    mots: str
    champ: Champ = "ligne"


@dataclass(frozen=True)
class SommeColonne:
    """Sum over rows of a whole-number column, multiplied by ``fois`` when given; unknown where either is empty.

    ``zero_si_recue``: for a column reckoned from that table, of which nothing recorded is nothing done where the sender
    ever sent it.
    """

    table: str
    colonne: str
    condition: Condition | None
    mots: str
    fois: str | None = None
    zero_si_recue: str | None = None
    champ: Champ = "ligne"


@dataclass(frozen=True)
class SommeLiee:
    """For each row of ``table``, the sum of ``colonne`` over the rows that point to it and meet the link's condition.

    Zero without any such row; unknown when one of them can't say or says an unknown number, and where the sender never
    sent their table.
    """

    table: str
    lien: Lie
    colonne: str
    mots: str
    champ: Champ = "ligne"

    def nom(self, trimestre: Trimestre) -> str:
        """The name of the table expression that gathers the sums, one row a row pointed to."""
        return f"somme_{self.lien.nom(trimestre)}_{crc32(self.colonne.encode()):08x}"


TermeCommune = (
    SommeElements
    | CumulAnnee
    | Population
    | NombreCommunes
    | Presence
    | SommePortee
    | ObligatoiresRenseignes
    | ObligatoiresAttendus
)
TermeCercle = EnvoisAcceptes | EnvoisAttendus | LignesDuCercle | CommunesDuCercle
TermeLigne = Lignes | LignesDistinctes | SommeColonne | SommeLiee
Terme = TermeCommune | TermeCercle | TermeLigne


def term_elements(term: Terme | None) -> tuple[str, ...]:
    """The elements a term reads."""
    return term.codes if isinstance(term, SommeElements | CumulAnnee) else ()


def term_table(term: Terme | None) -> str | None:
    """The table a term reads rows of."""
    if isinstance(term, Presence | SommePortee | LignesDuCercle | Lignes | LignesDistinctes | SommeColonne | SommeLiee):
        return term.table
    return None


def term_condition(term: Terme | None) -> Condition | None:
    """The condition that a term puts on the rows of its table."""
    if isinstance(term, Presence | SommePortee | LignesDuCercle | Lignes | LignesDistinctes | SommeColonne):
        return term.condition
    return None


def term_columns(term: Terme | None) -> frozenset[str]:
    """The columns of its table that a term reads."""
    condition = term_condition(term)
    columns = condition.colonnes if condition is not None else frozenset()
    if isinstance(term, LignesDistinctes | SommeColonne | SommePortee):
        columns |= {term.colonne}
    if isinstance(term, SommeColonne) and term.fois:
        columns |= {term.fois}
    if isinstance(term, SommeLiee):
        columns |= {term.lien.cle}
    return columns


def _element_words(codes: tuple[str, ...]) -> str:
    known = all_elements()
    return " + ".join(known[code].libelle for code in codes)
