"""Claiming: from a dropped file to its archived copy, before anything is said of it.

A drop is copied whole into the archive under the hash of the bytes copied, and stays in its folder until its sender is
answered; a kill at any point leaves the drop, the archive, or both, and the next reception goes on from there.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
import stat
import time
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from registry.errors import OiseError
from registry.home import Home
from registry.levels import senders_in
from registry.territory import NATION, unit

DOSSIER_REPONSES = "reponses"
_IGNORED_SUFFIXES = (".part", ".tmp", ".crdownload", ".partial")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_BLOCK = 1 << 20
_TEMPORARY = ".claim-"

# Bytes; a bigger drop isn't taken (an honest workbook weighs less than one thousandth of it).
TAILLE_MAXIMALE = 200 << 20


@dataclass(frozen=True)
class Drop:
    """One file lying in a sender's folder; ``depot_id`` names this very deposit (folder, name, inode, time)."""

    path: Path
    sender: str
    depot_id: str


@dataclass(frozen=True)
class Left:
    """Something in the landing that is not taken: ``motif`` says why in French."""

    path: Path
    motif: str


@dataclass(frozen=True)
class Landing:
    """What lies in the landing: drops to claim, oldest first, and what is left where it is."""

    drops: tuple[Drop, ...]
    laisses: tuple[Left, ...]


@dataclass(frozen=True)
class Claim:
    """A drop whose bytes are in the archive, read-only, under ``sha256``; ``recu_le`` is an ISO date and time."""

    drop: Drop
    sha256: str
    suffixe: str
    nom_original: str
    recu_le: str
    taille: int


def senders() -> tuple[str, ...]:
    """Every code that has a drop folder in the nation's installation: the nation, the regions, the cercles."""
    return senders_in(NATION)


def open_folders(home: Home) -> None:
    """Make the drop folder and its ``reponses`` of every sender that the installation serves, where missing."""
    for sender in senders_in(home.perimetre):
        (home.drop_folder(sender) / DOSSIER_REPONSES).mkdir(parents=True, exist_ok=True)


def list_drops(home: Home, stable_seconds: float = 0.0) -> list[Drop]:
    """The drops to claim, oldest first; see ``survey``."""
    return list(survey(home, stable_seconds).drops)


def survey(home: Home, stable_seconds: float = 0.0) -> Landing:
    """Look through the landing without following a link or opening a file.

    A file modified less than ``stable_seconds`` ago is left for the next pass, and one of a sender that the
    installation doesn't serve for good. Raises OiseError when the landing can't be read; one folder that can't is left.
    """
    served = frozenset(senders_in(home.perimetre))
    folders = {home.drop_folder(sender): sender for sender in senders()}
    drops: list[tuple[int, str, Drop]] = []
    left: list[Left] = []
    recent = time.time() - stable_seconds
    pending = [home.landing]
    while pending:
        folder = pending.pop()
        for entry, facts in _entries(folder, home.landing, left):
            path, sender = Path(entry.path), folders.get(folder)
            if stat.S_ISDIR(facts.st_mode):
                if any(known.is_relative_to(path) for known in folders):
                    pending.append(path)
                elif entry.name != DOSSIER_REPONSES or sender is None:
                    left.append(Left(path, "ce dossier n'est celui d'aucun expéditeur"))
            elif not stat.S_ISREG(facts.st_mode):
                left.append(Left(path, "ce n'est pas un fichier ordinaire (lien, tube ou périphérique)"))
            elif sender is None:
                left.append(Left(path, "ce dossier n'est celui d'aucun expéditeur"))
            elif sender not in served:
                left.append(Left(path, _not_served(sender, home.perimetre)))
            elif facts.st_size > TAILLE_MAXIMALE:
                left.append(Left(path, f"le fichier dépasse {TAILLE_MAXIMALE >> 20} Mo"))
            elif stable_seconds and facts.st_mtime > recent:
                left.append(Left(path, "le fichier est peut-être encore en cours de copie"))
            else:
                drops.append((facts.st_mtime_ns, str(path), Drop(path, sender, deposit_id(sender, path.name, facts))))
    drops.sort(key=lambda found: found[:2])
    left.sort(key=lambda found: str(found.path))
    return Landing(tuple(drop for _, _, drop in drops), tuple(left))


def deposit_id(sender: str, name: str, facts: os.stat_result) -> str:
    """The identity of one deposit: the same after a kill, another when the file is dropped again."""
    return f"{sender}/{printable(name)}/{facts.st_ino}/{facts.st_mtime_ns}"


