"""The CSRs' decisions and analyses, cut from a quarter for one body; what they make of its figures, in sentences."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.codelists import code_list
from registry.territory import NATION, ancestor, units
from schemas.submission import ACCEPTED
from syntheses.analysis_facts import VALIDES, Analysis, Decision, Remark
from syntheses.facts import Body
from syntheses.published_quarter import Quarter, as_day
from syntheses.typography import curly, listing, number, plural, short_date

PROVISOIRE = "CHIFFRES PROVISOIRES"
_NOMS_DITS = 8
_RESERVES_DITES = 3


def analysis_of(quarter: Quarter, organe: Body) -> Analysis:
    """What the CSRs said of a territory: a cercle's synthesis has its own and its region's."""
    level = units()[organe.code].niveau
    decided = {row["expediteur"]: row for row in quarter.validations}
    returns = [
        row["expediteur"]
        for row in quarter.depots
        if row["verdict"] in ACCEPTED
        and units()[row["expediteur"]].niveau == "cercle"
        and ancestor(row["expediteur"], level) == organe.code
    ]
    return Analysis(
        decisions=tuple(_decision(code, decided.get(code), quarter) for code in sorted(returns, key=_order)),
        remarques=_remarks(quarter, organe),
    )


def standing_of(quarter: Quarter, cercle: str) -> str:
    """What is added to a cercle's state where its figures aren't validated; "" elsewhere."""
    counts = any(row["expediteur"] == cercle and row["verdict"] in ACCEPTED for row in quarter.depots)
    valid = any(row["expediteur"] == cercle and _valid(row) for row in quarter.validations)
    return " (chiffres provisoires)" if counts and not valid else ""


def provisional_badge(analysis: Analysis) -> list[str]:
    """The words of the banner and what they mean; nothing when every figure is validated, or there is none."""
    waiting, total = len(analysis.provisoires), len(analysis.decisions)
    if not waiting:
        return []
    if total == 1:
        return [PROVISOIRE, "L’envoi du cercle n’est pas validé par le chargé de suivi régional (CSR)."]
    told = f"{number(analysis.valides)} sur {plural(total, 'cercle validé', 'cercles validés')} par leur CSR."
    return [PROVISOIRE, told]


def provisional_reserves(analysis: Analysis, organe: Body) -> list[str]:
    """What the CSRs' decisions make of the figures: who isn't validated, who is to correct, under which reserve."""
    if organe.sigle == "CLO":
        return [_own(one) for one in analysis.decisions if not one.valide or one.reserve]
    waiting, total = analysis.provisoires, len(analysis.decisions)
    said = []
    if waiting:
        verb = "est validé" if analysis.valides == 1 else "sont validés"
        said.append(
            f"Chiffres provisoires : {number(analysis.valides)} sur {plural(total, 'cercle', 'cercles')} {verb} par "
            f"leur CSR ; {_names(waiting)} {'attend' if len(waiting) == 1 else 'attendent'} encore."
        )
    back = [one for one in waiting if one.a_jour and one.decision == "a_corriger"]
    if back:
        said.append(f"Renvoyés par leur CSR pour correction ({number(len(back))}) : {_names(back)}.")
    reserved = [one for one in analysis.decisions if one.valide and one.reserve]
    said += [f"Réserve du CSR sur {one.nom} : {one.reserve}" for one in reserved[:_RESERVES_DITES]]
    if len(reserved) > _RESERVES_DITES:
        left = plural(len(reserved) - _RESERVES_DITES, "autre réserve", "autres réserves")
        said.append(f"{left} de CSR : voir l’analyse.")
    return said


def _own(one: Decision) -> str:
    day = f" du {short_date(one.jour)}" if one.jour else ""
    if not one.decision:
        return "Chiffres provisoires : le CSR n’a pas encore dit s’il valide l’envoi du cercle."
    if not one.a_jour:
        return f"Chiffres provisoires : l’envoi du cercle a changé depuis la décision du CSR{day} ({one.libelle})."
    if one.decision == "a_corriger":
        return f"Chiffres provisoires : le CSR a renvoyé l’envoi au cercle pour correction. {one.reserve}"
    return f"Réserve du CSR : {one.reserve}"


def _valid(row: Mapping[str, Any]) -> bool:
    return bool(row["a_jour"]) and row["decision_code"] in VALIDES


def _decision(code: str, row: Any, quarter: Quarter) -> Decision:
    if row is None:
        return Decision(code, _name(code), "", "pas encore de décision", False, None, "")
    day: date | None = as_day(row["valide_le"])
    said = quarter.label("decisions_validation", row["decision_code"])
    reserve = curly(row["reserve"]) if row["reserve"] else ""
    return Decision(code, _name(code), row["decision_code"], said, bool(row["a_jour"]), day, reserve)


def _remarks(quarter: Quarter, organe: Body) -> tuple[Remark, ...]:
    """Analyses of the territory, in the order of the themes; the nation reads each region's, not each cercle's."""
    order = list(code_list("themes_analyse").libelles)
    region = ancestor(organe.code, "region")
    found = []
    for row in quarter.lignes["analyses"]:
        cercle, of_region = row["cercle_vise_code"], row["unite_code"]
        if not row["texte"] or row["theme_code"] not in order:
            continue
        if organe.code == NATION:
            wanted = cercle is None
        elif organe.sigle == "CRO":
            wanted = of_region == organe.code
        else:
            wanted = cercle == organe.code or (cercle is None and of_region == region)
        if wanted:
            place = units()[cercle or of_region]
            rank = order.index(row["theme_code"])
            remark = Remark(quarter.label("themes_analyse", row["theme_code"]), _name(place.code), curly(row["texte"]))
            found.append(((cercle != organe.code, rank, place.code, row["id_local"]), remark))
    return tuple(remark for _, remark in sorted(found, key=lambda pair: pair[0]))


def _name(code: str) -> str:
    return units()[code].nom.split(" (")[0]


def _order(code: str) -> tuple[str, str]:
    """Names in their order, blind to accents."""
    bare = unicodedata.normalize("NFKD", _name(code))
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).casefold(), code


def _names(found: list[Decision] | tuple[Decision, ...]) -> str:
    names = [one.nom for one in found]
    if len(names) <= _NOMS_DITS:
        return listing(names)
    return f"{', '.join(names[:_NOMS_DITS])} et {plural(len(names) - _NOMS_DITS, 'autre', 'autres')}"
