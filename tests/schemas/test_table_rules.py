"""Every rule of every table and element: what it lets pass, and what breaks it and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.codelists import code_list
from registry.elements import all_elements
from registry.periods import Trimestre
from schemas.catalogue import kind
from schemas.discovery import all_tables
from schemas.element_rules import element_rules
from tests.schemas import cooperation_rows, relation_rows
from tests.schemas.judged_rows import RIGHT, WRONG, codes_of, judge_rows, row_of, sheet_of


@pytest.mark.parametrize("table", RIGHT)
def test_a_right_row_has_no_fault(table: str) -> None:
    sheet = sheet_of(table)
    known = {("a", name): {str(row["id_local"])} for name, row in RIGHT.items()}
    assert judge_rows(sheet, row_of(sheet), identifiants=known) == []


@pytest.mark.parametrize("table", [t.nom for t in all_tables().values() if t.nature != "releve"])
def test_every_table_and_rule_is_tried_here(table: str) -> None:
    assert table in RIGHT
    assert {rule.code for rule in all_tables()[table].regles} == {
        code for code in (*WRONG, *relation_rows.BETWEEN_ROWS) if code.startswith(f"regle.{table}.")
    }


@pytest.mark.parametrize("code", WRONG)
def test_a_rule_sees_what_breaks_it_and_nothing_else(code: str) -> None:
    sheet = sheet_of(code.split(".")[1])
    found = judge_rows(sheet, row_of(sheet, **WRONG[code]))
    assert codes_of(found) == [code]
    assert found[0].gravite == kind(code).gravite
    assert found[0].ecarte == kind(code).ecarte
    assert found[0].phrase.endswith(".")


@pytest.mark.parametrize("code", relation_rows.BETWEEN_ROWS)
def test_a_rule_between_rows_sees_both_within_one_file(code: str) -> None:
    sheet = sheet_of(code.split(".")[1])
    breaking, right = relation_rows.BETWEEN_ROWS[code]
    first, second = row_of(sheet), row_of(sheet, id_local=f"{sheet.table.prefixe}-ML0105-0002")
    assert [(found.code, found.index) for found in judge_rows(sheet, first, second | breaking)] == [
        (code, 0),
        (code, 1),
    ]
    assert judge_rows(sheet, first, second | right) == []
    assert judge_rows(sheet, first, second | breaking | {"etat_ligne": "annule"}) == []
    assert judge_rows(sheet, first, second | breaking | {"_sha256": "b"}) == []


@pytest.mark.parametrize("table", RIGHT)
def test_unknown_breaks_no_rule(table: str) -> None:
    """With every optional cell empty, only rules that ask for a cell may speak."""
    sheet = sheet_of(table)
    optional = {column.nom: None for column in sheet.colonnes if not column.obligatoire}
    expected = {
        "activites_ccc": ["regle.activites_ccc.resultat_attendu"],
        "conventions": ["regle.conventions.signature_attendue"],
        **relation_rows.ASKING,
        **cooperation_rows.ASKING,
    }
    assert codes_of(judge_rows(sheet, row_of(sheet, **optional))) == expected.get(table, [])


@pytest.mark.parametrize("table", RIGHT)
def test_each_obligatory_cell_is_asked(table: str) -> None:
    sheet = sheet_of(table)
    for column in sheet.colonnes:
        if column.obligatoire:
            found = judge_rows(sheet, row_of(sheet, **{column.nom: None}))
            wanted = "ligne.identifiant_absent" if column.nom == "id_local" else "ligne.obligatoire_absent"
            assert (wanted, column.nom) in {(finding.code, finding.colonne) for finding in found}


@pytest.mark.parametrize("place", ["ML010513", "ML0106", "ML06", "ML0901", "ML"])
def test_another_party_may_be_any_unit(place: str) -> None:
    """Only the owner of a row must lie in the sender's perimeter."""
    sheet = sheet_of("parties")
    assert judge_rows(sheet, row_of(sheet, partie_unite_code=place)) == []


def test_a_party_is_a_known_unit_and_its_owner_the_senders_own() -> None:
    sheet = sheet_of("parties")
    assert codes_of(judge_rows(sheet, row_of(sheet, unite_code="ML0106"))) == ["cadre.proprietaire_hors_perimetre"]
    assert codes_of(judge_rows(sheet, row_of(sheet, partie_unite_code="ML999999"))) == ["valeur.unite_inconnue"]


