"""How a submission table is declared: frozen data from which everything else is rendered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from schemas.faults import Severity

if TYPE_CHECKING:
    import polars as pl

ColumnType = Literal["texte", "entier", "decimal", "montant", "date", "oui_non", "code", "unite", "reference"]
Kind = Literal["releve", "evenement", "registre"]
Privacy = Literal["public", "interne", "restreint"]
Diffusion = Literal["commune", "cercle", "region", "interne"]
Objet = Literal["declaration", "validation"]
Periodicity = Literal["trimestre", "annee", "annee_scolaire"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    ``type``: texte, entier (BIGINT), decimal (DECIMAL(18,3)), montant (FCFA, BIGINT), date, oui_non (BOOLEAN),
    code (of the list ``liste``), unite (a territory unit, shown as « Nom (CODE) »), reference (a local id in the table
    ``table``). ``minimum`` and ``maximum`` are inclusive; a value outside them is set aside, or kept with a warning
    when they are only bounds of plausibility (``plausible``). ``longueur``: the most characters a text may have.
    """

    nom: str
    titre: str
    description: str
    type: ColumnType
    obligatoire: bool = False
    liste: str | None = None
    table: str | None = None
    unite: str | None = None
    minimum: int | None = None
    maximum: int | None = None
    plausible: bool = False
    longueur: int = 300
    confidentialite: Privacy = "public"
    exemple: str = ""


@dataclass(frozen=True)
class Rule:
    """A rule beyond a cell; ``valide`` builds a Polars expression, true or null where the row is right.

    The expression may use the sheet's columns and the quarter's days ``_debut`` and ``_fin``. ``colonnes``: where the
    fault is shown, the column to correct first. ``ecarte``: whether a row that breaks the rule is set aside (in a
    relevé, only the cell of the first column).
    """

    code: str
    gravite: Severity
    phrase: str
    remede: str
    colonnes: tuple[str, ...]
    valide: Callable[[], pl.Expr]
    ecarte: bool = True


@dataclass(frozen=True)
class Table:
    """One submission table.

    ``cle``: columns that identify a row for its sender. ``proprietaire``: the column naming the owning unit.
    ``prefixe``: what its local ids begin with (PAR in PAR-ML0105-0003), empty for a relevé. ``colonnes_internes``:
    columns that OISE fills itself, in the store but on no sheet.
    ``ventilations_publiques``: breakdowns of a restricted table that may be published without suppression.
    ``lignes_ordinaires``: rows typed in an ordinary quarter (an estimate); ``lignes_vierges``: numbered spare rows of a
    blank, with ``lignes_vierges_par_commune`` more for each commune (a council may change whole). ``relecture``:
    whether a row is published only once a recorded decision, made on that very content, says so. ``objet``: which kind
    of file carries the table, the quarterly return or the CSR's answer to it. ``colonnes_fixes``: columns that OISE
    fills beforehand and that its sender only reads. ``colonnes_dites``: those of which one at least must hold something
    for a row filled beforehand to be an answer (none: any column but the identifier).
    """

    nom: str
    titre: str
    description: str
    nature: Kind
    cle: tuple[str, ...]
    proprietaire: str
    colonnes: tuple[Column, ...]
    regles: tuple[Rule, ...] = ()
    prefixe: str = ""
    colonnes_internes: tuple[Column, ...] = ()
    confidentialite: Privacy = "public"
    diffusion: Diffusion = "commune"
    periodicite: Periodicity = "trimestre"
    ventilations_publiques: tuple[tuple[str, ...], ...] = ()
    niveaux: tuple[str, ...] = ("cercle", "region", "pays")
    consignes: tuple[str, ...] = field(default=())
    lignes_ordinaires: int = 3
    lignes_vierges: int = 20
    lignes_vierges_par_commune: int = 0
    relecture: bool = False
    objet: Objet = "declaration"
    colonnes_fixes: tuple[str, ...] = ()
    colonnes_dites: tuple[str, ...] = ()

    def colonne(self, nom: str) -> Column:
        """The column of that name; raises KeyError."""
        for column in self.colonnes:
            if column.nom == nom:
                return column
        raise KeyError(nom)
