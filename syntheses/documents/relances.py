"""The reminders of a quarter: for each cercle a letter (PDF) and a message for a phone (text), and the list (CSV)."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from registry.calendar import deadlines
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import NATION, unit
from registry.writing import long_date
from schemas.faults import LIBELLES_GRAVITE
from syntheses.typesetting import compile_pdf, page_count, plain, shortened
from syntheses.typography import curly, listing, number, of_place, plural, short_date
from warehouse.board import Board
from warehouse.reminders import FaultGroup, Reminder, reminders

_GABARIT = "documents/relance.typ"
MOTIFS = {"absent": "rien reçu", "refuse": "refusé", "a_corriger": "à corriger"}
# How many kinds of faults, places of each, and sentences of the CSR a letter shows: less until it fits.
_TAILLES = ((12, 4, 10), (12, 2, 8), (8, 2, 6), (5, 1, 4), (3, 1, 2))
_PAGES = 2
_LIGNES = 8
# Two messages of a phone.
LONGUEUR_MESSAGE = 320


@dataclass(frozen=True)
class Letters:
    """What is written for a quarter: documents by name, the list included, and the reminders they are of."""

    relances: tuple[Reminder, ...]
    documents: Mapping[str, bytes]


def letters(home: Home, board: Board, signataire: str) -> Letters:
    """The letters, messages and list of a quarter; nothing at all when there is nobody to remind.

    ``signataire``: who signs. The board's day is the letters' date.
    """
    found = reminders(home, board)
    documents: dict[str, bytes] = {}
    for one in found:
        stem = f"relance_{one.cercle}_{board.trimestre}"
        documents[f"{stem}.pdf"] = letter_pdf(board, one, signataire)
        documents[f"{stem}.txt"] = (message(board, one, signataire) + "\n").encode("utf-8-sig")
    if found:
        documents["relances.csv"] = _listed(board, found)
    return Letters(found, documents)


def letter_pdf(board: Board, one: Reminder, signataire: str) -> bytes:
    """One letter on A4: one page when its faults allow, two at most; the same bytes for the same facts."""
    made = b""
    fallback = b""
    for kinds, places, sentences in _TAILLES:
        made = compile_pdf(_GABARIT, _letter(board, one, signataire, (kinds, places, sentences)), board.jour)
        pages = page_count(made)
        if pages == 1:
            return made
        if pages <= _PAGES and not fallback:
            fallback = made
        if fallback and (kinds, places) == _TAILLES[1][:2]:
            break
    return fallback or made


def message(board: Board, one: Reminder, signataire: str) -> str:
    """The reminder as a message for a phone, at most ``LONGUEUR_MESSAGE`` characters."""
    limit = short_date(deadlines(board.trimestre).depot)
    start = f"{'FICTIF. ' if board.fictives else ''}OISE {board.trimestre.libelle}, CCC {_of(one)} : "
    late = f" ({plural(one.retard, 'jour', 'jours')} de retard)" if one.retard else ""
    end = f" Déposez-le dans {drop_folder(one.cercle)}. {shortened(plain(signataire), 40)}"
    if one.motif == "absent":
        told = f"rien reçu, c'était pour le {limit}{late}."
    elif one.motif == "refuse":
        told = f"fichier {_received(one)} refusé{late}.{_first(one)}"
    else:
        reserve = plain(one.validation.reserve or "") if one.validation else ""
        told = f"fichier {_received(one)} à corriger. Le CSR : {reserve or 'voir la lettre'}"
    return f"{start}{shortened(told, LONGUEUR_MESSAGE - len(start) - len(end))}{end}"


def drop_folder(cercle: str) -> str:
    """Where a cercle's file is dropped, as told to people."""
    return Home(Path()).drop_folder(cercle).relative_to(Home(Path()).landing).as_posix()


