"""Every element of the reference file, and every code list, holds the contract."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

import registry.codelists
from registry.codelists import code_list, list_names
from registry.elements import DOMAINES, Element, all_elements, elements_asked
from registry.periods import Trimestre
from schemas.ddl import UNITES
from schemas.discovery import all_tables
from schemas.sheets import element_column
from schemas.submission import ETATS

ELEMENTS = list(all_elements().values())
SUFFIX = {"nombre": "_nb", "personnes": "_nb", "fcfa": "_fcfa", "ha": "_ha", "km": "_km"}
CODES = Path(registry.codelists.__file__).parent / "data" / "codes"


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.code)
def test_element_is_whole(element: Element) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", element.code)
    assert element.domaine in DOMAINES
    assert element.unite in UNITES
    if element.booleen:
        assert (element.minimum, element.maximum) == (0, 1)
    else:
        assert element.code.endswith(SUFFIX[element.unite])
    assert element.libelle[0].isupper()
    assert len(element.libelle) <= 60
    assert element.definition.endswith(".")
    assert len(element.definition) > len(element.libelle)
    assert element.source
    assert 0 <= element.minimum < element.maximum
    assert element.nature in ("stock", "flux")
    assert element.periodicite in ("trimestre", "annee", "annee_scolaire")
    assert element.diffusion in ("commune", "cercle", "region", "interne")
    assert element_column(element).plausible


@pytest.mark.parametrize("element", ELEMENTS, ids=lambda element: element.code)
def test_a_flow_says_its_period(element: Element) -> None:
    if element.nature == "flux":
        wanted = "trimestre" if element.periodicite == "trimestre" else "année civile précédente"
        assert wanted in element.definition


@pytest.mark.parametrize("element", [e for e in ELEMENTS if e.tout], ids=lambda element: element.code)
def test_a_part_is_asked_with_its_whole(element: Element) -> None:
    whole = all_elements()[element.tout]
    assert (whole.domaine, whole.periodicite, whole.nature) == (element.domaine, element.periodicite, element.nature)
    assert (whole.unite == "fcfa") == (element.unite == "fcfa")
    assert element.maximum <= whole.maximum
    seen = {element.code}
    while whole.tout:
        assert whole.code not in seen
        seen.add(whole.code)
        whole = all_elements()[whole.tout]


@pytest.mark.parametrize("element", [e for e in ELEMENTS if e.somme], ids=lambda element: element.code)
def test_addends_are_parts_of_their_sum(element: Element) -> None:
    assert len(element.somme) >= 2
    for code in element.somme:
        assert all_elements()[code].tout == element.code


def test_girls_and_boys_make_the_pupils() -> None:
    assert set(all_elements()["eleves_cycle1_nb"].somme) == {"eleves_cycle1_filles_nb", "eleves_cycle1_garcons_nb"}


def test_titles_differ_within_a_sheet() -> None:
    titles = Counter((element.domaine, element.libelle) for element in ELEMENTS)
    assert max(titles.values()) == 1


def test_at_most_twenty_are_quarterly() -> None:
    assert len(elements_asked(Trimestre(2026, 3))) <= 20


def test_at_least_a_hundred_in_every_domain_of_the_guide() -> None:
    """Fiche 14 names services in health, education, water, the economy, social and cultural life."""
    assert len(ELEMENTS) >= 100
    counts = Counter(element.domaine for element in ELEMENTS)
    assert set(counts) == set(DOMAINES)
    assert min(counts.values()) >= 5


def test_the_budget_of_cooperation_is_counted_once_a_year() -> None:
    budget = all_elements()["budget_cooperation_fcfa"]
    assert (budget.periodicite, budget.nature, budget.tout) == ("annee", "stock", "budget_primitif_fcfa")
    asked = [number for number in range(1, 5) if budget.asked_in(Trimestre(2026, number))]
    assert asked == [1]


def test_population_is_never_asked() -> None:
    for element in ELEMENTS:
        assert not re.search(r"population|(^|_)menages|6_11|moins_1_an|attendu", element.code)


def test_what_endangers_people_is_not_published_by_commune() -> None:
    for element in ELEMENTS:
        if re.search(r"deplace|fermee|deces", element.code):
            assert element.diffusion != "commune"


def test_newborns_and_late_judgements_are_apart() -> None:
    assert {"naissances_declarees_nb", "jugements_suppletifs_nb"} <= set(all_elements())
    assert "jugements supplétifs n'y sont pas comptés" in all_elements()["naissances_declarees_nb"].definition


def test_only_a_law_or_the_guide_confirms() -> None:
    for element in ELEMENTS:
        if element.confirme:
            assert re.match(r"(Loi|Décret|Guide)", element.source)


@pytest.mark.parametrize("name", list_names())
def test_code_list_is_whole(name: str) -> None:
    with (CODES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    header, *body = rows
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", name)
    assert header[:2] == ["code", "libelle"]
    assert body
    assert all(len(row) == len(header) for row in body)
    codes = [row[0] for row in body]
    labels = [row[1].casefold() for row in body]
    assert len(codes) == len(set(codes))
    assert len(labels) == len(set(labels))
    assert all(re.fullmatch(r"[A-Za-z0-9]+(_[A-Za-z0-9]+)*", code) for code in codes)
    assert all(row[1] == row[1].strip() and row[1] for row in body)
    # A label that is another row's code would make a typed answer mean two things.
    assert not {row[1].casefold() for row in body if row[1].casefold() != row[0].casefold()} & {
        code.casefold() for code in codes
    }


# Lists of what OISE reckons, which nobody types.
RECKONED = {"statuts_convention_calcules", "actes_convention", "etats_experience"}


@pytest.mark.parametrize("name", list_names())
def test_code_list_is_used(name: str) -> None:
    used = {column.liste for table in all_tables().values() for column in (*table.colonnes, *table.colonnes_internes)}
    assert (name in used) is (name not in RECKONED)


def test_states_of_a_value_are_those_of_the_submission() -> None:
    assert tuple(code_list("etats_valeur").libelles) == ETATS


def test_countries_are_all_there() -> None:
    countries = code_list("pays").libelles
    assert len(countries) == 249
    assert countries["ML"] == "Mali"
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in countries)


def test_sectors_carry_their_dac_code_and_domain() -> None:
    for attributes in code_list("secteurs").attributs.values():
        assert re.fullmatch(r"\d{5}", attributes["cad_code"])
        assert attributes["domaine"] in DOMAINES
