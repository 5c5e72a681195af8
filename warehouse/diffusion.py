"""Who receives the syntheses of which body, as acts of the journal; and one folder a recipient, ready to be sent.

OISE sends nothing. Addresses are personal: they lie in ``reference/adresses.csv``, kept by this installation alone.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from registry.bodies import recipient
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from warehouse.acts import Facts, acts, record_act
from warehouse.deciders import folded
from warehouse.decisions import NO_QUARTER, Act
from warehouse.editions import SYNTHESES, current_manifest

MOYENS = ("courriel", "papier", "telephone")
# What can be printed, what is read on a phone; by mail every format goes.
_FORMATS = {"papier": ".pdf", "telephone": ".html"}
BORDEREAU = "bordereau.csv"
_HEADINGS = ("destinataire", "organe", "document", "sha256", "edition", "publie_le", "moyen", "adresse")


@dataclass(frozen=True)
class Subscription:
    """``destinataire`` receives the syntheses of the body ``organe`` (``CRO_ML01``), by ``moyen``."""

    sequence: int
    organe: str
    destinataire: str
    moyen: str


@dataclass(frozen=True)
class Parcel:
    """What one recipient gets: its folder and how many documents, 0 when nothing of its bodies is published."""

    destinataire: str
    dossier: Path
    documents: int


def subscriptions(home: Home) -> tuple[Subscription, ...]:
    """The distribution list, by body then recipient."""
    return _standing(acts(home))


def subscribe(home: Home, organe: str, destinataire: str, moyen: str, par: str, le: str = "") -> dict[str, Any]:
    """Add a recipient to a body's list, or change by which means it is reached; what was recorded, and a sentence."""
    corps = {"organe": organe, "destinataire": destinataire, "moyen": moyen}
    entry = record_act(home, "diffusion", corps, par, le, check=_added)
    told = f"{entry.corps['destinataire']} recevra les synthèses de {entry.corps['organe']} ({entry.corps['moyen']})."
    return {"sequence": entry.sequence, "type": entry.type, **entry.corps, "par": entry.par, "phrase": told}


def unsubscribe(home: Home, organe: str, destinataire: str, par: str, le: str = "") -> dict[str, Any]:
    """Take a recipient off a body's list; what was recorded, and a sentence."""
    corps = {"organe": organe, "destinataire": destinataire, "retire": True}
    entry = record_act(home, "diffusion", corps, par, le, check=_removed)
    told = f"{entry.corps['destinataire']} ne recevra plus les synthèses de {entry.corps['organe']}."
    return {"sequence": entry.sequence, "type": entry.type, **entry.corps, "par": entry.par, "phrase": told}


def prepare_parcels(home: Home, trimestre: Trimestre, target: Path) -> tuple[Parcel, ...]:
    """Write, for each recipient, a folder of the published documents of its bodies, and its ``bordereau.csv``.

    A bordereau says for each document: recipient, body, name, sha256, edition, day of publication, means and address.
    Raises OiseError when the quarter isn't published, nobody is on the list, or the folder can't be written.
    """
    manifest, listed = current_manifest(home), subscriptions(home)
    published = home.current_edition / SYNTHESES / str(trimestre)
    if manifest is None or not published.is_dir():
        raise OiseError(f"Les synthèses de {trimestre.libelle} ne sont pas publiées : lancez « oise trimestre ».")
    if not listed:
        raise OiseError("La liste de diffusion est vide : ajoutez un destinataire avec « oise diffusion ajouter ».")
    # The folder itself, not the pointer to it: an edition published meanwhile must not be mixed in.
    published = published.resolve()
    addresses, parcels, used = _addresses(home), [], set[str]()
    for name in dict.fromkeys(one.destinataire for one in sorted(listed, key=lambda one: folded(one.destinataire))):
        folder = target / _folder_name(name, used)
        rows = []
        for one in (one for one in listed if one.destinataire == name):
            for path in _documents(published, one):
                content = path.read_bytes()
                _write(folder / path.name, content)
                digest = hashlib.sha256(content).hexdigest()
                address = addresses.get(folded(name), "")
                day = manifest.cree_le[:10]
                rows.append((name, one.organe, path.name, digest, manifest.numero, day, one.moyen, address))
        _write(folder / BORDEREAU, _table(rows))
        parcels.append(Parcel(name, folder, len(rows)))
    return tuple(parcels)


