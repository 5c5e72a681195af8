"""The blank workbook: what it holds, what may be typed in it, how many cells it asks for."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from landing.blank import count_cells, write_blank, write_filled
from landing.blank_plan import Fill, issued_ids
from landing.frame import (
    COLONNE_NOM,
    FEUILLE_ACCUEIL,
    FEUILLE_CACHEE,
    FEUILLE_CONTROLE,
    FEUILLE_LISTES,
    parse_frame,
    row_hash,
)
from registry.elements import SAISON, elements_asked
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import children
from schemas.discovery import all_tables
from schemas.sheets import GROUPES, LIGNE_ENTETES, LIGNE_IDENTIFIANTS, PREMIERE_LIGNE, group_of, sheets_for
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


@pytest.mark.parametrize("quarter", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"])
def test_cells_to_type_are_counted_by_walking_the_workbook(prefill: Prefill, quarter: str, tmp_path: Path) -> None:
    """What is empty in the services sheets, then the declared estimate of rows, sheet by sheet."""
    trimestre, path = Trimestre.parse(quarter), tmp_path / "kita.xlsx"
    report = write_blank("ML0105", trimestre, prefill, path, fictive=True)
    book = load_workbook(path)
    counted = {}
    for sheet in sheets_for("ML0105", trimestre):
        page = book[sheet.onglet]
        if not sheet.large:
            counted[sheet.onglet] = sheet.table.lignes_ordinaires * (len(sheet.colonnes) - 1)
            continue
        body = page.iter_rows(min_row=PREMIERE_LIGNE, max_row=page.max_row)
        counted[sheet.onglet] = sum(not c.protection.locked and c.value is None for line in body for c in line)
    assert counted == report.par_feuille
    assert sum(counted.values()) == report.cellules_a_saisir == count_cells("ML0105", trimestre, prefill)


@pytest.mark.parametrize("quarter", [Trimestre.parse(f"2026-Q{n}") for n in (1, 2, 3, 4)], ids=str)
def test_kita_types_at_most_1500_cells_in_an_ordinary_quarter(prefill: Prefill, quarter: Trimestre) -> None:
    """Law of the design. Ordinary: no yearly figure is in season. In season, those alone come on top."""
    seasonal = sum(33 for element in elements_asked(quarter) if element.periodicite != "trimestre")
    for known in (prefill, Prefill()):
        assert count_cells("ML0105", quarter, known) - seasonal <= 1500
    assert bool(seasonal) == (quarter.numero in SAISON.values())


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


def test_welcome_lists_the_sheets_by_group_with_what_each_is_for(kita: Path) -> None:
    rows = [[cell.value for cell in row] for row in load_workbook(kita)[FEUILLE_ACCUEIL].iter_rows()]
    begin = next(index for index, row in enumerate(rows) if row[0] == "Feuille")
    titles = [title for title, first in GROUPES if first < 100]
    order: list[str] = []
    for row in rows[begin + 1 : -1]:
        group = next((title for title in titles if str(row[0]).startswith(f"{title} : environ ")), None)
        if group:
            order.append(group)
            continue
        sheet = next(one for one in sheets_for("ML0105", T3) if one.onglet == row[0])
        assert group_of(sheet.table.nom) == order[-1]
        assert row[4] == ("toujours là" if sheet.large else sheet.table.nom)
        assert sheet.large or str(row[3]).startswith(sheet.table.description.split(". ")[0].removesuffix("."))
    assert order == titles
    assert {row[0] for row in rows} >= {sheet.onglet for sheet in sheets_for("ML0105", T3)}


def test_tabs_have_names_that_excel_takes_and_the_colour_of_their_group(kita: Path) -> None:
    book = load_workbook(kita)
    colours: dict[str, set[str]] = {}
    for sheet in sheets_for("ML0105", T3):
        assert len(sheet.onglet) <= 31 and not set(sheet.onglet) & set("[]:*?/\\'"), sheet.onglet
        colours.setdefault(group_of(sheet.table.nom), set()).add(book[sheet.onglet].sheet_properties.tabColor.rgb)
    assert all(len(found) == 1 for found in colours.values())
    assert len(set.union(*colours.values())) == len(GROUPES) - 1, "celui du CSR n'est que dans les siens"


def test_every_sheet_can_be_filtered_and_repeats_its_headings_on_paper(kita: Path) -> None:
    book = load_workbook(kita)
    for sheet in sheets_for("ML0105", T3):
        page = book[sheet.onglet]
        assert page.auto_filter.ref == f"A{LIGNE_ENTETES}:{get_column_letter(len(_columns(page)))}{page.max_row}"
        assert page.print_title_rows == f"$1:${LIGNE_ENTETES}" and page.print_title_cols == "$A:$B"
        assert page.freeze_panes == f"C{PREMIERE_LIGNE}"


REQUESTS = tuple(
    {"unite_code": "ML010513", "partenariat_ref": ref, "reponse_code": "en_attente", "etat_ligne": "actif"}
    for ref in ("PAR-ML0104-0003", "PAR-ML01-0007")
)


def test_requests_of_confirmation_are_rows_to_answer(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    known = {**REQUESTS[0], "id_local": "CNF-ML0105-0002", "reponse_code": "confirmee"}
    prefill = Prefill({"confirmations": (known,)}, identifiants={"confirmations": frozenset({"CNF-ML0105-0004"})})
    asked = replace(prefill, demandes=REQUESTS)
    report = write_blank("ML0105", T3, asked, path, False)
    book = load_workbook(path)
    page = book["Confirmations"]
    columns = _columns(page)
    shown = [
        [page.cell(row, columns[name]).value for name in ("id_local", "partenariat_ref", "reponse_code")]
        for row in range(PREMIERE_LIGNE, PREMIERE_LIGNE + 4)
    ]
    assert shown[0] == ["CNF-ML0105-0002", "PAR-ML0104-0003", "Confirmée"]
    assert shown[1] == ["CNF-ML0105-0005", "PAR-ML0104-0003", "En attente de réponse"]
    assert shown[2] == ["CNF-ML0105-0006", "PAR-ML01-0007", "En attente de réponse"]
    assert shown[3] == ["CNF-ML0105-0007", None, None]
    text = "\n".join(str(cell.value) for row in book[FEUILLE_ACCUEIL].iter_rows() for cell in row if cell.value)
    assert "2 demandes de confirmation attendent votre réponse" in text
    assert report.cellules_a_saisir == count_cells("ML0105", T3, prefill) + 2 * len(REQUESTS)


def test_what_a_reference_names_is_shown_beside_it(tmp_path: Path) -> None:
    """Its title, else what, when and how much; a row of an earlier quarter is left to the intake."""
    path = tmp_path / "a.xlsx"
    event = "REN-ML0105-26T3-0001"
    rows: dict[str, dict[str, dict[str, object]]] = {
        "actions": {"ACD-ML0105-0001": {"intitule": "Trois puits"}},
        "engagements": {
            "ENG-ML0105-0001": {
                "action_id": "ACD-ML0105-0001",
                "source_code": "partenaire",
                "engagement_date": date(2026, 7, 5),
                "montant_fcfa": 5_000_000,
            }
        },
        "decaissements": {"DEC-ML0105-26T3-0001": {"engagement_id": "ENG-ML0105-0001"}},
        "rencontres": {event: {"type_code": "annuelle", "rencontre_date": date(2026, 8, 18)}},
        "points_a_suivre": {
            "PTS-ML0105-0001": {"rencontre_id": event},
            "PTS-ML0105-0002": {"rencontre_id": "REN-ML0105-26T1-0002"},
            "PTS-ML0105-0003": {"rencontre_id": "REN-ML0104-26T1-0002"},
        },
    }
    write_filled("ML0105", T3, Prefill(), path, False, Fill(lignes=rows))
    book = load_workbook(path, data_only=True)

    def beside(tab: str, row: int, column: str) -> str:
        page = book[tab]
        return str(page.cell(PREMIERE_LIGNE + row, _columns(page)[f"_{column}"]).value)

    assert beside("Engagements financiers", 0, "action_id") == "Trois puits"
    assert beside("Décaissements", 0, "engagement_id") == "Partenaire, 05/07/2026, 5000000 FCFA"
    assert beside("Points à suivre", 0, "rencontre_id") == "Rencontre annuelle, 18/08/2026"
    assert beside("Points à suivre", 1, "rencontre_id") == "déjà enregistrée, hors de ce fichier"
    assert beside("Points à suivre", 2, "rencontre_id") == "identifiant inconnu"


def test_a_list_bars_what_it_can_know_and_warns_of_the_rest(tmp_path: Path) -> None:
    """Ids of a register are all listed: another is barred. Those of earlier quarters' events are not: one is let be."""
    path = tmp_path / "a.xlsx"
    write_blank("ML0105", T3, Prefill({"partenariats": (PARTENARIAT,)}), path, False)
    book = load_workbook(path)

    def styles(tab: str) -> dict[str, str | None]:
        return {
            str(rule.formula1): rule.errorStyle or "stop"
            for rule in book[tab].data_validations.dataValidation
            if str(rule.formula1).startswith("ids_")
        }

    assert styles("Conventions") == {"ids_partenariats": "stop"}
    assert styles("Points à suivre") == {"ids_rencontres": "warning", "ids_concertations": "warning"}
    withdrawn = Prefill(identifiants={"partenariats": frozenset({"PAR-ML0105-0009"})})
    write_blank("ML0105", T3, withdrawn, path, False)
    book = load_workbook(path)
    assert styles("Conventions") == {"ids_partenariats": "warning"}


def test_long_texts_have_room_and_rows_a_bound(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    texts = {"EXP-ML0105-0001": {"titre": "Un titre", "lecons": "Le puits reste à clôturer. " * 74}}
    write_filled("ML0105", T3, Prefill(), path, False, Fill(lignes={"experiences": texts}))
    page = load_workbook(path)["Expériences"]
    told = page.cell(PREMIERE_LIGNE, _columns(page)["lecons"])
    assert told.alignment.wrap_text and told.alignment.vertical == "top"
    widths = [found.width for found in page.column_dimensions.values() if found.min <= told.column <= found.max]
    assert widths[0] >= 50
    heights = [page.row_dimensions[PREMIERE_LIGNE + row].height for row in (0, 1)]
    assert 150 < heights[0] <= 250 and 30 < heights[1] < 60


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
