"""A place is found whatever its accents, and never chosen silently among its namesakes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.places import Candidate, bearers, described, find, named, normalise, resolve
from registry.territory import ancestor, units


def codes(found: tuple[Candidate, ...]) -> list[str]:
    return [candidate.unite.code for candidate in found]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Garalo", "ML030610"),
        ("GARALO ", "ML030610"),
        ("ouelessebougou", "ML020528"),
        ("OUÉLÉSSÉBOUGOU", "ML020528"),
        ("Gourma Rharous", "ML0604"),
        ("gourma–rharous", "ML0604"),
        ("Koréra-Koré", "ML010609"),
        ("M’Pessoba", "ML030519"),
        ("m'pessoba", "ML030519"),
        ("MPESSOBA", "ML030519"),
        ("Ouélésse\u0301bougou", "ML020528"),
    ],
)
def test_accents_case_hyphens_and_apostrophes_do_not_count(written: str, code: str) -> None:
    first = find(written)[0]
    assert first.unite.code == code
    assert first.exact
    assert first.score == 100


def test_a_name_of_three_levels_is_not_resolved() -> None:
    found = resolve("kayes")
    assert found.unite is None
    assert codes(found.candidats)[:3] == ["ML01", "ML0101", "ML010112"]
    assert [c.exact for c in found.candidats[:3]] == [True, True, True]


def test_a_level_or_a_region_resolves_it() -> None:
    by_level = resolve("Kayes", niveaux=["cercle"]).unite
    assert by_level is not None
    assert by_level.code == "ML0101"
    by_region = resolve("Bamba", region="ML07").unite
    assert by_region is not None
    assert by_region.code == "ML070301"
    assert resolve("Bamba").unite is None


def test_a_seat_stands_for_its_commune_but_is_not_its_name() -> None:
    first = find("Fana")[0]
    assert (first.unite.code, first.exact, first.motif) == ("ML020309", False, "chef_lieu")
    assert resolve("Fana").unite is None
    # A cercle's name that is also the seat of a commune of another name.
    assert codes(find("Niafunké"))[:2] == ["ML0605", "ML060507"]
    assert resolve("Niafunké").unite is None


def test_bamako_is_one_collectivity_with_two_codes() -> None:
    assert codes(find("Bamako"))[:2] == ["ML09", "ML0901"]
    assert resolve("District de Bamako").unite is None


def test_near_spellings_are_offered_never_taken() -> None:
    for written, code, motif in (
        ("Diagounte Kamara", "ML010302", "homophone"),
        ("Mandiakui", "ML040607", "homophone"),
        ("Tindarmène", "ML070404", "variante"),
    ):
        first = find(written)[0]
        assert (first.unite.code, first.motif, first.exact) == (code, motif, False)
        assert 70 <= first.score < 95
        assert resolve(written).unite is None


def test_the_other_division_is_searched_when_named() -> None:
    assert codes(find("Taoudénit", niveaux=["region"], division="2023"))[0] == "ML09"
    assert all(not c.exact for c in find("Taoudénit"))


def test_nothing_is_found_in_nothing() -> None:
    assert find("") == find(" -- ") == find("zzzzqqqq") == ()


def test_normalise() -> None:
    assert normalise("  Gourma-Rharous ") == "gourma rharous"
    assert normalise("N'Gara") == normalise("N’GARA") == "ngara"
    assert normalise("Sœurs Éloïse") == "soeurs eloise"


@given(st.text(max_size=40))
def test_normalise_is_idempotent_and_find_keeps_order(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)
    scores = [candidate.score for candidate in find(text, niveaux=["cercle"])]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)


def test_every_unit_is_found_first_under_its_own_name() -> None:
    for known in list(units().values())[::17]:
        found = find(known.nom, niveaux=[known.niveau], region=ancestor(known.code, "region"))
        assert known.code in codes(tuple(c for c in found if c.exact))


def test_a_unit_is_described_with_what_it_lies_in() -> None:
    assert described(units()["ML050209"]) == "Kassa, commune du cercle de Koro (ML050209)"
    assert described(units()["ML090101"]) == "Commune I, commune du District de Bamako (ML090101)"
    assert described(units()["ML0105"]) == "Kita, cercle de la région de Kayes (ML0105)"


def test_the_bearers_of_a_name_are_those_of_a_full_search() -> None:
    for text in ("Kita", "Bamako", "benkadi", "Fana", "N'Gara", "Kassaro", "Nulle part", "", "Nioro-du-Sahel"):
        assert named(text) == bearers(find(text)), text
        assert named(text, ("commune",)) == bearers(find(text, ("commune",))), text
