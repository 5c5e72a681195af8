"""What became of each sender's return for a quarter: received, accepted, in time, and its rows counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from registry.calendar import deadlines
from registry.duties import expected_senders
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import cercle_senders, unit
from schemas.submission import TableCount
from warehouse.deposits import Deposit, deposits, effective, tells


@dataclass(frozen=True)
class SenderState:
    """One sender's return for a quarter; ``verdict`` and ``recu_le`` (ISO 8601) are None when nothing came.

    ``recu_le``: receipt of the first accepted file, of the last file when none is accepted. ``a_temps``: whether the
    first accepted file met the deadline; None when there is none. Rows are those of the files that count.
    ``tables``: those that an accepted file told of, in order of name, for a sender may leave some out.
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

    @property
    def valide(self) -> bool:
        """Whether the return is accepted, with or without reserves."""
        return self.verdict in ("accepte", "accepte_avec_reserves")


def quarter_state(home: Home, trimestre: Trimestre) -> dict[str, Any]:
    """The state of a quarter from the journal, JSON-ready: totals of the awaited senders, then one row a cercle."""
    wanted = str(trimestre)
    about = [one for one in deposits(home) if quarter_of(one) == wanted]
    states = sender_states(about, trimestre, home.reference)
    awaited = [state for state in states if state.attendu]
    return {
        "trimestre": wanted,
        "attendus": len(awaited),
        "recus": sum(state.verdict is not None for state in awaited),
        "valides": sum(state.valide for state in awaited),
        "a_temps": sum(state.a_temps is True for state in awaited),
        "cercles": [
            {
                "code": state.code,
                "nom": state.nom,
                "verdict": state.verdict,
                "recu_le": state.recu_le,
                "a_temps": state.a_temps,
                "lignes_soumises": state.lignes_soumises,
                "lignes_integrees": state.lignes_integrees,
                "lignes_ecartees": state.lignes_ecartees,
            }
            for state in states
            if state.niveau == "cercle"
        ],
    }


def sender_states(about: Iterable[Deposit], trimestre: Trimestre, home_reference: Path | None) -> list[SenderState]:
    """The state of every cercle-level sender, and of any other that sent, from the deposits about one quarter."""
    received: Mapping[str, list[Deposit]] = defaultdict(list)
    for one in about:
        if one.verdict.verdict != "doublon":
            received[one.verdict.expediteur].append(one)
    awaited = set(expected_senders(trimestre, home_reference))
    codes = {sender.code for sender in cercle_senders()} | awaited | set(received)
    return [_state(code, received.get(code, []), code in awaited, trimestre) for code in sorted(codes)]


def quarter_of(one: Deposit) -> str:
    """The quarter a deposit is about; an unreadable file says none and counts for the last ended at its receipt."""
    return one.verdict.trimestre or str(Trimestre.of(moment(one.verdict.recu_le).date()).plus(-1))


def moment(text: str) -> datetime:
    """A receipt time as UTC; a time without zone is taken as UTC, which is Mali's."""
    read = datetime.fromisoformat(text)
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)


def _state(code: str, files: list[Deposit], attendu: bool, trimestre: Trimestre) -> SenderState:
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
        a_temps=first.date() <= deadlines(trimestre).depot if first else None,
        fichiers=len(files),
        lignes_soumises=sum(count.soumises for count in counts),
        lignes_integrees=sum(count.integrees for count in counts),
        lignes_ecartees=sum(count.ecartees for count in counts),
        tables=tuple(sorted({name for one in accepted for name in one.verdict.lignes if tells(one, name)})),
    )


def _counts(accepted: list[Deposit]) -> list[TableCount]:
    """The counts of each table in the files that its rows are made of."""
    tables = dict.fromkeys(name for one in accepted for name in one.verdict.lignes)
    return [one.verdict.lignes[table] for table in tables for one in effective(accepted, table)]
