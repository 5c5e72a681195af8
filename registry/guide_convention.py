"""The convention of the guide's « Point de repère n°3 »: Région de Tombouctou and Région Rhône-Alpes, 20 May 1994.

Its facts are kept in ``registry/data/convention_tombouctou.csv``, one a line with the article that says it; a line
without a value is what the guide leaves unknown.
"""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "convention_tombouctou.csv"


def source_bytes() -> bytes:
    """The reference file itself, byte for byte: what a deposit of it archives as its original."""
    return _FILE.read_bytes()


def read_convention(content: bytes) -> dict[str, object]:
    """The facts of a file like ``source_bytes`` under the column names of ``conventions``, None where unknown.

    Dates, whole numbers and yes or no are typed; ``partenaire``, ``pays_code``, ``guide_ligne`` and ``origine_annee``
    are of the partnership.
    """
    rows = csv.DictReader(io.StringIO(content.decode("utf-8")))
    return {row["colonne"]: _typed(row["colonne"], row["valeur"]) for row in rows}


def guide_convention() -> dict[str, object]:
    """The facts of the convention as the guide prints them."""
    return read_convention(source_bytes())


def _typed(colonne: str, valeur: str) -> object:
    if not valeur:
        return None
    if colonne.endswith("_date"):
        return date.fromisoformat(valeur)
    if colonne.endswith(("_mois", "_nb", "_annee", "_ligne")):
        return int(valeur)
    return {"oui": True, "non": False}.get(valeur, valeur)
