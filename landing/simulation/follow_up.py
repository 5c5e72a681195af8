"""Fictitious follow-up: committees, reports, meetings, sessions, and the decisions that come back until done."""

from __future__ import annotations

from datetime import date
from random import Random

from landing.simulation.agreements import step_dates
from landing.simulation.setting import VITRINE, Draft, Row, months_after

# (decision, its nature, who must act)
_DECISIONS = (
    ("Demander le visa de la convention (décision fictive)", "convention", "collectivite"),
    ("Informer les villages du contenu de la convention (décision fictive)", "information", "collectivite"),
    ("Transmettre le rapport financier au partenaire (décision fictive)", "financement", "collectivite"),
    ("Réunir le comité de suivi chaque trimestre (décision fictive)", "suivi", "population"),
    ("Former les membres du comité de gestion (décision fictive)", "formation", "service_technique"),
    ("Réviser le calendrier du plan d'action (décision fictive)", "plan_action", "partenaire"),
)
_STEP_MEETINGS = {"rencontre": "premiere", "convention": "signature", "bilan_signature": "bilan"}
_MOST_POINTS = 20


def add_committees(draft: Draft) -> None:
    """A follow-up committee of about five for half of the relations that have actions."""
    setting = draft.setting
    followed = {str(row["partenariat_id"]) for row in draft.rows("comites_suivi").values()}
    acting = {str(row["partenariat_id"]): str(row["unite_code"]) for row in draft.rows("actions").values()}
    for partnership, owner in acting.items():
        draw = setting.draw("comite", partnership)
        if partnership in followed or draw.random() < 0.5:
            continue
        members = draw.randint(4, 8)
        draft.add(
            "comites_suivi",
            {
                "unite_code": owner,
                "partenariat_id": partnership,
                "creation_date": setting.day(draw),
                "membres_nb": members,
                "femmes_nb": draw.randint(0, members // 2),
                "service_etat_membre": draw.random() < 0.6,
                "etat_ligne": "actif",
            },
        )


def add_reports(draft: Draft) -> None:
    """Reports of committees, and the audit or evaluation of what has just ended."""
    setting = draft.setting
    quarter = setting.trimestre
    for local, row in draft.known("comites_suivi").items():
        draw = setting.draw("rapport", local)
        if draw.random() < 0.5:
            _report(draft, draw, draw.choice(("mission", "activite", "financier")), row, comite_id=local)
    for local, row in draft.rows("actions").items():
        draw = setting.draw("rapport", local)
        ended = row.get("fin_reelle_date")
        if ended and ended >= quarter.debut and draw.random() < 0.6:
            _report(draft, draw, draw.choice(("evaluation", "audit")), row, action_id=local)
        elif row["statut_code"] == "en_cours" and draw.random() < 0.2:
            _report(draft, draw, "activite", row, action_id=local)


def _report(draft: Draft, draw: Random, kind: str, about: Row, **concerned: str) -> None:
    quarter = draft.setting.trimestre
    draft.add(
        "rapports",
        {
            "unite_code": about["unite_code"],
            "type_code": kind,
            "partenariat_id": about.get("partenariat_id"),
            **concerned,
            "rapport_date": draft.setting.day(draw),
            "periode_debut_date": quarter.plus(-1).debut,
            "periode_fin_date": quarter.plus(-1).fin,
            "partage_partenaires": draw.random() < 0.6,
            "reference": f"Registre fictif des rapports, n° {draw.randint(1, 60)}",
        },
    )


def add_meetings(draft: Draft) -> None:
    """Meetings with partners: those that steps of the cycle call for, the yearly one, others; and what they decide."""
    setting = draft.setting
    conventions = {str(row["partenariat_id"]): local for local, row in draft.rows("conventions").items()}
    for partnership, row in draft.rows("partenariats").items():
        draw = setting.draw("rencontre", partnership)
        met = _meeting(draft, draw, partnership, row, partnership in conventions)
        if met is None:
            continue
        kind, day = met
        convention = conventions.get(partnership)
        people = draw.randint(6, 30)
        local = draft.add(
            "rencontres",
            {
                "unite_code": row["unite_code"],
                "partenariat_id": partnership,
                "convention_id": convention,
                "type_code": kind,
                "sens_code": draw.choice(("recue", "recue", "envoyee", "distance")),
                "rencontre_date": day,
                "lieu": "Lieu fictif",
                "participants_nb": people,
                "participantes_nb": draw.randint(0, people // 2),
                "services_etat_presents": draw.random() < 0.5,
                "compte_rendu": draw.random() < 0.8,
                "information_publique": draw.choice((True, False, None)),
            },
        )
        if convention is not None:
            draft.change("conventions", convention, derniere_rencontre_date=day)
        if local is not None:
            _decide(draft, draw, row, day, origine_code="rencontre", rencontre_id=local)


def _meeting(draft: Draft, draw: Random, partnership: str, row: Row, bound: bool) -> tuple[str, date] | None:
    setting = draft.setting
    for step, kind in _STEP_MEETINGS.items():
        day = step_dates(draft, partnership).get(step)
        if day is not None and setting.trimestre.debut <= day <= setting.trimestre.fin:
            return kind, day
    if row["statut_code"] != "actif":
        return None
    yearly = setting.fixed("rencontre annuelle", partnership).randint(1, 4)
    if bound and yearly == setting.trimestre.numero and draw.random() < 0.75:
        return "annuelle", setting.day(draw)
    chance = 0.6 if setting.cercle.code == VITRINE else 0.2
    return (draw.choice(("coordination", "mission")), setting.day(draw)) if draw.random() < chance else None


def add_sessions(draft: Draft) -> None:
    """The local steering committee most quarters; at times a space on cooperation or an attribution committee."""
    setting = draft.setting
    held = [("clo", 0.6), ("espace_cooperation", 0.15), ("comite_attribution", 0.12), ("forum", 0.08)]
    for body, likely in held:
        draw = setting.draw("concertation", body)
        if draw.random() >= (1.0 if body == "clo" and setting.cercle.code == VITRINE else likely):
            continue
        day, officials, agents, others = setting.day(draw), draw.randint(6, 20), draw.randint(1, 6), draw.randint(2, 12)
        themes = ("conventions", "plans_action", "experiences", "suivi")
        local = draft.add(
            "concertations",
            {
                "unite_code": setting.cercle.code,
                "organe_code": body,
                "concertation_date": day,
                "theme_code": "financement" if body == "comite_attribution" else draw.choice(themes),
                "participants_nb": officials + agents + others + draw.randint(0, 8),
                "elus_nb": officials,
                "services_etat_nb": agents,
                "societe_civile_nb": others,
                "collectivites_cooperantes_nb": len({row["unite_code"] for row in draft.rows("partenariats").values()}),
                "bilateraux_presents": draw.random() < 0.25,
                "compte_rendu": draw.random() < 0.85,
            },
        )
        if local is not None and draw.random() < 0.7:
            owner = {"unite_code": setting.cercle.code}
            _decide(draft, draw, owner, day, origine_code="concertation", concertation_id=local)


def follow_points(draft: Draft) -> None:
    """What becomes of the decisions told before: some are begun, some done, a few given up."""
    setting = draft.setting
    for local, row in draft.known("points_a_suivre").items():
        if row.get("etat_code") not in ("a_faire", "en_cours") or row.get("etat_ligne") == "annule":
            continue
        draw = setting.draw("point", local)
        fate = draw.random()
        if fate < 0.45:
            draft.change("points_a_suivre", local, etat_code="fait", fait_date=setting.day(draw))
        elif fate < 0.7 and row["etat_code"] == "a_faire":
            draft.change("points_a_suivre", local, etat_code="en_cours")
        elif fate > 0.96:
            draft.change("points_a_suivre", local, etat_code="abandonne")


def _decide(draft: Draft, draw: Random, owner: Row, day: date, **origin: str) -> None:
    for text, nature, actor in draw.sample(_DECISIONS, draw.choice((1, 1, 2))):
        if len(draft.new("points_a_suivre")) >= _MOST_POINTS:
            return
        draft.add(
            "points_a_suivre",
            {
                "unite_code": owner["unite_code"],
                **origin,
                "decision": text,
                "decision_date": day,
                "nature_code": nature,
                "responsable_code": actor,
                "echeance_date": months_after(day, draw.choice((3, 4, 6, 9))),
                "etat_code": "a_faire",
                "etat_ligne": "actif",
            },
        )
