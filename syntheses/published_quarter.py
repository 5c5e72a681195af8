"""One quarter read from the published DuckDB file: once a process, for all the bodies it will be cut into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from registry.periods import Trimestre
from warehouse.published import Reader, open_published

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
    published values. ``populations``: unit to (year, status) of the reference used. ``codes``: (list, code) to label.
    """

    trimestre: Trimestre
    fictives: bool
    fiches: tuple[Sheet, ...]
    faits: Mapping[tuple[str, str], Fact]
    trimestres: tuple[Trimestre, ...]
    series: Mapping[tuple[str, str], Mapping[Trimestre, Decimal]]
    depots: tuple[Mapping[str, Any], ...]
    valeurs_nb: Mapping[str, int]
    partenariats: tuple[Mapping[str, Any], ...]
    conventions: tuple[Mapping[str, Any], ...]
    populations: Mapping[str, tuple[int, str]]
    codes: Mapping[tuple[str, str], str]

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
        valeurs_nb=dict(reader.values(_VALEURS, [quarter])),
        partenariats=tuple(rows("SELECT * FROM partenariats ORDER BY expediteur, id_local")),
        conventions=tuple(rows(_CONVENTIONS)),
        populations={unit: (year, status) for unit, year, status in reader.values(_POPULATIONS, [trimestre.annee])},
        codes={(liste, code): _curly(label) for liste, code, label in reader.values(_CODES)},
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
_CONVENTIONS = (
    "SELECT c.*, p.partenaire FROM conventions AS c LEFT JOIN (SELECT id_local, any_value(partenaire) AS partenaire "
    "FROM partenariats GROUP BY id_local) AS p ON p.id_local = c.partenariat_id ORDER BY c.expediteur, c.id_local"
)
_POPULATIONS = (
    "SELECT unite_code, max(annee) AS annee, arg_max(statut, annee) AS statut FROM dim_population "
    "WHERE division = '1999' AND annee <= ? GROUP BY unite_code"
)


def _sheet(row: Mapping[str, Any]) -> Sheet:
    return Sheet(
        code=row["indicateur"],
        libelle=_curly(row["libelle"]),
        domaine=row["domaine"],
        unite=row["unite"],
        decimales=int(row["decimales"]),
        sens=row["sens"],
        compte=_curly(row["compte"]),
        niveau_min=row["niveau_min"],
        norme=row["norme"],
        norme_source=_curly(row["norme_source"]),
        norme_officielle=bool(row["norme_officielle"]),
        remarque=_curly(row["remarque"]),
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
    return Fact(valeur, _curly(motif), connues or 0, total or 0, cercles, propre, avant, apres, unites_constant or 0)


def _curly(text: str | None) -> str:
    """Our own French, with the apostrophe of print; what senders typed is never touched."""
    return (text or "").replace("'", "’")


def as_day(value: Any) -> date | None:
    """The day of a timestamp or date of the file."""
    return value.date() if isinstance(value, datetime) else value