def _letter(board: Board, one: Reminder, signataire: str, sizes: tuple[int, int, int]) -> dict[str, Any]:
    kinds, places, sentences = sizes
    day, limit = board.jour, deadlines(board.trimestre).depot
    shown, said = one.groupes[:kinds], one.phrases[:sentences]
    return {
        "langue": "fr",
        "region": "ML",
        "titre_pdf": f"OISE · Relance du {board.trimestre.libelle} · {one.nom}",
        "date": [day.year, day.month, day.day],
        "surtitre": "RELANCE",
        "droite": board.trimestre.libelle,
        "titre": _title(board.trimestre, one),
        "sous_titre": f"Au centre de conseil communal (CCC) {_of(one)} ({one.cercle}), "
        f"région {of_place(unit(one.region).nom)}",
        "fictif_court": "DONNÉES FICTIVES" if board.fictives else "",
        "fictif": "Démonstration : cette lettre ne s’adresse à aucun centre réel." if board.fictives else "",
        "pied": f"OISE · Relance du {board.trimestre.libelle} · {one.nom} ({one.cercle})",
        "page": "page",
        "lieu_date": f"Le {long_date(day)}",
        "resume": [
            [
                "Trimestre",
                f"{board.trimestre.libelle}, du {long_date(board.trimestre.debut)} au {long_date(board.trimestre.fin)}",
            ],
            ["Date limite de dépôt", f"{long_date(limit)}{_late(one)}"],
            ["À déposer dans", f"{drop_folder(one.cercle)} (votre dossier de dépôt)"],
        ],
        "phrases": _opening(one),
        "csr_titre": "Ce que le CSR demande de revoir",
        "csr": [
            {
                "sujet": " : ".join(part for part in (said_of.lieu, said_of.sujet) if part),
                "constat": said_of.constat,
                "phrase": said_of.phrase,
            }
            for said_of in said
        ],
        "csr_reste": _rest(len(one.phrases) - len(said), "autre remarque est", "autres remarques sont"),
        "fautes_titre": "Ce qui ne va pas" if one.motif == "refuse" else "Ce qui est signalé dans le fichier",
        "fautes": [_group(group, places) for group in shown],
        "fautes_reste": _rest(
            len(one.groupes) - len(shown), "autre sorte de faute est", "autres sortes de fautes sont"
        ),
        "faire_titre": "Que faire",
        "faire": _steps(board.trimestre, one),
        "pour": _authority(board.perimetre),
        "signataire": signataire,
    }


def _late(one: Reminder) -> str:
    """How late, beside the deadline: of the file received, or of the one still missing."""
    if not one.retard:
        return ""
    days = plural(one.retard, "jour", "jours")
    return f" (reçu avec {days} de retard)" if one.motif == "a_corriger" else f" ({days} de retard)"


def _title(quarter: Trimestre, one: Reminder) -> str:
    told = {"absent": "est attendu", "refuse": "est refusé", "a_corriger": "est à corriger"}
    return f"Votre fichier du {quarter.libelle} {told[one.motif]}"


def _opening(one: Reminder) -> list[str]:
    if one.fichier is None:
        return [
            "Nous n’avons rien reçu de votre centre pour ce trimestre. Sans votre fichier, vos communes manquent dans "
            "les chiffres du cercle, de la région et du pays."
        ]
    name = (
        f"« {one.fichier.verdict.nom_original} », reçu le {long_date(_day(one))} (accusé de réception n° "
        f"{number(one.fichier.sequence)})"
    )
    if one.motif == "refuse":
        why = "n’a pas pu être lu" if one.fichier.verdict.verdict == "illisible" else "est refusé"
        return [f"Votre fichier {name}, {why} : rien n’en est enregistré."]
    said = one.validation
    if said is None:
        return [f"Votre fichier {name}, vous est renvoyé."]
    when = f" le {long_date(date.fromisoformat(said.recu_le[:10]))}" if said.recu_le else ""
    told = [f"Votre fichier {name}, est accepté, mais le CSR vous l’a renvoyé{when} :"]
    return [*told, f"« {said.reserve} »"] if said.reserve else told


