"""From the raw cells of one sheet to typed columns, each cell read as its column declares.

Columns are bound by the identifiers' row, never by position; the reading is pure, so that a file read again gives the
same rows, values and faults.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from landing.cells import column_number
from landing.coercion import BLANK, ESTIMEE, MESUREE, NON_RENSEIGNE, Reading, read_code, read_text, reader, shown
from landing.frame import (
    CELLULE_ETAT,
    CELLULE_SOURCE,
    COLONNE_ID,
    COLONNE_NOM,
    LIBELLE_ETAT,
    PREFIXE_AFFICHAGE,
    RawFrame,
    row_hash,
)
from landing.raw import Format, RawCell, RawFile, RawSheet
from schemas.catalogue import fault
from schemas.declaration import Column
from schemas.faults import Fault
from schemas.sheets import LIGNE_DEFAUTS, LIGNE_IDENTIFIANTS, PREMIERE_LIGNE, Sheet
from schemas.submission import LastStock

RECONDUITE = "reconduite"
MASQUE = "(masqué)"
_STATES_BY_DEFAULT = (MESUREE, ESTIMEE)


@dataclass
class SheetReading:
    """One sheet of one file, typed. Lists are aligned: one item a row that isn't empty.

    ``lignes``: row numbers in the file. ``valeurs`` and ``etats``: by column identifier. ``inchangees``: whether the
    row is a pre-filled one sent back as it was. ``reconduites``: (index, element) to the stock sent back as it was.
    ``ecarts``: (index, column or "") to fault codes, what is set aside so far. ``illisibles``: (index, column) of the
    cells that hold something which couldn't be read.
    """

    sheet: Sheet
    positions: Mapping[str, int] = field(default_factory=dict)
    lignes: list[int] = field(default_factory=list)
    valeurs: dict[str, list[Any]] = field(default_factory=dict)
    etats: dict[str, list[str]] = field(default_factory=dict)
    brutes: list[tuple[RawCell, ...]] = field(default_factory=list)
    inchangees: list[bool] = field(default_factory=list)
    reconduites: dict[tuple[int, str], LastStock] = field(default_factory=dict)
    source: str | None = None
    fautes: list[Fault] = field(default_factory=list)
    ecarts: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    illisibles: list[tuple[int, str]] = field(default_factory=list)

    @property
    def liee(self) -> bool:
        """Whether every column was found, so that rows could be read."""
        return len(self.valeurs) == len(self.sheet.colonnes)

    def add(self, code: str, index: int, column: Column, valeur: str | None = None, **facts: Any) -> None:
        """Note a fault of one cell, and what it sets aside."""
        self.note(placed_fault(self, code, self.lignes[index], column, valeur, **facts), index)

    def note(self, found: Fault, index: int) -> None:
        """Note a fault already made; what it sets aside is the cell of an element, else the whole row."""
        self.fautes.append(found)
        if found.ecarte:
            column = found.colonne if self.sheet.large and found.colonne != self.sheet.table.proprietaire else ""
            codes = self.ecarts.setdefault((index, column or ""), [])
            if found.code not in codes:
                codes.append(found.code)

    def aside(self, index: int, column: str = "") -> bool:
        """Whether that row, or that cell of it, is set aside."""
        return (index, "") in self.ecarts or (index, column) in self.ecarts

    def contenu(self, index: int) -> dict[str, str]:
        """The raw row, column to text, as kept with what is set aside."""
        row = self.brutes[index]
        return {
            name: str(row[position])
            for name, position in self.positions.items()
            if position < len(row) and row[position] is not None
        }


def placed_fault(
    reading: SheetReading, code: str, row: int | None, column: Column | None, valeur: str | None = None, **facts: Any
) -> Fault:
    """A fault at its place; what a restricted column holds is not repeated (the journal carries no personal data)."""
    if column is not None and restricted(reading.sheet, column) and valeur is not None:
        valeur = MASQUE
        facts = {name: None if name == "suggestion" else value for name, value in facts.items()}
    return fault(
        code,
        feuille=reading.sheet.onglet,
        ligne=row,
        colonne=column.nom if column else None,
        titre=column.titre if column else None,
        valeur=valeur,
        table=reading.sheet.table.nom,
        **facts,
    )


def restricted(sheet: Sheet, column: Column) -> bool:
    """Whether a column's values may name or describe a person: then no fault repeats them."""
    return column.confidentialite == "restreint" or (
        sheet.table.confidentialite == "restreint" and column.type == "texte" and column.nom != COLONNE_ID
    )


