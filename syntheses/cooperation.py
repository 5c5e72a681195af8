"""The cooperations of a territory: where each stands in the cycle, who shares it, what its conventions ask for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from registry.cycle import Step, steps
from syntheses.facts import Body
from syntheses.published_quarter import Quarter
from syntheses.register_facts import Convention, Cooperation, Sharing
from syntheses.territory_rows import Row, owners_in, place, row_name, rows_in
from syntheses.typography import curly

Key = tuple[str, str]
_DU_GUIDE = "à vérifier (guide)"
_RIEN = "aucun"
_MALIENNE = "mali"


def cooperations_of(quarter: Quarter, organe: Body) -> tuple[Cooperation, ...]:
    """The partnerships owned by a unit of the territory, then those it shares without leading them; by place."""
    inside = owners_in(organe.code)
    parties = _malian_parties(quarter)
    answers = _answers(quarter)
    found = []
    for row in quarter.lignes["partenariats"]:
        others = [party for party in parties.get(_key(row), ()) if party["partie_unite_code"] != row["unite_code"]]
        replies = answers.get(row["id_local"], {})
        owned = row["unite_code"] in inside
        if not owned and inside.isdisjoint((*replies, *(party["partie_unite_code"] for party in others))):
            continue
        found.append(_cooperation(quarter, row, owned, _sharing(quarter, others, replies)))
    return tuple(sorted(found, key=lambda c: (bool(c.declaree_par), c.unite_nom, c.partenaire, c.identifiant)))


def conventions_of(quarter: Quarter, organe: Body) -> tuple[Convention, ...]:
    """The territory's conventions with their computed status: dated acts first, then undated ones, then the others."""
    partners = {row["id_local"]: row["partenaire"] for row in quarter.lignes["partenariats"]}
    found = []
    for row in rows_in(quarter, organe, "conventions"):
        standing = quarter.statuts.get(_key(row))
        if standing is not None:
            found.append(_convention(quarter, row, standing, partners.get(row["partenariat_id"])))
    return tuple(sorted(found, key=_by_act))


def _key(row: Row) -> Key:
    return row["expediteur"], row["id_local"]


def _malian_parties(quarter: Quarter) -> Mapping[Key, list[Row]]:
    found: dict[Key, list[Row]] = defaultdict(list)
    for row in quarter.lignes["parties"]:
        over = row["jusqu_date"] is not None and row["jusqu_date"] <= quarter.trimestre.fin
        if row["cote_code"] == _MALIENNE and row["partie_unite_code"] and not over:
            found[(row["expediteur"], row["partenariat_id"])].append(row)
    return found


def _answers(quarter: Quarter) -> Mapping[str, Mapping[str, Row]]:
    """By partnership, what each unit answered; a partnership's identifier bears its sender, so that it is unique."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in quarter.lignes["confirmations"]:
        found[row["partenariat_ref"]][row["unite_code"]] = row
    return found


def _sharing(quarter: Quarter, parties: list[Row], replies: Mapping[str, Row]) -> tuple[Sharing, ...]:
    roles = {party["partie_unite_code"]: quarter.label("roles_partie", party["role_code"]) for party in parties}
    found = []
    for code in sorted(roles):
        answer = replies.get(code)
        found.append(
            Sharing(
                unite_nom=place(code),
                role=roles[code],
                reponse=quarter.label("reponses_confirmation", answer["reponse_code"]) if answer else "",
                reponse_date=answer["reponse_date"] if answer else None,
            )
        )
    return tuple(found)


def _cooperation(quarter: Quarter, row: Row, owned: bool, sharing: tuple[Sharing, ...]) -> Cooperation:
    guide = row["guide_ligne"] is not None and row["statut_code"] == "inconnu"
    doubt = row["etat_rattachement"] if row["guide_ligne"] is not None else None
    standing = quarter.cooperations.get(_key(row), {})
    known = {step.code: step for step in steps()}
    reached: Step | None = known.get(standing.get("etape_code") or "")
    following = known.get(standing.get("prochaine_etape_code") or "")
    phase = standing.get("phase")
    return Cooperation(
        expediteur=row["expediteur"],
        identifiant=row["id_local"],
        unite_code=row["unite_code"] or "",
        unite_nom=place(row["unite_code"]),
        partenaire=row["partenaire"] or "",
        pays=quarter.label("pays", row["pays_code"]),
        type_partenaire=quarter.label("types_partenaire", row["type_partenaire_code"]),
        statut=_DU_GUIDE if guide else quarter.label("statuts_partenariat", row["statut_code"]),
        origine=str(row["origine_annee"]) if row["origine_annee"] else (row["origine_texte"] or "").strip("-– "),
        guide=guide,
        rattachement="lieu à confirmer" if doubt not in (None, "exact") else "",
        declaree_par="" if owned else place(row["unite_code"]) or row["expediteur"],
        phase=phase,
        phase_nom=next((curly(step.phase_libelle) for step in known.values() if step.phase == phase), ""),
        etape=curly(reached.libelle) if reached else "",
        etape_etat=quarter.label("etats_etape", standing.get("etape_etat_code")),
        etape_date=standing.get("etape_date"),
        suite=curly(following.libelle) if following else "",
        demande=curly(following.demande) if following else "",
        conventions_nb=standing.get("conventions_en_vigueur_nb") or 0,
        actions_nb=standing.get("actions_nb") or 0,
        engage=standing.get("engage_fcfa"),
        decaisse=standing.get("decaisse_fcfa"),
        derniere_rencontre=standing.get("derniere_rencontre_date"),
        partage=sharing,
    )


def _convention(quarter: Quarter, row: Row, standing: Row, partner: str | None) -> Convention:
    title = row["intitule"] or ""
    act = standing["prochain_acte_code"] or _RIEN
    return Convention(
        unite_code=row["unite_code"],
        unite_nom=place(row["unite_code"]),
        parties=f"{title} ({partner})" if partner else title,
        statut_code=standing["statut_code"] or "",
        statut=quarter.label("statuts_convention_calcules", standing["statut_code"]),
        fin=standing["fin_date"],
        acte_code=act,
        acte="" if act == _RIEN else quarter.label("actes_convention", act),
        acte_date=None if act == _RIEN else standing["prochain_acte_date"],
        reconduction=quarter.label("reconductions", row["reconduction_code"]),
        ligne=row_name("conventions", row),
    )


def _by_act(one: Convention) -> tuple[bool, bool, date, str, str]:
    return not one.acte, one.acte_date is None, one.acte_date or date.max, one.unite_nom, one.parties
