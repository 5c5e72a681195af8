"""What the journal says of going up: the extract that a transmission carries, and what earlier ones brought here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.home import Home
from registry.levels import senders_in
from registry.periods import Trimestre
from schemas.submission import ACCEPTED, Verdict
from schemas.transmission import RETRAIT
from warehouse.deposits import DEPOT, Deposit, deposit, withdrawn
from warehouse.journal import Entry, entries
from warehouse.state import quarter_of

TRANSMISSION = "transmission"


@dataclass(frozen=True)
class Extract:
    """Of one quarter, every entry of the journal about what the installation's senders deposited, in order."""

    entrees: tuple[Entry, ...]
    depots: tuple[Deposit, ...]


@dataclass
class Ledger:
    """What is here already, so that nothing is taken twice; sequences are this installation's.

    ``depots``: by deposit identity; ``fichiers``: by (sender, sha256), duplicates left out; ``retraits``: how often
    each withdrawal was recorded. ``transmissions``: by deposit identity; ``prises``: those accepted, by (sender,
    sha256).
    """

    depots: dict[str, Deposit] = field(default_factory=dict)
    fichiers: dict[tuple[str, str], int] = field(default_factory=dict)
    retraits: Counter[str] = field(default_factory=Counter)
    transmissions: dict[str, tuple[Verdict, int]] = field(default_factory=dict)
    prises: dict[tuple[str, str], int] = field(default_factory=dict)

    def note(self, entry: Entry) -> None:
        """Take in one more entry of the journal."""
        if entry.type == DEPOT:
            one = deposit(entry)
            self.depots[one.verdict.depot_id] = one
            if one.verdict.verdict != "doublon":
                self.fichiers.setdefault((one.verdict.expediteur, one.verdict.sha256), one.sequence)
        elif entry.type == RETRAIT:
            self.retraits[withdrawal_key(entry.corps, entry.par)] += 1
            # Bytes taken back may be sent again: they are then another deposit.
            sender, _, sha256 = str(entry.corps["objet"]).partition("/")
            self.fichiers.pop((sender, sha256), None)
        elif entry.type == TRANSMISSION:
            verdict = Verdict.from_dict(entry.corps)
            self.transmissions[verdict.depot_id] = verdict, entry.sequence
            if verdict.verdict in ACCEPTED:
                self.prises.setdefault((verdict.expediteur, verdict.sha256), entry.sequence)


def extract(home: Home, trimestre: Trimestre) -> Extract:
    """The entries about a quarter of the senders of the installation's perimeter.

    Files refused, unreadable, outdated, received twice or taken back are there too, and the withdrawals.
    """
    served, quarter = frozenset(senders_in(home.perimetre)), str(trimestre)
    kept: list[Entry] = []
    files: list[Deposit] = []
    taken_back: list[tuple[str, int]] = []
    for entry in entries(home):
        if entry.type == DEPOT:
            one = deposit(entry)
            if one.verdict.expediteur in served and quarter_of(one) == quarter:
                kept.append(entry)
                files.append(one)
        elif entry.type == RETRAIT and entry.corps.get("trimestre") == quarter and _sender_of(entry) in served:
            kept.append(entry)
            taken_back.append((str(entry.corps["objet"]), entry.sequence))
    return Extract(tuple(kept), tuple(withdrawn(files, taken_back)))


def ledger(home: Home) -> Ledger:
    """What the journal holds, for a reception of transmissions."""
    known = Ledger()
    for entry in entries(home):
        known.note(entry)
    return known


def withdrawal_key(corps: Mapping[str, Any], par: str) -> str:
    """What makes two withdrawals the same one, told by the region and recorded here."""
    return json.dumps([dict(corps), par], ensure_ascii=False, sort_keys=True)


def _sender_of(entry: Entry) -> str:
    """The sender whose file a withdrawal is about."""
    return str(entry.corps["objet"]).partition("/")[0]
