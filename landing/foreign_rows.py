"""From the raw cells of another base's file to rows that can be compared; what can't be read is told, never dropped.

The heading row is the first that bears every column that the mapping needs; columns are bound by their names.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from landing.coercion import shown
from landing.foreign_cells import UnreadError, heading, read_value
from landing.raw import RawCell, RawFile
from registry.errors import OiseError
from registry.levels import covers
from registry.likeness import Lieu
from registry.periods import Trimestre
from registry.places import normalise
from registry.reconciliation import Ligne, fingerprint
from registry.reconciliation_mappings import Champ, Correspondance
from registry.territory import NATION

_HEADING_WITHIN = 50
_IDENTIFIER = re.compile(r"(?=.*[0-9])[A-Za-z0-9][A-Za-z0-9._/:-]{0,79}")


@dataclass(frozen=True)
class Illisible:
    """A cell or a row of theirs that can't be read. ``exclue``: whether the row can't be compared at all."""

    ligne: int
    colonne: str
    valeur: str
    phrase: str
    exclue: bool


@dataclass(frozen=True)
class LignesLues:
    """Their rows, and what became of the rest: ``lues`` data rows in the file; those of other quarters, of elements
    that the mapping doesn't name, of places that the installation doesn't serve; columns that are missing."""

    lignes: tuple[Ligne, ...]
    illisibles: tuple[Illisible, ...]
    lues: int
    hors_periode: int = 0
    hors_elements: int = 0
    hors_perimetre: int = 0
    absentes: tuple[str, ...] = ()
    feuille: str = ""


@dataclass
class _Reading:
    mapping: Correspondance
    colonnes: Mapping[str, int]
    trimestre: str
    from_1904: bool
    illisibles: list[Illisible] = field(default_factory=list)
    hors_periode: int = 0
    hors_elements: int = 0
    hors_perimetre: int = 0


def read_rows(
    raw: RawFile,
    mapping: Correspondance,
    feuille: str = "",
    trimestre: Trimestre | None = None,
    perimetre: str = NATION,
) -> LignesLues:
    """The rows of the one sheet that bears the mapping's columns.

    ``feuille``: the tab, when several do. ``trimestre``: the quarter compared, for the registers of values.
    Raises OiseError when no sheet, or several, have the columns, or when a column is there twice.
    """
    tab, start, columns, absent = _table(raw, mapping, feuille or mapping.feuille)
    reading = _Reading(mapping, columns, str(trimestre or ""), raw.date1904)
    found: list[Ligne] = []
    read = 0
    rows = raw.feuilles[tab].lignes
    width = len(rows[start])
    for number, row in enumerate(rows[start + 1 :], start=start + 2):
        if all(cell is None for cell in row):
            continue
        read += 1
        if len(row) > width and any(cell is not None for cell in row[width:]):
            why = "La ligne a plus de cases que l'en-tête : vérifiez le séparateur ou les guillemets."
            reading.illisibles.append(Illisible(number, "", shown(row[width]), why, True))
            continue
        found += _lines(reading, row, number, perimetre)
    return LignesLues(
        _with_keys(mapping, found),
        tuple(reading.illisibles),
        read,
        reading.hors_periode,
        reading.hors_elements,
        reading.hors_perimetre,
        absent,
        tab,
    )


def _table(raw: RawFile, mapping: Correspondance, wanted: str) -> tuple[str, int, dict[str, int], tuple[str, ...]]:
    """The tab, the index of its heading row, its columns by heading, and the headings that it lacks."""
    if raw.format == "xlsx" and wanted and wanted not in raw.feuilles:
        raise OiseError(f"Le classeur n'a pas de feuille « {wanted} » : il a {', '.join(raw.onglets)}.")
    tabs = [wanted] if raw.format == "xlsx" and wanted else list(raw.feuilles)
    needed = {heading(name): name for name in _needed(mapping)}
    elements = {heading(name) for name in mapping.elements} if mapping.large else set()
    found: list[tuple[str, int]] = []
    best = list(needed.values())
    for tab in tabs:
        for index, row in enumerate(raw.feuilles[tab].lignes[:_HEADING_WITHIN]):
            names = {heading(cell) for cell in row if isinstance(cell, str)}
            lacking = [name for key, name in needed.items() if key not in names]
            if not lacking and (not elements or names & elements):
                found.append((tab, index))
                break
            best = lacking if len(lacking) < len(best) else best
    if not found:
        lacking = best or ["celle d'au moins un élément"]
        raise OiseError(
            f"Aucune ligne d'en-tête ne porte les colonnes de la correspondance {mapping.nom} "
            f"(il manque {', '.join(f'« {name} »' for name in lacking)}) : corrigez le fichier ou la correspondance."
        )
    if len(found) > 1:
        several = ", ".join(f"« {tab} »" for tab, _ in found)
        raise OiseError(f"Plusieurs feuilles ont ces colonnes ({several}) : nommez la bonne avec --feuille.")
    tab, index = found[0]
    columns: dict[str, int] = {}
    absent = []
    heads = [heading(cell) if isinstance(cell, str) else "" for cell in raw.feuilles[tab].lignes[index]]
    for name in mapping.colonnes:
        if heads.count(heading(name)) > 1:
            raise OiseError(f"La colonne « {name} » y est deux fois : renommez celle qui ne compte pas.")
        if heading(name) in heads:
            columns[name] = heads.index(heading(name))
        else:
            absent.append(name)
    return tab, index, columns, tuple(absent)


def _needed(mapping: Correspondance) -> list[str]:
    kept = [champ.la for champ in mapping.cles if not champ.facultatif]
    for champ in mapping.compares:
        kept += [champ.la, champ.devise_colonne]
    return list(dict.fromkeys(name for name in kept if name))


def _lines(reading: _Reading, row: Sequence[RawCell], number: int, perimetre: str) -> list[Ligne]:
    """The rows that one row of the file makes: one, or one an element; none when a key can't be read."""
    mapping = reading.mapping
    values: dict[str, Any] = {}
    for champ in mapping.cles:
        if not champ.la:
            # What has neither column nor constant is the quarter asked for, or the element of a column.
            values |= {champ.ici: champ.constante} if champ.constante else {}
            continue
        try:
            values[champ.ici] = _value(reading, champ, row)
        except UnreadError as why:
            reading.illisibles.append(_unread(reading, champ.la, row, number, str(why), not champ.facultatif))
            if not champ.facultatif:
                return []
            continue
        if champ.type == "element" and values[champ.ici] == "":
            reading.hors_elements += 1
            return []
        if values[champ.ici] is None and not champ.facultatif:
            why_blank = "La case est vide, ou dit que la donnée manque : la ligne ne peut pas être rapprochée."
            reading.illisibles.append(_unread(reading, champ.la, row, number, why_blank, True))
            return []
    place = values.get("unite_code")
    if isinstance(place, Lieu) and place.codes and not any(covers(perimetre, code) for code in place.codes):
        reading.hors_perimetre += 1
        return []
    if mapping.registre == "services" and values.setdefault("trimestre", reading.trimestre) != reading.trimestre:
        reading.hors_periode += 1
        return []
    origin = f"ligne {number}"
    if mapping.large:
        measure = next(champ for champ in mapping.compares if champ.ici == "valeur")
        found = []
        for name, element in mapping.elements.items():
            if name in reading.colonnes:
                one = {**values, "element": element}
                _measure(reading, replace(measure, la=name), row, number, one)
                if one.get("valeur") is not None:
                    found.append(Ligne("", one, f"{origin}, « {name} »"))
        return found
    for champ in (*mapping.compares, *mapping.montres):
        _measure(reading, champ, row, number, values)
    said = _cell(reading, mapping.identifiant, row) if mapping.identifiant else None
    return [Ligne(_identifier(said), values, origin)]