def _standing(known: Iterable[Act]) -> tuple[Subscription, ...]:
    found: dict[str, Subscription] = {}
    for act in known:
        if act.type != "diffusion":
            continue
        if act.corps.get("retire"):
            found.pop(act.objet, None)
        else:
            facts = (str(act.corps[name]) for name in ("organe", "destinataire", "moyen"))
            found[act.objet] = Subscription(act.sequence, *facts)
    return tuple(sorted(found.values(), key=lambda one: (one.organe, folded(one.destinataire))))


def _added(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    body, name = recipient(str(corps["organe"]).strip().upper()).code, _named(corps["destinataire"])
    means = _plain(str(corps["moyen"]))
    if means not in MOYENS:
        raise OiseError(f"Le moyen « {corps['moyen']} » n'existe pas : écrivez courriel, papier ou telephone.")
    former = _former(known, body, name)
    if former is not None and former.moyen == means:
        raise OiseError(f"{former.destinataire} reçoit déjà les synthèses de {body} : il n'y a rien à changer.")
    # Written as it was first, so that one recipient has one folder.
    same = (one.destinataire for one in _standing(known) if folded(one.destinataire) == folded(name))
    return {
        "objet": _about(body, name),
        "trimestre": NO_QUARTER,
        "organe": body,
        "destinataire": next(same, name),
        "moyen": means,
    }


def _removed(home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    body, name = recipient(str(corps["organe"]).strip().upper()).code, _named(corps["destinataire"])
    former = _former(known, body, name)
    if former is None:
        raise OiseError(f"« {name} » n'est pas sur la liste de {body} : voyez « oise diffusion liste ».")
    return {
        "objet": _about(body, name),
        "trimestre": NO_QUARTER,
        "organe": body,
        "destinataire": former.destinataire,
        "retire": True,
    }


def _former(known: Sequence[Act], body: str, name: str) -> Subscription | None:
    return next(
        (one for one in _standing(known) if _about(one.organe, one.destinataire) == _about(body, name)),
        None,
    )


def _about(body: str, name: str) -> str:
    return f"{body}/{folded(name)}"


def _named(text: object) -> str:
    name = " ".join(str(text).split())
    if not name or "@" in name:
        raise OiseError(
            "Nommez le destinataire par sa fonction ou son institution ; son adresse s'écrit dans "
            "reference/adresses.csv, hors du journal."
        )
    return name[:200]


def _documents(published: Path, one: Subscription) -> list[Path]:
    """The published files of a body in the formats that the means can carry: its synthesis, and what goes with it."""
    wanted, body = _FORMATS.get(one.moyen), one.organe
    return sorted(
        path
        for path in published.iterdir()
        if (path.stem == body or path.stem.startswith(f"{body}_")) and (wanted is None or path.suffix == wanted)
    )


def _addresses(home: Home) -> dict[str, str]:
    """By recipient, the address that this installation keeps; the file has two columns, destinataire and adresse."""
    if not home.addresses.is_file():
        return {}
    try:
        text = home.addresses.read_text(encoding="utf-8-sig")
        rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in text.partition("\n")[0] else ",")
        return {folded(row["destinataire"]): " ".join(row["adresse"].split()) for row in rows}
    except (KeyError, AttributeError, UnicodeDecodeError, csv.Error) as error:
        raise OiseError(
            "Le fichier reference/adresses.csv est illisible : donnez-lui deux colonnes, destinataire et adresse, "
            "en UTF-8."
        ) from error


def _folder_name(name: str, used: set[str]) -> str:
    """A folder name without what paths can't bear, never given twice."""
    stem = re.sub(r"[^a-z0-9]+", "-", _plain(name)).strip("-")[:60] or "destinataire"
    found, rank = stem, 2
    while found in used:
        found, rank = f"{stem}-{rank}", rank + 1
    used.add(found)
    return found


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.strip().casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _table(rows: Iterable[Sequence[object]]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for row in rows:
        writer.writerow([_inert(str(cell)) for cell in row])
    return stream.getvalue().encode("utf-8-sig")


def _inert(text: str) -> str:
    """Text that a spreadsheet won't take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise OiseError(
            f"Rien ne peut être écrit dans {path.parent} ({error.strerror}) : choisissez un autre dossier avec -o."
        ) from error
