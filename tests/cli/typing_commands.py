"""Types a command as people do, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def oise(*words: str, home: Path | None = None, probe: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own; ``probe`` is Python run once it is done."""
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "80"}
    environment.pop("OISE_HOME", None)
    if home is not None:
        environment["OISE_HOME"] = str(home)
    script = f"import sys, atexit\nfrom cli.main import run\n{probe}\nrun()"
    return subprocess.run(
        [sys.executable, "-c", script, *words], env=environment, capture_output=True, text=True, check=False
    )


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Check that a command said no in one French sentence that holds those words."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr
