"""Another base's file: read exactly or told as unreadable, never guessed, never trusted."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from landing.foreign import read_foreign, read_table
from landing.foreign_rows import LignesLues, read_rows
from landing.raw import CellError, Limits, RawCell, RawFile, RawSheet, Unreadable
from registry.errors import OiseError
from registry.likeness import Lieu
from registry.periods import Trimestre
from registry.reconciliation_mappings import Correspondance, read_mapping, shipped, shipped_names

FIXTURES = Path(__file__).parent / "recoupements"
LIMITS = Limits()
MAPPING = """titre = "Liste"
registre = "conventions"
confirme = true
{options}
[[cle]]
ici = "unite_code"
la = "Lieu"
type = "lieu"
[[compare]]
ici = "signature_date"
la = "Signée le"
type = "date"
[[compare]]
ici = "duree_mois"
la = "Mois"
type = "nombre"
"""


def mapping(folder: Path, options: str = "") -> Correspondance:
    path = folder / "liste.toml"
    path.write_text(MAPPING.format(options=options), encoding="utf-8")
    return read_mapping(path)


def read(path: Path, declared: Correspondance, quarter: str = "2026-Q3") -> LignesLues:
    """As ``read_foreign`` does, in this process."""
    raw = read_table(path, declared.separateur, declared.encodage, LIMITS)
    assert isinstance(raw, RawFile), raw
    return read_rows(raw, declared, trimestre=Trimestre.parse(quarter))


def code(path: Path, separator: str = "", encoding: str = "") -> str:
    found = read_table(path, separator, encoding, LIMITS)
    return found.code if isinstance(found, Unreadable) else ""


@pytest.mark.parametrize("name", shipped_names())
def test_each_shipped_layout_reads_its_file_and_loses_no_row(name: str) -> None:
    declared = shipped(name)
    found = read(FIXTURES / f"{name}.csv", declared)
    excluded = {one.ligne for one in found.illisibles if one.exclue}
    whole = len({row.origine.split(",")[0] for row in found.lignes})
    assert found.lues == whole + len(excluded) + found.hors_periode + found.hors_elements + found.hors_perimetre
    assert len({row.cle for row in found.lignes}) == len(found.lignes)
    assert found.lignes
    for row in found.lignes:
        assert isinstance(row.valeurs["unite_code"], Lieu) and row.valeurs["unite_code"].codes


def test_what_the_shipped_layouts_read() -> None:
    cncd = read(FIXTURES / "cncd.csv", shipped("cncd"))
    places = {row.origine: row.valeurs["unite_code"].codes for row in cncd.lignes}
    assert places == {"ligne 3": ("ML020709",), "ligne 4": ("ML0105",), "ligne 5": ("ML05",)}
    assert [(one.ligne, one.colonne, one.exclue) for one in cncd.illisibles] == [
        (2, "Collectivité malienne", True),
        (4, "Année de début", False),
    ]
    anict = {row.cle: row.valeurs for row in read(FIXTURES / "anict.csv", shipped("anict")).lignes}
    assert anict["2026/014"]["montant_fcfa"] == Decimal(12_500_000)
    assert anict["2026/014"]["decision_date"] == date(2026, 3, 15)
    assert anict["2026/015"]["unite_code"] == Lieu(("ML010512",), "Kassaro")
    assert anict["2026/016"].get("montant_fcfa") is None
    iati = read(FIXTURES / "iati.csv", shipped("iati"))
    amounts = {row.cle: row.valeurs.get("montant_fcfa") for row in iati.lignes}
    assert amounts == {"FR-0-ESSAI-1": Decimal("6559898"), "FR-0-ESSAI-2": None}
    assert ["USD" in one.phrase for one in iati.illisibles] == [True]
    dhis2 = read(FIXTURES / "dhis2.csv", shipped("dhis2"))
    assert {row.cle: row.valeurs["valeur"] for row in dhis2.lignes} == {
        "ML010513/consultations_prenatales_1_nb/2026-Q3": Decimal(1204),
        "ML010512/consultations_prenatales_1_nb/2026-Q3": Decimal(87),
    }
    assert (dhis2.hors_periode, dhis2.hors_elements, len(dhis2.illisibles)) == (1, 1, 1)
    school = read(FIXTURES / "annuaire_scolaire.csv", shipped("annuaire_scolaire"))
    assert len(school.lignes) == 7 and [one.valeur for one in school.illisibles] == ["environ 40"]
    water = read(FIXTURES / "sigma_eau.csv", shipped("sigma_eau"))
    assert water.absentes == ("Bornes fontaines",)
    assert [one.valeur for one in water.illisibles] == ["1.250"]


def test_a_separator_and_an_encoding_are_proven_or_declared(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Lieu;Signée le;Mois\nNara;15/03/2020;36\nKassaro;2021-01-02;24,0\n", encoding="utf-8")
    assert len(read(path, mapping(tmp_path)).lignes) == 2
    # Two separators would do.
    path.write_text("Lieu;Signée le,Mois\nNara;1,2\n", encoding="utf-8")
    assert code(path) == "tableau_separateur"
    # The comma of a place's name makes a line of another width: nothing is proven, the separator must be said.
    path.write_text("Bilan,2026\nLieu,Signée le,Mois\nNara,15/03/2020,36\n", encoding="utf-8")
    assert code(path) == "tableau_separateur"
    declared = mapping(tmp_path, 'separateur = ","')
    assert [row.origine for row in read(path, declared).lignes] == ["ligne 3"]
    path.write_bytes("Lieu;Signée le;Mois\nNara;15/03/2020;36\n".encode("cp1252"))
    assert code(path) == "tableau_encodage"
    assert len(read(path, mapping(tmp_path, 'encodage = "cp1252"')).lignes) == 1
    path.write_bytes(b"a;b\n\0;c\n")
    assert code(path) == "tableau_texte"
    path.write_bytes(b"")
    assert code(path) == "vide"
    path.write_text('Lieu;Mois\n"Nara;3\n', encoding="utf-8")
    assert code(path, separator=";") == "tableau_citation"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Lieu;Mois\nNara;3\n", ("« Signée le »", "liste")),
        ("Lieu;Lieu;Signée le;Mois\nNara;Nara;2020-01-01;3\n", ("« Lieu »", "deux fois")),
    ],
)
def test_columns_missing_or_double_are_said(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OiseError) as refusal:
        read(path, mapping(tmp_path))
    assert all(word in str(refusal.value) for word in words)


def test_a_cell_that_could_be_read_in_two_ways_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    rows = ["1.250", "1 250,5", "ND", "12 mois", "03/04/05", ""]
    path.write_text("Lieu;Mois;Signée le\n" + "".join(f"Nara;{cell};\n" for cell in rows), encoding="utf-8")
    found = read(path, mapping(tmp_path))
    assert [one.valeur for one in found.illisibles] == ["1.250", "12 mois", "03/04/05"]
    read_values = {row.origine: row.valeurs.get("duree_mois") for row in found.lignes}
    assert (read_values["ligne 3"], read_values["ligne 4"]) == (Decimal("1250.5"), None)
    # Once declared, the decimal sign leaves no doubt.
    told = read(path, mapping(tmp_path, 'decimale = ","'))
    assert {row.origine: row.valeurs.get("duree_mois") for row in told.lignes}["ligne 2"] == Decimal(1250)
    # Five rows of the same key keep five keys, whatever their order.
    assert len({row.cle for row in found.lignes}) == 6
    path.write_text("Lieu;Mois;Signée le\n" + "".join(f"Nara;{cell};\n" for cell in rows[::-1]), encoding="utf-8")
    again = read(path, mapping(tmp_path))
    assert {(row.cle, row.valeurs.get("duree_mois")) for row in again.lignes} == {
        (row.cle, row.valeurs.get("duree_mois")) for row in found.lignes
    }


def test_a_row_longer_than_its_headings_is_told(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Lieu;Mois;Signée le\nNara;3;2020-01-01;4\n", encoding="utf-8")
    found = read(path, mapping(tmp_path, 'separateur = ";"'))
    assert (found.lignes, [one.exclue for one in found.illisibles]) == ((), [True])


def test_a_workbook_is_read_by_the_names_of_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "liste.xlsx"
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for tab in ("Lisez-moi", "2025", "2026"):
        sheet = book.add_worksheet(tab)
        if tab != "Lisez-moi":
            sheet.write_row(1, 1, ["Mois", "Lieu", "Signée le"])
            sheet.write_row(2, 1, [36, "Nara (ML0207)"])
            sheet.write_datetime(2, 3, date(2020, 3, 15), day)
    book.close()
    declared = mapping(tmp_path)
    raw = read_foreign(path, declared)
    with pytest.raises(OiseError, match="--feuille"):
        read_rows(raw, declared)
    (row,) = read_rows(raw, declared, "2026").lignes
    assert row.valeurs == {
        "unite_code": Lieu(("ML0207",), "Nara (ML0207)"),
        "signature_date": date(2020, 3, 15),
        "duree_mois": Decimal(36),
    }
    with pytest.raises(OiseError, match="2024"):
        read_rows(raw, declared, "2024")


def test_a_hostile_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    bomb = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (130 << 20))
    with pytest.raises(OiseError, match="120 Mo"):
        read_foreign(bomb, mapping(tmp_path))
    archive_path = tmp_path / "liste.zip"
    with zipfile.ZipFile(archive_path, "w") as archive:
        archive.writestr("_oise.csv", "cle;valeur")
    assert code(archive_path) == "tableau_archive"
    old = tmp_path / "ancien.xls"
    old.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    assert code(old) == "format_non_pris_en_charge"
    wide = tmp_path / "large.csv"
    wide.write_text(";".join(["a"] * 300) + "\n", encoding="utf-8")
    small = read_table(wide, ";", "", Limits(cellules=100))
    assert isinstance(small, Unreadable) and small.code == "trop_de_cellules"


def test_places_of_others_and_unknown_ones_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("Lieu;Mois;Signée le\nNara (ML0207);3;\nKassaro;3;\nKasaro;3;\nBenkadi;3;\n", encoding="utf-8")
    raw = read_table(path, "", "", LIMITS)
    assert isinstance(raw, RawFile)
    found = read_rows(raw, mapping(tmp_path), perimetre="ML01")
    read_places = {row.origine: row.valeurs["unite_code"] for row in found.lignes}
    assert found.hors_perimetre >= 1
    assert read_places["ligne 3"] == Lieu(("ML010512",), "Kassaro")
    assert read_places["ligne 4"] == Lieu(("ML010512",), "Kasaro", sur=False)


ODD: list[RawCell] = [
    *(
        None,
        "",
        "Kita",
        "Kita (ML010513)",
        "Benkadi",
        "commune de ",
        1.0,
        2.5,
        -1e300,
        float("inf"),
        float("nan"),
        True,
    ),
    *(date(2020, 1, 1), datetime(2020, 1, 1, 3), time(3), CellError("#DIV/0!"), CellError("=A1"), "\0\1", "=1+1"),
    *("ND", "néant", "12 (e)", "1.250", "9" * 400, "2026-Q3", "CPN1", "USD", "\u202eabc", "31/02/2020", "a\nb", "("),
]


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(shipped_names()), st.data())
def test_whatever_a_cell_holds_no_row_is_lost(name: str, data: st.DataObject) -> None:
    declared = shipped(name)
    width = len(declared.colonnes)
    row = st.lists(st.sampled_from(ODD), min_size=width, max_size=width)
    rows = [tuple(cells) for cells in data.draw(st.lists(row, min_size=1, max_size=6))]
    raw = RawFile("xlsx", {"Liste": RawSheet((tuple(declared.colonnes), *rows))}, ("Liste",))
    found = read_rows(raw, declared, trimestre=Trimestre.parse("2026-Q3"))
    told = {one.ligne for one in found.illisibles} | {int(one.origine.split()[1].strip(",")) for one in found.lignes}
    blank = sum(all(cell is None for cell in cells) for cells in rows)
    assert found.lues == len(rows) - blank
    # A wide row all of whose figures are said to be unknown makes none.
    if not declared.large:
        assert len(told) + found.hors_periode + found.hors_elements + found.hors_perimetre >= found.lues
    assert len({one.cle for one in found.lignes}) == len(found.lignes)
