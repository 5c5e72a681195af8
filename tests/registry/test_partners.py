"""A partner written in two ways is offered to a person's judgement, and nothing else is."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.guide import partnerships
from registry.partners import Fusion, Partner, candidates, canonical, partner_id


def partners_of_the_guide() -> list[Partner]:
    return [
        Partner(partner_id(p.partenaire, p.pays), p.partenaire_net, p.pays, (p.unite_code,) if p.unite_code else ())
        for p in partnerships()
    ]


def french(*names: str) -> list[Partner]:
    return [Partner(partner_id(name, "FR"), name, "FR") for name in names]


def pairs(partners: list[Partner], *fusions: Fusion) -> set[frozenset[str]]:
    return {frozenset((found.a.nom, found.b.nom)) for found in candidates(partners, fusions)}


@pytest.mark.parametrize(
    "written",
    ["Aix en Provence", "AIX-EN-PROVENCE", "aix  en–provence", "Aix-en-Provence (France)", "Âix en Provençe"],
)
def test_one_identifier_whatever_the_accents_the_case_and_the_hyphens(written: str) -> None:
    assert partner_id(written, "fr") == "PTN-FR-AIX-EN-PROVENCE"


def test_identifiers() -> None:
    assert partner_id("Ville d’Évry", "FR") == partner_id("ville d'evry", "FR") == "PTN-FR-VILLE-D-EVRY"
    assert partner_id("S.A.N. d'Evry", "FR") == "PTN-FR-SAN-D-EVRY"
    assert partner_id("Évry", "FR") != partner_id("Évry", "BE")
    assert partner_id("", "FR") == "PTN-FR-SANS-NOM"


def test_names_in_other_letters_are_told_apart() -> None:
    names = ["北京", "上海", "北京 City", "上海 City", "Город"]
    assert len({partner_id(name, "CN") for name in names}) == len(names)
    assert partner_id("北京", "CN") == partner_id(" 北京 ", "CN")


def test_the_candidates_among_the_partners_of_the_guide_are_these_and_no_other() -> None:
    guide = partners_of_the_guide()
    assert pairs(guide) == {
        frozenset(("Evry", "S.A.N. d'Evry")),
        frozenset(("Lyon", "Lyon-Bron")),
        frozenset(("Bron", "Lyon-Bron")),
        frozenset(("Quétigny", "Bous-Quétigny")),
        frozenset(("Viroflay", "Hasslöch - Viroflay")),
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Évry", "Ville d'Évry"),
        ("Évry", "Mairie d'Evry"),
        ("Évry", "Commune d’Évry"),
        ("Rhônes Alpes", "Région Rhône-Alpes"),
        ("Essonne", "Conseil général de l'Essonne"),
        ("Lille", "C.U. de Lille"),
        ("Saint-Denis", "St Denis"),
        ("Sainte-Maure de Touraine", "Ste Maure de Touraine"),
        ("Lesquine", "Ville de Lesquin"),
        ("Ballancourt", "Ballancourt-sur-Essonne"),
        ("Villeneuve d'Asq", "Villeneuve d'Ascq"),
    ],
)
def test_two_writings_are_found_and_the_reason_said(one: str, other: str) -> None:
    found = candidates(french(one, other))
    assert len(found) == 1
    assert found[0].raisons
    assert all(raison.endswith(".") for raison in found[0].raisons)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Haute-Marne", "Haute-Savoie"),
        ("Haut-Rhin", "Hauts-de-Seine"),
        ("Boissy sous Saint-Yon", "Boussy Saint-Antoine"),
        ("Saint-Jean de la Ruelle", "Saint-Jean de Maurienne"),
        ("Chazelles-sur-Lyon", "Lyon"),
        ("Pau", "Pail"),
        ("Secteur 1 de Nord", "Secteur 2 de Nord"),
        ("Saint-Georges", "Saint"),
    ],
)
def test_two_partners_are_left_alone(one: str, other: str) -> None:
    assert candidates(french(one, other)) == ()


def test_what_is_of_another_kind_or_country_scores_lower_and_says_so() -> None:
    same = candidates(french("Évry", "Ville d'Évry"))[0]
    kinds = candidates(french("Ville d'Évry", "S.A.N. d'Évry"))[0]
    abroad = candidates([*french("Vegas"), Partner("PTN-ES-VEGAS", "Vegas", "ES")])[0]
    assert same.score > kinds.score > abroad.score
    assert "groupement" in kinds.raisons[0]
    assert "Espagne" in abroad.raisons[0]


def test_a_malian_unit_in_common_is_one_more_reason() -> None:
    apart = candidates(french("Évry", "S.A.N. d'Évry"))[0]
    tied = [Partner(one.id, one.nom, one.pays, ("ML0101",)) for one in french("Évry", "S.A.N. d'Évry")]
    together = candidates(tied)[0]
    assert together.score > apart.score
    assert together.raisons[-1] == "Les deux sont liés à Kayes (ML0101)."


def test_a_decided_pair_is_offered_no_more_and_comes_back_when_the_decision_goes() -> None:
    both = french("Évry", "Ville d'Évry")
    assert pairs(both) == {frozenset(("Évry", "Ville d'Évry"))}
    assert pairs(both, Fusion("PTN-FR-VILLE-D-EVRY", "PTN-FR-EVRY")) == set()


def test_decisions_are_followed_the_last_one_first() -> None:
    fusions = [Fusion("a", "b"), Fusion("b", "c"), Fusion("x", "a"), Fusion("x", "y"), Fusion("z", "z")]
    assert canonical("a", fusions) == "c"
    assert canonical("x", fusions) == "y"
    assert canonical("z", fusions) == "z"
    assert canonical("unknown", fusions) == "unknown"


letters = st.sampled_from("abcdef")
decisions = st.lists(st.builds(Fusion, letters, letters), max_size=10)


@given(letters, decisions)
def test_a_canonical_partner_is_its_own_canonical(partner: str, fusions: list[Fusion]) -> None:
    found = canonical(partner, fusions)
    assert canonical(found, fusions) == found


@given(st.lists(st.sampled_from(partners_of_the_guide()), max_size=40), st.randoms(use_true_random=False))
def test_candidates_do_not_depend_on_the_order(partners: list[Partner], shuffler: random.Random) -> None:
    # One writing, one row: the same partner printed twice keeps its last relations.
    once = list({partner.id: partner for partner in partners}.values())
    shuffled = [*once]
    shuffler.shuffle(shuffled)
    assert candidates(shuffled) == candidates(once)


@given(st.text(max_size=30), st.sampled_from(["FR", "ML"]))
def test_an_identifier_is_plain_and_stable(name: str, country: str) -> None:
    known = partner_id(name, country)
    assert known == partner_id(f"  {name.upper().lower()} ".strip(), country) or not name.isascii()
    assert known.startswith(f"PTN-{country}-")
    assert all(letter.isascii() and (letter.isalnum() or letter == "-") for letter in known)
