"""What a sender gets back, in ``reponses/``: a receipt (text and JSON), and their own file with its faults shown.

Names depend on the journal's sequence alone, so that answering again after a kill rewrites the same files.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import stat
import tempfile
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from landing.annotation import Remark, annotate
from landing.claiming import DOSSIER_REPONSES, storing, sync_folder
from landing.raw import Limits
from landing.reading import ReaderPool
from registry.calendar import deadlines
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit
from schemas.discovery import all_tables
from schemas.faults import LIBELLES_GRAVITE, Fault
from schemas.sheets import sheets_for
from schemas.submission import ACCEPTED, Verdict

TITRES = {
    "accepte": "ACCEPTÉ",
    "accepte_avec_reserves": "ACCEPTÉ AVEC RÉSERVES",
    "refuse": "REFUSÉ",
    "doublon": "DÉJÀ REÇU",
    "perime": "PÉRIMÉ",
    "illisible": "ILLISIBLE",
}
_MEANING = {
    "accepte": "Tout ce que contient votre fichier est enregistré.",
    "accepte_avec_reserves": "Ce qui est juste est enregistré ; le reste est mis de côté, rien n'est perdu. "
    "Corrigez ce qui est signalé et déposez le classeur de nouveau : il remplacera celui-ci.",
    "refuse": "Rien n'est enregistré de ce fichier. Corrigez ce qui est bloquant et déposez-le de nouveau.",
    "doublon": "Ce fichier a déjà été reçu : cette copie ne change rien. La première réponse reste valable.",
    "perime": "Une version plus récente est déjà acceptée : ce fichier ne change rien. "
    "Pour corriger, partez du dernier classeur que vous avez envoyé ou d'un nouveau modèle.",
    "illisible": "Le fichier n'a pas pu être lu. Déposez de nouveau le classeur donné par OISE, au format .xlsx.",
}
_LISTED = 200
_ANNOTATING = Limits(secondes=60.0, memoire=1 << 30)
_LARGEST_COPY = 60 << 20


class AnnotatorPool(ReaderPool):
    """Children that write annotated copies: more time, and the right to write files."""

    def __init__(self, workers: int = 2) -> None:
        super().__init__(workers, _ANNOTATING, written=_LARGEST_COPY)


def answer(home: Home, verdict: Verdict, sequence: int) -> list[Path]:
    """Answer one sender: the files written into their ``reponses`` folder, the receipt's text first."""
    return answer_all(home, [(verdict, sequence)])[0]


def answer_all(home: Home, verdicts: Sequence[tuple[Verdict, int]]) -> list[list[Path]]:
    """Answer many senders, in the order given; annotated copies are written by children, a few at a time."""
    returned = _return_files(home, verdicts)
    return [
        [*_receipts(home, verdict, sequence, copy), *([copy] if copy else [])]
        for (verdict, sequence), copy in zip(verdicts, returned, strict=True)
    ]


def receipt_text(home: Home, verdict: Verdict, sequence: int, returned: str | None) -> str:
    """The receipt as people read it; ``returned``: the name of the annotated file, if any."""
    sender = unit(verdict.expediteur)
    lines = [f"OISE, accusé de réception n° {sequence}", ""]
    if home.fictive:
        lines += ["DONNÉES FICTIVES : ce fichier et cette réponse ne décrivent rien de réel.", ""]
    lines.append(f"Fichier       {verdict.nom_original}")
    lines.append(f"Expéditeur    {sender.nom} ({verdict.expediteur})")
    lines.append(f"Reçu le       {moment(verdict.recu_le)}")
    if verdict.trimestre:
        version = f", version {verdict.version}" if verdict.version else ""
        nature = " (complément)" if verdict.nature == "complement" else ""
        lines.append(f"Trimestre     {Trimestre.parse(verdict.trimestre).libelle}{version}{nature}")
    if verdict.objet == "validation":
        lines.append("Objet         validation des envois des cercles")
    lines += [f"Empreinte     {verdict.sha256}", "", f"Verdict : {TITRES[verdict.verdict]}", _meaning(verdict)]
    if verdict.doublon_de is not None:
        lines.append(f"Il s'agit de l'accusé de réception n° {verdict.doublon_de}.")
    if returned:
        lines.append(f"Le fichier {returned}, à côté de cet accusé, montre chaque case à corriger.")
    if verdict.trimestre and verdict.verdict in ("accepte_avec_reserves", "refuse"):
        lines += _deadline(verdict, Trimestre.parse(verdict.trimestre))
    lines += _counts(verdict)
    lines += _left_out(verdict)
    lines += fault_lines(verdict.fautes)
    return "\n".join(lines) + "\n"


def _meaning(verdict: Verdict) -> str:
    """What the verdict means for its sender; nothing is left to do only when nothing is pointed out."""
    if verdict.verdict != "accepte":
        return _MEANING[verdict.verdict]
    rest = "Vérifiez quand vous le pourrez ce qui suit." if verdict.fautes else "Vous n'avez rien à faire."
    return f"{_MEANING[verdict.verdict]} {rest}"


def stem(verdict: Verdict, sequence: int) -> str:
    """The beginning of an answer's names: day of receipt, sequence, original name without what paths can't bear."""
    plain = unicodedata.normalize("NFKD", Path(verdict.nom_original).stem).encode("ascii", "ignore").decode()
    name = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_")[:60] or "fichier"
    return f"{verdict.recu_le[:10]}_{sequence:06d}_{name}"


