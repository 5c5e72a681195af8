"""Reception answers once, whatever happens between the verdict and the answer."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from registry.errors import OiseError
from registry.home import Home
from warehouse.deposits import deposits
from warehouse.locking import writer_lock

pytestmark = pytest.mark.xdist_group("golden")
SENDER = "ML0802"


@pytest.fixture
def installed(tmp_path: Path) -> Home:
    from flows.installation import install

    home = Home(tmp_path / "oise")
    install(home, "essai", datetime(2026, 10, 1, tzinfo=UTC).isoformat())
    return home


def receive(home: Home) -> dict[str, int]:
    from flows.reception import run_reception

    return run_reception(str(home.root))


def test_tests_that_need_the_server_share_one_worker(request: pytest.FixtureRequest) -> None:
    if os.environ.get("PYTEST_XDIST_WORKER"):
        assert request.node.nodeid.endswith("@golden")


def test_an_installation_made_twice_is_made_once(installed: Home) -> None:
    from flows.installation import install

    assert not install(installed, "essai", "2026-10-02T00:00:00+00:00")
    assert len(list(deposits(installed))) == 2


def test_a_drop_is_answered_and_leaves_its_folder(installed: Home, prefect_server: str) -> None:
    path = drop_small(installed)
    assert receive(installed) == {"accepte": 1}
    assert not path.exists()
    assert list((path.parent / "reponses").glob("*_recu.txt"))
    assert receive(installed) == {}


def test_a_kill_before_the_answer_gives_one_verdict_and_one_answer(
    installed: Home, prefect_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.reception as reception

    path = drop_small(installed)

    class KilledError(Exception):
        """Stands for a process that stops there."""

    def killed(*_: object) -> None:
        raise KilledError

    with monkeypatch.context() as broken:
        broken.setattr(reception, "answer_all", killed)
        with pytest.raises(KilledError):
            receive(installed)
    assert path.exists(), "a drop stays until its sender is answered"
    assert not list((path.parent / "reponses").iterdir())
    assert receive(installed) == {}, "the verdict was already given"
    assert len(list(deposits(installed))) == 3
    assert not path.exists()
    assert len(list((path.parent / "reponses").glob("*_recu.txt"))) == 1


def test_the_same_file_dropped_again_is_a_duplicate(installed: Home, prefect_server: str) -> None:
    path = drop_small(installed)
    content = path.read_bytes()
    receive(installed)
    path.write_bytes(content)
    assert receive(installed) == {"doublon": 1}


def test_a_second_run_is_told_who_holds_the_place(installed: Home, prefect_server: str) -> None:
    with writer_lock(installed, "essai en cours"):
        second = subprocess.run(
            [sys.executable, "-c", "from cli.main import run; run()", "reception"],
            env={**os.environ, "OISE_HOME": str(installed.root)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert second.returncode == 2
    assert "essai en cours" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_home_that_vanished_is_one_french_sentence(tmp_path: Path, prefect_server: str) -> None:
    with pytest.raises(OiseError, match="oise init"):
        receive(Home(tmp_path / "nulle-part"))


def drop_small(home: Home) -> Path:
    """One small cercle's workbook, in its folder; Tin-Essako has two communes."""
    from landing.blank import write_filled
    from landing.blank_plan import Fill
    from registry.territory import children
    from schemas.submission import Prefill
    from tests.golden.small_country import QUARTER

    values = {(unit.code, "sessions_conseil_nb"): 1 for unit in children(SENDER)}
    path = home.drop_folder(SENDER) / "envoi.xlsx"
    write_filled(SENDER, QUARTER, Prefill(), path, False, Fill(services=values))
    return path
