"""What is known of one cooperation on a day, whatever the language it is told in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from registry.periods import Trimestre

NatureDate = Literal["acte", "terme", "action", "point"]


@dataclass(frozen=True)
class Party:
    """One side of a cooperation; ``confirmation``: what a Malian unit that didn't file the row answered, "" if none."""

    cote: Literal["mali", "partenaire"]
    unite_code: str
    nom: str
    type_code: str
    pays_code: str
    role_code: str
    depuis: date | None
    jusqu_a: date | None
    confirmation: str


@dataclass(frozen=True)
class CycleFact:
    """Where a cooperation stands in the cycle: the furthest step, and what comes next."""

    phase: int
    etape_code: str
    etat_code: str
    le: date | None
    prochaine_code: str
    faites_nb: int
    attendues_nb: int
    manquantes: tuple[str, ...]


@dataclass(frozen=True)
class ConventionFact:
    """A convention on the day: computed status, end of the running period, next due act."""

    identifiant: str
    intitule: str
    statut_code: str
    signature: date | None
    fin: date | None
    acte_code: str
    acte_date: date | None
    visa: bool | None


@dataclass(frozen=True)
class Result:
    """An indicator of an action: baseline, target and value, each with its day."""

    type_code: str
    intitule: str
    unite: str
    reference: Decimal | None
    reference_date: date | None
    cible: Decimal | None
    cible_date: date | None
    valeur: Decimal | None
    valeur_date: date | None


@dataclass(frozen=True)
class ActionFact:
    """An action with its state and its results, the most telling first."""

    identifiant: str
    intitule: str
    secteur_code: str
    statut_code: str
    avancement_pct: int | None
    debut: date | None
    fin_prevue: date | None
    fin_reelle: date | None
    cout_fcfa: int | None
    resultats: tuple[Result, ...]


@dataclass(frozen=True)
class Share:
    """Money of one source (engaged and disbursed) or of one channel."""

    code: str
    engage_fcfa: int
    decaisse_fcfa: int


@dataclass(frozen=True)
class Money:
    """Totals to the day, in FCFA; None: no engagement was ever declared."""

    engage_fcfa: int | None
    decaisse_fcfa: int | None
    sources: tuple[Share, ...]
    canaux: tuple[Share, ...]


@dataclass(frozen=True)
class Meeting:
    """One meeting of the parties."""

    le: date
    type_code: str
    sens_code: str


@dataclass(frozen=True)
class ComingDate:
    """A dated thing to come: an act on a convention, its term, the end of an action, a decision's deadline."""

    le: date
    nature: NatureDate
    code: str
    objet: str


@dataclass(frozen=True)
class CooperationFacts:
    """One cooperation on a day, as the published file knows it."""

    identifiant: str
    expediteur: str
    jour: date
    edition: int
    trimestre: Trimestre
    fictif: bool
    unite_code: str
    lieu_texte: str
    partenaire: str
    type_code: str
    pays_code: str
    forme_code: str
    statut_code: str
    statut_date: date | None
    origine_annee: int | None
    origine_texte: str
    secteur_code: str
    reseaux: tuple[str, ...]
    diaspora: bool | None
    reciprocite: bool | None
    du_guide: bool
    parties: tuple[Party, ...]
    cycle: CycleFact | None
    conventions: tuple[ConventionFact, ...]
    rencontres: tuple[Meeting, ...]
    derniere_rencontre: date | None
    argent: Money
    actions: tuple[ActionFact, ...]
    a_venir: tuple[ComingDate, ...]
