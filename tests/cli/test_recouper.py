"""``oise recouper`` as people type it: compare, decide in the workbook, compare again."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from tests.cli.typing_commands import oise, refused

LIST = (
    "Collectivité française;Collectivité malienne;Région;Année de début\n"
    "Ville de Montreuil;Cercle de Yélimané;Kayes;1985\n"
    "Saint-Essai;Kita;Kayes;2003\n"
    "Beauvais;Yéréré;;1986\n"
)
WORDS = ("--avec", "partenariats", "--modele", "cncd")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("recouper") / "oise"
    assert oise("init", home=home).returncode == 0
    return home


def test_compare_decide_compare_again(installed: Path, tmp_path: Path) -> None:
    source, workbook = tmp_path / "liste.csv", tmp_path / "a_decider.xlsx"
    source.write_text(LIST, encoding="utf-8")
    told = oise("recouper", str(source), *WORDS, "-o", str(workbook), home=installed)
    assert told.returncode == 0, told.stderr
    assert "non confirmée" in told.stdout and "rapprochements à décider : 1" in told.stdout
    refused(oise("recouper", str(source), *WORDS, "-o", str(workbook), home=installed), "existe déjà", "--decider")
    book = openpyxl.load_workbook(workbook)
    for tab in ("Rapprochements à décider", "Là seulement"):
        book[tab]["B4"] = "même" if tab.startswith("R") else "sans suite"
    book.save(workbook)
    refused(oise("recouper", "--decider", str(workbook), home=installed), "--par")
    kept = json.loads(
        oise("recouper", "--decider", str(workbook), "--par", "Cellule nationale", "--json", home=installed).stdout
    )
    assert (kept["enregistrees"], kept["deja_connues"]) == (2, 0)
    again = json.loads(oise("recouper", str(source), *WORDS, "--json", home=installed).stdout)
    before = again["comptes"]
    assert (before["a_decider"], before["la_seulement"], before["decisions_gardees"]) == (0, 0, 1)
    # The two rows are one: what they say differently is asked now.
    assert [one["cle_ici"] for one in again["differences"]] == ["PAR-ML-0018", "PAR-ML-0100"]
    assert again["confirme"] is False and again["classeur"] is None and len(again["sha256"]) == 64


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("recouper",), ("fichier", "oise recouper")),
        (("recouper", "liste.csv", "--modele", "cncd"), ("--avec",)),
        (("recouper", "liste.csv", "--avec", "partenariats"), ("--modele", "cncd", "--correspondance")),
        (("recouper", "liste.csv", "--avec", "services", "--modele", "cncd"), ("partenariats",)),
        (("recouper", "absent.csv", *WORDS), ("absent.csv",)),
    ],
)
def test_a_mistake_is_one_french_sentence(installed: Path, words: tuple[str, ...], expected: tuple[str, ...]) -> None:
    refused(oise(*words, home=installed), *expected)
