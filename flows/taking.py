"""Takes a package that came down: what an installation learns from above, without losing anything of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from landing.claiming import keep_original
from landing.parcel import Parcel, ParcelError, read_parcel
from registry.errors import OiseError
from registry.home import Home
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import unit, units
from schemas.submission import CONTRACT_VERSION
from warehouse.amending import refresh
from warehouse.decisions import Act, act_of
from warehouse.journal import append, entries
from warehouse.locking import writer_lock
from warehouse.merging import merge
from warehouse.receiving import check_received
from warehouse.redescente import ACTES, CLASSEUR, DONNEES, LETTRE, MANIFESTE, ORIGIN, POPULATION, REFERENCES

ENTREE = "redescente"
_WHY = {
    "illisible": "il est tronqué ou ce n'est pas une archive",
    "manifeste": "son manifeste manque ou est illisible",
    "trop_grand": "il dépasse les limites",
    "partie_double": "la partie « {} » y est deux fois",
    "partie_manquante": "la partie « {} » manque",
    "partie_inconnue": "la partie « {} » n'est pas dans son manifeste",
    "partie_alteree": "la partie « {} » a été modifiée ou tronquée",
}


@dataclass(frozen=True)
class Taken:
    """A package taken: what came with it; ``nouveau`` False when it had been taken before and nothing changed."""

    unite: str
    trimestre: str
    edition: int
    nouveau: bool
    actes: int
    dossier: Path


def take(home: Home, package: Path, par: str) -> Taken:
    """Take a package from above: its data beside this home's own, its references and decisions in force here.

    Nothing dropped, received or merged here is touched. Taken again, it changes nothing. Raises OiseError when the
    package is altered (naming the part), or is for another territory.
    """
    if not package.is_file():
        raise OiseError(f"Le fichier {package} n'existe pas : donnez le chemin du paquet reçu.")
    parcel = _checked(package)
    facts = parcel.manifeste
    _check_address(home, facts)
    acts = _acts_in(parcel)
    content = package.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with writer_lock(home, "réception d'une redescente", attente_s=30):
        known = any(entry.type == ENTREE and entry.corps["sha256"] == sha256 for entry in entries(home))
        # Each sender numbers its editions: an older package taken later stands beside the newer one.
        quarter = Trimestre.parse(facts["trimestre"])
        folder = home.root / "redescentes" / str(quarter) / f"{facts['de']}-{facts['edition']:06d}"
        _lay_out(parcel, folder)
        if not known:
            keep_original(home, content, ".zip")
        taken = _take_acts(home, acts)
        _take_references(home, parcel)
        if not known:
            body = {name: facts[name] for name in ("de", "vers", "trimestre", "edition")}
            append(home, ENTREE, {**body, "sha256": sha256, "actes": taken}, par, now)
        refresh(home)
        merge(home)
    return Taken(str(facts["vers"]), str(facts["trimestre"]), int(facts["edition"]), not known, taken, folder)


def _checked(package: Path) -> Parcel:
    try:
        parcel = read_parcel(package, MANIFESTE)
    except ParcelError as error:
        why = _WHY[error.code].format(error.partie)
        raise OiseError(f"Le paquet {package.name} est refusé, car {why} : demandez qu'on vous le renvoie.") from error
    wanted = {"contrat", "de", "vers", "trimestre", "edition"}
    if not wanted <= set(parcel.manifeste) or not {DONNEES, CLASSEUR, LETTRE, ACTES} <= set(parcel.parties):
        raise OiseError(
            f"Le fichier {package.name} n'est pas un paquet de redescente : donnez celui que vous avez reçu."
        )
    return parcel


def _check_address(home: Home, facts: Any) -> None:
    sender, receiver = facts["de"], facts["vers"]
    said = all(isinstance(facts[name], str) for name in ("de", "vers", "trimestre"))
    if not said or not isinstance(facts["edition"], int):
        raise OiseError("Le manifeste du paquet ne dit pas ce qu'il doit dire : demandez qu'on vous le renvoie.")
    if facts["contrat"] != CONTRACT_VERSION:
        raise OiseError(
            f"Ce paquet suit le contrat {facts['contrat']}, cette installation le contrat {CONTRACT_VERSION} : "
            "mettez OISE à jour, puis recommencez."
        )
    Trimestre.parse(facts["trimestre"])
    if receiver != home.perimetre:
        raise OiseError(
            f"Ce paquet est pour {receiver}, et cette installation sert {unit(home.perimetre).nom} "
            f"({home.perimetre}) : prenez celui qui porte votre code."
        )
    if sender == receiver or sender not in units() or not covers(sender, receiver):
        raise OiseError(
            f"Ce paquet vient de {sender[:20]}, qui n'est pas au-dessus de {receiver} : "
            "demandez le vôtre à votre région ou à la nation."
        )
    if facts.get("donnees_fictives") is not False and not home.fictive:
        raise OiseError(
            "Ce paquet vient d'une démonstration, ses données et ses décisions sont fictives : "
            "ne prenez ici que ceux d'une installation réelle."
        )


def _lay_out(parcel: Parcel, folder: Path) -> None:
    """Put the documents where people find them, whole or not at all; taken again, the package lays them out again."""
    draft = folder.with_name(f".{folder.name}.en-cours")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    for name in (DONNEES, CLASSEUR, LETTRE):
        (draft / name).write_bytes(parcel.parties[name])
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def _acts_in(parcel: Parcel) -> list[Act]:
    try:
        rows = [json.loads(line) for line in parcel.parties[ACTES].decode().splitlines()]
        found = [Act(int(r["sequence"]), r["type"], dict(r["corps"]), r["par"], r["le"]) for r in rows]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise OiseError("Les décisions du paquet sont illisibles : demandez qu'on vous le renvoie.") from error
    for act in found:
        try:
            check_received(act)
        except ValueError as error:
            raise OiseError(
                f"Le paquet porte une décision qui ne peut pas être prise (n° {act.sequence}), car {error} : "
                "mettez OISE à jour s'il ne l'est pas, ou demandez qu'on vous renvoie le paquet."
            ) from error
    return found


def _take_acts(home: Home, found: Iterable[Act]) -> int:
    known = {
        str(act.corps[ORIGIN])
        for entry in entries(home)
        if (act := act_of(entry)) is not None and act.corps.get(ORIGIN)
    }
    taken = 0
    for act in found:
        if act.corps[ORIGIN] not in known:
            append(home, act.type, act.corps, act.par, act.le)
            taken += 1
    return taken


def _take_references(home: Home, parcel: Parcel) -> None:
    content = parcel.parties.get(f"{REFERENCES}{POPULATION}")
    if content is not None and home.fictive:
        draft = home.reference / f".{POPULATION}.partiel"
        draft.write_bytes(content)
        draft.replace(home.reference / POPULATION)
