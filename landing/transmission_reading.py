"""Opening a transmission in the reading child: its zip, its manifest, its journal extract, its originals.

Originals are written to a private folder as they are, never opened here: each is then read like any dropped file, which
is how an archive inside another stays one level deep. Sizes are counted while inflating, never believed.
"""

from __future__ import annotations

import errno
import hashlib
import re
import struct
import zipfile
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from landing.container import inflate
from landing.raw import Limits, ReadingError
from schemas.transmission import (
    CONTRAT_TRANSMISSION,
    DEPOT,
    JOURNAL,
    MANIFESTE,
    ORIGINAUX,
    Manifest,
    Part,
    Relayed,
    TransmissionError,
    original_name,
    read_entry,
    read_manifest,
)

# One quarter of a region: hundreds of workbooks at the very most, each below what a drop folder takes.
LIMITES = Limits(secondes=300.0, taille=200 << 20, gonfle=400 << 20, parties=4000)
_MANIFEST_SIZE, _JOURNAL_SIZE = 4 << 20, 64 << 20
_HEADER = struct.Struct("<4s14x2L2H")
_LOCAL, _SHOWN = b"PK\x03\x04", 120
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES)
DISQUE = "disque"


@dataclass(frozen=True)
class Unpacked:
    """A transmission that holds what it announces; the originals lie in the folder given, by sha256 and suffix."""

    manifeste: Manifest
    entrees: tuple[Relayed, ...]


@dataclass(frozen=True)
class Broken:
    """A transmission that can't be taken: the fault's code within its family, and facts for its sentence."""

    code: str
    faits: dict[str, Any] = field(default_factory=dict)


class _BrokenError(Exception):
    def __init__(self, code: str, **faits: str) -> None:
        super().__init__(code)
        self.refus = Broken(code, faits)


def unpack(path: Path, folder: Path, limits: Limits = LIMITES) -> Unpacked | Broken | None:
    """Check a transmission whole and write its originals into ``folder``; None when the file is none.

    ``Broken("disque")``: the folder can't be written, which says nothing of the file.
    """
    try:
        begins = _first_name(path) == MANIFESTE
        try:
            with zipfile.ZipFile(path) as archive:
                infos = archive.infolist()
        except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error):
            infos = []
        listed = MANIFESTE in {info.orig_filename for info in infos}
        if not begins and not listed:
            return None
        if not listed:
            raise _BrokenError("tronquee", partie=_where_it_stops(path))
        return _opened(path, infos, folder, limits)
    except _BrokenError as refusal:
        return refusal.refus
    except (MemoryError, RecursionError):
        return Broken("trop_grande", {"partie": MANIFESTE, "maximum": f"{limits.memoire >> 20} Mo"})
    except OSError as error:
        if error.errno in _FULL:
            return Broken(DISQUE)
        raise


def _opened(path: Path, infos: list[zipfile.ZipInfo], folder: Path, limits: Limits) -> Unpacked:
    parts = _directory(infos, limits)
    total = 0
    with path.open("rb") as stream:
        text = _content(stream, parts[MANIFESTE], _MANIFEST_SIZE)
        try:
            manifest = read_manifest(text)
        except TransmissionError as error:
            raise _BrokenError("manifeste_illisible", motif=str(error), attendu=CONTRAT_TRANSMISSION) from error
        announced = {part.nom: part for part in manifest.parties}
        for name in parts:
            if name != MANIFESTE and name not in announced:
                raise _BrokenError("partie_inattendue", partie=_shown(name))
        for name in announced:
            if name not in parts:
                raise _BrokenError("partie_manquante", partie=name)
        entries: tuple[Relayed, ...] = ()
        for name, part in announced.items():
            total += part.taille
            if total > limits.gonfle or part.taille > limits.taille:
                raise _BrokenError("trop_grande", partie=name, maximum=f"{limits.gonfle >> 20} Mo")
            if name == JOURNAL:
                if part.taille > _JOURNAL_SIZE:
                    raise _BrokenError("trop_grande", partie=name, maximum=f"{_JOURNAL_SIZE >> 20} Mo")
                entries = _entries(_checked(stream, parts[name], part, None), manifest)
            else:
                _checked(stream, parts[name], part, folder / name.removeprefix(ORIGINAUX))
    _check_originals(manifest, entries)
    return Unpacked(manifest, entries)


