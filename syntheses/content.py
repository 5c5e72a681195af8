"""The content of a synthesis, cut from the published quarter for one body."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from indicators.discovery import all_indicators
from registry.elements import DOMAINES
from registry.periods import Trimestre
from registry.territory import NATION, Unite, ancestor, children, units
from syntheses.analysis import analysis_of, provisional_reserves, standing_of
from syntheses.bodies import body
from syntheses.facts import (
    Body,
    Change,
    Completeness,
    Content,
    Deposit,
    Figure,
    MapLayer,
    Norm,
    Series,
    SubUnit,
    Value,
)
from syntheses.published_quarter import Fact, Quarter, Sheet, as_day, read_quarter
from syntheses.registers import registers_of
from syntheses.reserves import reserves_of
from syntheses.revision_section import revisions_of
from syntheses.scorecard import weaknesses
from syntheses.selection import CHIFFRES_CLES, SUJETS_DE_CARTE, SUJETS_DE_COURBE
from syntheses.typography import number, plural
from syntheses.wording import VERDICTS

NON_TRANSMIS = "Aucune valeur connue"


def body_content(db_path: Path, body_code: str, trimestre: Trimestre) -> Content:
    """Everything the synthesis of a body says for a quarter, from the published file.

    ``body_code``: ``CLO_ML0105`` or the territory's own code. Raises OiseError when no body has it.
    """
    return compose(read_quarter(db_path, trimestre), body(body_code, trimestre))


def compose(quarter: Quarter, organe: Body) -> Content:
    """The content of one body, from the facts of a quarter."""
    communes = _below(organe.code, "commune")
    deposits = tuple(deposit_of(row) for row in quarter.depots if _about(organe, row["expediteur"]))
    figures = tuple(figure_of(quarter, organe, sheet) for sheet in ordered(quarter.fiches))
    known = sum(quarter.valeurs_nb.get(unit.code, 0) > 0 for unit in communes)
    done = _completeness(quarter, organe, known, len(communes))
    said = analysis_of(quarter, organe)
    orphans = (row["unite_code"] is None for row in quarter.lignes["partenariats"])
    return Content(
        organe=organe,
        trimestre=quarter.trimestre,
        donnees_fictives=quarter.fictives,
        completude=done,
        depots=deposits,
        chiffres=figures,
        serie=series_of(quarter, organe),
        carte=_map_layer(quarter, organe),
        sous_unites=tuple(subunit_of(quarter, unit) for unit in sorted_by_name(children(organe.code))),
        faiblesses=weaknesses(),
        registres=registers_of(quarter, organe),
        partenariats_sans_lieu=sum(orphans) if organe.code == NATION else 0,
        reserves=(*provisional_reserves(said, organe), *reserves_of(quarter, organe, deposits, figures)),
        revisions=revisions_of(quarter, organe),
        analyse=said,
    )


def _below(code: str, niveau: Literal["cercle", "commune"]) -> tuple[Unite, ...]:
    own = units()[code].niveau
    return tuple(unit for unit in units().values() if unit.niveau == niveau and ancestor(unit.code, own) == code)


def sorted_by_name(found: Iterable[Unite]) -> list[Unite]:
    """Units in the order of their names, blind to accents and case."""

    def key(unit: Unite) -> tuple[str, str]:
        bare = unicodedata.normalize("NFKD", unit.nom)
        return "".join(c for c in bare if not unicodedata.combining(c)).casefold(), unit.code

    return sorted(found, key=key)


def _about(organe: Body, sender: str) -> bool:
    """Whether a sender is one of the cercles of the territory, or the territory itself when it sent something."""
    return ancestor(sender, units()[organe.code].niveau) == organe.code


def deposit_of(row: Mapping[str, Any]) -> Deposit:
    """What became of one sender's return."""
    return Deposit(
        code=row["expediteur"],
        nom=units()[row["expediteur"]].nom,
        attendu=bool(row["attendu"]),
        verdict=row["verdict"] or "",
        recu_le=as_day(row["recu_le"]),
        a_temps=row["a_temps"],
        soumises=row["lignes_soumises"] or 0,
        integrees=row["lignes_integrees"] or 0,
        ecartees=row["lignes_ecartees"] or 0,
    )


def _completeness(quarter: Quarter, organe: Body, known: int, communes: int) -> Completeness:
    """As published; zeros where nobody was awaited."""
    row = quarter.completude.get(organe.code, {})
    asked, filled = quarter.cellules_demandees.get(organe.code, (0, 0))
    return Completeness(
        attendus=row.get("attendus_nb", 0),
        recus=row.get("recus_nb", 0),
        recevables=row.get("recevables_nb", 0),
        valides=row.get("valides_nb", 0),
        a_temps=row.get("a_temps_nb", 0),
        communes_renseignees=known,
        communes_total=communes,
        cellules_attendues=asked,
        cellules_remplies=filled,
    )


def ordered(sheets: tuple[Sheet, ...]) -> list[Sheet]:
    """By domain, then key figures first in their order, then as declared."""
    domains = {name: rank for rank, name in enumerate(DOMAINES)}
    keys = {code: rank for rank, code in enumerate(CHIFFRES_CLES)}
    return sorted(sheets, key=lambda sheet: (domains.get(sheet.domaine, 99), sheet.domaine, keys.get(sheet.code, 99)))


