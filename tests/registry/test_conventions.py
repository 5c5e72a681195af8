"""What clauses say on a day is one status, reckoned from facts; what is unknown is neither yes nor no."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.codelists import code_list
from registry.convention_terms import add_months
from registry.conventions import (
    Acte,
    Avenant,
    Terms,
    next_act,
    notice_date,
    status,
    term_end,
    terms_of,
)
from registry.guide_convention import guide_convention

TOMBOUCTOU = terms_of(guide_convention())
THREE_YEARS = Terms(
    statut_code="signee",
    signature_date=date(2020, 6, 1),
    effet_date=date(2020, 7, 1),
    duree_mois=36,
    preavis_mois=3,
    reconduction_code="commun_accord",
)
TACIT = replace(THREE_YEARS, reconduction_code="tacite")
ALIVE = {"en_vigueur", "a_renouveler", "en_preavis"}

days = st.dates(date(1985, 1, 1), date(2060, 12, 31))
maybe_day = st.none() | st.dates(date(1990, 1, 1), date(2045, 12, 31))
any_terms = st.builds(
    Terms,
    statut_code=st.sampled_from(
        [None, "projet", "negociation", "signee", "denoncee", "suspendue", "close", "inconnu"],
    ),
    signature_date=maybe_day,
    effet_date=maybe_day,
    duree_mois=st.none() | st.integers(1, 600),
    fin_date=maybe_day,
    preavis_mois=st.none() | st.integers(0, 60),
    reconduction_code=st.sampled_from([None, "tacite", "commun_accord", "aucune", "inconnue"]),
    reconduction_duree_mois=st.none() | st.integers(1, 120),
    reconductions_nb=st.none() | st.integers(0, 20),
    derniere_reconduction_date=maybe_day,
    rencontre_annuelle_prevue=st.none() | st.booleans(),
    derniere_rencontre_date=maybe_day,
    visa=st.none() | st.booleans(),
    visa_date=maybe_day,
    denonciation_date=maybe_day,
    suspension_date=maybe_day,
    reprise_date=maybe_day,
    controle_legalite_code=st.sampled_from([None, "non_transmise", "transmise", "conforme", "observations", "inconnu"]),
    avenants=st.lists(st.builds(Avenant, st.dates(date(1990, 1, 1), date(2045, 12, 31)), maybe_day), max_size=3).map(
        lambda found: tuple(sorted(found, key=lambda one: one.signature))
    ),
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(1994, 5, 19), "projet"),
        (date(1994, 5, 20), "en_vigueur"),
        (date(1996, 7, 1), "en_vigueur"),
        (date(1998, 11, 18), "en_vigueur"),
        (date(1998, 11, 19), "a_renouveler"),
        (date(1999, 2, 1), "a_renouveler"),
        (date(1999, 5, 19), "a_renouveler"),
        (date(1999, 5, 20), "echue"),
        (date(2006, 12, 31), "echue"),
    ],
)
def test_the_convention_of_tombouctou_and_rhone_alpes(day: date, expected: str) -> None:
    assert status(TOMBOUCTOU, day) == expected


def test_its_first_term_and_notice() -> None:
    assert term_end(TOMBOUCTOU, date(1996, 7, 1)) == date(1999, 5, 19)
    # Notice given on 19 November 1998 runs six months, to 19 May 1999, the last day of the first term.
    assert notice_date(TOMBOUCTOU, date(1996, 7, 1)) == date(1998, 11, 19)
    assert add_months(date(1998, 11, 19), 6) == date(1999, 5, 19)
    assert term_end(TOMBOUCTOU, date(2006, 1, 1)) == date(1999, 5, 19)
    assert notice_date(TOMBOUCTOU, date(2006, 1, 1)) is None


def test_its_next_acts() -> None:
    assert next_act(TOMBOUCTOU, date(1994, 5, 20)) == Acte("tenir_rencontre", date(1995, 5, 20))
    # No meeting is known, which doesn't say that none was held: the next is due by the next anniversary.
    assert next_act(TOMBOUCTOU, date(1996, 7, 1)) == Acte("tenir_rencontre", date(1997, 5, 20))
    assert next_act(TOMBOUCTOU, date(1999, 2, 1)) == Acte("renouveler", date(1999, 5, 19))
    # Nobody counted its renewals: look before saying that it must be renewed.
    assert next_act(TOMBOUCTOU, date(2006, 1, 1)) == Acte("verifier", None)


def test_renewals_made_are_counted() -> None:
    renewed = replace(TOMBOUCTOU, reconductions_nb=2)
    assert status(renewed, date(2006, 1, 1)) == "en_vigueur"
    assert term_end(renewed, date(2006, 1, 1)) == date(2009, 5, 19)
    assert status(renewed, date(2009, 5, 20)) == "echue"
    assert next_act(renewed, date(2009, 6, 1)) == Acte("renouveler", date(2009, 5, 19))
    shorter = replace(renewed, reconduction_duree_mois=12)
    assert term_end(shorter, date(2000, 6, 1)) == date(2001, 5, 19)


def test_a_dated_renewal_counts_from_its_day() -> None:
    renewed = replace(TOMBOUCTOU, reconductions_nb=1, derniere_reconduction_date=date(1999, 3, 1))
    assert status(renewed, date(1999, 2, 28)) == "a_renouveler"
    assert status(renewed, date(1999, 3, 1)) == "en_vigueur"
    assert term_end(renewed, date(1999, 3, 1)) == date(2004, 5, 19)
    late = replace(TOMBOUCTOU, derniere_reconduction_date=date(2001, 1, 1))
    assert status(late, date(2000, 6, 1)) == "echue"
    assert status(late, date(2001, 1, 1)) == "en_vigueur"
    assert term_end(late, date(2001, 1, 1)) == date(2005, 12, 31)


def test_signed_but_not_yet_in_effect() -> None:
    assert status(THREE_YEARS, date(2020, 6, 15)) == "signee"
    assert status(THREE_YEARS, date(2020, 7, 1)) == "en_vigueur"
    assert term_end(THREE_YEARS, date(2020, 6, 15)) == date(2023, 6, 30)


def test_an_effect_before_the_signature_is_not_in_force_before_it() -> None:
    early = replace(THREE_YEARS, effet_date=date(2020, 1, 1))
    assert status(early, date(2020, 5, 31)) == "projet"
    assert status(early, date(2020, 6, 1)) == "en_vigueur"
    assert term_end(early, date(2020, 6, 1)) == date(2022, 12, 31)


def test_an_end_written_down_is_the_end_of_the_running_period() -> None:
    written = replace(THREE_YEARS, fin_date=date(2026, 6, 30), reconductions_nb=1)
    assert term_end(written, date(2022, 1, 1)) == date(2023, 6, 30)
    assert term_end(written, date(2024, 1, 1)) == date(2026, 6, 30)
    assert status(replace(THREE_YEARS, duree_mois=None, fin_date=date(2021, 12, 31)), date(2021, 8, 1)) == (
        "a_renouveler"
    )


def test_an_amendment_moves_the_end_from_its_signature() -> None:
    amended = replace(THREE_YEARS, avenants=(Avenant(date(2023, 2, 1), date(2024, 12, 31)),))
    assert status(amended, date(2023, 1, 31)) == "a_renouveler"
    assert term_end(amended, date(2023, 1, 31)) == date(2023, 6, 30)
    assert status(amended, date(2023, 2, 1)) == "en_vigueur"
    assert term_end(amended, date(2023, 2, 1)) == date(2024, 12, 31)
    assert status(amended, date(2025, 1, 1)) == "echue"
    # The same end copied into the convention's row says nothing more.
    copied = replace(amended, fin_date=date(2024, 12, 31))
    assert [term_end(copied, day) for day in (date(2023, 1, 31), date(2023, 2, 1))] == [
        date(2023, 6, 30),
        date(2024, 12, 31),
    ]
    shortened = replace(THREE_YEARS, avenants=(Avenant(date(2021, 1, 1), date(2021, 12, 31)),))
    assert status(shortened, date(2022, 1, 1)) == "echue"
    revived = replace(THREE_YEARS, avenants=(Avenant(date(2024, 1, 1), date(2024, 12, 31)),))
    assert status(revived, date(2023, 9, 1)) == "echue"
    assert status(revived, date(2024, 3, 1)) == "en_vigueur"


def test_a_withdrawn_amendment_counts_for_nothing() -> None:
    rows = [
        {"signature_date": date(2023, 2, 1), "nouvelle_fin_date": date(2024, 12, 31), "etat_ligne": "annule"},
        {"signature_date": date(2022, 2, 1), "nouvelle_fin_date": None, "etat_ligne": "actif"},
        {"signature_date": None, "nouvelle_fin_date": date(2030, 1, 1)},
    ]
    assert terms_of({"statut_code": "signee", "id_local": "CON-1"}, rows).avenants == (Avenant(date(2022, 2, 1)),)


def test_tacit_renewal_runs_on() -> None:
    assert status(TACIT, date(2023, 7, 1)) == "en_vigueur"
    assert term_end(TACIT, date(2023, 7, 1)) == date(2026, 6, 30)
    assert term_end(replace(TACIT, reconduction_duree_mois=12), date(2030, 1, 1)) == date(2030, 6, 30)
    assert next_act(TACIT, date(2022, 1, 1)) == Acte("decider_reconduction", date(2023, 3, 30))
    # Too late for this period: the next decision is the next period's.
    assert next_act(TACIT, date(2023, 5, 1)) == Acte("decider_reconduction", date(2026, 3, 30))


def test_a_tacit_renewal_of_unknown_length_runs_but_has_no_known_end() -> None:
    vague = replace(TACIT, duree_mois=None)
    assert status(vague, date(2030, 1, 1)) == "en_vigueur"
    assert term_end(vague, date(2030, 1, 1)) is None
    assert next_act(vague, date(2030, 1, 1)) == Acte("verifier", None)


def test_a_denounced_convention_binds_until_the_end_of_its_notice() -> None:
    denounced = replace(TACIT, statut_code="denoncee", denonciation_date=date(2022, 1, 10))
    assert status(denounced, date(2022, 1, 9)) == "en_vigueur"
    assert status(denounced, date(2022, 1, 10)) == "en_preavis"
    assert status(denounced, date(2022, 4, 10)) == "en_preavis"
    assert status(denounced, date(2022, 4, 11)) == "denoncee"
    assert term_end(denounced, date(2022, 2, 1)) == date(2022, 4, 10)
    assert next_act(denounced, date(2022, 2, 1)) == Acte("aucun", None)


def test_a_denunciation_without_known_notice_leaves_a_doubt_until_the_term() -> None:
    denounced = replace(THREE_YEARS, preavis_mois=None, denonciation_date=date(2022, 1, 10))
    assert status(denounced, date(2022, 2, 1)) == "inconnu"
    assert next_act(denounced, date(2022, 2, 1)) == Acte("verifier", None)
    assert status(denounced, date(2023, 7, 1)) == "denoncee"
    undated = replace(THREE_YEARS, statut_code="denoncee")
    assert status(undated, date(2022, 2, 1)) == "inconnu"
    assert status(replace(undated, preavis_mois=0), date(2022, 2, 1)) == "denoncee"


def test_a_denunciation_of_an_ended_convention_changes_nothing() -> None:
    assert status(replace(THREE_YEARS, denonciation_date=date(2024, 1, 1)), date(2024, 2, 1)) == "echue"


def test_a_suspension_lasts_until_it_is_lifted() -> None:
    suspended = replace(THREE_YEARS, suspension_date=date(2021, 1, 1))
    assert status(suspended, date(2020, 12, 31)) == "en_vigueur"
    assert status(suspended, date(2022, 1, 1)) == "suspendue"
    assert status(suspended, date(2023, 7, 1)) == "echue"
    resumed = replace(suspended, reprise_date=date(2021, 6, 1))
    assert status(resumed, date(2021, 5, 31)) == "suspendue"
    assert status(resumed, date(2021, 6, 1)) == "en_vigueur"
    assert status(replace(THREE_YEARS, statut_code="suspendue"), date(2021, 5, 31)) == "suspendue"


def test_a_closed_convention_is_closed_from_its_last_dated_fact() -> None:
    closed = replace(THREE_YEARS, statut_code="close", derniere_rencontre_date=date(2022, 3, 1))
    assert status(closed, date(2021, 3, 1)) == "en_vigueur"
    assert status(closed, date(2022, 3, 1)) == "close"
    assert next_act(closed, date(2022, 3, 1)) == Acte("aucun", None)


@pytest.mark.parametrize(
    "terms",
    [
        Terms(),
        Terms(statut_code="signee"),
        Terms(statut_code="signee", effet_date=date(2020, 1, 1), duree_mois=600),
        Terms(statut_code="signee", signature_date=date(2020, 1, 1)),
        Terms(statut_code="inconnu", signature_date=date(2020, 1, 1), duree_mois=600),
        Terms(statut_code="projet", signature_date=date(2020, 1, 1), duree_mois=600),
        Terms(statut_code="signee", signature_date=date(2020, 1, 1), duree_mois=12),
        Terms(statut_code="signee", signature_date=date(2020, 1, 1), duree_mois=12, reconduction_code="inconnue"),
    ],
)
def test_facts_that_do_not_suffice(terms: Terms) -> None:
    assert status(terms, date(2022, 1, 1)) == "inconnu"
    assert term_end(terms, date(2022, 1, 1)) is None
    assert notice_date(terms, date(2022, 1, 1)) is None
    assert next_act(terms, date(2022, 1, 1)) == Acte("verifier", None)


def test_a_convention_to_be_checked_is_still_certainly_over_after_its_term() -> None:
    unsure = Terms(statut_code="inconnu", signature_date=date(2020, 1, 1), duree_mois=12, reconduction_code="aucune")
    assert status(unsure, date(2020, 6, 1)) == "inconnu"
    assert status(unsure, date(2021, 1, 1)) == "echue"


def test_a_project_asks_for_nothing_yet() -> None:
    project = Terms(statut_code="negociation", duree_mois=36)
    assert status(project, date(2022, 1, 1)) == "projet"
    assert next_act(project, date(2022, 1, 1)) == Acte("aucun", None)


def test_transmission_then_visa_come_first_when_they_are_known_to_lack() -> None:
    unseen = replace(THREE_YEARS, visa=False, rencontre_annuelle_prevue=True)
    assert next_act(unseen, date(2020, 8, 1)) == Acte("obtenir_visa", date(2020, 6, 1))
    untransmitted = replace(unseen, controle_legalite_code="non_transmise")
    assert next_act(untransmitted, date(2020, 8, 1)) == Acte("transmettre_controle", date(2020, 6, 1))
    stamped = replace(THREE_YEARS, visa=True, visa_date=date(2020, 9, 1))
    assert next_act(stamped, date(2020, 8, 1)).code == "obtenir_visa"
    assert next_act(stamped, date(2020, 9, 1)) == Acte("renouveler", date(2023, 6, 30))
    # Not knowing whether it was transmitted or visa'd is not knowing that it was not.
    assert next_act(THREE_YEARS, date(2020, 8, 1)) == Acte("renouveler", date(2023, 6, 30))


def test_a_meeting_is_due_only_where_the_text_provides_one() -> None:
    meeting = replace(THREE_YEARS, rencontre_annuelle_prevue=True, derniere_rencontre_date=date(2021, 2, 1))
    assert next_act(meeting, date(2021, 3, 1)) == Acte("tenir_rencontre", date(2022, 2, 1))
    assert next_act(meeting, date(2022, 9, 1)) == Acte("tenir_rencontre", date(2022, 2, 1))
    assert next_act(replace(meeting, rencontre_annuelle_prevue=None), date(2021, 3, 1)).code == "renouveler"


def test_months_are_added_to_the_end_of_short_ones() -> None:
    assert add_months(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert add_months(date(2024, 3, 31), -1) == date(2024, 2, 29)
    assert add_months(date(2024, 12, 15), 1) == date(2025, 1, 15)
    assert add_months(date(2024, 1, 15), -1) == date(2023, 12, 15)


@given(any_terms, days)
def test_exactly_one_status_of_the_list_on_any_day(terms: Terms, day: date) -> None:
    known = status(terms, day)
    assert known in code_list("statuts_convention_calcules").libelles
    assert next_act(terms, day).code in code_list("actes_convention").libelles


signing_days = st.dates(date(1990, 1, 1), date(2045, 12, 31))


@given(any_terms, signing_days, days)
def test_never_in_force_before_the_signature(terms: Terms, signed: date, day: date) -> None:
    if day < signed:
        assert status(replace(terms, signature_date=signed), day) == "projet"


@given(any_terms, days)
def test_the_end_is_not_before_a_day_in_force_and_the_notice_fits_before_it(terms: Terms, day: date) -> None:
    known, end = status(terms, day), term_end(terms, day)
    if known in ALIVE and end is not None:
        assert end >= day
    if known in ("en_preavis", "a_renouveler"):
        assert end is not None
    last_notice = notice_date(terms, day)
    if last_notice is not None:
        assert end is not None
        assert terms.preavis_mois is not None
        assert add_months(last_notice, terms.preavis_mois) <= end


@given(any_terms, signing_days, st.integers(0, 60), days)
def test_never_in_force_after_the_end_of_its_notice(terms: Terms, given_on: date, months: int, day: date) -> None:
    denounced = replace(terms, denonciation_date=given_on, preavis_mois=months)
    on_denunciation = status(denounced, max(given_on, terms.signature_date or date.min))
    if on_denunciation == "en_preavis" and day > add_months(given_on, months):
        assert status(denounced, day) not in ALIVE


@given(any_terms, st.integers(0, 700))
def test_tacit_renewal_never_expires(terms: Terms, months: int) -> None:
    tacit = replace(terms, reconduction_code="tacite")
    if tacit.signature_date is not None:
        assert status(tacit, add_months(tacit.signature_date, months)) != "echue"


@given(any_terms, days, days)
def test_what_ended_by_common_accord_does_not_come_back_without_an_act(terms: Terms, one: date, other: date) -> None:
    plain = replace(terms, reconduction_code="commun_accord", avenants=(), derniere_reconduction_date=None)
    early, late = sorted((one, other))
    if status(plain, early) == "echue":
        assert status(plain, late) in ("echue", "close", "denoncee", "inconnu")


@given(any_terms, days)
def test_the_next_act_rests_on_a_clause(terms: Terms, day: date) -> None:
    act = next_act(terms, day)
    if act.code == "decider_reconduction":
        assert terms.reconduction_code == "tacite"
    if act.code == "tenir_rencontre":
        assert terms.rencontre_annuelle_prevue
    if act.code in ("renouveler", "tenir_rencontre", "decider_reconduction"):
        assert act.date is not None
