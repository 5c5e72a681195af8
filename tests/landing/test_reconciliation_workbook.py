"""The workbook of a comparison: everything is shown, nothing is a formula, and what is decided is read back whole."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from landing.foreign_rows import Illisible, LignesLues
from landing.reconciliation_answers import Reponses, read_decisions
from landing.reconciliation_report import FEUILLES, Recoupement, as_dict
from landing.reconciliation_workbook import write_workbook
from registry.errors import OiseError
from registry.likeness import Lieu
from registry.reconciliation import Decision, Ligne, compare, points
from registry.reconciliation_mappings import shipped

FORMULA = '=HYPERLINK("http://exemple.org","Évry")'
NARA, KITA = Lieu(("ML020709",), "Nara"), Lieu(("ML010513",), "Kita")


def partner(cle: str, place: Lieu, name: str, year: int | None = None, **facts: Any) -> Ligne:
    values = {"unite_code": place, "partenaire": name, "pays_code": "FR", "origine_annee": year, **facts}
    return Ligne(cle, values, cle)


HERE = [
    partner("PAR-1", NARA, "Évry", 1998),
    partner("PAR-2", KITA, "Lyon"),
    partner("PAR-3", KITA, "Angers"),
    partner("PAR-4", NARA, "Bron", 2001),
]
THERE = [
    partner("x-1", NARA, "Évry", 2001, thematique=FORMULA),
    partner("x-2", KITA, "Ville de Lyon"),
    partner("x-3", KITA, FORMULA),
    partner("x-4", NARA, "Bron", 2001),
]
UNREAD = Illisible(9, "Année de début", "+1+cmd|' /C calc'!A0", "« … » n'est pas une année.", False)


def done(decisions: tuple[Decision, ...] = ()) -> Recoupement:
    mapping = shipped("cncd")
    found = points(compare(mapping, HERE, THERE, decisions), decisions)
    read = LignesLues(tuple(THERE), (UNREAD,), len(THERE))
    return Recoupement(mapping, "liste.csv", "0" * 64, date(2026, 11, 2), None, read, found, len(HERE), 3, True)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("recoupement") / "a_decider.xlsx"
    write_workbook(done(), path)
    return path


def answered(written: Path, folder: Path, answers: Mapping[str, Mapping[str, str]], sort: bool = False) -> Reponses:
    """Read the workbook back with answers typed by mark, the rows turned over if asked."""
    book = openpyxl.load_workbook(written)
    for sheet in FEUILLES.values():
        page = book[sheet.onglet]
        heads = [cell.value for cell in page[3]]
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=4)]
        for row in rows:
            for head, text in answers.get(str(row[0]), {}).items():
                row[heads.index(head)] = text
        for number, row in enumerate(reversed(rows) if sort else rows, start=4):
            for column, value in enumerate(row, start=1):
                cell = page.cell(number, column)
                cell.value = value
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "s"
    path = folder / "rempli.xlsx"
    book.save(path)
    return read_decisions(path)


def test_every_sheet_says_what_it_found_and_holds_no_formula(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    assert book.sheetnames == [
        *("Résumé", "Différences", "Rapprochements à décider", "Ici seulement", "Là seulement", "Illisible"),
        *("Décisions gardées", "Concordances", "_recoupement"),
    ]
    cells = {tab: [cell for row in book[tab].iter_rows() for cell in row] for tab in book.sheetnames}
    assert not [cell for found in cells.values() for cell in found if cell.data_type == "f"]
    texts = {tab: {cell.value for cell in found if cell.value is not None} for tab, found in cells.items()}
    assert FORMULA in texts["Là seulement"] and FORMULA in texts["Différences"]
    assert {"Évry", 3} <= texts["Différences"] and UNREAD.valeur in texts["Illisible"]
    assert "Bron" in texts["Concordances"]
    assert "Usage interne" not in texts["Résumé"]
    told = " ".join(str(text) for text in texts["Résumé"])
    assert all(word in told for word in ("liste.csv", "0" * 64, "non confirmée", "DONNÉES FICTIVES", "novembre"))
    for sheet in FEUILLES.values():
        page = book[sheet.onglet]
        assert page.freeze_panes == "C4" and page.auto_filter.ref and "DONNÉES FICTIVES" in page["A1"].value
        assert page.data_validations.dataValidation[0].formula1 == f'"{",".join(_words(sheet.choix))}"'
    with zipfile.ZipFile(written) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist() if "/sheet" in name)


def _words(codes: tuple[str, ...]) -> list[str]:
    known = {"meme": "même", "different": "différent", "corriger_ici": "corriger ici"}
    return [{**known, "corriger_la": "corriger là-bas", "sans_suite": "sans suite"}[code] for code in codes]


def test_a_workbook_with_decisions_is_never_written_over(written: Path) -> None:
    with pytest.raises(FileExistsError):
        write_workbook(done(), written)


@pytest.mark.parametrize("sort", [False, True])
def test_decisions_are_read_back_by_their_marks(written: Path, tmp_path: Path, sort: bool) -> None:
    answers = {
        "D-0001": {"Décision": "Corriger là-bas", "Motif": "Convention  vue"},
        "R-0001": {"Décision": "même"},
        "I-0001": {"Décision": "même", "Repère de l'autre ligne": "l-0001"},
    }
    found = answered(written, tmp_path, answers, sort)
    assert (found.registre, found.source, found.sha256, found.en_attente) == ("partenariats", "cncd", "0" * 64, 1)
    decided = {(one.ici, one.la, one.decision, one.motif) for one in found.decisions}
    assert decided == {
        ("PAR-1", "x-1", "corriger_la", "Convention vue"),
        ("PAR-2", "x-2", "meme", ""),
        ("PAR-3", "x-3", "meme", ""),
    }
    again = done(tuple(replace(one, par="CCN", jour="02/11/2026") for one in found.decisions))
    counts = again.comptes()
    assert (counts["paires_certaines"], counts["a_decider"], counts["ici_seulement"]) == (4, 0, 0)
    assert (counts["differences"], counts["decisions_gardees"]) == (0, 3)
    assert {one["decision"] for one in as_dict(again)["decisions_gardees"]} == {"meme", "corriger_la"}
    path = tmp_path / "suite.xlsx"
    write_workbook(again, path)
    kept = openpyxl.load_workbook(path)["Décisions gardées"]
    assert [kept.cell(row, 2).value for row in (4, 5, 6)] == ["CCN"] * 3


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"D-0001": {"Décision": "peut-être"}}, ("Différences", "ligne 4", "peut-être")),
        ({"D-0001": {"Motif": "vu"}}, ("décision manque",)),
        ({"D-0001": {"Décision": "même", "Motif": "voir m.diallo@exemple.org"}}, ("adresse",)),
        ({"D-0001": {"Décision": "même", "Motif": "appeler le 76 12 34 56"}}, ("numéro",)),
        ({"I-0001": {"Décision": "même"}}, ("Ici seulement", "repère")),
        ({"I-0001": {"Décision": "différent"}}, ("deux lignes",)),
        ({"D-0001": {"Décision": "même", "Repère": "R-0001"}}, ("R-0001",)),
        ({"D-0001": {"Décision": "=1+1"}}, ("Différences",)),
    ],
)
def test_a_wrong_answer_refuses_the_whole_workbook(
    written: Path, tmp_path: Path, answers: dict[str, dict[str, str]], words: tuple[str, ...]
) -> None:
    with pytest.raises(OiseError) as refusal:
        answered(written, tmp_path, answers)
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_another_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "autre.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(OiseError, match="recoupement"):
        read_decisions(path)


def test_money_and_days_are_numbers_and_dates(tmp_path: Path) -> None:
    mapping = shipped("anict")
    facts = {"unite_code": KITA, "dossier_numero": None, "designation": "Forage"}
    ours = Ligne("DOS-1", {**facts, "montant_fcfa": Decimal(1000), "decision_date": date(2026, 1, 1)}, "DOS-1")
    theirs = Ligne("2026/1", {**facts, "montant_fcfa": Decimal(1500), "decision_date": date(2026, 1, 31)}, "ligne 2")
    found = points(compare(mapping, [ours], [theirs]))
    read = LignesLues((theirs,), (), 1)
    path = tmp_path / "anict.xlsx"
    write_workbook(Recoupement(mapping, "a", "0" * 64, date(2026, 1, 1), None, read, found, 1, 0, False), path)
    book = openpyxl.load_workbook(path)
    assert "Usage interne" in {cell.value for cell in book["Résumé"]["A"]}
    page = book["Différences"]
    shown = {head.value: cell.value for head, cell in zip(page[3], page[4], strict=True)}
    assert (shown["Écart"], shown["Écart (jours)"]) == (500, 30)
    assert "DONNÉES FICTIVES" not in page["A1"].value
