"""The cycle has the guide's phases and steps; a cooperation's place in it follows from what is known of the steps."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.cycle import PHASE_INCONNUE, StepFact, main_steps, state, steps, steps_by_code

CODES = [step.code for step in steps()]
facts = st.lists(
    st.builds(
        StepFact,
        st.sampled_from(CODES),
        st.sampled_from(["a_faire", "en_cours", "faite", "sans_objet"]),
        st.none() | st.dates(date(2020, 1, 1), date(2027, 12, 31)),
        st.sampled_from(["", "pv-1", "pv-2"]),
    ),
    max_size=12,
)
days = st.dates(date(2019, 1, 1), date(2028, 12, 31))


def test_eleven_steps_in_four_phases_one_a_fiche() -> None:
    assert [step.fiche for step in main_steps()] == list(range(1, 12))
    assert [step.phase for step in main_steps()] == [1] * 5 + [2] * 2 + [3] * 3 + [4]
    assert len({(step.phase, step.phase_libelle) for step in steps()}) == 4
    assert [step.rang for step in steps()] == list(range(1, len(steps()) + 1))
    assert sorted(step.phase for step in steps()) == [step.phase for step in steps()]


def test_the_optional_steps_of_the_diagram_and_the_fiches() -> None:
    assert {step.code for step in steps() if step.optionnelle} == {
        *("forum_validation", "deliberation", "bilan_signature", "campagne_information"),
        *("comite_attribution", "engagements_financiers", "audit", "evaluation"),
    }


@pytest.mark.parametrize("code", CODES)
def test_every_step_says_what_it_asks_for_and_what_proves_it(code: str) -> None:
    step = steps_by_code()[code]
    assert step.demande.endswith(".")
    assert step.document


def test_nothing_known_is_not_the_first_phase() -> None:
    unknown = state([], date(2026, 9, 30))
    assert (unknown.phase, unknown.phase_libelle, unknown.etape, unknown.prochaine) == (
        None,
        PHASE_INCONNUE,
        None,
        None,
    )
    assert (unknown.faites, unknown.attendues) == (0, 11)
    assert state([StepFact("raisons", "faite", date(2026, 10, 1))], date(2026, 9, 30)) == unknown


def test_a_cooperation_that_begins() -> None:
    begun = state([StepFact("raisons", "a_faire")], date(2026, 9, 30))
    assert (begun.phase, begun.etape) == (1, None)
    assert begun.prochaine == steps_by_code()["raisons"]


def test_a_cooperation_that_skipped_steps() -> None:
    known = [
        StepFact("raisons", "faite", date(2024, 1, 10)),
        StepFact("secteurs", "en_cours", date(2024, 2, 1)),
        StepFact("reseaux", "sans_objet"),
        StepFact("rencontre", "faite", date(2024, 5, 3), "CR-3"),
        StepFact("convention", "faite", date(2025, 5, 3)),
    ]
    early = state(known, date(2024, 6, 30))
    assert early.etape == steps_by_code()["rencontre"]
    assert (early.phase, early.etat, early.date) == (2, "faite", date(2024, 5, 3))
    assert early.prochaine == steps_by_code()["plan_action"]
    assert [step.code for step in early.manquantes] == ["interet", "idee", "acteurs"]
    assert (early.faites, early.attendues) == (2, 10)
    later = state(known, date(2025, 6, 30))
    assert (later.phase, later.etape) == (3, steps_by_code()["convention"])
    assert later.prochaine == steps_by_code()["dossier_financement"]


def test_optional_steps_count_when_done_and_are_never_missed() -> None:
    everything = [StepFact(step.code, "faite", date(2024, 1, step.rang)) for step in main_steps()]
    complete = state(everything, date(2026, 1, 1))
    assert (complete.faites, complete.attendues, complete.manquantes, complete.prochaine) == (11, 11, (), None)
    audited = state([*everything, StepFact("audit", "faite", date(2025, 1, 1))], date(2026, 1, 1))
    assert audited.etape == steps_by_code()["audit"]
    assert (audited.faites, audited.attendues, audited.manquantes) == (11, 11, ())
    committed = state([StepFact("engagements_financiers", "faite", date(2025, 1, 1))], date(2026, 1, 1))
    assert committed.phase == 3
    assert committed.prochaine == steps_by_code()["coordination"]


def test_of_several_facts_on_a_step_the_strongest_counts() -> None:
    known = [
        StepFact("idee", "sans_objet"),
        StepFact("idee", "faite", date(2025, 3, 1)),
        StepFact("idee", "faite", date(2025, 2, 1)),
        StepFact("idee", "en_cours", date(2025, 1, 1)),
    ]
    found = state(known, date(2026, 1, 1))
    assert (found.etat, found.date, found.attendues) == ("faite", date(2025, 2, 1), 11)


def test_an_unknown_step_is_a_defect() -> None:
    with pytest.raises(KeyError):
        state([StepFact("voyage", "faite")], date(2026, 1, 1))


@given(facts, days, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_count(known: list[StepFact], day: date, shuffler: random.Random) -> None:
    shuffled = [*known]
    shuffler.shuffle(shuffled)
    assert state(shuffled, day) == state(known, day)


@given(facts, st.sampled_from(CODES), days)
def test_one_more_step_done_never_moves_it_back(known: list[StepFact], code: str, day: date) -> None:
    before, after = state(known, day), state([*known, StepFact(code, "faite", day)], day)
    assert after.etape is not None
    assert after.etape.rang >= (before.etape.rang if before.etape else 0)
    assert (after.phase or 0) >= (before.phase or 0)
    assert after.faites >= before.faites


@given(facts, days, days)
def test_time_never_moves_it_back(known: list[StepFact], one: date, other: date) -> None:
    early, late = (state(known, day) for day in sorted((one, other)))
    assert (late.etape.rang if late.etape else 0) >= (early.etape.rang if early.etape else 0)
    assert late.faites >= early.faites


@given(facts, days)
def test_what_is_missing_lies_before_and_what_is_next_lies_after(known: list[StepFact], day: date) -> None:
    found = state(known, day)
    rang = found.etape.rang if found.etape else 0
    assert all(step.rang < rang and not step.optionnelle for step in found.manquantes)
    if found.prochaine is not None:
        assert found.prochaine.rang > rang
        assert not found.prochaine.optionnelle
    assert found.faites <= found.attendues <= 11
