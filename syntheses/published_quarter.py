"""One quarter read from the published DuckDB file: once a process, for all the bodies it will be cut into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from registry.periods import Trimestre
from schemas.declaration import Table
from syntheses.register_facts import Cell
from syntheses.typography import curly
from warehouse.published import Reader, open_published
from warehouse.star import declared_tables, form_of

# How far back the chart looks.
TRIMESTRES_DE_LA_COURBE = 8


@dataclass(frozen=True)
class Sheet:
    """What is said of one indicator, whatever the place."""

    code: str
    libelle: str
    domaine: str
    unite: str
    decimales: int
    sens: str
    compte: str
    niveau_min: str
    norme: int | None
    norme_source: str
    norme_officielle: bool
    remarque: str
    rapport: bool


@dataclass(frozen=True)
class Fact:
    """One row of ``fait_indicateurs``; ``valeur`` is None when hidden or unknown."""

    valeur: Decimal | None
    motif: str
    connues: int
    total: int
    cercles: tuple[int, int] | None
    propre: Decimal | None
    avant: Decimal | None
    apres: Decimal | None
    unites_constant: int


@dataclass(frozen=True)
class Quarter:
    """The published facts of a quarter, by unit and indicator.

    ``series``: (unit, indicator) to values by quarter, for cercles and above. ``valeurs_nb``: commune to its number of
    published values. ``completude``: unit to its rates, ``cellules_demandees``: unit to the cells asked and filled.
    ``populations``: unit to (year, status) of the reference used. ``codes``: (list, code) to label. ``lignes``: by
    table of rows, those of the registers' current state and of the quarter's events. ``decaisse``: what was disbursed
    by unit, engagement and channel, in the quarter and up to its end. ``statuts`` and ``cooperations``: what the
    quarter's end says of a convention, of a partnership, by (sender, local id). ``revisions``: by unit, what the
    quarter's syntheses announce as changed. ``validations``: the CSRs' decisions. ``cellules``: a table's rows as they
    are shown, filled when first asked for.
    """

    trimestre: Trimestre
    fictives: bool
    fiches: tuple[Sheet, ...]
    faits: Mapping[tuple[str, str], Fact]
    trimestres: tuple[Trimestre, ...]
    series: Mapping[tuple[str, str], Mapping[Trimestre, Decimal]]
    depots: tuple[Mapping[str, Any], ...]
    completude: Mapping[str, Mapping[str, Any]]
    cellules_demandees: Mapping[str, tuple[int, int]]
    valeurs_nb: Mapping[str, int]
    lignes: Mapping[str, tuple[Mapping[str, Any], ...]]
    decaisse: tuple[Mapping[str, Any], ...]
    statuts: Mapping[tuple[str, str], Mapping[str, Any]]
    cooperations: Mapping[tuple[str, str], Mapping[str, Any]]
    populations: Mapping[str, tuple[int, str]]
    codes: Mapping[tuple[str, str], str]
    revisions: Mapping[str, tuple[Mapping[str, Any], ...]]
    validations: tuple[Mapping[str, Any], ...] = ()
    cellules: dict[str, tuple[tuple[Cell, ...], ...]] = field(default_factory=dict)

    def label(self, liste: str, code: str | None) -> str:
        """The French label of a code, the code itself when the list doesn't know it."""
        return self.codes.get((liste, code or ""), code or "")


def read_quarter(db_path: Path, trimestre: Trimestre) -> Quarter:
    """What the published file says of a quarter; read again only when the file is another or has changed.

    Raises OiseError when there is no published file.
    """
    path = db_path.resolve()
    state = path.stat() if path.exists() else None
    return _read(path, (state.st_ino, state.st_size, state.st_mtime_ns) if state else None, trimestre)


@lru_cache(maxsize=2)
def _read(path: Path, _state: tuple[int, int, int] | None, trimestre: Trimestre) -> Quarter:
    with open_published(path) as reader:
        return _quarter(reader, trimestre)


def _quarter(reader: Reader, trimestre: Trimestre) -> Quarter:
    quarter, rows = str(trimestre), reader.rows
    known = [Trimestre.parse(code) for (code,) in reader.values("SELECT trimestre FROM dim_trimestre")]
    quarters = tuple(sorted(one for one in {*known, trimestre} if one <= trimestre)[-TRIMESTRES_DE_LA_COURBE:])
    parsed = {str(one): one for one in quarters}
    series: dict[tuple[str, str], dict[Trimestre, Decimal]] = {}
    for unit, indicator, code, value in reader.values(_SERIES, [str(quarters[0]), quarter]):
        if code in parsed:
            series.setdefault((unit, indicator), {})[parsed[code]] = value
    return Quarter(
        trimestre=trimestre,
        fictives=any(fictive for (fictive,) in reader.values("SELECT donnees_fictives FROM _edition")),
        fiches=tuple(_sheet(row) for row in rows("SELECT * FROM dim_indicateur")),
        faits={(unit, indicator): _fact(*rest) for unit, indicator, *rest in reader.values(_FAITS, [quarter])},
        trimestres=quarters,
        series=series,
        depots=tuple(rows("SELECT * FROM depots WHERE trimestre = ? ORDER BY expediteur", [quarter])),
        completude={row["unite_code"]: row for row in rows("SELECT * FROM completude WHERE trimestre = ?", [quarter])},
        cellules_demandees={unit: (asked, filled) for unit, asked, filled in reader.values(_CELLULES, [quarter])},
        valeurs_nb=dict(reader.values(_VALEURS, [quarter])),
        lignes={table.nom: tuple(_register_rows(reader, table, quarter)) for table in row_tables()},
        decaisse=tuple(rows(_DECAISSE, [quarter, quarter])),
        statuts=_by_key(rows("SELECT * FROM conventions_statuts WHERE trimestre = ?", [quarter])),
        cooperations=_by_key(rows("SELECT * FROM cooperations WHERE trimestre = ?", [quarter])),
        populations={unit: (year, status) for unit, year, status in reader.values(_POPULATIONS, [trimestre.annee])},
        codes={(liste, code): curly(label) for liste, code, label in reader.values(_CODES)},
        revisions=_by_unit(rows("SELECT * FROM revisions WHERE trimestre_synthese = ?", [quarter])),
        validations=tuple(rows("SELECT * FROM validations_statuts WHERE trimestre = ?", [quarter])),
    )