@pytest.mark.parametrize(
    ("sender", "reference", "codes"),
    [
        ("ML0105", "PAR-ML0105-0001", ["regle.confirmations.deja_la_votre"]),
        ("ML0105", "PAR-ML01-0001", []),
        ("ML01", "PAR-ML0105-0001", []),
        ("ML01", "PAR-ML01-0001", ["regle.confirmations.deja_la_votre"]),
        ("ML", "PAR-ML-0001", ["regle.confirmations.deja_la_votre"]),
        ("ML", "PAR-ML0105-0001", []),
    ],
)
def test_one_confirms_what_another_filed(sender: str, reference: str, codes: list[str]) -> None:
    sheet = sheet_of("confirmations")
    row = row_of(sheet, _expediteur=sender, unite_code=sender, partenariat_ref=reference)
    assert codes_of(judge_rows(sheet, row)) == codes


def test_reconducted_conventions_may_end_later() -> None:
    sheet = sheet_of("conventions")
    assert judge_rows(sheet, row_of(sheet, reconductions_nb=1, fin_date=date(2030, 6, 30))) == []


@pytest.mark.parametrize("shift", [-1, 0])
def test_both_usual_ways_to_say_the_end_are_right(shift: int) -> None:
    sheet = sheet_of("conventions")
    assert judge_rows(sheet, row_of(sheet, fin_date=date(2027, 7, 1) + timedelta(days=shift))) == []


OWN_UNIT = {"commune": ("ML0105", "ML010513"), "cercle": ("ML0105", "ML0105"), "region": ("ML01", "ML01")}
OWN_UNIT |= {"pays": ("ML", "ML"), "": ("ML01", "ML01")}


@pytest.mark.parametrize("function", [code for code in code_list("fonctions_elus").libelles if "district" not in code])
def test_officials_of_every_level_have_their_functions(function: str) -> None:
    sheet = sheet_of("elus")
    level = code_list("fonctions_elus").attributs[function]["niveau"]
    sender, unit = OWN_UNIT[level]
    assert judge_rows(sheet, row_of(sheet, _expediteur=sender, unite_code=unit, fonction_code=function)) == []
    if level == "commune":
        wrong = row_of(sheet, unite_code="ML0105", fonction_code=function)
        assert codes_of(judge_rows(sheet, wrong)) == ["regle.elus.fonction_niveau"]


def test_the_officials_of_the_district_have_their_own_functions() -> None:
    sheet = sheet_of("elus")
    district = {"_expediteur": "ML0901", "unite_code": "ML0901"}
    assert judge_rows(sheet, row_of(sheet, **district, fonction_code="maire_district")) == []
    assert codes_of(judge_rows(sheet, row_of(sheet, **district, fonction_code="maire"))) == [
        "regle.elus.fonction_niveau"
    ]
    assert judge_rows(sheet, row_of(sheet, **district, fonction_code="membre_autorite_interimaire")) == []


ELEMENT_RULES = {rule.code: rule for rule in element_rules(tuple(all_elements().values()))}
SEASON = {"trimestre": Trimestre(2026, 3), "annee": Trimestre(2026, 1), "annee_scolaire": Trimestre(2026, 2)}


@pytest.mark.parametrize("code", ELEMENT_RULES)
def test_parts_and_sums_of_elements(code: str) -> None:
    rule = ELEMENT_RULES[code]
    first = all_elements()[rule.colonnes[0]]
    sheet = sheet_of(f"services_{first.domaine}", SEASON[first.periodicite])
    if ".partie_" in code:
        right, wrong = {first.code: 1, first.tout: 1}, {first.code: 2, first.tout: 1}
    else:
        right = {first.code: 2 * len(first.somme)} | dict.fromkeys(first.somme, 2)
        wrong = right | {first.code: 2 * len(first.somme) + 1}
    assert code not in codes_of(judge_rows(sheet, row_of(sheet, **right)))
    found = [finding for finding in judge_rows(sheet, row_of(sheet, **wrong)) if finding.code == code]
    assert [(finding.colonne, finding.gravite, finding.ecarte) for finding in found] == [(first.code, "reserve", True)]
    for column in right:
        assert code not in codes_of(judge_rows(sheet, row_of(sheet, **(wrong | {column: None}))))


@settings(max_examples=60, deadline=None)
@given(whole=st.integers(-5, 400), part=st.integers(-5, 400))
def test_pumps_in_service_are_among_the_pumps(whole: int, part: int) -> None:
    sheet = sheet_of("services_hydraulique")
    found = judge_rows(sheet, row_of(sheet, forages_pmh_nb=whole, forages_pmh_fonctionnels_nb=part))
    expected = set()
    for column, value in (("forages_pmh_nb", whole), ("forages_pmh_fonctionnels_nb", part)):
        if value < 0:
            expected.add(("valeur.negatif", column))
        elif value > 300:
            expected.add(("valeur.invraisemblable", column))
    if part > whole:
        expected.add(("regle.services.partie_forages_pmh_fonctionnels_nb", "forages_pmh_fonctionnels_nb"))
    assert {(finding.code, finding.colonne) for finding in found} == expected
