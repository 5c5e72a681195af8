"""Full-text search of experiences: French, blind to accents, capitals, plurals; published ones, or every draft."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from registry.home import Home
from registry.territory import units
from warehouse.acts import decide_experience
from warehouse.editions import publish
from warehouse.merging import merge
from warehouse.search import search_drafts, search_experiences, searched_columns

from .conftest import Intake, essay_computation, experience, value

LE = "2026-11-01T00:00:00+00:00"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    """Six experiences, five of them published."""
    home = Home(tmp_path_factory.mktemp("recherche") / "oise")
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    texts: list[dict[str, Any]] = [
        {"titre": "Maraîchage des femmes"},
        {"titre": "Les maraichages de contre-saison", "lecons": "Il faut un comité."},
        {"titre": "Formation", "lecons": "Une FEMME a tenu la caisse. Le reste a suivi sans difficulté."},
        {"titre": "Points d'eau", "lecons": "L'entretien des pompes manque.", "secteur_code": "maraichage"},
        {"titre": "Foire", "lecons": "Rien à dire.", "paroles": "« Le jardin des mères nourrit l'école. »"},
        {"titre": "Brouillon sur le maraîchage", "lecons": "À relire."},
    ]
    rows = [experience("ML0101", number, "ML010101", **facts) for number, facts in enumerate(texts, start=1)]
    intake = Intake(home)
    cells = [value("ML010101", "consultations_nouveaux_cas_nb", 1)]
    intake.deposit("ML0101", "2026-Q3", {"services": cells, "experiences": rows})
    merge(home)
    for number in range(1, len(texts)):
        decide_experience(home, "relecture", f"EXP-ML0101-{number:04d}", "CSR", LE)
        decide_experience(home, "publication", f"EXP-ML0101-{number:04d}", "CCN", LE)
    merge(home)
    publish(home, essay_computation(), "essai", LE)
    return home, home.analyst_file


def found(base: tuple[Home, Path], words: str) -> list[int]:
    return [int(row["id_local"][-4:]) for row in search_experiences(base[1], words)]


def test_plurals_accents_and_capitals_do_not_matter(base: tuple[Home, Path]) -> None:
    answers = found(base, "maraîchage femmes")
    assert answers[0] == 1
    assert {1, 2, 3} <= set(answers)
    assert found(base, "MARAICHAGES FEMME") == answers
    assert found(base, "école") == found(base, "ecoles") == [5]
    assert found(base, "l'eau") == [4]


def test_words_that_say_nothing_find_nothing(base: tuple[Home, Path]) -> None:
    assert found(base, "des de la") == found(base, "") == found(base, "zzz") == []
    assert found(base, "'; DROP TABLE experiences; --") == []


def test_an_answer_says_whose_it_is_and_shows_the_sentence(base: tuple[Home, Path]) -> None:
    (row,) = (row for row in search_experiences(base[1], "femme") if row["id_local"].endswith("3"))
    assert row["extrait"] == "Une FEMME a tenu la caisse."
    assert (row["expediteur"], row["unite_code"], row["titre"]) == ("ML0101", "ML010101", "Formation")
    assert row["unite_nom"] == units()["ML010101"].nom and row["score"] > 0


def test_drafts_are_found_inside_and_never_outside(base: tuple[Home, Path]) -> None:
    assert 6 not in found(base, "maraîchage brouillon")
    drafts = {row["id_local"][-4:]: row["etat"] for row in search_drafts(base[0], "maraîchage")}
    assert drafts["0006"] == "brouillon" and drafts["0001"] == "publiee"
    assert len(search_drafts(base[0], "maraîchage", limit=1)) == 1


def test_every_text_of_the_sheet_is_searched() -> None:
    assert {"titre", "objectifs", "resultats", "impact", "methodes", "reussites", "difficultes", "paroles"} <= {
        *searched_columns()
    }
    assert "id_local" not in searched_columns()
