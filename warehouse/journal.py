"""The journal: the truth of an installation, one file per act, each carrying the hash of the one before.

An entry is a JSON object in canonical form (sorted keys, no spaces) whose last member, ``empreinte``, is the sha256 of
the object without it. Entries are written whole to a temporary file, then linked under their number: a reader sees all
of an entry or nothing, and a number is taken once.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.errors import OiseError
from registry.home import Home
from warehouse.locking import writer_lock

_ORIGIN = "0" * 64
_SEAL = ',"empreinte":"'
_SEAL_LENGTH = len(_SEAL) + 64 + len('"}')

# The home's lock is shared by the threads of one process: between them, numbers are handed out one at a time.
_numbering = threading.Lock()


@dataclass(frozen=True)
class Entry:
    """One act. ``le``: the time given by whoever acts, ISO 8601; ``par``: who acts; hashes: hexadecimal sha256."""

    sequence: int
    type: str
    corps: dict[str, Any]
    par: str
    le: str
    precedent: str
    empreinte: str


def append(home: Home, type: str, corps: Mapping[str, Any], par: str, le: str) -> Entry:
    """Add an act at the journal's end and return it, once it is on the disk.

    Raises OiseError when nobody signs it, when another process writes in this home, or when the journal has a gap.
    """
    if not par.strip():
        raise OiseError("Une décision porte le nom de qui la prend : donnez-le avec --par.")
    with writer_lock(home, "inscription au journal", attente_s=30), _numbering:
        last = last_sequence(home)
        before = _read(home, last).empreinte if last else _ORIGIN
        act = {"sequence": last + 1, "type": type, "corps": dict(corps), "par": par, "le": le, "precedent": before}
        text = json.dumps(act, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
        digest = hashlib.sha256(text.encode()).hexdigest()
        _write_whole(_path(home, last + 1), f'{text[:-1]}{_SEAL}{digest}"}}'.encode())
    return _read(home, last + 1)


def entries(home: Home, after: int = 0) -> Iterator[Entry]:
    """Every act after a sequence, in order; each is checked against its own hash and the hash of the act before.

    Raises OiseError at the first act that is missing or altered.
    """
    last = last_sequence(home)
    before = _read(home, after).empreinte if 0 < after < last else None
    if after == 0:
        before = _ORIGIN
    for sequence in range(after + 1, last + 1):
        entry = _read(home, sequence)
        if entry.precedent != before:
            raise OiseError(_broken(sequence, "elle ne suit pas l'entrée précédente"))
        before = entry.empreinte
        yield entry


def entry_at(home: Home, sequence: int) -> Entry:
    """The act of that sequence, checked against its own hash; raises OiseError when it is missing or altered."""
    return _read(home, sequence)


def last_sequence(home: Home) -> int:
    """The number of the last act, 0 in an empty journal; raises OiseError when acts are missing before it."""
    with os.scandir(home.journal) as found:
        names = [entry.name for entry in found]
    numbers = sorted(int(name[:-5]) for name in names if name.endswith(".json") and name[:-5].isdigit())
    if numbers and numbers[-1] != len(numbers):
        missing = next(rank for rank, number in enumerate(numbers, start=1) if rank != number)
        raise OiseError(_broken(missing, "elle manque"))
    return len(numbers)


def verify_chain(home: Home) -> int:
    """Check every act from the first, and return how many there are; raises OiseError at the first fault."""
    return sum(1 for _ in entries(home))


def _path(home: Home, sequence: int) -> Path:
    return home.journal / f"{sequence:09d}.json"


def _read(home: Home, sequence: int) -> Entry:
    try:
        raw = _path(home, sequence).read_bytes()
    except FileNotFoundError as error:
        raise OiseError(_broken(sequence, "elle manque")) from error
    sealed = raw[:-_SEAL_LENGTH] + b"}"
    try:
        fields = json.loads(raw)
        sound = fields["empreinte"] == hashlib.sha256(sealed).hexdigest() and fields["sequence"] == sequence
        entry = Entry(**fields) if sound else None
    except (ValueError, TypeError, KeyError):
        entry = None
    if entry is None:
        raise OiseError(_broken(sequence, "elle a été modifiée"))
    return entry


def _write_whole(path: Path, content: bytes) -> None:
    draft = path.parent / f".{path.name}.{secrets.token_hex(4)}.partiel"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        # A link, unlike a rename, fails when the number is already taken.
        os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _broken(sequence: int, why: str) -> str:
    return (
        f"L'entrée {sequence:09d} du journal est inutilisable ({why}) : "
        "restaurez le dossier archive/journal depuis une sauvegarde."
    )
