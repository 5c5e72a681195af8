"""Whom to remind for a quarter, and of what: cercles that sent nothing, were refused, or are sent back by the CSR."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from registry.home import Home
from registry.territory import ancestor, unit
from schemas.faults import Fault, Severity
from warehouse.board import Board
from warehouse.deposits import Deposit, effective
from warehouse.lake import connect
from warehouse.literals import literal
from warehouse.state import SenderState
from warehouse.submissions import staged_folder
from warehouse.validation import Validation

Motive = Literal["absent", "refuse", "a_corriger"]
MOTIFS: tuple[Motive, ...] = ("absent", "refuse", "a_corriger")
ANOMALIES = "reponses_anomalies"
_GRAVITES: tuple[Severity, ...] = ("bloquant", "reserve", "avertissement")
# Between where a fault lies and what it says (see schemas.catalogue.sentence).
_APRES_LE_LIEU = "\u00a0: "
_LIGNE = re.compile(r"(?:^|, )ligne \d+")


@dataclass(frozen=True)
class FaultGroup:
    """The faults of one kind in a file: the sentence of the first, and where all are (sheet and column, rows)."""

    gravite: Severity
    phrase: str
    lieux: tuple[tuple[str, tuple[int, ...]], ...]
    nombre: int


@dataclass(frozen=True)
class Sentence:
    """What a CSR says of one odd figure: where, which, why it is odd, and the sentence."""

    lieu: str
    sujet: str
    constat: str
    phrase: str


@dataclass(frozen=True)
class Reminder:
    """One cercle to remind. ``fichier``: the file that is refused or sent back, None when nothing came.

    ``retard``: days late at the board's day. ``groupes``: the faults of the files that count, the most useful first.
    """

    cercle: str
    nom: str
    region: str
    motif: Motive
    retard: int
    fichier: Deposit | None
    groupes: tuple[FaultGroup, ...]
    validation: Validation | None
    phrases: tuple[Sentence, ...]

    @property
    def fautes(self) -> int:
        """The number of faults pointed out."""
        return sum(group.nombre for group in self.groupes)


def reminders(home: Home, board: Board) -> tuple[Reminder, ...]:
    """One reminder for each cercle that owes an answer, who needs a call first in front."""
    found = []
    said: dict[str, dict[str, list[Sentence]]] = {}
    for state in board.par_urgence():
        motive = board.situation(state)
        if motive not in MOTIFS:
            continue
        region = ancestor(state.code, "region") or ""
        if motive == "a_corriger" and region not in said:
            said[region] = _sentences(home, board.fichiers.get(region, ()))
        found.append(_reminder(board, state, motive, region, said.get(region, {}).get(state.code, [])))
    return tuple(found)


def group_faults(faults: Iterable[Fault]) -> tuple[FaultGroup, ...]:
    """Faults by kind: what blocks first, then what sets most aside, then what is to be looked at."""
    kinds: dict[str, list[Fault]] = {}
    for found in faults:
        kinds.setdefault(found.code, []).append(found)
    groups = [
        FaultGroup(
            gravite=members[0].gravite,
            phrase=_split(members[0])[1],
            lieux=_places(members),
            nombre=len(members),
        )
        for members in kinds.values()
    ]
    return tuple(sorted(groups, key=lambda group: (_GRAVITES.index(group.gravite), -group.nombre)))


def _places(members: Iterable[Fault]) -> tuple[tuple[str, tuple[int, ...]], ...]:
    found: dict[str, list[int]] = {}
    for one in members:
        rows = found.setdefault(_LIGNE.sub("", _split(one)[0]), [])
        if one.ligne is not None:
            rows.append(one.ligne)
    return tuple((place, tuple(sorted(set(rows)))) for place, rows in found.items() if place or rows)


def _reminder(board: Board, state: SenderState, motive: Motive, region: str, phrases: Sequence[Sentence]) -> Reminder:
    own = [
        one
        for one in board.fichiers.get(state.code, ())
        if one.verdict.verdict != "doublon" and one.verdict.objet == "declaration" and one.retrait is None
    ]
    counted = effective(own) or own[-1:]
    return Reminder(
        cercle=state.code,
        nom=state.nom,
        region=region,
        motif=motive,
        retard=board.retard(state),
        fichier=counted[-1] if counted else None,
        groupes=group_faults(fault for one in counted for fault in one.verdict.fautes),
        validation=board.validations.get(state.code) if motive == "a_corriger" else None,
        phrases=tuple(phrases),
    )


def _split(found: Fault) -> tuple[str, str]:
    """Where a fault lies (« feuille Santé, ligne 12 »), and what it says."""
    placed = found.feuille or found.ligne or found.colonne
    where, separator, told = found.message.partition(_APRES_LE_LIEU)
    if not placed or not separator:
        return "", found.message
    return where[:1].lower() + where[1:], told[:1].upper() + told[1:]


def _sentences(home: Home, files: Sequence[Deposit]) -> dict[str, list[Sentence]]:
    """By cercle, the sentences of a CSR's file on what is odd, the heaviest first; a later file says the last word."""
    read = [
        path
        for one in effective(files, ANOMALIES)
        if (path := staged_folder(home, one) / f"{ANOMALIES}.parquet").is_file()
    ]
    said: dict[str, dict[str, tuple[int, Sentence]]] = {}
    with connect() as connection:
        for path in read:
            rows: list[tuple[Any, ...]] = connection.execute(
                "SELECT cercle_vise_code, id_local, rang, lieu_code, sujet, constat, phrase_csr "
                f"FROM read_parquet({literal(str(path))}) WHERE phrase_csr IS NOT NULL ORDER BY rang, id_local"
            ).fetchall()
            for cercle, name, rank, place, subject, why, told in rows:
                sentence = Sentence(unit(place).nom if place else "", subject or "", why or "", told)
                said.setdefault(cercle, {})[name] = (rank or 0, sentence)
    return {
        cercle: [sentence for _, sentence in sorted(rows.values(), key=lambda pair: pair[0])]
        for cercle, rows in said.items()
    }
