"""Offers and requests are ranked by what both sides say; too little said is no score, never a guess."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.codelists import code_list
from registry.matching import Annonce, annonce_of, matches

DAY = date(2026, 9, 30)
KITA = Annonce(
    identifiant="OFD-ML0105-0001",
    sens="demande",
    nom="Kita",
    proprietaire="ML:ML010513",
    pays="ML",
    secteurs=("eau_potable", "sante_base"),
    niveau="commune",
    habitants=12_000,
    reseaux=frozenset({"amm", "cuf"}),
    langue="fr",
    depose=date(2026, 7, 1),
)
VILLE = Annonce(
    identifiant="OFD-ML-0001",
    sens="offre",
    nom="Ville d'essai",
    proprietaire="FR:ville dessai",
    pays="FR",
    secteurs=("eau_potable", "sante_base"),
    niveau="commune",
    habitants=15_000,
    type_partenaire="commune",
    reseaux=frozenset({"cuf"}),
    langue="fr",
    depose=date(2026, 7, 1),
)


def row(**values: Any) -> dict[str, Any]:
    columns = (
        *("id_local", "unite_code", "sens_code", "partie_nom", "pays_code", "type_partenaire_code", "niveau_code"),
        *("habitants_nb", "secteur_1_code", "secteur_2_code", "secteur_3_code", "reseau_1_code", "reseau_2_code"),
        *("langue_code", "depose_date", "valable_date", "statut_code", "etat_ligne"),
    )
    return {**dict.fromkeys(columns), "statut_code": "ouverte", "etat_ligne": "actif", **values}


def test_a_full_agreement() -> None:
    (match,) = matches([KITA, VILLE], DAY)
    assert match.score == 100
    assert match.manques == ()
    assert match.raisons == (
        "Secteurs communs : Eau potable, Santé de base.",
        "Même niveau : commune.",
        "Tailles comparables : 12\u202f000 et 15\u202f000 habitants.",
        "Réseau commun : Cités Unies France.",
        "Langue commune : français.",
    )


def test_less_in_common_is_a_lower_score_and_the_reason_is_said() -> None:
    offers = [
        VILLE,
        replace(VILLE, identifiant="b", proprietaire="b", secteurs=("eau_potable",)),
        replace(VILLE, identifiant="c", proprietaire="c", secteurs=("assainissement",), langue="de"),
        replace(VILLE, identifiant="d", proprietaire="d", secteurs=("assainissement",), langue="de", niveau="region"),
    ]
    found = matches([KITA, *offers], DAY)
    assert [match.offre.identifiant for match in found] == ["OFD-ML-0001", "b", "c", "d"]
    scores = [match.score for match in found if match.score is not None]
    assert scores == sorted(set(scores), reverse=True)
    assert "Secteurs voisins : Eau potable et Assainissement." in found[2].raisons
    assert "Langues différentes : français et allemand." in found[2].raisons
    assert "Niveaux différents : Commune et Région ou District." in found[3].raisons


def test_nothing_in_common_is_no_match() -> None:
    assert matches([KITA, replace(VILLE, secteurs=("tourisme",))], DAY) == ()


def test_sectors_alone_are_too_little() -> None:
    silent = replace(VILLE, niveau=None, habitants=None, type_partenaire=None, reseaux=None, langue=None)
    (match,) = matches([KITA, silent], DAY)
    assert match.score is None
    assert match.raisons == ("Secteurs communs : Eau potable, Santé de base.",)
    assert match.manques == (
        "taille de Ville d'essai (niveau ou habitants)",
        "réseaux ou langue de Ville d'essai",
    )


def test_unknown_sectors_are_too_little_and_come_last() -> None:
    vague = replace(VILLE, identifiant="v", proprietaire="v", secteurs=())
    found = matches([vague, KITA, VILLE], DAY)
    assert [match.score for match in found] == [100, None]
    assert found[1].manques == ("secteurs de Ville d'essai",)


def test_what_a_side_leaves_unsaid_counts_neither_way() -> None:
    unsaid = replace(VILLE, reseaux=None, langue=None)
    (match,) = matches([KITA, unsaid], DAY)
    assert match.score == 100
    assert match.manques == ("réseaux ou langue de Ville d'essai",)
    (parted,) = matches([replace(KITA, langue=None), replace(VILLE, reseaux=None)], DAY)
    assert parted.manques == ("réseaux ou langue de Kita et de Ville d'essai, pour les comparer",)


def test_saying_that_one_has_no_network_is_saying_something() -> None:
    (match,) = matches([KITA, replace(VILLE, reseaux=frozenset(), langue=None)], DAY)
    assert "Aucun réseau en commun." in match.raisons
    assert match.manques == ()


def test_the_nature_that_is_looked_for_counts() -> None:
    seeking = replace(KITA, type_partenaire="region")
    (match,) = matches([seeking, VILLE], DAY)
    assert "Ville d'essai est d'une autre nature que celle cherchée par Kita (commune ou ville)." in match.raisons
    assert match.score is not None
    assert match.score < 100


@pytest.mark.parametrize(
    "offer",
    [
        replace(VILLE, ouverte=False),
        replace(VILLE, valable=date(2026, 9, 29)),
        replace(VILLE, depose=date(2026, 10, 1)),
        replace(VILLE, sens="demande"),
        replace(VILLE, proprietaire=KITA.proprietaire),
    ],
)
def test_a_pair_is_one_offer_and_one_request_of_two_bodies_open_that_day(offer: Annonce) -> None:
    assert matches([KITA, offer], DAY) == ()


def test_two_foreign_bodies_are_no_pair_two_malian_ones_are() -> None:
    abroad = replace(KITA, pays="ES", proprietaire="ES:x")
    assert matches([abroad, VILLE], DAY) == ()
    bafoulabe = replace(KITA, identifiant="m", sens="offre", nom="Mahina", proprietaire="ML:ML010201")
    assert len(matches([KITA, bafoulabe], DAY)) == 1


def test_a_row_of_ones_own() -> None:
    own = annonce_of(
        row(
            id_local="OFD-ML0105-0001",
            unite_code="ML010513",
            sens_code="demande",
            secteur_1_code="eau_potable",
            secteur_2_code="eau_potable",
            secteur_3_code="non_specifie",
            reseau_1_code="aucun",
        ),
        12_000,
    )
    assert (own.nom, own.pays, own.niveau, own.habitants) == ("Kita", "ML", "commune", 12_000)
    assert (own.secteurs, own.reseaux, own.langue) == (("eau_potable",), frozenset(), None)
    assert not own.etrangere


def test_a_row_received_from_abroad_is_not_its_receivers() -> None:
    foreign = annonce_of(
        row(
            id_local="OFD-ML-0001",
            unite_code="ML",
            sens_code="offre",
            partie_nom="Département d'essai",
            pays_code="FR",
            type_partenaire_code="departement_province",
            secteur_1_code="eau_potable",
        ),
        20_000_000,
    )
    assert (foreign.nom, foreign.pays, foreign.niveau, foreign.habitants) == (
        "Département d'essai",
        "FR",
        "cercle",
        None,
    )
    assert foreign.reseaux is None
    assert foreign.etrangere


def test_the_district_is_one_body_under_its_two_codes() -> None:
    asked = annonce_of(row(id_local="a", unite_code="ML09", sens_code="demande", secteur_1_code="dechets"))
    offered = annonce_of(row(id_local="b", unite_code="ML0901", sens_code="offre", secteur_1_code="dechets"))
    assert asked.niveau == offered.niveau == "region"
    assert matches([asked, offered], DAY) == ()


def test_a_withdrawn_row_is_closed() -> None:
    values = {"id_local": "a", "unite_code": "ML010513", "sens_code": "offre", "secteur_1_code": "dechets"}
    assert annonce_of(row(**values)).ouverte
    assert not annonce_of(row(**values, etat_ligne="annule")).ouverte
    assert not annonce_of(row(**values, statut_code="pourvue")).ouverte


sectors = st.lists(st.sampled_from(sorted(code_list("secteurs").libelles)), unique=True, max_size=3)
annonces = st.lists(
    st.builds(
        Annonce,
        identifiant=st.text("abcd", min_size=1, max_size=2),
        sens=st.sampled_from(["offre", "demande"]),
        nom=st.just("X"),
        proprietaire=st.sampled_from(["ML:1", "ML:2", "FR:1", "FR:2"]),
        pays=st.sampled_from(["ML", "FR"]),
        secteurs=sectors.map(tuple),
        niveau=st.sampled_from([None, "commune", "cercle", "region"]),
        habitants=st.none() | st.integers(1, 1_000_000),
        type_partenaire=st.sampled_from([None, "commune", "region", "collectivite_malienne"]),
        reseaux=st.none() | st.frozensets(st.sampled_from(["amm", "cuf", "vng"]), max_size=2),
        langue=st.sampled_from([None, "fr", "de"]),
    ),
    max_size=6,
    unique_by=lambda one: (one.proprietaire, one.identifiant),
)


@given(annonces, st.randoms(use_true_random=False))
def test_the_order_of_announcements_does_not_count(known: list[Annonce], shuffler: random.Random) -> None:
    shuffled = [*known]
    shuffler.shuffle(shuffled)
    assert matches(shuffled, DAY) == matches(known, DAY)


@given(annonces)
def test_a_score_is_between_0_and_100_and_its_absence_is_explained(known: list[Annonce]) -> None:
    found = matches(known, DAY)
    for match in found:
        assert match.demande.proprietaire != match.offre.proprietaire
        assert not (match.demande.etrangere and match.offre.etrangere)
        if match.score is None:
            assert match.manques
        else:
            assert 0 <= match.score <= 100
            assert match.raisons
    scored = [match.score for match in found if match.score is not None]
    assert scored == sorted(scored, reverse=True)
    assert [match.score is None for match in found] == sorted(match.score is None for match in found)
