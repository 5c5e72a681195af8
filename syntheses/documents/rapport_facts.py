"""What an advice centre did and declared in a quarter: the matter of its standard report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from registry.periods import Trimestre


@dataclass(frozen=True)
class Sending:
    """One file received for the quarter and its verdict; ``a_temps`` None when the verdict accepts nothing."""

    recu_le: date
    nature: str
    version: int | None
    verdict: str
    a_temps: bool | None
    soumises: int
    integrees: int
    ecartees: int


@dataclass(frozen=True)
class Activity:
    """An activity of the centre."""

    type_code: str
    objet: str
    lieu: str
    statut_code: str
    debut: date
    jours: Decimal | None
    resultat: str
    cout_fcfa: int | None


@dataclass(frozen=True)
class Training:
    """A training session held; numbers of people, None when unknown."""

    theme_code: str
    intitule: str
    lieu: str
    debut: date
    fin: date | None
    jours: Decimal | None
    participants: int | None
    femmes: int | None
    elus: int | None
    cout_fcfa: int | None


@dataclass(frozen=True)
class DomainCount:
    """Values of a domain of services: asked, known, said unavailable or without object; the rest is blank."""

    domaine: str
    demandees: int
    renseignees: int
    indisponibles: int
    sans_objet: int

    @property
    def vides(self) -> int:
        return self.demandees - self.renseignees - self.indisponibles - self.sans_objet


@dataclass(frozen=True)
class PartnershipChange:
    """A partnership declared or changed in the quarter; ``avant_code``: its status before, "" when it is new."""

    identifiant: str
    lieu: str
    partenaire: str
    pays_code: str
    nouveau: bool
    avant_code: str
    statut_code: str


@dataclass(frozen=True)
class StepChange:
    """A step of the cycle dated in the quarter."""

    partenaire: str
    etape_code: str
    etat_code: str
    le: date


@dataclass(frozen=True)
class ConventionState:
    """A convention at the quarter's end, as reckoned; ``touchee``: declared or changed in the quarter."""

    intitule: str
    lieu: str
    partenaire: str
    statut_code: str
    fin: date | None
    acte_code: str
    acte_date: date | None
    touchee: bool


@dataclass(frozen=True)
class MeetingHeld:
    """A meeting with a partner in the quarter."""

    le: date
    type_code: str
    sens_code: str
    partenaire: str
    lieu: str
    participants: int | None
    femmes: int | None
    compte_rendu: bool | None


@dataclass(frozen=True)
class Concertation:
    """A concertation held in the quarter."""

    le: date
    organe_code: str
    theme_code: str
    participants: int | None
    elus: int | None
    compte_rendu: bool | None


@dataclass(frozen=True)
class Paper:
    """A report made in the quarter."""

    le: date
    type_code: str
    sujet: str
    partage: bool | None


@dataclass(frozen=True)
class Flow:
    """An engagement or a disbursement of the quarter, in FCFA."""

    le: date
    action: str
    source_code: str
    canal_code: str
    montant_fcfa: int


@dataclass(frozen=True)
class Point:
    """A decision to follow; ``nouveau``: decided in the quarter; ``retard``: past its deadline and still open."""

    decision: str
    origine_code: str
    le: date
    responsable_code: str
    echeance: date | None
    etat_code: str
    fait_le: date | None
    nouveau: bool
    retard: bool


@dataclass(frozen=True)
class Report:
    """Everything that the standard report of one sender and quarter tells.

    ``engage_cumul`` and ``decaisse_cumul``: since the first declared, to the quarter's end. ``exemption``: the decision
    by which no file was awaited, "" otherwise; ``attendu``: whether one was.
    """

    expediteur: str
    trimestre: Trimestre
    fictif: bool
    communes_nb: int
    elements_nb: int
    echeance: date
    attendu: bool
    exemption: str
    envois: tuple[Sending, ...]
    activites: tuple[Activity, ...]
    formations: tuple[Training, ...]
    services: tuple[DomainCount, ...]
    partenariats_nb: int
    changements: tuple[PartnershipChange, ...]
    etapes: tuple[StepChange, ...]
    conventions: tuple[ConventionState, ...]
    rencontres: tuple[MeetingHeld, ...]
    concertations: tuple[Concertation, ...]
    rapports: tuple[Paper, ...]
    engagements: tuple[Flow, ...]
    decaissements: tuple[Flow, ...]
    engage_cumul: int
    decaisse_cumul: int
    points: tuple[Point, ...]
