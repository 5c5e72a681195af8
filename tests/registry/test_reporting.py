"""Calendar, duties, exemptions, bodies and population: dated reference data."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.bodies import all_bodies, body, recipient, recipient_of, recipients
from registry.calendar import deadlines, on_time
from registry.duties import allowed_senders, duties, exemptions, expected_senders
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.population import population_on, populations
from registry.territory import cercle_senders, children, units

EXEMPTIONS = "expediteur,depuis,jusqu_a,motif,decision,source\n"
POPULATION = "division,unite_code,annee,population,statut,source\n"


@given(st.builds(Trimestre, st.integers(1999, 2100), st.integers(1, 4)))
def test_deadlines_fall_on_the_15th_25th_and_30th_of_the_next_month(quarter: Trimestre) -> None:
    due = deadlines(quarter)
    following = quarter.plus(1).debut
    assert (due.depot, due.validation, due.publication) == tuple(following.replace(day=day) for day in (15, 25, 30))


def test_a_file_is_on_time_until_the_evening_of_the_deadline() -> None:
    assert on_time("2026-Q3", date(2026, 10, 15))
    assert not on_time("2026-Q3", date(2026, 10, 16))


def test_fifty_senders_are_awaited_and_sixty_may_send() -> None:
    quarter = Trimestre(2026, 3)
    assert expected_senders(quarter) == tuple(sorted(u.code for u in cercle_senders()))
    assert expected_senders("2026-Q3") == expected_senders(quarter)
    assert len(allowed_senders(quarter)) == len(duties()) == 60
    assert {"ML01", "ML09", "ML"} <= set(allowed_senders(quarter))
    assert expected_senders("2006-Q3") == ()


def test_no_exemption_is_shipped() -> None:
    assert exemptions("2026-Q3") == ()


def test_an_installation_exempts_by_decision_for_a_time(tmp_path: Path) -> None:
    (tmp_path / "exemptions.csv").write_text(
        EXEMPTIONS + "ML0704,2026-Q1,2026-Q2,insécurité,Décision 12,CCN\nML0803,2026-Q2,,insécurité,Décision 13,CCN\n",
        encoding="utf-8",
    )
    assert [e.expediteur for e in exemptions("2026-Q2", tmp_path)] == ["ML0704", "ML0803"]
    assert len(expected_senders("2026-Q1", tmp_path)) == 49
    assert len(expected_senders("2026-Q2", tmp_path)) == 48
    assert "ML0704" in expected_senders("2026-Q3", tmp_path)
    assert "ML0803" in allowed_senders("2026-Q3")


@pytest.mark.parametrize("row", ["ML010513,2026-Q1,,insécurité,D1,CCN", "ML0704,2026-Q1,,insécurité,,CCN"])
def test_an_exemption_of_no_sender_or_without_decision_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "exemptions.csv").write_text(EXEMPTIONS + row + "\n", encoding="utf-8")
    with pytest.raises(OiseError, match="n'est pas valable"):
        exemptions("2026-Q1", tmp_path)


def test_bodies_are_named_by_their_day() -> None:
    assert body("CLO", date(2006, 12, 31)).sigle == "CLO"
    assert body("CLO", date(2008, 2, 20)).sigle == "CLO"
    assert body("CLO", date(2008, 2, 21)).sigle == "CLOCSAD"
    assert body("CRO", date(2026, 9, 30)).sigle == "CROCSAD"
    assert body("CNO", date(2026, 9, 30)).sigle == "CNO"
    with pytest.raises(OiseError, match="CCOCSAD"):
        body("CCOCSAD", date(2000, 1, 1))


def test_the_names_of_a_role_never_overlap() -> None:
    for one in all_bodies():
        for other in all_bodies():
            if one is not other and one.role == other.role and one.depuis is not None:
                assert not other.named_on(one.depuis)


def test_each_steering_body_receives_one_synthesis() -> None:
    assert Counter(r.role for r in recipients()) == {"CLO": 50, "CRO": 9, "CNO": 1}
    assert recipient("CLO_ML0105").unite.nom == "Kita"
    assert recipient_of("ML01").code == "CRO_ML01"
    assert recipient_of("ML").code == "CNO_ML"
    with pytest.raises(OiseError, match="CLO de son cercle"):
        recipient_of("ML010513")
    with pytest.raises(OiseError, match="CLO_ML0105"):
        recipient("CLO_ML01")


def test_published_populations_are_dated_provisional_and_sum_where_all_are_known() -> None:
    known = populations()
    assert len(known) == 252
    assert {row.statut for row in known} == {"provisoire"}
    assert all(row.unite_code in units() and row.valeur > 0 and "miroir" not in row.source for row in known)
    assert len({(row.unite_code, row.annee) for row in known}) == len(known)
    latest = population_on(date(2026, 9, 30))
    for code in ["ML", *(child.code for child in children("ML")), "ML0101"]:
        assert latest[code].valeur == sum(latest[child.code].valeur for child in children(code))


def test_a_population_is_read_on_its_day_and_absent_where_unknown() -> None:
    assert population_on(date(2005, 6, 30))["ML01"].valeur == 1_374_316
    assert population_on(date(2026, 6, 30))["ML01"].annee == 2009
    assert population_on(date(1990, 1, 1)) == {}
    assert "ML020501" in population_on(date(2026, 6, 30))
    assert "ML080102" not in population_on(date(2026, 6, 30))


def test_a_simulated_population_is_marked_and_never_replaces_a_known_one(tmp_path: Path) -> None:
    (tmp_path / "population_fictive.csv").write_text(
        POPULATION + "1999,ML080102,2026,1200,simule,Tirage\n1999,ML01,2026,1,simule,Tirage\n", encoding="utf-8"
    )
    latest = population_on(date(2026, 9, 30), tmp_path)
    assert (latest["ML080102"].valeur, latest["ML080102"].statut) == (1200, "simule")
    assert latest["ML01"].statut == "provisoire"
    assert "ML080102" not in population_on(date(2025, 9, 30), tmp_path)


@pytest.mark.parametrize(
    "row", ["1999,ML01,2026,beaucoup,simule,x", "1999,ML01,2026,5,provisoire,x", "1999,ML01,,5,simule,x"]
)
def test_a_wrong_row_of_an_installation_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "population_fictive.csv").write_text(POPULATION + row + "\n", encoding="utf-8")
    with pytest.raises(OiseError):
        populations(tmp_path)
