"""Laws of the documents' two languages: no label missing, none left over, figures and dates as each writes them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from string import Formatter

import pytest

from indicators.discovery import all_indicators
from registry.codelists import code_list
from registry.elements import DOMAINES, all_elements
from registry.errors import OiseError
from registry.periods import Trimestre
from syntheses.documents import cooperation_words, planche_words
from syntheses.documents.languages import (
    DEMANDES,
    PHASES,
    brief_day,
    checked_language,
    count,
    day,
    english_labels,
    euros,
    label,
    money,
    number,
    percent,
    quarter,
    yes_no,
)
from syntheses.documents.places import around, place_title
from syntheses.documents.planche_facts import CHIFFRES, VILLAGES
from syntheses.typesetting import breakable, plain, shortened

# The code lists that a document written in English draws labels from.
LISTES = (
    *("actes_convention", "canaux_financement", "etapes_cycle", "etats_etape", "fonctions_contact", "langues"),
    *("natures_point", "niveaux_collectivite", "pays", "reseaux", "roles_partie", "secteurs", "sens_rencontre"),
    *("sources_financement", "statuts_action", "statuts_convention_calcules", "statuts_partenariat"),
    *("types_cooperation", "types_experience", "types_indicateur", "types_partenaire", "types_rencontre"),
)
CHOISIS = [pair for _, rows in CHIFFRES for pair in rows]


def _english(liste: str) -> set[str]:
    return {code for known, code in english_labels() if known == liste}


@pytest.mark.parametrize("liste", LISTES)
def test_every_code_has_an_english_label(liste: str) -> None:
    assert _english(liste) == set(code_list(liste).libelles)


def test_english_labels_of_what_is_not_a_code_list() -> None:
    steps = code_list("etapes_cycle")
    assert _english(DEMANDES) == set(steps.libelles)
    assert _english(PHASES) == {one["phase"] for one in steps.attributs.values()}
    assert _english("domaines") == {domain for domain, _ in CHIFFRES} <= set(DOMAINES)
    assert _english("elements") == {VILLAGES, *(code for genre, code in CHOISIS if genre == "elements")}
    assert _english("indicateurs") == {code for genre, code in CHOISIS if genre == "indicateurs"}
    assert {liste for liste, _ in english_labels()} == {
        *LISTES,
        *(DEMANDES, PHASES, "domaines", "elements", "indicateurs"),
    }


def test_chosen_figures_exist_and_may_be_published_for_a_commune() -> None:
    for genre, code in CHOISIS:
        if genre == "elements":
            assert all_elements()[code].diffusion == "commune", code
        else:
            assert all_indicators()[code].niveau_min == "commune", code


def test_no_english_label_is_french_left_as_it_was() -> None:
    same = {
        (liste, code)
        for liste, code in english_labels()
        if liste in LISTES
        and liste not in ("pays", "langues", "reseaux")
        and label("en", liste, code) == label("fr", liste, code)
    }
    alike = {"audit", "convention", "coordination", "impact", "innovation", "nutrition", "signature", "population"}
    assert {code for _, code in same} <= {*alike, "agriculture", "microfinance", "commune", "cercle", "migration"}


@pytest.mark.parametrize("words", [cooperation_words.MOTS, planche_words.MOTS], ids=["cooperation", "planche"])
def test_both_languages_say_the_same_things(words: dict[str, dict[str, str]]) -> None:
    assert set(words["fr"]) == set(words["en"])
    for key, text in words["fr"].items():
        fields = {name for _, name, _, _ in Formatter().parse(text) if name}
        assert fields == {name for _, name, _, _ in Formatter().parse(words["en"][key]) if name}, key
        assert "'" not in text
        assert "'" not in words["en"][key]


def test_figures_money_and_dates() -> None:
    assert number("fr", Decimal("1250.5"), 1) == "1\u202f250,5"
    assert number("en", Decimal("1250.5"), 1) == "1,250.5"
    assert number("en", Decimal("-1250")) == "−1,250"
    assert percent("fr", 45) == "45\u00a0%"
    assert percent("en", 45) == "45%"
    assert money("fr", 1250) == "1\u202f250\u00a0FCFA"
    assert money("en", 1250) == "1,250\u00a0FCFA"
    assert money("en", None) == ""
    assert euros("fr", 655957) == "1\u202f000\u00a0€"
    assert euros("en", 655957) == "€1,000"
    first = date(2026, 10, 1)
    assert day("fr", first) == "1er\u00a0octobre\u00a02026"
    assert day("en", first) == "1\u00a0October\u00a02026"
    assert brief_day("fr", first) == "01/10/2026"
    assert brief_day("en", first) == "1\u00a0Oct\u00a02026"
    assert day("en", None) == brief_day("fr", None) == ""
    assert quarter("fr", Trimestre(2026, 3)) == "T3\u00a02026"
    assert quarter("en", Trimestre(2026, 3)) == "Q3\u00a02026"


def test_zero_is_singular_in_french_only() -> None:
    assert count("fr", 0, "action", "actions") == "0\u00a0action"
    assert count("en", 0, "action", "actions") == "0\u00a0actions"
    assert count("en", 1, "action", "actions") == "1\u00a0action"


def test_unknown_is_neither_yes_nor_no() -> None:
    assert [yes_no("fr", value) for value in (True, False, None)] == ["oui", "non", "inconnu"]
    assert [yes_no("en", value) for value in (True, False, None)] == ["yes", "no", "unknown"]


def test_places() -> None:
    assert place_title("fr", "ML010513") == "Commune de Kita"
    assert place_title("en", "ML0105") == "Cercle of Kita"
    assert place_title("fr", "ML0901") == place_title("en", "ML0901") == "District de Bamako"
    assert around("fr", "ML010513") == "cercle de Kita, région de Kayes, Mali"
    assert around("en", "ML01") == "Mali"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(OiseError, match="écrivez fr ou en"):
        checked_language("de")


def test_texts_can_be_printed_and_never_run_out_of_their_column() -> None:
    assert plain("a\x00b\u202ec\ud800d\te\nf") == "abcd e f"
    assert breakable("court mot") == "court mot"
    assert max(len(part) for part in breakable("x" * 200).split("\u200b")) < 24
    assert shortened("un deux trois", 13) == "un deux trois"
    assert shortened("un deux trois", 10) == "un deux…"
    assert shortened("x" * 30, 10) == "x" * 9 + "…"