def _receipts(home: Home, verdict: Verdict, sequence: int, returned: Path | None) -> list[Path]:
    folder = answers_folder(home, verdict.expediteur)
    name = stem(verdict, sequence)
    text = receipt_text(home, verdict, sequence, returned.name if returned else None)
    facts = {
        "accuse": sequence,
        "donnees_fictives": home.fictive,
        **{key: value for key, value in verdict.as_dict().items() if key not in ("ecarts", "depot_id")},
        "fichier_annote": returned.name if returned else None,
    }
    structured = json.dumps(facts, ensure_ascii=False, indent=2) + "\n"
    return [
        put_whole(folder / f"{name}_recu.txt", text.encode("utf-8-sig")),
        put_whole(folder / f"{name}_recu.json", structured.encode()),
    ]


def _return_files(home: Home, verdicts: Sequence[tuple[Verdict, int]]) -> list[Path | None]:
    """The annotated copy of each file that has something to show, None for the others."""
    returned: list[Path | None] = [None] * len(verdicts)
    wanted = [index for index, (verdict, _) in enumerate(verdicts) if _worth_returning(verdict)]
    if not wanted:
        return returned
    home.staging.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".annotation-", dir=home.staging) as private:
        copies = [Path(private) / f"{index}.xlsx" for index in wanted]
        calls = []
        for index, copy in zip(wanted, copies, strict=True):
            verdict = verdicts[index][0]
            remarks = [_remark(found) for found in verdict.fautes]
            original = home.original(verdict.sha256, verdict.suffixe)
            calls.append((original, copy, remarks, verdict.verdict in ACCEPTED))
        with AnnotatorPool(min(2, len(calls))) as pool:
            outcomes = pool.run(annotate, calls)
        for index, copy, outcome in zip(wanted, copies, outcomes, strict=True):
            verdict, sequence = verdicts[index]
            beginning = answers_folder(home, verdict.expediteur) / stem(verdict, sequence)
            if outcome is True:
                returned[index] = put_whole(
                    beginning.with_name(f"{beginning.name}_corrections.xlsx"), copy.read_bytes()
                )
            elif outcome is False:
                listed = _fault_table(verdict.fautes).encode("utf-8-sig")
                returned[index] = put_whole(beginning.with_name(f"{beginning.name}_fautes.csv"), listed)
    return returned


def _worth_returning(verdict: Verdict) -> bool:
    if verdict.verdict in ("doublon", "perime", "illisible"):
        return False
    return any(found.ligne is not None or found.gravite == "bloquant" for found in verdict.fautes)


def _remark(found: Fault) -> Remark:
    return Remark(found.gravite, found.message, found.feuille, found.ligne, found.colonne, found.valeur)


def _fault_table(faults: Iterable[Fault]) -> str:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(("feuille", "ligne", "colonne", "gravite", "code", "valeur", "message"))
    for found in faults:
        row = (found.feuille, found.ligne, found.colonne, found.gravite, found.code, found.valeur, found.message)
        writer.writerow([_inert(str(cell)) if cell is not None else "" for cell in row])
    return stream.getvalue()


def _inert(text: str) -> str:
    """Text that a spreadsheet won't take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _counts(verdict: Verdict) -> list[str]:
    rows = [(name, count) for name, count in verdict.lignes.items() if count.soumises]
    if not rows:
        return []
    lines = ["", "Lignes                          soumises   intégrées   mises de côté"]
    for name, count in rows:
        title = all_tables()[name].titre
        lines.append(f"{title:<30}{count.soumises:>10}{count.integrees:>12}{count.ecartees:>16}")
    return lines


def _left_out(verdict: Verdict) -> list[str]:
    """The tables that an accepted file leaves out, so that nobody takes them for emptied."""
    if verdict.verdict not in ACCEPTED or verdict.trimestre is None:
        return []
    sheets = sheets_for(verdict.expediteur, Trimestre.parse(verdict.trimestre), objet=verdict.objet)
    missing = [sheet.table.titre for sheet in sheets if sheet.table.nom not in verdict.lignes]
    if not missing:
        return []
    told = ", ".join(dict.fromkeys(missing))
    return ["", f"Absent de ce fichier, et gardé comme OISE le connaît : {told}."]


def fault_lines(faults: Sequence[Fault]) -> list[str]:
    """The faults as a receipt lists them."""
    if not faults:
        return []
    lines = ["", f"Fautes et remarques : {len(faults)}"]
    lines += [
        f"- {LIBELLES_GRAVITE[found.gravite].upper()} : {found.message} [{found.code}]" for found in faults[:_LISTED]
    ]
    if len(faults) > _LISTED:
        lines.append(f"et {len(faults) - _LISTED} autres, toutes dans le fichier JSON joint.")
    return lines


def _deadline(verdict: Verdict, quarter: Trimestre) -> list[str]:
    try:
        last = deadlines(quarter).validation if verdict.objet == "validation" else deadlines(quarter).depot
    except OiseError:
        return []
    if verdict.recu_le[:10] > last.isoformat():
        return [f"La date limite de dépôt ({last:%d/%m/%Y}) est passée : déposez votre correction au plus vite."]
    return [f"Date limite de dépôt pour ce trimestre : {last:%d/%m/%Y}."]


def moment(received: str) -> str:
    """A time of receipt as people read it."""
    try:
        return f"{datetime.fromisoformat(received):%d/%m/%Y à %H h %M}"
    except ValueError:
        return received


def answers_folder(home: Home, sender: str) -> Path:
    """The sender's ``reponses`` folder, made where missing; a link put in its place is taken away, never followed."""
    folder = home.drop_folder(sender) / DOSSIER_REPONSES
    try:
        mode = folder.lstat().st_mode
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    if not stat.S_ISDIR(mode):
        folder.unlink()
        folder.mkdir()
    return folder


def put_whole(target: Path, content: bytes) -> Path:
    """Write a file whole: a reader sees the old one or the new one."""
    temporary = target.with_name(f".{target.name}.part")
    with storing(target.parent):
        temporary.unlink(missing_ok=True)
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o644)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
    return target
