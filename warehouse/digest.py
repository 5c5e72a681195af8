"""The digest of the store's logical content (law 2): the same however and in whatever order the content came.

A table's rows of one quarter are fingerprinted by their number and the sums of the two halves of each row's md5: a sum
doesn't depend on order, and unlike an exclusive or it counts a row that is there twice. Clocks, sequences, places in
files and what is derived from the registry (region, cercle) are left out; decisions keep the order they had about one
thing (``rang``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from registry.home import Home
from schemas.discovery import all_tables
from warehouse.lake import Lake, business_columns, exists, open_lake
from warehouse.literals import listed

# (table, quarter) to (rows, sum of upper halves, sum of lower halves)
Fingerprints = Mapping[tuple[str, str], tuple[int, str, str]]

_INTERNAL = {
    "depots": ("expediteur", "verdict", "nature", "version", "version_base", "sha256", "objet", "(retrait IS NULL)"),
    "actes": ("type", "objet", "rang", "contenu", "par"),
    "ecartes": ("expediteur", "nom_table", "feuille", "ligne", "colonne", "codes", "contenu"),
}
# A duplicate changes nothing, and what was never accepted is told by what it set aside.
_FILTERS = {"depots": "verdict IN ('accepte', 'accepte_avec_reserves')"}


def digest(home: Home) -> str:
    """The digest of what the lake holds now, read row by row; an empty home has one too."""
    if not exists(home):
        return seal({})
    with open_lake(home, read_only=True) as lake:
        return seal(compute(lake))


def recorded_digest(home: Home) -> str:
    """The digest as the last merge recorded it, which costs nothing however large the lake."""
    if not exists(home):
        return seal({})
    with open_lake(home, read_only=True) as lake:
        return seal(recorded(lake))


def seal(fingerprints: Fingerprints) -> str:
    """One sha256 over all fingerprints."""
    lines = [
        f"{table}|{quarter}|{count}|{upper}|{lower}"
        for (table, quarter), (count, upper, lower) in sorted(fingerprints.items())
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def compute(lake: Lake) -> Fingerprints:
    """The fingerprints of every table and quarter, from the rows."""
    return _collect(row for table in _fields() for row in lake.rows(_statement(table)))


def recorded(lake: Lake) -> Fingerprints:
    """The fingerprints kept by the last merge; made from the rows when none is kept (the store's columns changed)."""
    return _collect(lake.rows("SELECT nom_table, trimestre, lignes, haut, bas FROM lac.empreintes")) or compute(lake)


def empty_tables(lake: Lake) -> frozenset[str]:
    """The declared tables that hold no row, as the last merge left them; none is said when it kept no fingerprint."""
    filled = {str(row[0]) for row in lake.rows("SELECT DISTINCT nom_table FROM lac.empreintes")}
    return frozenset(set(all_tables()) - filled) if filled else frozenset()


def record(lake: Lake, quarters: Iterable[str], tables: Iterable[str]) -> None:
    """Renew the kept fingerprints of those tables and quarters ("" for rows of none), in the caller's transaction."""
    if lake.rows("SELECT 1 FROM lac.empreintes LIMIT 1"):
        touched, names = listed(quarters), [name for name in _fields() if name in set(tables)]
        lake.connection.execute(
            f"DELETE FROM lac.empreintes WHERE trimestre IN ({touched}) AND nom_table IN ({listed(names)})"
        )
        union = " UNION ALL ".join(_statement(table, touched) for table in names)
    else:
        union = " UNION ALL ".join(_statement(table) for table in _fields())
    if union:
        lake.connection.execute(f"INSERT INTO lac.empreintes {union}")


def _fields() -> dict[str, tuple[str, ...]]:
    declared = {
        name: ("expediteur", *(column for column, _ in business_columns(table))) for name, table in all_tables().items()
    }
    return declared | _INTERNAL


def _statement(table: str, quarters: str | None = None) -> str:
    row = f"json_array({', '.join(f'{field}::VARCHAR' for field in _fields()[table])})::VARCHAR"
    conditions = [_FILTERS[table]] if table in _FILTERS else []
    if quarters is not None:
        # Written so that a quarter's own partition is the only one read.
        nowhere = " OR trimestre IS NULL" if "''" in quarters else ""
        conditions.append(f"(trimestre IN ({quarters}){nowhere})")
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    return (
        f"SELECT '{table}', coalesce(trimestre, ''), count(*), sum(md5_number_upper(texte)::HUGEINT)::VARCHAR, "
        f"sum(md5_number_lower(texte)::HUGEINT)::VARCHAR "
        f"FROM (SELECT trimestre, {row} AS texte FROM lac.{table} {where}) GROUP BY 2"
    )


def _collect(rows: Iterable[tuple[object, ...]]) -> Fingerprints:
    return {
        (str(table), str(quarter)): (int(str(count)), str(upper), str(lower))
        for table, quarter, count, upper, lower in rows
    }
