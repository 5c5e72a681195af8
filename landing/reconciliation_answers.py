"""Reading back what people decided in the workbook of a comparison: everything is right, or nothing is taken."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args

from landing.cells import read_file
from landing.coercion import read_text, shown
from landing.raw import CellError, Limits, RawCell, RawFile, RawSheet, Unreadable
from landing.reading import ReaderPool
from landing.reconciliation_report import AUTRE, DECISION, FEUILLE_CACHEE, FEUILLES, MOTIF, REPERE, VERSION
from registry.errors import OiseError
from registry.places import normalise
from registry.reconciliation import DECISIONS, Category, Decision, motive_fault
from schemas.catalogue import fault

_HEADING_WITHIN = 10
_SHOWN_FAULTS = 3
_WORDS = {normalise(label): code for code, label in DECISIONS.items()}
# A pair that a person made by hand was seen by nobody side by side.
_UNSEEN = "0" * 16


@dataclass(frozen=True)
class Reponses:
    """What a workbook decides of one register and one source; ``sha256``: of the file that was compared."""

    registre: str
    source: str
    sha256: str
    decisions: tuple[Decision, ...]
    en_attente: int


@dataclass(frozen=True)
class _Mark:
    categorie: Category
    ici: str
    la: str
    empreinte: str


def read_decisions(path: Path, limits: Limits | None = None) -> Reponses:
    """The decisions of a workbook, read in the confined child; raises OiseError naming the rows to correct."""
    if not path.is_file():
        raise OiseError(f"Le classeur {path} n'existe pas : vérifiez son chemin.")
    bounds = limits or Limits()
    with ReaderPool(1, bounds) as pool:
        (raw,) = pool.run(read_file, [(path, None, bounds)])
    if isinstance(raw, Unreadable):
        raise OiseError(f"« {path.name} » ne peut pas être lu. {fault(f'fichier.{raw.code}', **raw.faits).message}")
    assert isinstance(raw, RawFile)
    facts, marks = _frame(raw, path.name)
    made: list[Decision] = []
    faults: list[str] = []
    waiting = 0
    for category, sheet in FEUILLES.items():
        found = raw.feuilles.get(sheet.onglet)
        if found is None:
            continue
        for number, cells in _rows(found, sheet.onglet):
            where = f"feuille « {sheet.onglet} », ligne {number}"
            decided = _decision(cells, marks, category)
            if isinstance(decided, str):
                faults.append(f"{where} : {decided}")
            elif decided is None:
                waiting += 1
            else:
                made.append(decided)
    faults += _contradictions(made)
    if faults:
        more = f" ; et {len(faults) - _SHOWN_FAULTS} autres" if len(faults) > _SHOWN_FAULTS else ""
        told = " ; ".join(faults[:_SHOWN_FAULTS])
        raise OiseError(f"Aucune décision n'est enregistrée, corrigez d'abord : {told}{more}.")
    return Reponses(facts["registre"], facts["source"], facts["sha256"], tuple(dict.fromkeys(made)), waiting)


def file_hash(path: Path) -> str:
    """The sha256 of a file's bytes; raises OiseError when it can't be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise OiseError(f"Le fichier {path} ne peut pas être lu : vérifiez son chemin et ses droits.") from error


def _frame(raw: RawFile, name: str) -> tuple[dict[str, str], dict[str, _Mark]]:
    hidden = raw.feuilles.get(FEUILLE_CACHEE)
    facts: dict[str, str] = {}
    marks: dict[str, _Mark] = {}
    for row in hidden.lignes if hidden else ():
        cells = [str(cell) if cell is not None else "" for cell in (*row, *([None] * 6))][:6]
        if cells[0] == "point" and cells[5] in get_args(Category):
            marks[cells[1]] = _Mark(cast(Category, cells[5]), cells[2], cells[3], cells[4])
        else:
            facts[cells[0]] = cells[1]
    if facts.get("version") != VERSION or not all(facts.get(key) for key in ("registre", "source", "sha256")):
        raise OiseError(
            f"« {name} » n'est pas un classeur de recoupement : donnez celui que « oise recouper » a écrit."
        )
    return facts, marks


def _rows(sheet: RawSheet, tab: str) -> list[tuple[int, dict[str, RawCell]]]:
    """The rows under the headings, by heading; a sheet whose headings are gone is refused."""
    for index, row in enumerate(sheet.lignes[:_HEADING_WITHIN]):
        if REPERE in row and DECISION in row and MOTIF in row:
            wanted = {name: row.index(name) for name in (REPERE, DECISION, MOTIF, AUTRE) if name in row}
            return [
                (number, {name: cells[at] if at < len(cells) else None for name, at in wanted.items()})
                for number, cells in enumerate(sheet.lignes[index + 1 :], start=index + 2)
                if any(cell is not None for cell in cells)
            ]
    raise OiseError(f"La feuille « {tab} » a perdu ses en-têtes : refaites le classeur avec « oise recouper ».")


def _decision(cells: Mapping[str, RawCell], marks: Mapping[str, _Mark], category: Category) -> Decision | str | None:
    """What a row decides; None when it waits; a French fragment when it is wrong."""
    said, motive = cells[DECISION], read_text(cells[MOTIF])
    other = str(cells.get(AUTRE) or "").strip()
    if said is None:
        return "le motif ou l'autre repère est rempli, la décision manque" if cells[MOTIF] or other else None
    code = _WORDS.get(normalise(said)) if isinstance(said, str) and not isinstance(said, CellError) else None
    if code is None:
        return f"« {shown(said)} » n'est pas une décision de la liste"
    mark = marks.get(str(cells[REPERE] or "").strip())
    if mark is None or mark.categorie != category:
        return f"le repère « {shown(cells[REPERE])} » n'est pas de cette feuille"
    if motive.faute is not None:
        return "le motif ne peut pas être lu"
    text = " ".join(str(motive.valeur or "").split())
    wrong = motive_fault(text)
    if wrong:
        return wrong
    if category in ("difference", "a_decider"):
        return Decision(mark.ici, mark.la, code, category, mark.empreinte, text)
    return _alone(mark, code, other, marks, text)


def _alone(mark: _Mark, code: str, other: str, marks: Mapping[str, _Mark], motive: str) -> Decision | str:
    """What is decided of a row found on one side only; said to be the same as another, it needs the other's mark."""
    if code == "different":
        return "« différent » demande deux lignes ; choisissez « sans suite » s'il n'y a rien à faire"
    if code != "meme":
        if other:
            return "le repère de l'autre ligne ne sert qu'avec « même »"
        return Decision(mark.ici, mark.la, code, mark.categorie, mark.empreinte, motive)
    found = marks.get(other.upper())
    if found is None or {found.categorie, mark.categorie} != {"ici", "la"}:
        return "« même » demande le repère de l'autre ligne, pris dans l'autre feuille « seulement »"
    return Decision(mark.ici or found.ici, mark.la or found.la, code, "a_decider", _UNSEEN, motive)


def _contradictions(made: Sequence[Decision]) -> list[str]:
    """A row said to be the same as two others, or decided in two ways."""
    found: list[str] = []
    for side in ("ici", "la"):
        mates: dict[str, set[str]] = {}
        for one in made:
            key, mate = (one.ici, one.la) if side == "ici" else (one.la, one.ici)
            if key:
                mates.setdefault(key, set()).add(f"{mate} {one.decision}")
        found += [f"la ligne {key} reçoit deux décisions" for key, said in sorted(mates.items()) if len(said) > 1]
    return found
