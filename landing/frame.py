"""The frame of a workbook: its hidden sheets and what they say, shared by the writer of blanks and the reader.

The hidden sheet ``_oise`` (or ``_oise.csv`` in a zip of CSVs) is a list of tagged rows, the first cell being the tag,
after one heading row ``ENTETE``; the order of the rows is free:

=========== =============== ========== =================== ======== ==================
tag         B               C          D                   E        F
=========== =============== ========== =================== ======== ==================
a key       its value
``ligne``   sheet code      id_local   hash of the row
``stock``   sheet code      unite_code element             value    date_observation
``defaut``  sheet code      état       source
=========== =============== ========== =================== ======== ==================

The keys are ``CLES``; every cell is text. ``sans`` names the tables that the workbook leaves out, one space between
two: their sheets aren't expected. ``objet`` is the kind of file (``declaration`` when absent). A ``ligne`` is a
register row as it was put into the blank (see ``row_hash``): sent back with the same hash, it is no new version. A
``stock`` is a figure put into the blank: sent back with the same value, it keeps its observation date and is
``reconduite``. A ``defaut`` is how a zip of CSVs gives the defaults that a workbook has on its services sheets.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from registry.territory import Unite
from schemas.declaration import Column, Objet
from schemas.sheets import LIGNE_DEFAUTS, Sheet
from schemas.submission import CONTRACT_VERSION, LastStock, Nature, Prefill

FEUILLE_CACHEE = "_oise"
FEUILLE_ACCUEIL = "Accueil"
FEUILLE_CONTROLE = "Contrôle"
FEUILLE_LISTES = "Listes"
FEUILLE_CALCULS = "_calculs"  # the formulas behind Contrôle, one per cell to fill
FEUILLE_CORRECTIONS = "Corrections"
FEUILLES_ANNEXES = (
    FEUILLE_CACHEE,
    FEUILLE_ACCUEIL,
    FEUILLE_CONTROLE,
    FEUILLE_CALCULS,
    FEUILLE_LISTES,
    FEUILLE_CORRECTIONS,
)

ENTETE = ("cle", "valeur", "c", "d", "e", "f")
CLES = ("contrat", "expediteur", "trimestre", "nature", "version", "version_base", "sans", "objet")
CLES_FACULTATIVES = ("version_base", "sans", "objet")
MARQUE_LIGNE, MARQUE_STOCK, MARQUE_DEFAUT = "ligne", "stock", "defaut"

# Defaults of a services sheet: label in A and C, value in B and D of row ``LIGNE_DEFAUTS``.
CELLULE_ETAT, CELLULE_SOURCE = f"B{LIGNE_DEFAUTS}", f"D{LIGNE_DEFAUTS}"
LIBELLE_ETAT, LIBELLE_SOURCE = "État par défaut", "Source par défaut"

# A column for people only, beside the unit's code on services sheets; the reader ignores it, as it does every column
# whose identifier begins with ``_`` (what a reference points to, shown beside it).
COLONNE_NOM = "unite_nom"
PREFIXE_AFFICHAGE = "_"

# The identifier issued by ``oise modele`` in every table but services; a row that holds nothing else is empty.
COLONNE_ID = "id_local"

_EXACT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,3})?")


@dataclass(frozen=True)
class RawFrame:
    """What a file says of itself, unchecked.

    Keys to their text; (sheet code, id_local) to hash; (sheet code, unit, element) to stock; sheet code to the state
    and source by default.
    """

    cles: Mapping[str, str] = field(default_factory=dict)
    lignes: Mapping[tuple[str, str], str] = field(default_factory=dict)
    stocks: Mapping[tuple[str, str, str], LastStock] = field(default_factory=dict)
    defauts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def frame_rows(
    sender: str,
    trimestre: str,
    nature: Nature,
    version: int,
    version_base: int | None,
    sheets: Iterable[Sheet],
    prefill: Prefill,
    sans: Iterable[str] = (),
    objet: Objet = "declaration",
) -> list[tuple[str, ...]]:
    """The rows of ``_oise`` for a blank, heading first; only what the sheets can show is listed."""
    base = "" if version_base is None else str(version_base)
    values: tuple[str, ...] = (CONTRACT_VERSION, sender, trimestre, nature, str(version), base, " ".join(sorted(sans)))
    # A return says nothing of its kind, as those made before there were others.
    values = (*values, objet) if objet != "declaration" else values
    rows: list[tuple[str, ...]] = [ENTETE, *zip(CLES, values, strict=False)]
    for sheet in sheets:
        if sheet.large:
            elements = {element.code for element in sheet.elements}
            rows.extend(
                (MARQUE_STOCK, sheet.code, unite, element, canonical(stock.valeur), stock.date_observation.isoformat())
                for (unite, element), stock in sorted(prefill.stocks.items())
                if element in elements
            )
        elif sheet.table.nature == "registre":
            rows.extend(
                (MARQUE_LIGNE, sheet.code, str(row[COLONNE_ID]), row_hash(sheet.colonnes, row))
                for row in prefill.registres.get(sheet.table.nom, ())
            )
    return rows


def parse_frame(rows: Iterable[Sequence[Any]]) -> RawFrame:
    """Read the rows of ``_oise``; what can't be understood is left out (its row then counts as changed)."""
    cles: dict[str, str] = {}
    lignes: dict[tuple[str, str], str] = {}
    stocks: dict[tuple[str, str, str], LastStock] = {}
    defauts: dict[str, tuple[str, str]] = {}
    for row in rows:
        cells = [_text(cell) for cell in row[:6]]
        cells += [""] * (6 - len(cells))
        if cells[0] in CLES:
            cles.setdefault(cells[0], cells[1])
        elif cells[0] == MARQUE_LIGNE:
            lignes[cells[1], cells[2]] = cells[3]
        elif cells[0] == MARQUE_STOCK:
            stock = _stock(cells[4], cells[5])
            if stock is not None:
                stocks[cells[1], cells[2], cells[3]] = stock
        elif cells[0] == MARQUE_DEFAUT:
            defauts[cells[1]] = cells[2], cells[3]
    return RawFrame(cles, lignes, stocks, defauts)


def row_hash(columns: Iterable[Column], row: Mapping[str, Any]) -> str:
    """The canonical hash of a register row: 16 hexadecimal digits of SHA-256 over its columns, sorted by name.

    ``row`` holds typed values (as ``Prefill.registres``): text, int, Decimal, date, bool or None.
    """
    content = sorted((column.nom, canonical(row.get(column.nom))) for column in columns)
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()[:16]


def canonical(value: Any) -> str:
    """One text for one value, however it was written: None is empty, 12.500 is ``12.5``, text is NFC and stripped."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        text = format(value, "f")
        text = text.rstrip("0").rstrip(".") if "." in text else text
        return "0" if text == "-0" else text
    return unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n").strip()


def unit_label(unit: Unite) -> str:
    """How a unit is shown in a cell of type ``unite``: « Nom (CODE) »."""
    return f"{unit.nom} ({unit.code})"


def _stock(value: str, day: str) -> LastStock | None:
    if not _EXACT.fullmatch(value):
        return None
    try:
        return LastStock(Decimal(value), date.fromisoformat(day))
    except ValueError:
        return None


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return canonical(cell)
