"""What is said of a collectivity to a future partner, whatever the language it is told in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from registry.periods import Trimestre

Genre = Literal["indicateurs", "elements"]

# What a future partner looks at first, by domain, on one page. ``villages_nb`` is told with the identity.
CHIFFRES: tuple[tuple[str, tuple[tuple[Genre, str], ...]], ...] = (
    (
        "sante",
        (
            ("elements", "cscom_fonctionnels_nb"),
            ("indicateurs", "sante_hab_par_cscom"),
            ("indicateurs", "sante_acces_5km"),
            ("indicateurs", "sante_soignants"),
        ),
    ),
    (
        "education",
        (
            ("elements", "ecoles_fondamentales_1_nb"),
            ("indicateurs", "education_eleves_par_maitre"),
            ("indicateurs", "education_parite"),
            ("indicateurs", "education_ecoles_avec_eau"),
        ),
    ),
    (
        "hydraulique",
        (
            ("elements", "forages_pmh_fonctionnels_nb"),
            ("indicateurs", "eau_points_utilisables"),
            ("indicateurs", "eau_villages_sans_point"),
        ),
    ),
    (
        "economie",
        (
            ("elements", "marches_nb"),
            ("indicateurs", "economie_electrification"),
            ("indicateurs", "economie_cooperatives_femmes"),
        ),
    ),
    ("social", (("indicateurs", "social_associations"), ("indicateurs", "social_associations_femmes"))),
    ("culture", (("elements", "radios_locales_nb"), ("elements", "maisons_jeunes_femmes_nb"))),
    (
        "finances_locales",
        (
            ("indicateurs", "finances_recettes_propres_cumul"),
            ("indicateurs", "finances_tdrl"),
            ("indicateurs", "finances_investissement"),
        ),
    ),
    ("planification", (("indicateurs", "planification_pdsec_actions"), ("indicateurs", "elus_femmes"))),
)
VILLAGES = "villages_nb"


@dataclass(frozen=True)
class Inhabitants:
    """A dated population and its source; ``statut``: definitif, provisoire, or simule."""

    valeur: int
    annee: int
    statut: str
    source: str


@dataclass(frozen=True)
class ServiceFigure:
    """A published figure with its date and coverage; ``valeur`` None: unknown or not published.

    ``le``: the day a stock was observed, for a commune; else ``trimestre`` dates the figure. ``connues`` of ``total``
    units of account are known. ``au_dessus``: the same figure of the unit above, None when unknown.
    """

    domaine: str
    genre: Genre
    code: str
    libelle: str
    unite: str
    decimales: int
    valeur: Decimal | None
    trimestre: Trimestre | None
    le: date | None
    connues: int
    total: int
    au_dessus: Decimal | None


@dataclass(frozen=True)
class Priority:
    """A priority of the PDSEC, in its order."""

    rang: int
    secteur_code: str
    intitule: str
    debut_annee: int | None
    fin_annee: int | None


@dataclass(frozen=True)
class Relation:
    """A partnership; ``porteur``: the unit that files it when it isn't the profile's own."""

    partenaire: str
    pays_code: str
    type_code: str
    statut_code: str
    depuis: str
    secteur_code: str
    du_guide: bool
    porteur: str


@dataclass(frozen=True)
class Request:
    """An open request for a partner."""

    secteurs: tuple[str, ...]
    pays_code: str
    type_code: str
    niveau_code: str
    habitants_nb: int | None
    reseaux: tuple[str, ...]
    langue_code: str
    depose: date | None
    valable: date | None


@dataclass(frozen=True)
class Strength:
    """A published experience."""

    titre: str
    type_code: str
    secteur_code: str


@dataclass(frozen=True)
class WorkContact:
    """A function and its work line, published because its holder's consent is recorded; never a name."""

    fonction_code: str
    telephone: str
    courriel: str
    adresse: str
    consentement: date


@dataclass(frozen=True)
class Profile:
    """A collectivity as the published file knows it on a day, and the work contacts that may be given.

    ``secteurs_des_communes``: for a bigger unit, sectors of its communes' priorities, each with how many communes.
    """

    code: str
    nom: str
    niveau: str
    statut: str
    chef_lieu: str
    latitude: float | None
    longitude: float | None
    communes_nb: int
    population: Inhabitants | None
    villages: ServiceFigure
    chiffres: tuple[ServiceFigure, ...]
    priorites: tuple[Priority, ...]
    secteurs_des_communes: tuple[tuple[str, int], ...]
    partenariats_des_communes_nb: int
    partenariats: tuple[Relation, ...]
    recherches: tuple[Request, ...]
    experiences: tuple[Strength, ...]
    contacts: tuple[WorkContact, ...]
    jour: date
    edition: int
    trimestre: Trimestre
    fictif: bool
