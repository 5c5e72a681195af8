"""The merge: what the journal holds and the lake doesn't, in one transaction.

For every (sender, quarter) that new files touch, its relevés and événements are replaced whole by what its effective
files say together; registers gain the versions that new files bring; what was set aside is kept with its reasons.
A file that its sender took back leaves its (sender, quarter) to what the remaining files say.
Whole sets: one insert a table, whatever the number of files. Before the commit the rows are counted against the
verdicts (law 5).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from registry.errors import OiseError
from registry.home import Home
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.conservation import check_set_aside, check_staged, check_stored, check_verdicts, check_withdrawn
from warehouse.decisions import Act, act_of, apply_acts
from warehouse.deposits import DEPOT, WITHDRAWAL, Deposit, deposit, withdrawn
from warehouse.digest import record
from warehouse.journal import entries, last_sequence
from warehouse.lake import INTERNAL, Lake, business_columns, open_lake, place_columns, table_columns
from warehouse.literals import literal, load_rows
from warehouse.locking import writer_lock
from warehouse.records import recorded_deposits
from warehouse.submissions import ASIDE, Submission, missing, staged_folder, submissions
from warehouse.territory import load_units

# What is said of a file bears an underscore: no column of a declared table can have that name.
_SUBMISSIONS = (
    ("nom_table", "VARCHAR"),
    ("sequence", "BIGINT"),
    ("expediteur", "VARCHAR"),
    ("trimestre", "VARCHAR"),
    ("_nature", "VARCHAR"),
    ("_rang", "INTEGER"),
    ("_socle", "BIGINT"),
    ("_effectif", "BOOLEAN"),
    ("_nouveau", "BOOLEAN"),
    ("_refait", "BOOLEAN"),
    ("_dossier", "VARCHAR"),
)


@dataclass(frozen=True)
class MergeReport:
    """What a merge did: quarters and (sender, quarter) touched, journal entries taken in, rows written by table."""

    derniere_sequence: int
    entrees: int = 0
    trimestres: frozenset[str] = frozenset()
    expediteurs: frozenset[tuple[str, str]] = frozenset()
    lignes: Mapping[str, int] = field(default_factory=dict)


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
        acted = [one for one in entries(home, after=last) if one.sequence <= head]
        decided = [act for one in acted if (act := act_of(one)) is not None]
        new, gone = _arrivals(lake, [deposit(one) for one in acted if one.type == DEPOT], decided)
        wanted = submissions(home, lake, new, gone)
        lacking = missing(home, new, wanted)
        if lacking:
            names = ", ".join(f"« {one.verdict.nom_original} » ({one.verdict.expediteur})" for one in lacking[:3])
            raise OiseError(
                f"Les lignes préparées de {len(lacking)} fichiers manquent dans staging/ ({names}) : "
                "relancez la réception pour les refaire depuis l'archive."
            )
        check_verdicts(new)
        written: dict[str, int] = {}
        quarters = {one.verdict.trimestre or "" for one in new} | {act.trimestre for act in decided}
        with lake.transaction():
            if new or gone:
                _apply(home, lake, new, gone, wanted, written)
            if decided:
                written["actes"] = apply_acts(lake, decided)
            if quarters:
                record(lake, quarters, {*written, *(("depots",) if new or gone else ())})
            lake.connection.execute("DELETE FROM lac.avancement")
            lake.connection.execute(f"INSERT INTO lac.avancement VALUES ({head})")
        return MergeReport(
            derniere_sequence=head,
            entrees=head - last,
            trimestres=frozenset(one.verdict.trimestre for one in (*new, *gone) if one.verdict.trimestre),
            expediteurs=frozenset(one.lot for one in (*new, *gone) if one.judged_accepted),
            lignes=written,
        )


def missing_staging(home: Home) -> list[Deposit]:
    """The deposits whose staged files the next merge needs and doesn't find, in the journal's order."""
    with writer_lock(home, "inventaire des fichiers préparés"), open_lake(home) as lake:
        acted = list(entries(home, after=lake.last_applied()))
        decided = [act for one in acted if (act := act_of(one)) is not None]
        new, gone = _arrivals(lake, [deposit(one) for one in acted if one.type == DEPOT], decided)
        return missing(home, new, submissions(home, lake, new, gone))


def _arrivals(lake: Lake, new: Sequence[Deposit], decided: Sequence[Act]) -> tuple[list[Deposit], list[Deposit]]:
    """The new deposits, those taken back at once marked so, and the deposits merged before that are taken back now."""
    withdrawals = [act for act in decided if act.type == WITHDRAWAL]
    lots = {(act.objet.partition("/")[0], act.trimestre) for act in withdrawals}
    former = [one for one in recorded_deposits(lake, lots) if one.accepte]
    marked = withdrawn([*former, *new], [(act.objet, act.sequence) for act in withdrawals])
    return marked[len(former) :], [one for one in marked[: len(former)] if one.retrait is not None]


def _apply(
    home: Home,
    lake: Lake,
    new: Sequence[Deposit],
    gone: Sequence[Deposit],
    wanted: Mapping[str, Sequence[Submission]],
    written: dict[str, int],
) -> None:
    """Bring the new files' rows in, and count in ``written`` the rows of each table touched."""
    load_units(lake.connection)
    load_rows(
        lake.connection,
        "soumissions",
        _SUBMISSIONS,
        [
            (
                name,
                one.deposit.sequence,
                *one.deposit.lot,
                one.deposit.verdict.nature,
                one.rang,
                one.socle,
                one.effectif,
                one.nouveau,
                one.refait,
                str(one.dossier),
            )
            for name, files in wanted.items()
            for one in files
        ],
    )
    for name, files in wanted.items():
        table = all_tables()[name]
        paths = [str(path) for one in files if one.lu and (path := one.dossier / f"{name}.parquet").is_file()]
        _read_staged(lake, table, paths)
        check_staged(lake, table, submissions=[one.deposit for one in files if one.lu])
        if table.nature == "registre":
            written[name] = _append_versions(lake, table)
        else:
            written[name] = _replace_lots(lake, table)
            check_stored(lake, table)
    _record_deposits(lake, new)
    aside = _keep_set_aside(home, lake, new)
    if gone:
        aside += _take_back(lake, gone)
    if aside:
        written["ecartes"] = aside
    check_withdrawn(lake, [one for one in (*new, *gone) if one.retrait is not None])


