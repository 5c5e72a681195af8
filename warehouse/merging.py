"""The merge: what the journal holds and the lake doesn't, in one transaction.

For every (sender, quarter) that new files touch, its relevés and événements are replaced whole by what its effective
files say together; registers gain the versions that new files bring; what was set aside is kept with its reasons.
Whole sets: one insert a table, whatever the number of files. Before the commit the rows are counted against the
verdicts (law 5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from registry.errors import OiseError
from registry.home import Home
from schemas.declaration import Table
from schemas.discovery import all_tables
from schemas.submission import ECARTES
from warehouse.conservation import check_set_aside, check_staged, check_stored, check_verdicts
from warehouse.deposits import Deposit, deposits, effective
from warehouse.digest import record
from warehouse.journal import last_sequence
from warehouse.lake import INTERNAL, Lake, business_columns, open_lake, place_columns, table_columns
from warehouse.literals import literal, load_rows
from warehouse.locking import writer_lock
from warehouse.records import recorded_deposits
from warehouse.territory import load_units

_ECARTES = f"{ECARTES}.parquet"
_LOTS = "(SELECT (expediteur, trimestre) FROM soumissions)"
_SUBMISSIONS = (
    ("sequence", "BIGINT"),
    ("expediteur", "VARCHAR"),
    ("trimestre", "VARCHAR"),
    ("nature", "VARCHAR"),
    ("rang", "INTEGER"),
    ("socle", "BIGINT"),
    ("effectif", "BOOLEAN"),
    ("nouveau", "BOOLEAN"),
    ("dossier", "VARCHAR"),
)


@dataclass(frozen=True)
class MergeReport:
    """What a merge did: quarters and (sender, quarter) touched, journal entries taken in, rows written by table."""

    derniere_sequence: int
    entrees: int = 0
    trimestres: frozenset[str] = frozenset()
    expediteurs: frozenset[tuple[str, str]] = frozenset()
    lignes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """An accepted file within its (sender, quarter): its rank there, and the complete file it stands on."""

    deposit: Deposit
    rang: int
    socle: int
    effectif: bool
    nouveau: bool
    dossier: Path


def merge(home: Home, until: int | None = None) -> MergeReport:
    """Bring into the lake every journal entry after the last one applied, up to ``until`` when given.

    Raises OiseError when a staged file is missing (see ``missing_staging``), when rows and verdicts disagree, or when
    another process writes in this home; the lake is then as it was.
    """
    with writer_lock(home, "fusion dans l'entrepôt"), open_lake(home) as lake:
        last = lake.last_applied()
        head = last_sequence(home) if until is None else until
        if head <= last:
            return MergeReport(last)
        new = [one for one in deposits(home, after=last) if one.sequence <= head]
        submissions = _submissions(home, lake, new)
        missing = _missing(home, new, submissions)
        if missing:
            names = ", ".join(f"« {one.verdict.nom_original} » ({one.verdict.expediteur})" for one in missing[:3])
            raise OiseError(
                f"Les lignes préparées de {len(missing)} fichiers manquent dans staging/ ({names}) : "
                "relancez la réception pour les refaire depuis l'archive."
            )
        check_verdicts(new)
        with lake.transaction():
            written = _apply(home, lake, new, submissions)
            record(lake, {one.verdict.trimestre or "" for one in new})
            lake.connection.execute("DELETE FROM lac.avancement")
            lake.connection.execute(f"INSERT INTO lac.avancement VALUES ({head})")
        return MergeReport(
            derniere_sequence=head,
            entrees=head - last,
            trimestres=frozenset(one.verdict.trimestre for one in new if one.verdict.trimestre),
            expediteurs=frozenset(one.lot for one in new if one.accepte),
            lignes=written,
        )


def missing_staging(home: Home) -> list[Deposit]:
    """The deposits whose staged files the next merge needs and doesn't find, in the journal's order."""
    with writer_lock(home, "inventaire des fichiers préparés"), open_lake(home) as lake:
        new = list(deposits(home, after=lake.last_applied()))
        submissions = _submissions(home, lake, new)
        return _missing(home, new, submissions)


def _submissions(home: Home, lake: Lake, new: Sequence[Deposit]) -> list[Submission]:
    lots = {one.lot for one in new if one.accepte}
    first_new = new[0].sequence if new else 0
    earlier = [one for one in recorded_deposits(lake, lots) if one.sequence < first_new]
    accepted = sorted((one for one in (*earlier, *new) if one.accepte), key=lambda one: (*one.lot, *one.rang))
    found: list[Submission] = []
    for _, group in groupby(accepted, key=lambda one: one.lot):
        lot = list(group)
        kept = {one.sequence for one in effective(lot)}
        base = 0
        for rank, one in enumerate(lot, start=1):
            base = one.sequence if one.verdict.nature == "complete" else base
            found.append(
                Submission(
                    deposit=one,
                    rang=rank,
                    socle=base,
                    effectif=one.sequence in kept,
                    nouveau=one.sequence >= first_new,
                    dossier=home.staged(one.verdict.sha256, one.verdict.expediteur),
                )
            )
    return found


def _missing(home: Home, new: Iterable[Deposit], submissions: Iterable[Submission]) -> list[Deposit]:
    """The deposits that lack a staged file, in the journal's order."""
    missing = {}
    for one in submissions:
        for name, count in one.deposit.verdict.lignes.items():
            if count.integrees and not (one.dossier / f"{name}.parquet").is_file():
                missing[one.deposit.sequence] = one.deposit
    for deposit in new:
        if any(count.ecartees for count in deposit.verdict.lignes.values()):
            staged = home.staged(deposit.verdict.sha256, deposit.verdict.expediteur)
            if not (staged / _ECARTES).is_file():
                missing[deposit.sequence] = deposit
    return [missing[sequence] for sequence in sorted(missing)]


