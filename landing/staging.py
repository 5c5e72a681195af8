"""Staging: a judgement written as Parquet under the hash of its original, and written again from the archive."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import polars as pl

from landing.claiming import storing, sync_folder
from landing.judgement import Judgement, blocking_codes, build, count, grouped
from landing.opening import open_file
from landing.raw import RawFile, Unreadable
from landing.reading import ReaderPool, lots
from landing.zero import DEPOTS, replay_zero
from registry.errors import OiseError
from registry.home import Home
from schemas.submission import ACCEPTED, ECARTES, Verdict, VerdictCode

WITHOUT_ROWS: tuple[VerdictCode, ...] = ("doublon", "illisible")
_READERS = 2


def stage(home: Home, judgement: Judgement) -> Path:
    """Write the frames of a judged file under its hash, whole or not at all; the folder.

    A folder already there for the same original is replaced, but by a duplicate, which changes nothing.
    """
    target = home.staged(judgement.verdict.sha256, judgement.verdict.expediteur)
    if judgement.verdict.verdict in WITHOUT_ROWS:
        return target
    with storing(target.parent.parent):
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=".stage-", dir=target.parent))
        try:
            for name, frame in {**judgement.frames, ECARTES: judgement.ecartes}.items():
                if frame.height:
                    _write(frame, temporary / f"{name}.parquet")
            sync_folder(temporary)
            _swap(temporary, target)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        sync_folder(target.parent)
    return target


def restage(home: Home, verdicts: Iterable[Verdict]) -> int:
    """Stage again from the archived originals what recorded verdicts kept, without judging anything; how many.

    Raises OiseError when an original is missing, altered, or no longer gives what its verdict says.
    """
    wanted = [verdict for verdict in verdicts if verdict.verdict not in WITHOUT_ROWS]
    with ReaderPool(_READERS) as readers:
        for lot in lots(wanted):
            originals = [_checked_original(home, verdict) for verdict in lot]
            for verdict, original, raw in zip(lot, originals, readers.read(originals), strict=True):
                stage(home, replay(verdict, original, raw))
    return len(wanted)


def replay(verdict: Verdict, original: Path, raw: RawFile | Unreadable) -> Judgement:
    """The judgement that a recorded verdict made of its original, just read; raises OiseError as ``restage`` does."""
    if verdict.depot_id in DEPOTS:
        return replay_zero(original.read_bytes(), verdict)
    if isinstance(raw, Unreadable):
        if verdict.verdict not in ACCEPTED and not verdict.lignes:
            return Judgement(verdict)  # refused unread: it has no row to set aside
        raise OiseError(f"L'original {original.name} ne peut plus être lu ({raw.code}) : comparez-le à une sauvegarde.")
    opened = open_file(raw, verdict.expediteur, date.fromisoformat(verdict.recu_le[:10]))
    refused = () if verdict.verdict in ACCEPTED else blocking_codes(verdict.fautes)
    frames, ecartes = build(opened, grouped(verdict.ecarts), refused)
    if count(frames, ecartes) != dict(verdict.lignes):
        raise OiseError(
            f"L'original {original.name} ne donne plus les lignes que son verdict a comptées : "
            "relancez avec la version d'OISE qui l'a reçu."
        )
    return Judgement(verdict, frames, ecartes)


def _checked_original(home: Home, verdict: Verdict) -> Path:
    original = home.original(verdict.sha256, verdict.suffixe)
    if not original.is_file():
        raise OiseError(
            f"L'original {original.name} manque dans {home.archive} : remettez-y une sauvegarde puis relancez."
        )
    with original.open("rb") as stream:
        if hashlib.file_digest(stream, "sha256").hexdigest() != verdict.sha256:
            raise OiseError(
                f"L'original {original.name} a été modifié depuis son dépôt : remettez-y une sauvegarde puis relancez."
            )
    return original


def _write(frame: pl.DataFrame, path: Path) -> None:
    with path.open("wb") as stream:
        frame.write_parquet(stream, compression="zstd")
        stream.flush()
        os.fsync(stream.fileno())


def _swap(temporary: Path, target: Path) -> None:
    temporary.chmod(0o755)
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=".stage-", dir=target.parent))
        target.rename(old / target.name)
        temporary.rename(target)
        shutil.rmtree(old)
    else:
        temporary.rename(target)
