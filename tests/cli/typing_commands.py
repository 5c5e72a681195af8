"""Types a command as people do, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
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


def helped(names: Iterable[str]) -> dict[str, str]:
    """The help page of each command, all asked in one process."""
    wanted = list(names)
    script = (
        "import contextlib, io, json, sys\nfrom cli.main import run\npages = {}\n"
        f"for name in {wanted!r}:\n"
        "    sys.argv = ['oise', name, '--help']\n"
        "    with contextlib.redirect_stdout(io.StringIO()) as page, contextlib.suppress(SystemExit):\n"
        "        run()\n"
        "    pages[name] = page.getvalue()\n"
        "print(json.dumps(pages))"
    )
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "80"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    pages: dict[str, str] = json.loads(done.stdout)
    return pages


def refused(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Check that a command said no in one French sentence that holds those words."""
    assert done.returncode == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    for word in words:
        assert word in done.stderr
