"""Decisions: journaled with who and when, applied by the merge, seen by the digest, replayed by a rebuild."""

from __future__ import annotations

from typing import Any

import pytest

from registry.errors import OiseError
from registry.home import Home
from registry.partners import Fusion, partner_id
from schemas.ddl import stored_columns
from schemas.discovery import all_tables
from warehouse.acts import (
    acts,
    decide_experience,
    experience_states,
    hand_over,
    merge_partners,
    record_act,
    split_partner,
)
from warehouse.decisions import content_hash, fusions, holdings
from warehouse.digest import digest, recorded_digest
from warehouse.editions import publish
from warehouse.knowledge import knowledge, prefill
from warehouse.lake import open_lake
from warehouse.merging import merge
from warehouse.partners import fusion_candidates
from warehouse.published import query
from warehouse.rebuilding import rebuild
from warehouse.registers import rows_of

from .conftest import Intake, essay_computation, experience, partnership, value

Q2, Q3, Q4 = "2026-Q2", "2026-Q3", "2026-Q4"
LE = "2026-10-20T09:00:00+00:00"
EVRY, EVRY_AUSSI = partner_id("Évry", "FR"), partner_id("Ville d'Évry", "FR")


def published(home: Home, sql: str) -> list[dict[str, Any]]:
    merge(home)
    publish(home, essay_computation(), "essai", LE)
    return query(home.analyst_file, sql)


def guide(number: int, **facts: Any) -> dict[str, Any]:
    """A partnership of the guide, held by the nation, whose place isn't known."""
    known = {
        "unite_code": None,
        "statut_code": "inconnu",
        "guide_ligne": number,
        "lieu_texte": "Sikasso",
        "etat_rattachement": "ambigu",
        "raisons": '["Deux collectivités portent ce nom."]',
    }
    return {**partnership("ML", number, "ML", **known), **facts}


@pytest.fixture
def spelled(home: Home, intake: Intake) -> Home:
    """Two senders who write one partner in two ways."""
    for sender, name in (("ML0101", "Évry"), ("ML0102", "Ville d'Évry")):
        cells = [value(f"{sender}01", "consultations_nouveaux_cas_nb", 1)]
        rows = [partnership(sender, 1, f"{sender}01", partenaire=name)]
        intake.deposit(sender, Q3, {"services": cells, "partenariats": rows})
    merge(home)
    return home


def test_a_fusion_joins_two_writings_and_a_separation_undoes_it(spelled: Home) -> None:
    assert [(one.a.id, one.b.id) for one in fusion_candidates(spelled)] == [tuple(sorted((EVRY, EVRY_AUSSI)))]
    told = merge_partners(spelled, EVRY_AUSSI.lower(), EVRY, "Cellule nationale", LE)
    assert told["phrase"].endswith("qui est retenu.")
    assert fusion_candidates(spelled) == ()
    rows = published(spelled, "SELECT partenaire_id, nom, partenariats_nb, variantes FROM partenaires")
    assert rows == [{"partenaire_id": EVRY, "nom": "Évry", "partenariats_nb": 2, "variantes": "Ville d'Évry ; Évry"}]
    assert {row["partenaire_id"] for row in query(spelled.analyst_file, "FROM partenariats_partenaires")} == {EVRY}
    shown = query(spelled.analyst_file, "SELECT DISTINCT partenaire_id, partenaire_retenu FROM v_partenariats")
    assert shown == [{"partenaire_id": EVRY, "partenaire_retenu": "Évry"}]
    split_partner(spelled, EVRY_AUSSI, "Cellule nationale", LE)
    assert fusions(acts(spelled)) == ()
    assert len(published(spelled, "FROM partenaires")) == 2


def test_a_decision_is_refused_that_changes_nothing_or_contradicts(spelled: Home) -> None:
    with pytest.raises(OiseError, match="--par"):
        merge_partners(spelled, EVRY_AUSSI, EVRY, " ", LE)
    with pytest.raises(OiseError, match="PTN-FR-AUCUN"):
        merge_partners(spelled, "PTN-FR-AUCUN", EVRY, "CCN", LE)
    with pytest.raises(OiseError, match="donné deux fois"):
        merge_partners(spelled, EVRY, EVRY, "CCN", LE)
    with pytest.raises(OiseError, match="rien à séparer"):
        split_partner(spelled, EVRY, "CCN", LE)
    merge_partners(spelled, EVRY_AUSSI, EVRY, "CCN", LE)
    with pytest.raises(OiseError, match="par « CCN » le 20/10/2026"):
        merge_partners(spelled, EVRY_AUSSI, EVRY, "Une autre", LE)
    with pytest.raises(OiseError, match="séparez-le"):
        merge_partners(spelled, EVRY, EVRY_AUSSI, "CCN", LE)
    assert [(one.type, one.par) for one in acts(spelled)] == [("fusion", "CCN")]
    assert acts(spelled, until=2) == ()


def test_the_digest_sees_decisions_in_their_order_and_a_rebuild_replays_them(spelled: Home) -> None:
    seen = [digest(spelled)]
    for decide in (merge_partners, split_partner, merge_partners):
        names = (EVRY_AUSSI, EVRY) if decide is merge_partners else (EVRY_AUSSI,)
        decide(spelled, *names, "CCN", LE)  # type: ignore[operator]
        report = merge(spelled)
        assert report.lignes == {"actes": 1}
        seen.append(digest(spelled))
        assert recorded_digest(spelled) == seen[-1]
    assert len(set(seen)) == 4
    assert rebuild(spelled)[1] == seen[-1]
    assert fusions(acts(spelled)) == (Fusion(EVRY_AUSSI, EVRY),)


def test_when_a_decision_was_made_is_not_in_the_digest(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", Q3, {"partenariats": [partnership("ML0101", 1, "ML010101")]})
    merge(home)
    record_act(home, "fusion", {"de": partner_id("Ville d'Exemple", "FR"), "vers": _other(home, intake)}, "CCN", LE)
    merge(home)
    before = digest(home)
    with open_lake(home) as lake:
        lake.connection.execute("UPDATE lac.actes SET le = '2030-01-01T00:00:00', sequence = 99")
    assert digest(home) == before


def _other(home: Home, intake: Intake) -> str:
    intake.deposit("ML0102", Q3, {"partenariats": [partnership("ML0102", 1, "ML010201", partenaire="Autre ville")]})
    merge(home)
    return partner_id("Autre ville", "FR")


@pytest.fixture
def told(home: Home, intake: Intake) -> Home:
    """An experience sent, with the agreement of its authors, and one without."""
    rows = [experience("ML0101", 1, "ML010101"), experience("ML0101", 2, "ML010101", accord_diffusion=False)]
    cells = [value("ML010101", "consultations_nouveaux_cas_nb", 1)]
    intake.deposit("ML0101", Q3, {"services": cells, "experiences": rows})
    merge(home)
    return home


def test_an_experience_is_published_once_reread_and_only_as_it_was_reread(told: Home, intake: Intake) -> None:
    name = "EXP-ML0101-0001"
    shown = "SELECT id_local, titre FROM experiences"
    assert published(told, shown) == []
    with pytest.raises(OiseError, match="n'est pas relue"):
        decide_experience(told, "publication", name, "CCN", LE)
    decide_experience(told, "relecture", name, "CSR de Kayes", LE)
    assert [row["etat"] for row in experience_states(told)] == ["relue", "brouillon"]
    assert published(told, shown) == []
    decide_experience(told, "publication", name, "CCN", LE)
    with pytest.raises(OiseError, match="déjà publiée, par « CCN »"):
        decide_experience(told, "publication", name, "CCN", LE)
    assert published(told, shown) == [{"id_local": name, "titre": "Maraîchage des femmes"}]
    # Changed since: a draft again, and nothing of it is shown, not even the text that was read.
    intake.deposit("ML0101", Q4, {"experiences": [experience("ML0101", 1, "ML010101", lecons="Autre leçon.")]})
    assert published(told, shown) == []
    assert experience_states(told)[0]["etat"] == "brouillon"


def test_an_experience_is_withdrawn_and_nothing_is_erased(told: Home) -> None:
    name = "EXP-ML0101-0001"
    with pytest.raises(OiseError, match="rien à retirer"):
        decide_experience(told, "retrait", name, "CCN", LE)
    decide_experience(told, "relecture", name, "CSR", LE)
    with pytest.raises(OiseError, match="déjà relue, par « CSR »"):
        decide_experience(told, "relecture", name, "CSR", LE)
    decide_experience(told, "publication", name, "CCN", LE)
    assert len(published(told, "FROM experiences")) == 1
    decide_experience(told, "retrait", name, "CCN", LE)
    assert published(told, "FROM experiences") == []
    assert [row["etat"] for row in experience_states(told)] == ["relue", "brouillon"]
    assert len(rows_of(told, "experiences")) == 2


@pytest.mark.parametrize("since", [{"lecons": "Autre leçon."}, {"accord_diffusion": False}, {"etat_ligne": "annule"}])
def test_a_text_changed_or_cancelled_since_is_withdrawn_from_the_quarters_before(
    told: Home, intake: Intake, since: dict[str, Any]
) -> None:
    name = "EXP-ML0101-0001"
    for decision in ("relecture", "publication"):
        decide_experience(told, decision, name, "CCN", LE)
    cells = [value("ML010101", "consultations_nouveaux_cas_nb", 1)]
    intake.deposit("ML0101", Q4, {"services": cells, "experiences": [experience("ML0101", 1, "ML010101", **since)]})
    merge(told)
    publish(told, essay_computation(), "essai", LE)
    # The documents of the quarter in which it stood as published are to be made anew without it.
    decide_experience(told, "retrait", name, "CCN", LE)
    merge(told)
    assert publish(told, essay_computation(), "essai", LE).trimestres == (Q3, Q4)
    with pytest.raises(OiseError, match="rien à retirer"):
        decide_experience(told, "retrait", name, "CCN", LE)


def test_without_agreement_an_experience_stays_inside(told: Home) -> None:
    decide_experience(told, "relecture", "EXP-ML0101-0002", "CSR", LE)
    with pytest.raises(OiseError, match="accord de diffusion"):
        decide_experience(told, "publication", "EXP-ML0101-0002", "CCN", LE)
    with pytest.raises(OiseError, match="inconnue"):
        decide_experience(told, "relecture", "EXP-ML0101-0009", "CSR", LE)


def test_a_text_that_changed_under_the_readers_eyes_is_not_taken_as_read(told: Home) -> None:
    corps = {"expediteur": "ML0101", "id_local": "EXP-ML0101-0001", "empreinte": "0" * 64}
    with pytest.raises(OiseError, match="a changé depuis"):
        record_act(told, "relecture", corps, "CSR", LE)


def test_the_hash_of_a_content_ignores_columns_left_empty() -> None:
    table = all_tables()["experiences"]
    row = dict.fromkeys((column.nom for column in stored_columns(table)), None) | {"titre": "A", "etat_ligne": "actif"}
    assert content_hash(table, row) == content_hash(table, {"titre": "A"})
    assert content_hash(table, row) != content_hash(table, {"titre": "B"})


def test_a_decision_makes_anew_the_quarters_that_it_concerns(told: Home, intake: Intake) -> None:
    intake.deposit("ML0101", "2025-Q4", {"services": [value("ML010101", "consultations_nouveaux_cas_nb", 1)]})
    merge(told)
    assert publish(told, essay_computation(), "essai", LE).trimestres == ("2025-Q4", Q3)
    decide_experience(told, "relecture", "EXP-ML0101-0001", "CSR", LE)
    merge(told)
    assert publish(told, essay_computation(), "essai", LE).trimestres == (Q3,)
    assert not publish(told, essay_computation(), "essai", LE).publie


@pytest.fixture
def listed(home: Home, intake: Intake) -> Home:
    """The guide's partnerships, one with a convention, and a cercle that reports."""
    convention = {
        "id_local": "CON-ML-0001",
        "unite_code": "ML0101",
        "partenariat_id": "PAR-ML-0001",
        "intitule": "Convention du guide",
        "statut_code": "signee",
        "etat_ligne": "actif",
    }
    intake.deposit("ML", "2006-Q4", {"partenariats": [guide(1), guide(2)], "conventions": [convention]})
    intake.deposit("ML0101", Q2, {"services": [value("ML010101", "consultations_nouveaux_cas_nb", 1)]})
    merge(home)
    return home


def held(home: Home) -> list[tuple[Any, ...]]:
    names = ("expediteur", "id_local", "unite_code", "statut_code", "guide_ligne", "etat_rattachement")
    return [tuple(row[name] for name in names) for row in rows_of(home, "partenariats")]


def test_a_line_of_the_guide_is_handed_to_its_filer(listed: Home, intake: Intake) -> None:
    assert "partenariats" not in prefill(listed, "ML0101", Q3).registres
    told = hand_over(listed, "PAR-ML-0001", "ML010101", "Cellule nationale", LE)
    assert "confié à" in told["phrase"] and told["expediteur"] == "ML0101"
    merge(listed)
    assert held(listed) == [
        ("ML", "PAR-ML-0002", None, "inconnu", 2, "ambigu"),
        ("ML0101", "PAR-ML-0001", "ML010101", "inconnu", 1, "exact"),
    ]
    given = prefill(listed, "ML0101", Q3)
    assert [row["id_local"] for row in given.registres["partenariats"]] == ["PAR-ML-0001"]
    assert [row["id_local"] for row in given.registres["conventions"]] == ["CON-ML-0001"]
    known = knowledge(listed).identifiants
    assert "PAR-ML-0001" in known["ML0101", "partenariats"] and "CON-ML-0001" in known["ML0101", "conventions"]
    # Sent back changed, it is the filer's own row; what the guide said stays beside it.
    mine = {**partnership("ML0101", 1, "ML010102", statut_code="actif"), "id_local": "PAR-ML-0001"}
    intake.deposit("ML0101", Q3, {"partenariats": [mine]})
    merge(listed)
    assert held(listed)[1] == ("ML0101", "PAR-ML-0001", "ML010102", "actif", 1, "exact")
    with pytest.raises(OiseError, match="par « Cellule nationale » le 20/10/2026"):
        hand_over(listed, "PAR-ML-0001", "ML010101", "CCN", LE)
    before = digest(listed)
    assert rebuild(listed)[1] == before


def test_a_line_handed_over_by_mistake_comes_back_as_it_was(listed: Home, intake: Intake) -> None:
    before = held(listed)
    hand_over(listed, "PAR-ML-0001", "ML010101", "CCN", LE)
    mine = {**partnership("ML0101", 1, "ML010101", statut_code="actif"), "id_local": "PAR-ML-0001"}
    intake.deposit("ML0101", Q3, {"partenariats": [mine]})
    merge(listed)
    hand_over(listed, "PAR-ML-0001", "ML", "CCN", LE)
    merge(listed)
    assert held(listed) == before
    with pytest.raises(OiseError, match="est déjà à"):
        hand_over(listed, "PAR-ML-0001", "ML", "CCN", LE)


def test_a_line_moves_from_one_filer_to_another_unless_rows_are_drawn_on_it(listed: Home, intake: Intake) -> None:
    hand_over(listed, "PAR-ML-0001", "ML010101", "CCN", LE)
    hand_over(listed, "PAR-ML-0001", "ML010201", "CCN", LE)
    merge(listed)
    assert held(listed)[1][:3] == ("ML0102", "PAR-ML-0001", "ML010201")
    assert [(one.source, one.jusqua is None) for one in holdings(acts(listed))] == [
        ("ML", True),
        ("ML0101", False),
        ("ML0102", True),
    ]
    # What the former holder sends after it lost the line is a row of its own: it takes nothing from the new one.
    stray = {**partnership("ML0101", 1, "ML010101", statut_code="rompu"), "id_local": "PAR-ML-0001"}
    intake.deposit("ML0101", Q3, {"partenariats": [stray]})
    step = {
        "id_local": "ETA-ML0102-0001",
        "unite_code": "ML010201",
        "partenariat_id": "PAR-ML-0001",
        "etape_code": "idee",
        "etat_code": "faite",
        "etat_ligne": "actif",
    }
    intake.deposit("ML0102", Q3, {"etapes_cycle": [step]})
    merge(listed)
    assert ("ML0102", "PAR-ML-0001", "ML010201", "inconnu", 1, "exact") in held(listed)
    with pytest.raises(OiseError, match="doivent être annulées"):
        hand_over(listed, "PAR-ML-0001", "ML010101", "CCN", LE)


def test_only_lines_of_the_guide_are_handed_over(listed: Home, intake: Intake) -> None:
    intake.deposit("ML0101", Q3, {"partenariats": [partnership("ML0101", 1, "ML010101")]})
    merge(listed)
    with pytest.raises(OiseError, match="n'est pas une ligne du guide"):
        hand_over(listed, "PAR-ML0101-0001", "ML0102", "CCN", LE)


def test_a_handed_over_line_counts_where_it_lies(listed: Home) -> None:
    hand_over(listed, "PAR-ML-0001", "ML010101", "CCN", LE)
    rows = published(listed, "SELECT id_local, commune_code, cercle_code FROM partenariats ORDER BY 1")
    assert rows[0] == {"id_local": "PAR-ML-0001", "commune_code": "ML010101", "cercle_code": "ML0101"}
    places = query(
        listed.analyst_file, "SELECT expediteur, unite_code FROM cooperations WHERE id_local = 'PAR-ML-0001'"
    )
    assert places == [{"expediteur": "ML0101", "unite_code": "ML010101"}]
