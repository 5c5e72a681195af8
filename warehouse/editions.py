"""Editions: what is published together, under one pointer.

An edition is a folder built aside, then renamed to its number; ``courante`` is swapped to it by one rename, so that
file, syntheses and portal change together and a reader who holds the former file open keeps it. What didn't change is
carried over from the edition before by hard links; the DuckDB file is a patched copy.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import CONTRACT_VERSION
from warehouse.building import Computation, Patch, patch_database
from warehouse.digest import recorded, seal
from warehouse.export import export_parquet, link_tree
from warehouse.lake import open_lake
from warehouse.locking import writer_lock
from warehouse.planning import Plan, plan
from warehouse.publications import restore_copies, settle, settled, write_copy

BASE = "oise.duckdb"
SYNTHESES = "syntheses"
_MANIFEST = "edition.json"
# How many of the last editions are kept, besides the year-ends.
KEPT = 8


@dataclass(frozen=True)
class Manifest:
    """What an edition says of itself in ``edition.json``; ``cles``: quarter to the digest of what it is drawn from."""

    numero: int
    cree_le: str
    par: str
    trimestre: str | None
    trimestres: tuple[str, ...]
    cles: Mapping[str, str]
    empreinte: str
    referentiels: str
    donnees_fictives: bool
    contrat: str
    derniere_sequence: int


@dataclass(frozen=True)
class Draft:
    """An edition being built in ``dossier``: its DuckDB file is ready, its documents are to be written.

    ``trimestres``: the quarters made anew. ``precedente``: the folder of the edition before, None for the first.
    Documents of the other quarters are already carried over in ``syntheses/<quarter>``.
    """

    manifest: Manifest
    dossier: Path
    precedente: Path | None

    @property
    def base(self) -> Path:
        """The DuckDB file, to be read only."""
        return self.dossier / BASE

    @property
    def trimestres(self) -> tuple[Trimestre, ...]:
        """The quarters whose documents are to be made."""
        return tuple(Trimestre.parse(quarter) for quarter in self.manifest.trimestres)

    def documents(self, trimestre: Trimestre) -> Path:
        """The folder for the syntheses of a quarter."""
        return self.dossier / SYNTHESES / str(trimestre)


@dataclass(frozen=True)
class Publication:
    """The end of a publication; ``publie`` is False when nothing had changed since the edition ``numero``."""

    publie: bool
    numero: int
    empreinte: str
    trimestres: tuple[str, ...]
    dossier: Path


def publish(
    home: Home,
    computation: Computation,
    par: str,
    le: str,
    documents: Callable[[Draft], None] | None = None,
    signature: str = "",
) -> Publication:
    """Publish what the lake holds: a new edition, or none when nothing changed.

    ``documents`` writes the syntheses of the draft's quarters; ``signature`` stands for what they are made with.
    Whatever raises leaves the published edition as it is. Raises OiseError when another process writes in this home.
    """
    with writer_lock(home, "publication"):
        draft = prepare(home, computation, par, le, signature)
        if draft is None:
            return unchanged(home)
        return complete(home, draft, documents)


def prepare(home: Home, computation: Computation, par: str, le: str, signature: str = "") -> Draft | None:
    """Build the next edition's data aside, or return None when nothing changed since the current one.

    The caller holds the writer lock until ``finish`` or ``abandon``.
    """
    with writer_lock(home, "publication"):
        current = current_manifest(home)
        last = _last(home, current)
        settle(home, last)
        _clear(home, last)
        with open_lake(home) as lake:
            wanted = plan(home, lake, computation, signature)
            digest, sequence = seal(recorded(lake)), lake.last_applied()
        if current is not None and _same(current, wanted, digest):
            return None
        fresh = (
            current is None or current.referentiels != wanted.referentiels or not set(current.cles) <= set(wanted.cles)
        )
        former = {} if current is None or fresh else current.cles
        changed = tuple(quarter for quarter, key in wanted.cles.items() if former.get(quarter) != key)
        if changed and changed[-1] != (latest := max(wanted.cles)):
            # Its syntheses announce the revisions of the others.
            changed = (*changed, latest)
        manifest = Manifest(
            numero=last + 1,
            cree_le=le,
            par=par,
            trimestre=max(wanted.cles, default=None),
            trimestres=changed,
            cles=dict(wanted.cles),
            empreinte=digest,
            referentiels=wanted.referentiels,
            donnees_fictives=home.fictive,
            contrat=CONTRACT_VERSION,
            derniere_sequence=sequence,
        )
        former_folder = None if current is None else edition_folder(home, current.numero)
        draft = Draft(manifest, home.editions / f".{manifest.numero:06d}.en-cours", former_folder)
        try:
            _build(home, draft, wanted, fresh, computation)
        except BaseException:
            abandon(draft)
            raise
        return draft


def complete(home: Home, draft: Draft, documents: Callable[[Draft], None] | None = None) -> Publication:
    """Have a draft's documents written, then publish it; whatever raises leaves the published edition as it is."""
    try:
        if documents is not None:
            documents(draft)
    except BaseException:
        abandon(draft)
        raise
    return finish(home, draft)


