"""What the figures of a quarter are made of, read once from the published file: contributions, values, rows, files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from indicators.declaration import Indicateur
from indicators.discovery import all_indicators
from indicators.terms import CumulAnnee, ObligatoiresRenseignes, SommeElements
from registry.elements import all_elements, elements_asked
from registry.periods import Trimestre
from schemas.submission import VerdictCode
from syntheses.published_quarter import row_tables
from warehouse.literals import listed, literal
from warehouse.mart import VALIDITE, window
from warehouse.published import Reader, open_published

Row = Mapping[str, Any]
Key = tuple[str, str]


class File(NamedTuple):
    """A file received. ``depot``: its number in the installation's journal; ``nom`` may be withheld."""

    depot: int
    trimestre: str
    expediteur: str
    objet: str
    sha256: str
    nom: str
    version: int | None
    nature: str | None
    verdict: VerdictCode
    recu_le: datetime


class Part(NamedTuple):
    """What one contributor adds to a figure: a unit, or a row (``table/expediteur/id_local``)."""

    niveau: str
    unite_code: str
    cercle_code: str | None
    region_code: str
    num: Decimal
    den: Decimal | None
    ligne: str | None
    detail: str | None


class Reading(NamedTuple):
    """A value of a commune as one quarter told it, and where it was read."""

    trimestre: str
    valeur: Decimal | None
    etat: str
    depot: int
    feuille: str
    ligne: int
    colonne: str


class Sum(NamedTuple):
    """A row of ``fait_indicateurs``; nothing of a hidden figure is kept but why."""

    niveau: str
    numerateur: Decimal | None
    denominateur: Decimal | None
    valeur: Decimal | None
    masque: bool
    motif: str
    connues: int
    total: int
    cercles: tuple[int, int] | None
    avant: Decimal | None
    apres: Decimal | None
    constantes: int | None


class Inhabitants(NamedTuple):
    """The population of a unit: a dated reference, never typed by a sender."""

    annee: int
    population: int
    statut: str
    source: str


class Validated(NamedTuple):
    """What the CSR says of a cercle's files for a quarter."""

    decision: str
    a_jour: bool
    le: str


@dataclass(frozen=True, eq=False)
class Evidence:
    """The evidence of a quarter.

    ``parts``: by indicator. ``sommes``: by (unit, indicator). ``valeurs``: by (commune, element), the latest first, in
    the year that ends with the quarter. ``lignes``: by table, then by (sender, local id). ``fichiers``: by number.
    ``validations``: by (quarter, cercle). ``edition``: its number and when it was made.
    ``valeurs_nb``: the published values of each commune this quarter. ``index`` and ``porteurs``:
    rows by the value of a column, contributions by who holds them, filled when first asked for.
    """

    trimestre: Trimestre
    fictives: bool
    edition: tuple[int, str]
    parts: Mapping[str, tuple[Part, ...]]
    sommes: Mapping[Key, Sum]
    valeurs: Mapping[Key, tuple[Reading, ...]]
    lignes: Mapping[str, Mapping[Key, Row]]
    fichiers: Mapping[int, File]
    populations: Mapping[str, Inhabitants]
    validations: Mapping[Key, Validated]
    valeurs_nb: Mapping[str, int]
    index: dict[tuple[str, str], dict[Any, list[Row]]] = field(default_factory=dict)
    porteurs: dict[Key, list[Part]] = field(default_factory=dict)

    def in_force(self, commune: str, element: str) -> Reading | None:
        """The reading of a commune's value in force: of the quarter, or for a yearly element the last known.

        Where no value is known, what the quarter says instead of one; None when it says nothing.
        """
        return next(iter(self.valeurs.get((commune, element), ())), None)

    def since_january(self, commune: str, element: str) -> tuple[Reading, ...]:
        """The readings of the year's quarters up to this one, the first one first."""
        first = str(Trimestre(self.trimestre.annee, 1))
        return tuple(one for one in reversed(self.valeurs.get((commune, element), ())) if one.trimestre >= first)

    def files_of(self, expediteur: str, trimestre: str | None = None) -> Iterator[File]:
        """The files of a sender for a quarter, this one by default, in order of receipt."""
        wanted = trimestre or str(self.trimestre)
        return (one for one in self.fichiers.values() if (one.expediteur, one.trimestre) == (expediteur, wanted))

    def held_by(self, code: str, place: str) -> list[Part]:
        """The contributions of a cercle and its communes, or what a region or the nation holds itself."""
        if not self.porteurs:
            for indicator, parts in self.parts.items():
                for part in parts:
                    self.porteurs.setdefault((indicator, part.cercle_code or part.unite_code), []).append(part)
        return self.porteurs.get((code, place), [])

    def pointing(self, table: str, column: str, value: object) -> list[Row]:
        """The rows of a table whose column has that value: of events, those kept up to this quarter."""
        if (table, column) not in self.index:
            by_value: dict[Any, list[Row]] = {}
            for row in self.lignes.get(table, {}).values():
                by_value.setdefault(row.get(column), []).append(row)
            self.index[table, column] = by_value
        return self.index[table, column].get(value, []) if value is not None else []

    def owned(self, table: str, unite: str) -> list[Row]:
        """The rows of a table that a unit owns: of a register, or of this quarter's events."""
        quarter = str(self.trimestre)
        return [row for row in self.pointing(table, "unite_code", unite) if row.get("trimestre", quarter) == quarter]

    def row(self, ligne: str) -> tuple[str, Key, Row | None]:
        """The table, the key and the published row that a contribution names; None when it is no longer published."""
        table, sender, local = ligne.split("/", 2)
        return table, (sender, local), self.lignes.get(table, {}).get((sender, local))


