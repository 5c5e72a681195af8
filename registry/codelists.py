"""Code lists: one CSV file a list under ``registry/data/codes/``, columns ``code`` and ``libelle`` first."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "data" / "codes"


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes; ``libelles`` maps each code to its French label, ``attributs`` to its other columns."""

    nom: str
    libelles: dict[str, str]
    attributs: dict[str, dict[str, str]]


@cache
def code_list(nom: str) -> CodeList:
    """The list of that name; raises KeyError when no file has it."""
    path = _FOLDER / f"{nom}.csv"
    if not path.is_file():
        raise KeyError(nom)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return CodeList(
        nom=nom,
        libelles={row["code"]: row["libelle"] for row in rows},
        attributs={row["code"]: {k: v for k, v in row.items() if k not in ("code", "libelle")} for row in rows},
    )


def list_names() -> tuple[str, ...]:
    """The names of every list, sorted."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.csv")))
