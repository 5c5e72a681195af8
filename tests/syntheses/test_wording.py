"""French figures, and sentences that stay true when values are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.writing import long_date
from syntheses.classes import classes_of
from syntheses.facts import Change, Content, Norm
from syntheses.typography import inside, listing, number, of_place, plural, quantity, signed
from syntheses.wording import brief, change_of, due_sentence, norm_of, partnerships

Make = Callable[..., Content]


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        ("1250.5", 1, "1\u202f250,5"),
        ("1234567", 0, "1\u202f234\u202f567"),
        ("0.005", 2, "0,01"),
        ("-3.25", 1, "\u22123,3"),
        ("999.96", 1, "1\u202f000,0"),
    ],
)
def test_numbers_are_french(value: str, decimals: int, text: str) -> None:
    assert number(Decimal(value), decimals) == text


def test_signs_units_and_words() -> None:
    assert signed(Decimal("0.04"), 1) == "0,0"
    assert signed(Decimal("-0.04"), 1) == "0,0"
    assert signed(Decimal("2.25"), 1) == "+2,3"
    assert quantity(Decimal("45.61"), "%", 1) == "45,6\u00a0%"
    assert quantity(Decimal(1205), "FCFA par habitant", 0) == "1\u202f205\u00a0FCFA"
    assert quantity(Decimal(948), "habitants", 0) == "948"
    assert plural(0, "commune", "communes") == "0\u00a0commune"
    assert plural(2, "commune", "communes") == "2\u00a0communes"
    assert long_date(date(2026, 10, 1)) == "1er\u00a0octobre\u00a02026"
    assert listing(["a", "b", "c"]) == "a, b et c"
    assert of_place("Ansongo") == "d’Ansongo"
    assert of_place("Yélimané") == "de Yélimané"


def test_changes_are_read_by_their_sense(make_content: Make) -> None:
    figure = next(f for f in make_content().chiffres if f.evolution)
    rise = Change(Decimal(40), Decimal("42.5"), 28)
    good = replace(figure, evolution=rise, sens="hausse_favorable", unite="%", decimales=1)
    assert change_of(good) == ("▲\u202f+2,5\u00a0pt", "40,0\u00a0→ 42,5 sur 28", "favorable")
    assert change_of(replace(good, sens="baisse_favorable"))[2] == "défavorable"
    assert change_of(replace(good, sens="neutre"))[2] == ""
    still = replace(good, evolution=Change(Decimal(40), Decimal("40.01"), 28))
    assert change_of(still)[0].startswith("=")
    assert (
        change_of(replace(good, evolution=None, sans_evolution="demandé une fois l’an"))[1] == "demandé une fois l’an"
    )


def test_norms_say_when_they_are_unconfirmed(make_content: Make) -> None:
    figure = replace(make_content().chiffres[0], unite="%", norme=Norm(Decimal(30), False, "usage"))
    assert norm_of(figure) == "repère non confirmé\u00a0: 30\u00a0%"
    assert norm_of(replace(figure, norme=Norm(Decimal(30), True, "loi"))) == "norme\u00a0: 30\u00a0%"
    assert norm_of(replace(figure, norme=None)) == ""


def test_brief_never_ranks_what_rests_on_few_units(make_content: Make) -> None:
    content = make_content()
    few = tuple(
        replace(f, evolution=replace(f.evolution, unites=f.ici.total // 3) if f.evolution else None)
        for f in content.chiffres
    )
    assert not any("Progrès" in phrase for phrase in brief(replace(content, chiffres=few)))
    assert any("Progrès" in phrase for phrase in brief(content))


@pytest.mark.parametrize(
    ("verdict", "late", "said"),
    [
        ("accepte", True, "dans le délai, est accepté"),
        ("accepte_avec_reserves", False, "après le délai, est accepté avec réserves"),
        ("refuse", None, "n’a pas pu être accepté (refusé)"),
        ("", None, "Aucun envoi du CCC"),
    ],
)
def test_brief_of_a_deposit(verdict: str, late: bool | None, said: str, make_content: Make) -> None:
    content = make_content()
    deposit = replace(content.depots[0], verdict=verdict, a_temps=late)
    assert said in brief(replace(content, depots=(deposit,)))[0]


def test_guide_partnerships_are_said_unverified(make_content: Make) -> None:
    assert "reste à vérifier" in partnerships(make_content(partenariats=12))
    assert "Aucun partenariat" in partnerships(make_content(partenariats=0))
    assert "23\u00a0autres relations du guide attendent" in partnerships(make_content("ML"))


def test_conventions_that_ask_for_an_act_are_counted(make_content: Make) -> None:
    assert due_sentence(make_content(conventions=0)).startswith("Aucune convention connue n’appelle d’acte d’ici au")
    assert due_sentence(make_content(conventions=1)).startswith("1\u00a0convention appelle un acte d’ici au 31")
    late = make_content(conventions=2)
    first = replace(late.registres.conventions[0], acte_date=date(2026, 9, 1))
    found = replace(late, registres=replace(late.registres, conventions=(first, late.registres.conventions[1])))
    assert due_sentence(found).endswith(", dont 1 en retard.")


@pytest.mark.parametrize(
    ("label", "written"),
    [("En cours", "en cours"), ("ANICT", "ANICT"), ("État", "État"), ("CLOCSAD (cercle)", "CLOCSAD (cercle)")],
)
def test_labels_within_a_sentence(label: str, written: str) -> None:
    assert inside(label) == written


def test_a_few_values_apart_from_a_common_one_are_seen() -> None:
    values = [Decimal(0)] * 48 + [Decimal("84.2"), Decimal("96.1")]
    classes = classes_of(values, "%", 1)
    assert classes.rank(Decimal(0)) < classes.rank(Decimal("96.1"))
    assert classes.effectifs[0] == 48


@given(st.lists(st.decimals(min_value=-1000, max_value=100000, places=3), max_size=120), st.integers(0, 2))
def test_classes_hold_every_value_once(values: list[Decimal], decimals: int) -> None:
    classes = classes_of(values, "%", decimals)
    assert sum(classes.effectifs) == len(values)
    assert all(classes.effectifs) or not values
    assert list(classes.bornes) == sorted(set(classes.bornes))
    assert len(classes.couleurs) == len(classes.libelles) == len(classes.effectifs) <= 5
    for value in values:
        assert 0 <= classes.rank(value) < len(classes.effectifs)
