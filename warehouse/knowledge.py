"""What the intake must know of the store, and what a blank workbook is filled with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, get_args

import duckdb

from registry.elements import all_elements
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import perimeter
from schemas.declaration import Objet, Table
from schemas.discovery import all_tables
from schemas.submission import Knowledge, LastStock, Prefill
from warehouse.deposits import Deposit, deposits, effective
from warehouse.digest import empty_tables
from warehouse.lake import Lake, connect, exists, open_lake
from warehouse.literals import listed, literal
from warehouse.mart import current_rows

# A yearly stock is asked four quarters after the last; one more year covers a year without an answer.
_STOCKS_DEPTH = 8

Ids = dict[tuple[str, str], frozenset[str]]


def knowledge(home: Home) -> Knowledge:
    """What the journal and the lake know of files received so far.

    Local ids come from the lake for what is merged, from the staged files for what isn't yet.
    """
    known = list(deposits(home))
    versions: dict[Objet, dict[tuple[str, str], int]] = {objet: {} for objet in get_args(Objet)}
    hashes: dict[tuple[str, str], int] = {}
    for one in known:
        # Bytes taken back may be sent again, and are then judged as any new file.
        if one.verdict.verdict != "doublon" and one.retrait is None:
            hashes.setdefault((one.verdict.expediteur, one.verdict.sha256), one.sequence)
        # A version number is never given twice, be the file that bore it taken back.
        if one.judged_accepted:
            highest = versions[one.verdict.objet]
            highest[one.lot] = max(highest.get(one.lot, 0), one.verdict.version or 0)
    return Knowledge(
        depots={one.verdict.depot_id: one.sequence for one in known},
        hashes=hashes,
        versions=versions["declaration"],
        identifiants=_identifiers(home, known),
        validations=versions["validation"],
        bases=_bases(known),
    )


def _bases(known: Iterable[Deposit]) -> dict[tuple[str, str], int | None]:
    """Of the returns of which a file was taken back, the version of the last file that counts, None when none does."""
    returns: dict[tuple[str, str], list[Deposit]] = defaultdict(list)
    for one in known:
        if one.judged_accepted and one.verdict.objet == "declaration":
            returns[one.lot].append(one)
    return {
        lot: next((one.verdict.version for one in reversed(effective(files))), None)
        for lot, files in returns.items()
        if any(one.retrait is not None for one in files)
    }


def prefill(home: Home, sender: str, trimestre: Trimestre | str) -> Prefill:
    """What a sender's blank workbook of a quarter is filled with; see ``prefills`` for several."""
    return prefills(home, [sender], trimestre)[sender]


def prefills(home: Home, senders: Iterable[str], trimestre: Trimestre | str) -> dict[str, Prefill]:
    """For each sender, its register rows current in a quarter and the stocks last known before it."""
    quarter = Trimestre.parse(trimestre) if isinstance(trimestre, str) else trimestre
    wanted = sorted(set(senders))
    known = [one for one in deposits(home) if one.verdict.expediteur in wanted]
    ids = _identifiers(home, known)
    asked: dict[str, tuple[Mapping[str, Any], ...]] = {}
    rows: dict[str, dict[str, tuple[Mapping[str, Any], ...]]] = {sender: {} for sender in wanted}
    stocks: dict[str, dict[tuple[str, str], LastStock]] = {sender: {} for sender in wanted}
    if exists(home):
        with open_lake(home, read_only=True) as lake:
            empty = empty_tables(lake)
            asked = {} if "parties" in empty else _requests(lake, wanted, quarter)
            for table in all_tables().values():
                if table.nom in empty:
                    continue
                if table.nature == "registre":
                    for sender, found in _current(lake, table, wanted, quarter).items():
                        rows[sender][table.nom] = tuple(found)
                elif table.nature == "releve":
                    _last_stocks(lake, table, wanted, quarter, stocks)
    returns = (one for one in known if one.judged_accepted and one.verdict.objet == "declaration")
    accepted = [one for one in returns if one.verdict.trimestre == str(quarter)]
    return {
        sender: Prefill(
            registres=rows[sender],
            stocks=stocks[sender],
            version=1 + max((one.verdict.version or 0 for one in accepted if one.lot[0] == sender), default=0),
            identifiants={table: found for (owner, table), found in ids.items() if owner == sender},
            demandes=asked.get(sender, ()),
        )
        for sender in wanted
    }


def _current(
    lake: Lake, table: Table, senders: Iterable[str], quarter: Trimestre
) -> dict[str, list[Mapping[str, Any]]]:
    """The current rows of each sender that it may send back.

    The guide's partnerships, which the nation holds for others until they are handed over, are owned outside its
    perimeter: sent back, they would have its whole file refused.
    """
    names = [column.nom for column in table.colonnes]
    owner = names.index(table.proprietaire)
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for sender, *values in lake.rows(
        f"SELECT expediteur, {', '.join(names)} FROM {current_rows(table, quarter)} "
        f"WHERE expediteur IN ({listed(senders)}) ORDER BY expediteur, id_local"
    ):
        if values[owner] in perimeter(str(sender)):
            found[str(sender)].append(dict(zip(names, values, strict=True)))
    return found


