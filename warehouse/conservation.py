"""The conservation of rows (law 5): what the verdicts announce, what was staged and what the lake holds must agree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from registry.errors import OiseError
from schemas.declaration import Table
from schemas.discovery import all_tables
from warehouse.deposits import Deposit
from warehouse.lake import Lake


class ConservationError(OiseError):
    """Rows were lost or made: the merge that found it changes nothing."""


def check_verdicts(new: Iterable[Deposit]) -> None:
    """Submitted = merged + set aside in every verdict; nothing is merged from a file that isn't accepted."""
    for one in new:
        for table, count in one.verdict.lignes.items():
            if count.soumises != count.integrees + count.ecartees or min(count.integrees, count.ecartees) < 0:
                raise ConservationError(_broken(one, table, f"{count.soumises} soumises, {count.integrees} intégrées"))
            if count.integrees and not one.judged_accepted:
                raise ConservationError(
                    _broken(one, table, f"{count.integrees} intégrées d'un fichier qui n'est pas accepté")
                )


def check_staged(lake: Lake, table: Table, submissions: Sequence[Deposit]) -> None:
    """The staged rows (temporary table ``lues``) are as many as the verdicts say, each under a key of its own."""
    key = ", ".join(table.cle) if table.nature == "releve" else "id_local"
    found = {
        row[0]: (row[1], row[2])
        for row in lake.rows(f"SELECT sequence, count(*), count(DISTINCT ({key})) FROM lues GROUP BY sequence")
    }
    for one in submissions:
        count = one.verdict.lignes.get(table.nom)
        announced = count.integrees if count else 0
        staged, keys = found.get(one.sequence, (0, 0))
        if staged != announced:
            raise ConservationError(_broken(one, table.nom, f"{announced} annoncées, {staged} préparées"))
        if keys != staged:
            raise ConservationError(_broken(one, table.nom, f"{staged} préparées sous {keys} clés seulement"))


def check_stored(lake: Lake, table: Table) -> None:
    """What the lake now holds of the touched (sender, quarter) is what their effective files say, row for row."""
    key = ", ".join(table.cle) if table.nature == "releve" else "id_local"
    wanted = lake.rows(
        f"SELECT expediteur, trimestre, count(DISTINCT ({key})) FROM lues WHERE _effectif GROUP BY ALL ORDER BY ALL"
    )
    touched = f"FROM soumissions WHERE nom_table = '{table.nom}'"
    stored = lake.rows(
        f"SELECT expediteur, trimestre, count(*) FROM lac.{table.nom} "
        f"WHERE trimestre IN (SELECT trimestre {touched}) "
        f"AND (expediteur, trimestre) IN (SELECT (expediteur, trimestre) {touched}) GROUP BY ALL ORDER BY ALL"
    )
    if wanted != stored:
        differing = sorted(set(wanted) ^ set(stored))[0]
        raise ConservationError(
            f"La table {table.nom} ne contiendrait pas toutes les lignes de {differing[0]} pour {differing[1]} : "
            "rien n'a été changé, lancez « oise reconstruire »."
        )


def check_set_aside(lake: Lake, concerned: Sequence[Deposit]) -> None:
    """Every row set aside is kept with its reason (temporary table ``ecartees``)."""
    rows = lake.rows(
        "SELECT sequence, nom_table, count(*), count(*) FILTER (coalesce(codes, '') = '') FROM ecartees GROUP BY ALL"
    )
    kept = {(row[0], row[1]): (row[2], row[3]) for row in rows}
    for one in concerned:
        for table, count in one.verdict.lignes.items():
            found, silent = kept.get((one.sequence, table), (0, 0))
            if found != count.ecartees or silent:
                raise ConservationError(
                    _broken(one, table, f"{count.ecartees} écartées, {found} gardées dont {silent} sans raison")
                )


def check_withdrawn(lake: Lake, gone: Sequence[Deposit]) -> None:
    """Of a file taken back nothing is left in any table, and each of its rows is counted as withdrawn.

    Of every file, submitted = merged + set aside + withdrawn.
    """
    if not gone:
        return
    these = f"sequence IN ({', '.join(str(one.sequence) for one in gone)})"
    for table in (*all_tables(), "ecartes"):
        if lake.rows(f"SELECT 1 FROM lac.{table} WHERE {these} LIMIT 1"):
            raise ConservationError(
                f"Des lignes d'un fichier retiré resteraient dans la table {table} : "
                "rien n'a été changé, lancez « oise reconstruire »."
            )
    kept = {
        (row[0], row[1]): row[2:]
        for row in lake.rows(
            f"SELECT sequence, nom_table, soumises, integrees, ecartees, retirees FROM lac.depots_lignes WHERE {these}"
        )
    }
    for one in gone:
        for table, count in one.verdict.lignes.items():
            if kept.get((one.sequence, table)) != (count.soumises, 0, 0, count.soumises):
                raise ConservationError(_broken(one, table, f"{count.soumises} soumises, puis retirées"))


def _broken(one: Deposit, table: str, what: str) -> str:
    about = f"{one.verdict.expediteur}, {one.verdict.trimestre}" if one.verdict.trimestre else one.verdict.expediteur
    return (
        f"Le compte des lignes de « {one.verdict.nom_original} » ({about}) n'est pas juste dans la table {table} "
        f"({what}) : rien n'a été changé, refaites staging/ puis lancez « oise reconstruire »."
    )
