"""Faults: what is wrong in a file, where, and what to do about it (law 7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Severity = Literal["bloquant", "reserve", "avertissement"]
LIBELLES_GRAVITE: Mapping[str, str] = {
    "bloquant": "Bloquant",
    "reserve": "À corriger",
    "avertissement": "À vérifier",
}


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault: its stable code, severity, what is wrong and what to do (French, str.format templates).

    ``remede_suggere`` takes the place of ``remede`` when a nearest value is known (``{suggestion}``). ``ecarte``:
    whether the row or cell is set aside.
    """

    code: str
    gravite: Severity
    phrase: str
    remede: str
    remede_suggere: str = ""
    ecarte: bool = False


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
