"""Parcels: what one installation sends another, a zip whose manifest lists every part with its sha256.

The same content gives the same bytes. Reading checks the outside first (names, sizes counted while inflating), then
each part against the manifest; a part may itself be a zip, never opened here.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_EPOCH = (1980, 1, 1, 0, 0, 0)
_BLOCK = 1 << 16


@dataclass(frozen=True)
class ParcelLimits:
    """Bounds of a parcel: number of parts, bytes of one part and of all of them."""

    parties: int = 2_000
    partie: int = 64 << 20
    total: int = 512 << 20


class ParcelError(Exception):
    """Why a parcel can't be trusted: a short code, and the part concerned ("" for the whole)."""

    def __init__(self, code: str, partie: str = "") -> None:
        super().__init__(code)
        self.code, self.partie = code, partie


@dataclass(frozen=True)
class Parcel:
    """A parcel whose every part is what its manifest says; ``parties``: name to content."""

    manifeste: Mapping[str, Any]
    parties: Mapping[str, bytes]


def write_parcel(path: Path, manifest_name: str, facts: Mapping[str, Any], parts: Mapping[str, bytes]) -> None:
    """Write a parcel: its manifest (``facts`` and the list ``parties``), then its parts in the order of their names."""
    listed = [
        {"nom": name, "sha256": hashlib.sha256(parts[name]).hexdigest(), "taille": len(parts[name])}
        for name in sorted(parts)
    ]
    manifest = json.dumps({**facts, "parties": listed}, ensure_ascii=False, indent=1, sort_keys=True).encode()
    draft = path.with_name(f".{path.name}.partiel")
    with zipfile.ZipFile(draft, "w") as archive:
        for name, content in ((manifest_name, manifest), *((name, parts[name]) for name in sorted(parts))):
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    draft.replace(path)


def read_parcel(path: Path, manifest_name: str, limits: ParcelLimits | None = None) -> Parcel:
    """A parcel, once sure of every part. Raises ParcelError, naming the part at fault.

    Codes: ``illisible`` (no whole zip), ``manifeste`` (missing or malformed), ``trop_grand``, ``partie_double``,
    ``partie_manquante``, ``partie_inconnue``, ``partie_alteree``.
    """
    bounds = limits or ParcelLimits()
    try:
        with zipfile.ZipFile(path) as archive:
            names = [info.filename for info in archive.infolist()]
            if len(names) > bounds.parties:
                raise ParcelError("trop_grand")
            for name in names:
                if names.count(name) > 1:
                    raise ParcelError("partie_double", name)
            if manifest_name not in names:
                raise ParcelError("manifeste")
            facts = _manifest(_inflated(archive, manifest_name, bounds.partie))
            listed = {part["nom"]: part for part in facts["parties"]}
            for name in names:
                if name != manifest_name and name not in listed:
                    raise ParcelError("partie_inconnue", name)
            return Parcel(facts, _checked(archive, listed, names, bounds))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as error:
        raise ParcelError("illisible") from error


def _manifest(content: bytes) -> dict[str, Any]:
    try:
        facts = json.loads(content)
        parts = facts["parties"]
        sound = all({"nom", "sha256", "taille"} <= set(part) and isinstance(part["nom"], str) for part in parts)
    except (ValueError, TypeError, KeyError) as error:
        raise ParcelError("manifeste") from error
    if not sound or len({part["nom"] for part in parts}) != len(parts):
        raise ParcelError("manifeste")
    return dict(facts)


def _checked(
    archive: zipfile.ZipFile, listed: Mapping[str, Mapping[str, Any]], names: Iterable[str], bounds: ParcelLimits
) -> dict[str, bytes]:
    present, total, parts = set(names), 0, {}
    for name, part in listed.items():
        if name not in present:
            raise ParcelError("partie_manquante", name)
        try:
            content = _inflated(archive, name, min(bounds.partie, bounds.total - total))
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
            raise ParcelError("partie_alteree", name) from error
        total += len(content)
        if len(content) != part["taille"] or hashlib.sha256(content).hexdigest() != part["sha256"]:
            raise ParcelError("partie_alteree", name)
        parts[name] = content
    return parts


def _inflated(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    """The bytes of a part, counted while they inflate, whatever the directory says."""
    content = bytearray()
    with archive.open(name) as stream:
        while block := stream.read(_BLOCK):
            content += block
            if len(content) > most:
                raise ParcelError("trop_grand", name)
    return bytes(content)
