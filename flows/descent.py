"""The way down (fiche 14): the package that each territory below gets of a published quarter."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows.computation import computation_of
from landing.claiming import chosen_folder, storing
from landing.parcel import write_parcel
from registry.errors import OiseError
from registry.home import Home
from registry.levels import covers, senders_in
from registry.periods import Trimestre
from schemas.submission import CONTRACT_VERSION
from syntheses.documents.redescente import gather_descent, letter_pdf, workbook
from warehouse.decisions import Act
from warehouse.editions import Manifest, read_manifest
from warehouse.excerpt import write_excerpt
from warehouse.published import query
from warehouse.redescente import ACTES, CLASSEUR, DONNEES, LETTRE, MANIFESTE, POPULATION, REFERENCES, acts_going_down


@dataclass(frozen=True)
class Package:
    """One package written: for whom, where, how big (bytes)."""

    unite: str
    chemin: Path
    taille: int


def send_down(home: Home, trimestre: Trimestre, par: str, folder: Path | None = None, pour: str = "") -> list[Package]:
    """Write the package of every territory below, from the published edition, into ``folder``.

    By default ``redescentes/<quarter>`` in the home. ``pour``: only that territory's. Raises OiseError when the quarter
    isn't published, when nothing goes down to that territory from here, or when the folder can't be written.
    """
    edition = _edition_of(home, trimestre)
    manifest, published = read_manifest(edition), edition / "oise.duckdb"
    acts = acts_going_down(home)
    below = [code for code in senders_in(home.perimetre) if code != home.perimetre and pour in ("", code)]
    if not below:
        raise OiseError(
            f"Rien ne redescend d'ici vers {pour or 'un autre niveau'} : cette installation sert {home.perimetre}."
        )
    made = []
    target = chosen_folder(folder or home.root / "redescentes" / str(trimestre))
    with storing(target):
        for code in below:
            parts = _parts(home, published, code, trimestre, acts)
            path = target / f"redescente_{code}_{trimestre}.zip"
            write_parcel(path, MANIFESTE, _facts(home, code, trimestre, manifest, par), parts)
            made.append(Package(code, path, path.stat().st_size))
    return made


def _edition_of(home: Home, trimestre: Trimestre) -> Path:
    if home.current_edition.is_symlink():
        edition = home.current_edition.resolve()
        if query(edition / "oise.duckdb", "SELECT 1 FROM dim_trimestre WHERE trimestre = ?", [str(trimestre)]):
            return edition
    raise OiseError(f"Le {trimestre.libelle} n'est pas publié : lancez « oise trimestre {trimestre} » d'abord.")


def _facts(home: Home, code: str, trimestre: Trimestre, manifest: Manifest, par: str) -> dict[str, Any]:
    return {
        "contrat": CONTRACT_VERSION,
        "de": home.perimetre,
        "vers": code,
        "trimestre": str(trimestre),
        "edition": manifest.numero,
        "publiee_le": manifest.cree_le,
        "empreinte": manifest.empreinte,
        "donnees_fictives": manifest.donnees_fictives,
        "par": par,
    }


def _parts(home: Home, published: Path, code: str, trimestre: Trimestre, acts: Sequence[Act]) -> dict[str, bytes]:
    with TemporaryDirectory(prefix="oise-redescente-") as folder:
        excerpt = Path(folder) / DONNEES
        write_excerpt(published, excerpt, code, computation_of(home))
        descent = gather_descent(excerpt, code, trimestre, _news(acts, code))
        parts = {
            DONNEES: excerpt.read_bytes(),
            CLASSEUR: workbook(excerpt, descent),
            LETTRE: letter_pdf(descent),
            ACTES: "".join(f"{json.dumps(asdict(act), ensure_ascii=False, sort_keys=True)}\n" for act in acts).encode(),
        }
    populations = home.reference / POPULATION
    if populations.is_file():
        parts[f"{REFERENCES}{POPULATION}"] = populations.read_bytes()
    return parts


def _news(acts: Iterable[Act], code: str) -> tuple[str, ...]:
    """What the decisions that come along change for a territory, in sentences."""
    known = list(acts)
    given = sorted(
        {
            act.corps["id_local"]
            for act in known
            if act.type == "attribution" and covers(code, str(act.corps["expediteur"]))
        }
    )
    said = [f"Partenariats du guide confiés à votre territoire : {', '.join(given)}."] if given else []
    changes = sum(act.type == "registre" for act in known)
    partners = sum(act.type in ("fusion", "separation") for act in known)
    texts = sum(act.type in ("relecture", "publication", "retrait") for act in known)
    counts = (
        (changes, "décision sur le registre (obligations, échéances, noms)", "décisions sur le registre"),
        (partners, "décision sur l’identité de partenaires", "décisions sur l’identité de partenaires"),
        (texts, "décision sur des textes d’expériences", "décisions sur des textes d’expériences"),
    )
    told = [f"{number} {one if number == 1 else several}" for number, one, several in counts if number]
    said.append(f"Avec ce paquet entrent en vigueur : {', '.join(told)}." if told else "Aucune décision nouvelle.")
    return tuple(said)
