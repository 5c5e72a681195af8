"""Small real workbooks, built by hand after ``landing.frame``: what a sender may send, right or wrong."""

from __future__ import annotations

import atexit
import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from landing.claiming import Claim, claim, survey
from landing.frame import COLONNE_ID, COLONNE_NOM, FEUILLE_CACHEE, frame_rows
from landing.intake import judge_batch
from landing.judgement import Judgement
from landing.reading import ReaderPool
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import children
from schemas.sheets import LIGNE_DEFAUTS, LIGNE_IDENTIFIANTS, PREMIERE_LIGNE, Sheet, sheets_for
from schemas.submission import Knowledge, Nature, Prefill, Verdict

SENDER, QUARTER = "ML0105", Trimestre(2026, 3)
RECEIVED = "2026-10-12T10:00:00"
PARTNERSHIP = {
    "id_local": "PAR-ML0105-0001",
    "unite_code": "ML010513",
    "partenaire": "Commune de Saint-Exemple",
    "type_partenaire_code": "commune",
    "pays_code": "FR",
    "statut_code": "actif",
    "etat_ligne": "actif",
}
CONVENTION = {
    "id_local": "CON-ML0105-0001",
    "unite_code": "ML010513",
    "partenariat_id": "PAR-ML0105-0001",
    "intitule": "Convention fictive",
    "statut_code": "projet",
    "etat_ligne": "actif",
}
OFFICIAL = {
    "id_local": "ELU-ML0105-0001",
    "unite_code": "ML010513",
    "nom": "FICTIF",
    "prenom": "Élue",
    "fonction_code": "conseiller_communal",
    "sexe_code": "F",
    "mandat_debut_date": "15/12/2016",
    "en_exercice": "oui",
    "etat_ligne": "actif",
}


@dataclass
class Book:
    """What a workbook holds before it is written; every part may be spoilt by a test."""

    sender: str = SENDER
    trimestre: Trimestre = QUARTER
    nature: Nature = "complete"
    version: int = 1
    base: int | None = None
    prefill: Prefill = field(default_factory=Prefill)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    columns: dict[str, list[str]] = field(default_factory=dict)
    defaults: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    omitted: set[str] = field(default_factory=set)
    sans: frozenset[str] = frozenset()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return sheets_for(self.sender, self.trimestre, self.sans)

    def sheet(self, code: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.code == code)

    def frame(self) -> list[tuple[str, ...]]:
        rows = frame_rows(
            self.sender, str(self.trimestre), self.nature, self.version, self.base, self.sheets, self.prefill, self.sans
        )
        return [(row[0], self.keys.get(row[0], row[1]), *row[2:]) for row in rows]

    def header(self, sheet: Sheet) -> list[str]:
        names = [column.nom for column in sheet.colonnes]
        return self.columns.get(sheet.code, [names[0], COLONNE_NOM, *names[1:]] if sheet.large else names)

    def cell(self, code: str, row: int, column: str, value: Any) -> Book:
        """Put a value into a row (from 0) of a sheet."""
        self.rows[code][row][column] = value
        return self

    def write(self, path: Path) -> Path:
        """As an .xlsx, with openpyxl."""
        book = Workbook()
        book.remove(book.active)
        for sheet in self.sheets:
            if sheet.code in self.omitted:
                continue
            page = book.create_sheet(sheet.onglet)
            header = self.header(sheet)
            for place, name in enumerate(header, start=1):
                page.cell(LIGNE_IDENTIFIANTS, place, name)
            if sheet.large:
                state, source = self.defaults.get(sheet.code, (None, None))
                page.cell(LIGNE_DEFAUTS, 2, state)
                page.cell(LIGNE_DEFAUTS, 4, source)
            for number, row in enumerate(self.rows.get(sheet.code, []), start=PREMIERE_LIGNE):
                for name, value in row.items():
                    if name in header:
                        cell = page.cell(number, header.index(name) + 1, value)
                        if isinstance(value, str):
                            cell.data_type = "s"  # text, whatever it begins with
        hidden = book.create_sheet(FEUILLE_CACHEE)
        hidden.sheet_state = "hidden"
        for row in self.frame():
            hidden.append(row)
        book.save(path)
        return path

    def write_zip(self, path: Path, encoding: str = "utf-8") -> Path:
        """As a zip of CSVs."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("_oise.csv", _csv(self.frame()))
            for sheet in self.sheets:
                if sheet.code not in self.omitted:
                    header = self.header(sheet)
                    rows = [[row.get(name, "") for name in header] for row in self.rows.get(sheet.code, [])]
                    archive.writestr(f"{sheet.code}.csv", _csv([header, *rows]).encode(encoding))
        return path


def full_book(**facts: Any) -> Book:
    """A right workbook: every commune of the cercle, small figures, one partnership and its convention."""
    book = Book(**facts)
    communes = children(book.sender)
    for sheet in book.sheets:
        if sheet.large:
            book.rows[sheet.code] = [
                {"unite_code": commune.code, COLONNE_NOM: commune.nom}
                | {element.code: "oui" if element.booleen else 2 for element in sheet.elements}
                for commune in communes
            ]
    book.rows["partenariats"] = [dict(PARTNERSHIP)]
    book.rows["conventions"] = [dict(CONVENTION)]
    book.rows["elus"] = [dict(OFFICIAL)]
    return book


def drop(home: Home, book: Book, name: str = "depot.xlsx", folder: str | None = None) -> Path:
    """Write a workbook into a sender's folder."""
    return book.write(home.drop_folder(folder or book.sender) / name)


def receive(home: Home, knowledge: Knowledge | None = None, received: str = RECEIVED) -> list[Judgement]:
    """Claim, read and judge all that lies in the landing."""
    claims = [claim(home, found, received) for found in survey(home).drops]
    return judge_batch(read_claims(home, claims), knowledge or Knowledge())


def read_claims(home: Home, claims: Sequence[Claim]) -> list[tuple[Claim, Any]]:
    """Read archived claims in children."""
    raws = _readers().read([home.original(one.sha256, one.suffixe) for one in claims])
    return list(zip(claims, raws, strict=True))


@cache
def _readers() -> ReaderPool:
    """One pool for all tests of a process: starting a child for each would take most of their time."""
    pool = ReaderPool(1)
    atexit.register(pool.__exit__, None, None, None)
    return pool


def judge_one(home: Home, book: Book, knowledge: Knowledge | None = None) -> Judgement:
    """The judgement of one workbook, dropped in its sender's folder."""
    drop(home, book)
    (judgement,) = receive(home, knowledge)
    return judgement


def codes(verdict: Verdict, gravity: str | None = None) -> list[str]:
    """The codes of a verdict's faults."""
    return [found.code for found in verdict.fautes if gravity in (None, found.gravite)]


def conserved(judgement: Judgement) -> bool:
    """Whether submitted = merged + set aside, in the counts and in the frames."""
    aside = dict(judgement.ecartes.group_by("table").len().iter_rows())
    return all(
        count.soumises == count.integrees + count.ecartees
        and count.ecartees == aside.get(table, 0)
        and count.integrees == (judgement.frames[table].height if table in judgement.frames else 0)
        for table, count in judgement.verdict.lignes.items()
    )


def same_frames(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two judgements hand over the same frames."""
    return one.keys() == other.keys() and all(one[name].equals(other[name]) for name in one)


def _csv(rows: Sequence[Sequence[Any]]) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=";").writerows(rows)
    return stream.getvalue()


__all__ = ["COLONNE_ID", "Book", "codes", "conserved", "drop", "full_book", "judge_one", "receive", "same_frames"]
