"""A cooperation told over eight quarters: pre-filled workbook, drop, reception, merge, for each.

What the store says of it is read after each quarter, then once more from the published file, whose rows stand for the
end of every quarter.
"""

from __future__ import annotations

import pytest

from tests.golden.cooperation_story import COMMUNE, QUARTERS, SENDER, Walk
from warehouse.knowledge import prefill
from warehouse.published import query
from warehouse.registers import rows_of

pytestmark = pytest.mark.xdist_group("golden")


def test_every_quarter_is_accepted(walk: Walk) -> None:
    for quarter, verdict in zip(QUARTERS, walk.verdicts, strict=True):
        assert verdict == {"accepte": 1}, str(quarter)


def test_the_cooperation_goes_through_the_four_phases(walk: Walk) -> None:
    assert [found.phase for found in walk.etats] == [1, 1, 2, 3, 3, 3, 4, 4]
    assert [found.etape.code if found.etape else None for found in walk.etats] == [
        "interet",
        "acteurs",
        "rencontre",
        "plan_action",
        "convention",
        "engagements_financiers",
        "coordination",
        "coordination",
    ]


def test_each_state_says_what_comes_next(walk: Walk) -> None:
    asked = [found.prochaine.code if found.prochaine else None for found in walk.etats]
    assert asked[:6] == ["secteurs", "reseaux", "plan_action", "convention", "dossier_financement", "coordination"]
    assert all(found.prochaine is None or found.prochaine.demande for found in walk.etats)


def test_a_step_under_way_counts_as_reached_but_not_done(walk: Walk) -> None:
    meeting = walk.etats[2]
    assert (meeting.etape and meeting.etape.code, meeting.etat) == ("rencontre", "en_cours")
    assert walk.etats[3].faites > meeting.faites


def test_the_published_file_says_the_state_of_every_quarter(walk: Walk) -> None:
    rows = query(
        walk.home.analyst_file,
        "SELECT trimestre, phase, etape_code, conventions_en_vigueur_nb, engage_fcfa, decaisse_fcfa "
        "FROM cooperations WHERE id_local = ? ORDER BY trimestre",
        [walk.identifiants["coop"]],
    )
    assert [row["trimestre"] for row in rows] == [str(quarter) for quarter in QUARTERS]
    assert [row["etape_code"] for row in rows] == [found.etape.code if found.etape else None for found in walk.etats]
    assert [row["conventions_en_vigueur_nb"] for row in rows] == [0, 0, 0, 0, 1, 1, 1, 1]
    assert [row["engage_fcfa"] or 0 for row in rows] == [0] * 5 + [9_000_000] * 3
    assert [row["decaisse_fcfa"] or 0 for row in rows] == [0] * 6 + [4_500_000, 9_000_000]


def test_what_was_decided_comes_back_until_it_is_done(walk: Walk) -> None:
    back = {
        row["id_local"]: row for row in prefill(walk.home, SENDER, QUARTERS[-1].plus(1)).registres["points_a_suivre"]
    }
    assert back[walk.identifiants["point"]]["etat_code"] == "fait"
    before = rows_of(walk.home, "points_a_suivre", trimestre="2026-Q3", expediteur=SENDER)
    assert [row["etat_code"] for row in before] == ["a_faire"]


@pytest.mark.parametrize("code", ["faiblesses_pdsec", "faiblesses_maitrise_ouvrage", "faiblesses_services_etat"])
def test_the_scorecard_reads_it_where_enough_is_known(walk: Walk, code: str) -> None:
    rows = query(
        walk.home.analyst_file,
        "SELECT unite_code, valeur, masque FROM fait_indicateurs WHERE trimestre = '2026-Q4' AND indicateur = ?",
        [code],
    )
    known = {row["unite_code"]: row for row in rows}
    assert (known[COMMUNE]["valeur"], known[SENDER]["valeur"]) == (100, 100)
    # One cercle of five told: the region's and the nation's figures are hidden, not guessed.
    assert all(known[unit]["valeur"] is None and known[unit]["masque"] for unit in ("ML08", "ML"))


def test_a_text_is_published_only_once_decided_and_agreed(walk: Walk) -> None:
    assert query(walk.home.analyst_file, "SELECT * FROM experiences") == []
