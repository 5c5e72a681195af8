"""Decisions of a CSR: the last one stands, for the very files it saw; publication may wait for them."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.amendments import Decision, amendments, applied
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import Verdict
from warehouse.deposits import Deposit, deposits
from warehouse.digest import digest
from warehouse.editions import publish
from warehouse.gate import gate
from warehouse.merging import merge
from warehouse.published import query
from warehouse.rebuilding import rebuild
from warehouse.validation import content_key, quarter_validations
from warehouse.waiting import awaited, reason_to_wait

from .conftest import Intake, essay_computation, value

Q3 = "2026-Q3"
T3 = Trimestre(2026, 3)
ASSISTED = "accouchements_assistes_nb"


def send(
    intake: Intake, sender: str, amount: int, version: int = 1, received: str = "2026-10-10T08:00:00+00:00"
) -> str:
    """A cercle's return; the key of what now counts."""
    intake.deposit(
        sender, Q3, {"services": [value(f"{sender}01", ASSISTED, amount)]}, version=version, received=received
    )
    return key(intake.home, sender)


def key(home: Home, sender: str) -> str:
    return content_key([one for one in deposits(home) if one.verdict.expediteur == sender])


def decide(
    intake: Intake, decisions: dict[str, tuple[str | None, str]], version: int = 1, day: str = "2026-10-20"
) -> Verdict:
    """The CSR of ML01 answers: by cercle, its decision and the key of what it saw."""
    rows: list[dict[str, Any]] = [
        {
            "id_local": f"VAL-ML01-26T3-{rank:04d}",
            "unite_code": "ML01",
            "cercle_vise_code": cercle,
            "decision_code": decision,
            "reserve_texte": "À revoir." if decision == "a_corriger" else None,
            "valide_par": "Le CSR",
            "empreinte": seen,
        }
        for rank, (cercle, (decision, seen)) in enumerate(decisions.items(), start=1)
    ]
    return intake.deposit("ML01", Q3, {"validations": rows}, version=version, received=f"{day}T09:00:00+00:00")


def told(home: Home, known_on: date | None = None) -> dict[str, tuple[str, bool]]:
    return {code: (one.decision, one.a_jour) for code, one in quarter_validations(home, Q3, known_on).items()}


def test_the_last_answer_stands_for_the_files_it_saw(home: Home, intake: Intake) -> None:
    kayes, kita = send(intake, "ML0101", 3), send(intake, "ML0105", 5)
    decide(intake, {"ML0101": ("valide", kayes), "ML0105": ("a_corriger", kita)})
    merge(home)
    assert told(home) == {"ML0101": ("valide", True), "ML0105": ("a_corriger", True)}
    assert quarter_validations(home, Q3)["ML0105"].reserve == "À revoir."
    newer = send(intake, "ML0105", 6, version=2, received="2026-10-22T08:00:00+00:00")
    merge(home)
    assert newer != kita
    assert told(home) == {"ML0101": ("valide", True), "ML0105": ("a_corriger", False)}
    decide(intake, {"ML0101": (None, kayes), "ML0105": ("valide", newer)}, version=2, day="2026-10-24")
    merge(home)
    assert told(home) == {"ML0105": ("valide", True)}, "an answer replaces the one before whole"
    assert not any(one.verdict.objet != "validation" for one in deposits(home) if one.verdict.expediteur == "ML01")


def test_decisions_as_they_were_known_on_a_day(home: Home, intake: Intake) -> None:
    seen = send(intake, "ML0101", 3)
    decide(intake, {"ML0101": ("valide_avec_reserve", seen)})
    send(intake, "ML0101", 4, version=2, received="2026-11-02T08:00:00+00:00")
    assert told(home) == {}, "nothing is merged yet"
    assert told(home, date(2026, 10, 19)) == {}
    assert told(home, date(2026, 10, 20)) == {"ML0101": ("valide_avec_reserve", True)}
    assert told(home, date(2026, 11, 2)) == {"ML0101": ("valide_avec_reserve", False)}


def test_a_rebuilt_lake_says_the_same_and_no_sender_counts_the_answer_as_a_return(home: Home, intake: Intake) -> None:
    seen = send(intake, "ML0101", 3)
    decide(intake, {"ML0101": ("valide", seen)})
    merge(home)
    before = digest(home), told(home)
    rebuild(home)
    assert (digest(home), told(home)) == before
    publish(home, essay_computation(), "essai", "2026-11-01T06:00:00+00:00")
    region = query(home.analyst_file, "SELECT verdict FROM depots WHERE expediteur = 'ML01'")
    assert [row["verdict"] for row in region] in ([], [None])
    assert query(home.analyst_file, "SELECT * FROM validations_statuts") == [
        {
            "trimestre": Q3,
            "expediteur": "ML0101",
            "region_code": "ML01",
            "decision_code": "valide",
            "a_jour": True,
            "valide_le": date(2026, 10, 20),
            "reserve": None,
        }
    ]


