"""Fictitious plans and actions: what is told of each at first, then how the work advances."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from landing.simulation.agreements import step_dates
from landing.simulation.relations import SECTEURS
from landing.simulation.setting import VITRINE, Draft, Row, months_after
from landing.simulation.stories import Story, story_of

MOST_ACTIONS = 6
_OPEN = ("prevue", "en_cours", "suspendue")


def add_plans(draft: Draft) -> None:
    """One plan for each relation that has come to that step, in the eight parts of the guide's model."""
    setting = draft.setting
    told = {str(row["partenariat_id"]) for row in draft.rows("plans_action").values()}
    for local, row in draft.rows("partenariats").items():
        done = step_dates(draft, local)
        if local in told or "plan_action" not in done:
            continue
        draw = setting.draw("plan", local)
        sent = done["plan_action"]
        story = story_of(str(row["secteur_code"]))
        start = months_after(sent, 2)
        draft.add(
            "plans_action",
            {
                "unite_code": row["unite_code"],
                "partenariat_id": local,
                "intitule": f"Plan d'action fictif {start.year}-{start.year + 4}",
                "contexte": "Contexte fictif : les priorités du PDSEC, dites en forum.",
                "objectifs_pdsec": f"{story.finalite} (fictif) ; axe du PDSEC : {story.objectif.lower()}.",
                "action_commune": f"{story.intitule} (fictif), sous la maîtrise d'ouvrage de la collectivité.",
                "calendrier": "Études la première année, travaux les trois suivantes, bilan la dernière.",
                "moyens": f"{story.modalite}.",
                "devis_fcfa": draw.randint(20, 120) * 1_000_000,
                "plan_financement": "Partenaire 70 %, collectivité 20 %, usagers 10 % (fictif).",
                "resultats_attendus": " ; ".join(measure.intitule for measure in story.mesures) + ".",
                "forum_date": sent - timedelta(days=35),
                "deliberation_date": sent - timedelta(days=14),
                "transmission_date": sent,
                "debut_date": start,
                "fin_date": months_after(start, 60) - timedelta(days=1),
                "statut_code": "en_cours" if row["statut_code"] == "actif" else "transmis",
                "etat_ligne": "actif",
            },
        )
    for local, row in draft.known("plans_action").items():
        partner = draft.rows("partenariats").get(str(row["partenariat_id"]), {})
        if row.get("statut_code") == "transmis" and partner.get("statut_code") == "actif":
            draft.change("plans_action", local, statut_code="en_cours")


def add_actions(draft: Draft) -> None:
    """New actions of the plans that are under way, then what becomes of those already told."""
    setting = draft.setting
    for local, row in draft.known("actions").items():
        if row.get("statut_code") in _OPEN and row.get("etat_ligne") != "annule":
            _advance(draft, local, row)
    partnerships = draft.rows("partenariats")
    begun = {str(row["plan_id"]) for row in draft.rows("actions").values() if row.get("plan_id")}
    for plan, told in draft.rows("plans_action").items():
        if told["statut_code"] != "en_cours":
            continue
        draw = setting.draw("actions", plan)
        wanted = draw.choice((1, 1, 2)) if plan not in begun else int(draw.random() < 0.1)
        partner = partnerships.get(str(told["partenariat_id"]), {})
        for rank in range(wanted):
            if sum(row["statut_code"] in _OPEN for row in draft.rows("actions").values()) < MOST_ACTIONS:
                _add_action(draft, plan, told, partner, rank)


def _add_action(draft: Draft, plan: str, told: Row, partner: Row, rank: int) -> None:
    setting = draft.setting
    quarter = setting.trimestre
    draw = setting.draw("action", plan, rank)
    # The town of the documentation has women's market gardening among its actions, for its search examples.
    shown = setting.cercle.code == VITRINE and not draft.rows("actions")
    sector = "agriculture" if shown else _sector(draft, partner, str(told["partenariat_id"]), draw)
    story = story_of(sector)
    fresh = plan in draft.new("plans_action") and not setting.prefill.registres.get("plans_action")
    ahead = draw.randint(10, 120) if draw.random() < 0.25 and not shown else None
    if ahead is not None:
        start = quarter.fin + timedelta(days=ahead)
    elif fresh:
        start = quarter.debut - timedelta(days=draw.randint(20, 300))
    else:
        start = setting.day(draw)
    leader = draw.choices(("collectivite", "partenaire", "ong", "inconnu"), (60, 15, 18, 7))[0]
    listed = draw.choices((True, False, None), (65, 20, 15))[0]
    state = draw.choices((True, False, None), (60, 25, 15))[0]
    synergy = draw.choices(("aucune", "bilaterale", "multilaterale", "inconnu", None), (45, 20, 10, 10, 15))[0]
    begun = ahead is None
    people = story.mesures[-1].cible * draw.randint(6, 14) // 10
    local = draft.add(
        "actions",
        {
            "unite_code": told["unite_code"],
            "partenariat_id": told["partenariat_id"],
            "plan_id": plan,
            "intitule": f"{story.intitule} (action fictive)",
            "secteur_code": sector,
            "orientation_code": story.orientation,
            "finalite": story.finalite,
            "objectif": story.objectif,
            "modalite": story.modalite,
            "pdsec_inscrite": listed,
            "pdsec_reference": f"Axe {draw.randint(1, 4)}, ligne {draw.randint(1, 40)} (fictif)" if listed else None,
            "maitre_ouvrage_code": leader,
            "passation_code": leader if draw.random() < 0.7 else None,
            "services_etat": state,
            "services_etat_texte": story.service if state else None,
            "synergie_code": synergy,
            "synergie_programme": "Programme fictif d'appui" if synergy in ("bilaterale", "multilaterale") else None,
            "debut_date": start,
            "fin_prevue_date": months_after(start, draw.choice((6, 9, 12, 15))),
            "statut_code": "en_cours" if begun else "prevue",
            "avancement_pct": draw.randint(1, 6) * 10 if fresh and begun else 10 if begun else 0,
            "cout_total_fcfa": draw.randint(8, 60) * 1_000_000,
            "beneficiaires_nb": people if draw.random() < 0.85 else None,
            "tiers_nb": people // 3 if draw.random() < 0.5 else None,
            "etat_ligne": "actif",
        },
    )
    if local is not None:
        _add_surroundings(draft, local, story)


