"""Health facilities counted per commune from a real list: ``registry/data/formations_sanitaires_2019.csv``.

Counts drawn from Maina et al. 2019, the WHO/KEMRI-Wellcome list of public health facilities. A commune absent from the
list has an unknown number of facilities, not zero.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "formations_sanitaires_2019.csv"


@cache
def facility_counts(kind: str) -> dict[str, int]:
    """Facilities of one kind (cscom, csref, clinique, polyclinique, hopital) by commune code of 1999."""
    with _FILE.open(encoding="utf-8", newline="") as stream:
        return {row["unite_code"]: int(row["nombre"]) for row in csv.DictReader(stream) if row["type"] == kind}