def read_sheet(raw: RawFile, sheet: Sheet, frame: RawFrame) -> SheetReading:
    """Bind and read one sheet, which the file holds."""
    cells = raw.feuilles[sheet_key(raw.format, sheet)]
    reading = SheetReading(sheet)
    identifiers, first = (LIGNE_IDENTIFIANTS, PREMIERE_LIGNE) if raw.format == "xlsx" else (1, 2)
    reading.positions = _bind(reading, _row(cells, identifiers))
    if any(found.gravite == "bloquant" for found in reading.fautes):
        _keep_rows(reading, cells, first)
        return reading
    readers = [(column, reading.positions[column.nom], reader(column, raw.date1904)) for column in sheet.colonnes]
    for column in sheet.colonnes:
        reading.valeurs[column.nom], reading.etats[column.nom] = [], []
    key = -1 if sheet.large else reading.positions[COLONNE_ID]
    for number, row in enumerate(cells.lignes[first - 1 :], start=first):
        if _holds_at_most(row, key):
            continue  # most rows are spare ones: not worth reading cell by cell
        found = [read(row[place]) if place < len(row) else BLANK for _, place, read in readers]
        if not _empty(sheet, found):
            _take(reading, number, row, readers, found)
    if sheet.large:
        state, reading.source = _defaults(reading, cells, frame, raw.format)
        _settle_states(reading, frame, state)
    elif sheet.table.nature == "registre":
        _compare(reading, frame)
    return reading


def sheet_key(kind: Format, sheet: Sheet) -> str:
    """Under which name a sheet lies in the file."""
    return sheet.onglet if kind == "xlsx" else sheet.code


def _bind(reading: SheetReading, identifiers: tuple[RawCell, ...]) -> dict[str, int]:
    """Where each declared column lies; notes what is missing, double or foreign."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(identifiers):
        name = cell.strip() if isinstance(cell, str) else ""
        if name:
            found.setdefault(name, []).append(place)
    declared = {column.nom: column for column in reading.sheet.colonnes}
    if not declared.keys() & found.keys():
        reading.fautes.append(placed_fault(reading, "cadre.identifiants_absents", None, None))
        return {}
    for name, column in declared.items():
        if name not in found:
            reading.fautes.append(placed_fault(reading, "cadre.colonne_manquante", None, column))
        elif len(found[name]) > 1:
            reading.fautes.append(placed_fault(reading, "cadre.colonne_double", None, column))
    for name in found.keys() - declared.keys():
        if name != COLONNE_NOM and not name.startswith(PREFIXE_AFFICHAGE):
            reading.fautes.append(placed_fault(reading, "cadre.colonne_inattendue", None, None, shown(name)))
    return {name: places[0] for name, places in found.items() if name in declared}


def _keep_rows(reading: SheetReading, cells: RawSheet, first: int) -> None:
    """Rows of a sheet that can't be bound: counted and kept raw, since they are set aside whole."""
    for number, row in enumerate(cells.lignes[first - 1 :], start=first):
        held = [name for name, place in reading.positions.items() if place < len(row) and not _is_blank(row[place])]
        if held and held != [COLONNE_ID]:
            reading.lignes.append(number)
            reading.brutes.append(row)


Bound = list[tuple[Column, int, Callable[[RawCell], Reading]]]


