"""What isn't shown, and what never fails: small marts written by hand, figures worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from indicators.declaration import Indicateur
from indicators.discovery import all_indicators
from indicators.engine import MOTIF_CCC, MOTIF_COUVERTURE, MOTIF_DENOMINATEUR, MOTIF_SECRET, statements
from registry.periods import Trimestre
from schemas.secrecy import MOTIF_COMMUNE

QUARTER = Trimestre(2026, 3)
CERCLES = ("ML0101", "ML0102", "ML0201", "ML0901")


def indicator(code: str) -> Indicateur:
    return all_indicators()[code]


def give(mart: Any, element: str, values: dict[str, int], quarter: Trimestre = QUARTER) -> None:
    for unit, value in values.items():
        mart.services[unit, element, quarter] = (Decimal(value), "mesuree")


def of_cercle(mart: Any, cercle: str) -> list[str]:
    return [code for code in mart.communes() if mart.units[code][2] == cercle]


def official(unit: str, literate: bool | None, sex: str = "M") -> dict[str, Any]:
    return {
        "unite_code": unit,
        "sexe_code": sex,
        "fonction_code": "conseiller_communal",
        "alphabetise": literate,
        "en_exercice": True,
        "etat_ligne": "actif",
    }


@pytest.fixture
def mart(new_mart: Any) -> Any:
    made = new_mart()
    made.depots = [(cercle, QUARTER, "accepte", True) for cercle in CERCLES]
    return made


def test_an_empty_store_fails_nowhere_and_shows_no_figure(new_mart: Any, compute: Any) -> None:
    facts = compute(new_mart(), QUARTER)
    assert set(facts) == set(all_indicators())
    for code, rows in facts.items():
        for fact in rows.values():
            if not code.startswith("qualite_"):
                assert fact["valeur"] is None and fact["motif_masque"]
    assert facts["qualite_envois"]["pays", "ML"]["valeur"] == 0


def test_unknown_is_in_neither_and_half_known_is_enough(mart: Any, compute: Any) -> None:
    one = indicator("eau_forages_en_service")
    first, second, third, *_ = units = of_cercle(mart, "ML0901")
    give(mart, "forages_pmh_nb", {first: 10, second: 20, third: 10, units[3]: 1000})
    give(mart, "forages_pmh_fonctionnels_nb", {first: 5, second: 20, third: 0, units[4]: 500})
    facts = compute(mart, QUARTER, [one])[one.code]
    cercle = facts["cercle", "ML0901"]
    assert (cercle["numerateur"], cercle["denominateur"], cercle["valeur"]) == (25, 40, Decimal("62.5"))
    assert (cercle["unites_connues"], cercle["unites_total"], cercle["couverture_pct"]) == (3, 6, 50)
    assert facts["region", "ML09"]["valeur"] == Decimal("62.5")
    nation = facts["pays", "ML"]
    assert nation["masque"] and nation["motif_masque"] == MOTIF_COUVERTURE and nation["unites_connues"] == 3
    assert nation["numerateur"] is None and nation["valeur"] is None


def test_a_zero_denominator_gives_no_value_and_says_why(mart: Any, compute: Any) -> None:
    one = indicator("eau_forages_en_service")
    units = of_cercle(mart, "ML0901")
    give(mart, "forages_pmh_nb", dict.fromkeys(units, 0))
    give(mart, "forages_pmh_fonctionnels_nb", dict.fromkeys(units, 0))
    fact = compute(mart, QUARTER, [one])[one.code]["cercle", "ML0901"]
    assert (fact["valeur"], fact["masque"], fact["motif_masque"]) == (None, False, MOTIF_DENOMINATEUR)


def test_a_change_compares_only_communes_known_twice(mart: Any, compute: Any) -> None:
    one = indicator("eau_points_realises")
    a, b, c, d, e, f = of_cercle(mart, "ML0901")
    give(mart, "points_eau_realises_nb", {a: 3, b: 4, c: 5, d: 100})
    give(mart, "points_eau_realises_nb", {a: 1, b: 1, c: 1, e: 50, f: 50}, QUARTER.plus(-1))
    give(mart, "points_eau_realises_nb", {a: 9, b: 9}, QUARTER.plus(-4))
    fact = compute(mart, QUARTER, [one])[one.code]["cercle", "ML0901"]
    assert fact["valeur"] == 112
    assert (fact["valeur_precedente_constant"], fact["valeur_constant"], fact["unites_constant"]) == (3, 12, 3)
    assert fact["variation"] == 9
    # Two communes of six were known a year ago: too few to speak of a change.
    assert fact["variation_annee"] is None and fact["unites_constant_annee"] is None


def test_a_figure_of_one_commune_is_hidden_with_the_next_that_would_betray_it(mart: Any, compute: Any) -> None:
    one = indicator("social_deplaces")
    everyone = mart.communes()
    mart.population = dict.fromkeys(everyone, 1000)
    give(mart, "personnes_deplacees_nb", dict.fromkeys(everyone, 10))
    lonely = of_cercle(mart, "ML0901")[0]
    for unit in of_cercle(mart, "ML0901"):
        if unit != lonely:
            del mart.services[unit, "personnes_deplacees_nb", QUARTER]
    facts = compute(mart, QUARTER, [one])[one.code]
    assert ("commune", lonely) not in facts
    assert facts["cercle", "ML0901"]["motif_masque"] == MOTIF_COUVERTURE
    assert facts["cercle", "ML0101"]["valeur"] == 10
    # Bamako's region is its cercle: hidden, it takes along the smallest of the other regions.
    hidden = [unit for (niveau, unit), fact in facts.items() if niveau == "region" and fact["masque"]]
    assert len(hidden) == 2 and "ML09" in hidden
    other = next(unit for unit in hidden if unit != "ML09")
    assert facts["region", other]["motif_masque"] == MOTIF_COMMUNE


def test_small_groups_of_persons_are_hidden_and_cannot_be_found_by_subtraction(mart: Any, compute: Any) -> None:
    one = indicator("elus_alphabetises")
    small, middle, large = of_cercle(mart, "ML0901")[0], of_cercle(mart, "ML0201")[0], of_cercle(mart, "ML0101")[0]
    rows = [official(small, index < 4) for index in range(20)]
    rows += [official(middle, index < 8) for index in range(30)]
    rows += [official(large, index < 50) for index in range(90)]
    mart.tables["elus"] = rows
    facts = compute(mart, QUARTER, [one])[one.code]
    assert {niveau for niveau, _ in facts} == {"region", "pays"}
    for region in ("ML09", "ML02"):
        fact = facts["region", region]
        assert (fact["motif_masque"], fact["numerateur"], fact["denominateur"]) == (MOTIF_SECRET, None, None)
        assert fact["dont_niveau_propre"] is None
    assert facts["region", "ML01"]["numerateur"] == 50
    assert facts["pays", "ML"]["numerateur"] == 62


def test_too_many_alike_is_as_telling_as_too_few(mart: Any, compute: Any) -> None:
    one = indicator("elus_alphabetises")
    mart.tables["elus"] = [official(of_cercle(mart, "ML0101")[0], index > 2) for index in range(60)]
    assert compute(mart, QUARTER, [one])[one.code]["pays", "ML"]["motif_masque"] == MOTIF_SECRET


def test_women_among_officials_are_shown_however_few(mart: Any, compute: Any) -> None:
    one = indicator("elus_femmes")
    unit = of_cercle(mart, "ML0101")[0]
    mart.tables["elus"] = [official(unit, None, "F" if index == 0 else "M") for index in range(11)]
    fact = compute(mart, QUARTER, [one])[one.code]["commune", unit]
    assert (fact["numerateur"], fact["denominateur"], fact["masque"]) == (1, 11, False)


def partnership(unit: str | None, status: str, country: str = "FR") -> dict[str, Any]:
    return {"unite_code": unit, "statut_code": status, "pays_code": country, "etat_ligne": "actif"}


def test_rows_held_by_a_cercle_a_region_or_nobody_count_once_at_their_level_and_above(mart: Any, compute: Any) -> None:
    one, countries = indicator("cooperation_partenariats"), indicator("cooperation_pays")
    commune = of_cercle(mart, "ML0101")[0]
    mart.tables["partenariats"] = [
        partnership(commune, "actif"),
        partnership("ML0101", "actif"),
        partnership("ML0102", "actif"),
        partnership("ML01", "actif", "DE"),
        partnership(None, "actif", "ML"),
        partnership(commune, "rompu") | {"etat_ligne": "annule"},
    ]
    facts = compute(mart, QUARTER, [one, countries])
    counted = {key: (fact["valeur"], fact["dont_niveau_propre"]) for key, fact in facts[one.code].items()}
    assert counted["commune", commune] == (1, 1)
    assert counted["cercle", "ML0101"] == (2, 1)
    assert counted["cercle", "ML0102"] == (1, 1)
    assert counted["region", "ML01"] == (4, 1)
    assert counted["pays", "ML"] == (5, 1)
    assert counted["cercle", "ML0201"] == (0, 0)
    # From rows, not from the level below: the two cercles share one country; Mali itself isn't a foreign one.
    distinct = {key: fact["valeur"] for key, fact in facts[countries.code].items()}
    assert distinct["cercle", "ML0101"] == distinct["cercle", "ML0102"] == 1
    assert distinct["region", "ML01"] == distinct["pays", "ML"] == 2


def test_a_status_to_verify_is_neither_active_nor_not(mart: Any, compute: Any) -> None:
    active, communes = indicator("cooperation_partenariats_actifs"), indicator("cooperation_communes")
    first, second, third, fourth, *_ = of_cercle(mart, "ML0901")
    mart.tables["partenariats"] = [
        partnership(first, "actif"),
        partnership(first, "inconnu"),
        partnership(second, "rompu"),
        partnership(third, "inconnu"),
        partnership(fourth, "rompu"),
        partnership(fourth, "inconnu"),
    ]
    facts = compute(mart, QUARTER, [active, communes])
    counted = facts[active.code]["cercle", "ML0901"]
    assert (counted["valeur"], counted["unites_connues"], counted["unites_total"]) == (1, 3, 6)
    share = facts[communes.code]["cercle", "ML0901"]
    # Known: the first (yes), the second (no), and the two without any partnership (no).
    assert (share["numerateur"], share["denominateur"], share["valeur"]) == (1, 4, 25)
    assert (share["unites_connues"], share["unites_total"]) == (4, 6)


def test_a_count_of_nothing_is_zero_only_where_the_centre_was_heard(mart: Any, compute: Any) -> None:
    one = indicator("formations_sessions")
    mart.depots = [("ML0101", QUARTER, "accepte", True), ("ML0102", QUARTER, "refuse", True)]
    facts = compute(mart, QUARTER, [one])[one.code]
    assert facts["cercle", "ML0101"]["valeur"] == 0
    silent = facts["cercle", "ML0102"]
    assert (silent["valeur"], silent["masque"], silent["motif_masque"]) == (None, True, MOTIF_CCC)
    assert facts["region", "ML01"]["valeur"] == 0
    assert (facts["region", "ML01"]["expediteurs_connus"], facts["region", "ML01"]["expediteurs_total"]) == (1, 2)
    assert facts["pays", "ML"]["motif_masque"] == MOTIF_CCC


def test_a_number_beyond_all_bounds_is_unknown_and_stops_nothing(mart: Any, compute: Any) -> None:
    one = indicator("formations_jours_participants")
    row = {"unite_code": "ML0101", "trimestre": str(QUARTER)}
    mart.tables["formations"] = [
        row | {"participants_nb": 30, "jours_nb": Decimal("2.5")},
        row | {"participants_nb": 9 * 10**18, "jours_nb": Decimal(3)},
    ]
    fact = compute(mart, QUARTER, [one])[one.code]["cercle", "ML0101"]
    assert (fact["valeur"], fact["unites_connues"], fact["unites_total"]) == (75, 1, 2)


def test_a_cercle_exempted_from_reporting_is_not_late(mart: Any, tmp_path: Any) -> None:
    (tmp_path / "exemptions.csv").write_text(
        "expediteur,depuis,jusqu_a,motif,decision,source\nML0901,2026-Q1,,sécurité,Décision 12,essai\n",
        encoding="utf-8",
    )
    one = indicator("qualite_envois")
    mart.depots = [("ML0101", QUARTER, "accepte", True), ("ML0901", QUARTER, "accepte", True)]
    base = mart.load(QUARTER)
    for statement in statements(QUARTER, [one], home_reference=tmp_path):
        base.execute(statement)
    rows = base.execute("SELECT unite_code, numerateur, denominateur FROM fait_indicateurs WHERE niveau <> 'cercle'")
    assert {unit: (num, den) for unit, num, den in rows.fetchall()} == {
        "ML": (1, 3),
        "ML01": (1, 2),
        "ML02": (0, 1),
        "ML09": (None, None),
    }


def test_computing_a_quarter_again_replaces_it_and_touches_no_other(random_mart: Any) -> None:
    mart = random_mart(1, 0.2)
    base = mart.load(QUARTER)
    base.execute("INSERT INTO fait_indicateurs (trimestre, indicateur) VALUES ('2026-Q2', 'sante_acces_5km')")
    counts = []
    for _ in range(2):
        for statement in statements(QUARTER):
            base.execute(statement)
        counts.append(
            base.execute("SELECT trimestre, count(*) FROM fait_indicateurs GROUP BY ALL ORDER BY ALL").fetchall()
        )
    assert counts[0] == counts[1] and counts[0][0] == ("2026-Q2", 1)


def test_the_same_store_gives_the_same_rows(random_mart: Any, compute: Any) -> None:
    mart = random_mart(2, 0.3)
    assert compute(mart, QUARTER) == compute(mart, QUARTER)
