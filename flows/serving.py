"""Serves the schedules: a Prefect server, reception every ten minutes, the quarterly run after each deadline."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from flows.environment import prepare
from registry.calendar import deadlines
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre

if TYPE_CHECKING:
    from prefect.deployments.runner import RunnerDeployment
    from prefect.flows import Flow

RECEPTION_S = 600
_PATIENCE_S = 120
# A file still being copied is left for the next pass.
_STABLE_S = 60.0
# A scheduled run waits for the one before it; a person's run is told at once who holds the place.
_ATTENTE_S = 900.0


def serve_schedules(home: Home, port: int) -> None:
    """Serve until interrupted. An API named by PREFECT_API_URL is used; otherwise a server is started on ``port``.

    Raises OiseError when the port is taken or the server does not start.
    """
    prepare(home, journal="INFO")
    with _api(home, port):
        _serve(home)


def _serve(home: Home) -> None:
    from prefect import serve

    serve(*deployments(home), print_starting_message=False)


def deployments(home: Home) -> tuple[RunnerDeployment, RunnerDeployment]:
    """The two schedules of a home: reception, then the quarterly run, which serves the last quarter ended."""
    from flows.quarter import run_quarter
    from flows.reception import run_reception

    parameters = {"racine": str(home.root), "stable_s": _STABLE_S, "attente_s": _ATTENTE_S}
    reception = _deployment(run_reception, "reception", parameters, interval=RECEPTION_S)
    quarter = _deployment(run_quarter, "trimestre", parameters, cron=quarterly_cron(datetime.now(UTC).date()))
    return reception, quarter


def _deployment(flow: Flow[..., Any], name: str, parameters: dict[str, Any], **schedule: Any) -> RunnerDeployment:
    """A deployment of a flow named by its module: a flow loaded by path would put its folder first on sys.path."""
    from prefect.client.schemas.objects import ConcurrencyLimitConfig
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    made = flow.to_deployment(
        name=name,
        parameters=parameters,
        entrypoint_type=EntrypointType.MODULE_PATH,
        concurrency_limit=ConcurrencyLimitConfig(limit=1),
        **schedule,
    )
    assert isinstance(made, RunnerDeployment)
    return made


def quarterly_cron(jour: date) -> str:
    """When the quarterly run starts: at six, the day after the last day of deposit of the year's four quarters."""
    quarters = [Trimestre.of(jour).plus(-back) for back in range(1, 5)]
    days = [deadlines(quarter).depot + timedelta(days=1) for quarter in quarters]
    months = ",".join(str(month) for month in sorted({day.month for day in days}))
    return f"0 6 {max(day.day for day in days)} {months} *"


@contextmanager
def _api(home: Home, port: int) -> Iterator[None]:
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise OiseError(f"Le port {port} est déjà pris : donnez-en un autre avec --port.")
    log = home.root / "prefect-serveur.log"
    with log.open("ab") as stream:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        address = f"http://127.0.0.1:{port}/api"
        _wait(address, server, str(log))
        os.environ["PREFECT_API_URL"] = address
        yield
    finally:
        server.terminate()
        server.wait(30)


def _wait(address: str, server: subprocess.Popen[bytes], log: str) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.5)
    raise OiseError(f"Le serveur Prefect n'a pas démarré : lisez {log}, puis relancez « oise servir ».")
