"""The live formulas of ``Contrôle``, recalculated by LibreOffice as an adviser's spreadsheet would."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from landing.blank import write_blank, write_filled
from landing.blank_control import CELLULE_REPONSE
from landing.blank_plan import Fill, plan_workbook
from landing.blank_references import AILLEURS, INCONNU
from landing.frame import FEUILLE_CALCULS, FEUILLE_CONTROLE
from registry.periods import Trimestre
from registry.territory import children
from schemas.discovery import all_tables
from schemas.sheets import LIGNE_IDENTIFIANTS, PREMIERE_LIGNE, Sheet, sheets_for
from schemas.submission import LastStock, Prefill

SENDER = "ML0802"
T2 = Trimestre.parse("2026-Q2")
REGISTRES = {
    "partenariats": (
        {
            "id_local": "PAR-ML0802-0001",
            "unite_code": "ML0802",
            "partenaire": "Ville fictive",
            "type_partenaire_code": "commune",
            "pays_code": "FR",
            "statut_code": "actif",
            "origine_annee": 1999,
            "etat_ligne": "actif",
        },
    )
}
STOCKS = {("ML080201", "forages_pmh_nb"): LastStock(Decimal(20), date(2026, 3, 31))}
# Every kind of sheet and of column is in these; the others would only make LibreOffice slower.
GARDEES = (
    "services",
    "formations",
    "partenariats",
    "actions",
    "engagements",
    "decaissements",
    "rencontres",
    "concertations",
)
SANS = frozenset(one.nom for one in all_tables().values() if one.objet == "declaration") - {*GARDEES, "points_a_suivre"}

# Rows that refer to another sheet, rightly or not: the tab, then the table's rows by column.
REFERENCES: dict[str, tuple[dict[str, Any], ...]] = {
    "engagements": ({"source_code": "Partenaire", "engagement_date": date(2026, 4, 5), "montant_fcfa": 5_000_000},),
    "decaissements": ({"engagement_id": "ENG-ML0802-0001"}, {"engagement_id": "ENG-ML0802-0099"}),
    "points_a_suivre": ({"rencontre_id": "REN-ML0802-25T4-0003"}, {"rencontre_id": "REN-ML0801-25T4-0003"}),
}


def _ids(name: str) -> list[str]:
    """The first identifiers that the blank gives to a table."""
    found = plan_workbook(SENDER, T2, Prefill(REGISTRES, STOCKS), sans=SANS).feuille(name)
    assert found is not None
    return [row.cle for row in found.lignes]


def _value(sheet: Sheet, code: str) -> Any:
    element = next(e for e in sheet.elements if e.code == code)
    if element.booleen:
        return "oui"
    if element.somme:
        return 2 * len(element.somme)
    return min(max(element.minimum, 2 if element.tout else 8), element.maximum)


def _columns(page: Any) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in page[LIGNE_IDENTIFIANTS] if cell.value}


def _fill(book: Workbook) -> None:
    """Type a right value into every cell of the services sheets."""
    for sheet in sheets_for(SENDER, T2):
        if sheet.large:
            page = book[sheet.onglet]
            columns = _columns(page)
            for element in sheet.elements:
                for row in range(PREMIERE_LIGNE, PREMIERE_LIGNE + len(children(SENDER))):
                    page.cell(row, columns[element.code]).value = _value(sheet, element.code)


def _notations(book: Workbook) -> None:
    """Everything that may stand for a number."""
    page = book["Hydraulique"]
    columns = _columns(page)
    for name, text in zip(
        ("forages_pmh_fonctionnels_nb", "points_eau_realises_nb", "points_eau_rehabilites_nb", "forages_pmh_nb"),
        ("ND", "12 (e)", "néant", "1\u202f250"),
        strict=True,
    ):
        page.cell(PREMIERE_LIGNE, columns[name]).value = text


def _spoil(book: Workbook) -> None:
    """One mistake of each kind: seven impossible or incoherent cells, one surprising."""
    page = book["Hydraulique"]
    columns = _columns(page)
    page.cell(PREMIERE_LIGNE, columns["points_eau_realises_nb"]).value = "une dizaine"
    page.cell(PREMIERE_LIGNE, columns["points_eau_rehabilites_nb"]).value = "1250,5"
    page.cell(PREMIERE_LIGNE + 1, columns["points_eau_rehabilites_nb"]).value = 2.5
    page.cell(PREMIERE_LIGNE + 1, columns["forages_pmh_nb"]).value = 5000
    page.cell(PREMIERE_LIGNE + 1, columns["forages_pmh_fonctionnels_nb"]).value = 6000
    page = book["Partenariats"]
    columns = _columns(page)
    page.cell(PREMIERE_LIGNE, columns["pays_code"]).value = "Ruritanie"
    page.cell(PREMIERE_LIGNE + 1, columns["partenaire"]).value = "Nouvelle ville fictive"
    for name, rows in REFERENCES.items():
        page = book[all_tables()[name].titre]
        columns = _columns(page)
        for number, row in enumerate(rows, start=PREMIERE_LIGNE):
            for column, value in row.items():
                page.cell(number, columns[column]).value = value


STEPS = {"intact": (), "rempli": (_fill, _notations), "faux": (_fill, _spoil)}


@pytest.fixture(scope="module")
def recalculated(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The three workbooks, emptied of every value that was written beside a formula, then calculated anew."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail("LibreOffice (soffice) est nécessaire à ces tests : installez-le (paquet libreoffice-calc).")
    folder = tmp_path_factory.mktemp("controle")
    blank = folder / "blank.xlsx"
    write_blank(SENDER, T2, Prefill(REGISTRES, STOCKS), blank, fictive=True, sans=SANS)
    for name, steps in STEPS.items():
        book = load_workbook(blank)
        for step in steps:
            step(book)
        book.save(folder / f"{name}.xlsx")
    out = folder / "out"
    profile = f"-env:UserInstallation={(folder / 'profil').as_uri()}"
    files = [str(folder / f"{name}.xlsx") for name in STEPS]
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), *files],
        check=True,
        capture_output=True,
        timeout=240,
    )
    return {name: load_workbook(out / f"{name}.xlsx", data_only=True) for name in STEPS}


def _table(book: Any, first: str) -> dict[str, list[Any]]:
    """The lines of ``Contrôle`` under a title, by their first cell."""
    rows = list(book[FEUILLE_CONTROLE].iter_rows(max_col=9, values_only=True))
    begin = next(index for index, row in enumerate(rows) if row[0] == first) + 2
    lines = {}
    for row in rows[begin:]:
        lines[str(row[0])] = list(row[1:])
        if row[0] == "Ensemble":
            break
    return lines


def test_an_untouched_workbook_is_to_complete(recalculated: dict[str, Any]) -> None:
    answer = recalculated["intact"][FEUILLE_CONTROLE][CELLULE_REPONSE].value
    assert answer.startswith("À COMPLÉTER : il reste ")
    communes = _table(recalculated["intact"], "Services aux populations, par commune")
    assert len(communes) == len(children(SENDER)) + 1
    assert all(line[-1] == "à compléter" for line in communes.values())


def test_a_filled_workbook_is_ready(recalculated: dict[str, Any]) -> None:
    book = recalculated["rempli"]
    assert book[FEUILLE_CONTROLE][CELLULE_REPONSE].value == "PRÊT À ENVOYER"
    lines = _table(book, "Services aux populations, par feuille")
    assert all(line[2:-1] == [0, 0, 0, 0, 0] and line[-1] == "prêt" for line in lines.values()), lines


def test_a_wrong_workbook_says_what_is_wrong_and_where(recalculated: dict[str, Any]) -> None:
    book = recalculated["faux"]
    assert book[FEUILLE_CONTROLE][CELLULE_REPONSE].value.startswith("À CORRIGER : 7 cellule(s)")
    lines = _table(book, "Services aux populations, par feuille")
    assert lines["Hydraulique"][4:] == [3, 1, 1, "à corriger"]
    registers = _table(book, "Registres et événements")
    assert registers["Partenariats"][1:] == [2, 5, 0, 1, 0, 0, "à corriger"]
    assert registers["Décaissements"][1] == registers["Points à suivre"][1] == 2
    assert registers["Décaissements"][4] == registers["Points à suivre"][4] == 1, "un seul identifiant impossible"
    communes = _table(book, "Services aux populations, par commune")
    assert [line[-1] for line in communes.values()] == ["à corriger"] * 3


def test_what_a_reference_names_is_looked_up_live(recalculated: dict[str, Any]) -> None:
    book = recalculated["faux"]
    shown = {
        name: [page.cell(row, _columns(page)[f"_{column}"]).value for row in (PREMIERE_LIGNE, PREMIERE_LIGNE + 1)]
        for name, column in (("Décaissements", "engagement_id"), ("Points à suivre", "rencontre_id"))
        if (page := book[name])
    }
    assert shown["Décaissements"] == ["Partenaire, 05/04/2026, 5000000 FCFA", INCONNU]
    assert shown["Points à suivre"] == [AILLEURS, INCONNU]


def test_values_written_beside_the_formulas_are_the_right_ones(recalculated: dict[str, Any], tmp_path: Path) -> None:
    """What a viewer shows before any calculation is what LibreOffice calculates."""
    path = tmp_path / "blank.xlsx"
    write_blank(SENDER, T2, Prefill(REGISTRES, STOCKS), path, fictive=True, sans=SANS)
    written = load_workbook(path, data_only=True)
    for name in (FEUILLE_CONTROLE, FEUILLE_CALCULS):
        for ours, theirs in zip(written[name].iter_rows(), recalculated["intact"][name].iter_rows(), strict=False):
            for mine, other in zip(ours, theirs, strict=False):
                if name == FEUILLE_CALCULS and isinstance(mine.value, int) and isinstance(other.value, int):
                    assert bool(mine.value) == bool(other.value), (name, mine.coordinate)
                else:
                    assert mine.value == other.value, (name, mine.coordinate)


def test_the_python_twin_judges_as_the_formulas(recalculated: dict[str, Any], tmp_path: Path) -> None:
    """The same mistakes written by the simulation's way give the same counts without any calculation."""
    services = {
        (commune.code, element.code): _value(sheet, element.code)
        for sheet in sheets_for(SENDER, T2)
        for element in sheet.elements
        for commune in children(SENDER)
    }
    first, second = (commune.code for commune in children(SENDER))
    services |= {
        (first, "points_eau_realises_nb"): "une dizaine",
        (first, "points_eau_rehabilites_nb"): "1250,5",
        (second, "points_eau_rehabilites_nb"): Decimal("2.5"),
        (second, "forages_pmh_nb"): 5000,
        (second, "forages_pmh_fonctionnels_nb"): 6000,
    }
    lines: dict[str, dict[str, dict[str, Any]]] = {
        "partenariats": {"PAR-ML0802-0001": {"pays_code": "Ruritanie"}, "PAR-ML0802-0002": {"partenaire": "Ville"}}
    }
    for name, rows in REFERENCES.items():
        lines[name] = dict(zip(_ids(name), rows, strict=False))
    path = tmp_path / "faux.xlsx"
    write_filled(SENDER, T2, Prefill(REGISTRES, STOCKS), path, True, Fill(services, lines), sans=SANS)
    written = load_workbook(path, data_only=True)
    ours = [[cell.value for cell in row] for row in written[FEUILLE_CONTROLE].iter_rows()]
    theirs = [[cell.value for cell in row] for row in recalculated["faux"][FEUILLE_CONTROLE].iter_rows()]
    assert ours == theirs[: len(ours)]
    for name in REFERENCES:
        tab = all_tables()[name].titre
        mine, other = (list(book[tab].iter_rows(values_only=True)) for book in (written, recalculated["faux"]))
        for ours_row, their_row in zip(mine[PREMIERE_LIGNE - 1 :], other[PREMIERE_LIGNE - 1 :], strict=False):
            assert [cell or "" for cell in ours_row] == [cell or "" for cell in their_row[: len(ours_row)]], tab
