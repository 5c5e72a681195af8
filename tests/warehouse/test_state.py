"""What the store tells the intake and the board: knowledge, pre-fill, state of a quarter."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from registry.elements import all_elements
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import LastStock
from warehouse.board import quarter_state
from warehouse.knowledge import knowledge, prefill, prefills
from warehouse.merging import merge

from .conftest import Intake, partnership, value

Q2, Q3 = "2026-Q2", "2026-Q3"
STOCK = next(one.code for one in all_elements().values() if one.nature == "stock")
FLUX = next(one.code for one in all_elements().values() if one.nature == "flux")


def test_an_empty_home_knows_nothing(home: Home) -> None:
    assert not knowledge(home).depots
    assert prefill(home, "ML0101", Trimestre(2026, 3)).version == 1
    assert quarter_state(home, Trimestre(2026, 3))["recus"] == 0


def test_knowledge_covers_what_is_merged_and_what_waits(home: Home, intake: Intake) -> None:
    first = intake.deposit("ML0101", Q3, {"partenariats": [partnership("ML0101", 1, "ML010101")]})
    merge(home)
    second = intake.deposit("ML0101", Q3, {"partenariats": [partnership("ML0101", 2, "ML010101")]}, version=2)
    refused = intake.deposit("ML0102", Q3, verdict="refuse", version=7)
    known = knowledge(home)
    assert known.depots == {first.depot_id: 1, second.depot_id: 2, refused.depot_id: 3}
    assert known.hashes["ML0101", first.sha256] == 1
    assert known.versions == {("ML0101", Q3): 2}
    assert known.identifiants["ML0101", "partenariats"] == {"PAR-ML0101-0001", "PAR-ML0101-0002"}


def test_a_blank_is_filled_with_current_rows_and_last_stocks(home: Home, intake: Intake) -> None:
    gone = partnership("ML0101", 2, "ML010101")
    intake.deposit(
        "ML0101",
        "2026-Q1",
        {
            "services": [value("ML010101", STOCK, 4), value("ML010102", STOCK, 9), value("ML010101", FLUX, 5)],
            "partenariats": [partnership("ML0101", 1, "ML010101"), gone],
        },
    )
    intake.deposit(
        "ML0101",
        Q2,
        {
            "services": [value("ML010101", STOCK, None)],
            "partenariats": [{**gone, "etat_ligne": "annule"}],
        },
    )
    intake.deposit("ML0102", Q2, {"services": [value("ML010201", STOCK, 1)]})
    merge(home)
    filled = prefill(home, "ML0101", Q3)
    assert [row["id_local"] for row in filled.registres["partenariats"]] == ["PAR-ML0101-0001"]
    assert filled.registres["partenariats"][0]["contact"] == "secret-contact"
    assert "guide_ligne" not in filled.registres["partenariats"][0]
    seen = date(2026, 9, 30)
    assert filled.stocks == {
        ("ML010101", STOCK): LastStock(Decimal(4), seen),
        ("ML010102", STOCK): LastStock(Decimal(9), seen),
    }
    assert filled.identifiants["partenariats"] == {"PAR-ML0101-0001", "PAR-ML0101-0002"}
    # As of the second quarter, the row wasn't cancelled before its file: the blank of the first still has it.
    assert len(prefill(home, "ML0101", "2026-Q1").registres["partenariats"]) == 2
    assert prefill(home, "ML0101", Q2).version == 2
    assert set(prefills(home, ["ML0101", "ML0102"], Q3)) == {"ML0101", "ML0102"}


def test_the_state_of_a_quarter(home: Home, intake: Intake) -> None:
    on_time, late = "2026-10-15T23:59:00+00:00", "2026-10-16T00:00:00+00:00"
    cells = {"services": [value("ML010101", FLUX, 1)]}
    aside = [{"table": "services", "feuille": "Santé", "ligne": 7}]
    # Accepted in time, then corrected late: timeliness counts from the first accepted file.
    intake.deposit("ML0101", Q3, cells, received=on_time)
    intake.deposit("ML0101", Q3, cells, version=2, received=late, aside=aside, verdict="accepte_avec_reserves")
    intake.deposit("ML0101", Q3, verdict="doublon", received=late)
    # Refused in time, accepted late.
    intake.deposit("ML0102", Q3, aside=aside, verdict="refuse", received=on_time)
    intake.deposit("ML0102", Q3, {"services": [value("ML010201", FLUX, 1)]}, received=late)
    # Never accepted; unreadable, which says no quarter.
    intake.deposit("ML0103", Q3, aside=aside, verdict="refuse", received=on_time)
    intake.deposit("ML0104", None, verdict="illisible", received=on_time)
    intake.deposit("ML0105", Q2, {"services": [value("ML010501", FLUX, 1)]})
    state = quarter_state(home, Trimestre(2026, 3))
    assert {key: state[key] for key in ("trimestre", "attendus", "recus", "recevables", "valides", "a_temps")} == {
        "trimestre": Q3,
        "attendus": 50,
        "recus": 4,
        "recevables": 2,
        "valides": 0,
        "a_temps": 1,
    }
    rows = {row["code"]: row for row in state["cercles"]}
    assert len(rows) == 50
    for row in rows.values():
        assert row["lignes_soumises"] == row["lignes_integrees"] + row["lignes_ecartees"]
    expected = {
        "code": "ML0101",
        "nom": "Kayes",
        "verdict": "accepte_avec_reserves",
        "recu_le": on_time,
        "a_temps": True,
        "lignes_soumises": 2,
        "lignes_integrees": 1,
        "lignes_ecartees": 1,
    }
    assert {key: rows["ML0101"][key] for key in expected} == expected
    assert (rows["ML0102"]["verdict"], rows["ML0102"]["a_temps"]) == ("accepte", False)
    assert (rows["ML0103"]["verdict"], rows["ML0103"]["lignes_ecartees"]) == ("refuse", 1)
    assert (rows["ML0104"]["verdict"], rows["ML0104"]["a_temps"]) == ("illisible", None)
    assert rows["ML0105"]["verdict"] is None
