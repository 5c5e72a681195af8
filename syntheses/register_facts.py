"""What a synthesis says of the registers of cooperation, as frozen facts: where each stands, money, actions, meetings.

Amounts are in FCFA. Every label is French, ready to be shown; what senders typed is kept as it was. ``ligne`` names the
published row that a fact was read in (``table/expediteur/id_local``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class Sharing:
    """Another Malian unit of a partnership, and what it answered; ``reponse`` is "" when it was never asked."""

    unite_nom: str
    role: str
    reponse: str
    reponse_date: date | None


@dataclass(frozen=True)
class Cooperation:
    """One partnership and where it stands in the cycle at the quarter's end.

    ``guide`` when it was only read in the guide and never confirmed since. ``declaree_par``: its lead's name when the
    lead lies outside the body's territory, else "". ``phase`` is None while no step is known. ``suite``: the next step;
    ``demande``: what that step asks for. ``engage`` and ``decaisse`` are cumulated.
    """

    expediteur: str
    identifiant: str
    unite_code: str
    unite_nom: str
    partenaire: str
    pays: str
    type_partenaire: str
    statut: str
    origine: str
    guide: bool
    rattachement: str
    declaree_par: str = ""
    phase: int | None = None
    phase_nom: str = ""
    etape: str = ""
    etape_etat: str = ""
    etape_date: date | None = None
    suite: str = ""
    demande: str = ""
    conventions_nb: int = 0
    actions_nb: int = 0
    engage: int | None = None
    decaisse: int | None = None
    derniere_rencontre: date | None = None
    partage: tuple[Sharing, ...] = ()

    @property
    def ligne(self) -> str:
        """The row, "" for one of another territory."""
        return "" if self.declaree_par else f"partenariats/{self.expediteur}/{self.identifiant}"


@dataclass(frozen=True)
class Convention:
    """A convention's status at the quarter's end and its next due act; ``acte`` is "" when nothing is due."""

    unite_code: str
    unite_nom: str
    parties: str
    statut_code: str
    statut: str
    fin: date | None
    acte_code: str
    acte: str
    acte_date: date | None
    reconduction: str
    ligne: str = ""


@dataclass(frozen=True)
class Amounts:
    """Engaged and disbursed, in the quarter and in all."""

    libelle: str
    engage_trimestre: int
    engage: int
    decaisse_trimestre: int
    decaisse: int


@dataclass(frozen=True)
class Money:
    """The amounts in all, then by channel, by procedure, and by source: three ways to cut the same money."""

    total: Amounts
    canaux: tuple[Amounts, ...]
    procedures: tuple[Amounts, ...]
    sources: tuple[Amounts, ...]


@dataclass(frozen=True)
class LateAction:
    """An action neither done nor given up after the day it should have ended."""

    unite_nom: str
    intitule: str
    statut: str
    fin_prevue: date
    avancement: int | None
    ligne: str = ""


@dataclass(frozen=True)
class Measure:
    """An action's own indicator: its target and its last value."""

    unite_nom: str
    action: str
    type: str
    intitule: str
    unite_mesure: str
    cible: Decimal | None
    cible_date: date | None
    valeur: Decimal | None
    valeur_date: date | None
    ligne: str = ""


@dataclass(frozen=True)
class Actions:
    """Actions by state (label, number), the late ones, and their indicators that bear a target or a value."""

    par_statut: tuple[tuple[str, int], ...] = ()
    retards: tuple[LateAction, ...] = ()
    mesures: tuple[Measure, ...] = ()

    @property
    def total(self) -> int:
        """The number of actions."""
        return sum(count for _, count in self.par_statut)


@dataclass(frozen=True)
class Points:
    """Decisions to follow of one nature: all of them, those decided in the quarter, done, late; the next deadline."""

    nature: str
    decides: int
    du_trimestre: int
    faits: int
    ouverts: int
    en_retard: int
    prochaine: date | None


@dataclass(frozen=True)
class Meetings:
    """Meetings of one kind held in the quarter; participants of those that say so."""

    libelle: str
    nombre: int
    participants: int | None
    participantes: int | None


@dataclass(frozen=True)
class FollowUp:
    """Decisions to follow, meetings and concertations of the quarter."""

    points: tuple[Points, ...] = ()
    rencontres: tuple[Meetings, ...] = ()
    concertations: tuple[Meetings, ...] = ()


@dataclass(frozen=True)
class Experience:
    """A published experience."""

    titre: str
    type: str
    unite_nom: str
    secteur: str
    ligne: str = ""


@dataclass(frozen=True)
class Notice:
    """An open offer or request of partnership; ``partie`` is the owner's name unless a foreign party is named."""

    sens: str
    partie: str
    pays: str
    secteurs: tuple[str, ...]
    depuis: date | None
    valable: date | None
    ligne: str = ""


@dataclass(frozen=True)
class Weakness:
    """A weakness that the guide names, or good order: the figures that tell it (indicator code, short title)."""

    titre: str
    du_guide: bool
    lignes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RegisterSheet:
    """The territory's rows of one published register: column titles with their widths, and cells."""

    table: str
    titre: str
    colonnes: tuple[tuple[str, int], ...]
    lignes: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Registers:
    """Everything a synthesis says of the registers; ``argent`` is None while no amount is known."""

    cooperations: tuple[Cooperation, ...] = ()
    conventions: tuple[Convention, ...] = ()
    argent: Money | None = None
    actions: Actions = Actions()
    suivi: FollowUp = FollowUp()
    experiences: tuple[Experience, ...] = ()
    annonces: tuple[Notice, ...] = ()
    feuilles: tuple[RegisterSheet, ...] = ()
    feuilles_vides: tuple[str, ...] = ()
