"""The bounds a child puts on itself before it opens an untrusted file."""

from __future__ import annotations

import resource


def confine(memory: int, written: int = 0) -> None:
    """Bound this process: bytes of data segment and of any file it writes, no core dump.

    RLIMIT_DATA rather than RLIMIT_AS, which counts address space that is only reserved.
    """
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