def _read_staged(lake: Lake, table: Table, files: Sequence[str]) -> None:
    """Temporary table ``lues``: the staged rows of one table, each beside its submission."""
    columns = business_columns(table)
    wanted = [*columns, *place_columns(table), ("inchangee", "BOOLEAN")]
    if not files:
        empty = ", ".join(f"NULL::{kind} AS {name}" for name, kind in wanted)
        lake.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE lues AS SELECT s.* EXCLUDE (nom_table, _dossier), {empty} "
            "FROM soumissions s WHERE false"
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
        f"CREATE OR REPLACE TEMP TABLE lues AS SELECT s.* EXCLUDE (nom_table, _dossier), {', '.join(selected)} "
        f"FROM {source} f JOIN soumissions s ON f._fichier = s._dossier || '/{table.nom}.parquet' "
        f"WHERE s.nom_table = '{table.nom}'"
    )


def _replace_lots(lake: Lake, table: Table) -> int:
    key = ", ".join(table.cle)
    touched = f"FROM soumissions WHERE nom_table = '{table.nom}'"
    lots = f"(SELECT (expediteur, trimestre) {touched})"
    if lake.rows(f"SELECT 1 FROM lac.{table.nom} WHERE (expediteur, trimestre) IN {lots} LIMIT 1"):
        lake.connection.execute(
            f"DELETE FROM lac.{table.nom} WHERE trimestre IN (SELECT trimestre {touched}) "
            f"AND (expediteur, trimestre) IN {lots}"
        )
    if table.nature == "releve":
        # A cell answers whole: value, state and source together.
        chosen = (
            f"SELECT * FROM lues WHERE _effectif "
            f"QUALIFY row_number() OVER (PARTITION BY expediteur, trimestre, {key} ORDER BY _rang DESC) = 1"
        )
    else:
        # In a complement a blank leaves the value as it was: each column takes its last known value.
        last = [f"arg_max({name}, _rang) AS {name}" for name, _ in business_columns(table) if name != "id_local"]
        last += [
            f"arg_max({name}, _rang) AS {name}" for name in ("sequence", *(name for name, _ in place_columns(table)))
        ]
        chosen = (
            f"SELECT expediteur, trimestre, id_local, {', '.join(last)} FROM lues WHERE _effectif "
            f"GROUP BY expediteur, trimestre, id_local"
        )
    return _insert(lake, table, chosen)


