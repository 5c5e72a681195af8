"""The guide's first three weaknesses, counted among actions; reciprocity, the fourth, is counted among partnerships.

An answer that nobody gave is neither a yes nor a no: it is in no part of these ratios, and the coverage says how many.
"""

from __future__ import annotations

from indicators.conditions import Et, Non, Parmi, Vrai
from indicators.shapes import PRINCIPE_DU_GUIDE, share
from indicators.terms import Lignes, SommeColonne

_RETENUES = Non(Parmi("statut_code", ("abandonnee",)))
_ACTIONS = Lignes("actions", _RETENUES, "Actions enregistrées, sauf celles abandonnées")
_LEURS = Parmi("maitre_ouvrage_code", ("collectivite",))

INDICATEURS = (
    share(
        "faiblesses_pdsec",
        "Actions inscrites au PDSEC",
        Lignes("actions", Vrai("pdsec_inscrite"), "Parmi elles, actions inscrites au PDSEC"),
        _ACTIONS,
        compte="actions",
        type="resultat",
        norme=100,
        norme_source=PRINCIPE_DU_GUIDE,
    ),
    share(
        "faiblesses_pdsec_montant",
        "Actions inscrites au PDSEC, en montant",
        SommeColonne(
            "actions", "cout_total_fcfa", Vrai("pdsec_inscrite"), "Coût de celles qui sont inscrites au PDSEC"
        ),
        SommeColonne(
            "actions", "cout_total_fcfa", _RETENUES, "Coût total des actions, sauf celles abandonnées, s'il est connu"
        ),
        compte="actions",
        type="resultat",
        norme=100,
        norme_source=PRINCIPE_DU_GUIDE,
    ),
    share(
        "faiblesses_maitrise_ouvrage",
        "Actions dont la collectivité malienne exerce vraiment la maîtrise d'ouvrage",
        Lignes(
            "actions",
            Et((_LEURS, Parmi("passation_code", ("collectivite",)))),
            "Parmi elles, actions dont la collectivité est le maître d'ouvrage et passe elle-même les marchés",
        ),
        _ACTIONS,
        compte="actions",
        type="resultat",
        norme=100,
        norme_source=PRINCIPE_DU_GUIDE,
        remarque="Être nommé maître d'ouvrage ne suffit pas : il faut aussi passer les marchés.",
    ),
    share(
        "faiblesses_passation_ailleurs",
        "Actions dont la collectivité n'est que le maître d'ouvrage nommé",
        Lignes("actions", Non(Parmi("passation_code", ("collectivite",))), "Parmi elles, marchés passés par un autre"),
        Lignes(
            "actions", Et((_RETENUES, _LEURS)), "Actions dont la collectivité malienne est le maître d'ouvrage nommé"
        ),
        compte="actions",
        type="resultat",
        sens="baisse_favorable",
    ),
    share(
        "faiblesses_services_etat",
        "Actions auxquelles un service de l'État est associé",
        Lignes("actions", Vrai("services_etat"), "Parmi elles, actions suivies avec un service de l'État"),
        _ACTIONS,
        compte="actions",
        type="resultat",
        norme=100,
        norme_source=PRINCIPE_DU_GUIDE,
    ),
)
