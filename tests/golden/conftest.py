"""The small country's quarter, run once through the real flow under a real Prefect server."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from registry.home import Home
from syntheses.bodies import body
from tests.golden.cooperation_story import CHAPTERS, QUARTERS, Walk, state_of, tell
from tests.golden.small_country import BODIES, COMMUNES, QUARTER, drop, figure

# Opens the analysts' file, says so, and holds it until told to stop; then reads it again and says what it sees.
_READER = """
import sys
import duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
before = con.sql("SELECT count(*) FROM depots").fetchone()[0]
print("ouvert", flush=True)
sys.stdin.readline()
print(before == con.sql("SELECT count(*) FROM depots").fetchone()[0], flush=True)
"""


def french(value: int) -> str:
    """A number as people type it, with thin and ordinary no-break spaces."""
    return f"{value:,}".replace(",", "\u202f", 1).replace(",", "\u00a0")


@dataclass(frozen=True)
class Golden:
    """The home after its runs, and what each run answered."""

    home: Home
    first: dict[str, Any]
    again: dict[str, Any]
    corrected: dict[str, Any]
    reader: str


@pytest.fixture(scope="session")
def golden(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Golden]:
    """Five cercles send: three rightly, two with faults; then nothing new; then a correction, under a reader's eyes."""
    from flows.installation import install
    from flows.quarter import run_quarter
    from syntheses import publication

    home = Home(tmp_path_factory.mktemp("petit-pays") / "oise")
    install(home, "essai", datetime(2026, 10, 1, tzinfo=UTC).isoformat())
    for sender in ("ML0701", "ML0703", "ML0803"):
        drop(home, sender)
    faulty = {
        (COMMUNES["ML0801"][0], "consultations_nouveaux_cas_nb"): "1 250,5",
        (COMMUNES["ML0801"][1], "accouchements_assistes_nb"): "beaucoup",
        (COMMUNES["ML0801"][2], "recettes_totales_fcfa"): french(
            figure(COMMUNES["ML0801"][2], "recettes_totales_fcfa")
        ),
    }
    drop(home, "ML0801", changes=faulty)
    drop(home, "ML0804", omitted=frozenset({("services_sante", "consultations_nouveaux_cas_nb")}))
    # A country of two regions has their bodies, not the sixty of the whole one.
    with pytest.MonkeyPatch.context() as country:
        small = tuple(body(one.code, QUARTER) for one in BODIES)
        country.setattr(publication, "all_bodies", lambda trimestre: small)
        first = run_quarter(str(home.root), str(QUARTER), "essai")
        again = run_quarter(str(home.root), str(QUARTER), "essai")
        drop(home, "ML0804")
        with _holding(home.analyst_file) as reader:
            corrected = run_quarter(str(home.root), str(QUARTER), "essai")
            seen, _ = reader.communicate("fini\n", timeout=60)
    yield Golden(home, first, again, corrected, seen.strip())


def _holding(path: Path) -> subprocess.Popen[str]:
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdout is not None
    deadline = time.monotonic() + 60
    while reader.stdout.readline().strip() != "ouvert":
        assert reader.poll() is None and time.monotonic() < deadline
    return reader


@pytest.fixture(scope="session")
def walk(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Eight quarters of one cooperation, sent one after the other, then published."""
    from flows.computation import computation_of
    from flows.installation import install
    from flows.reception import run_reception
    from warehouse.editions import publish
    from warehouse.merging import merge

    home = Home(tmp_path_factory.mktemp("cooperation") / "oise")
    install(home, "essai", datetime(2025, 1, 1, tzinfo=UTC).isoformat())
    names: dict[str, str] = {}
    states, verdicts = [], []
    for quarter, chapter in zip(QUARTERS, CHAPTERS, strict=True):
        tell(home, quarter, chapter, names)
        verdicts.append(run_reception(str(home.root)))
        merge(home)
        states.append(state_of(home, names["coop"], quarter))
    publish(home, computation_of(home), "essai", datetime(2027, 1, 20, tzinfo=UTC).isoformat())
    return Walk(home, names, tuple(states), tuple(verdicts))
