"""The partnerships of a territory, and the conventions that ask for a decision."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.codelists import code_list
from registry.territory import holder, units
from syntheses.facts import Body, Partnership, Reason, Renewal
from syntheses.published_quarter import Quarter
from syntheses.wording import MOIS_DE_RENOUVELLEMENT

_DU_GUIDE = "à vérifier (guide)"


def partnerships_of(quarter: Quarter, organe: Body) -> tuple[Partnership, ...]:
    """The partnerships owned by a unit of the territory, by place then partner."""
    found = [_partnership(quarter, row) for row in quarter.partenariats if _lies_in(organe, row["unite_code"])]
    return tuple(sorted(found, key=lambda item: (item.unite_nom, item.partenaire, item.unite_code, item.origine)))


def renewals_of(quarter: Quarter, organe: Body) -> tuple[Renewal, ...]:
    """Signed conventions whose term or notice falls in the six months after the quarter, or whose term is past.

    Those denounced or closed ask for nothing.
    """
    found = []
    for row in quarter.conventions:
        if _lies_in(organe, row["unite_code"]) and _alive(row["statut_code"]):
            item = _renewal(quarter, row)
            if item is not None:
                found.append(item)
    return tuple(sorted(found, key=lambda item: (item.echeance, item.unite_nom, item.parties)))


def _lies_in(organe: Body, owner: str | None) -> bool:
    if owner is None or owner not in units():
        return False
    return holder(owner, units()[organe.code].niveau) == organe.code


def _partnership(quarter: Quarter, row: Mapping[str, Any]) -> Partnership:
    guide = row["guide_ligne"] is not None and row["statut_code"] == "inconnu"
    doubt = row["etat_rattachement"] if row["guide_ligne"] is not None else None
    return Partnership(
        unite_code=row["unite_code"],
        unite_nom=units()[row["unite_code"]].nom,
        partenaire=row["partenaire"] or "",
        pays=quarter.label("pays", row["pays_code"]),
        type_partenaire=quarter.label("types_partenaire", row["type_partenaire_code"]),
        statut=_DU_GUIDE if guide else quarter.label("statuts_partenariat", row["statut_code"]),
        origine=str(row["origine_annee"]) if row["origine_annee"] else (row["origine_texte"] or "").strip("-– "),
        guide=guide,
        rattachement="lieu à confirmer" if doubt not in (None, "exact") else "",
    )


def _alive(statut: str | None) -> bool:
    facts = code_list("statuts_convention").attributs.get(statut or "", {})
    return facts.get("signee") != "non" and facts.get("close") != "oui"


def _renewal(quarter: Quarter, row: Mapping[str, Any]) -> Renewal | None:
    end: date | None = row["fin_date"]
    if end is None:
        return None
    due: date
    reason: Reason
    last, limit = quarter.trimestre.fin, quarter.trimestre.plus(MOIS_DE_RENOUVELLEMENT // 3).fin
    notice = months_before(end, row["preavis_mois"]) if row["preavis_mois"] else None
    if end <= last:
        due, reason = end, "echue"
    elif notice is not None and last < notice <= limit:
        due, reason = notice, "preavis"
    elif end <= limit:
        due, reason = end, "fin"
    else:
        return None
    partner = row["partenaire"]
    parties = f"{row['intitule']} ({partner})" if partner else row["intitule"] or ""
    return Renewal(
        unite_code=row["unite_code"],
        unite_nom=units()[row["unite_code"]].nom,
        parties=parties,
        statut=quarter.label("statuts_convention", row["statut_code"]),
        fin=end,
        echeance=due,
        motif=reason,
        reconduction=quarter.label("reconductions", row["reconduction_code"]),
    )


def months_before(day: date, months: int) -> date:
    """The same day that many months before, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
