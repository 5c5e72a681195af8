"""Commands as people type them: what they print, how they refuse, what they exit with."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.main import command_names
from registry.home import Home
from tests.cli.typing_commands import helped, oise, refused
from tests.golden.small_country import COMMUNES, workbook

HEAVY = ("pandera", "prefect", "great_expectations", "matplotlib", "typst", "pandas")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("cli") / "oise"
    assert oise("init", home=home).returncode == 0
    return home


def test_the_guides_partnerships_are_all_there(installed: Path) -> None:
    listed = json.loads(oise("partenariats", "--json", home=installed).stdout)
    assert len(listed) == 184
    assert len({row["ligne"] for row in listed}) == 184
    states = {"exact", "a_confirmer", "ambigu", "introuvable"}
    for row in listed:
        assert row["etat_rattachement"] in states
        assert (row["unite_code"] is not None) == (row["etat_rattachement"] == "exact")
        assert row["raisons"] and row["partenaire"] and len(row["pays"]) == 2
        assert row["statut"] == "inconnu"


def test_partners_that_may_be_one_are_told_in_sentences(installed: Path) -> None:
    *told, last = oise("partenariats", "doublons", home=installed).stdout.splitlines()
    assert told and "fusionner" in last
    assert all(line.endswith(".") and ".;" not in line and ".." not in line for line in told)


def test_the_state_of_a_quarter_has_the_promised_shape(installed: Path) -> None:
    state = json.loads(oise("etat", "2026-T3", "--json", home=installed).stdout)
    assert (state["trimestre"], state["attendus"], state["recus"]) == ("2026-Q3", 50, 0)
    assert len(state["cercles"]) == 50
    keys = {"code", "nom", "verdict", "recu_le", "a_temps", "lignes_soumises", "lignes_integrees", "lignes_ecartees"}
    assert all(keys <= set(row) for row in state["cercles"])


def test_the_board_fits_the_narrowest_terminal_and_goes_to_a_page(installed: Path, tmp_path: Path) -> None:
    lines = oise("etat", "2026-Q3", "--connu-le", "20/10/2026", home=installed).stdout.splitlines()
    assert lines and all(len(line) <= 80 for line in lines)
    assert "Gourma-Rharous" in "".join(lines) and any(line.startswith(" Mali") for line in lines)
    page = tmp_path / "etat.html"
    told = oise("etat", "2026-Q3", "--region", "ML01", "--html", str(page), home=installed)
    assert told.stdout.strip() == str(page) and "ML0107" in page.read_text()
    refused(oise("etat", "2026-Q3", "--region", "ML0101", home=installed), "ML0101", "région")


def test_reminders_are_signed_and_say_when_there_is_none(installed: Path, tmp_path: Path) -> None:
    refused(oise("relances", "2026-Q3", home=installed), "--par")
    words = ("relances", "2026-Q3", "--par", "CCN", "-o", str(tmp_path))
    assert "Personne" in oise(*words, "--le", "15/10/2026", home=installed).stdout
    assert list(tmp_path.iterdir()) == []
    written = json.loads(oise(*words, "--le", "16/10/2026", "--region", "ML09", "--json", home=installed).stdout)
    assert [Path(name).name for name in written["fichiers"]] == [
        *("relance_ML0901_2026-Q3.pdf", "relance_ML0901_2026-Q3.txt", "relances.csv"),
    ]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("etat", "2026-Q7"), ("2026-Q7", "2026-Q3")),
        (("etat", "hier"), ("hier",)),
        (("modele", "ML9999", "2026-Q3"), ("ML9999",)),
        (("validation", "ML0105", "2026-Q3"), ("n'est pas une région", "ML01")),
        (("validation", "ML01", "2026-Q3"), ("Aucun envoi accepté d'un cercle de Kayes",)),
        (("modele", "kitta", "2026-Q3"), ("ML0105",)),
        (("modele", "ML010513", "2026-Q3"), ("ML0105", "commune")),
        (("etta", "2026-Q3"), ("oise etat",)),
        (("etat",), ("TRIMESTRE",)),
        (("etat", "2026-Q3", "--jsonn"), ("--jsonn",)),
        (("reception", "--recu-le", "2026-10-02"), ("démonstration",)),
        (("lieu", "Kita", "--division", "1850"), ("1850",)),
        (("planche", "ML010521", "--langue", "de"), ("« de »", "fr ou en")),
    ],
)
def test_a_mistake_is_one_french_sentence(installed: Path, words: tuple[str, ...], expected: tuple[str, ...]) -> None:
    refused(oise(*words, home=installed), *expected)


@pytest.mark.parametrize("words", [("etat", "2026-Q3"), ("partenariats",), ("reception",), ("trimestre", "2026-Q3")])
def test_a_home_that_is_missing_or_something_else_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    refused(oise(*words, home=tmp_path / "absent"), "OISE_HOME", "oise init")
    (tmp_path / "fichier").write_text("rien")
    refused(oise(*words, home=tmp_path / "fichier"), "OISE_HOME")


def test_a_demo_never_overwrites_anything_else(installed: Path) -> None:
    refused(oise("demo", "--recommencer", home=installed), "démonstration")


def test_a_workbook_goes_from_modele_to_verifier(installed: Path, tmp_path: Path) -> None:
    made = json.loads(oise("modele", "ML0105", "2026-Q3", "-o", str(tmp_path), "--json", home=installed).stdout)
    assert made["cellules_a_saisir"] <= 1500
    done = oise("verifier", made["fichier"], "--json")
    assert done.returncode == 0
    found = json.loads(done.stdout)
    assert found["verdict"] == "accepte"
    assert found["non_verifie"]


def test_verifier_exits_with_what_it_found(tmp_path: Path) -> None:
    reserved = workbook(
        tmp_path / "reserve", "ML0801", changes={(COMMUNES["ML0801"][0], "sessions_conseil_nb"): "beaucoup"}
    )
    refused_one = workbook(
        tmp_path / "refuse", "ML0801", omitted=frozenset({("services_sante", "consultations_nouveaux_cas_nb")})
    )
    page = tmp_path / "page.xlsx"
    page.write_text("<html></html>")
    outcomes = [oise("verifier", str(path)).returncode for path in (reserved, refused_one, page)]
    assert outcomes == [0, 1, 2]
    refused(oise("verifier", str(tmp_path / "absent.xlsx")), "absent.xlsx")


@pytest.mark.parametrize("words", [("lieu", "Kita"), ("etat", "2026-Q3"), ("partenariats",), ("reconstruire",)])
def test_light_commands_import_nothing_heavy(installed: Path, words: tuple[str, ...]) -> None:
    probe = f"atexit.register(lambda: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr))"
    assert oise(*words, home=installed, probe=probe).stderr.strip() == "[]"


def test_every_command_has_french_help_with_an_example() -> None:
    for name, shown in helped(command_names()).items():
        assert "Exemple" in shown, name
        assert not any(word in shown for word in ("Usage", "Show this", "[required", "[default", "Options:")), name


def test_oise_alone_shows_its_commands() -> None:
    alone = oise()
    assert (alone.returncode, alone.stderr) == (0, "")
    assert all(name in alone.stdout for name in command_names())


def test_no_command_writes_in_a_home_it_was_not_given(tmp_path: Path) -> None:
    assert not Home(tmp_path).landing.exists()
    refused(oise("etat", "2026-Q3", home=tmp_path), "oise init")
    assert list(tmp_path.iterdir()) == []
