"""Cells are read exactly or refused (law 6)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landing.blank_lists import ETATS_PAR_DEFAUT, NOTATIONS
from landing.coercion import (
    ESTIMEE,
    MESUREE,
    NON_DISPONIBLE,
    NON_RENSEIGNE,
    SANS_OBJET,
    read_code,
    read_date,
    read_decimal,
    read_integer,
    read_text,
    read_unit,
    read_yes_no,
)
from landing.raw import CellError
from landing.tabulation import RECONDUITE
from schemas.submission import ETATS

NBSP, THIN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 250,5", "1250.5"),
        (f"1{NBSP}250,5", "1250.5"),
        (f"1{THIN}250,5", "1250.5"),
        ("1250,5", "1250.5"),
        ("12.5", "12.5"),
        ("1 000 000", "1000000"),
        ("\u22125", "-5"),
        ("0,125", "0.125"),
        ("1,250", "1.25"),
        (" 12 ", "12"),
        ("néant", "0"),
        ("0", "0"),
        (0.0, "0"),
        (1250.5, "1250.5"),
        (1250.505, "1250.505"),
    ],
)
def test_numbers_are_read_as_the_french_write_them(cell: str | float, value: str) -> None:
    assert read_decimal(cell).valeur == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.250,5", "valeur.nombre_ambigu"),
        ("1,250.5", "valeur.nombre_ambigu"),
        ("1.250", "valeur.nombre_ambigu"),
        ("1.250.000", "valeur.nombre_ambigu"),
        ("12 50", "valeur.nombre_illisible"),
        ("douze", "valeur.nombre_illisible"),
        ("1e5", "valeur.nombre_illisible"),
        ("٣", "valeur.nombre_illisible"),
        ("12 habitants", "valeur.nombre_illisible"),
        (0.1 + 0.2, "valeur.nombre_trop_precis"),
        ("0,1234", "valeur.nombre_trop_precis"),
        (1e15, "valeur.nombre_trop_grand"),
        ("9" * 20, "valeur.nombre_trop_grand"),
        (True, "valeur.nombre_illisible"),
        (date(2026, 3, 1), "valeur.nombre_illisible"),
        (CellError("#DIV/0!"), "valeur.erreur_excel"),
        (CellError("=A1+B1"), "valeur.formule_sans_valeur"),
    ],
)
def test_what_is_no_sure_number_is_refused(cell: str | float, code: str) -> None:
    read = read_decimal(cell)
    assert (read.valeur, read.faute) == (None, code)


@pytest.mark.parametrize("cell", [12.5, "12,5", "1,250", "1.250"])
def test_a_whole_number_has_no_decimals(cell: str | float) -> None:
    assert read_integer(cell).faute in ("valeur.decimale_interdite", "valeur.nombre_ambigu")


@pytest.mark.parametrize(
    ("cell", "state"),
    [
        (None, "non_renseigne"),
        ("", "non_renseigne"),
        (f" {NBSP} ", "non_renseigne"),
        ("ND", "non_disponible"),
        ("n.d.", "non_disponible"),
        ("-", "non_disponible"),
        ("–", "non_disponible"),
        ("SO", "sans_objet"),
        ("s.o.", "sans_objet"),
        ("120 (e)", "estimee"),
        ("120 e", "estimee"),
        ("1 250,5(e)", "estimee"),
        ("néant", "mesuree"),
        ("0", "mesuree"),
    ],
)
def test_each_notation_has_one_meaning(cell: str | None, state: str) -> None:
    assert read_decimal(cell).etat == state
    assert read_decimal(cell).faute is None


@pytest.mark.parametrize("notation", NOTATIONS)
def test_a_notation_that_the_blank_admits_is_read(notation: str) -> None:
    assert read_decimal(notation).faute is None


def test_states_offered_by_the_blank_are_those_read() -> None:
    assert ETATS_PAR_DEFAUT == (MESUREE, ESTIMEE)
    assert {MESUREE, ESTIMEE, NON_DISPONIBLE, SANS_OBJET, NON_RENSEIGNE, RECONDUITE} == set(ETATS)


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=3))
def test_a_number_written_in_french_is_read_back(value: Decimal) -> None:
    whole, _, decimals = f"{value:,.3f}".partition(".")
    for space in (" ", NBSP, THIN, ""):
        assert read_decimal(f"{whole.replace(',', space)},{decimals}").valeur == value


@given(st.integers(min_value=-(10**14), max_value=10**14))
def test_an_integer_is_read_back_from_text_and_from_excel(value: int) -> None:
    assert read_integer(float(value)).valeur == value
    assert read_integer(f"{value:,}".replace(",", THIN)).valeur == value


@given(st.decimals(min_value=0, max_value=10**9, places=3))
def test_a_float_of_three_decimals_is_exact(value: Decimal) -> None:
    assert read_decimal(float(value)).valeur == value


@given(st.floats(allow_nan=False, allow_infinity=False) | st.text() | st.booleans() | st.none())
def test_a_cell_gives_a_value_or_a_fault_never_both(cell: float | str | bool | None) -> None:
    for read in (read_decimal(cell), read_integer(cell), read_date(cell), read_unit(cell), read_text(cell)):
        assert read.valeur is None or read.faute is None


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("15/03/2005", date(2005, 3, 15)),
        ("5-3-2005", date(2005, 3, 5)),
        ("2005-03-15", date(2005, 3, 15)),
        ("15 mars 2005", date(2005, 3, 15)),
        ("1er août 2005", date(2005, 8, 1)),
        (45000.0, date(2023, 3, 15)),
        (date(2023, 3, 15), date(2023, 3, 15)),
        (datetime(2023, 3, 15, 12), date(2023, 3, 15)),
    ],
)
def test_dates(cell: str | float | date, day: date) -> None:
    assert read_date(cell).valeur == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/02/2005", "valeur.date_illisible"),
        ("15/03/05", "valeur.date_ambigue"),
        ("2005", "valeur.date_illisible"),
        (2005.0, "valeur.date_illisible"),
        (45000.5, "valeur.date_illisible"),
        ("mars 2005", "valeur.date_illisible"),
    ],
)
def test_what_is_no_sure_date_is_refused(cell: str | float, code: str) -> None:
    assert read_date(cell).faute == code


def test_serials_of_a_1904_workbook() -> None:
    assert read_date(45000.0, from_1904=True).valeur == date(2027, 3, 16)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_written_in_french_is_read_back(day: date) -> None:
    assert read_date(f"{day:%d/%m/%Y}").valeur == day


@pytest.mark.parametrize(
    ("cell", "answer"), [("oui", True), ("Non", False), ("O", True), ("n", False), (True, True), ("ND", None)]
)
def test_yes_and_no(cell: str | bool, answer: bool | None) -> None:
    assert read_yes_no(cell).valeur is answer


def test_one_is_not_yes() -> None:
    assert read_yes_no(1.0).faute == "valeur.oui_non_illisible"


def test_a_code_is_given_by_code_or_label() -> None:
    assert read_code("eau_potable", "secteurs").valeur == "eau_potable"
    assert read_code(" EAU POTABLE ", "secteurs").valeur == "eau_potable"
    wrong = read_code("Eau potble", "secteurs")
    assert wrong.faute == "valeur.code_inconnu"
    assert wrong.faits == {"valeur": "Eau potble", "suggestion": "Eau potable"}
    assert read_code("SO", "pays").etat == "sans_objet"
    assert read_code("Somalie", "pays").valeur == "SO"


def test_a_unit_is_given_by_code_or_name_and_code() -> None:
    assert read_unit("ML010513").valeur == "ML010513"
    assert read_unit("Kita (ML010513)").valeur == "ML010513"
    assert read_unit("kita (ml010513)").valeur == "ML010513"
    assert read_unit("Kayes (ML010513)").faute == "valeur.unite_contradictoire"
    assert read_unit("Kita").faute == "valeur.unite_inconnue"
    assert read_unit("ML01O513").faits == {"valeur": "ML01O513", "suggestion": "Kita (ML010513)"}


def test_text_keeps_its_words_and_hides_nothing() -> None:
    assert read_text("  Cafe\u0301\r\nnoir ").valeur == "Café\nnoir"
    assert read_text(12.0).valeur == "12"
    assert read_text("gauche\u202edroite").faute == "valeur.caractere_interdit"
