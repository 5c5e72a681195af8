"""The commands about cooperation, typed on a home that holds one told over eight quarters."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from registry.home import Home
from tests.cli.typing_commands import oise, refused
from tests.golden.cooperation_story import COMMUNE, Walk

pytestmark = pytest.mark.xdist_group("golden")


def told(*words: str, home: Path) -> Any:
    """What a command says in JSON."""
    done = oise(*words, "--json", home=home)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def decided(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the home, in which people may decide."""
    return Path(shutil.copytree(walk.home.root, tmp_path_factory.mktemp("decide") / "oise", symlinks=True))


@pytest.mark.parametrize(
    ("day", "status", "act"),
    [
        ("09/03/2026", "projet", "aucun"),
        ("10/03/2026", "en_vigueur", "tenir_rencontre"),
        ("31/12/2028", "a_renouveler", "renouveler"),
        ("10/03/2029", "echue", "verifier"),
    ],
)
def test_conventions_on_a_day(walk: Walk, day: str, status: str, act: str) -> None:
    found = {row["id_local"]: row for row in told("conventions", "--le", day, home=walk.home.root)}
    ours = found[walk.identifiants["conv"]]
    assert (ours["statut"], ours["prochain_acte"]) == (status, act)


@pytest.mark.parametrize(
    ("day", "status"), [("01/06/1996", "en_vigueur"), ("20/01/1999", "a_renouveler"), ("01/01/2006", "echue")]
)
def test_the_guides_convention_is_the_first_real_one(walk: Walk, day: str, status: str) -> None:
    found = {row["id_local"]: row for row in told("conventions", "--le", day, home=walk.home.root)}
    assert (found["CON-ML-0001"]["unite_code"], found["CON-ML-0001"]["signature_date"]) == ("ML06", "1994-05-20")
    assert found["CON-ML-0001"]["statut"] == status


def test_the_page_of_a_cooperation_in_two_languages(walk: Walk, tmp_path: Path) -> None:
    name = walk.identifiants["coop"]
    done = oise("cooperation", name, "-o", str(tmp_path), "--le", "31/12/2026", home=walk.home.root)
    assert done.returncode == 0, done.stderr
    pages = {path.name: _words(path) for path in tmp_path.iterdir()}
    assert set(pages) == {f"cooperation_{name}_fr.pdf", f"cooperation_{name}_en.pdf"}
    assert "Trois forages réhabilités" in pages[f"cooperation_{name}_fr.pdf"]
    assert "9,000,000" in pages[f"cooperation_{name}_en.pdf"]
    assert told("cooperation", name, home=walk.home.root)["identifiant"] == name


def test_the_profile_of_a_commune_in_two_languages(walk: Walk, tmp_path: Path) -> None:
    done = oise("planche", COMMUNE, "-o", str(tmp_path), home=walk.home.root)
    assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.iterdir()} == {f"planche_{COMMUNE}_fr.pdf", f"planche_{COMMUNE}_en.pdf"}
    assert "Ville d’essai" in _words(tmp_path / f"planche_{COMMUNE}_fr.pdf").replace("'", "’")


def test_the_standard_report_to_read_and_to_edit(walk: Walk, tmp_path: Path) -> None:
    done = oise("rapport-ccc", "ML0803", "2026-Q3", "-o", str(tmp_path), home=walk.home.root)
    assert done.returncode == 0, done.stderr
    names = {path.suffix for path in tmp_path.iterdir()}
    assert names == {".pdf", ".docx"}
    assert "Former les gestionnaires des points d’eau" in _words(next(tmp_path.glob("*.pdf"))).replace("'", "’")


