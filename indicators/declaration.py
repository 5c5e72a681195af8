"""How an indicator is declared: numerator and denominator as typed terms, never a ready-made ratio."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from indicators.links import term_reads
from indicators.mart import mart_tables
from indicators.terms import Champ, CumulAnnee, LignesDistinctes, Terme, term_columns, term_elements, term_table
from registry.codelists import code_list
from registry.elements import Element, all_elements
from registry.periods import Trimestre
from schemas.declaration import Table

Type = Literal["ressources", "realisation", "resultat", "impact", "contexte"]
Sens = Literal["hausse_favorable", "baisse_favorable", "neutre"]
Niveau = Literal["commune", "cercle", "region", "pays"]

NIVEAUX: tuple[Niveau, ...] = ("commune", "cercle", "region", "pays")
TYPES: dict[Type, str] = {
    "ressources": "Ressources",
    "realisation": "Réalisation",
    "resultat": "Résultat",
    "impact": "Impact",
    "contexte": "Contexte",
}
SENS: dict[Sens, str] = {
    "hausse_favorable": "une hausse est favorable",
    "baisse_favorable": "une baisse est favorable",
    "neutre": "ni la hausse ni la baisse n'est bonne en soi",
}
# The eight orientations of the guide (fiche 15): each action bears one of them.
ORIENTATIONS: dict[str, str] = dict(code_list("orientations").libelles)
TOUTES_ORIENTATIONS = "toutes"


@dataclass(frozen=True)
class Indicateur:
    """One indicator, computed at every level as the sum of its numerator over the sum of its denominator.

    ``type``: one of the guide's four types, which belong to cooperation and its actions; a figure of services, of
    officials or of the return itself is of type « contexte » and has no ``orientation``. A figure of actions of every
    orientation says ``TOUTES_ORIENTATIONS``.
    ``code`` begins with the name of its family's file. Without ``denominateur`` it is a plain sum. ``facteur``: 100
    for a percentage, 1000 for « pour 1 000 ». ``annualise``: a quarter's flow is multiplied by four, and the label
    must say « × 4 ». ``norme``, in the indicator's unit, is official only when ``norme_officielle``; otherwise people
    read it as a mere benchmark. ``niveau_min``: the lowest level at which the figure has a meaning.
    ``compte``: what the coverage counts, in French (communes, conventions…).
    """

    code: str
    libelle: str
    type: Type
    domaine: str
    numerateur: Terme
    denominateur: Terme | None
    unite: str
    sens: Sens
    orientation: str = ""
    compte: str = "communes"
    facteur: int = 1
    annualise: bool = False
    decimales: int = 1
    norme: int | None = None
    norme_source: str = ""
    norme_officielle: bool = False
    niveau_min: Niveau = "commune"
    remarque: str = ""

    def __post_init__(self) -> None:
        """Refuses (ValueError) a declaration that the engine couldn't compute soundly."""
        if self.denominateur is not None:
            if self.numerateur.champ != self.denominateur.champ:
                raise ValueError(f"{self.code}: numerator and denominator are of different fields")
            if self.numerateur == self.denominateur:
                raise ValueError(f"{self.code}: a tautology is no indicator")
            if isinstance(self.numerateur, LignesDistinctes) or isinstance(self.denominateur, LignesDistinctes):
                raise ValueError(f"{self.code}: a distinct count is no part of a ratio")
            if self.champ == "ligne" and term_table(self.numerateur) != term_table(self.denominateur):
                raise ValueError(f"{self.code}: a ratio of rows reads one table")
        if (self.type == "contexte") != (self.orientation == ""):
            raise ValueError(f"{self.code}: orientations belong to cooperation, context has none")
        if self.denominateur is None and self.facteur != 1:
            raise ValueError(f"{self.code}: a plain sum has no factor")
        if self.annualise and "× 4" not in self.libelle:
            raise ValueError(f"{self.code}: an annualised quarter must say « × 4 » in its label")
        if self.norme_officielle and not self.norme_source:
            raise ValueError(f"{self.code}: an official norm needs its source")

    @property
    def champ(self) -> Champ:
        """What contributes to the sums: communes, cercles, or rows."""
        return self.numerateur.champ

    @property
    def multiplicateur(self) -> int:
        """What the ratio of sums is multiplied by."""
        return self.facteur * (4 if self.annualise else 1)

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The elements read, without repetition; raises KeyError for one that doesn't exist."""
        codes = dict.fromkeys((*term_elements(self.numerateur), *term_elements(self.denominateur)))
        return tuple(all_elements()[code] for code in codes)

    @cached_property
    def table(self) -> Table | None:
        """The table whose rows are counted, None for a figure of returns or deposits."""
        name = term_table(self.numerateur) or term_table(self.denominateur)
        return mart_tables()[name] if name else None

    @cached_property
    def lectures(self) -> tuple[tuple[Table, frozenset[str]], ...]:
        """Every table read, with the columns read there: the one whose rows are counted, and those linked to it."""
        read: dict[str, frozenset[str]] = {}
        for term in (self.numerateur, self.denominateur):
            for name, columns in term_reads(term):
                read[name] = read.get(name, frozenset()) | columns
        return tuple((mart_tables()[name], columns) for name, columns in read.items())

    @property
    def colonnes(self) -> frozenset[str]:
        """The columns of ``table`` that are read."""
        return term_columns(self.numerateur) | term_columns(self.denominateur)

    @property
    def a_proteger(self) -> bool:
        """Whether it reads an element that isn't published per commune, so that no figure may be one commune's."""
        return any(element.diffusion != "commune" for element in self.elements)

    @property
    def a_secret(self) -> bool:
        """Whether small counts are suppressed: a restricted table, by a breakdown that its schema doesn't publish."""
        return any(
            not any(columns - _COLONNES_NEUTRES <= set(public) for public in table.ventilations_publiques)
            for table, columns in self.lectures
            if table.confidentialite == "restreint"
        )

    @property
    def niveau_publie(self) -> Niveau | None:
        """The lowest level published; None when an element or a table must stay inside.

        It is the highest of ``niveau_min`` and of the diffusions of what the indicator reads. Small counts of
        restricted tables start at the region: below it, hidden cells could be found again by subtraction.
        """
        floors: list[str] = [self.niveau_min, *(element.diffusion for element in self.elements)]
        floors += [table.diffusion for table, _ in self.lectures]
        if self.a_secret:
            floors.append("region")
        if self.champ == "cercle":
            floors.append("cercle")
        if "interne" in floors:
            return None
        return max((niveau for niveau in NIVEAUX if niveau in floors), key=NIVEAUX.index)

    def published_at(self, niveau: Niveau) -> bool:
        """Whether a figure of that level is published."""
        floor = self.niveau_publie
        return floor is not None and NIVEAUX.index(niveau) >= NIVEAUX.index(floor)

    def compares_with_previous(self, trimestre: Trimestre) -> bool:
        """Whether last quarter can differ in truth: a yearly stock moves only in the quarter when it is asked.

        A running total of the year is never compared with the quarter before, only with the same one of last year.
        """
        if isinstance(self.numerateur, CumulAnnee) or isinstance(self.denominateur, CumulAnnee):
            return False
        if not self.compares_with_last_year:
            return False
        return not self.elements or any(element.asked_in(trimestre) for element in self.elements)

    @property
    def compares_with_last_year(self) -> bool:
        """Whether the same quarter of last year can be computed: registers keep their current state only."""
        return self.table is None or self.table.nature != "registre"


# A row's being in office or in force is a state, not a breakdown of persons.
_COLONNES_NEUTRES = frozenset({"en_exercice", "etat_ligne"})