def _append_versions(lake: Lake, table: Table) -> int:
    """Add the versions that new files bring.

    A pre-filled row sent back unchanged is no version, except where it takes back what an earlier file of the same
    quarter had changed. In a complement, a blank keeps what the quarter's file under it says.
    """
    order = "PARTITION BY expediteur, trimestre, id_local ORDER BY _rang"
    names = [name for name, _ in business_columns(table)]
    filled = ", ".join(
        f"CASE WHEN _nature = 'complement' THEN last_value({name} IGNORE NULLS) OVER ("
        f"PARTITION BY expediteur, trimestre, id_local, _socle ORDER BY _rang ROWS UNBOUNDED PRECEDING) "
        f"ELSE {name} END AS {name}"
        for name in names
        if name != "id_local"
    )
    lake.connection.execute(
        f"DELETE FROM lac.{table.nom} WHERE (expediteur, trimestre) IN "
        f"(SELECT (expediteur, trimestre) FROM soumissions WHERE nom_table = '{table.nom}' AND _refait)"
    )
    content = f"struct_pack({', '.join(f'{name} := {name}' for name in names)})"
    chosen = (
        f"WITH pleines AS (SELECT * REPLACE ({filled}) FROM lues), "
        f"suivies AS (SELECT *, lag({content}) OVER ({order}) AS avant, {content} AS apres, "
        f"bool_or(NOT coalesce(inchangee, false)) OVER ({order} ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) "
        f"AS deja_change FROM pleines) "
        f"SELECT * FROM suivies WHERE _nouveau AND (NOT coalesce(inchangee, false) "
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
        facts = {**vars(one.verdict), "sequence": one.sequence, "par": one.par, "retrait": one.retrait}
        rows.append([facts[name] for name in names])
    load_rows(lake.connection, "neufs", INTERNAL["depots"], rows)
    lake.connection.execute("INSERT INTO lac.depots SELECT * FROM neufs")
    counts = [
        (one.sequence, name, count.soumises, count.integrees, count.ecartees, 0)
        if one.retrait is None
        else (one.sequence, name, count.soumises, 0, 0, count.soumises)
        for one in new
        for name, count in one.verdict.lignes.items()
    ]
    load_rows(lake.connection, "neufs", INTERNAL["depots_lignes"], counts)
    lake.connection.execute("INSERT INTO lac.depots_lignes SELECT * FROM neufs")


def _take_back(lake: Lake, gone: Sequence[Deposit]) -> int:
    """Record that files merged before are taken back; how many of their rows set aside are dropped."""
    for one in gone:
        lake.connection.execute(f"UPDATE lac.depots SET retrait = {one.retrait} WHERE sequence = {one.sequence}")
    these = f"sequence IN ({', '.join(str(one.sequence) for one in gone)})"
    lake.connection.execute(
        f"UPDATE lac.depots_lignes SET integrees = 0, ecartees = 0, retirees = soumises WHERE {these}"
    )
    dropped = int(str(lake.rows(f"SELECT count(*) FROM lac.ecartes WHERE {these}")[0][0]))
    lake.connection.execute(f"DELETE FROM lac.ecartes WHERE {these}")
    return dropped


def _keep_set_aside(home: Home, lake: Lake, new: Sequence[Deposit]) -> int:
    standing = [one for one in new if one.retrait is None]
    concerned = [one for one in standing if any(count.ecartees for count in one.verdict.lignes.values())]
    files = [str(staged_folder(home, one) / ASIDE) for one in concerned]
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
