"""The synthesis of a region of the division of 2023, and of the country by these regions.

Figures are those that the published file adds up again from their contributions (``v_indicateurs_2023``); what lies
below is told by units of 1999. What isn't attributed is said apart with its numbers, and how far the correspondence of
both divisions is known comes before any figure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from indicators.discovery import all_indicators
from indicators.terms import Population
from registry.attachments import (
    DIVISION,
    correspondence,
    members,
    region_of,
    since,
    unattached,
)
from registry.bodies import body as organ
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import NATION, Unite, ancestor, units
from registry.writing import long_date
from syntheses.analysis import analysis_of, provisional_reserves
from syntheses.analysis_facts import Analysis
from syntheses.bodies import body
from syntheses.content import (
    compose,
    deposit_of,
    figure_of,
    layer_of,
    ordered,
    series_of,
    sorted_by_name,
    subunit_of,
)
from syntheses.delivery import Delivery
from syntheses.discovery import all_formats
from syntheses.division_words import known_of_nation, known_of_region, possible
from syntheses.facts import Body, Completeness, Content, SubUnit
from syntheses.published_quarter import Fact, Quarter, read_quarter
from syntheses.registers import registers_of
from syntheses.reserves import reserves_of
from syntheses.scorecard import weaknesses
from syntheses.selection import SUJETS_DE_COURBE
from syntheses.typography import curly, of_place, plural
from warehouse.division_views import NON_RATTACHE
from warehouse.editions import BASE, read_manifest
from warehouse.history import edition_known_on
from warehouse.published import open_published
from warehouse.state import moment

NON_RECALCULABLE = "Ne se recalcule pas dans la division de 2023 : ses contributions ne sont pas publiées"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class _Read:
    """The figures of 2023: by level and unit, the facts of each indicator; of a few, every quarter's value."""

    faits: Mapping[tuple[str, str], Mapping[str, Fact]]
    series: Mapping[tuple[str, str], Mapping[Trimestre, Any]]


def division_body(code: str, trimestre: Trimestre) -> Body:
    """The CRO of a region of 2023 (``ML12`` or ``2023/ML12``), or the CNO (``ML``).

    Raises OiseError when there is none, or when nothing of that division holds at the quarter's end.
    """
    day = trimestre.fin
    if day < since():
        raise OiseError(
            f"La division de 2023 vaut depuis le {long_date(since())} : au {trimestre.libelle} elle n'existait pas. "
            "Les chiffres plus anciens s'y lisent en SQL, avec la macro indicateur_2023."
        )
    if code.strip().upper().removeprefix(f"{DIVISION}/").removeprefix("CNO_") == NATION:
        nation = body(NATION, trimestre)
        return replace(nation, titre=f"{nation.titre}, par régions de 2023", division=DIVISION, au=day)
    region = region_of(code)
    named = organ("CRO", day)
    whole = [unit for unit in members(region.code, day) if unit.niveau == "cercle"]
    known = correspondence(region.code, day)
    # A region that is one cercle of 1999 is told by its communes, as a cercle is.
    alone = len(whole) == 1 and not known.possibles
    return Body(
        sigle="CRO",
        appellation=named.sigle,
        code=region.code,
        nom=region.nom,
        titre=f"{named.nom} {of_place(region.nom)}, division de 2023",
        sous_niveau="commune" if alone else "unite",
        parent=NATION,
        parent_nom=units()[NATION].nom,
        division=DIVISION,
        au=day,
    )


def division_content(db_path: Path, code: str, trimestre: Trimestre) -> Content:
    """Everything the synthesis of a region of 2023, or of the country by these regions, says for a quarter.

    Raises OiseError as ``division_body``, or when the published file doesn't tell of that division.
    """
    organe = division_body(code, trimestre)
    quarter = read_quarter(db_path, trimestre)
    read = _read(db_path, trimestre)
    return _nation(quarter, read, organe) if organe.code == NATION else _region(quarter, read, organe)