def _sector(draft: Draft, partner: Row, partnership: str, draw: Random) -> str:
    """The relation's own sector, then one in which it doesn't act yet."""
    taken = {row["secteur_code"] for row in draft.rows("actions").values() if row["partenariat_id"] == partnership}
    wanted = (str(partner.get("secteur_code") or SECTEURS[0]), *draw.sample(SECTEURS, len(SECTEURS)))
    return next((sector for sector in wanted if sector not in taken), wanted[0])


def _add_surroundings(draft: Draft, action: str, story: Story) -> None:
    """Actors, milestones and indicators of a new action."""
    told = draft.rows("actions")[action]
    base = {"unite_code": told["unite_code"], "action_id": action, "etat_ligne": "actif"}
    for name, category, role in story.acteurs:
        draft.add("acteurs", base | {"acteur": name, "categorie_code": category, "role_code": role})
    start, end = told["debut_date"], told["fin_prevue_date"]
    for rank, title in enumerate(story.jalons, 1):
        due = start + (end - start) * rank / len(story.jalons)
        draft.add("jalons", base | {"intitule": title, "prevue_date": due, **_milestone(draft, action, due, rank)})
    for measure in story.mesures:
        draft.add(
            "indicateurs_action",
            base
            | {
                "type_code": measure.type,
                "intitule": measure.intitule,
                "nature_code": measure.nature,
                "public_code": measure.public,
                "unite_mesure": measure.unite,
                "reference_valeur": Decimal(0),
                "reference_date": min(start, draft.setting.trimestre.fin),
                "cible": Decimal(measure.cible),
                "cible_date": end,
                "source": "Relevé fictif",
                **_measured(draft, action, told, measure.cible, int(told["avancement_pct"])),
            },
        )


def _milestone(draft: Draft, action: str, due: date, rank: int) -> Row:
    """Where a milestone stands at the quarter's end."""
    quarter = draft.setting.trimestre
    if due > quarter.fin:
        return {"etat_code": "prevu"}
    draw = draft.setting.draw("jalon", action, rank)
    if draw.random() < 0.7:
        return {"etat_code": "atteint", "reelle_date": min(due + timedelta(days=draw.randint(0, 25)), quarter.fin)}
    return {"etat_code": "retarde"}


def _measured(draft: Draft, action: str, told: Row, target: int, progress: int) -> Row:
    """The value that an indicator has reached, about as far as the work has."""
    if progress == 0:
        return {}
    draw = draft.setting.draw("mesure", action, target)
    day = max(told["debut_date"], draft.setting.trimestre.fin - timedelta(days=draw.randint(1, 20)))
    return {
        "valeur": Decimal(round(target * progress / 100 * draw.uniform(0.85, 1.05))),
        "valeur_date": draft.setting.past(day),
    }


def _advance(draft: Draft, local: str, row: Row) -> None:
    setting = draft.setting
    draw = setting.draw("avancement", local)
    partner = draft.rows("partenariats").get(str(row.get("partenariat_id")), {})
    if partner.get("statut_code") == "suspendu":
        if row["statut_code"] == "en_cours":
            draft.change("actions", local, statut_code="suspendue")
        return
    if row["statut_code"] == "suspendue":
        return
    progress = int(row.get("avancement_pct") or 0)
    if row["statut_code"] == "prevue":
        if row["debut_date"] > setting.trimestre.fin:
            return
        progress = 10
    else:
        progress = min(100, progress + draw.choice((5, 10, 15, 20, 30)))
    ended = progress == 100
    values: Row = {"statut_code": "achevee" if ended else "en_cours", "avancement_pct": progress}
    if ended:
        values["fin_reelle_date"] = max(setting.day(draw), row["debut_date"])
    draft.change("actions", local, **values)
    _advance_milestones(draft, local)
    for measure, told in draft.known("indicateurs_action").items():
        if told["action_id"] == local and told.get("cible") is not None:
            draft.change("indicateurs_action", measure, **_measured(draft, local, row, int(told["cible"]), progress))


def _advance_milestones(draft: Draft, action: str) -> None:
    quarter = draft.setting.trimestre
    for local, row in draft.known("jalons").items():
        if row["action_id"] != action or row["etat_code"] not in ("prevu", "retarde"):
            continue
        if row["prevue_date"] > quarter.fin:
            continue
        draw = draft.setting.draw("jalon", local)
        if draw.random() < 0.65:
            reached = max(draft.setting.day(draw), min(row["prevue_date"], quarter.fin))
            draft.change("jalons", local, etat_code="atteint", reelle_date=reached)
        elif row["etat_code"] == "prevu":
            draft.change("jalons", local, etat_code="retarde")