def _apply(home: Home, lake: Lake, new: Sequence[Deposit], submissions: Sequence[Submission]) -> dict[str, int]:
    load_units(lake.connection)
    load_rows(
        lake.connection,
        "soumissions",
        _SUBMISSIONS,
        [
            (
                one.deposit.sequence,
                *one.deposit.lot,
                one.deposit.verdict.nature,
                one.rang,
                one.socle,
                one.effectif,
                one.nouveau,
                str(one.dossier),
            )
            for one in submissions
        ],
    )
    written = {}
    for table in all_tables().values():
        files = [
            str(path)
            for one in submissions
            if one.effectif or one.nouveau or table.nature == "registre"
            if (path := one.dossier / f"{table.nom}.parquet").is_file()
        ]
        _read_staged(lake, table, files)
        check_staged(lake, table, submissions=[one.deposit for one in submissions if one.effectif or one.nouveau])
        if table.nature == "registre":
            written[table.nom] = _append_versions(lake, table)
        else:
            written[table.nom] = _replace_lots(lake, table)
            check_stored(lake, table)
    _record_deposits(lake, new)
    written["ecartes"] = _keep_set_aside(home, lake, new)
    return written


def _read_staged(lake: Lake, table: Table, files: Sequence[str]) -> None:
    """Temporary table ``lues``: the staged rows of one table, each beside its submission."""
    columns = business_columns(table)
    wanted = [*columns, *place_columns(table), ("inchangee", "BOOLEAN")]
    if not files:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in wanted)
        lake.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE lues AS SELECT s.* EXCLUDE (dossier), {empty} FROM soumissions s WHERE false"
        )
        return
    source = f"read_parquet({literal(list(files))}, union_by_name = true, filename = '_fichier')"
    present = {row[0] for row in lake.rows(f"DESCRIBE SELECT * FROM {source}")}
    selected = []
    for name, kind in wanted:
        staged = name if name in dict(columns) else f"_{name}"
        origin = f'f."{staged}"' if staged in present else "NULL"
        selected.append(f"CAST({origin} AS {kind}) AS {name}")
    lake.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE lues AS SELECT s.* EXCLUDE (dossier), {', '.join(selected)} "
        f"FROM {source} f JOIN soumissions s ON f._fichier = s.dossier || '/{table.nom}.parquet'"
    )


def _replace_lots(lake: Lake, table: Table) -> int:
    key = ", ".join(table.cle)
    if lake.rows(f"SELECT 1 FROM lac.{table.nom} WHERE (expediteur, trimestre) IN {_LOTS} LIMIT 1"):
        lake.connection.execute(
            f"DELETE FROM lac.{table.nom} WHERE trimestre IN (SELECT trimestre FROM soumissions) "
            f"AND (expediteur, trimestre) IN {_LOTS}"
        )
    if table.nature == "releve":
        # A cell answers whole: value, state and source together.
        chosen = (
            f"SELECT * FROM lues WHERE effectif "
            f"QUALIFY row_number() OVER (PARTITION BY expediteur, trimestre, {key} ORDER BY rang DESC) = 1"
        )
    else:
        # In a complement a blank leaves the value as it was: each column takes its last known value.
        last = [f"arg_max({name}, rang) AS {name}" for name, _ in business_columns(table) if name != "id_local"]
        last += [
            f"arg_max({name}, rang) AS {name}" for name in ("sequence", *(name for name, _ in place_columns(table)))
        ]
        chosen = (
            f"SELECT expediteur, trimestre, id_local, {', '.join(last)} FROM lues WHERE effectif "
            f"GROUP BY expediteur, trimestre, id_local"
        )
    return _insert(lake, table, chosen)


