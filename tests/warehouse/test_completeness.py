"""Completeness from content: rates and cells against a count of its own, as known on a day, as published."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from registry.amendments import Amendments, use
from registry.elements import elements_asked
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from warehouse.amending import decide as decide_registry
from warehouse.board import quarter_state
from warehouse.editions import publish
from warehouse.journal import append
from warehouse.merging import merge
from warehouse.published import query
from warehouse.state import days_late

from .conftest import Intake, communes, essay_computation, value
from .csr_answer import decide

Q3 = "2026-Q3"
QUARTER = Trimestre.parse(Q3)
ASKED = elements_asked(QUARTER)
CERCLES = ("ML0101", "ML0103", "ML0201", "ML0901")
LIMIT = date(2026, 10, 15)


@dataclass
class Told:
    """What a random story says of one cercle, kept beside the store and counted by hand."""

    received: bool = False
    first_accepted: date | None = None
    cells: dict[tuple[str, str], bool] | None = None
    decision: str = ""


def story(intake: Intake, chance: random.Random) -> dict[str, Told]:
    """Random files of a few cercles, in order of receipt: refusals, corrections, complements, then decisions."""
    told = {cercle: Told() for cercle in CERCLES}
    for cercle in CERCLES:
        one, places, version = told[cercle], communes(cercle)[:3], 0
        for day in sorted(chance.sample(range(1, 40), chance.randint(0, 4))):
            received = date(2026, 10, 1) + timedelta(days=day - 1)
            stamp = f"{received}T08:00:00+00:00"
            one.received = True
            cells = {
                (place, element.code): chance.choice((3, "non_disponible", "sans_objet", "non_renseigne"))
                for place in places
                for element in chance.sample(ASKED, 4)
            }
            rows = [
                value(*key, amount, "mesuree") if amount == 3 else value(*key, None, str(amount))
                for key, amount in cells.items()
            ]
            aside = [{"table": "services", "feuille": "Santé", "ligne": 7, "colonne": "C"}] * chance.randint(0, 2)
            if chance.random() < 0.3:
                intake.deposit(cercle, Q3, aside=aside, verdict="refuse", received=stamp)
                continue
            nature = chance.choice(("complete", "complement")) if version else "complete"
            version += 1
            base = version - 1 if nature == "complement" else None
            if nature == "complement":
                # A complement stages what it says and nothing of its blanks.
                rows = [row for row in rows if row["etat"] != "non_renseigne"]
            intake.deposit(
                cercle,
                Q3,
                {"services": rows},
                nature=nature,
                version=version,
                base=base,
                aside=aside,
                received=stamp,
                verdict="accepte_avec_reserves" if aside else "accepte",
            )
            one.first_accepted = one.first_accepted or received
            said = {(str(row["unite_code"]), str(row["element"])): row["etat"] != "non_renseigne" for row in rows}
            one.cells = said if nature == "complete" else {**(one.cells or {}), **said}
    for region in ("ML01", "ML02", "ML09"):
        own = [cercle for cercle in CERCLES if cercle.startswith(region) and told[cercle].first_accepted]
        decisions = {cercle: chance.choice(("valide", "valide_avec_reserve", "a_corriger")) for cercle in own}
        if decisions:
            decide(intake, region, decisions, "2026-11-12T08:00:00+00:00")
        for cercle, decision in decisions.items():
            told[cercle].decision = decision
            if chance.random() < 0.4:
                # A correction after the decision: what was validated is not what counts any more.
                rows = [value(communes(cercle)[0], ASKED[0].code, 5)]
                intake.deposit(cercle, Q3, {"services": rows}, version=9, received="2026-11-14T08:00:00+00:00")
                told[cercle].decision, told[cercle].cells = "", {(communes(cercle)[0], ASKED[0].code): True}
    return told


def counted(told: dict[str, Told], awaited: tuple[str, ...]) -> dict[str, int]:
    """The rates of some awaited cercles, counted by hand."""
    own = [told.get(cercle, Told()) for cercle in awaited]
    return {
        "attendus": len(own),
        "recus": sum(one.received for one in own),
        "recevables": sum(one.first_accepted is not None for one in own),
        "valides": sum(one.decision.startswith("valide") for one in own),
        "a_temps": sum(one.first_accepted is not None and one.first_accepted <= LIMIT for one in own),
        "cellules_attendues": sum(len(communes(cercle)) * len(ASKED) for cercle in awaited),
        "cellules_remplies": sum(sum((one.cells or {}).values()) for one in own),
    }


@pytest.mark.parametrize("seed", range(8))
def test_rates_agree_with_a_count_by_hand(home: Home, intake: Intake, seed: int) -> None:
    home.reference.mkdir()
    (home.reference / "exemptions.csv").write_text(
        "expediteur,depuis,jusqu_a,motif,decision,source\nML0103,2026-Q3,,insécurité,décision 7,essai\n"
    )
    told = story(intake, random.Random(seed))
    jour = date(2026, 11, 20)
    state = quarter_state(home, QUARTER, jour=jour)
    cercles = {row["code"]: row for row in state["cercles"]}
    awaited = tuple(code for code, row in cercles.items() if row["attendu"])
    assert set(cercles) - set(awaited) == {"ML0103"}
    places = {"ML": (state["pays"], awaited)}
    for region in state["regions"]:
        places[region["code"]] = (region, tuple(code for code in awaited if code.startswith(region["code"])))
    assert {key: state[key] for key in counted(told, awaited)} == counted(told, awaited)
    for found, own in places.values():
        expected = counted(told, own)
        assert {key: found[key] for key in expected} == expected
    for code in set(CERCLES) - {"ML0103"}:
        row, one = cercles[code], told[code]
        expected = counted(told, (code,))
        assert (
            row["cellules_remplies"]
            == expected["cellules_remplies"]
            == sum(cells["cellules_remplies"] for cells in row["domaines"].values())
        )
        assert (row["recevable"], row["valide"]) == (bool(expected["recevables"]), bool(expected["valides"]))
        last = one.first_accepted or jour
        assert row["retard_jours"] == max(0, (last - LIMIT).days) == days_late(QUARTER, last)
    if seed == 0:
        _published_agrees(home, state)


def _published_agrees(home: Home, state: dict[str, Any]) -> None:
    merge(home)
    publish(home, essay_computation(), "essai", "2026-11-20T08:00:00+00:00")
    rows = query(home.analyst_file, "SELECT * FROM v_completude")
    places = {row["code"]: row for row in (*state["cercles"], *state["regions"], state["pays"])}
    assert {row["unite_code"] for row in rows} == {code for code, row in places.items() if row.get("attendu", True)}
    for row in rows:
        place = places[row["unite_code"]]
        assert (row["cellules_attendues_nb"], row["cellules_remplies_nb"], row["rempli_pct"]) == (
            place["cellules_attendues"],
            place["cellules_remplies"],
            place["rempli_pct"],
        )
        if row["niveau"] != "cercle":
            for name in ("recus", "recevables", "valides", "a_temps"):
                assert (row[f"{name}_nb"], row[f"{name}_pct"]) == (place[name], place[f"{name}_pct"])
            assert row["retard_max_jours_nb"] == place["retard_max_jours"]


def test_the_board_as_it_was_known_on_a_day(home: Home, intake: Intake) -> None:
    cell = (communes("ML0101")[0], ASKED[0].code)
    first = [value(*cell, None, "non_renseigne")]
    intake.deposit("ML0101", Q3, {"services": first}, received="2026-10-10T08:00:00+00:00")
    decide(intake, "ML01", {"ML0101": "a_corriger"}, "2026-10-20T23:30:00+00:00")
    # Received by the region on the 22nd, known here on the 24th.
    late = intake.deposit(
        "ML0101", Q3, {"services": [value(*cell, 4)]}, version=2, received="2026-10-22T08:00:00+00:00", journal=False
    )
    append(home, "depot", late.as_dict(), par="essai", le="2026-10-24T00:10:00+00:00")
    seen = {}
    for day in (9, 19, 20, 23, 24):
        state = quarter_state(home, QUARTER, connu_le=date(2026, 10, day))
        row = next(one for one in state["cercles"] if one["code"] == "ML0101")
        seen[day] = (row["situation"], row["cellules_remplies"], row["fichiers"], row["retard_jours"])
        assert state["jour"] == state["connu_le"] == f"2026-10-{day:02d}"
    assert seen == {
        9: ("attendu", 0, 0, 0),
        19: ("a_valider", 0, 1, 0),
        20: ("a_corriger", 0, 1, 0),
        23: ("a_corriger", 0, 1, 0),
        24: ("a_revalider", 1, 2, 0),
    }
    absent = next(
        one for one in quarter_state(home, QUARTER, jour=date(2026, 10, 18))["cercles"] if not one["fichiers"]
    )
    assert (absent["situation"], absent["retard_jours"]) == ("absent", 3)


def test_who_needs_a_call_comes_first_and_each_level_sees_its_own(home: Home, intake: Intake) -> None:
    full = {"services": [value(communes("ML0101")[0], ASKED[0].code, 1)]}
    intake.deposit("ML0101", Q3, full)
    intake.deposit("ML0102", Q3, {"services": []}, received="2026-10-20T08:00:00+00:00")
    intake.deposit("ML0103", Q3, verdict="refuse")
    intake.deposit("ML0104", Q3, {"services": []})
    intake.deposit("ML0201", Q3, {"services": []})
    decide(intake, "ML01", {"ML0104": "a_corriger"}, "2026-10-25T08:00:00+00:00")
    home.perimeter_file.write_text("ML01")
    state = quarter_state(home, QUARTER, jour=date(2026, 11, 1))
    assert [(row["code"], row["situation"]) for row in state["cercles"]] == [
        *(("ML0105", "absent"), ("ML0106", "absent"), ("ML0107", "absent")),
        *(("ML0103", "refuse"), ("ML0104", "a_corriger"), ("ML0102", "tard"), ("ML0101", "a_valider")),
    ]
    assert (state["perimetre"], state["pays"], [one["code"] for one in state["regions"]]) == ("ML01", None, ["ML01"])
    with pytest.raises(OiseError, match="ML02"):
        quarter_state(home, QUARTER, region="ML02")


@pytest.fixture
def undecided() -> Iterator[None]:
    """Nothing decided over the registry is left behind."""
    yield
    use(Amendments())


@pytest.mark.usefixtures("undecided")
def test_what_was_decided_later_does_not_change_what_was_known(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", Q3, {"services": []}, received="2026-10-20T08:00:00+00:00")
    values = {"motif": "inondation", "decision": "décision 12"}
    decide_registry(home, "exemption", "ML0102", Q3, Q3, values, "Le directeur", "2026-10-25T09:00:00+00:00")
    before, after = (quarter_state(home, QUARTER, connu_le=date(2026, 10, day)) for day in (24, 25))
    assert (before["attendus"], after["attendus"]) == (50, 49)
    row = next(one for one in after["cercles"] if one["code"] == "ML0102")
    assert (row["situation"], row["exemption"]) == ("exempte", values)
