"""Fictitious experiences: what is remembered of an action, told as a commune would."""

from __future__ import annotations

from landing.simulation.setting import VITRINE, Draft, number_of
from landing.simulation.stories import story_of


def add_experiences(draft: Draft) -> None:
    """An experience of an action that is well under way, told once; the first of the documented town is its market
    gardening."""
    setting = draft.setting
    told = {str(row.get("action_id")) for row in draft.rows("experiences").values()}
    for local, row in draft.rows("actions").items():
        draw = setting.draw("experience", local)
        begun = int(row.get("avancement_pct") or 0) >= 30 or setting.cercle.code == VITRINE
        if local in told or not begun or draw.random() >= (1.0 if setting.cercle.code == VITRINE else 0.25):
            continue
        lesson = story_of(str(row["secteur_code"])).lecon
        draft.add(
            "experiences",
            {
                "unite_code": row["unite_code"],
                "titre": f"{lesson.titre} (récit fictif {setting.cercle.code[2:]}-{number_of(local)})",
                "type_code": lesson.type,
                "secteur_code": row["secteur_code"],
                "etape_code": draw.choice(("coordination", "engagements_financiers", "convention", "acteurs")),
                "action_id": local,
                "partenariat_id": row["partenariat_id"],
                "objectifs": lesson.objectifs,
                "resultats": lesson.resultats,
                "impact": lesson.impact,
                "methodes": lesson.methodes,
                "reussites": lesson.reussites,
                "difficultes": lesson.difficultes,
                "paroles": lesson.paroles,
                "lecons": lesson.lecons,
                "moyens": lesson.moyens,
                "diffusion": lesson.diffusion,
                "accord_diffusion": draw.random() < 0.8 or setting.cercle.code == VITRINE,
                "etat_ligne": "actif",
            },
        )
        if setting.cercle.code != VITRINE:
            return