def read_evidence(path: Path, trimestre: Trimestre, code: str = "") -> Evidence:
    """The evidence of a quarter for all indicators but the communes' own sums, or of the one of that ``code`` whole.

    Raises OiseError when there is no published file.
    """
    with open_published(path) as reader:
        return _read(reader, trimestre, all_indicators()[code] if code else None)


def _read(reader: Reader, trimestre: Trimestre, only: Indicateur | None) -> Evidence:
    quarter, values = str(trimestre), reader.values
    among = f"AND indicateur = {literal(only.code)}" if only is not None else ""
    parts: dict[str, list[Part]] = {}
    for indicator, *told in values(_PARTS.format(among), [quarter]):
        parts.setdefault(indicator, []).append(Part(*told))
    sums = values(_SOMMES.format(among or "AND niveau <> 'commune'"), [quarter])
    return Evidence(
        trimestre=trimestre,
        fictives=any(fictive for (fictive,) in values("SELECT donnees_fictives FROM _edition")),
        edition=next(iter(values("SELECT numero, cree_le FROM _edition")), (0, "")),
        parts={indicator: tuple(found) for indicator, found in parts.items()},
        sommes={(unit, one): _sum(*told) for unit, one, *told in sums},
        valeurs=_readings(reader, trimestre, only),
        lignes=dict(_rows(reader, quarter, only)),
        fichiers={told[0]: File(*told) for told in values(_FICHIERS)},
        populations=_populations(reader, trimestre),
        validations=_validations(reader),
        valeurs_nb=dict(values(_VALEURS_NB, [quarter])),
    )


_PARTS = (
    "SELECT indicateur, niveau, unite_code, cercle_code, region_code, num, den, ligne, detail FROM fait_contributions "
    "WHERE trimestre = ? {} ORDER BY indicateur, region_code, cercle_code NULLS FIRST, unite_code, ligne"
)
_READ = "unite_code, element, trimestre, valeur, etat, origine_depot, origine_feuille, origine_ligne, origine_colonne"
_SOMMES = (
    "SELECT unite_code, indicateur, niveau, numerateur, denominateur, valeur, masque, motif_masque, unites_connues, "
    "unites_total, expediteurs_connus, expediteurs_total, valeur_precedente_constant, valeur_constant, unites_constant "
    "FROM fait_indicateurs WHERE trimestre = ? {}"
)
_FICHIERS = (
    "SELECT depot, trimestre, expediteur, objet, sha256, nom, version, nature, verdict, recu_le FROM fichiers "
    "ORDER BY depot"
)
_VALEURS_NB = (
    "SELECT unite_code, count(valeur) FROM fait_services WHERE trimestre = ? AND niveau = 'commune' GROUP BY unite_code"
)
# The store's own rule: a published figure, however old, is preferred to a simulated one.
_POPULATIONS = (
    "SELECT unite_code, annee, population, statut, source FROM dim_population WHERE division = '1999' AND annee <= ? "
    "QUALIFY row_number() OVER (PARTITION BY unite_code ORDER BY statut <> 'simule' DESC, annee DESC, "
    "statut = 'definitif' DESC) = 1"
)