_SERIES = (
    "SELECT unite_code, indicateur, trimestre, valeur FROM fait_indicateurs "
    "WHERE niveau <> 'commune' AND valeur IS NOT NULL AND trimestre BETWEEN ? AND ?"
)
_FAITS = (
    "SELECT unite_code, indicateur, masque, valeur, motif_masque, unites_connues, unites_total, expediteurs_connus, "
    "expediteurs_total, dont_niveau_propre, valeur_precedente_constant, valeur_constant, unites_constant "
    "FROM fait_indicateurs WHERE trimestre = ?"
)
_CODES = "SELECT liste, code, libelle FROM dim_code"
_VALEURS = (
    "SELECT unite_code, count(valeur) AS nb FROM fait_services WHERE trimestre = ? AND niveau = 'commune' "
    "GROUP BY unite_code"
)
_CELLULES = (
    "SELECT unite_code, sum(cellules_attendues_nb)::BIGINT AS attendues, sum(cellules_remplies_nb)::BIGINT AS remplies "
    "FROM completude_domaines WHERE trimestre = ? GROUP BY unite_code"
)
_DECAISSE = (
    "SELECT unite_code, expediteur, engagement_id, canal_code, sum(montant_fcfa)::BIGINT AS cumul_fcfa, "
    "coalesce(sum(montant_fcfa) FILTER (trimestre = ?), 0)::BIGINT AS trimestre_fcfa FROM decaissements "
    "WHERE trimestre <= ? GROUP BY ALL ORDER BY ALL"
)
_POPULATIONS = (
    "SELECT unite_code, max(annee) AS annee, arg_max(statut, annee) AS statut FROM dim_population "
    "WHERE division = '1999' AND annee <= ? GROUP BY unite_code"
)


@cache
def row_tables() -> tuple[Table, ...]:
    """The declared tables published row by row, in their order."""
    return tuple(table for table in declared_tables() if form_of(table) == "lignes")


def _register_rows(reader: Reader, table: Table, quarter: str) -> list[dict[str, Any]]:
    if table.nature == "registre":
        return reader.rows(f"SELECT * FROM {table.nom} ORDER BY expediteur, id_local")
    return reader.rows(f"SELECT * FROM {table.nom} WHERE trimestre = ? ORDER BY expediteur, id_local", [quarter])


def _by_key(rows: list[dict[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(row["expediteur"], row["id_local"]): row for row in rows}


def _by_unit(rows: list[dict[str, Any]]) -> dict[str, tuple[Mapping[str, Any], ...]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["unite_code"], []).append(row)
    return {code: tuple(of_it) for code, of_it in found.items()}


def _sheet(row: Mapping[str, Any]) -> Sheet:
    return Sheet(
        code=row["indicateur"],
        libelle=curly(row["libelle"]),
        domaine=row["domaine"],
        unite=row["unite"],
        decimales=int(row["decimales"]),
        sens=row["sens"],
        compte=curly(row["compte"]),
        niveau_min=row["niveau_min"],
        norme=row["norme"],
        norme_source=curly(row["norme_source"]),
        norme_officielle=bool(row["norme_officielle"]),
        remarque=curly(row["remarque"]),
        rapport=row["denominateur"] is not None,
    )


def _fact(
    masque: bool | None,
    valeur: Decimal | None,
    motif: str | None,
    connues: int | None,
    total: int | None,
    cercles_connus: int | None,
    cercles_total: int | None,
    propre: Decimal | None,
    avant: Decimal | None,
    apres: Decimal | None,
    unites_constant: int | None,
) -> Fact:
    """A hidden row keeps no value here, whatever the file holds."""
    cercles = None if cercles_total is None else (cercles_connus or 0, cercles_total)
    if masque:
        valeur = propre = avant = apres = None
    return Fact(valeur, curly(motif), connues or 0, total or 0, cercles, propre, avant, apres, unites_constant or 0)


def as_day(value: Any) -> date | None:
    """The day of a timestamp or date of the file."""
    return value.date() if isinstance(value, datetime) else value
