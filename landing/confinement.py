"""The bounds a child puts on itself before it opens an untrusted file."""

from __future__ import annotations

import resource

from registry.amendments import Amendments, use


def confine(memory: int, written: int = 0, decided: Amendments | None = None) -> None:
    """Bound this process: bytes of data segment and of any file it writes, no core dump.

    ``decided``: what the parent's installation decided over the registry, which then holds here too.
    RLIMIT_DATA rather than RLIMIT_AS, which counts address space that is only reserved.
    """
    if decided is not None:
        use(decided)
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (written, written))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