def division_documents(db_path: Path, code: str, trimestre: Trimestre) -> dict[str, bytes]:
    """The documents of ``division_content``, by file name (``CRO_2023_ML12.pdf``); raises OiseError likewise."""
    content = division_content(db_path, code, trimestre)
    name = f"{content.organe.sigle}_{DIVISION}_{content.organe.code}"
    return {f"{name}.{form.extension}": form.render(content) for form in all_formats()}


def delivered_2023(home: Home, organe: str, trimestre: Trimestre, known_on: date | None = None) -> Delivery:
    """The documents of ``division_documents`` drawn from the current edition, or from that of ``known_on``.

    Raises OiseError as it does, or when there is no such edition.
    """
    asked = division_body(organe, trimestre)
    folder = edition_known_on(home, known_on) if known_on is not None else home.current_edition.resolve()
    path = folder / BASE
    if not path.is_file():
        raise OiseError("Aucun trimestre n'est encore publié : lancez « oise trimestre » d'abord.")
    manifest = read_manifest(folder)
    if str(trimestre) not in manifest.cles:
        raise OiseError(f"L'édition {manifest.numero} ne publie pas le {trimestre.libelle} : choisissez-en un autre.")
    documents = division_documents(path, organe, trimestre)
    made = moment(manifest.cree_le)
    return Delivery(asked, trimestre, manifest.numero, made, manifest.donnees_fictives, documents)


def _read(db_path: Path, trimestre: Trimestre) -> _Read:
    faits: dict[tuple[str, str], dict[str, Fact]] = {}
    series: dict[tuple[str, str], dict[Trimestre, Any]] = {}
    with open_published(db_path) as reader:
        if not reader.values("SELECT 1 FROM duckdb_views() WHERE view_name = 'v_indicateurs_2023'"):
            raise OiseError(
                "Cette édition ne connaît pas la division de 2023 : publiez-en une nouvelle avec « oise trimestre »."
            )
        for row in reader.rows("SELECT * FROM v_indicateurs_2023 WHERE trimestre = ?", [str(trimestre)]):
            faits.setdefault((row["niveau"], row["unite_code"]), {})[row["indicateur"]] = _fact(row)
        day, now, before = trimestre.fin, str(trimestre), str(trimestre.plus(-1))
        for row in reader.rows(_CONSTANT, [day, day, before, now]):
            there = faits.get(("region", row["unite_code"]), {})
            changed = _changed(there.get(row["indicateur"]), row, trimestre)
            if changed is not None:
                there[row["indicateur"]] = changed
        for subject in SUJETS_DE_COURBE:
            told = "SELECT * FROM indicateur_2023(?, ?) WHERE niveau = 'region' AND valeur IS NOT NULL"
            for row in reader.rows(told, [subject, trimestre.fin]):
                one = Trimestre.parse(row["trimestre"])
                series.setdefault((row["unite_code"], subject), {})[one] = row["valeur"]
    return _Read(faits, series)


# The communes known in both quarters, and what they contribute to each.
_CONSTANT = (
    "SELECT a.region_2023 AS unite_code, a.indicateur, count(*) AS communes, sum(a.num) AS num, sum(a.den) AS den, "
    "sum(b.num) AS num_avant, sum(b.den) AS den_avant FROM contributions_2023(?) a JOIN contributions_2023(?) b "
    "ON b.trimestre = ? AND b.indicateur = a.indicateur AND b.unite_code = a.unite_code AND b.niveau = 'commune' "
    "WHERE a.trimestre = ? AND a.niveau = 'commune' AND a.region_2023 IS NOT NULL GROUP BY ALL"
)


