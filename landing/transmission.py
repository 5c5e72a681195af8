"""Writing what goes up: a region's transmission, one zip for a quarter, and a cercle's files to drop at its region.

The same journal gives the same bytes: parts are stored as they are, in a fixed order, under a fixed date.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from landing.claiming import TAILLE_MAXIMALE, chosen_folder, storing, sync_folder
from landing.transmission_reading import LIMITES
from registry.errors import OiseError
from registry.home import Home
from schemas.submission import Verdict
from schemas.transmission import JOURNAL, MANIFESTE, Manifest, Part, original_name, sealed

_BLOCK = 1 << 20
_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Sent:
    """What was written to be sent up: its files, how many originals they hold, their size in bytes."""

    fichiers: tuple[Path, ...]
    originaux: int
    taille: int


def write_transmission(
    home: Home, manifest: Manifest, entries: Iterable[Mapping[str, object]], verdicts: Iterable[Verdict], folder: Path
) -> Sent:
    """Write the zip of a quarter into a folder; ``manifest`` without its parts, ``entries`` without their seals.

    ``verdicts``: those of the entries that are deposits, whose originals go along. Raises OiseError when an original is
    missing or altered, when the zip would be too big to be taken, or when the folder can't be written.
    """
    journal = "".join(f"{sealed(entry)}\n" for entry in entries).encode()
    originals = {
        original_name(one.sha256, one.suffixe): home.original(one.sha256, one.suffixe)
        for one in sorted(verdicts, key=lambda one: one.sha256)
    }
    parts = [Part(JOURNAL, hashlib.sha256(journal).hexdigest(), len(journal))]
    parts += [Part(name, path.stem, _size(path)) for name, path in originals.items()]
    total = sum(part.taille for part in parts)
    if total > min(LIMITES.gonfle, TAILLE_MAXIMALE) or len(parts) >= LIMITES.parties:
        raise OiseError(
            f"Les fichiers du trimestre pèsent {total >> 20} Mo, plus qu'une transmission ne peut porter "
            f"({TAILLE_MAXIMALE >> 20} Mo) : demandez à la cellule nationale de prendre le dossier archive/."
        )
    whole = replace(manifest, parties=tuple(parts))
    name = f"transmission_{whole.de}_{whole.trimestre}_{whole.derniere_sequence:06d}.zip"
    with _written(folder, name) as target, zipfile.ZipFile(target, "w") as archive:
        archive.writestr(_info(MANIFESTE), whole.text().encode())
        archive.writestr(_info(JOURNAL), journal)
        for part, path in zip(parts[1:], originals.values(), strict=True):
            _store(archive, part, path)
    written = folder / name
    return Sent((written,), len(originals), written.stat().st_size)


def write_originals(home: Home, verdicts: Sequence[Verdict], folder: Path) -> Sent:
    """Write a sender's files as they were accepted, under names that keep their order, to be dropped one level up."""
    written, total = [], 0
    for rank, one in enumerate(verdicts, start=1):
        source = home.original(one.sha256, one.suffixe)
        name = f"OISE_{one.expediteur}_{one.trimestre}_{rank:02d}{one.suffixe}"
        with _written(folder, name) as target:
            size, digest = _size(source), hashlib.sha256()
            with source.open("rb") as stream, target.open("wb") as copy:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    copy.write(block)
            if digest.hexdigest() != one.sha256:
                raise OiseError(_altered(source))
        written.append(folder / name)
        total += size
    return Sent(tuple(written), len(written), total)


@contextmanager
def _written(folder: Path, name: str) -> Iterator[Path]:
    """Where to write a file: beside its place, then renamed, so that whoever copies the folder sees it whole."""
    draft = folder / f".{name}.part"
    chosen_folder(folder)
    with storing(folder):
        try:
            yield draft
            draft.replace(folder / name)
        finally:
            draft.unlink(missing_ok=True)
        sync_folder(folder)


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.compress_type, info.create_system, info.external_attr = zipfile.ZIP_STORED, 3, 0o644 << 16
    return info


def _store(archive: zipfile.ZipFile, part: Part, path: Path) -> None:
    digest, info = hashlib.sha256(), _info(part.nom)
    info.file_size = part.taille
    with path.open("rb") as stream, archive.open(info, "w") as copy:
        while block := stream.read(_BLOCK):
            digest.update(block)
            copy.write(block)
    if digest.hexdigest() != part.sha256:
        raise OiseError(_altered(path))


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError as error:
        raise OiseError(f"L'original {path.name} manque dans l'archive : remettez-y une sauvegarde.") from error


def _altered(path: Path) -> str:
    return f"L'original {path.name} a été modifié depuis son dépôt : remettez-y une sauvegarde."
