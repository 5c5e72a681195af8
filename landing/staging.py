"""Staging: what an accepted file gives to the store, as Parquet, and what is set aside, with its reasons.

Frames depend only on the file and on what its verdict records, so that a file staged again from the archive gives the
same ones: nothing is judged here.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from landing.claiming import sync_folder
from landing.coercion import NON_RENSEIGNE, shown
from landing.opening import Opened, open_file
from landing.raw import Unreadable
from landing.reading import read_isolated
from landing.tabulation import SheetReading, column_letters
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from schemas.dtypes import polars_dtype
from schemas.submission import ACCEPTED, TableCount, Verdict, VerdictCode

ECARTES = "_ecartes"
WITHOUT_ROWS: tuple[VerdictCode, ...] = ("doublon", "illisible")
_DECIMAL = pl.Decimal(18, 3)
_SERVICES: dict[str, Any] = {
    "unite_code": pl.String,
    "element": pl.String,
    "valeur": _DECIMAL,
    "etat": pl.String,
    "source": pl.String,
    "date_observation": pl.Date,
    "_feuille": pl.String,
    "_ligne": pl.Int64,
    "_colonne": pl.String,
}
_ASIDE: dict[str, Any] = {
    "table": pl.String,
    "feuille": pl.String,
    "ligne": pl.Int64,
    "colonne": pl.String,
    "codes": pl.String,
    "contenu": pl.String,
}


@dataclass(frozen=True)
class Judgement:
    """A verdict and what it hands to the store: frames by table (empty unless accepted), rows set aside."""

    verdict: Verdict
    frames: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    ecartes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=_ASIDE))


Aside = Mapping[tuple[str, str, int, str], Sequence[str]]


def aside_of(verdict: Verdict) -> dict[tuple[str, str, int, str], list[str]]:
    """What a verdict sets aside: (table, sheet, row, column or "") to the codes of the faults."""
    codes: dict[tuple[str, str, int, str], list[str]] = {}
    for table, sheet, row, column, code in verdict.ecarts:
        codes.setdefault((table, sheet, row, column), []).append(code)
    return codes


def build(opened: Opened, aside: Aside, refused_by: Sequence[str] = ()) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """The frames of a file by table, and every unit of account that is set aside.

    A unit of account is a cell of a services sheet, a row of another; in a complement a blank cell isn't one.
    ``refused_by``: the codes for which the whole file is set aside, empty when it is accepted.
    """
    frames: dict[str, list[pl.DataFrame]] = {}
    left: list[tuple[str, str, int, str, str, str]] = []
    for reading in opened.feuilles:
        table = reading.sheet.table.nom
        if reading.sheet.large:
            kept = _long(reading, opened, aside, refused_by, left)
        else:
            kept = _rows(reading, aside, refused_by, left)
        if not refused_by:
            frames.setdefault(table, []).append(kept)
    return (
        {table: pl.concat(parts, rechunk=True) for table, parts in frames.items()},
        pl.DataFrame(left, schema=_ASIDE, orient="row"),
    )


def count(frames: Mapping[str, pl.DataFrame], ecartes: pl.DataFrame) -> dict[str, TableCount]:
    """Rows by table: submitted = merged + set aside."""
    aside: dict[str, int] = dict(ecartes.group_by("table").len().iter_rows()) if ecartes.height else {}
    tables = dict.fromkeys((*frames, *sorted(aside)))
    counts = {}
    for table in tables:
        kept = frames[table].height if table in frames else 0
        counts[table] = TableCount(kept + aside.get(table, 0), kept, aside.get(table, 0))
    return counts


def stage(home: Home, judgement: Judgement) -> Path:
    """Write the frames of a judged file under its hash, whole or not at all; the folder.

    A folder already there for the same original is replaced, but by a duplicate, which changes nothing.
    """
    target = home.staged(judgement.verdict.sha256)
    if judgement.verdict.verdict in WITHOUT_ROWS:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".stage-", dir=target.parent))
    try:
        for name, frame in {**judgement.frames, ECARTES: judgement.ecartes}.items():
            if frame.height:
                _write(frame, temporary / f"{name}.parquet")
        sync_folder(temporary)
        _swap(temporary, target)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    sync_folder(target.parent)
    return target


def restage(home: Home, verdict: Verdict) -> Judgement:
    """Stage again from the archived original what a recorded verdict kept, without judging anything.

    Raises OiseError when the original is missing or no longer gives what the verdict says.
    """
    judgement = replay(home, verdict)
    stage(home, judgement)
    return judgement


def replay(home: Home, verdict: Verdict) -> Judgement:
    """The judgement that a recorded verdict made of its original; raises OiseError as ``restage`` does."""
    if verdict.verdict in WITHOUT_ROWS:
        return Judgement(verdict)
    original = home.original(verdict.sha256, verdict.suffixe)
    if not original.is_file():
        raise OiseError(
            f"L'original {original.name} manque dans {home.archive} : remettez-y une sauvegarde puis relancez."
        )
    raw = read_isolated(original)
    if isinstance(raw, Unreadable):
        raise OiseError(f"L'original {original.name} ne peut plus être lu ({raw.code}) : comparez-le à une sauvegarde.")
    opened = open_file(raw, verdict.expediteur, date.fromisoformat(verdict.recu_le[:10]))
    refused = () if verdict.verdict in ACCEPTED else blocking_codes(verdict)
    frames, ecartes = build(opened, aside_of(verdict), refused)
    if count(frames, ecartes) != dict(verdict.lignes):
        raise OiseError(
            f"L'original {original.name} ne donne plus les lignes que son verdict a comptées : "
            "vérifiez l'archive avec « oise controler »."
        )
    return Judgement(verdict, frames, ecartes)


def blocking_codes(verdict: Verdict) -> tuple[str, ...]:
    """The codes for which a file is refused, in order, each once."""
    return tuple(dict.fromkeys(found.code for found in verdict.fautes if found.gravite == "bloquant"))


def _long(
    reading: SheetReading,
    opened: Opened,
    aside: Aside,
    refused_by: Sequence[str],
    left: list[tuple[str, str, int, str, str, str]],
) -> pl.DataFrame:
    """The cells of a services sheet, one row each; a cell set aside goes to ``left``."""
    sheet, table, tab = reading.sheet, reading.sheet.table.nom, reading.sheet.onglet
    columns: dict[str, list[Any]] = {name: [] for name in _SERVICES}
    for element in sheet.elements:
        place = reading.positions.get(element.code)
        if place is None:
            continue
        letters = column_letters(place)
        states = reading.etats.get(element.code)
        for index, row in enumerate(reading.lignes):
            state = states[index] if states else NON_RENSEIGNE
            faults = (*aside.get((table, tab, row, ""), ()), *aside.get((table, tab, row, element.code), ()))
            cell = reading.brutes[index][place] if place < len(reading.brutes[index]) else None
            blank = state == NON_RENSEIGNE and (cell is None or not str(cell).strip())
            if blank and opened.nature == "complement":
                continue
            if refused_by or faults:
                codes = " ".join(refused_by or dict.fromkeys(faults))
                left.append((table, tab, row, element.code, codes, json.dumps(shown(cell), ensure_ascii=False)))
                continue
            stock = reading.reconduites.get((index, element.code))
            value = reading.valeurs[element.code][index]
            columns["unite_code"].append(reading.valeurs[sheet.table.proprietaire][index])
            columns["element"].append(element.code)
            columns["valeur"].append(None if value is None else Decimal(value))
            columns["etat"].append(state)
            columns["source"].append(None if value is None else reading.source)
            columns["date_observation"].append(stock.date_observation if stock else _last_day(opened.trimestre))
            columns["_ligne"].append(row)
            columns["_colonne"].append(letters)
    columns["_feuille"] = [tab] * len(columns["_ligne"])
    return pl.DataFrame(columns, schema=_SERVICES)


def _last_day(quarter: Trimestre | None) -> date | None:
    return quarter.fin if quarter else None


def _rows(
    reading: SheetReading, aside: Aside, refused_by: Sequence[str], left: list[tuple[str, str, int, str, str, str]]
) -> pl.DataFrame:
    """The rows of another sheet; a row set aside goes to ``left``."""
    table, tab = reading.sheet.table.nom, reading.sheet.onglet
    kept: list[int] = []
    for index, row in enumerate(reading.lignes):
        codes = refused_by or aside.get((table, tab, row, ""), ())
        if codes:
            content = json.dumps(reading.contenu(index), ensure_ascii=False)
            left.append((table, tab, row, "", " ".join(codes), content))
        else:
            kept.append(index)
    series = [
        pl.Series(column.nom, _kept(reading.valeurs.get(column.nom), kept), dtype=polars_dtype(column))
        for column in reading.sheet.colonnes
    ]
    series.append(pl.Series("_feuille", [tab] * len(kept), dtype=pl.String))
    series.append(pl.Series("_ligne", _kept(reading.lignes, kept), dtype=pl.Int64))
    series.append(pl.Series("_inchangee", _kept(reading.inchangees, kept), dtype=pl.Boolean))
    return pl.DataFrame(series)


def _kept(values: list[Any] | None, indexes: list[int]) -> list[Any]:
    return [] if values is None else [values[index] for index in indexes]


def _write(frame: pl.DataFrame, path: Path) -> None:
    with path.open("wb") as stream:
        frame.write_parquet(stream, compression="zstd")
        stream.flush()
        os.fsync(stream.fileno())


def _swap(temporary: Path, target: Path) -> None:
    temporary.chmod(0o755)
    if target.exists():
        old = Path(tempfile.mkdtemp(prefix=".stage-", dir=target.parent))
        target.rename(old / target.name)
        temporary.rename(target)
        shutil.rmtree(old)
    else:
        temporary.rename(target)