def _take(reading: SheetReading, number: int, row: tuple[RawCell, ...], readers: Bound, found: list[Reading]) -> None:
    index = len(reading.lignes)
    reading.lignes.append(number)
    reading.brutes.append(row)
    reading.inchangees.append(False)
    for (column, _, _), read in zip(readers, found, strict=True):
        reading.valeurs[column.nom].append(read.valeur)
        reading.etats[column.nom].append(read.etat)
        if read.faute is not None:
            reading.illisibles.append((index, column.nom))
            reading.add(read.faute, index, column, **(read.faits or {}))


def _holds_at_most(row: tuple[RawCell, ...], key: int) -> bool:
    """Whether a row holds nothing but, at most, the cell at that place."""
    return all(cell is None or place == key for place, cell in enumerate(row))


def _empty(sheet: Sheet, found: list[Reading]) -> bool:
    """Whether a row says nothing: all blank but, at most, what the blank workbook put there (its identifier, or what a
    validation asks)."""
    telling = sheet.table.colonnes_dites
    return all(
        read is BLANK or (column.nom not in telling if telling else column.nom == COLONNE_ID and not sheet.large)
        for column, read in zip(sheet.colonnes, found, strict=True)
    )


def _defaults(reading: SheetReading, cells: RawSheet, frame: RawFrame, kind: Format) -> tuple[str | None, str | None]:
    """The state and source that the sheet gives to its values; the state is None when it can't be understood."""
    if kind == "xlsx":
        state, source = _cell(cells, CELLULE_ETAT), _cell(cells, CELLULE_SOURCE)
    else:
        state, source = frame.defauts.get(reading.sheet.code, (None, None))
    found = read_code(state, "etats_valeur")
    label = Column(CELLULE_ETAT, LIBELLE_ETAT, "", "code", liste="etats_valeur")
    text = read_text(source).valeur
    if found is BLANK:
        return MESUREE, text
    if found.valeur in _STATES_BY_DEFAULT:
        return str(found.valeur), text
    facts = {"suggestion": (found.faits or {}).get("suggestion")}
    row = LIGNE_DEFAUTS if kind == "xlsx" else None
    reading.fautes.append(placed_fault(reading, "valeur.etat_inconnu", row, label, shown(state), **facts))
    return None, text


def _settle_states(reading: SheetReading, frame: RawFrame, default: str | None) -> None:
    """Give each value its state: the cell's own, else reconduite when unchanged, else the sheet's."""
    sheet = reading.sheet
    units = reading.valeurs[sheet.table.proprietaire]
    if default is None:
        for index in range(len(units)):
            reading.ecarts.setdefault((index, ""), []).append("valeur.etat_inconnu")
    for element in sheet.elements:
        values, states = reading.valeurs[element.code], reading.etats[element.code]
        for index, (unit, value) in enumerate(zip(units, values, strict=True)):
            if states[index] != MESUREE:
                continue
            stock = frame.stocks.get((sheet.code, unit, element.code)) if element.nature == "stock" else None
            if stock is not None and stock.valeur == _as_number(value):
                states[index] = RECONDUITE
                reading.reconduites[index, element.code] = stock
            else:
                states[index] = default or NON_RENSEIGNE


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, bool) else value


def _compare(reading: SheetReading, frame: RawFrame) -> None:
    columns = reading.sheet.colonnes
    for index, key in enumerate(reading.valeurs[COLONNE_ID]):
        expected = frame.lignes.get((reading.sheet.code, key))
        if expected is not None and (index, "") not in reading.ecarts:
            row = {column.nom: reading.valeurs[column.nom][index] for column in columns}
            reading.inchangees[index] = row_hash(columns, row) == expected


def _row(cells: RawSheet, number: int) -> tuple[RawCell, ...]:
    return cells.lignes[number - 1] if number <= len(cells.lignes) else ()


def _cell(cells: RawSheet, address: str) -> RawCell:
    letters = address.rstrip("0123456789")
    row = _row(cells, int(address[len(letters) :]))
    place = column_number(letters) - 1
    return row[place] if place < len(row) else None


def _is_blank(cell: RawCell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())
