"""What became of each sender's return for a quarter: received, acceptable, validated, in time; its rows counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from registry.calendar import deadlines
from registry.duties import expected_senders
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import NATION, cercle_senders, unit
from schemas.submission import ACCEPTED, TableCount
from warehouse.deposits import Deposit, effective, tells
from warehouse.validation import VALIDES, Validation


@dataclass(frozen=True)
class SenderState:
    """One sender's return for a quarter; ``verdict`` and ``recu_le`` (ISO 8601) are None when nothing came.

    ``recu_le``: receipt of the first accepted file, of the last file when none is accepted. ``a_temps``: whether the
    first accepted file met the deadline, and ``retard_jours`` by how many days it missed it (0 in time); both None
    when there is none. Rows are those of the files that count. ``validation``: the CSR's decision, None as long as it
    isn't about the very files that count. ``tables``: those that an accepted file told of, in order of name, for a
    sender may leave some out.
    """

    code: str
    nom: str
    niveau: str
    attendu: bool
    verdict: str | None
    recu_le: str | None
    a_temps: bool | None
    fichiers: int
    lignes_soumises: int
    lignes_integrees: int
    lignes_ecartees: int
    tables: tuple[str, ...] = ()
    validation: str | None = None
    retard_jours: int | None = None

    @property
    def recevable(self) -> bool:
        """Whether the return is accepted, with or without reserves."""
        return self.verdict in ACCEPTED

    @property
    def valide(self) -> bool:
        """Whether the CSR has validated the very files that count, with or without a reserve."""
        return self.recevable and self.validation in VALIDES


def sender_states(
    about: Iterable[Deposit],
    trimestre: Trimestre,
    home_reference: Path | None,
    validations: Mapping[str, Validation] | None = None,
    perimetre: str = NATION,
) -> list[SenderState]:
    """The state of every cercle-level sender, and of any other that sent, from the deposits about one quarter.

    ``validations``: the CSRs' last words, by cercle. ``perimetre``: only the senders of that unit.
    """
    received: Mapping[str, list[Deposit]] = defaultdict(list)
    for one in about:
        if one.verdict.verdict != "doublon" and one.verdict.objet == "declaration" and one.retrait is None:
            received[one.verdict.expediteur].append(one)
    awaited = set(expected_senders(trimestre, home_reference))
    codes = {sender.code for sender in cercle_senders()} | awaited | set(received)
    told = {code: one.decision for code, one in (validations or {}).items() if one.a_jour}
    return [
        _state(code, received.get(code, []), code in awaited, trimestre, told.get(code))
        for code in sorted(codes)
        if covers(perimetre, code)
    ]


def quarter_of(one: Deposit) -> str:
    """The quarter a deposit is about; an unreadable file says none and counts for the last ended at its receipt."""
    return one.verdict.trimestre or str(Trimestre.of(moment(one.verdict.recu_le).date()).plus(-1))


def moment(text: str) -> datetime:
    """A receipt time as UTC; a time without zone is taken as UTC, which is Mali's."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def days_late(trimestre: Trimestre, day: date) -> int:
    """By how many days a file received, or still missing, that day is beyond the deadline; 0 in time."""
    return max(0, (day - deadlines(trimestre).depot).days)


def _state(code: str, files: list[Deposit], attendu: bool, trimestre: Trimestre, validation: str | None) -> SenderState:
    sender = unit(code)
    accepted = [one for one in files if one.accepte]
    counted = effective(accepted) or files[-1:]
    first = min((moment(one.verdict.recu_le) for one in accepted), default=None)
    shown = min(accepted, key=lambda one: moment(one.verdict.recu_le)) if accepted else (files[-1] if files else None)
    counts = _counts(accepted) if accepted else [count for one in counted for count in one.verdict.lignes.values()]
    return SenderState(
        code=code,
        nom=sender.nom,
        niveau=sender.niveau,
        attendu=attendu,
        verdict=counted[-1].verdict.verdict if counted else None,
        recu_le=shown.verdict.recu_le if shown else None,
        a_temps=days_late(trimestre, first.date()) == 0 if first else None,
        fichiers=len(files),
        lignes_soumises=sum(count.soumises for count in counts),
        lignes_integrees=sum(count.integrees for count in counts),
        lignes_ecartees=sum(count.ecartees for count in counts),
        tables=tuple(sorted({name for one in accepted for name in one.verdict.lignes if tells(one, name)})),
        validation=validation,
        retard_jours=days_late(trimestre, first.date()) if first else None,
    )


def _counts(accepted: list[Deposit]) -> list[TableCount]:
    """The counts of each table in the files that its rows are made of."""
    tables = dict.fromkeys(name for one in accepted for name in one.verdict.lignes)
    return [one.verdict.lignes[table] for table in tables for one in effective(accepted, table)]