def _measure(reading: _Reading, champ: Champ, row: Sequence[RawCell], number: int, values: dict[str, Any]) -> None:
    try:
        values[champ.ici] = _value(reading, champ, row)
    except UnreadError as why:
        reading.illisibles.append(_unread(reading, champ.la, row, number, str(why), False))


def _unread(reading: _Reading, column: str, row: Sequence[RawCell], number: int, why: str, excluded: bool) -> Illisible:
    return Illisible(number, column, shown(_cell(reading, column, row)), why, excluded)


def _cell(reading: _Reading, column: str, row: Sequence[RawCell]) -> RawCell:
    index = reading.colonnes.get(column)
    return row[index] if index is not None and index < len(row) else None


def _value(reading: _Reading, champ: Champ, row: Sequence[RawCell]) -> Any:
    return read_value(champ, lambda name: _cell(reading, name, row), reading.mapping, reading.from_1904)


def _identifier(raw: RawCell) -> str:
    """Their identifier when it is one; a name or a sentence never becomes a key, which the journal keeps."""
    said = shown(raw)
    return said if _IDENTIFIER.fullmatch(said) else ""


def _with_keys(mapping: Correspondance, rows: Sequence[Ligne]) -> tuple[Ligne, ...]:
    """Rows under lasting keys: their identifier, the figure they give, or a digest of what tells them apart."""
    keyed: dict[str, list[Ligne]] = defaultdict(list)
    for row in rows:
        keyed[row.cle or _key(mapping, row)].append(row)
    found = []
    for key, same in keyed.items():
        for rank, row in enumerate(sorted(same, key=lambda one: (fingerprint(one), one.origine))):
            found.append(replace(row, cle=key if rank == 0 else f"{key}~{rank + 1}"))
    return tuple(found)


def _key(mapping: Correspondance, row: Ligne) -> str:
    place = row.valeurs.get("unite_code")
    if mapping.registre == "services" and isinstance(place, Lieu) and len(place.codes) == 1 and place.sur:
        return f"{place.codes[0]}/{row.valeurs.get('element', '')}/{row.valeurs.get('trimestre', '')}"
    said = []
    for champ in mapping.cles:
        value = row.valeurs.get(champ.ici)
        said.append(normalise(value.texte) if isinstance(value, Lieu) else normalise(str(value)) if value else "")
    return f"x-{hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()[:16]}"