def test_a_decision_remakes_its_quarter_alone_and_a_newer_file_makes_it_provisional(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", "2026-Q4", {"services": [value("ML010101", ASSISTED, 9)]})
    seen = send(intake, "ML0101", 3)
    merge(home)
    publish(home, essay_computation(), "essai", "2027-01-20T06:00:00+00:00")
    decide(intake, {"ML0101": ("valide", seen)})
    merge(home)
    done = publish(home, essay_computation(), "essai", "2027-01-21T06:00:00+00:00")
    assert done.publie
    assert Q3 in done.trimestres
    # The same figures, sent again in another file: nothing moves but the standing of the decision.
    send(intake, "ML0101", 3, version=2)
    merge(home)
    publish(home, essay_computation(), "essai", "2027-01-22T06:00:00+00:00")
    assert [row["a_jour"] for row in query(home.analyst_file, "SELECT a_jour FROM validations_statuts")] == [False]


def test_publication_waits_for_the_cercles_not_validated(home: Home, intake: Intake) -> None:
    kayes, kita = send(intake, "ML0101", 3), send(intake, "ML0105", 5)
    merge(home)
    assert reason_to_wait(home, T3) is None, "by default publication waits for nobody"
    waiting = Decision(
        1, "2026-01-01T00:00:00+00:00", "reglage", "publication_attend_validations", "", "", (("valeur", "oui"),)
    )
    with applied(amendments([waiting])):
        assert awaited(home, T3) == ((Q3, "ML0101"), (Q3, "ML0105"))
        sentence = reason_to_wait(home, T3)
        assert sentence is not None
        assert "Kayes (ML0101), Kita (ML0105)" in sentence
        assert awaited(home, Trimestre(2026, 4)) == ((Q3, "ML0101"), (Q3, "ML0105")), "never published yet"
        decide(intake, {"ML0101": ("valide", kayes), "ML0105": ("a_corriger", kita)})
        merge(home)
        assert awaited(home, T3) == ((Q3, "ML0105"),)
        newer = send(intake, "ML0105", 6, version=2)
        decide(intake, {"ML0101": ("valide", kayes), "ML0105": ("valide_avec_reserve", newer)}, version=2)
        merge(home)
        assert reason_to_wait(home, T3) is None


def test_the_gate_shows_what_is_merged_and_the_former_answers(home: Home, intake: Intake) -> None:
    assert gate(home, "ML01", T3).envois == ()
    kayes = send(intake, "ML0101", 3)
    send(intake, "ML0201", 3)
    decide(intake, {"ML0101": ("valide", kayes)}, version=3)
    merge(home)
    send(intake, "ML0105", 5)
    found = gate(home, "ML01", T3)
    assert [(one.cercle, one.empreinte) for one in found.envois] == [("ML0101", kayes)]
    assert found.envois[0].envoi == "accepté, reçu le 10/10/2026"
    assert {one.lieu for one in found.valeurs} == {"ML010101"}
    assert [row["decision_code"] for row in found.reponses["validations"]] == ["valide"]
    assert found.version == 4


def _deposit(sequence: int, sha: str, version: int, nature: str = "complete", base: int | None = None) -> Deposit:
    raw = Verdict(
        "accepte",
        "ML0101",
        sha,
        ".xlsx",
        "a.xlsx",
        f"d{sequence}",
        "2026-10-10",
        Q3,
        nature,
        version,
        base,  # type: ignore[arg-type]
    )
    return Deposit(sequence, "essai", raw)


@given(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=4, unique=True))
def test_a_content_key_is_that_of_the_files_that_count_in_any_order(names: list[str]) -> None:
    files = [
        _deposit(1, "complet", 1),
        *(_deposit(2 + rank, name, 2 + rank, "complement", 1) for rank, name in enumerate(names)),
    ]
    keys = {content_key(order) for order in permutations(files)}
    assert len(keys) == 1
    assert keys != {content_key([*files, _deposit(9, "nouveau", 9)])}
    assert content_key([_deposit(9, "nouveau", 9)]) == content_key([*files, _deposit(9, "nouveau", 9)])


@pytest.mark.parametrize("decision", ["valide", "valide_avec_reserve", "a_corriger"])
def test_only_two_decisions_validate(home: Home, intake: Intake, decision: str) -> None:
    decide(intake, {"ML0101": (decision, send(intake, "ML0101", 3))})
    merge(home)
    assert quarter_validations(home, Q3)["ML0101"].valide is (decision != "a_corriger")
