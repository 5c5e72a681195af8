"""Population as a dated reference (INSTAT), never typed by a sender; nothing where it is unknown.

``registry/data/population.csv`` holds the published figures. A demonstration home adds simulated ones in
``reference/population_fictive.csv`` (same columns, ``statut`` simule): a simulated figure never replaces a known one.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from registry.errors import OiseError

_FILE = Path(__file__).parent / "data" / "population.csv"
_FICTIVE = "population_fictive.csv"
Statut = Literal["definitif", "provisoire", "simule"]
# Among figures of one year, the surest.
_RANKS: dict[str, int] = {"simule": 0, "provisoire": 1, "definitif": 2}


@dataclass(frozen=True)
class Population:
    """Inhabitants of one unit in one year."""

    division: str
    unite_code: str
    annee: int
    valeur: int
    source: str
    statut: Statut
    note: str = ""


def populations(home_reference: Path | None = None) -> tuple[Population, ...]:
    """Every known figure, then the simulated ones of an installation when its ``reference`` folder is given.

    Raises OiseError when a row is not a figure, or when a file of an installation claims anything but ``simule``.
    """
    known = _published()
    if home_reference is None or not (home_reference / _FICTIVE).is_file():
        return known
    simulated = _read(home_reference / _FICTIVE)
    if any(row.statut != "simule" for row in simulated):
        raise OiseError(
            f"Le fichier {_FICTIVE} ne doit contenir que des populations simulées : mettez « simule » dans statut."
        )
    return (*known, *simulated)


def population_on(day: date, home_reference: Path | None = None, division: str = "1999") -> dict[str, Population]:
    """By unit code, the latest figure dated no later than a day; a unit without any is absent.

    A published figure, however old, is preferred to a simulated one.
    """
    best: dict[str, Population] = {}
    for row in populations(home_reference):
        if row.division != division or row.annee > day.year:
            continue
        held = best.get(row.unite_code)
        if held is None or _preference(row) > _preference(held):
            best[row.unite_code] = row
    return best


def _preference(row: Population) -> tuple[bool, int, int]:
    return (row.statut != "simule", row.annee, _RANKS[row.statut])


@cache
def _published() -> tuple[Population, ...]:
    return _read(_FILE)


def _read(path: Path) -> tuple[Population, ...]:
    with path.open(encoding="utf-8", newline="") as stream:
        return tuple(_population(row, path.name, line) for line, row in enumerate(csv.DictReader(stream), start=2))


def _population(row: dict[str, str], name: str, line: int) -> Population:
    try:
        figure, year, status = int(row["population"]), int(row["annee"]), row["statut"]
    except (KeyError, TypeError, ValueError):
        figure, year, status = -1, 0, ""
    if figure < 0 or status not in _RANKS:
        raise OiseError(
            f"La ligne {line} de {name} n'est pas une population : "
            "corrigez son année, son chiffre ou son statut (definitif, provisoire, simule)."
        )
    return Population(
        division=row.get("division") or "1999",
        unite_code=row["unite_code"],
        annee=year,
        valeur=figure,
        source=row.get("source") or "",
        statut=cast(Statut, status),
        note=row.get("note") or "",
    )
