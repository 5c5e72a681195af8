"""The blank workbook: what it holds, what may be typed in it, how many cells it asks for."""

from __future__ import annotations

import hashlib
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from landing.blank import count_cells, write_blank
from landing.blank_plan import issued_ids
from landing.frame import (
    COLONNE_NOM,
    FEUILLE_ACCUEIL,
    FEUILLE_CACHEE,
    FEUILLE_CONTROLE,
    FEUILLE_LISTES,
    parse_frame,
    row_hash,
)
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import children
from schemas.discovery import all_tables
from schemas.sheets import LIGNE_ENTETES, LIGNE_IDENTIFIANTS, PREMIERE_LIGNE, sheets_for
from schemas.submission import LastStock, Prefill

T3 = Trimestre.parse("2026-Q3")
PARTENARIAT = {
    "id_local": "PAR-ML0105-0003",
    "unite_code": "ML0105",
    "partenaire": "=Ville fictive",
    "type_partenaire_code": "commune",
    "pays_code": "FR",
    "statut_code": "actif",
    "statut_date": date(2020, 1, 2),
    "origine_annee": 1999,
    "diaspora_associee": True,
    "etat_ligne": "actif",
}


@pytest.fixture(scope="module")
def prefill() -> Prefill:
    stocks = {
        (commune.code, element): LastStock(Decimal(value), date(2026, 6, 30))
        for commune in children("ML0105")
        for element, value in (("forages_pmh_nb", 20), ("forages_pmh_fonctionnels_nb", 15))
    }
    return Prefill({"partenariats": (PARTENARIAT,)}, stocks, version=2)


