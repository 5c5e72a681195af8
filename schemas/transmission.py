"""What a transmission says: the manifest and the journal extract of a zip that a region sends to the nation.

Written by one installation and read by another, which trusts nothing of it: every text is parsed into the types below
or refused with a reason. Both are sealed: a manifest, as an entry of a journal, ends with the hash of what it says.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from registry.errors import OiseError
from registry.periods import Trimestre
from schemas.declaration import Objet
from schemas.discovery import all_tables
from schemas.faults import Severity
from schemas.submission import ACCEPTED, Nature, Verdict, VerdictCode

CONTRAT_TRANSMISSION = "1"
MANIFESTE, JOURNAL, ORIGINAUX = "transmission.json", "journal.jsonl", "originaux/"
DEPOT, RETRAIT = "depot", "retrait_depot"

_SEAL = "empreinte"
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_FIRST_YEAR, _LAST_YEAR = 1999, 2100
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_ORIGINAL = re.compile(r"originaux/[0-9a-f]{64}\.[a-z0-9]{1,5}")
_NAME, _IDENTITY, _SENTENCE = 300, 1000, 4000  # characters
_VERSIONS = 10_000


class TransmissionError(ValueError):
    """A text of a transmission that can't be taken; its message is a French clause that says why."""


@dataclass(frozen=True)
class Part:
    """A part of the zip: its name, the sha256 of its content, its size in bytes."""

    nom: str
    sha256: str
    taille: int


@dataclass(frozen=True)
class Manifest:
    """What the zip holds and for whom; ``derniere_sequence``: the region's last journal entry that is in it."""

    de: str
    vers: str
    trimestre: str
    par: str
    derniere_sequence: int
    parties: tuple[Part, ...]
    donnees_fictives: bool = False
    contrat: str = CONTRAT_TRANSMISSION

    def text(self) -> str:
        """The manifest as it is written, sealed."""
        return sealed({**vars(self), "parties": [vars(part) for part in self.parties]})


@dataclass(frozen=True)
class Relayed:
    """An entry of the region's journal: ``corps`` of a withdrawal, or ``verdict`` of a deposit."""

    sequence: int
    type: str
    par: str
    le: str
    corps: Mapping[str, Any]
    verdict: Verdict | None = None


