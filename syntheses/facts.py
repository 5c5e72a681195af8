"""What a synthesis says, as frozen facts: no format, no layout, and never the value of a hidden figure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from registry.periods import Trimestre
from syntheses.analysis_facts import Analysis
from syntheses.register_facts import Registers, Weakness
from syntheses.revision_facts import Revision

Kind = Literal["CLO", "CRO", "CNO"]
SubLevel = Literal["commune", "cercle", "region", "unite"]


@dataclass(frozen=True)
class Body:
    """A steering body and the territory it follows.

    ``sigle``: the role; ``appellation``: the acronym of the body that holds it that quarter.
    ``sous_niveau``: the units it compares (commune, cercle, region; ``unite``: units of 1999 of several levels).
    ``parent``: the level above, "" for the nation. ``division``: the one that ``code`` is of; ``au``: for 2023, the day
    on which it is read which units of 1999 lie there.
    """

    sigle: Kind
    appellation: str
    code: str
    nom: str
    titre: str
    sous_niveau: SubLevel
    parent: str
    parent_nom: str
    division: str = "1999"
    au: date | None = None


@dataclass(frozen=True)
class Deposit:
    """What became of one sender's quarterly return; ``verdict`` is "" when nothing was received."""

    code: str
    nom: str
    attendu: bool
    verdict: str
    recu_le: date | None
    a_temps: bool | None
    soumises: int
    integrees: int
    ecartees: int

    @property
    def accepte(self) -> bool:
        """Whether its figures entered the store."""
        return self.verdict in ("accepte", "accepte_avec_reserves")


@dataclass(frozen=True)
class Completeness:
    """How much of the territory speaks: senders awaited, received, acceptable, validated, in time; communes with a
    figure; cells that the communes were asked, and those filled in."""

    attendus: int
    recus: int
    recevables: int
    valides: int
    a_temps: int
    communes_renseignees: int
    communes_total: int
    cellules_attendues: int = 0
    cellules_remplies: int = 0


@dataclass(frozen=True)
class Change:
    """Last quarter against this one, over the same units only (law 10)."""

    avant: Decimal
    apres: Decimal
    unites: int

    @property
    def ecart(self) -> Decimal:
        """The difference, in the figure's own unit."""
        return self.apres - self.avant


@dataclass(frozen=True)
class Value:
    """A figure or the reason why there is none; ``connues`` of ``total`` units are behind it.

    ``cercles``: for a count of rows, the cercles heard from and those of the territory. ``propre``: what the unit holds
    itself, above its communes.
    """

    valeur: Decimal | None
    motif: str
    connues: int
    total: int
    cercles: tuple[int, int] | None = None
    propre: Decimal | None = None


@dataclass(frozen=True)
class Norm:
    """A threshold to read a figure against; ``officielle`` only when a text was found."""

    valeur: Decimal
    officielle: bool
    source: str


@dataclass(frozen=True)
class Figure:
    """One key figure of the body.

    ``sens``: hausse_favorable, baisse_favorable or neutre. ``compte``: what the coverage counts, in French.
    ``cle``: whether it is one of the few that a page shows. ``sans_evolution``: why no change is told.
    ``au_dessus``: the same figure one level up.
    """

    code: str
    libelle: str
    domaine: str
    unite: str
    decimales: int
    sens: str
    compte: str
    cle: bool
    ici: Value
    evolution: Change | None
    sans_evolution: str
    au_dessus: Value | None
    norme: Norm | None
    remarque: str = ""


@dataclass(frozen=True)
class Series:
    """One figure over quarters, for the body and the level above; None where nothing may be shown."""

    code: str
    libelle: str
    unite: str
    decimales: int
    trimestres: tuple[Trimestre, ...]
    ici: tuple[Decimal | None, ...]
    au_dessus: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class MapLayer:
    """One figure by unit of one level, for the map; units that show nothing are absent from ``valeurs``."""

    code: str
    libelle: str
    unite: str
    decimales: int
    niveau: Literal["commune", "cercle", "region"]
    valeurs: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class SubUnit:
    """A unit just below the body: its state this quarter and its shown figures (indicator code, value)."""

    code: str
    nom: str
    etat: str
    renseignee: bool
    valeurs: tuple[tuple[str, Decimal], ...]


@dataclass(frozen=True)
class Content:
    """Everything one synthesis shows for one body and one quarter.

    ``reserves``: French sentences on what was set aside, refused or missing. ``faiblesses``: the guide's weaknesses,
    then good order, each told by some of ``chiffres``. ``partenariats_sans_lieu``: partnerships whose place is still
    unknown (told to the nation only). ``revisions``: published figures that an edition of this quarter changed.
    ``analyse``: the CSRs' decisions and analyses. ``avertissements``: what must be read before any figure.
    """

    organe: Body
    trimestre: Trimestre
    donnees_fictives: bool
    completude: Completeness
    depots: tuple[Deposit, ...]
    chiffres: tuple[Figure, ...]
    serie: Series | None
    carte: MapLayer | None
    sous_unites: tuple[SubUnit, ...]
    faiblesses: tuple[Weakness, ...]
    registres: Registers
    partenariats_sans_lieu: int
    reserves: tuple[str, ...]
    revisions: tuple[Revision, ...] = ()
    analyse: Analysis = field(default_factory=Analysis)
    avertissements: tuple[str, ...] = ()


def digest(content: Content) -> str:
    """The sha256 of everything the content says."""
    return hashlib.sha256(repr(_plain(content)).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return tuple((one.name, _plain(getattr(value, one.name))) for one in fields(value))
    if isinstance(value, tuple):
        return tuple(_plain(item) for item in value)
    if isinstance(value, Decimal):
        return str(value.normalize())
    return str(value)