def _directory(infos: list[zipfile.ZipInfo], limits: Limits) -> dict[str, zipfile.ZipInfo]:
    """The parts by name; raises when one is there twice, or can't be inflated safely."""
    if len(infos) > limits.parties:
        raise _BrokenError("trop_de_parties", maximum=str(limits.parties))
    parts: dict[str, zipfile.ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        name = info.orig_filename
        if name.casefold() in seen:
            raise _BrokenError("partie_double", partie=_shown(name))
        seen.add(name.casefold())
        if name == ORIGINAUX and info.file_size == 0:
            continue  # the folder itself, which other zip tools note
        if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _BrokenError("partie_alteree", partie=_shown(name))
        parts[name] = info
    return parts


def _content(stream: BinaryIO, info: zipfile.ZipInfo, longest: int) -> bytes:
    content = bytearray()
    for block in _blocks(stream, info):
        content += block
        if len(content) > longest:
            raise _BrokenError("trop_grande", partie=_shown(info.orig_filename), maximum=f"{longest >> 20} Mo")
    return bytes(content)


def _checked(stream: BinaryIO, info: zipfile.ZipInfo, part: Part, target: Path | None) -> bytes:
    """Inflate a part, to memory or to a file, and compare it with what the manifest says."""
    digest, size, content = hashlib.sha256(), 0, bytearray()
    with target.open("xb") if target is not None else nullcontext() as copy:
        for block in _blocks(stream, info):
            size += len(block)
            if size > part.taille:
                break
            digest.update(block)
            if copy is not None:
                copy.write(block)
            else:
                content += block
    if size != part.taille or digest.hexdigest() != part.sha256:
        raise _BrokenError("partie_alteree", partie=part.nom)
    return bytes(content)


def _blocks(stream: BinaryIO, info: zipfile.ZipInfo) -> Iterator[bytes]:
    try:
        yield from inflate(stream, info)
    except ReadingError as error:
        raise _BrokenError("partie_alteree", partie=_shown(info.orig_filename)) from error


def _entries(content: bytes, manifest: Manifest) -> tuple[Relayed, ...]:
    entries: list[Relayed] = []
    for number, line in enumerate(content.removesuffix(b"\n").split(b"\n"), start=1):
        try:
            entry = read_entry(line)
            if entries and entry.sequence <= entries[-1].sequence:
                raise TransmissionError("l'entrée n'est pas à sa place")
            quarter = entry.verdict.trimestre if entry.verdict else entry.corps.get("trimestre")
            if quarter not in (None, manifest.trimestre):
                raise TransmissionError("l'entrée est d'un autre trimestre que la transmission")
        except TransmissionError as error:
            raise _BrokenError("journal_illisible", numero=str(number), motif=str(error)) from error
        entries.append(entry)
    if entries[-1].sequence != manifest.derniere_sequence:
        raise _BrokenError("partie_alteree", partie=JOURNAL)
    return tuple(entries)


def _check_originals(manifest: Manifest, entries: tuple[Relayed, ...]) -> None:
    """Every deposit has its original, and every original a deposit."""
    wanted = {
        original_name(one.verdict.sha256, one.verdict.suffixe) for one in entries if one.type == DEPOT and one.verdict
    }
    present = {part.nom for part in manifest.parties if part.nom != JOURNAL}
    for name in sorted(wanted - present):
        raise _BrokenError("partie_manquante", partie=name)
    for name in sorted(present - wanted):
        raise _BrokenError("partie_inattendue", partie=name)


def _first_name(path: Path) -> str:
    with path.open("rb") as stream:
        return _name_at(stream, 0)[0]


def _where_it_stops(path: Path) -> str:
    """The part in which a zip that lost its end was cut, going from one part's header to the next."""
    size, name, place = path.stat().st_size, MANIFESTE, 0
    with path.open("rb") as stream:
        while place < size:
            found, after = _name_at(stream, place)
            if not found:
                return "répertoire de l'archive"
            name, place = found, after
            if place > size:
                return _shown(name)
    return f"ce qui suit {_shown(name)}"


def _name_at(stream: BinaryIO, place: int) -> tuple[str, int]:
    """The name of the part whose header stands there, and where it ends; no name when there is no header."""
    stream.seek(place)
    header = stream.read(_HEADER.size)
    if len(header) < _HEADER.size or not header.startswith(_LOCAL):
        return "", place
    _, packed, _, name_length, extra_length = _HEADER.unpack(header)
    name = stream.read(name_length).decode("utf-8", "replace")
    return name, place + _HEADER.size + name_length + extra_length + packed


def _shown(name: str) -> str:
    """A part's name fit for a sentence: any zip may hold any name."""
    return re.sub(r"[^\w./ -]", "\ufffd", name)[:_SHOWN]