def figure_of(quarter: Quarter, organe: Body, sheet: Sheet) -> Figure:
    """One indicator of the body, beside the level above."""
    fact = quarter.faits.get((organe.code, sheet.code))
    above = quarter.faits.get((organe.parent, sheet.code)) if organe.parent else None
    change = None
    if fact and fact.valeur is not None and fact.avant is not None and fact.apres is not None:
        change = Change(fact.avant, fact.apres, fact.unites_constant)
    norm = None
    if sheet.norme is not None:
        norm = Norm(Decimal(sheet.norme), sheet.norme_officielle, sheet.norme_source)
    return Figure(
        code=sheet.code,
        libelle=sheet.libelle,
        domaine=sheet.domaine,
        unite=sheet.unite,
        decimales=sheet.decimales,
        sens=sheet.sens,
        compte=sheet.compte,
        cle=sheet.code in CHIFFRES_CLES,
        ici=_value(fact, sheet, organe),
        evolution=change,
        sans_evolution="" if change else _why_no_change(sheet.code, quarter.trimestre),
        au_dessus=_value(above, sheet, organe) if organe.parent else None,
        norme=norm,
        remarque=sheet.remarque,
    )


def _value(fact: Fact | None, sheet: Sheet, organe: Body) -> Value:
    if fact is None:
        levels = ("commune", "cercle", "region", "pays")
        own = units()[organe.code].niveau
        low = sheet.niveau_min in levels and levels.index(own) < levels.index(sheet.niveau_min)
        floor = {"region": "de la région", "pays": "du pays"}.get(sheet.niveau_min, "")
        return Value(None, f"Publié seulement à l’échelon {floor}" if low and floor else NON_TRANSMIS, 0, 0)
    reason = "" if fact.valeur is not None else fact.motif or NON_TRANSMIS
    return Value(fact.valeur, reason, fact.connues, fact.total, fact.cercles, None if sheet.rapport else fact.propre)


def _why_no_change(code: str, trimestre: Trimestre) -> str:
    """Why last quarter isn't compared: nothing new was asked, a running total, a register's state; else unknown."""
    declared = all_indicators().get(code)
    if declared is None or declared.compares_with_previous(trimestre):
        return "non mesurable"
    if not declared.elements:
        return "état du registre"
    asked = any(element.asked_in(trimestre) for element in declared.elements)
    return "cumul de l’année" if asked else "demandé une fois l’an"


def series_of(quarter: Quarter, organe: Body) -> Series | None:
    """The first subject told for two quarters at least, else for one."""
    sheets = {sheet.code: sheet for sheet in quarter.fiches}
    subjects = [code for code in (*SUJETS_DE_COURBE, *sheets) if code in sheets]
    for least in (2, 1):
        for code in subjects:
            here = quarter.series.get((organe.code, code), {})
            if len(here) >= least:
                sheet = sheets[code]
                above = quarter.series.get((organe.parent, code), {}) if organe.parent else {}
                return Series(
                    code,
                    sheet.libelle,
                    sheet.unite,
                    sheet.decimales,
                    quarter.trimestres,
                    tuple(here.get(one) for one in quarter.trimestres),
                    tuple(above.get(one) for one in quarter.trimestres),
                )
    return None


def _map_layer(quarter: Quarter, organe: Body) -> MapLayer | None:
    """By cercle for the nation, by commune below."""
    niveau: Literal["cercle", "commune"] = "cercle" if organe.code == NATION else "commune"
    return layer_of(quarter, niveau, [unit.code for unit in _below(organe.code, niveau)])


def layer_of(quarter: Quarter, niveau: Literal["cercle", "commune", "region"], places: list[str]) -> MapLayer | None:
    """The first subject known for half of the units, else the one known for most; None when none is."""
    sheets = {sheet.code: sheet for sheet in quarter.fiches}
    subjects = [code for code in (*SUJETS_DE_CARTE, *sheets) if code in sheets]
    layers = []
    for code in subjects:
        values = tuple(
            (place, fact.valeur)
            for place in places
            if (fact := quarter.faits.get((place, code))) is not None and fact.valeur is not None
        )
        layers.append((code, values))
        if len(values) * 2 >= len(places):
            break
    best = max(layers, key=lambda layer: len(layer[1]), default=None)
    if best is None or not best[1]:
        return None
    sheet = sheets[best[0]]
    return MapLayer(sheet.code, sheet.libelle, sheet.unite, sheet.decimales, niveau, best[1])


def subunit_of(quarter: Quarter, unit: Unite) -> SubUnit:
    """A unit below a body: its state this quarter and the figures shown for it."""
    values = []
    for sheet in quarter.fiches:
        fact = quarter.faits.get((unit.code, sheet.code))
        if fact is not None and fact.valeur is not None:
            values.append((sheet.code, fact.valeur))
    state, told = _state(quarter, unit)
    return SubUnit(unit.code, unit.nom, state, told, tuple(values))


def _state(quarter: Quarter, unit: Unite) -> tuple[str, bool]:
    if unit.niveau == "commune":
        count = quarter.valeurs_nb.get(unit.code, 0)
        if not count:
            return "aucune valeur publiée", False
        return plural(count, "valeur publiée", "valeurs publiées"), True
    communes = _below(unit.code, "commune")
    known = sum(quarter.valeurs_nb.get(one.code, 0) > 0 for one in communes)
    places = f"{number(known)}/{plural(len(communes), 'commune', 'communes')}"
    if unit.niveau == "cercle":
        verdict = next((row["verdict"] or "" for row in quarter.depots if row["expediteur"] == unit.code), "")
        return f"envoi {VERDICTS[verdict]}{standing_of(quarter, unit.code)} ; {places}", known > 0
    senders = [row for row in quarter.depots if row["attendu"] and ancestor(row["expediteur"], "region") == unit.code]
    accepted = sum((row["verdict"] or "").startswith("accepte") for row in senders)
    awaited = plural(len(senders), "envoi accepté", "envois acceptés")
    return f"{number(accepted)}/{awaited} ; {places}", known > 0