def finish(home: Home, draft: Draft) -> Publication:
    """Make a draft the published edition, and drop the editions that need not be kept."""
    with writer_lock(home, "publication"):
        current = current_manifest(home)
        if _last(home, current) != draft.manifest.numero - 1:
            raise OiseError("Une autre édition a été publiée entre-temps : relancez « oise trimestre ».")
        folder = edition_folder(home, draft.manifest.numero)
        draft.base.chmod(0o444)
        manifest = draft.dossier / _MANIFEST
        manifest.write_text(json.dumps(asdict(draft.manifest), ensure_ascii=False, indent=1), encoding="utf-8")
        for path in (draft.base, manifest, draft.dossier):
            _sync(path)
        draft.dossier.rename(folder)
        _sync(home.editions)
        _point(home.current_edition, Path("editions") / folder.name)
        settle(home, draft.manifest.numero)
        home.analyst_file.parent.mkdir(exist_ok=True)
        _point(home.analyst_file, Path("..") / home.current_edition.name / BASE)
        _drop_old(home, draft.manifest.numero)
        facts = draft.manifest
        return Publication(True, facts.numero, facts.empreinte, facts.trimestres, folder)


def unchanged(home: Home) -> Publication:
    """The published edition, when ``prepare`` found nothing to change in it; raises OiseError when there is none."""
    current = current_manifest(home)
    if current is None:
        raise OiseError("Rien n'est encore publié : lancez « oise trimestre ».")
    return Publication(False, current.numero, current.empreinte, (), edition_folder(home, current.numero))


def abandon(draft: Draft) -> None:
    """Remove a draft; the published edition stays."""
    shutil.rmtree(draft.dossier, ignore_errors=True)


def current_manifest(home: Home) -> Manifest | None:
    """What the published edition says of itself, None before the first; raises OiseError when it is unreadable."""
    if not home.current_edition.is_symlink():
        return None
    return read_manifest(home.current_edition)


def read_manifest(folder: Path) -> Manifest:
    """What the edition in a folder says of itself; raises OiseError when it can't be read."""
    try:
        facts: dict[str, Any] = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        return Manifest(**{**facts, "trimestres": tuple(facts["trimestres"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise OiseError(
            f"L'édition publiée ({folder}) est illisible : supprimez le lien « courante » "
            "puis relancez « oise trimestre » pour la refaire."
        ) from error


def _same(current: Manifest, wanted: Plan, digest: str) -> bool:
    return (
        dict(current.cles) == dict(wanted.cles)
        and current.referentiels == wanted.referentiels
        and current.empreinte == digest
    )


def _build(home: Home, draft: Draft, wanted: Plan, fresh: bool, computation: Computation) -> None:
    draft.dossier.mkdir(parents=True)
    former = None if fresh else draft.precedente
    if draft.precedente is not None:
        restore_copies(home, draft.precedente / BASE, draft.manifest.numero - 1, computation.historiques)
    if former is not None:
        shutil.copyfile(former / BASE, draft.base)
    facts = asdict(draft.manifest)
    facts["trimestres"] = ",".join(draft.manifest.trimestres)
    patch = Patch(trimestres=draft.trimestres, cles=wanted.cles, etats=wanted.etats, neuf=former is None, edition=facts)
    patch_database(draft.base, home, patch, computation)
    write_copy(home, draft.base, draft.manifest.numero, computation.historiques)
    export_parquet(draft.base, draft.dossier, former, draft.manifest.trimestres, computation)
    if former is not None:
        for quarter in set(wanted.cles) - set(draft.manifest.trimestres):
            link_tree(former / SYNTHESES / quarter, draft.dossier / SYNTHESES / quarter)


def _last(home: Home, current: Manifest | None) -> int:
    """The number of the last edition published; 0 before the first. Known from the copies when the pointer is lost."""
    return current.numero if current is not None else max(settled(home), default=0)


def _clear(home: Home, last: int) -> None:
    """Remove what a killed run left: drafts, and editions that the pointer never came to name."""
    home.editions.mkdir(exist_ok=True)
    for path in home.editions.iterdir():
        if path.name.endswith(".en-cours") or (path.name.isdigit() and int(path.name) > last):
            shutil.rmtree(path)


def _drop_old(home: Home, last: int) -> None:
    """Keep the last editions, and the last one made in each civil year."""
    numbers = sorted(int(path.name) for path in home.editions.iterdir() if path.name.isdigit())
    year_ends: dict[str, int] = {}
    for number in numbers:
        # An edition that can't say when it was made is dropped in its turn.
        with suppress(OiseError):
            year_ends[read_manifest(edition_folder(home, number)).cree_le[:4]] = number
    for number in numbers:
        if number <= last - KEPT and number not in year_ends.values():
            shutil.rmtree(edition_folder(home, number))


def edition_folder(home: Home, number: int) -> Path:
    """Where an edition lies, be it kept or not."""
    return home.editions / f"{number:06d}"


def _point(link: Path, target: Path) -> None:
    """Make a symbolic link, or swap it, in one rename."""
    if link.is_symlink() and link.readlink() == target:
        return
    draft = link.parent / f".{link.name}.lien"
    draft.unlink(missing_ok=True)
    draft.symlink_to(target)
    draft.rename(link)
    _sync(link.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