def _changed(fact: Fact | None, row: Row, trimestre: Trimestre) -> Fact | None:
    """The fact with its change over the communes known in both quarters; None where none may be told.

    Of communes alone: a row that was not sent twice is no zero. Not where inhabitants are read, whose reference may
    have changed between the quarters.
    """
    declared = all_indicators().get(row["indicateur"])
    if fact is None or fact.valeur is None or declared is None or declared.champ != "commune":
        return None
    inhabitants = any(isinstance(term, Population) for term in (declared.numerateur, declared.denominateur))
    if inhabitants or not declared.compares_with_previous(trimestre) or row["communes"] * 2 < fact.total:
        return None
    before, after = row["num_avant"], row["num"]
    if declared.denominateur is not None:
        if not row["den"] or not row["den_avant"]:
            return None
        before = before * declared.multiplicateur / row["den_avant"]
        after = after * declared.multiplicateur / row["den"]
    return replace(fact, avant=before, apres=after, unites_constant=row["communes"])


def _fact(row: Row) -> Fact:
    motif = curly(row["motif"]) if row["motif"] else ""
    return Fact(row["valeur"], motif, row["unites_connues"], row["unites_total"], None, None, None, None, 0)


def _region(quarter: Quarter, read: _Read, organe: Body) -> Content:
    day = _day(organe)
    lying = members(organe.code, day)
    known = correspondence(organe.code, day)
    seen = _with_figures(quarter, read, {organe.code: ("region", organe.code)})
    held = _held(quarter, frozenset(unit.code for unit in lying))
    cercles, loose = _below(lying)
    senders = {unit.code: unit.nom for unit in cercles}
    senders |= {unit.parent: f"{units()[unit.parent].nom} (partagé)" for unit in loose}
    deposits = tuple(
        replace(deposit_of(row), nom=senders[row["expediteur"]])
        for row in quarter.depots
        if row["expediteur"] in senders
    )
    nation = body(NATION, quarter.trimestre)
    said_of_all = analysis_of(quarter, nation)
    decided = Analysis(decisions=tuple(one for one in said_of_all.decisions if one.code in senders))
    figures = tuple(figure_of(seen, organe, sheet) for sheet in ordered(quarter.fiches))
    if organe.sous_niveau == "commune":
        below = sorted_by_name(units()[code] for code in known.communes)
    else:
        below = [*sorted_by_name(cercles), *sorted_by_name(loose)]
    origins = {ancestor(code, "region") for code in known.possibles}
    apart = [_apart(read, quarter, day, code, nom) for code, nom in _left(read) if code in origins]
    said = reserves_of(quarter, organe, deposits, figures, known.communes)
    return Content(
        organe=organe,
        trimestre=quarter.trimestre,
        donnees_fictives=quarter.fictives,
        completude=_completeness(quarter, [deposit.code for deposit in deposits], known.communes),
        depots=deposits,
        chiffres=figures,
        serie=series_of(seen, organe),
        carte=layer_of(quarter, "commune", list(known.communes)),
        sous_unites=(*(subunit_of(quarter, unit) for unit in below), *apart),
        faiblesses=weaknesses(),
        registres=registers_of(held, nation),
        partenariats_sans_lieu=0,
        reserves=(*possible(known), *provisional_reserves(decided, organe), *said),
        analyse=decided,
        avertissements=(known_of_region(known),),
    )


def _nation(quarter: Quarter, read: _Read, organe: Body) -> Content:
    """The nation's own synthesis, its figures the same, told by regions of 2023 and by what isn't attributed."""
    day = _day(organe)
    regions = [unit for unit in units(DIVISION).values() if unit.niveau == "region"]
    seen = _with_figures(quarter, read, {unit.code: ("region", unit.code) for unit in regions})
    base = compose(quarter, body(NATION, quarter.trimestre))
    apart = [_apart(read, quarter, day, code, nom) for code, nom in _left(read)]
    told = [
        row for row in apart if row.etat.endswith(("commune", "communes")) or any(value for _, value in row.valeurs)
    ]
    return replace(
        base,
        organe=organe,
        carte=layer_of(seen, "region", [unit.code for unit in regions]),
        sous_unites=(*(_region_row(seen, unit, day) for unit in sorted_by_name(regions)), *told),
        avertissements=(known_of_nation(day),),
        revisions=(),
    )


def _day(organe: Body) -> date:
    assert organe.au is not None
    return organe.au


