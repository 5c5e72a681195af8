"""What goes down from the small country's nation, and what a cercle's installation makes of it."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from flows.descent import send_down
from flows.installation import install
from flows.taking import take
from landing.claiming import list_drops
from registry.errors import OiseError
from registry.home import Home
from syntheses.typesetting import page_count
from tests.golden.conftest import Golden
from tests.golden.small_country import COMMUNES, QUARTER, drop
from warehouse.acts import hand_over
from warehouse.digest import digest
from warehouse.journal import entries
from warehouse.knowledge import prefill
from warehouse.merging import merge

pytestmark = pytest.mark.xdist_group("golden")
CERCLE = "ML0701"
HANDED = "PAR-ML-0007"


@pytest.fixture(scope="module")
def package(golden: Golden, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The cercle's package, once the nation has handed it a line of the guide, in a copy of its home."""
    home = Home(tmp_path_factory.mktemp("nation") / "oise")
    shutil.copytree(golden.home.root, home.root, symlinks=True)
    hand_over(home, HANDED, CERCLE, "essai")
    (made,) = send_down(home, QUARTER, "essai", tmp_path_factory.mktemp("descente"), CERCLE)
    return made.chemin


@pytest.fixture
def below(prefect_server: str, tmp_path: Path) -> Home:
    """A cercle's own installation with work that isn't sent: a file merged here, another still in its folder."""
    from flows.reception import run_reception

    home = Home(tmp_path / "cercle")
    install(home, "essai", datetime(2026, 10, 1, tzinfo=UTC).isoformat(), CERCLE)
    drop(home, CERCLE, changes={(COMMUNES[CERCLE][0], "naissances_declarees_nb"): 77})
    run_reception(str(home.root))
    merge(home)
    drop(home, CERCLE)
    return home


def test_a_package_holds_the_territory_s_own_and_what_it_is_compared_with(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    with duckdb.connect(str(tmp_path / "donnees.duckdb"), read_only=True) as base:
        ((told,),) = base.execute("SELECT count(*) FROM depots WHERE expediteur <> ?", [CERCLE]).fetchall()
        places = {code for (code,) in base.execute("SELECT DISTINCT unite_code FROM fait_indicateurs").fetchall()}
        communes = {code for code in places if len(code) == 8}
        assert base.execute("SELECT count(*) FROM v_commune").fetchone()[0] > 0  # type: ignore[index]
    assert told == 0 and communes == set(COMMUNES[CERCLE])
    assert {CERCLE, "ML0703", "ML07", "ML"} <= places and "ML0801" not in places
    book = load_workbook(tmp_path / "donnees.xlsx", read_only=True)
    assert {"Lisez-moi", "Vos chiffres", "Comparateurs"} <= set(book.sheetnames)
    assert page_count((tmp_path / "lettre.pdf").read_bytes()) == 1


def test_a_lower_installation_takes_it_and_keeps_its_unsent_work(package: Path, below: Home) -> None:
    waiting, kept = list_drops(below), [entry.empreinte for entry in entries(below)]
    taken = take(below, package, "CCC de l'essai")
    assert taken.nouveau and taken.actes >= 1
    assert list_drops(below) == waiting
    assert [entry.empreinte for entry in entries(below)][: len(kept)] == kept
    row = _births(below)
    assert row == 77, "what is merged here and not sent stays"
    partnerships = prefill(below, CERCLE, QUARTER.plus(1)).registres["partenariats"]
    assert HANDED in {one["id_local"] for one in partnerships}
    assert (taken.dossier / "lettre.pdf").is_file()
    after = digest(below), len(list(entries(below)))
    assert not take(below, package, "CCC de l'essai").nouveau
    assert (digest(below), len(list(entries(below)))) == after


def _births(home: Home) -> object:
    from warehouse.lake import open_lake

    with open_lake(home, read_only=True) as lake:
        sql = "SELECT valeur FROM lac.services WHERE element = 'naissances_declarees_nb' AND unite_code = "
        return lake.rows(f"{sql}'{COMMUNES[CERCLE][0]}'")[0][0]


def _without(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.__delitem__(name)


def _spoiled(name: str) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.__setitem__(name, parts[name][:-1] + b"?")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (_without("donnees.xlsx"), "donnees.xlsx"),
        (_spoiled("references/decisions.jsonl"), "decisions.jsonl"),
        (lambda parts: parts.__setitem__("autre.txt", b"x"), "autre.txt"),
        (_without("redescente.json"), "manifeste"),
    ],
)
def test_an_altered_package_is_refused_naming_the_part(
    package: Path, home: Home, tmp_path: Path, change: Callable[[dict[str, bytes]], None], named: str
) -> None:
    with zipfile.ZipFile(package) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    forged = tmp_path / "forge.zip"
    with zipfile.ZipFile(forged, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    home.perimeter_file.write_text(CERCLE)
    with pytest.raises(OiseError, match=named):
        take(home, forged, "essai")
    assert not list(entries(home))


def test_a_truncated_package_and_another_s_are_refused(package: Path, home: Home, tmp_path: Path) -> None:
    home.perimeter_file.write_text("ML0703")
    with pytest.raises(OiseError, match=CERCLE):
        take(home, package, "essai")
    cut = tmp_path / "coupe.zip"
    cut.write_bytes(package.read_bytes()[:-400])
    home.perimeter_file.write_text(CERCLE)
    with pytest.raises(OiseError, match="tronqué"):
        take(home, cut, "essai")
