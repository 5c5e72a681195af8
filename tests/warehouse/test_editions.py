"""Editions: one pointer, carry-over, readers never blocked, nothing published when nothing changed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from warehouse import editions
from warehouse.editions import Draft, Publication, current_manifest, publish
from warehouse.merging import merge
from warehouse.published import open_published, query

from .conftest import Intake, essay_computation, partnership, value

_LE = "2026-11-01T06:00:00+00:00"


def _send(intake: Intake, quarter: str, amount: int, senders: tuple[str, ...] = ("ML0101", "ML0102")) -> None:
    for sender in senders:
        cells = [value(f"{sender}01", "consultations_nouveaux_cas_nb", amount)]
        intake.deposit(sender, quarter, {"services": cells, "partenariats": [partnership(sender, 1, f"{sender}01")]})


def _publish(home: Home, le: str = _LE, signature: str = "") -> Publication:
    merge(home)

    def documents(draft: Draft) -> None:
        for quarter in draft.trimestres:
            draft.documents(quarter).mkdir(parents=True)
            (draft.documents(quarter) / "CNO_ML.html").write_text(f"edition {draft.manifest.numero}")

    return publish(home, essay_computation(), "essai", le, documents, signature)


def test_an_edition_is_published_whole(home: Home, intake: Intake) -> None:
    _send(intake, "2026-Q2", 3)
    done = _publish(home)
    assert (done.publie, done.numero, done.trimestres) == (True, 1, ("2026-Q2",))
    assert home.current_edition.resolve() == home.editions / "000001"
    assert home.analyst_file.readlink() == Path("../courante/oise.duckdb")
    connection = duckdb.connect(str(home.analyst_file), read_only=True)
    assert connection.execute(
        "SELECT valeur::INT FROM fait_services WHERE niveau = 'commune' ORDER BY unite_code"
    ).fetchall() == [(3,), (3,)]
    connection.close()
    edition = query(home.analyst_file, "SELECT * FROM _edition")[0]
    assert edition["empreinte"] == done.empreinte
    assert (edition["trimestre"], edition["donnees_fictives"], edition["contrat"]) == ("2026-Q2", False, "1")
    assert not home.analyst_file.resolve().stat().st_mode & 0o222


def test_nothing_new_makes_no_edition(home: Home, intake: Intake) -> None:
    _send(intake, "2026-Q2", 3)
    first = _publish(home)
    again = _publish(home, "2026-12-01T06:00:00+00:00")
    assert (again.publie, again.numero, again.empreinte) == (False, 1, first.empreinte)
    intake.journal(type(intake.verdicts[0])(**{**vars(intake.verdicts[0]), "verdict": "doublon", "lignes": {}}))
    assert not _publish(home).publie
    assert _publish(home, signature="another template").publie


def test_only_the_quarters_that_changed_are_made_again(home: Home, intake: Intake) -> None:
    for quarter in ("2023-Q1", "2026-Q1", "2026-Q2"):
        _send(intake, quarter, 3)
    assert _publish(home).trimestres == ("2023-Q1", "2026-Q1", "2026-Q2")
    _send(intake, "2026-Q3", 4)
    done = _publish(home)
    assert done.trimestres == ("2026-Q3",)
    old, new = home.editions / "000001", home.editions / "000002"
    kept = "syntheses/2026-Q1/CNO_ML.html"
    assert (old / kept).stat().st_ino == (new / kept).stat().st_ino
    parquet = "parquet/fait_services/region=ML01/trimestre=2026-Q1"
    (carried,) = (new / parquet).iterdir()
    assert carried.stat().st_ino == (old / parquet / carried.name).stat().st_ino
    assert (new / "syntheses/2026-Q3/CNO_ML.html").read_text() == "edition 2"
    # A late file of an old quarter: that quarter, and those whose figures look back at it.
    _send(intake, "2026-Q1", 9, ("ML0103",))
    assert _publish(home).trimestres == ("2026-Q1", "2026-Q2", "2026-Q3")
    rows = query(
        home.analyst_file,
        "SELECT trimestre, unites_connues AS n, valeur::INT AS v FROM fait_indicateurs ORDER BY trimestre",
    )
    assert [(row["trimestre"], row["n"], row["v"]) for row in rows] == [
        ("2023-Q1", 2, 6),
        ("2026-Q1", 3, 15),
        ("2026-Q2", 2, 6),
        ("2026-Q3", 2, 8),
    ]


def test_the_patched_file_says_what_a_fresh_one_would(home: Home, intake: Intake) -> None:
    for quarter in ("2026-Q1", "2026-Q2", "2026-Q3"):
        _send(intake, quarter, 3)
        _publish(home)
    tables = [row["t"] for row in query(home.analyst_file, "SELECT table_name AS t FROM duckdb_tables() ORDER BY 1")]

    def content() -> dict[str, list[dict[str, object]]]:
        return {
            table: query(home.analyst_file, f"SELECT * FROM {table} ORDER BY ALL")
            for table in tables
            if table != "_edition"
        }

    patched = content()
    home.current_edition.unlink()
    # The pointer being lost, the copies of what was published still say how far the numbers had come.
    assert _publish(home).numero == 4
    fresh = content()
    *former, _ = fresh.pop("historique_editions")
    assert former == patched.pop("historique_editions")
    assert fresh == patched


def test_a_failure_leaves_the_published_edition(home: Home, intake: Intake) -> None:
    _send(intake, "2026-Q2", 3)
    _publish(home)
    _send(intake, "2026-Q3", 4)
    merge(home)

    def fail(draft: Draft) -> None:
        raise RuntimeError("no paper")

    with pytest.raises(RuntimeError):
        publish(home, essay_computation(), "essai", _LE, fail)
    assert [path.name for path in home.editions.iterdir()] == ["000001"]
    assert query(home.analyst_file, "SELECT max(trimestre) AS t FROM dim_trimestre") == [{"t": "2026-Q2"}]
    assert _publish(home).numero == 2


def test_what_a_killed_run_left_is_cleared(home: Home, intake: Intake) -> None:
    _send(intake, "2026-Q2", 3)
    _publish(home)
    (home.editions / ".000002.en-cours").mkdir()
    (home.editions / "000002").mkdir()
    _send(intake, "2026-Q3", 4)
    assert _publish(home).numero == 2
    assert sorted(path.name for path in home.editions.iterdir()) == ["000001", "000002"]


@pytest.fixture
def analyst(home: Home) -> Iterator[list[subprocess.Popen[str]]]:
    """Processes that keep the analyst's file open."""
    running: list[subprocess.Popen[str]] = []
    yield running
    for one in running:
        one.kill()
        one.communicate()


