"""Faults: what is wrong in a file, where, and what to do about it (law 7)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["bloquant", "reserve", "avertissement"]


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault: its stable code, severity and French sentence (a str.format template)."""

    code: str
    gravite: Severity
    phrase: str
    remede: str


@dataclass(frozen=True)
class Fault:
    """One fault found in one file; ``ligne`` is the sheet's row number, ``colonne`` the column's identifier."""

    code: str
    gravite: Severity
    message: str
    feuille: str | None = None
    ligne: int | None = None
    colonne: str | None = None
    valeur: str | None = None
    table: str | None = None
    ecarte: bool = False

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready copy."""
        return asdict(self)
