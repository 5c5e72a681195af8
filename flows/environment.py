"""Prefect's settings for one home: local, quiet, no telemetry. To be prepared before Prefect is first imported."""

from __future__ import annotations

import os

from registry.home import Home


def prepare(home: Home, journal: str = "CRITICAL") -> None:
    """Set what the person has not set: Prefect's own folder in the home, patience with its server, silence.

    ``journal``: Prefect's logging level. A command says its failures itself; a server lets Prefect log them.
    """
    for name, value in {
        "PREFECT_HOME": str(home.root / "prefect"),
        # The temporary server takes 14 to 24 s to start on two cores; Prefect's own patience is 20 s.
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_LEVEL": journal,
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "DO_NOT_TRACK": "1",
    }.items():
        os.environ.setdefault(name, value)