def printable(name: str) -> str:
    """A file name fit for a journal or a page: NFC, undecodable bytes and control or direction characters replaced."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(
        "\ufffd" if unicodedata.category(c).startswith("C") else c for c in unicodedata.normalize("NFC", text)
    )


def claim(home: Home, drop: Drop, received_at: str) -> Claim:
    """Copy a drop into the archive, durably and read-only, before any verdict; the drop stays where it is.

    The hash is of the bytes copied, so that the sender's open handle can't change what was claimed. Raises OSError when
    the drop is gone, is no regular file or changed while it was copied (leave it for the next pass); OiseError when
    the archive is full or can't be written.
    """
    source = os.open(drop.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(source, "rb") as stream:
        before = os.fstat(stream.fileno())
        if not stat.S_ISREG(before.st_mode) or deposit_id(drop.sender, drop.path.name, before) != drop.depot_id:
            raise OSError(errno.ESTALE, "the drop is no longer what was listed", str(drop.path))
        with storing(home.archive):
            temporary = _temporary(home, drop.depot_id)
            try:
                sha256, size = _copy(stream, temporary)
                after = os.fstat(stream.fileno())
                if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns) or size != after.st_size:
                    raise OSError(errno.ESTALE, "the drop changed while it was copied", str(drop.path))
                suffix = _suffix(drop.path.name)
                _keep(temporary, home.original(sha256, suffix))
            finally:
                temporary.unlink(missing_ok=True)
    return Claim(drop, sha256, suffix, printable(drop.path.name), received_at, size)


def keep_original(home: Home, content: bytes, suffix: str) -> str:
    """Archive bytes that no one dropped (the guide's list), durably and read-only; their sha256."""
    with storing(home.archive):
        temporary = _temporary(home, suffix)
        try:
            sha256, _ = _copy(io.BytesIO(content), temporary)
            _keep(temporary, home.original(sha256, suffix))
        finally:
            temporary.unlink(missing_ok=True)
    return sha256


def keep_file(home: Home, source: Path, sha256: str, suffix: str) -> None:
    """Archive a file that came inside another, durably and read-only; raises OSError when it isn't of that hash."""
    with storing(home.archive):
        temporary = _temporary(home, sha256)
        try:
            with source.open("rb") as stream:
                copied, _ = _copy(stream, temporary)
            if copied != sha256:
                raise OSError(errno.ESTALE, "the file is no longer what was checked", str(source))
            _keep(temporary, home.original(sha256, suffix))
        finally:
            temporary.unlink(missing_ok=True)


def release(claimed: Claim) -> bool:
    """Take an answered drop out of its folder; whether it did (no when the drop is gone or is another one by now)."""
    drop = claimed.drop
    try:
        facts = drop.path.lstat()
        if deposit_id(drop.sender, drop.path.name, facts) != drop.depot_id:
            return False
        drop.path.unlink()
    except FileNotFoundError:
        return False
    return True


def chosen_folder(folder: Path) -> Path:
    """A folder that somebody chose to write in, made when it is missing; raises OiseError when it can't be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OiseError(
            f"Rien ne peut être écrit dans {folder} ({error.strerror}) : choisissez un autre dossier avec -o."
        ) from error
    return folder


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _entries(folder: Path, root: Path, left: list[Left]) -> Iterator[tuple[os.DirEntry[str], os.stat_result]]:
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError as error:
        if folder == root:
            raise OiseError(
                f"Le dossier de dépôt {folder} ne peut pas être lu : vérifiez qu'il existe et qu'il vous est ouvert."
            ) from error
        left.append(Left(folder, "ce dossier ne peut pas être lu : corrigez ses droits"))
        return
    for entry in entries:
        if not _ignored(entry.name):
            with suppress(OSError):  # gone or closed since the folder was read
                yield entry, entry.stat(follow_symlinks=False)


def _not_served(sender: str, perimetre: str) -> str:
    return (
        f"l'installation sert {unit(perimetre).nom} ({perimetre}), et ce dossier est celui de "
        f"{unit(sender).nom} ({sender})"
    )


def _ignored(name: str) -> bool:
    return name.startswith((".", "~$")) or name.lower().endswith(_IGNORED_SUFFIXES)


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return suffix if _SUFFIX.fullmatch(suffix) else ".bin"


def _temporary(home: Home, subject: str) -> Path:
    """Where a copy grows; one place a deposit, so that what a kill left there is taken away by the next attempt."""
    place = home.archive / f"{_TEMPORARY}{hashlib.sha256(subject.encode()).hexdigest()[:16]}"
    place.unlink(missing_ok=True)
    return place


def _copy(source: BinaryIO, target: Path) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as copy:
        while block := source.read(_BLOCK):
            digest.update(block)
            size += len(block)
            copy.write(block)
        copy.flush()
        os.fchmod(copy.fileno(), 0o444)
        os.fsync(copy.fileno())
    return digest.hexdigest(), size


def _keep(temporary: Path, final: Path) -> None:
    """Give the copy its name; an original already kept under that hash stays as it is."""
    final.parent.mkdir(exist_ok=True)
    if not final.exists():
        temporary.rename(final)
        sync_folder(final.parent)
        sync_folder(final.parent.parent)


@contextmanager
def storing(folder: Path) -> Iterator[None]:
    """Turn a full or closed store into one French sentence; other failures pass."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise OiseError(
                f"Il n'y a plus de place sur le disque de {folder} : libérez-en puis relancez, rien n'est perdu."
            ) from error
        if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
            raise OiseError(
                f"Le dossier {folder} ne peut pas être écrit : demandez à votre technicien de corriger ses droits."
            ) from error
        raise
