"""Fictitious trainings and work of an advice centre."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from landing.simulation.chance import share
from landing.simulation.setting import Draft
from registry.codelists import code_list

_OBJECTS = {
    "appui_conseil": "Appui-conseil au bureau communal",
    "formation": "Préparation d'une session de formation",
    "planification": "Revue du PDSEC",
    "budget_compta": "Appui au compte administratif",
    "passation": "Appui au dossier d'appel d'offres",
    "concertation": "Animation d'un cadre de concertation",
    "collecte": "Collecte des données du trimestre",
    "suivi": "Mission de suivi des réalisations",
    "clo": "Préparation du CLO",
}
_RESULTS = ("Compte rendu remis", "Plan d'action adopté", "Dossier complété", "Données transmises")


def add_trainings(draft: Draft) -> None:
    """The training sessions of the quarter."""
    setting = draft.setting
    draw = setting.draw("formations")
    themes = list(code_list("themes_formation").libelles)
    for _ in range(draw.randint(2, 6)):
        begin, days = setting.day(draw), draw.randint(1, 5)
        end = setting.past(begin + timedelta(days=days - 1))
        people = draw.randint(12, 45)
        women = int(people * share(draw, 0.15, 0.5))
        officials = int(people * share(draw, 0.3, 0.6))
        agents = int((people - officials) * share(draw, 0.2, 0.6))
        draft.add(
            "formations",
            {
                "unite_code": setting.place(draw),
                "theme_code": draw.choice(themes),
                "intitule": "Session de formation fictive",
                "debut_date": begin,
                "fin_date": end,
                "jours_nb": Decimal((end - begin).days + 1),
                "participants_nb": people,
                "participantes_nb": women,
                "elus_nb": officials,
                "elues_nb": min(women, int(officials * share(draw, 0.1, 0.4))),
                "agents_nb": agents,
                "societe_civile_nb": people - officials - agents,
                "prestataire": f"CCC de {setting.cercle.nom}",
                "financeur": "Financement fictif",
                "cout_fcfa": draw.randint(4, 40) * 50_000,
            },
        )


def add_activities(draft: Draft) -> None:
    """What the advice centre did in the quarter, and what it means to do."""
    setting = draft.setting
    draw = setting.draw("activites")
    kinds = list(_OBJECTS)
    for _ in range(draw.randint(8, 20)):
        kind = draw.choice(kinds)
        status = draw.choices(("realisee", "reportee", "annulee", "prevue"), (75, 12, 4, 9))[0]
        day = setting.day(draw)
        draft.add(
            "activites_ccc",
            {
                "unite_code": setting.place(draw),
                "type_action_code": kind,
                "objet": _OBJECTS[kind],
                "statut_code": status,
                "debut_date": day + timedelta(days=92) if status == "prevue" else day,
                "jours_nb": Decimal(draw.randint(1, 8)) / 2,
                "resultat": draw.choice(_RESULTS) if status == "realisee" else None,
                "cout_fcfa": draw.randint(0, 12) * 25_000,
            },
        )
