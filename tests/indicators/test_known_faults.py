"""Faults that an earlier proposal of indicators had, and that none may have again."""

from __future__ import annotations

from typing import Any

import pytest

import indicators.families.eau
from indicators.conditions import Vrai
from indicators.declaration import Indicateur
from indicators.discovery import all_indicators
from indicators.fiche import fiche
from indicators.terms import CumulAnnee, Population, SommeElements, SommePortee, term_columns, term_condition
from registry.elements import all_elements
from registry.periods import Trimestre

INDICATORS = list(all_indicators().values())
WATER = {
    "forages_pmh_nb",
    "forages_pmh_fonctionnels_nb",
    "puits_modernes_nb",
    "puits_modernes_perennes_nb",
    "bornes_fontaines_nb",
    "bornes_fontaines_fonctionnelles_nb",
    "habitants_ruraux_desservis_eau_nb",
}


def test_births_of_the_quarter_never_mix_with_adults_judgements() -> None:
    births, judgements = "naissances_declarees_nb", "jugements_suppletifs_nb"
    for one in INDICATORS:
        for term in (one.numerateur, one.denominateur):
            assert not {births, judgements} <= set(getattr(term, "codes", ()))
    assert all_indicators()["social_naissances_declarees"].elements == (all_elements()[births],)


def test_no_figure_divides_a_whole_commune_s_people_by_its_water_points_and_the_reason_is_written() -> None:
    for one in INDICATORS:
        parts = (one.numerateur, one.denominateur)
        if any(isinstance(part, Population) for part in parts):
            assert not WATER & {element.code for element in one.elements}, one.code
    assert "rural" in str(indicators.families.eau.__doc__)


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.code)
def test_money_says_of_which_period_it_is(one: Indicateur) -> None:
    """Per head, or a share of a budget: of a quarter, since January, of last year or of the year's own budget."""
    money = [element for element in one.elements if element.unite == "fcfa"]
    per_head = isinstance(one.denominateur, Population) and (money or isinstance(one.numerateur, SommePortee))
    flows = [element for element in money if element.nature == "flux"]
    if not per_head and not flows:
        return
    assert any(
        words in one.libelle for words in ("pendant le trimestre", "cumul depuis janvier", "année civile précédente")
    )
    assert not one.annualise, "money is seasonal: a quarter of it is never multiplied by four"
    quarterly = [element for element in flows if element.periodicite == "trimestre"]
    yearly = [element for element in money if element.periodicite == "annee"]
    # A quarter's flow is never set against a year's amount, unless it is cumulated.
    assert not (quarterly and yearly) or isinstance(one.numerateur, CumulAnnee)


def test_only_what_is_multiplied_by_four_says_so_and_its_sheet_too() -> None:
    for one in INDICATORS:
        assert one.annualise == ("× 4" in one.libelle) == ("× 4" in fiche(one))
        assert one.multiplicateur == one.facteur * (4 if one.annualise else 1)


def test_a_service_s_budget_is_asked_once_a_year_and_never_summed_over_quarters() -> None:
    budget = all_elements()["budget_cooperation_fcfa"]
    assert (budget.nature, budget.periodicite) == ("stock", "annee")
    readers = [one for one in INDICATORS if budget in one.elements]
    assert {one.code for one in readers} == {"finances_budget_cooperation", "financements_budget_service"}
    for one in readers:
        terms = [term for term in (one.numerateur, one.denominateur) if budget.code in getattr(term, "codes", ())]
        assert all(isinstance(term, SommeElements) for term in terms) and not one.annualise


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.code)
def test_no_numerator_is_implied_by_its_denominator(one: Indicateur) -> None:
    """The visa isn't asked of those that bear it, nor a meeting of those that held it."""
    if one.champ != "ligne" or one.denominateur is None:
        return
    assert term_condition(one.numerateur) != term_condition(one.denominateur) or (
        term_columns(one.numerateur) != term_columns(one.denominateur)
    )


@pytest.mark.parametrize(
    ("code", "asked"),
    [
        ("conventions_visa", {"visa"}),
        ("conventions_rencontre_annuelle", {"derniere_rencontre_date"}),
        ("conventions_en_ordre", {"visa", "derniere_rencontre_date"}),
        ("faiblesses_pdsec", {"pdsec_inscrite"}),
        ("faiblesses_maitrise_ouvrage", {"maitre_ouvrage_code", "passation_code"}),
        ("faiblesses_services_etat", {"services_etat"}),
        ("cooperation_reciprocite", {"reciprocite"}),
    ],
)
def test_what_the_scorecard_asks_is_not_in_its_field(code: str, asked: set[str]) -> None:
    one = all_indicators()[code]
    assert asked <= term_columns(one.numerateur)
    assert not asked & term_columns(one.denominateur)


def test_unknown_counts_in_no_part_of_the_scorecard(random_mart: Any, compute: Any) -> None:
    """Erasing every answer gives no figure: neither all yes nor all no."""
    chosen = [
        all_indicators()[code] for code in ("faiblesses_pdsec", "faiblesses_services_etat", "cooperation_reciprocite")
    ]
    mart = random_mart(13, 0.0)
    for table in ("actions", "partenariats"):
        for row in mart.tables[table]:
            row |= {name: None for name in ("pdsec_inscrite", "services_etat", "reciprocite") if name in row}
    assert all(isinstance(term_condition(one.numerateur), Vrai) for one in chosen)
    for facts in compute(mart, Trimestre(2026, 3), chosen).values():
        for fact in facts.values():
            assert fact["valeur"] is None and fact["numerateur"] is None and fact["unites_connues"] == 0
