"""From a contribution to the cells it was read in: values of a commune, rows of tables, rows that point to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from indicators.conditions import Lie
from indicators.declaration import Indicateur
from indicators.links import term_links
from indicators.mart import mart_tables
from indicators.terms import (
    CumulAnnee,
    ObligatoiresRenseignes,
    Population,
    SommeElements,
    SommeLiee,
    SommePortee,
    Terme,
    term_columns,
    term_table,
)
from registry.elements import all_elements, elements_asked
from registry.territory import NATION, unit
from schemas.submission import ACCEPTED
from syntheses.evidence import Evidence, Part, Row
from syntheses.typography import decimals_of, number, short_date

Content = Decimal | int | str | bool | date | None
# What the store reckons of a register, under the names of the published tables that tell it.
_CALCULEES = {
    "statut_calcule_code": "statut_code",
    "fin_calculee_date": "fin_date",
    "prochain_acte_code": "prochain_acte_code",
    "prochain_acte_date": "prochain_acte_date",
}
# How a value is known, said beside it when it isn't plainly measured.
ETATS_LUS = {
    "mesuree": "",
    "estimee": "estimée",
    "reconduite": "reconduite",
    "non_disponible": "non disponible",
    "sans_objet": "sans objet",
    "non_renseigne": "non renseignée",
}
_COOPERATIONS = "cooperations"


@dataclass(frozen=True)
class Cell:
    """What was read, and where: the value of an element, or a column of a row.

    ``quoi``: the element's or the column's code, ``libelle`` its French name; ``ligne_de``: the row
    (``table/expediteur/id_local``) it belongs to, "" for an element's value. ``depot`` is None for what is reckoned and
    for what is no longer published; ``colonne`` is "" where a file binds columns by name. ``depuis``: the quarter of
    the row's last change when it is later than the figure's.
    """

    quoi: str
    libelle: str
    unite_code: str
    valeur: Content
    etat: str
    trimestre: str
    ligne_de: str
    depot: int | None
    feuille: str
    ligne: int | None
    colonne: str
    depuis: str = ""


def cells_of(one: Indicateur, part: Part, evidence: Evidence) -> tuple[Cell, ...]:
    """The cells behind a contribution, each once; none where only a count or a file may be told."""
    terms = [term for term in (one.numerateur, one.denominateur) if term is not None]
    if part.ligne is not None:
        found = _of_row(terms, part.ligne, evidence)
    elif one.champ == "commune":
        found = (cell for term in terms for cell in _of_commune(term, part.unite_code, evidence))
    else:
        found = iter(())
    return tuple(dict.fromkeys(found))


def unknown_cells(one: Indicateur, commune: str, evidence: Evidence) -> tuple[Cell, ...]:
    """The cells of a commune which contributes nothing because one of them, at least, is unknown."""
    terms = [term for term in (one.numerateur, one.denominateur) if term is not None]
    return tuple(dict.fromkeys(cell for term in terms for cell in _of_commune(term, commune, evidence)))


def files_behind(one: Indicateur, part: Part, evidence: Evidence) -> tuple[int, ...]:
    """The files from which a contribution without cells was counted: what its sender filed for the quarter, and before
    it when rows of a register are counted."""
    place = unit(part.unite_code)
    sender = part.cercle_code or (part.unite_code if place.niveau == "region" else NATION)
    quarter, register = str(evidence.trimestre), one.table is not None and one.table.nature == "registre"
    return tuple(
        file.depot
        for file in evidence.fichiers.values()
        if file.expediteur == sender
        and file.verdict in ACCEPTED
        and (file.trimestre == quarter or (register and file.trimestre < quarter))
    )


def cell_text(value: Content) -> str:
    """What was read, as people write it."""
    if value is None or value == "":
        return "vide"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, date):
        return short_date(value)
    if isinstance(value, Decimal):
        return number(value, decimals_of(value))
    return number(value) if isinstance(value, int) else value


def reads_population(one: Indicateur) -> bool:
    """Whether the population reference is one of its parts."""
    return isinstance(one.numerateur, Population) or isinstance(one.denominateur, Population)


def _of_commune(term: Terme, commune: str, evidence: Evidence) -> Iterator[Cell]:
    if isinstance(term, SommeElements):
        codes = term.codes
    elif isinstance(term, ObligatoiresRenseignes):
        codes = tuple(one.code for one in elements_asked(evidence.trimestre) if one.obligatoire)
    elif isinstance(term, CumulAnnee):
        for code in term.codes:
            for told in evidence.since_january(commune, code):
                yield _value_cell(commune, code, told)
        return
    else:
        table = term_table(term)
        if table is not None:
            columns = frozenset({term.colonne}) if isinstance(term, SommePortee) else term_columns(term)
            for row in evidence.owned(table, commune):
                yield from _row_cells(table, row, columns, evidence)
        return
    for code in codes:
        found = evidence.in_force(commune, code)
        if found is not None:
            yield _value_cell(commune, code, found)


def _value_cell(commune: str, code: str, told: tuple[str, Decimal | None, str, int, str, int, str]) -> Cell:
    quarter, value, state, depot, sheet, line, column = told
    return Cell(code, all_elements()[code].libelle, commune, value, state, quarter, "", depot, sheet, line, column)


def _of_row(terms: list[Terme], ligne: str, evidence: Evidence) -> Iterator[Cell]:
    table, (sender, local), row = evidence.row(ligne)
    if row is None:
        yield Cell(
            table, "Ligne retirée ou corrigée depuis", "", local, "", str(evidence.trimestre), ligne, None, "", None, ""
        )
        return
    columns: frozenset[str] = frozenset().union(*(term_columns(term) for term in terms if term_table(term) == table))
    yield from _row_cells(table, row, columns, evidence)
    if table == _COOPERATIONS:
        for name, other, read in _reckoned_from(row, columns, evidence):
            yield from _row_cells(name, other, read, evidence)
    for term in terms:
        for link in term_links(term):
            lie = link.lien if isinstance(link, SommeLiee) else link
            assert isinstance(lie, Lie)
            read = frozenset({lie.colonne, *([link.colonne] if isinstance(link, SommeLiee) else [])})
            read |= lie.condition.colonnes if lie.condition is not None else frozenset()
            for other in evidence.pointing(lie.table, lie.colonne, row.get(lie.cle)):
                if not lie.meme_expediteur or other["expediteur"] == sender:
                    yield from _row_cells(lie.table, other, read, evidence)


def _reckoned_from(row: Row, columns: frozenset[str], evidence: Evidence) -> Iterator[tuple[str, Row, frozenset[str]]]:
    """The rows that a cooperation's phase and sums are reckoned from: the store's own way, from step to payment."""

    def below(table: str, column: str, local: str) -> list[Row]:
        return [one for one in evidence.pointing(table, column, local) if one["expediteur"] == row["expediteur"]]

    partnership = row["id_local"]
    if columns & {"phase", "etape_code", "etapes_faites_nb"}:
        for step in below("etapes_cycle", "partenariat_id", partnership):
            yield "etapes_cycle", step, frozenset({"etape_code", "etat_code", "etape_date"})
    if not columns & {"engage_fcfa", "decaisse_fcfa"}:
        return
    actions = below("actions", "partenariat_id", partnership)
    for plan in below("plans_action", "partenariat_id", partnership):
        actions += [one for one in below("actions", "plan_id", plan["id_local"]) if one["partenariat_id"] is None]
    amount = frozenset({"montant_fcfa"})
    for action in actions:
        for engaged in below("engagements", "action_id", action["id_local"]):
            if "engage_fcfa" in columns:
                yield "engagements", engaged, amount
            if "decaisse_fcfa" in columns:
                for paid in below("decaissements", "engagement_id", engaged["id_local"]):
                    yield "decaissements", paid, amount


def _row_cells(table: str, row: Row, columns: frozenset[str], evidence: Evidence) -> Iterator[Cell]:
    """One cell a column read, in the table's order; what the store reckons is told without a place."""
    name, key = f"{table}/{row['expediteur']}/{row['id_local']}", (row["expediteur"], row["id_local"])
    quarter = str(row.get("trimestre") or row.get("maj_trimestre") or evidence.trimestre)
    since = quarter if row.get("maj_trimestre") and quarter > str(evidence.trimestre) else ""
    place, titles = row["unite_code"] or "", _titles(table)
    read = row.get("origine_depot"), row.get("origine_feuille") or "", row.get("origine_ligne")
    for column in [one for one in titles if one in columns and one in row] or ["id_local"]:
        title = titles.get(column, "Identifiant")
        title = f"{title} (calculé)" if read[0] is None else title
        yield Cell(column, title, place, row[column], "", quarter, name, *read, "", since)
    reckoned = evidence.lignes.get("conventions_statuts", {}).get(key, {}) if table == "conventions" else {}
    for column in sorted(columns & _CALCULEES.keys()):
        title = titles[column]
        yield Cell(column, title, place, reckoned.get(_CALCULEES[column]), "", quarter, name, None, "", None, "")


def _titles(table: str) -> dict[str, str]:
    return {column.nom: column.titre for column in mart_tables()[table].colonnes if column.nom != "etat_ligne"}
