"""The directory: bodies and addresses, laws and decrees, networks of cooperation, searched blind to accents and dated.

Addresses are those the guide prints, of about 2006: nobody has verified them since, and each entry says so. A text is
given with what replaced it; « non confirmé » means that both deal with the same matter but that the article which
repeals the first was not read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from registry.bodies import all_bodies
from registry.codelists import code_list
from registry.errors import OiseError
from registry.places import normalise
from registry.writing import long_date

Kind = Literal["organe", "texte", "reseau"]
Etat = Literal["en_vigueur", "remplace", "a_verifier", ""]

_DATA = Path(__file__).parent / "data"
_GUIDE = date(2006, 12, 31)
_LINKS = frozenset(("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "n", "no", "sur"))
_CONTACTS = (
    ("adresse", "Adresse"),
    ("boite_postale", "Boîte postale"),
    ("telephone", "Téléphone"),
    ("telecopie", "Télécopie"),
    ("courriel", "Courriel"),
    ("site", "Site"),
)
_NATURES = {
    "constitution": "Constitution",
    "loi": "Loi",
    "ordonnance": "Ordonnance",
    "decret": "Décret",
    "document": "Document",
}


@dataclass(frozen=True)
class DirectoryEntry:
    """A body, a text or a network, as known on the day asked.

    ``depuis`` and ``jusqu_a``: first and last day of that name or text, None where unknown or without end; a network
    and an address have neither. ``etat``: of a text only, on the day asked, empty when none was. ``coordonnees``:
    (label, value) pairs, those of ``releve``. ``successeur``: what replaces a text, from ``successeur_date``.
    ``confirme`` False: number, date or role is admitted, not established.
    """

    kind: Kind
    code: str
    sigle: str
    titre: str
    sujet: str
    depuis: date | None
    jusqu_a: date | None
    source: str
    confirme: bool
    etat: Etat = ""
    coordonnees: tuple[tuple[str, str], ...] = ()
    releve: str = ""
    articles: str = ""
    modifie: str = ""
    successeur: str = ""
    successeur_date: date | None = None
    successeur_confirme: bool = False
    pays: str = ""
    remarque: str = ""

    @property
    def presentation(self) -> str:
        """The entry in French, one fact a line."""
        head = f"{self.titre} ({self.sigle})" if self.sigle else self.titre
        lines = [head]
        if self.articles:
            lines.append(f"Articles {self.articles}.")
        if self.modifie:
            lines.append(f"Modifie : {self.modifie}.")
        lines += [f"{label} : {value}" for label, value in self.coordonnees]
        if self.releve:
            lines.append(f"Coordonnées relevées {self.releve}, non vérifiées depuis.")
        if self.kind == "organe" and self.depuis:
            lines.append(f"Sous ce nom depuis le {long_date(self.depuis)}.")
        if self.kind == "organe" and self.jusqu_a:
            lines.append(f"Sous ce nom jusqu'au {long_date(self.jusqu_a)}.")
        if self.successeur:
            lines.append(self._succession())
        if self.pays:
            lines.append(f"Pays : {code_list('pays').libelles[self.pays]}.")
        if self.remarque:
            lines.append(f"{self.remarque.rstrip('.')}.")
        lines.append(f"Source : {self.source}{'' if self.confirme else ' (à confirmer)'}.")
        return "\n  ".join(lines)

    def _succession(self) -> str:
        since = f" depuis le {long_date(self.successeur_date)}" if self.successeur_date else ""
        doubt = "" if self.successeur_confirme else ", non confirmé"
        return f"Remplacement{since} : {self.successeur}{doubt}."


def search(words: str = "", kind: Kind | None = None, day: date | None = None) -> tuple[DirectoryEntry, ...]:
    """The entries in which every word is found, at its beginning at least, those with the words in their title first.

    On a ``day``, a body bears its name of that day, a text to come is left out and one replaced by then says so and
    comes last; ``a_verifier`` is a text nobody followed since the guide, or one admitted without proof. Raises
    OiseError when ``kind`` is none of organe, texte, reseau.
    """
    if kind is not None and kind not in get_args(Kind):
        raise OiseError(f"« {kind} » n'est pas une rubrique de l'annuaire : écrivez organe, texte ou reseau.")
    asked = [_stem(word) for word in normalise(words.replace("'", " ").replace("’", " ")).split() if word not in _LINKS]
    found = []
    for entry in _entries(day):
        if kind is not None and entry.kind != kind:
            continue
        title = normalise(f"{entry.sigle} {entry.titre}").split()
        everything = [*title, *normalise(_haystack(entry)).split()]
        if all(any(token.startswith(word) for token in everything) for word in asked):
            missed = sum(not any(token.startswith(word) for token in title) for word in asked)
            found.append((entry.etat == "remplace", missed, entry))
    return tuple(entry for *_, entry in sorted(found, key=lambda one: one[:2]))


def _entries(day: date | None) -> Iterator[DirectoryEntry]:
    """Bodies, then texts from the oldest, then networks."""
    addressed = {entry.sigle for entry in _addresses()}
    for body in all_bodies():
        if (day is None or body.named_on(day)) and body.sigle not in addressed:
            yield DirectoryEntry(
                kind="organe",
                code=body.sigle.lower(),
                sigle=body.sigle,
                titre=body.nom,
                sujet=f"{body.nature} {body.niveau}",
                depuis=body.depuis,
                jusqu_a=body.jusqu_a,
                source=body.source,
                confirme=body.confirme,
            )
    yield from _addresses()
    for text in _texts():
        if day is None:
            yield text
        elif text.depuis is not None and text.depuis <= day:
            yield replace(text, etat=_state(text, day))
    yield from _networks()


def _state(text: DirectoryEntry, day: date) -> Etat:
    if text.successeur_date is not None and text.successeur_date <= day:
        return "remplace"
    # Nobody looked up what became, after the guide, of a text that it cites and that has no known successor.
    unfollowed = not text.successeur and text.source.startswith("Guide") and day > _GUIDE
    return "en_vigueur" if text.confirme and not unfollowed else "a_verifier"


@cache
def _addresses() -> tuple[DirectoryEntry, ...]:
    return tuple(
        DirectoryEntry(
            kind="organe",
            code=row["code"],
            sigle=row["sigle"],
            titre=row["nom"],
            sujet=row["categorie"],
            depuis=None,
            jusqu_a=None,
            source=row["source"],
            confirme=row["verifie"] == "oui",
            coordonnees=tuple((label, row[column]) for column, label in _CONTACTS if row[column]),
            releve=row["releve"],
            remarque=row["remarque"],
        )
        for row in _rows("annuaire.csv")
    )


@cache
def _texts() -> tuple[DirectoryEntry, ...]:
    rows = {row["code"]: row for row in _rows("textes.csv")}
    return tuple(sorted((_text(row, rows) for row in rows.values()), key=lambda text: (text.depuis, text.code)))


def _text(row: dict[str, str], rows: dict[str, dict[str, str]]) -> DirectoryEntry:
    # What modifies a text lasts as long as it does.
    ended = row if row["successeur"] else rows.get(row["modifie"], row)
    successor = rows.get(ended["successeur"])
    return DirectoryEntry(
        kind="texte",
        code=row["code"],
        sigle="",
        titre=_title(row),
        sujet=row["sujet"],
        depuis=date.fromisoformat(row["date"]),
        jusqu_a=None,
        source=row["source"],
        confirme=row["confirme"] == "oui",
        articles=row["articles"],
        modifie=_title(rows[row["modifie"]]) if row["modifie"] else "",
        successeur=_title(successor) if successor else "",
        successeur_date=date.fromisoformat(successor["date"]) if successor else None,
        successeur_confirme=ended["successeur_confirme"] == "oui",
        remarque=row["remarque"],
    )


def _title(row: dict[str, str]) -> str:
    if row["nature"] == "document":
        return f"{row['intitule']} (document)"
    number = f" {row['numero']}" if row["numero"] else ""
    return f"{_NATURES[row['nature']]}{number} du {long_date(date.fromisoformat(row['date']))} : {row['intitule']}"


@cache
def _networks() -> tuple[DirectoryEntry, ...]:
    known = code_list("reseaux")
    return tuple(
        DirectoryEntry(
            kind="reseau",
            code=code,
            sigle="",
            titre=known.libelles[code],
            sujet="réseau de coopération",
            depuis=None,
            jusqu_a=None,
            source=row["source"],
            confirme=True,
            pays=row["pays"],
        )
        for code, row in known.attributs.items()
        if row["pays"]
    )


def _haystack(entry: DirectoryEntry) -> str:
    country = code_list("pays").libelles[entry.pays] if entry.pays else ""
    values = " ".join(value for _, value in entry.coordonnees)
    return f"{entry.code} {entry.sujet} {entry.articles} {entry.modifie} {values} {country} {entry.remarque}"


def _stem(word: str) -> str:
    """The word without a plural's ending, so that « communes » finds « commune »."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def _rows(name: str) -> list[dict[str, str]]:
    with (_DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