def sealed(fields: Mapping[str, Any]) -> str:
    """A JSON object in canonical form, its last member the sha256 of the object without it, as in the journal."""
    text = json.dumps(dict(fields), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return f'{text[:-1]},"{_SEAL}":"{hashlib.sha256(text.encode()).hexdigest()}"}}'


def original_name(sha256: str, suffix: str) -> str:
    """The name of an original's part."""
    return f"{ORIGINAUX}{sha256}{suffix}"


def read_manifest(content: bytes) -> Manifest:
    """The manifest of that text; raises TransmissionError."""
    fields = _unsealed(content)
    if fields.get("contrat") != CONTRAT_TRANSMISSION:
        told = str(fields.get("contrat"))[:20]
        raise TransmissionError(
            f"il suit la version {told} de la transmission, et cette installation la version {CONTRAT_TRANSMISSION}"
        )
    try:
        parts = tuple(Part(**part) for part in fields.pop("parties"))
        manifest = Manifest(parties=parts, **fields)
    except (TypeError, KeyError) as error:
        raise TransmissionError("il ne dit pas ce qu'il doit dire") from error
    _wanted(all(_text(name, 10) for name in (manifest.de, manifest.vers)), "il ne nomme pas les installations")
    _wanted(_is_quarter(manifest.trimestre), "il ne nomme aucun trimestre")
    _wanted(_text(manifest.par, _NAME) and manifest.par.strip() != "", "il ne dit pas qui transmet")
    _wanted(_whole(manifest.derniere_sequence), "il ne dit pas où s'arrête le journal")
    _wanted(isinstance(manifest.donnees_fictives, bool), "il ne dit pas si les données sont fictives")
    for part in parts:
        named = part.nom == JOURNAL or (isinstance(part.nom, str) and _ORIGINAL.fullmatch(part.nom) is not None)
        _wanted(named, "il annonce une partie qui n'est ni le journal ni un original")
        _wanted(_matches(_SHA256, part.sha256) and _whole(part.taille), f"il décrit mal la partie {part.nom}")
        _wanted(part.nom == JOURNAL or part.sha256 in part.nom, f"il décrit mal la partie {part.nom}")
    names = [part.nom for part in parts]
    _wanted(len(set(names)) == len(names) and JOURNAL in names, "il n'annonce pas chaque partie une fois")
    return manifest


def read_entry(line: bytes) -> Relayed:
    """The journal entry of one line; raises TransmissionError."""
    fields = _unsealed(line)
    try:
        entry = Relayed(**{name: fields[name] for name in ("sequence", "type", "par", "le", "corps")})
    except KeyError as error:
        raise TransmissionError("ce n'est pas une entrée de journal") from error
    _wanted(_whole(entry.sequence) and entry.sequence > 0, "l'entrée n'a pas de numéro")
    signed = _text(entry.par, _NAME) and entry.par.strip() != ""
    _wanted(signed and is_moment(entry.le), "l'entrée ne dit pas qui agit, ou quand")
    _wanted(isinstance(entry.corps, dict), "l'entrée ne contient rien")
    if entry.type == DEPOT:
        return Relayed(**{**vars(entry), "corps": {}, "verdict": read_verdict(entry.corps)})
    _wanted(entry.type == RETRAIT, "une transmission ne porte que des dépôts et des retraits de dépôts")
    sender, _, content = str(entry.corps.get("objet")).partition("/")
    _wanted(_SHA256.fullmatch(content) is not None, "le retrait ne dit pas de quel fichier")
    said = {"objet", "trimestre", "motif"} <= set(entry.corps)
    _wanted(said and all(_text(value, _SENTENCE) for value in entry.corps.values()), "le retrait est illisible")
    _wanted(entry.corps.get("expediteur") in (None, sender), "le retrait est celui d'un autre expéditeur")
    return entry


def read_verdict(raw: Mapping[str, Any]) -> Verdict:
    """The verdict of that JSON object, each of whose values is checked; raises TransmissionError."""
    try:
        verdict = Verdict.from_dict(raw)
    except (TypeError, KeyError, ValueError, AttributeError, IndexError) as error:
        raise TransmissionError("le verdict n'a pas la forme que cette version d'OISE connaît") from error
    versions = (verdict.version, verdict.version_base)
    sound = (
        verdict.verdict in get_args(VerdictCode)
        and verdict.objet in get_args(Objet)
        and verdict.nature in (None, *get_args(Nature))
        and _text(verdict.expediteur, 10)
        and _matches(_SHA256, verdict.sha256)
        and _matches(_SUFFIX, verdict.suffixe)
        and _text(verdict.nom_original, _NAME)
        and _text(verdict.depot_id, _IDENTITY)
        and _text(verdict.contrat, 20)
        and is_moment(verdict.recu_le)
        and (verdict.trimestre is None or _is_quarter(verdict.trimestre))
        and all(number is None or (_whole(number) and number < _VERSIONS) for number in versions)
        and (verdict.doublon_de is None or _whole(verdict.doublon_de))
    )
    _wanted(sound, "le verdict contient une valeur impossible")
    for fault in verdict.fautes:
        optional = (fault.feuille, fault.colonne, fault.valeur, fault.table)
        _wanted(
            fault.gravite in get_args(Severity)
            and _text(fault.code, _NAME)
            and isinstance(fault.message, str)
            and len(fault.message) <= _SENTENCE
            and all(value is None or (isinstance(value, str) and len(value) <= _SENTENCE) for value in optional)
            and (fault.ligne is None or _whole(fault.ligne))
            and isinstance(fault.ecarte, bool),
            "le verdict contient une faute illisible",
        )
    known = all_tables()
    for table, count in verdict.lignes.items():
        numbers = (count.soumises, count.integrees, count.ecartees)
        _wanted(table in known, f"le verdict compte les lignes d'une table inconnue ({str(table)[:40]})")
        balanced = all(_whole(number) for number in numbers) and count.soumises == count.integrees + count.ecartees
        kept = verdict.verdict in ACCEPTED or count.integrees == 0
        unread = verdict.verdict in ("doublon", "illisible") and count.soumises > 0
        _wanted(balanced and kept and not unread, "le verdict compte mal ses lignes")
    return verdict


def _unsealed(content: bytes) -> dict[str, Any]:
    """The members of a sealed object but its seal; raises TransmissionError."""
    try:
        text = content.decode("utf-8")
        fields = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise TransmissionError("ce n'est pas du JSON") from error
    if not isinstance(fields, dict) or _SEAL not in fields:
        raise TransmissionError("l'empreinte manque")
    del fields[_SEAL]
    try:
        again = sealed(fields)
    except (ValueError, TypeError, RecursionError) as error:
        raise TransmissionError("ce n'est pas du JSON") from error
    if again != text:
        raise TransmissionError("le texte n'est plus celui que son empreinte scelle")
    return fields


def _wanted(sound: bool, otherwise: str) -> None:
    if not sound:
        raise TransmissionError(otherwise)


def _text(value: object, longest: int) -> bool:
    """Whether a value is a short text without control or direction characters."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    return not any(unicodedata.category(character).startswith("C") for character in value)


def _matches(pattern: re.Pattern[str], value: object) -> bool:
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53


def is_moment(value: object) -> bool:
    """Whether a value is a time that every reader of a journal takes: ISO 8601 as OISE writes it, of these years."""
    if not isinstance(value, str) or _MOMENT.fullmatch(value) is None:
        return False
    try:
        return _FIRST_YEAR <= datetime.fromisoformat(value).year <= _LAST_YEAR
    except ValueError:
        return False


def _is_quarter(value: object) -> bool:
    try:
        return isinstance(value, str) and str(Trimestre.parse(value)) == value
    except OiseError:
        return False