def _append_versions(lake: Lake, table: Table) -> int:
    """Add the versions that new files bring.

    A pre-filled row sent back unchanged is no version, except where it takes back what an earlier file of the same
    quarter had changed. In a complement, a blank keeps what the quarter's file under it says.
    """
    order = "PARTITION BY expediteur, trimestre, id_local ORDER BY rang"
    names = [name for name, _ in business_columns(table)]
    filled = ", ".join(
        f"CASE WHEN nature = 'complement' THEN last_value({name} IGNORE NULLS) OVER ("
        f"PARTITION BY expediteur, trimestre, id_local, socle ORDER BY rang ROWS UNBOUNDED PRECEDING) "
        f"ELSE {name} END AS {name}"
        for name in names
        if name != "id_local"
    )
    content = f"struct_pack({', '.join(f'{name} := {name}' for name in names)})"
    chosen = (
        f"WITH pleines AS (SELECT * REPLACE ({filled}) FROM lues), "
        f"suivies AS (SELECT *, lag({content}) OVER ({order}) AS avant, {content} AS apres, "
        f"bool_or(NOT coalesce(inchangee, false)) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) "
        f"AS deja_change FROM pleines) "
        f"SELECT * FROM suivies WHERE nouveau AND (NOT coalesce(inchangee, false) "
        f"OR (coalesce(deja_change, false) AND avant IS DISTINCT FROM apres))"
    )
    return _insert(lake, table, chosen)


def _insert(lake: Lake, table: Table, chosen: str) -> int:
    columns = [name for name, _ in table_columns(table)]
    listed = ", ".join(f"u.{name}" if name in ("region_code", "cercle_code") else f"l.{name}" for name in columns)
    lake.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE retenues AS SELECT {listed} FROM ({chosen}) l "
        f"LEFT JOIN unites u ON u.code = l.{table.proprietaire}"
    )
    lake.connection.execute(f"INSERT INTO lac.{table.nom} ({', '.join(columns)}) SELECT * FROM retenues")
    return int(str(lake.rows("SELECT count(*) FROM retenues")[0][0]))


def _record_deposits(lake: Lake, new: Sequence[Deposit]) -> None:
    names = [name for name, _ in INTERNAL["depots"]]
    rows = []
    for one in new:
        facts = {**vars(one.verdict), "sequence": one.sequence, "par": one.par}
        rows.append([facts[name] for name in names])
    load_rows(lake.connection, "neufs", INTERNAL["depots"], rows)
    lake.connection.execute("INSERT INTO lac.depots SELECT * FROM neufs")
    counts = [
        (one.sequence, name, count.soumises, count.integrees, count.ecartees)
        for one in new
        for name, count in one.verdict.lignes.items()
    ]
    load_rows(lake.connection, "neufs", INTERNAL["depots_lignes"], counts)
    lake.connection.execute("INSERT INTO lac.depots_lignes SELECT * FROM neufs")


def _keep_set_aside(home: Home, lake: Lake, new: Sequence[Deposit]) -> int:
    concerned = [one for one in new if any(count.ecartees for count in one.verdict.lignes.values())]
    files = [str(home.staged(one.verdict.sha256, one.verdict.expediteur) / _ECARTES) for one in concerned]
    load_rows(
        lake.connection,
        "mis_de_cote",
        (("sequence", "BIGINT"), ("expediteur", "VARCHAR"), ("trimestre", "VARCHAR"), ("fichier", "VARCHAR")),
        [
            (one.sequence, one.verdict.expediteur, one.verdict.trimestre, file)
            for one, file in zip(concerned, files, strict=True)
        ],
    )
    if not files:
        return 0
    lake.connection.execute(
        "CREATE OR REPLACE TEMP TABLE ecartees AS "
        'SELECT s.expediteur, s.trimestre, s.sequence, f."table" AS nom_table, f.feuille, f.ligne, '
        "nullif(f.colonne, '') AS colonne, CAST(f.codes AS VARCHAR) AS codes, f.contenu "
        f"FROM read_parquet({literal(sorted(set(files)))}, union_by_name = true, filename = '_fichier') f "
        "JOIN mis_de_cote s ON s.fichier = f._fichier"
    )
    check_set_aside(lake, concerned)
    lake.connection.execute("INSERT INTO lac.ecartes SELECT * FROM ecartees")
    return int(str(lake.rows("SELECT count(*) FROM ecartees")[0][0]))
