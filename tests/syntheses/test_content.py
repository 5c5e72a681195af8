"""The content cut from a published file, and the documents made from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from indicators.discovery import all_indicators
from registry.errors import OiseError
from registry.periods import Trimestre
from syntheses.bodies import all_bodies, body, document_names
from syntheses.content import body_content
from syntheses.facts import Content
from syntheses.rendering import fingerprint, render_body
from syntheses.selection import CHIFFRES_CLES, SUJETS_DE_CARTE, SUJETS_DE_COURBE
from syntheses.wording import brief

TRIMESTRES = (Trimestre(2026, 1), Trimestre(2026, 2), Trimestre(2026, 3))
T3 = TRIMESTRES[-1]
ABSENT, REFUSE, EN_RETARD = "ML0103", "ML0104", "ML0106"


def _content(published: Path, code: str) -> Content:
    return body_content(published, code, T3)


def test_sixty_bodies_with_their_documents() -> None:
    bodies = all_bodies(T3)
    assert [sum(b.sigle == kind for b in bodies) for kind in ("CLO", "CRO", "CNO")] == [50, 9, 1]
    formats = ("CLO_ML0105.html", "CLO_ML0105.pdf", "CLO_ML0105.xlsx")
    assert document_names("ML0105") == (*formats, "CLO_ML0105_preuves.html")
    assert document_names("CNO_ML")[1] == "CNO_ML.pdf"


def test_bodies_bear_the_name_of_their_day() -> None:
    assert body("ML0105", Trimestre(2006, 1)).titre == "Comité local d’orientation de Kita"
    assert body("ML0105", T3).appellation == "CLOCSAD"
    assert body("ML09", T3).titre.endswith("du District de Bamako")
    with pytest.raises(OiseError):
        body("ML010501", T3)
    with pytest.raises(OiseError):
        body("ML9999", T3)


def test_selected_codes_are_indicators() -> None:
    known = set(all_indicators())
    assert set(CHIFFRES_CLES) | set(SUJETS_DE_CARTE) | set(SUJETS_DE_COURBE) <= known
    assert len(CHIFFRES_CLES) == len(set(CHIFFRES_CLES)) == 20


def test_every_indicator_published_is_in_the_content(published: Path) -> None:
    content = _content(published, "ML0105")
    wanted = {one.code for one in all_indicators().values() if one.niveau_publie is not None}
    assert {figure.code for figure in content.chiffres} == wanted
    for figure in content.chiffres:
        declared = all_indicators()[figure.code]
        if not declared.published_at("cercle"):
            assert figure.ici.valeur is None
            assert "Publié seulement" in figure.ici.motif
        assert (figure.ici.valeur is None) == bool(figure.ici.motif)
        assert figure.evolution is None or figure.evolution.apres == figure.ici.valeur


def test_completeness_counts_senders_and_communes(published: Path) -> None:
    region = _content(published, "ML01").completude
    assert (region.attendus, region.recus, region.recevables, region.valides, region.a_temps) == (7, 6, 5, 4, 4)
    assert region.communes_renseignees < region.communes_total == 129
    nation = _content(published, "ML").completude
    assert (nation.attendus, nation.recus, nation.recevables, nation.valides, nation.a_temps) == (50, 49, 48, 47, 47)
    assert nation.communes_total == 703


def test_reserves_name_the_late_the_refused_and_the_absent(published: Path) -> None:
    text = " ".join(_content(published, "ML01").reserves)
    assert "Envois non reçus (1) : Diéma." in text
    assert "Envois reçus mais non acceptés (1) : Kéniéba." in text
    assert "Envois acceptés après le délai (1) : Nioro du Sahel." in text
    assert "15 sur 500 valeurs et lignes remises ont été écartées" in text
    assert "n’a pas remis son envoi" in " ".join(_content(published, ABSENT).reserves)
    assert "n’a pas été accepté" in " ".join(_content(published, REFUSE).reserves)
    assert "après le délai" in " ".join(_content(published, EN_RETARD).reserves)


def test_population_is_said_as_far_as_it_is_known(published: Path) -> None:
    assert "population connue de 20 sur 33" in " ".join(_content(published, "ML0105").reserves)
    assert "population des communes n’est pas connue" in " ".join(_content(published, "ML0901").reserves)


def test_silent_territory_still_speaks_true(published: Path) -> None:
    content = _content(published, ABSENT)
    assert content.completude.communes_renseignees == 0
    assert content.carte is None
    assert content.serie is None
    assert all(figure.ici.valeur is None for figure in content.chiffres)
    assert brief(content)[0].startswith("Aucun envoi du CCC n’a été reçu")


def test_partnerships_of_the_territory(published: Path) -> None:
    content = _content(published, "ML0105")
    declared = [item for item in content.registres.cooperations if not item.guide]
    assert len(declared) == 3
    assert {item.statut for item in declared} == {"Actif"}
    assert all(item.statut.startswith("à vérifier") for item in content.registres.cooperations if item.guide)
    nation = _content(published, "ML")
    assert len(nation.registres.cooperations) + nation.partenariats_sans_lieu == 187
    assert content.partenariats_sans_lieu == 0


def test_map_and_chart_subjects(published: Path) -> None:
    commune, nation = _content(published, "ML0105"), _content(published, "ML")
    assert commune.carte is not None
    assert nation.carte is not None
    assert commune.carte.code == nation.carte.code == SUJETS_DE_CARTE[0]
    assert (commune.carte.niveau, nation.carte.niveau) == ("commune", "cercle")
    assert commune.serie is not None
    assert commune.serie.trimestres == TRIMESTRES


def test_documents_are_written_once(published: Path, tmp_path: Path) -> None:
    written = render_body(published, "CLO_ML0105", T3, tmp_path)
    assert {path.name for path in written} == set(document_names("ML0105"))
    assert {path.name for path in tmp_path.iterdir()} == set(document_names("ML0105"))
    assert render_body(published, "ML0105", T3, tmp_path) == []


def test_fingerprint_follows_what_is_said(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    content = _content(published, "ML0105")
    assert fingerprint(content) == fingerprint(_content(published, "ML0105"))
    assert fingerprint(content) != fingerprint(replace(content, donnees_fictives=False))
    assert fingerprint(content) != fingerprint(_content(published, "ML0104"))
    limits = tmp_path / "limites.geojson"
    limits.write_text("{}", encoding="utf-8")
    plain = fingerprint(content)
    monkeypatch.setenv("OISE_LIMITES", str(limits))
    assert fingerprint(content) != plain


def test_no_published_file_is_one_french_sentence(tmp_path: Path) -> None:
    with pytest.raises(OiseError, match="oise trimestre"):
        body_content(tmp_path / "absent.duckdb", "ML0105", T3)