def _with_figures(quarter: Quarter, read: _Read, asked: Mapping[str, tuple[str, str]]) -> Quarter:
    """The quarter with the facts of 2023 in place of those of the regions of 1999, which bear some of their codes."""
    regions = {unit.code for unit in units().values() if unit.niveau == "region"}
    facts = {key: fact for key, fact in quarter.faits.items() if key[0] not in regions}
    series = {key: values for key, values in quarter.series.items() if key[0] not in regions}
    for code, place in asked.items():
        found = read.faits.get(place, {})
        for sheet in quarter.fiches:
            facts[code, sheet.code] = found.get(sheet.code, _UNTOLD)
    return replace(quarter, faits=facts, series={**series, **read.series})


_UNTOLD = Fact(None, NON_RECALCULABLE, 0, 0, None, None, None, None, 0)


def _held(quarter: Quarter, lying: frozenset[str]) -> Quarter:
    """The quarter with the rows that the units of the region hold, and theirs alone."""
    return replace(
        quarter,
        lignes={
            name: tuple(row for row in rows if row["unite_code"] in lying) for name, rows in quarter.lignes.items()
        },
        decaisse=tuple(row for row in quarter.decaisse if row["unite_code"] in lying),
        cellules={},
    )


def _below(lying: Iterable[Unite]) -> tuple[list[Unite], list[Unite]]:
    """The cercles of 1999 that lie whole in a region, and the communes that lie there without their cercle."""
    found = list(lying)
    cercles = [unit for unit in found if unit.niveau == "cercle"]
    whole = {unit.code for unit in cercles}
    return cercles, [unit for unit in found if unit.niveau == "commune" and unit.parent not in whole]


def _completeness(quarter: Quarter, senders: Iterable[str], communes: Sequence[str]) -> Completeness:
    """The sums over the cercles of 1999 that file for the region; cells are those of the cercles, shared ones whole."""
    rows = [quarter.completude[code] for code in senders if code in quarter.completude]
    counts = {
        name: sum(row[f"{name}_nb"] for row in rows)
        for name in ("attendus", "recus", "recevables", "valides", "a_temps")
    }
    return Completeness(
        **counts,
        communes_renseignees=sum(quarter.valeurs_nb.get(code, 0) > 0 for code in communes),
        communes_total=len(communes),
    )


def _region_row(seen: Quarter, unit: Unite, day: date) -> SubUnit:
    known = correspondence(unit.code, day)
    told = plural(len(known.communes), "commune rattachée", "communes rattachées")
    if known.possibles:
        told += f", {plural(len(known.possibles), 'autre possible', 'autres possibles')}"
    return SubUnit(unit.code, unit.nom, told, bool(known.communes), _values(seen.faits, unit.code, seen))


def _left(read: _Read) -> list[tuple[str, str]]:
    """What isn't attributed and holds a figure: by region of 1999, then what the nation holds itself."""
    codes = sorted(code for niveau, code in read.faits if niveau == NON_RATTACHE)
    named = [(code, f"Non rattaché, ancienne région {of_place(units()[code].nom)}") for code in codes if code != NATION]
    return [*named, *((code, "Non rattaché, tenu par la nation") for code in codes if code == NATION)]


def _apart(read: _Read, quarter: Quarter, day: date, code: str, nom: str) -> SubUnit:
    facts = read.faits[NON_RATTACHE, code]
    values = tuple(
        (sheet.code, fact.valeur)
        for sheet in quarter.fiches
        if (fact := facts.get(sheet.code)) and fact.valeur is not None
    )
    left = sum(ancestor(unit.code, "region") == code for unit in unattached(day))
    told = (
        plural(left, "commune", "communes")
        if left
        else "la région elle-même"
        if code != NATION
        else "lignes sans lieu comprises"
    )
    return SubUnit(f"{code} (1999)", nom, told, False, values)


def _values(facts: Mapping[tuple[str, str], Fact], code: str, quarter: Quarter) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (sheet.code, fact.valeur)
        for sheet in quarter.fiches
        if (fact := facts.get((code, sheet.code))) is not None and fact.valeur is not None
    )
