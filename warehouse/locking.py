"""One writer at a time: an operating-system lock on the home, released by the system even when its holder is killed."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from registry.errors import OiseError
from registry.home import Home

_RETRY_S = 0.05


@dataclass
class _Held:
    descriptor: int
    depth: int


# flock is per open file: one process holds it once, and its threads and nested calls share that hold by counting.
_held: dict[Path, _Held] = {}
_guard = threading.Lock()


@contextmanager
def writer_lock(home: Home, travail: str, attente_s: float = 0.0) -> Iterator[None]:
    """Hold the home's write lock while the block runs; ``travail`` is what the holder does, in French.

    Calls may be nested within a process. Raises OiseError, naming the holder, when another process keeps the lock for
    longer than ``attente_s`` seconds.
    """
    path = lock_file(home)
    _acquire(path, travail, attente_s)
    try:
        yield
    finally:
        _release(path)


def lock_file(home: Home) -> Path:
    """The file that carries the lock, and who holds it."""
    return home.root / ".verrou"


def _acquire(path: Path, travail: str, attente_s: float) -> None:
    deadline = time.monotonic() + attente_s
    while True:
        with _guard:
            held = _held.get(path)
            if held is not None:
                held.depth += 1
                return
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(descriptor)
            else:
                _sign(descriptor, travail)
                _held[path] = _Held(descriptor, 1)
                return
        if time.monotonic() >= deadline:
            raise OiseError(_refusal(path))
        time.sleep(_RETRY_S)


def _release(path: Path) -> None:
    with _guard:
        held = _held[path]
        held.depth -= 1
        if held.depth == 0:
            del _held[path]
            os.close(held.descriptor)


def _sign(descriptor: int, travail: str) -> None:
    holder = {
        "travail": travail,
        "processus": os.getpid(),
        "machine": socket.gethostname(),
        "depuis": datetime.now(UTC).astimezone().isoformat(timespec="seconds"),
    }
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps(holder, ensure_ascii=False).encode(), 0)


def _refusal(path: Path) -> str:
    who = "un autre traitement"
    with suppress(OSError, ValueError, KeyError):
        holder = json.loads(path.read_text(encoding="utf-8"))
        since = datetime.fromisoformat(holder["depuis"]).strftime("%d/%m/%Y à %H:%M:%S")
        who = f"« {holder['travail']} » (processus {holder['processus']} sur {holder['machine']}, depuis le {since})"
    return f"Cette installation est en cours d'écriture par {who} : attendez la fin, puis recommencez."
