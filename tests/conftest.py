"""What every room's tests share: an empty home, and one real Prefect server for the whole session."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home as ``oise init`` makes it."""
    from landing.claiming import open_folders

    made = Home(tmp_path / "oise")
    made.journal.mkdir(parents=True)
    made.landing.mkdir()
    open_folders(made)
    return made


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Prefect server that lives as long as the session; the environment points to it."""
    folder = tmp_path_factory.mktemp("prefect")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}/api"
    environment = {
        **os.environ,
        "PREFECT_HOME": str(folder),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait_for(f"{address}/health", server, folder / "server.log")
            os.environ.update(
                PREFECT_HOME=str(folder),
                PREFECT_API_URL=address,
                PREFECT_LOGGING_TO_API_ENABLED="false",
                DO_NOT_TRACK="1",
            )
            yield address
        finally:
            os.environ.pop("PREFECT_API_URL", None)
            server.terminate()
            server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    pytest.fail(f"The Prefect server did not start:\n{log.read_text(errors='replace')[-3000:]}")
