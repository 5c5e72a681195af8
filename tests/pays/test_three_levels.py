"""The same tool at three levels: whatever is lost, repeated or reordered on the way up, the nation ends the same."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from landing.blank import write_filled
from landing.blank_plan import Fill
from registry.home import Home
from registry.territory import children
from schemas.submission import Prefill
from tests.pays.levels import QUARTER, Country, merged_digest, validation
from warehouse.deposits import deposits
from warehouse.journal import entries
from warehouse.validation import quarter_validations

pytestmark = pytest.mark.xdist_group("golden")
CERCLES = {"ML0802": "ML08", "ML0804": "ML08", "ML0703": "ML07"}


def receive(home: Home) -> dict[str, int]:
    from flows.reception import run_reception

    return run_reception(str(home.root))


def workbook(folder: Path, sender: str, name: str, value: object, version: int = 1, other: str = "") -> Path:
    """A cercle's workbook with one figure a commune."""
    folder.mkdir(parents=True, exist_ok=True)
    services = {(unit.code, "sessions_conseil_nb"): value for unit in children(sender)}
    path = folder / f"{name}.xlsx"
    write_filled(other or sender, QUARTER, Prefill(version=version), path, False, Fill(services=services))
    return path


def test_lost_repeated_and_reordered_transmissions_end_alike(tmp_path: Path, prefect_server: str) -> None:
    country = Country(tmp_path, receive, nus=True)

    country.install([*CERCLES, "ML08", "ML07", "ML"])
    written = tmp_path / "classeurs"
    for sender, region in CERCLES.items():
        first = workbook(written / sender, sender, "premier", 2 if sender != "ML0804" else "beaucoup")
        country.drop(sender, sender, [first])
        country.receive(sender)
        country.drop(region, sender, country.send_up(sender, "1").envoi.fichiers)
    # What comes straight to a region: a page that is no workbook, another cercle's file, a copy.
    page = written / "page.xlsx"
    page.write_text("<html></html>")
    foreign = workbook(written / "autre", "ML0804", "autre", 1, other="ML0802")
    country.drop("ML08", "ML0802", [page])
    country.drop("ML08", "ML0804", [foreign, *country.send_up("ML0804", "encore").envoi.fichiers])
    for region in ("ML08", "ML07"):
        country.receive(region)
    country.drop("ML07", "ML07", [validation(country.installations["ML07"], "ML07", written)])
    assert country.receive("ML07") == {"accepte": 1}
    lost = country.send_up("ML08", "perdue")
    kept = country.send_up("ML07", "gardee")
    country.drop("ML08", "ML0802", [workbook(written, "ML0802", "corrige", 3, version=2)])
    assert country.receive("ML08") == {"accepte": 1}
    later, same = country.send_up("ML08", "suite"), country.send_up("ML08", "pareille")
    (first_zip, last_zip), (again,) = (lost.envoi.fichiers[0], later.envoi.fichiers[0]), same.envoi.fichiers
    assert last_zip.read_bytes() == again.read_bytes()
    assert last_zip.name == again.name != first_zip.name

    nation = country.installations["ML"]
    country.drop("ML", "ML08", [last_zip])
    country.drop("ML", "ML07", kept.envoi.fichiers)
    assert country.receive("ML") == {"accepte": 2}
    # The first one at last, and the last one again.
    country.drop("ML", "ML08", [first_zip, again])
    assert country.receive("ML") == {"accepte": 1, "doublon": 1}
    relayed = [one for one in deposits(nation) if one.verdict.expediteur != "ML"]
    assert all(one.verdict.depot_id.startswith(("ML07:ML", "ML08:ML")) for one in relayed)
    assert Counter(one.verdict.verdict for one in relayed) == {
        "accepte": 4, "accepte_avec_reserves": 1, "refuse": 1, "illisible": 1, "doublon": 1
    }  # fmt: skip
    own = {one.verdict.depot_id: one.verdict.recu_le for home in ("ML07", "ML08")
           for one in deposits(country.installations[home])}  # fmt: skip
    assert all(one.verdict.recu_le == own[one.verdict.depot_id.partition(":")[2]] for one in relayed)
    assert len(list((nation.drop_folder("ML08") / "reponses").glob("*_recu.txt"))) == 3
    assert merged_digest(nation) == merged_digest(country.at_once())
    (seen,) = quarter_validations(nation, str(QUARTER)).values()
    assert (seen.cercle, seen.decision, seen.a_jour) == ("ML0703", "valide", True)
    shutil.rmtree(nation.staging)
    nation.staging.mkdir()
    assert len(list(entries(nation))) == 8 + 4
    from flows.rebuilding import rebuild_home

    assert rebuild_home(nation).identique
