"""What passes between the intake and the store: plain facts, so that neither needs to import the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from schemas.declaration import Objet
from schemas.faults import Fault

CONTRACT_VERSION = "1"

VerdictCode = Literal["accepte", "accepte_avec_reserves", "refuse", "doublon", "perime", "illisible"]
Nature = Literal["complete", "complement"]
LIBELLES_VERDICT: Mapping[str, str] = {
    "accepte": "accepté",
    "accepte_avec_reserves": "accepté avec réserves",
    "refuse": "refusé",
    "doublon": "doublon",
    "perime": "périmé",
    "illisible": "illisible",
}
ACCEPTED: tuple[VerdictCode, ...] = ("accepte", "accepte_avec_reserves")
ETATS = ("mesuree", "estimee", "reconduite", "non_disponible", "sans_objet", "non_renseigne")
# The staged file of what is set aside, beside those of the tables.
ECARTES = "_ecartes"


@dataclass(frozen=True)
class TableCount:
    """Rows of one table in one file: submitted = merged + set aside (law 5)."""

    soumises: int
    integrees: int
    ecartees: int


@dataclass(frozen=True)
class Verdict:
    """The one verdict of one file (law 1); becomes the body of a journal entry of type ``depot``.

    ``depot_id`` names the very deposit (folder, name, inode, modification time), so that a retry after a kill is not
    taken for a duplicate. ``objet``: the kind of file, whose tables and versions are its own. ``ecarts`` lists what is
    set aside: (table, sheet, row, column or "", fault code).
    """

    verdict: VerdictCode
    expediteur: str
    sha256: str
    suffixe: str
    nom_original: str
    depot_id: str
    recu_le: str
    trimestre: str | None = None
    nature: Nature | None = None
    version: int | None = None
    version_base: int | None = None
    contrat: str = CONTRACT_VERSION
    fautes: tuple[Fault, ...] = ()
    ecarts: tuple[tuple[str, str, int, str, str], ...] = ()
    lignes: Mapping[str, TableCount] = field(default_factory=dict)
    doublon_de: int | None = None
    objet: Objet = "declaration"

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready copy."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Verdict:
        """The verdict that ``as_dict`` wrote."""
        values = dict(raw)
        values["fautes"] = tuple(Fault(**fault) for fault in raw["fautes"])
        values["ecarts"] = tuple((str(e[0]), str(e[1]), int(e[2]), str(e[3]), str(e[4])) for e in raw["ecarts"])
        values["lignes"] = {name: TableCount(**count) for name, count in raw["lignes"].items()}
        return cls(**values)


@dataclass(frozen=True)
class Knowledge:
    """What the intake must know of the store, passed to it as an argument.

    ``depots``: deposit identities already journaled, to their sequence. ``hashes``: (sender, sha256) accepted or
    judged before, to the sequence. ``versions``: (sender, quarter) to the highest accepted version.
    ``identifiants``: (sender, table) to the local ids known. ``validations``: as ``versions``, of validations, which
    are counted apart from the quarterly returns. ``bases``: where a file was taken back, (sender, quarter) to the
    version that a complement must stand on (None: there is none), which is elsewhere that of ``versions``.
    """

    depots: Mapping[str, int] = field(default_factory=dict)
    hashes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    versions: Mapping[tuple[str, str], int] = field(default_factory=dict)
    identifiants: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    validations: Mapping[tuple[str, str], int] = field(default_factory=dict)
    bases: Mapping[tuple[str, str], int | None] = field(default_factory=dict)

    def versions_of(self, objet: Objet) -> Mapping[tuple[str, str], int]:
        """(sender, quarter) to the highest accepted version of a kind of file."""
        return self.validations if objet == "validation" else self.versions


@dataclass(frozen=True)
class LastStock:
    """The last known value of a stock, put into a blank workbook."""

    valeur: Decimal
    date_observation: date


@dataclass(frozen=True)
class Prefill:
    """What a blank workbook is filled with: the sender's current register rows and last stocks.

    ``registres``: table to rows (column to value, typed as declared). ``stocks``: (unit, element) to the last value.
    ``version``: the number the new file bears (1 + last accepted). ``identifiants``: table to every local id ever used
    by the sender, cancelled rows included, so that none is issued twice. ``demandes``: rows of ``confirmations`` that
    wait for the sender's answer, without identifier: the blank gives them one.
    """

    registres: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    stocks: Mapping[tuple[str, str], LastStock] = field(default_factory=dict)
    version: int = 1
    identifiants: Mapping[str, frozenset[str]] = field(default_factory=dict)
    demandes: tuple[Mapping[str, Any], ...] = ()
