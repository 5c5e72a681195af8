"""Training of local actors, counted at the cercle: a session often gathers several communes."""

from __future__ import annotations

from indicators.declaration import Indicateur
from indicators.terms import Lignes, SommeColonne

_PARTICIPANTS = SommeColonne("formations", "participants_nb", None, "Participants aux sessions du trimestre")

INDICATEURS = (
    Indicateur(
        code="formations_sessions",
        libelle="Sessions de formation tenues pendant le trimestre",
        type="contexte",
        domaine="formations",
        numerateur=Lignes("formations", None, "Sessions de formation du trimestre"),
        denominateur=None,
        unite="sessions",
        compte="sessions",
        decimales=0,
        sens="hausse_favorable",
        niveau_min="cercle",
    ),
    Indicateur(
        code="formations_participants",
        libelle="Participants aux formations du trimestre",
        type="contexte",
        domaine="formations",
        numerateur=_PARTICIPANTS,
        denominateur=None,
        unite="participations",
        compte="sessions",
        decimales=0,
        sens="hausse_favorable",
        niveau_min="cercle",
        remarque="Une personne formée deux fois compte deux fois.",
    ),
    Indicateur(
        code="formations_jours_participants",
        libelle="Jours-participants de formation pendant le trimestre",
        type="contexte",
        domaine="formations",
        numerateur=SommeColonne(
            "formations",
            "participants_nb",
            None,
            "Somme, sur les sessions du trimestre, des participants × les jours de formation",
            fois="jours_nb",
        ),
        denominateur=None,
        unite="jours-participants",
        compte="sessions",
        decimales=0,
        sens="hausse_favorable",
        niveau_min="cercle",
    ),
    Indicateur(
        code="formations_femmes",
        libelle="Femmes parmi les participants aux formations du trimestre",
        type="contexte",
        domaine="formations",
        numerateur=SommeColonne("formations", "participantes_nb", None, "Participantes aux sessions du trimestre"),
        denominateur=_PARTICIPANTS,
        unite="%",
        compte="sessions",
        facteur=100,
        sens="hausse_favorable",
        niveau_min="cercle",
        norme=30,
        norme_source="repère par analogie avec la loi 2015-052, qui vise les nominations et les listes de candidats",
    ),
)