@pytest.fixture(scope="module")
def kita(prefill: Prefill, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kita") / "kita.xlsx"
    write_blank("ML0105", T3, prefill, path, fictive=True)
    return path


def _columns(page: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in page[LIGNE_IDENTIFIANTS] if cell.value}


def test_sheets_of_the_quarter_with_their_identifiers(kita: Path) -> None:
    book = load_workbook(kita)
    sheets = sheets_for("ML0105", T3)
    assert book.sheetnames[:2] == [FEUILLE_ACCUEIL, FEUILLE_CONTROLE]
    assert book.sheetnames[2 : 2 + len(sheets)] == [sheet.onglet for sheet in sheets]
    for sheet in sheets:
        page = book[sheet.onglet]
        names = [name for name in _columns(page) if name != COLONNE_NOM and not name.startswith("_")]
        assert names == [column.nom for column in sheet.colonnes]
        assert page.row_dimensions[LIGNE_IDENTIFIANTS].hidden
        assert all(page.cell(LIGNE_ENTETES, index).value for index in _columns(page).values())
    assert book[FEUILLE_CACHEE].sheet_state == book[FEUILLE_LISTES].sheet_state == "hidden"


def test_communes_stocks_and_registers_are_there(kita: Path) -> None:
    book = load_workbook(kita)
    page = book["Hydraulique"]
    columns = _columns(page)
    communes = children("ML0105")
    rows = range(PREMIERE_LIGNE, PREMIERE_LIGNE + len(communes))
    assert [page.cell(row, 1).value for row in rows] == [commune.code for commune in communes]
    assert [page.cell(row, 2).value for row in rows] == [commune.nom for commune in communes]
    filled, empty = (page.cell(PREMIERE_LIGNE, columns[c]) for c in ("forages_pmh_nb", "points_eau_realises_nb"))
    assert (filled.value, empty.value) == (20, None)
    assert filled.fill.bgColor.rgb != empty.fill.bgColor.rgb or filled.fill.fgColor.rgb != empty.fill.fgColor.rgb
    page = book["Partenariats"]
    columns = _columns(page)
    row = {name: page.cell(PREMIERE_LIGNE, index).value for name, index in columns.items()}
    assert row["unite_code"] == "Kita (ML0105)"
    assert row["pays_code"] == "France"
    assert row["diaspora_associee"] == "oui"
    assert page.cell(PREMIERE_LIGNE, columns["partenaire"]).data_type == "s", "un texte n'est jamais une formule"
    spare = [page.cell(row, 1).value for row in range(PREMIERE_LIGNE + 1, page.max_row + 1)]
    assert spare[0] == "PAR-ML0105-0004"
    assert len(spare) == all_tables()["partenariats"].lignes_vierges


def test_hidden_sheet_says_who_when_and_what_was_filled(kita: Path) -> None:
    rows = load_workbook(kita)[FEUILLE_CACHEE].iter_rows(values_only=True)
    frame = parse_frame([cell or "" for cell in row] for row in rows)
    assert frame.cles["expediteur"] == "ML0105"
    assert frame.cles["trimestre"] == "2026-Q3"
    assert frame.cles["version"] == "2"
    columns = all_tables()["partenariats"].colonnes
    assert frame.lignes["partenariats", "PAR-ML0105-0003"] == row_hash(columns, PARTENARIAT)
    assert len(frame.stocks) == 66


def test_only_input_cells_are_free(kita: Path) -> None:
    book = load_workbook(kita)
    for page in book:
        assert page.protection.sheet, page.title
        assert not page.protection.password
    for sheet in sheets_for("ML0105", T3):
        page = book[sheet.onglet]
        assert not page.protection.autoFilter, "le filtre reste permis"
        for name, index in _columns(page).items():
            key = name in (COLONNE_NOM, "id_local") or name.startswith("_") or (sheet.large and name == "unite_code")
            assert page.cell(PREMIERE_LIGNE, index).protection.locked is key, (sheet.onglet, name)
            assert page.cell(LIGNE_ENTETES, index).protection.locked


def test_kita_types_at_most_1500_cells(kita: Path, prefill: Prefill) -> None:
    """Law of the design: counted by walking the workbook, then the declared estimate of register rows."""
    book = load_workbook(kita)
    empty = rows = 0
    for sheet in sheets_for("ML0105", T3):
        page = book[sheet.onglet]
        if not sheet.large:
            rows += sheet.table.lignes_ordinaires * (len(sheet.colonnes) - 1)
            continue
        body = page.iter_rows(min_row=PREMIERE_LIGNE, max_row=page.max_row)
        empty += sum(not cell.protection.locked and cell.value is None for line in body for cell in line)
    asked = sum(len(sheet.elements) for sheet in sheets_for("ML0105", T3))
    assert empty == 33 * asked - len(prefill.stocks)
    assert empty + rows == count_cells("ML0105", T3, prefill)
    assert empty + rows <= 1500


def test_first_quarter_ever_also_counts_under_1500() -> None:
    assert count_cells("ML0105", T3, Prefill()) <= 1500


def test_validations_fit_excel(kita: Path) -> None:
    """Excel refuses to open a file whose validation's formula or messages are too long."""
    book = load_workbook(kita)
    for sheet in sheets_for("ML0105", T3):
        found = book[sheet.onglet].data_validations.dataValidation
        assert len(found) >= len(sheet.colonnes) - 1
        for rule in found:
            assert len(rule.formula1 or "") <= 255
            assert len(rule.promptTitle or "") <= 32 and len(rule.errorTitle or "") <= 32
            assert len(rule.prompt or "") <= 255 and len(rule.error or "") <= 255
            assert rule.error, (sheet.onglet, rule.sqref)
            if rule.type == "list":
                assert rule.formula1 in book.defined_names, rule.formula1


def test_formulas_keep_to_excel_2010(kita: Path) -> None:
    with zipfile.ZipFile(kita) as parts:
        text = "".join(parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/sheet"))
    for newer in ("_xlfn", "XLOOKUP", "LET(", "FILTER(", "UNIQUE(", "TEXTJOIN", "IFS("):
        assert newer not in text


def test_welcome_names_sender_deadline_and_work(kita: Path, tmp_path: Path) -> None:
    book = load_workbook(kita)
    page = book[FEUILLE_ACCUEIL]
    text = "\n".join(str(cell.value) for row in page.iter_rows() for cell in row if cell.value).replace("\u00a0", " ")
    assert text.startswith("DONNÉES FICTIVES")
    assert "Cercle de Kita (ML0105)" in text
    assert "15 octobre 2026" in text
    assert "cellules à saisir" in text
    assert all("DONNÉES FICTIVES" in book[s.onglet]["A1"].value for s in sheets_for("ML0105", T3))
    path = tmp_path / "vrai.xlsx"
    write_blank("ML0105", T3, Prefill(), path, fictive=False)
    book = load_workbook(path)
    assert not any("FICTIVES" in str(cell.value) for page in book for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("sender", ["ML0901", "ML01", "ML"])
@pytest.mark.parametrize("quarter", ["2026-Q1", "2026-Q2", "2026-Q4"])
def test_every_kind_of_sender_and_season(sender: str, quarter: str, tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    report = write_blank(sender, Trimestre.parse(quarter), Prefill(), path, fictive=False)
    assert report.cellules_a_saisir == sum(report.par_feuille.values())
    assert list(report.par_feuille) == [s.onglet for s in sheets_for(sender, Trimestre.parse(quarter))]
    assert load_workbook(path)[FEUILLE_CONTROLE]["A4"].value.startswith("=")


def test_same_input_same_bytes(prefill: Prefill, tmp_path: Path) -> None:
    digests = set()
    for name in ("a.xlsx", "b.xlsx"):
        write_blank("ML0105", T3, prefill, tmp_path / name, fictive=True)
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert len(digests) == 1


def test_local_ids_are_never_issued_twice() -> None:
    tables = all_tables()
    known = {"PAR-ML0105-0003", "PAR-ML0105-0007", "PAR-ML0104-0099", "n'importe quoi"}
    assert issued_ids(tables["partenariats"], "ML0105", T3, known, 2) == ["PAR-ML0105-0008", "PAR-ML0105-0009"]
    assert issued_ids(tables["formations"], "ML0105", T3, (), 1) == ["FOR-ML0105-26T3-0001"]
    prefixes = [table.prefixe for table in tables.values() if table.nature != "releve"]
    assert all(prefixes) and len(set(prefixes)) == len(prefixes)


def test_a_whole_council_may_change(tmp_path: Path) -> None:
    path = tmp_path / "blank.xlsx"
    write_blank("ML0105", T3, Prefill(), path, fictive=False)
    assert load_workbook(path)["Élus"].max_row - PREMIERE_LIGNE + 1 >= 33 * 11


def test_unknown_sender_is_one_french_sentence(tmp_path: Path) -> None:
    with pytest.raises(OiseError, match="n'existe pas"):
        write_blank("ML0999", T3, Prefill(), tmp_path / "x.xlsx", fictive=False)