def test_an_experience_is_found_once_read_decided_and_published(decided: Path) -> None:
    (known,) = told("experiences", "liste", home=decided)
    name = known["id_local"]
    assert known["etat"] == "brouillon"
    refused(oise("experiences", "publier", name, "--par", "AMM", home=decided), name)
    assert told("experiences", "chercher", "forage usager", home=decided) == []
    assert told("experiences", "chercher", "forage usager", "--brouillons", home=decided)[0]["id_local"] == name
    assert oise("experiences", "relire", name, "--par", "CSR", home=decided).returncode == 0
    assert oise("experiences", "publier", name, "--par", "AMM", home=decided).returncode == 0
    _publish(decided)
    for words in ("forage usager", "REHABILITER", "forages réhabilités"):
        assert [row["id_local"] for row in told("experiences", "chercher", words, home=decided)] == [name], words
    assert told("experiences", "chercher", "apiculture", home=decided) == []


def test_a_fusion_is_decided_kept_and_undone(decided: Path) -> None:
    pairs = told("partenariats", "doublons", home=decided)
    one, other = (partner["id"] for partner in pairs[0]["partenaires"])
    assert pairs[0]["raisons"]
    assert oise("partenariats", "fusionner", one, other, "--par", "Cellule", home=decided).returncode == 0
    after = told("partenariats", "doublons", home=decided)
    assert [partner["id"] for partner in pairs[0]["partenaires"]] not in [
        [partner["id"] for partner in pair["partenaires"]] for pair in after
    ]
    refused(oise("partenariats", "fusionner", one, other, "--par", "Cellule", home=decided), one)
    assert oise("partenariats", "separer", one, "--par", "Cellule", home=decided).returncode == 0
    assert told("partenariats", "doublons", home=decided) == pairs


def test_a_line_of_the_guide_is_handed_over(decided: Path) -> None:
    from warehouse.knowledge import prefill
    from warehouse.merging import merge

    assert oise("partenariats", "confier", "PAR-ML-0007", COMMUNE, "--par", "Cellule", home=decided).returncode == 0
    merge(Home(decided))
    rows = prefill(Home(decided), "ML0803", "2027-Q1").registres["partenariats"]
    assert "PAR-ML-0007" in {row["id_local"] for row in rows}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("cooperation", "PAR-ML0803-9999"), ("PAR-ML0803-9999",)),
        (("planche", "kitta"), ("ML0105",)),
        (("planche", COMMUNE, "--langue", "de"), ("fr",)),
        (("conventions", "--le", "hier"), ("20/05/1994",)),
        (("partenariats", "fusionner", "PTN-FR-X", "PTN-FR-Y", "--par", "A"), ("PTN-FR-X",)),
        (("partenariats", "fusionner", "PTN-FR-X", "PTN-FR-Y"), ("--par",)),
        (("partenariats", "fusioner"), ("fusionner",)),
        (("experiences", "relire", "EXP-ML0803-9999", "--par", "A"), ("EXP-ML0803-9999",)),
        (("modele", "ML0803", "2027-Q1", "--sans", "service"), ("services",)),
        (("modele", "ML0803", "2027-Q1", "--sans", "partenariats"), ("conventions",)),
    ],
)
def test_a_mistake_is_one_french_sentence(walk: Walk, words: tuple[str, ...], expected: tuple[str, ...]) -> None:
    refused(oise(*words, home=walk.home.root), *expected)


def test_the_directory_is_dated(walk: Walk) -> None:
    then = told("annuaire", "libre", "administration", "--le", "01/01/2005", home=walk.home.root)
    assert any("93-008" in str(entry) for entry in then)
    assert not any("2017-052" in str(entry.get("titre", "")) for entry in then)


def test_offers_and_requests_say_when_too_little_is_known(walk: Walk) -> None:
    assert told("correspondances", "--le", "30/06/2025", home=walk.home.root) == []


def _words(path: Path) -> str:
    read = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def _publish(root: Path) -> None:
    from flows.computation import computation_of
    from warehouse.editions import publish
    from warehouse.merging import merge

    home = Home(root)
    merge(home)
    publish(home, computation_of(home), "essai", "2027-02-01T00:00:00+00:00")
