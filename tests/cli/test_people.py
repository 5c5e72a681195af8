"""What people decide, typed as they type it: seen by the next command, in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZipFile

import pytest

from registry import amendments
from registry.home import Home
from tests.cli.typing_commands import oise, refused
from tests.golden.small_country import workbook

NEW_NAME = ("registre", "nom", "ML0801", "Mopti-la-Neuve", "--depuis", "01/01/2026", "--source", "Loi 1")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("decisions") / "oise"
    assert oise("init", home=home).returncode == 0
    return home


def test_a_decision_is_seen_by_the_next_command(installed: Path, tmp_path: Path) -> None:
    done = oise(*NEW_NAME, "--par", "CCN", home=installed)
    assert done.returncode == 0 and "Mopti-la-Neuve" in done.stdout
    refused(oise(*NEW_NAME, "--par", " ", home=installed), "--par")
    # The copy of the journal is made again when it is lost.
    (installed / "reference" / amendments.FILE).unlink()
    (listed,) = json.loads(oise("registre", "--json", home=installed).stdout)
    assert (listed["par"], listed["valeurs"]["nom"]) == ("CCN", "Mopti-la-Neuve")
    made = json.loads(oise("modele", "ML0801", "2026-Q3", "-o", str(tmp_path), "--json", home=installed).stdout)
    with ZipFile(made["fichier"]) as parts:
        assert any(b"Mopti-la-Neuve" in parts.read(name) for name in parts.namelist())
    # A workbook made under the former name is still read.
    assert oise("verifier", str(workbook(tmp_path, "ML0801"))).returncode == 0
    state = json.loads(oise("etat", "2026-Q3", "--json", home=installed).stdout)
    assert "Mopti-la-Neuve" in {row["nom"] for row in state["cercles"]}


def test_children_of_a_process_know_what_it_decided() -> None:
    from landing.reading import ReaderPool
    from registry.territory import unit

    named = {"nom": "Kita-la-Neuve", "division": "1999", "source": "Loi 1"}
    decision = amendments.Decision.from_dict(
        {
            "sequence": 1,
            "le": "2026-01-01T00:00:00+00:00",
            "nature": "nom",
            "cible": "ML0105",
            "depuis": "2026-01-01",
            "jusqu_a": "",
            "valeurs": named,
        }
    )
    amendments.use(amendments.amendments([decision]))
    try:
        with ReaderPool(1) as pool:
            (seen,) = pool.run(unit, [("ML0105",)])
    finally:
        amendments.use(amendments.Amendments())
    assert seen.nom == "Kita-la-Neuve" and unit("ML0105").nom == "Kita"


def test_a_withdrawal_is_refused_or_told_in_a_receipt(installed: Path) -> None:
    why = ("--motif", "Erreur", "--par", "CCC de Kita")
    refused(oise("retirer", "ML0105", *why, home=installed), "--depot", "--empreinte")
    refused(oise("retirer", "ML0105", "--depot", "1", *why, home=installed), "n° 1")
    refused(oise("retirer", "ML", "--depot", "1", *why, home=installed), "guide")
    assert not list(Home(installed).drop_folder("ML0105").glob("reponses/*_retrait.txt"))


def test_lists_are_kept_and_nothing_unpublished_is_prepared(installed: Path, tmp_path: Path) -> None:
    said = oise("diffusion", "ajouter", "CRO_ML01", "Gouvernorat", "--moyen", "papier", "--par", "CSR", home=installed)
    assert said.returncode == 0, said.stderr
    assert "CRO_ML01 : Gouvernorat (papier)." in oise("diffusion", "liste", home=installed).stdout
    refused(oise("diffusion", "preparer", "2026-Q3", "-o", str(tmp_path), home=installed), "oise trimestre")
    added = ("suppleances", "ajouter", "Adjoint", "--de", "CSR", "--depuis", "01/01/2020", "--jusqu-a", "31/01/2020")
    assert oise(*added, "--par", "CSR", home=installed).returncode == 0
    refused(oise(*NEW_NAME[:3], "Autre", *NEW_NAME[4:], "--par", "Adjoint", home=installed), "31/01/2020")


@pytest.mark.parametrize("group", ["registre", "suppleances", "diffusion"])
def test_each_command_of_a_group_has_french_help_with_an_example(group: str) -> None:
    from importlib import import_module

    import typer

    app = typer.main.get_group(import_module(f"cli.commands.{group}").app)
    for name, command in app.commands.items():  # type: ignore[attr-defined]
        shown = command.get_help(typer.Context(command, info_name=name))
        assert f"Exemple : oise {group} {name}" in " ".join(shown.split()), name
        assert not any(word in shown for word in ("Usage", "Show this", "[required", "[default", "Options:")), name
