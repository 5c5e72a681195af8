"""The lineage of a published figure: its sums, what each contributor adds, and the cells of the files it was read in.

Everything comes from the published file: restricted or protected figures lead to a count and to files only.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rapidfuzz import process

from indicators.declaration import Indicateur
from indicators.discovery import all_indicators
from indicators.evidence import grain_of
from indicators.terms import LignesDistinctes
from registry.codelists import code_list
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.places import find
from registry.territory import NATION, Unite, ancestor, cercle_senders, unit, units
from schemas.submission import ACCEPTED
from syntheses.evidence import Evidence, File, Inhabitants, Part, Validated, read_evidence
from syntheses.origins import Cell, cells_of, files_behind, reads_population, unknown_cells
from warehouse.published import open_published

SANS_DETAIL = (
    "Les parts de cet indicateur ne se publient pas une à une, pour protéger les personnes : "
    "seuls le compte et les fichiers sont dits."
)


@dataclass(frozen=True)
class Contribution:
    """What one contributor adds. ``ligne``: the row, "" for the unit itself; ``fichiers``: where there is no cell."""

    niveau: str
    unite_code: str
    nom: str
    cercle_code: str
    region_code: str
    numerateur: Decimal
    denominateur: Decimal | None
    ligne: str
    detail: str
    cellules: tuple[Cell, ...]
    fichiers: tuple[int, ...]
    population: Inhabitants | None


@dataclass(frozen=True)
class Unknown:
    """A commune of the field that is in neither sum, and the cells that say why."""

    unite_code: str
    nom: str
    cellules: tuple[Cell, ...]


@dataclass(frozen=True)
class Source:
    """A file, with the CSR's validation of its sender for that quarter; both texts are "" when there is none.

    ``a_jour``: whether the validation saw exactly the files that count now.
    """

    fichier: File
    validation: str
    a_jour: bool | None
    valide_le: str


@dataclass(frozen=True)
class Trace:
    """The lineage of one figure.

    ``valeur`` and both sums are None when hidden, and ``motif`` says why. ``couverture``: known and total units of the
    field; ``cercles``: for counts of rows, those heard from and those of the territory. ``sans_detail``: why there are
    no contributions, "" otherwise. ``edition``: the number of the edition read, and when it was made.
    """

    indicateur: str
    libelle: str
    unite: str
    unite_code: str
    nom: str
    niveau: str
    trimestre: str
    numerateur_mots: str
    denominateur_mots: str
    multiplicateur: int
    numerateur: Decimal | None
    denominateur: Decimal | None
    valeur: Decimal | None
    motif: str
    couverture: tuple[int, int]
    cercles: tuple[int, int] | None
    sans_detail: str
    contributions: tuple[Contribution, ...]
    inconnues: tuple[Unknown, ...]
    sources: tuple[Source, ...]
    edition: int
    edition_le: str
    donnees_fictives: bool


def trace(path: Path, indicateur: str, unite: str, trimestre: Trimestre) -> Trace:
    """The lineage of a figure in the published file at ``path``.

    Raises OiseError, with the nearest, for an indicator, a unit or a quarter that the file doesn't hold, and for a
    figure that isn't published at that level.
    """
    one, place = indicator_named(indicateur), place_named(unite)
    _check_quarter(path, trimestre)
    evidence = read_evidence(path, trimestre, one.code)
    return trace_in(evidence, one, place)


def trace_in(evidence: Evidence, one: Indicateur, place: Unite) -> Trace:
    """The lineage of a figure in evidence already read; raises OiseError as ``trace`` does."""
    total = evidence.sommes.get((place.code, one.code))
    if total is None:
        raise OiseError(
            f"L'indicateur {one.code} n'est pas publié pour {place.nom} ({place.code}), qui est au niveau "
            f"{place.niveau} : demandez-le pour l'unité au-dessus, {place.parent or NATION}."
        )
    shown = grain_of(one) is not None
    parts = [part for part in evidence.parts.get(one.code, ()) if lies_in(part, place)] if shown else []
    contributions = tuple(_contribution(one, part, evidence) for part in parts)
    unknown = _unknown(one, place, parts, evidence) if shown and one.champ == "commune" else ()
    return Trace(
        indicateur=one.code,
        libelle=one.libelle,
        unite=one.unite,
        unite_code=place.code,
        nom=place.nom,
        niveau=place.niveau,
        trimestre=str(evidence.trimestre),
        numerateur_mots=one.numerateur.mots,
        denominateur_mots=one.denominateur.mots if one.denominateur is not None else "",
        multiplicateur=one.multiplicateur,
        numerateur=total.numerateur,
        denominateur=total.denominateur,
        valeur=total.valeur,
        motif=total.motif,
        couverture=(total.connues, total.total),
        cercles=total.cercles,
        sans_detail="" if shown else SANS_DETAIL,
        contributions=contributions,
        inconnues=unknown,
        sources=tuple(_sources(contributions, unknown, place, evidence)),
        edition=evidence.edition[0],
        edition_le=evidence.edition[1],
        donnees_fictives=evidence.fictives,
    )


def added_up(one: Indicateur, parts: tuple[Contribution, ...]) -> tuple[Decimal, Decimal]:
    """The numerator and the denominator that contributions give: sums, or a count of what differs."""
    if isinstance(one.numerateur, LignesDistinctes):
        return Decimal(len({part.detail for part in parts})), Decimal(0)
    top = sum((part.numerateur for part in parts), Decimal(0))
    return top, sum((part.denominateur or Decimal(0) for part in parts), Decimal(0))


def lies_in(part: Part, place: Unite) -> bool:
    """Whether a contributor is the unit or lies in it."""
    own = {"commune": part.unite_code, "cercle": part.cercle_code, "region": part.region_code, "pays": NATION}
    return own[place.niveau] == place.code


def indicator_named(code: str) -> Indicateur:
    """The published indicator of that code; raises OiseError with the nearest."""
    published = {one.code: one for one in all_indicators().values() if one.niveau_publie is not None}
    found = published.get(code.strip().lower())
    if found is not None:
        return found
    choices = {one.code: f"{one.code} {one.libelle}" for one in published.values()}
    _, _, near = process.extract(code, choices, limit=1)[0]
    raise OiseError(
        f"« {code} » n'est pas un indicateur publié : vouliez-vous dire {near} ({published[near].libelle}) ?"
    )


def place_named(code: str) -> Unite:
    """The unit of that code, of any level; raises OiseError, with the nearest by code or by name."""
    found = units().get(code.strip().upper())
    if found is not None:
        return found
    near = find(code)
    advice = f" : vouliez-vous dire {near[0].unite.code} ({near[0].unite.nom}) ?" if near else "."
    raise OiseError(f"« {code} » n'est pas le code d'une collectivité du Mali (division de 1999){advice}")


def _check_quarter(path: Path, trimestre: Trimestre) -> None:
    with open_published(path) as reader:
        known = [Trimestre.parse(code) for (code,) in reader.values("SELECT trimestre FROM dim_trimestre ORDER BY ALL")]
        if "fait_contributions" not in {name for (name,) in reader.values("SELECT table_name FROM duckdb_tables()")}:
            raise OiseError(
                "Cette édition ne dit pas de quoi ses chiffres sont faits : elle est d'une version antérieure d'OISE ; "
                "lancez « oise trimestre » pour en publier une qui le dise."
            )
    if trimestre in known:
        return
    if not known:
        raise OiseError("Aucun trimestre n'est publié : lancez « oise trimestre » d'abord.")
    near = min(known, key=lambda one: abs((one.annee - trimestre.annee) * 4 + one.numero - trimestre.numero))
    raise OiseError(f"Le {trimestre.libelle} n'est pas publié : le trimestre publié le plus proche est {near}.")


def _contribution(one: Indicateur, part: Part, evidence: Evidence) -> Contribution:
    cells = cells_of(one, part, evidence)
    held = evidence.populations.get(part.unite_code) if one.champ == "commune" and reads_population(one) else None
    return Contribution(
        niveau=part.niveau,
        unite_code=part.unite_code,
        nom=unit(part.unite_code).nom,
        cercle_code=part.cercle_code or "",
        region_code=part.region_code,
        numerateur=part.num,
        denominateur=part.den,
        ligne=part.ligne or "",
        detail=part.detail or "",
        cellules=cells,
        fichiers=() if any(cell.depot is not None for cell in cells) else files_behind(one, part, evidence),
        population=held,
    )


def _unknown(one: Indicateur, place: Unite, parts: list[Part], evidence: Evidence) -> tuple[Unknown, ...]:
    known = {part.unite_code for part in parts}
    return tuple(
        Unknown(commune.code, commune.nom, unknown_cells(one, commune.code, evidence))
        for commune in units().values()
        if commune.niveau == "commune" and commune.code not in known and _within(commune, place)
    )


def _within(one: Unite, place: Unite) -> bool:
    return ancestor(one.code, place.niveau) == place.code


def _sources(
    contributions: tuple[Contribution, ...], unknown: tuple[Unknown, ...], place: Unite, evidence: Evidence
) -> list[Source]:
    """The files cited, in order; where nothing is told one by one, those of the territory that count."""
    cited = {cell.depot for part in contributions for cell in part.cellules}
    cited |= {cell.depot for one in unknown for cell in one.cellules}
    cited |= {depot for one in contributions for depot in one.fichiers}
    if not contributions and not unknown:
        own = place if place.niveau != "commune" else unit(place.parent)
        senders = {one.code for one in cercle_senders() if _within(one, own)} | {own.code}
        for sender in senders:
            cited |= {file.depot for file in evidence.files_of(sender) if file.verdict in ACCEPTED}
    known = sorted(depot for depot in cited if depot is not None and depot in evidence.fichiers)
    return [source_of(evidence, depot) for depot in known]


def source_of(evidence: Evidence, depot: int) -> Source:
    """A file and what the CSR says of it; raises KeyError for a file that isn't told."""
    file = evidence.fichiers[depot]
    said: Validated | None = evidence.validations.get((file.trimestre, file.expediteur))
    if said is None or file.objet != "declaration":
        return Source(file, "", None, "")
    return Source(file, said.decision, said.a_jour, said.le)


def validation_text(one: Source) -> str:
    """What the CSR says of a file's sender for its quarter, in French; "" of a file that counts for nothing."""
    if one.fichier.verdict not in ACCEPTED:
        return ""
    if not one.validation:
        return "sans validation"
    said = code_list("decisions_validation").libelles.get(one.validation, one.validation).lower()
    return said if one.a_jour else f"{said}, avant le dernier fichier"
