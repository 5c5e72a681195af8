"""Reading another base's file, workbook or CSV, in the confined child; nothing about it is guessed.

A CSV's encoding is declared, or is UTF-8 when it decodes strictly. Its separator is declared, or proven: exactly one
candidate gives every line the same number of columns, more than one. Runs in the reading child: light imports only.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from landing.cells import read_file
from landing.raw import Limits, RawCell, RawFile, RawSheet, ReadingError, Unreadable
from landing.reading import ReaderPool
from registry.errors import OiseError
from registry.reconciliation_mappings import SEPARATEURS, Correspondance

_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_SENTENCES: Mapping[str, str] = {
    "encodage": "n'est pas en {encodage} : déclarez le bon « encodage » dans la correspondance",
    "separateur": "n'a pas un séparateur évident : déclarez « separateur » dans la correspondance",
    "texte": "n'est ni un classeur Excel ni un fichier CSV : exportez-le dans l'un des deux",
    "archive": "est une archive, pas un classeur ni un CSV : donnez le fichier qu'elle contient",
    "citation": "a un guillemet mal fermé, ou n'a pas le séparateur déclaré : exportez-le à nouveau",
}


def read_foreign(path: Path, mapping: Correspondance, limits: Limits | None = None) -> RawFile:
    """Every sheet of a workbook, or the one sheet (named "") of a CSV; raises OiseError in one sentence."""
    if not path.is_file():
        raise OiseError(f"Le fichier {path} n'existe pas : vérifiez son chemin.")
    bounds = limits or Limits()
    try:
        with ReaderPool(1, bounds) as pool:
            (found,) = pool.run(read_table, [(path, mapping.separateur, mapping.encodage, bounds)])
    except OSError as error:
        raise OiseError(f"Le fichier {path} ne peut pas être lu : vérifiez ses droits.") from error
    if isinstance(found, RawFile):
        return found
    assert isinstance(found, Unreadable)
    raise OiseError(_sentence(path.name, found))


def read_table(path: Path, separator: str, encoding: str, limits: Limits) -> RawFile | Unreadable:
    """What the child does: a container is checked and read as any workbook, the rest is text."""
    try:
        with path.open("rb") as stream:
            start = stream.read(8)
        if start.startswith(_CONTAINERS):
            found = read_file(path, None, limits)
            archive = isinstance(found, RawFile) and found.format == "csv"
            return Unreadable("tableau_archive") if archive else found
        return _text_table(path, separator, encoding, limits)
    except ReadingError as refusal:
        return refusal.refus
    except (MemoryError, RecursionError):
        return Unreadable("lecture_memoire")


def _sentence(name: str, found: Unreadable) -> str:
    kind = found.code.removeprefix("tableau_")
    if kind in _SENTENCES:
        return f"« {name} » {_SENTENCES[kind].format(**found.faits)}."
    from schemas.catalogue import fault

    return f"« {name} » ne peut pas être recoupé. {fault(f'fichier.{found.code}', **found.faits).message}"


def _text_table(path: Path, separator: str, encoding: str, limits: Limits) -> RawFile:
    size = path.stat().st_size
    if size == 0:
        raise ReadingError("vide")
    if size > limits.taille:
        raise ReadingError("trop_gros", maximum=f"{limits.taille >> 20} Mo")
    try:
        text = path.read_bytes().decode("utf-8-sig" if encoding in ("", "utf-8") else encoding)
    except UnicodeError as error:
        raise ReadingError("tableau_encodage", encodage=encoding or "utf-8") from error
    if "\0" in text:
        raise ReadingError("tableau_texte")
    if separator:
        rows = _rows(text, separator, limits)
    else:
        tried = (_proven(text, one, limits) for one in SEPARATEURS)
        proven = [table for table in tried if table is not None]
        if len(proven) != 1:
            raise ReadingError("tableau_separateur")
        rows = proven[0]
    sheet = RawSheet(tuple(tuple(_cell(cell) for cell in row) for row in rows))
    return RawFile("csv", {"": sheet}, ("",))


def _cell(cell: str) -> RawCell:
    return cell if cell.strip() else None


def _proven(text: str, separator: str, limits: Limits) -> list[list[str]] | None:
    """The rows under that separator when each has the same number of cells, more than one; else None."""
    try:
        rows = _rows(text, separator, limits)
    except ReadingError as refusal:
        if refusal.refus.code == "tableau_citation":
            return None
        raise
    widths = {len(row) for row in rows if row}
    return rows if len(widths) == 1 and max(widths) > 1 else None


def _rows(text: str, separator: str, limits: Limits) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text), delimiter=separator, strict=True):
            cells += len(row) + 1
            if cells > limits.cellules:
                raise ReadingError("trop_de_cellules", maximum=str(limits.cellules))
            rows.append(row)
    except csv.Error as error:
        raise ReadingError("tableau_citation") from error
    return rows
