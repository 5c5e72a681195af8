"""`oise servir`: schedules that are really planned by the server, and runs that really answer a sender."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.serving import quarterly_cron
from registry.calendar import deadlines
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from tests.flows.test_reception import drop_small

pytestmark = pytest.mark.xdist_group("golden")
_PATIENCE_S = 120


def ask(url: str, body: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        url, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def wait_for(what: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        found = what()
        if found:
            return found
        time.sleep(0.5)
    raise AssertionError("nothing came in time")


@pytest.mark.parametrize("numero", [1, 2, 3, 4])
def test_the_quarter_runs_the_day_after_the_last_day_of_deposit(numero: int) -> None:
    day = deadlines(Trimestre(2026, numero)).depot + timedelta(days=1)
    minute, hour, days, months, _ = quarterly_cron(day).split()
    assert (minute, hour, days) == ("0", "6", str(day.day)) and str(day.month) in months.split(",")


def test_schedules_are_planned_and_a_run_answers(tmp_path: Path, prefect_server: str) -> None:
    from flows.installation import install

    home = Home(tmp_path / "oise")
    install(home, "essai", datetime(2026, 10, 1, tzinfo=UTC).isoformat())
    path = drop_small(home)
    os.utime(path, (0, 0))
    serving = subprocess.Popen(
        [sys.executable, "-c", "from cli.main import run; run()", "servir"],
        env={**os.environ, "OISE_HOME": str(home.root), "PREFECT_API_URL": prefect_server},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        known = wait_for(lambda: len(found := ask(f"{prefect_server}/deployments/filter", {})) == 2 and found)
        by_name = {one["name"]: one for one in known}
        assert by_name["reception"]["schedules"][0]["schedule"]["interval"] == 600
        assert by_name["trimestre"]["schedules"][0]["schedule"]["cron"] == "0 6 16 1,4,7,10 *"
        assert by_name["trimestre"]["entrypoint"] == "flows.quarter.run_quarter"
        for one in known:
            # Some versions of the server's libraries never plan a cron schedule, and say nothing.
            wait_for(lambda one=one: planned(prefect_server, one["id"]))
        ask(f"{prefect_server}/deployments/{by_name['reception']['id']}/create_flow_run", {})
        wait_for(lambda: not path.exists())
        assert list((path.parent / "reponses").glob("*_recu.txt"))
    finally:
        serving.send_signal(signal.SIGINT)
        serving.wait(60)


def planned(server: str, deployment: str) -> list[Any]:
    found: list[Any] = ask(
        f"{server}/flow_runs/filter",
        {"deployments": {"id": {"any_": [deployment]}}, "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}},
    )
    return found


def test_a_port_that_is_taken_is_one_french_sentence(
    home: Home, prefect_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.serving import serve_schedules

    port = int(prefect_server.split(":")[2].split("/")[0])
    monkeypatch.delenv("PREFECT_API_URL")
    with pytest.raises(OiseError, match=f"{port} est déjà pris"):
        serve_schedules(home, port)