def _requests(lake: Lake, senders: Iterable[str], quarter: Trimestre) -> dict[str, tuple[Mapping[str, Any], ...]]:
    """By sender, the confirmations it is asked for: units of its own that another sender's partnership names.

    A partnership withdrawn, a party that left before the quarter, and what has an answer already ask for nothing.
    """
    tables = all_tables()
    answered = {
        (str(sender), str(place), str(reference))
        for sender, place, reference in lake.rows(
            f"SELECT expediteur, unite_code, partenariat_ref FROM {current_rows(tables['confirmations'], quarter)} "
            f"WHERE expediteur IN ({listed(senders)})"
        )
    }
    named = lake.rows(
        "SELECT DISTINCT t.partie_unite_code, t.partenariat_id, t.expediteur "
        f"FROM {current_rows(tables['parties'], quarter)} t "
        f"SEMI JOIN {current_rows(tables['partenariats'], quarter)} p "
        "ON p.expediteur = t.expediteur AND p.id_local = t.partenariat_id "
        "WHERE t.cote_code = 'mali' AND t.partie_unite_code IS NOT NULL "
        f"AND (t.jusqu_date IS NULL OR t.jusqu_date >= {literal(quarter.debut)}) ORDER BY ALL"
    )
    found: dict[str, tuple[Mapping[str, Any], ...]] = {}
    for sender in senders:
        own = perimeter(sender)
        found[sender] = tuple(
            {
                "unite_code": place,
                "partenariat_ref": reference,
                "reponse_code": "en_attente",
                "etat_ligne": "actif",
            }
            for place, reference, filer in named
            if place in own and filer != sender and (sender, str(place), str(reference)) not in answered
        )
    return found


def _last_stocks(
    lake: Lake,
    table: Table,
    senders: Iterable[str],
    quarter: Trimestre,
    stocks: dict[str, dict[tuple[str, str], LastStock]],
) -> None:
    elements = listed(element.code for element in all_elements().values() if element.nature == "stock")
    periods = listed(quarter.plus(-back) for back in range(1, _STOCKS_DEPTH + 1))
    for sender, place, element, value, seen in lake.rows(
        f"SELECT expediteur, unite_code, element, valeur, date_observation FROM lac.{table.nom} "
        f"WHERE trimestre IN ({periods}) AND expediteur IN ({listed(senders)}) AND element IN ({elements}) "
        "AND valeur IS NOT NULL AND date_observation IS NOT NULL "
        "QUALIFY row_number() OVER (PARTITION BY expediteur, unite_code, element ORDER BY trimestre DESC) = 1"
    ):
        stocks[str(sender)][str(place), str(element)] = LastStock(value, seen)  # type: ignore[arg-type]


def _identifiers(home: Home, known: Iterable[Deposit]) -> Ids:
    """Every local id of registers and events, by (sender, table): those of the lake, then of files still to merge.

    A partnership handed over counts as its holder's, who may send it back and refer to it.
    """
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    tables = [table.nom for table in all_tables().values() if table.nature != "releve"]
    last = 0
    if exists(home):
        with open_lake(home, read_only=True) as lake:
            last = lake.last_applied()
            empty = empty_tables(lake)
            for table in tables:
                if table not in empty:
                    for sender, name in lake.rows(f"SELECT DISTINCT expediteur, id_local FROM lac.{table}"):
                        found[str(sender), table].add(str(name))
            for sender, name in lake.rows("SELECT expediteur, id_local FROM lac.attributions WHERE NOT ecarte"):
                found[str(sender), "partenariats"].add(str(name))
            for sender, name in _conventions_handed_over(lake):
                found[str(sender), "conventions"].add(str(name))
    waiting = [one for one in known if one.accepte and one.sequence > last]
    if waiting:
        connection = connect()
        try:
            for one in waiting:
                for table in tables:
                    path = home.staged(one.verdict.sha256, one.verdict.expediteur) / f"{table}.parquet"
                    if path.is_file():
                        found[one.verdict.expediteur, table].update(_ids_in(connection, str(path)))
        finally:
            connection.close()
    return {key: frozenset(ids) for key, ids in found.items()}


def _ids_in(connection: duckdb.DuckDBPyConnection, path: str) -> list[str]:
    return [row[0] for row in connection.execute(f"SELECT id_local FROM read_parquet({literal(path)})").fetchall()]


def _conventions_handed_over(lake: Lake) -> list[tuple[object, ...]]:
    return lake.rows(
        "SELECT a.expediteur, c.id_local FROM lac.conventions c JOIN lac.attributions a "
        "ON a.id_local = c.partenariat_id AND a.source = c.expediteur WHERE NOT a.ecarte"
    )