def test_a_reader_holds_the_file_open_through_publications(
    home: Home, intake: Intake, analyst: list[subprocess.Popen[str]]
) -> None:
    _send(intake, "2026-Q2", 3)
    _publish(home)
    script = (
        "import duckdb, sys\n"
        "c = duckdb.connect(sys.argv[1], read_only=True)\n"
        "q = 'SELECT (SELECT numero FROM _edition), (SELECT count(DISTINCT trimestre) FROM fait_services)'\n"
        "print(c.execute(q).fetchone(), flush=True)\n"
        "for line in sys.stdin:\n"
        "    print(c.execute(q).fetchone(), flush=True)\n"
    )
    reader = subprocess.Popen(
        [sys.executable, "-c", script, str(home.analyst_file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    analyst.append(reader)
    assert reader.stdin is not None and reader.stdout is not None
    assert reader.stdout.readline().strip() == "(1, 1)"
    with open_published(home.analyst_file) as here:
        for rank, quarter in enumerate(("2026-Q3", "2026-Q4"), start=2):
            _send(intake, quarter, rank)
            assert _publish(home).numero == rank
            reader.stdin.write("encore\n")
            reader.stdin.flush()
            assert reader.stdout.readline().strip() == "(1, 1)"
        assert here.values("SELECT count(DISTINCT trimestre) FROM fait_services") == [(1,)]
    assert query(home.analyst_file, "SELECT count(DISTINCT trimestre) AS n FROM fait_services") == [{"n": 3}]


def test_the_last_editions_and_the_year_ends_are_kept(
    home: Home, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert editions.KEPT == 8
    monkeypatch.setattr(editions, "KEPT", 2)
    years = [2024, 2024, 2025, *[2026] * 3]
    for rank, year in enumerate(years):
        _send(intake, "2026-Q3", rank, ("ML0101",)) if rank == 0 else intake.deposit(
            "ML0101",
            "2026-Q3",
            {"services": [value("ML010101", "consultations_nouveaux_cas_nb", rank)]},
            version=rank + 1,
        )
        _publish(home, f"{year}-06-01T00:00:00+00:00")
    kept = sorted(int(path.name) for path in home.editions.iterdir())
    assert kept == [2, 3, 5, 6]
    manifest = current_manifest(home)
    assert manifest is not None
    assert manifest.numero == 6


def test_the_guide_alone_makes_no_quarter(home: Home, intake: Intake) -> None:
    row = partnership("ML", 1, "ML010101", unite_code=None, guide_ligne=1, etat_rattachement="introuvable")
    intake.deposit("ML", "2006-Q4", {"partenariats": [row]})
    done = _publish(home)
    assert (done.publie, done.trimestres) == (True, ())
    assert query(home.analyst_file, "SELECT guide_ligne, unite_code, etat_rattachement FROM partenariats") == [
        {"guide_ligne": 1, "unite_code": None, "etat_rattachement": "introuvable"}
    ]
    assert not _publish(home).publie


def test_a_refused_file_makes_no_quarter(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", "2026-Q3", {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    intake.deposit("ML0102", "2027-Q1", verdict="refuse")
    assert _publish(home).trimestres == ("2026-Q3",)
    assert query(home.analyst_file, "SELECT DISTINCT trimestre FROM depots") == [{"trimestre": "2026-Q3"}]


def test_without_an_edition_the_reader_is_told_what_to_do(home: Home) -> None:
    with pytest.raises(OiseError, match="oise trimestre"):
        query(home.analyst_file, "SELECT 1")


def test_parameters_are_bound_exactly(home: Home, intake: Intake) -> None:
    _send(intake, "2026-Q2", 3)
    _publish(home)
    hostile = "l'eau'; DROP TABLE depots; --"
    row = query(home.analyst_file, "SELECT $a::VARCHAR AS a, $b::BOOLEAN AS b", {"a": hostile, "b": None})
    assert row == [{"a": hostile, "b": None}]
    assert query(home.analyst_file, "SELECT ?::VARCHAR AS q", [Trimestre(2026, 3)]) == [{"q": "2026-Q3"}]
