"""What the judge says of values, rows and whole batches."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.territory import cercle_senders, children
from schemas.catalogue import fault, kind
from schemas.dtypes import frame_schema
from schemas.judging import judge, written
from tests.schemas.judged_rows import codes_of, judge_rows, row_of, sheet_of


def test_a_refused_cell_is_not_also_said_empty() -> None:
    sheet = sheet_of("elus")
    assert judge_rows(sheet, row_of(sheet, sexe_code=None, _illisibles=["sexe_code"])) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [
        ("elus", "sexe_code", "X", "valeur.code_inconnu"),
        ("elus", "unite_code", "ML999999", "valeur.unite_inconnue"),
        ("elus", "nom", "K" * 81, "valeur.trop_long"),
        ("elus", "nom", "KEI\x07TA", "valeur.caractere_interdit"),
        ("elus", "mandats_nb", -1, "valeur.negatif"),
        ("elus", "mandats_nb", 10, "valeur.hors_bornes"),
        ("elus", "formations_mandat_nb", 61, "valeur.invraisemblable"),
        ("elus", "id_local", "ELU-1", "ligne.identifiant_inconnu"),
        ("elus", "id_local", "PAR-ML0105-0001", "ligne.identifiant_inconnu"),
        ("formations", "fin_date", date(202, 7, 8), "valeur.date_impossible"),
        ("formations", "cout_fcfa", -1, "valeur.negatif"),
        ("partenariats", "pays_code", "ZZ", "valeur.code_inconnu"),
    ],
)
def test_a_value_is_judged(table: str, column: str, value: Any, code: str) -> None:
    sheet = sheet_of(table)
    found = [finding for finding in judge_rows(sheet, row_of(sheet, **{column: value})) if finding.code == code]
    assert [(finding.colonne, finding.ecarte) for finding in found] == [(column, kind(code).ecarte)]


@pytest.mark.parametrize(
    ("unit", "refused"), [("ML010513", False), ("ML0105", False), ("ML0106", True), ("ML010601", True), ("ML01", True)]
)
def test_a_sender_speaks_for_its_own(unit: str, refused: bool) -> None:
    sheet = sheet_of("formations")
    found = judge_rows(sheet, row_of(sheet, unite_code=unit))
    assert codes_of(found) == (["cadre.proprietaire_hors_perimetre"] if refused else [])
    assert all(finding.gravite == "bloquant" for finding in found)


def test_a_known_name_stands_beside_a_foreign_code() -> None:
    sheet = sheet_of("formations")
    assert "(ML01)" in judge_rows(sheet, row_of(sheet, unite_code="ML01"))[0].phrase


def test_every_copy_of_a_row_is_set_aside_within_its_own_file() -> None:
    sheet = sheet_of("formations")
    rows = [
        row_of(sheet),
        row_of(sheet, intitule="autre"),
        row_of(sheet, _sha256="b"),
        row_of(sheet, id_local="FOR-ML0105-0002"),
    ]
    found = judge_rows(sheet, *rows)
    assert [(finding.code, finding.index) for finding in found] == [("ligne.double", 0), ("ligne.double", 1)]
    assert all(finding.ecarte for finding in found)


def test_a_commune_given_twice_in_services_is_double() -> None:
    sheet = sheet_of("services_sante")
    assert codes_of(judge_rows(sheet, row_of(sheet), row_of(sheet))) == ["ligne.double", "ligne.double"]


def test_blank_values_of_services_are_no_fault() -> None:
    sheet = sheet_of("services_sante")
    assert any(element.obligatoire for element in sheet.elements)
    assert judge_rows(sheet, row_of(sheet)) == []


def test_a_reference_is_checked_only_against_what_is_known() -> None:
    sheet = sheet_of("conventions")
    assert judge_rows(sheet, row_of(sheet)) == []
    found = judge_rows(sheet, row_of(sheet), identifiants={("a", "partenariats"): ["PAR-ML0105-0007"]})
    assert codes_of(found) == ["ligne.reference_inconnue"]
    assert "PAR-ML0105-0007" in found[0].phrase
    assert "Partenariats" in found[0].phrase
    assert codes_of(judge_rows(sheet, row_of(sheet), identifiants={})) == ["ligne.reference_inconnue"]


def test_a_sentence_says_where_what_and_how() -> None:
    sheet = sheet_of("elus")
    (found,) = judge_rows(sheet, row_of(sheet, sexe_code="Fem", _ligne=12))
    assert found.phrase.replace("\u00a0", " ") == (
        "Feuille Élus, ligne 12, colonne « Sexe » : « Fem » n'est pas dans la liste ; "
        "vouliez-vous dire « Femme » ? Sinon, choisissez une valeur de la liste déroulante."
    )
    assert found.fault(sheet, 12).as_dict()["ligne"] == 12


def test_a_batch_gives_what_its_files_give() -> None:
    """Judging 50 files at once finds exactly what judging each alone finds."""
    sheet = sheet_of("services_hydraulique")
    rows = [
        row_of(sheet, _sha256=sender.code, _expediteur=sender.code, unite_code=commune.code)
        | {"forages_pmh_nb": place % 7, "forages_pmh_fonctionnels_nb": place % 5, "points_eau_realises_nb": place - 3}
        for sender in cercle_senders()[:8]
        for place, commune in enumerate(children(sender.code))
    ]
    together = [(finding.code, finding.index, finding.colonne) for finding in judge_rows(sheet, *rows)]
    apart = []
    for sender in cercle_senders()[:8]:
        mine = [index for index, row in enumerate(rows) if row["_sha256"] == sender.code]
        apart += [
            (finding.code, mine[finding.index], finding.colonne)
            for finding in judge_rows(sheet, *(rows[i] for i in mine))
        ]
    assert together == sorted(apart, key=lambda found: found[1])
    assert together


def test_a_frame_of_another_shape_is_a_defect() -> None:
    sheet = sheet_of("elus")
    with pytest.raises(TypeError):
        judge(pl.DataFrame([row_of(sheet)]).drop("sexe_code"), sheet)
    with pytest.raises(TypeError):
        judge(
            pl.DataFrame([row_of(sheet)], schema=frame_schema(sheet)).with_columns(pl.lit("x").alias("mandats_nb")),
            sheet,
        )
    with pytest.raises(TypeError):
        judge(pl.DataFrame([row_of(sheet)], schema=frame_schema(sheet)).drop("_sha256"), sheet)
    with pytest.raises(TypeError):
        judge(pl.DataFrame([row_of(sheet) | {"_fin": None}], schema=frame_schema(sheet)), sheet)


def test_an_empty_sheet_has_no_fault() -> None:
    sheet = sheet_of("elus")
    assert judge(pl.DataFrame(schema=frame_schema(sheet)), sheet) == []


def test_the_judge_can_not_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANDERA_VALIDATION_ENABLED", "False")
    from pandera.config import CONFIG

    monkeypatch.setattr(CONFIG, "validation_enabled", False)
    sheet = sheet_of("elus")
    assert codes_of(judge_rows(sheet, row_of(sheet, sexe_code="X"))) == ["valeur.code_inconnu"]


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_is_written_as_in_french(number: Decimal) -> None:
    text = written(number)
    assert text is not None
    assert "." not in text
    assert Decimal(text.replace("\u202f", "").replace(",", ".")) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "Oui"),
        (False, "Non"),
        (1250, "1\u202f250"),
        (Decimal("1250.500"), "1\u202f250,5"),
        (Decimal("3.000"), "3"),
        (date(2026, 9, 30), "30/09/2026"),
        ("Kita", "Kita"),
    ],
)
def test_a_value_is_written_as_in_french(value: Any, text: str | None) -> None:
    assert written(value) == text


def test_a_fault_of_the_judge_is_a_fault_of_the_catalogue() -> None:
    sheet = sheet_of("elus")
    (found,) = judge_rows(sheet, row_of(sheet, nom="K" * 81, _ligne=9))
    same = fault("valeur.trop_long", feuille="Élus", ligne=9, colonne="nom", titre="Nom", valeur="K" * 81, maximum=80)
    assert found.phrase == same.message