def _readings(reader: Reader, trimestre: Trimestre, only: Indicateur | None) -> dict[Key, tuple[Reading, ...]]:
    """The readings of each commune and element that some indicator reads: the one in force, those since January of
    what is cumulated; of the mandatory elements, those of the quarter."""
    chosen = tuple(all_indicators().values()) if only is None else (only,)
    terms = [term for one in chosen for term in (one.numerateur, one.denominateur)]
    read = {code for term in terms if isinstance(term, SommeElements) for code in term.codes}
    if any(isinstance(term, ObligatoiresRenseignes) for term in terms):
        read |= {element.code for element in elements_asked(trimestre) if element.obligatoire}
    summed = {code for term in terms if isinstance(term, CumulAnnee) for code in term.codes}
    quarterly = {code for code in read if all_elements()[code].periodicite == "trimestre"}
    quarter, january, oldest = str(trimestre), str(Trimestre(trimestre.annee, 1)), window(trimestre)[VALIDITE - 1]
    whole = f"SELECT {_READ} FROM fait_services WHERE niveau = 'commune' AND origine_depot IS NOT NULL"
    now = f"trimestre = {literal(quarter)}"
    queries = (
        f"{whole} AND {now} AND element IN ({listed(quarterly)})",
        f"{whole} AND trimestre BETWEEN {literal(oldest)} AND {literal(quarter)} AND element IN "
        f"({listed(read - quarterly)}) AND (valeur IS NOT NULL OR {now}) QUALIFY row_number() OVER (PARTITION BY "
        "unite_code, element ORDER BY valeur IS NULL, trimestre DESC) = 1",
        f"{whole} AND trimestre BETWEEN {literal(january)} AND {literal(quarter)} AND element IN ({listed(summed)}) "
        "ORDER BY trimestre DESC",
    )
    found: dict[Key, tuple[Reading, ...]] = {}
    for query in queries:
        for place, element, *told in reader.values(query):
            one = Reading(*told)
            before = found.get((place, element), ())
            if one not in before:
                found[place, element] = (*before, one)
    return found


def _rows(reader: Reader, quarter: str, only: Indicateur | None) -> Iterator[tuple[str, dict[Key, Row]]]:
    read = None if only is None else {table.nom for table, _ in only.lectures}
    if read is not None and "cooperations" in read:
        read |= {"etapes_cycle", "plans_action", "actions", "engagements", "decaissements"}
    for table in row_tables():
        if read is None or table.nom in read:
            # What is cumulated since the origin looks back further than the quarter.
            when = "" if table.nature == "registre" else f"WHERE trimestre <= {literal(quarter)} ORDER BY trimestre"
            found = reader.rows(f"SELECT * FROM {table.nom} {when}")
            yield table.nom, {(row["expediteur"], row["id_local"]): row for row in found}
    if read is not None and not read & {"conventions", "cooperations"}:
        return
    for name in ("conventions_statuts", "cooperations"):
        found = reader.rows(f"SELECT * FROM {name} WHERE trimestre = {literal(quarter)}")
        yield name, {(row["expediteur"], row["id_local"]): row for row in found}


def _sum(
    niveau: str,
    num: Decimal | None,
    den: Decimal | None,
    valeur: Decimal | None,
    masque: bool,
    motif: str | None,
    connues: int | None,
    total: int | None,
    cercles: int | None,
    cercles_total: int | None,
    avant: Decimal | None,
    apres: Decimal | None,
    constantes: int | None,
) -> Sum:
    if masque:
        num = den = valeur = avant = apres = None
    heard = None if cercles_total is None else (cercles or 0, cercles_total)
    return Sum(niveau, num, den, valeur, masque, motif or "", connues or 0, total or 0, heard, avant, apres, constantes)


def _populations(reader: Reader, trimestre: Trimestre) -> dict[str, Inhabitants]:
    rows = reader.values(_POPULATIONS, [trimestre.annee])
    return {unit: Inhabitants(*told) for unit, *told in rows}


def _validations(reader: Reader) -> dict[Key, Validated]:
    """What the regions' monitors said, where the file holds it."""
    if not reader.values("SELECT 1 FROM duckdb_tables() WHERE table_name = 'validations_statuts'"):
        return {}
    rows = reader.rows("SELECT * FROM validations_statuts WHERE decision_code IS NOT NULL")
    return {
        (row["trimestre"], row["expediteur"]): Validated(row["decision_code"], row["a_jour"], str(row["valide_le"]))
        for row in rows
    }
