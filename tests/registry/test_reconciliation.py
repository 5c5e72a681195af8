"""The comparison of a register with another base: every row once, the same whichever side and order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import OiseError
from registry.likeness import Lieu, names_agree
from registry.reconciliation import Comparaison, Decision, Ligne, compare, fingerprint, points
from registry.reconciliation_mappings import Champ, Correspondance, read_mapping, shipped, shipped_names

MAPPING = Correspondance(
    nom="essai",
    titre="Essai",
    registre="conventions",
    table="conventions",
    confirme=True,
    raison="",
    cles=(
        Champ("unite_code", "lieu", "Lieu"),
        Champ("partenaire", "nom", "Partenaire"),
        Champ("annee", "annee", "Année", facultatif=True),
    ),
    compares=(
        Champ("montant", "montant", "Montant", tolerance_pct=Decimal(1)),
        Champ("jour", "date", "Jour", tolerance_jours=3),
    ),
    signaler_vides=True,
)
PLACES = st.sampled_from([Lieu(("A",), "A"), Lieu(("B",), "B"), Lieu(("A", "B"), "AB"), Lieu((), "?")])
NAMES = st.sampled_from(["Évry", "Ville d'Evry", "Évri", "Lyon", "Grand Lyon", "Paris 12", "Paris 13"])
VALUES = st.fixed_dictionaries(
    {
        "unite_code": PLACES,
        "partenaire": NAMES,
        "annee": st.sampled_from([None, 2001, 2002]),
        "montant": st.sampled_from([None, Decimal(100), Decimal("100.5"), Decimal(300)]),
        "jour": st.sampled_from([None, date(2020, 1, 1), date(2020, 1, 3), date(2021, 1, 1)]),
    }
)


def rows(values: list[dict[str, Any]], prefix: str) -> list[Ligne]:
    return [Ligne(f"{prefix}{rank}", facts) for rank, facts in enumerate(values)]


SIDE = st.lists(VALUES, max_size=7)


def outcome(done: Comparaison) -> tuple[Any, ...]:
    pairs = [(p.ici.cle, p.la.cle, p.certaine, p.score, [gap.champ for gap in p.ecarts]) for p in done.paires]
    return pairs, [row.cle for row in done.ici_seulement], [row.cle for row in done.la_seulement]


@settings(max_examples=150, deadline=None)
@given(SIDE, SIDE, st.integers(), st.data())
def test_every_row_once_whatever_the_side_and_the_order(
    ours: list[dict[str, Any]], theirs: list[dict[str, Any]], seed: int, data: st.DataObject
) -> None:
    # Keys of both sides may be the same words: the sides must not be taken for each other.
    here, there = rows(ours, "x"), rows(theirs, data.draw(st.sampled_from(["x", "y"])))
    words = st.sampled_from(["meme", "different", "corriger_la", "sans_suite"])
    keys = st.tuples(*(st.sampled_from([row.cle for row in side] or ["x0"]) for side in (here, there)), words)
    decided = [Decision(a, b, word, "a_decider", "") for a, b, word in data.draw(st.lists(keys, max_size=3))]
    done = compare(MAPPING, here, there, decided)
    assert sorted([pair.ici.cle for pair in done.paires] + [row.cle for row in done.ici_seulement]) == sorted(
        row.cle for row in here
    )
    assert sorted([pair.la.cle for pair in done.paires] + [row.cle for row in done.la_seulement]) == sorted(
        row.cle for row in there
    )
    shuffled = [random.Random(seed).sample(side, len(side)) for side in (here, there)]
    assert outcome(compare(MAPPING, *shuffled, decided)) == outcome(done)
    mirror = compare(MAPPING, there, here, [replace(one, ici=one.la, la=one.ici) for one in decided])
    back = [(la, ici, *rest) for ici, la, *rest in outcome(mirror)[0]]
    assert (sorted(back), outcome(mirror)[2], outcome(mirror)[1]) == (
        [tuple(one) for one in outcome(done)[0]],
        *outcome(done)[1:],
    )
    # No two rows left alone would have made a pair.
    alone = compare(MAPPING, done.ici_seulement, done.la_seulement, decided)
    assert alone.paires == ()


@settings(max_examples=100, deadline=None)
@given(NAMES, NAMES)
def test_the_likeness_of_names_has_no_side(one: str, other: str) -> None:
    assert names_agree(*sorted((one, other)))[0] == names_agree(*sorted((other, one)))[0]
    assert names_agree(one, one)[0] == 100


def pair(**facts: Any) -> tuple[Ligne, Ligne]:
    known = {"unite_code": Lieu(("A",), "A"), "partenaire": "Évry", "annee": 2001}
    return Ligne("i", {**known, "montant": Decimal(1000)}), Ligne("l", {**known, "montant": Decimal(1010), **facts})


def test_what_agrees_within_the_tolerance_is_no_difference() -> None:
    (found,) = compare(MAPPING, *([row] for row in pair())).paires
    assert (found.certaine, found.score, found.ecarts) == (True, 100, ())
    (found,) = compare(MAPPING, *([row] for row in pair(montant=Decimal(1011)))).paires
    assert [(gap.champ, gap.difference) for gap in found.ecarts] == [("montant", Decimal(11))]
    (found,) = compare(MAPPING, *([row] for row in pair(jour=date(2020, 1, 1)))).paires
    assert [(gap.champ, gap.ici, gap.difference) for gap in found.ecarts] == [("jour", None, None)]


def test_two_rows_that_answer_as_well_are_asked_about() -> None:
    here, there = pair()
    twin = replace(there, cle="l2")
    done = compare(MAPPING, [here], [there, twin])
    assert [(p.la.cle, p.certaine) for p in done.paires] == [("l", False)]
    assert "Plusieurs lignes" in done.paires[0].raisons[-1]
    # Unless one of them alone agrees on all the rest.
    other = replace(twin, valeurs={**twin.valeurs, "montant": Decimal(5)})
    assert compare(MAPPING, [here], [there, other]).paires[0].certaine


def test_names_near_or_places_in_doubt_are_asked_about_with_reasons() -> None:
    here, there = pair(partenaire="Commune d'Evry", unite_code=Lieu(("A", "B"), "Benkadi"))
    (found,) = compare(MAPPING, [here], [there]).paires
    assert not found.certaine
    assert any("Benkadi" in raison for raison in found.raisons)
    assert any("Même nom" in raison for raison in found.raisons)
    assert names_agree("Paris 12", "Paris 13")[0] == 0
    # Two writings that people decided to be one partner need no likeness.
    one, other = pair(partenaire="Plaine Commune")
    assert compare(MAPPING, [one], [other]).paires == ()
    known = {"evry": "PTN-FR-EVRY", "plaine commune": "PTN-FR-EVRY"}
    assert compare(MAPPING, [one], [other], memes=known).paires[0].certaine
    assert names_agree("Conseil général du Rhône", "Ville de Rhône")[0] < 85


def test_a_decision_holds_until_the_rows_say_something_else() -> None:
    here, there = pair(partenaire="Commune d'Evry", montant=Decimal(5))
    asked = points(compare(MAPPING, [here], [there]))
    assert [(one.categorie, one.demande) for one in asked] == [("a_decider", True)]
    said = Decision("i", "l", "meme", "a_decider", fingerprint(here, there), par="CCN")
    asked = points(compare(MAPPING, [here], [there], [said]), [said])
    # They are one, which doesn't settle what they say differently.
    assert [(one.categorie, one.demande) for one in asked] == [("difference", True)]
    settled = [said, replace(said, decision="corriger_la", categorie="difference")]
    asked = points(compare(MAPPING, [here], [there], settled), settled)
    assert [(one.categorie, one.demande) for one in asked] == [("difference", False)]
    changed = replace(there, valeurs={**there.valeurs, "montant": Decimal(7)})
    asked = points(compare(MAPPING, [here], [changed], settled), settled)
    assert [(one.categorie, one.demande, one.ancienne) for one in asked] == [("difference", True, settled[1])]
    apart = [*settled, replace(said, decision="different")]
    asked = points(compare(MAPPING, [here], [there], apart), apart)
    assert [(one.categorie, one.demande) for one in asked] == [("ici", True), ("la", True), ("separee", False)]


@pytest.mark.parametrize("name", shipped_names())
def test_a_shipped_layout_says_that_it_is_a_proposal(name: str) -> None:
    found = shipped(name)
    assert not found.confirme and "non confirmée" in found.reserve and found.raison.endswith(".")
    assert name in shipped_names(found.registre)


RIGHT = """titre = "Liste"
registre = "partenariats"
confirme = true
[[cle]]
ici = "partenaire"
la = "Ville"
type = "nom"
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("titre = ", ("TOML",)),
        (RIGHT.replace("titre", "titer"), ("titer", "titre")),
        (RIGHT.replace('"partenariats"', '"partenariat"'), ("partenariats",)),
        (RIGHT.replace("confirme = true", ""), ("raison",)),
        (RIGHT.replace('type = "nom"', 'type = "mon"'), ("nom",)),
        (RIGHT.replace('la = "Ville"', ""), ("partenaire", "colonne")),
        (RIGHT + 'seuil = "haut"', ("seuil", "100")),
        (RIGHT + '[[compare]]\nici = "montant"\nla = "M"\ntype = "montant"\ndevise = "USD"', ("USD", "taux")),
        (RIGHT + '[[compare]]\nici = "partenaire"\nla = "M"', ("deux fois",)),
        (RIGHT.replace("partenariats", "services"), ("elements",)),
        (RIGHT.replace("partenariats", "services") + '[elements]\n"X" = "ecoles_fermees_nb"', ("ecoles_fermees_nb",)),
        (RIGHT.split("[[cle]]")[0], ("[[cle]]",)),
    ],
)
def test_a_mistake_in_a_mapping_is_one_french_sentence(tmp_path: Path, text: str, words: tuple[str, ...]) -> None:
    path = tmp_path / "la_mienne.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(OiseError) as refusal:
        read_mapping(path)
    assert "la_mienne.toml" in str(refusal.value)
    for word in words:
        assert word in str(refusal.value)
    assert str(refusal.value).count("\n") == 0


def test_a_right_mapping_is_read(tmp_path: Path) -> None:
    path = tmp_path / "la_mienne.toml"
    path.write_text(RIGHT, encoding="utf-8")
    assert (read_mapping(path).colonnes, read_mapping(path).reserve) == (("Ville",), "")


def test_a_figure_is_compared_with_the_same_element_and_quarter() -> None:
    mapping = shipped("sigma_eau")

    def figure(element: str, amount: int, quarter: str = "2026-Q3") -> Ligne:
        facts = {"unite_code": Lieu(("ML010513",), "Kita"), "element": element, "trimestre": quarter}
        return Ligne(f"{element}/{quarter}", {**facts, "valeur": Decimal(amount)})

    here = [figure("forages_pmh_nb", 48), figure("aep_nb", 3)]
    done = compare(mapping, here, [figure("aep_nb", 5), figure("forages_pmh_nb", 48)])
    assert [(pair.ici.cle == pair.la.cle, pair.certaine, len(pair.ecarts)) for pair in done.paires] == [
        (True, True, 1),
        (True, True, 0),
    ]
    assert compare(mapping, here, [figure("aep_nb", 3, "2026-Q2")]).paires == ()
