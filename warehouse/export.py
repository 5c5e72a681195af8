"""The published tables as Parquet, in folders named by region and quarter; unchanged files are linked, not copied."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from warehouse.building import Computation
from warehouse.described import DescribedTable
from warehouse.fixed_tables import EDITION
from warehouse.lake import connect
from warehouse.literals import listed, literal
from warehouse.star import published_tables

_FOLDER = "parquet"


def export_parquet(
    base: Path, dossier: Path, former: Path | None, quarters: Sequence[str], computation: Computation
) -> None:
    """Write ``parquet/`` beside the DuckDB file ``base``; ``former``: the edition to carry other quarters over from."""
    target = dossier / _FOLDER
    target.mkdir()
    connection = connect(str(base), read_only=True)
    try:
        by_quarter: list[DescribedTable] = [computation.fait, *computation.annexes]
        histories: list[DescribedTable] = [computation.historiques[0].historique]
        for table in published_tables():
            if table.rythme in ("trimestre", "historique"):
                (by_quarter if table.rythme == "trimestre" else histories).append(table)
            elif table.rythme == "reference" and former is not None:
                _link(former / _FOLDER / f"{table.nom}.parquet", target / f"{table.nom}.parquet")
            elif table is not EDITION:
                connection.execute(
                    f"COPY {table.nom} TO {literal(str(target / f'{table.nom}.parquet'))} (FORMAT parquet)"
                )
        dimension = target / f"{computation.dimension.nom}.parquet"
        connection.execute(f"COPY {computation.dimension.nom} TO {literal(str(dimension))} (FORMAT parquet)")
        for described in (*by_quarter, *histories):
            if former is not None:
                _carry(former / _FOLDER / described.nom, target / described.nom, frozenset(quarters))
            if quarters:
                # A history also tells of quarters that are no longer published.
                whole = former is None and described in histories
                among = f"SELECT trimestre FROM {described.nom}" if whole else listed(quarters)
                connection.execute(
                    f"COPY ({_with_region(described, among)}) TO {literal(str(target / described.nom))} "
                    "(FORMAT parquet, PARTITION_BY (region, trimestre), OVERWRITE_OR_IGNORE)"
                )
    finally:
        connection.close()


def link_tree(source: Path, target: Path) -> None:
    """Carry a folder over by hard links; nothing when it doesn't exist."""
    for folder, _, names in os.walk(source):
        place = target / Path(folder).relative_to(source)
        place.mkdir(parents=True, exist_ok=True)
        for name in names:
            _link(Path(folder) / name, place / name)


def _carry(source: Path, target: Path, changed: frozenset[str]) -> None:
    if not source.is_dir():
        return
    for region in source.iterdir():
        for quarter in region.iterdir():
            if quarter.name.partition("=")[2] not in changed:
                link_tree(quarter, target / region.name / quarter.name)


def _with_region(table: DescribedTable, quarters: str) -> str:
    """The rows of some quarters with the region they are filed under, ML for those of no region."""
    if any(column.nom == "region_code" for column in table.colonnes):
        return f"SELECT *, coalesce(region_code, 'ML') AS region FROM {table.nom} WHERE trimestre IN ({quarters})"
    return (
        f"SELECT t.*, coalesce(u.region_code, 'ML') AS region FROM {table.nom} t "
        f"LEFT JOIN dim_unite u ON u.division = '1999' AND u.code = t.unite_code WHERE t.trimestre IN ({quarters})"
    )


def _link(source: Path, target: Path) -> None:
    target.hardlink_to(source)
