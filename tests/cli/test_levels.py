"""An installation serves one unit, said once; what it sends up is typed as people do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from registry.home import Home
from registry.levels import senders_in
from tests.cli.typing_commands import oise, refused
from tests.landing.workbooks import full_book
from tests.landing.workbooks import receive as judge_all
from warehouse.journal import append


@pytest.fixture(scope="module")
def cercle(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("cercle") / "oise")
    made = oise("init", "--perimetre", "ML0105", home=home.root)
    assert made.returncode == 0, made.stderr
    assert "Kita (ML0105)" in made.stdout and "Kayes (ML01)" in made.stdout
    return home


def test_an_installation_opens_the_folders_of_those_it_serves(cercle: Home) -> None:
    assert cercle.perimetre == "ML0105"
    opened = {path.parent.name for path in cercle.landing.rglob("reponses")}
    assert opened == set(senders_in("ML0105")) == {"ML0105"}


def test_a_perimeter_is_said_once(cercle: Home, tmp_path: Path) -> None:
    refused(oise("init", "--perimetre", "ML01", home=cercle.root), "sert ML0105", "ML01")
    refused(oise("init", "--perimetre", "ML010513", home=tmp_path / "commune"), "ML010513", "périmètre")
    assert not (tmp_path / "commune").exists()
    assert oise("init", home=cercle.root).returncode == 0
    assert cercle.perimetre == "ML0105"


def test_the_environment_and_the_option_must_agree(
    cercle: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OISE_PERIMETRE", "ML01")
    refused(oise("init", "--perimetre", "ML02", home=tmp_path / "region"), "ML01", "ML02")
    refused(oise("transmettre", "2026-Q3", "--par", "Awa", home=cercle.root), "OISE_PERIMETRE")
    assert oise("init", home=tmp_path / "region").returncode == 0
    assert Home(tmp_path / "region").perimetre == "ML01"


def test_a_cercle_sends_its_files_up(cercle: Home, tmp_path: Path) -> None:
    refused(oise("modele", "ML0201", "2026-Q3", home=cercle.root), "sert ML0105", "ML0201")
    refused(oise("transmettre", "2026-Q3", "--par", "Awa", home=cercle.root), "accepté")
    full_book().write(cercle.drop_folder("ML0105") / "envoi.xlsx")
    (judgement,) = judge_all(cercle)
    append(cercle, "depot", judgement.verdict.as_dict(), "essai", judgement.verdict.recu_le)
    told = oise("transmettre", "2026-T3", "--par", "Awa", "-o", str(tmp_path), home=cercle.root).stdout
    assert "Kayes (ML01)" in told and "oise reception" in told, "the file still lies in its folder"
    said = json.loads(
        oise("transmettre", "2026-Q3", "--par", "Awa", "-o", str(tmp_path), "--json", home=cercle.root).stdout
    )
    assert (said["de"], said["vers"], said["depots"], said["en_attente"]) == ("ML0105", "ML01", 1, 1)
    assert [Path(path).name for path in said["fichiers"]] == ["OISE_ML0105_2026-Q3_01.xlsx"]
    assert Path(said["fichiers"][0]).is_file()