def _steps(quarter: Trimestre, one: Reminder) -> list[str]:
    drop = (
        f"Déposez-le dans votre dossier de dépôt ({drop_folder(one.cercle)}) : un accusé de réception vous attendra "
        "dans son sous-dossier « reponses » quelques minutes après."
    )
    if one.motif == "absent":
        return [
            f"Remplissez le classeur du {quarter.libelle}, déjà prérempli pour vos communes ; si vous ne l’avez pas, "
            "demandez-le : il vous sera envoyé.",
            "Là où une donnée n’existe pas, écrivez ND ; là où elle ne concerne pas la commune, SO. Un fichier "
            "incomplet déposé aujourd’hui vaut mieux qu’un fichier complet trop tard : vous pourrez le compléter.",
            drop,
            "Si l’insécurité, une panne ou une absence vous en empêche, dites-le-nous : une exemption se décide.",
        ]
    if one.fichier is not None and one.fichier.verdict.verdict == "illisible":
        first = "Ouvrez le classeur donné par OISE, enregistrez-le au format .xlsx, sans mot de passe."
    else:
        first = (
            "Ouvrez, dans le sous-dossier « reponses », la copie de votre fichier qui finit par « corrections » : "
            "chaque case fautive y est colorée, avec un commentaire."
        )
    if one.motif == "a_corriger":
        again = "Corrigez votre classeur, ou répondez au CSR si le chiffre est exact ; il reverra ce qui a changé."
    else:
        again = "Corrigez ce qui est dit plus haut, dans votre classeur."
    return [first, again, drop] if one.groupes or one.motif == "refuse" else [again, drop]


def _group(group: FaultGroup, places: int) -> dict[str, str]:
    shown = [place_text(place, rows) for place, rows in group.lieux[:places]]
    more = len(group.lieux) - places
    if more > 0:
        shown.append(f"et {plural(more, 'autre endroit', 'autres endroits')}")
    count = f" ({number(group.nombre)} fois)" if group.nombre > 1 else ""
    return {
        "gravite": LIBELLES_GRAVITE[group.gravite],
        "phrase": f"{curly(group.phrase)}{count}",
        "lieux": " ; ".join(shown),
    }


def place_text(place: str, rows: Sequence[int]) -> str:
    """« feuille Santé, colonne « CSCom », lignes 6, 7 et 9 »; a long list of rows is cut short."""
    told = [number(row) for row in rows[:_LIGNES]]
    if len(rows) > _LIGNES:
        told.append(plural(len(rows) - _LIGNES, "autre", "autres"))
    lines = f"{'ligne' if len(rows) == 1 else 'lignes'} {listing(told)}" if rows else ""
    return ", ".join(part for part in (place, lines) if part)


def _rest(count: int, one: str, several: str) -> str:
    return f"{plural(count, one, several)} dans le fichier annoté." if count > 0 else ""


def _authority(perimetre: str) -> str:
    if perimetre == NATION:
        return "Pour la cellule nationale (CCN)"
    place = unit(perimetre)
    if place.niveau == "region":
        return f"Le chargé de suivi régional (CSR), région {of_place(place.nom)}"
    return f"Pour le cercle {of_place(place.nom)}"


def _of(one: Reminder) -> str:
    return f"du {one.nom}" if one.nom.startswith("District") else of_place(one.nom).replace("’", "'")


def _day(one: Reminder) -> date:
    assert one.fichier is not None
    return date.fromisoformat(one.fichier.verdict.recu_le[:10])


def _received(one: Reminder) -> str:
    return f"du {short_date(_day(one))}" if one.fichier is not None else ""


def _first(one: Reminder) -> str:
    if not one.groupes:
        return ""
    rest = one.fautes - 1
    more = f" (+ {plural(rest, 'autre faute', 'autres fautes')})" if rest else ""
    first = one.groupes[0]
    place = f"{place_text(first.lieux[0][0], first.lieux[0][1][:1])} : " if first.lieux else ""
    told = shortened(f"{place}{first.phrase}".rstrip("."), 130)
    return f" {told[:1].upper()}{told[1:]}{more}{'' if told.endswith('…') and not more else '.'}"


def _listed(board: Board, found: Sequence[Reminder]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        (
            "cercle",
            "nom",
            "region",
            "trimestre",
            "motif",
            "date_limite",
            "retard_jours",
            "fautes_nb",
            "dossier",
            "lettre",
            "message",
            "donnees_fictives",
        )
    )
    limit = deadlines(board.trimestre).depot
    for one in found:
        stem = f"relance_{one.cercle}_{board.trimestre}"
        writer.writerow(
            (
                one.cercle,
                one.nom,
                unit(one.region).nom,
                board.trimestre,
                MOTIFS[one.motif],
                limit.isoformat(),
                one.retard,
                one.fautes,
                drop_folder(one.cercle),
                f"{stem}.pdf",
                f"{stem}.txt",
                "oui" if board.fictives else "non",
            )
        )
    return stream.getvalue().encode("utf-8-sig")
