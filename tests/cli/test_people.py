"""What people decide, typed as they type it: seen by the next command, in a process of its own."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from registry import amendments
from registry.errors import OiseError
from registry.home import Home
from tests.cli.typing_commands import oise, refused

NEW_NAME = ("registre", "nom", "ML0801", "Mopti-la-Neuve", "--depuis", "01/01/2026", "--source", "Loi 1")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("decisions") / "oise"
    assert oise("init", home=home).returncode == 0
    return home


def test_a_decision_is_seen_by_the_next_command(installed: Path, tmp_path: Path) -> None:
    done = oise(*NEW_NAME, "--par", "CCN", home=installed)
    assert done.returncode == 0 and "Mopti-la-Neuve" in done.stdout
    # The copy of the journal is made again when it is lost.
    (installed / "reference" / amendments.FILE).unlink()
    (listed,) = json.loads(oise("registre", "--json", home=installed).stdout)
    assert (listed["par"], listed["valeurs"]["nom"]) == ("CCN", "Mopti-la-Neuve")
    made = json.loads(oise("modele", "ML0801", "2026-Q3", "-o", str(tmp_path), "--json", home=installed).stdout)
    with ZipFile(made["fichier"]) as parts:
        assert any(b"Mopti-la-Neuve" in parts.read(name) for name in parts.namelist())


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
    from datetime import UTC, datetime

    from flows.withdrawing import take_back
    from warehouse.deposits import deposits
    from warehouse.journal import append

    home = Home(installed).checked()
    refused(oise("retirer", "ML", "--depot", "1", "--motif", "x", "--par", "CCN", home=installed), "guide")
    accepted = next(deposits(home)).verdict
    sent = replace(accepted, expediteur="ML0105", trimestre="2026-Q3", depot_id="ML0105/f.xlsx/1/1", lignes={})
    now = datetime.now(UTC).isoformat(timespec="seconds")
    number = append(home, "depot", sent.as_dict(), "reception", now).sequence
    made, receipt = take_back(home, "ML0105", number, "", "Erreur de classeur", "CCC de Kita", now)
    told = receipt.read_text(encoding="utf-8-sig")
    for word in (f"n° {made.sequence}", f"n° {number}", "CCC de Kita", "Erreur de classeur", "ne compte plus"):
        assert word in told
    # Killed before the receipt, or asked twice: the same receipt is there, and nothing more is recorded.
    receipt.unlink()
    with pytest.raises(OiseError, match="déjà retiré"):
        take_back(home, "ML0105", number, "", "Erreur", "CCC de Kita", now)
    assert receipt.read_text(encoding="utf-8-sig") == told


def test_lists_are_kept_and_nothing_unpublished_is_prepared(installed: Path, tmp_path: Path) -> None:
    said = oise("diffusion", "ajouter", "CRO_ML01", "Gouvernorat", "--moyen", "papier", "--par", "CSR", home=installed)
    assert said.returncode == 0, said.stderr
    refused(oise("diffusion", "preparer", "2026-Q3", "-o", str(tmp_path), home=installed), "oise trimestre")
    added = ("suppleances", "ajouter", "Adjoint", "--de", "CSR", "--depuis", "01/01/2020", "--jusqu-a", "31/01/2020")
    assert oise(*added, "--par", "CSR", home=installed).returncode == 0


@pytest.mark.parametrize("group", ["registre", "suppleances", "diffusion"])
def test_each_command_of_a_group_has_french_help_with_an_example(group: str) -> None:
    from importlib import import_module

    import typer

    app = typer.main.get_group(import_module(f"cli.commands.{group}").app)
    for name, command in app.commands.items():  # type: ignore[attr-defined]
        shown = command.get_help(typer.Context(command, info_name=name))
        assert f"Exemple : oise {group} {name}" in " ".join(shown.split()), name
        assert not any(word in shown for word in ("Usage", "Show this", "[required", "[default", "Options:")), name
