"""The quality suite: silent on a sound quarter, loud on an unsound one, and never fooled by a check that dies."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd
import pytest

from registry.home import Home
from registry.periods import Trimestre
from warehouse.expectations import Check, checks, frames
from warehouse.lake import open_lake
from warehouse.merging import merge
from warehouse.quality import QualityRefusal, QualityReport, QualityWatch, check_quarter, run_checks

from .conftest import Intake, communes, official, partnership, value

Q3 = Trimestre(2026, 3)


def _sound(intake: Intake) -> None:
    for sender in ("ML0101", "ML0102", "ML0201"):
        places = communes(sender)
        intake.deposit(
            sender,
            str(Q3),
            {
                "services": [value(place, "consultations_nouveaux_cas_nb", "12.345") for place in places],
                "elus": [official(sender, 1, places[0])],
                "partenariats": [partnership(sender, 1, places[0])],
            },
        )


def test_a_sound_quarter_passes_and_its_report_survives_json(home: Home, intake: Intake) -> None:
    _sound(intake)
    merge(home)
    report = check_quarter(home, "2026-Q3")
    assert report.ok
    assert all(one.reussi and not one.erreur for one in report.resultats)
    assert {one.code for one in report.resultats} == {one.code for one in checks(Q3)}
    assert QualityReport.from_dict(report.as_dict()) == report


def test_what_is_unsound_is_found(home: Home, intake: Intake) -> None:
    _sound(intake)
    merge(home)
    with open_lake(home) as lake:
        run = lake.connection.execute
        run("UPDATE lac.services SET valeur = -1 WHERE unite_code = 'ML010101'")
        run("UPDATE lac.services SET valeur = NULL WHERE unite_code = 'ML010102'")
        run("UPDATE lac.services SET unite_code = 'ML999999' WHERE unite_code = 'ML010103'")
        run("UPDATE lac.elus SET sexe_code = 'X' WHERE expediteur = 'ML0102'")
        run("INSERT INTO lac.partenariats SELECT * FROM lac.partenariats WHERE expediteur = 'ML0101'")
        run("UPDATE lac.depots_lignes SET integrees = 0 WHERE sequence = 3 AND nom_table = 'elus'")
    report = check_quarter(home, Q3)
    failed = {one.code for one in report.resultats if not one.reussi}
    assert not report.ok
    assert failed >= {"valeur_positive", "etat_et_valeur", "unite_connue", "elus_codes", "lignes_conservees"}


def test_what_is_paid_beyond_its_commitment_is_a_warning_not_a_refusal(home: Home, intake: Intake) -> None:
    _sound(intake)
    state = {"unite_code": "ML0101", "etat_ligne": "actif"}
    money = {"canal_code": "tresor_public", "montant_fcfa": 600, "engagement_id": "ENG-ML0101-0001"}
    paid = [{"id_local": f"DEC-ML0101-{number:04d}", "unite_code": "ML0101", **money} for number in (1, 2)]
    commitment = {"id_local": "ENG-ML0101-0001", **state, "action_id": "ACT-ML0101-0001", "montant_fcfa": 1000}
    intake.deposit("ML0101", "2026-Q2", {"engagements": [commitment], "decaissements": paid[:1]})
    intake.deposit("ML0101", str(Q3), {"decaissements": paid[1:]}, nature="complement", version=2, base=1)
    merge(home)
    report = check_quarter(home, Q3)
    assert report.ok
    failed = {one.code: one.exemples for one in report.resultats if not one.reussi}
    # The action that the commitment names was never sent.
    assert failed.keys() == {"decaisse_engage", "renvois_suivis"}
    assert failed["renvois_suivis"] == ("ACT-ML0101-0001",)
    assert check_quarter(home, "2026-Q2").ok


def test_sums_are_compared_to_the_thousandth(home: Home, intake: Intake) -> None:
    _sound(intake)
    merge(home)
    with open_lake(home, read_only=True) as lake:
        rolled_up = frames(lake, Q3)
    sums = rolled_up["sommes"]
    assert set(sums["niveau"]) == {"cercle", "region", "pays"}
    expected = Decimal("12345") * len(communes("ML0101"))
    assert sums[sums["unite"] == "ML0101"]["milliemes"].tolist() == [str(expected)]
    sums.loc[0, "milliemes_inferieurs"] = str(int(sums.loc[0, "milliemes_inferieurs"]) + 1)
    suite = [one for one in checks(Q3) if one.tableau == "sommes"]
    assert {one.code for one in run_checks(rolled_up, suite) if not one.reussi} == {"sommes_conservees"}


def test_a_check_that_dies_has_failed() -> None:
    frame = {"t": pd.DataFrame({"a": [1, 2]})}
    dead = Check("mort", "Colonne absente.", "t", "ExpectColumnValuesToNotBeNull", {"column": "absente"})
    alive = Check("vif", "Colonne présente.", "t", "ExpectColumnValuesToNotBeNull", {"column": "a"})
    first, second = run_checks(frame, [dead, alive])
    assert not first.reussi
    assert first.erreur
    assert second.reussi


def test_the_suite_runs_in_a_process_of_its_own(home: Home, intake: Intake) -> None:
    _sound(intake)
    merge(home)
    folder = home.root / "dossier"
    with QualityWatch(home, [Q3], folder) as watch:
        (report,) = watch.conclude()
    assert report.ok
    assert (folder / "qualite" / "2026-Q3.json").is_file()
    with open_lake(home) as lake:
        lake.connection.execute("UPDATE lac.services SET valeur = -1 WHERE unite_code = 'ML010101'")
    with QualityWatch(home, [Q3]) as watch, pytest.raises(QualityRefusal, match="négative"):
        watch.conclude()


def test_a_suite_that_dies_forbids_to_publish(home: Home) -> None:
    with QualityWatch(home, [Q3]) as watch, pytest.raises(QualityRefusal, match="abouti"):
        watch.conclude()
