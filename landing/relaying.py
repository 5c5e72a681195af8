"""What the nation makes of a transmission: is it the region's to send, and does each original bear its verdict.

A region's verdict is replayed as it was recorded, or the file is rejected with a reason; it is never judged again with
another result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from landing.intake import ecarts
from landing.judgement import Judgement, blocking_codes, build, count
from landing.opening import Opened, open_file
from landing.raw import RawFile, Unreadable
from landing.staging import WITHOUT_ROWS, replay
from landing.transmission_reading import Unpacked
from registry.errors import OiseError
from registry.home import Home
from registry.levels import covers
from registry.territory import NATION, perimeter, unit, units
from schemas.catalogue import fault
from schemas.discovery import all_tables
from schemas.faults import Fault
from schemas.submission import ACCEPTED, Verdict
from schemas.transmission import Relayed

REJETE, FICHIER_REJETE = "transmission.rejete", "transmission.fichier_rejete"


def frame_faults(unpacked: Unpacked, sender: str, home: Home) -> tuple[Fault, ...]:
    """Why a whole transmission can't be taken from that folder by this installation; nothing when it can."""
    manifest = unpacked.manifeste
    if home.perimetre != NATION or manifest.vers != NATION:
        there, here = _named(manifest.vers), _named(home.perimetre)
        return (fault("transmission.destinataire_different", valeur=there, attendu=here),)
    if manifest.de not in units() or unit(manifest.de).niveau != "region":
        return (fault("transmission.pas_une_region", valeur=_named(manifest.de)),)
    if manifest.de != sender:
        return (fault("transmission.expediteur_different", valeur=_named(manifest.de), attendu=_named(sender)),)
    if manifest.donnees_fictives and not home.fictive:
        return (fault("transmission.donnees_fictives"),)
    for entry in unpacked.entrees:
        about = subject(entry)
        if not covers(sender, about) or unit(about).niveau == "commune":
            return (fault("transmission.hors_perimetre", valeur=_named(about), attendu=_named(sender)),)
    return ()


def subject(entry: Relayed) -> str:
    """The sender that an entry is about."""
    return entry.verdict.expediteur if entry.verdict else str(entry.corps["objet"]).partition("/")[0]


def relay(verdict: Verdict, original: Path, raw: RawFile | Unreadable) -> Judgement:
    """The region's verdict with the rows it kept, or the file's rejection; ``original`` is archived and just read."""
    if verdict.verdict in WITHOUT_ROWS:
        return Judgement(verdict)
    try:
        replayed = replay(verdict, original, raw)
    except OiseError:
        return _rejection(verdict, raw, "son original ne redonne pas les lignes que le verdict a comptées")
    if isinstance(raw, RawFile):
        objection = _objection(replayed, _open(verdict, raw))
        if objection:
            return _rejection(verdict, raw, objection)
    return replayed


def rejections(verdicts: Iterable[Verdict]) -> tuple[Fault, ...]:
    """What a transmission's receipt says of the files rejected among those that it carried."""
    return tuple(
        fault(FICHIER_REJETE, fichier=one.nom_original, expediteur=_named(one.expediteur), valeur=found.valeur)
        for one in verdicts
        for found in one.fautes
        if found.code == REJETE
    )


def _objection(replayed: Judgement, opened: Opened) -> str:
    """Why the nation can't stand by a replayed verdict; empty when it can."""
    verdict = replayed.verdict
    quarter = str(opened.trimestre) if opened.trimestre else None
    said = (quarter, opened.objet, opened.nature, opened.version, opened.version_base)
    if said != (verdict.trimestre, verdict.objet, verdict.nature, verdict.version, verdict.version_base):
        return "son verdict ne dit pas le trimestre et la version que porte l'original"
    if verdict.verdict not in ACCEPTED:
        return ""
    if opened.bloque:
        blocking = next(found for found in opened.toutes_fautes() if found.gravite == "bloquant")
        return f"il est accepté malgré une faute bloquante de l'original ({blocking.code})"
    if set(ecarts(opened)) - set(verdict.ecarts):
        return "il garde des cases de l'original qui ne peuvent pas être lues"
    own = perimeter(verdict.expediteur)
    for name, frame in replayed.frames.items():
        table = all_tables()[name]
        if not own.issuperset(frame[table.proprietaire].drop_nulls()):
            return "il garde des lignes de l'original hors du périmètre de son expéditeur"
        if any(not covers(verdict.expediteur, cercle) for cercle in _judged(frame)):
            return "il juge le cercle d'une autre région que la sienne"
        key = list(table.cle) if table.nature == "releve" else ["id_local"]
        if frame.height and (frame.select(key).n_unique() < frame.height or frame.select(key).null_count().row(0)[0]):
            return "il garde deux lignes de l'original sous le même identifiant"
    return ""


def _judged(frame: pl.DataFrame) -> list[str]:
    """The cercles that the rows of a CSR's answer are about; none of any other table."""
    return frame["cercle_vise_code"].drop_nulls().to_list() if "cercle_vise_code" in frame.columns else []


def _rejection(verdict: Verdict, raw: RawFile | Unreadable, why: str) -> Judgement:
    """The file refused, all its rows set aside."""
    faults = (fault(REJETE, valeur=why), *verdict.fautes)
    refused = replace(verdict, verdict="refuse", fautes=faults, ecarts=(), lignes={})
    if isinstance(raw, Unreadable):
        return Judgement(refused)
    frames, left = build(_open(verdict, raw), {}, blocking_codes(faults))
    return Judgement(replace(refused, lignes=count(frames, left)), frames, left)


def _open(verdict: Verdict, raw: RawFile) -> Opened:
    return open_file(raw, verdict.expediteur, date.fromisoformat(verdict.recu_le[:10]))


def _named(code: str) -> str:
    known = units().get(code)
    return f"{known.nom} ({code})" if known is not None else code
