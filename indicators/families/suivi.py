"""Follow-up: committees, reports, meetings, concertation, and decisions that come back until they are done."""

from __future__ import annotations

from indicators.conditions import AuMoins, AuPlusTard, Et, Non, Parmi, PasApres, PremiereConnue, Vrai
from indicators.shapes import share, total
from indicators.terms import Lignes, SommeColonne

_COMITES = Lignes("comites_suivi", None, "Comités de suivi enregistrés")
_RAPPORTS = Lignes("rapports", None, "Rapports du trimestre")
_RENCONTRES = Lignes("rencontres", None, "Rencontres du trimestre")
_SEANCES = Lignes("concertations", None, "Séances de concertation du trimestre")
_POINTS_ECHUS = Lignes(
    "points_a_suivre",
    Et((AuPlusTard(PremiereConnue(("echeance_date",))), Non(Parmi("etat_code", ("abandonne",))))),
    "Décisions dont l'échéance est passée, sauf celles abandonnées",
)

INDICATEURS = (
    total("suivi_comites", "Comités de suivi", _COMITES, compte="comités"),
    share(
        "suivi_comites_etat",
        "Comités de suivi où siège un service de l'État",
        Lignes("comites_suivi", Vrai("service_etat_membre"), "Parmi eux, comités où siège un service de l'État"),
        _COMITES,
        compte="comités",
    ),
    share(
        "suivi_comites_femmes",
        "Femmes parmi les membres des comités de suivi",
        SommeColonne("comites_suivi", "femmes_nb", None, "Femmes membres des comités de suivi"),
        SommeColonne("comites_suivi", "membres_nb", None, "Membres des comités de suivi"),
        compte="comités",
        type="resultat",
        norme=30,
        norme_source="repère par analogie avec la loi 2015-052, qui vise les nominations et les listes de candidats",
    ),
    total("suivi_rapports", "Rapports produits pendant le trimestre", _RAPPORTS, compte="rapports"),
    share(
        "suivi_rapports_partages",
        "Rapports du trimestre partagés avec les partenaires",
        Lignes("rapports", Vrai("partage_partenaires"), "Parmi eux, rapports partagés avec les partenaires"),
        _RAPPORTS,
        compte="rapports",
        norme=100,
        norme_source="fiche 11 du guide, sans valeur de norme",
    ),
    total(
        "suivi_audits_evaluations",
        "Audits et évaluations remis pendant le trimestre",
        Lignes(
            "rapports", Parmi("type_code", ("audit", "evaluation")), "Rapports d'audit ou d'évaluation du trimestre"
        ),
        compte="rapports",
    ),
    total("suivi_rencontres", "Rencontres des partenaires pendant le trimestre", _RENCONTRES, compte="rencontres"),
    share(
        "suivi_rencontres_compte_rendu",
        "Rencontres du trimestre suivies d'un compte rendu",
        Lignes("rencontres", Vrai("compte_rendu"), "Parmi elles, rencontres suivies d'un compte rendu"),
        _RENCONTRES,
        compte="rencontres",
        norme=100,
        norme_source="fiche 7 du guide, sans valeur de norme",
    ),
    share(
        "suivi_rencontres_etat",
        "Rencontres du trimestre avec des services de l'État",
        Lignes("rencontres", Vrai("services_etat_presents"), "Parmi elles, rencontres avec des services de l'État"),
        _RENCONTRES,
        compte="rencontres",
    ),
    share(
        "suivi_missions_envoyees",
        "Missions envoyées du Mali parmi les missions du trimestre",
        Lignes("rencontres", Parmi("sens_code", ("envoyee",)), "Parmi elles, missions envoyées du Mali"),
        Lignes(
            "rencontres", Parmi("sens_code", ("envoyee", "recue")), "Missions envoyées ou reçues pendant le trimestre"
        ),
        compte="rencontres",
        type="resultat",
        sens="neutre",
        norme=50,
        norme_source="équilibre entre les deux sens ; proposition, sans valeur de norme",
    ),
    total("suivi_concertations", "Séances de concertation pendant le trimestre", _SEANCES, compte="séances"),
    share(
        "suivi_concertations_compte_rendu",
        "Séances de concertation du trimestre suivies d'un compte rendu",
        Lignes("concertations", Vrai("compte_rendu"), "Parmi elles, séances suivies d'un compte rendu"),
        _SEANCES,
        compte="séances",
    ),
    share(
        "suivi_concertations_societe",
        "Séances de concertation du trimestre où la société civile est présente",
        Lignes(
            "concertations", AuMoins("societe_civile_nb", 1), "Parmi elles, séances où la société civile est présente"
        ),
        _SEANCES,
        compte="séances",
    ),
    total(
        "suivi_decisions_ouvertes",
        "Décisions à suivre, encore ouvertes",
        Lignes("points_a_suivre", Parmi("etat_code", ("a_faire", "en_cours")), "Décisions à faire ou en cours"),
        compte="décisions",
        sens="neutre",
    ),
    share(
        "suivi_decisions_a_temps",
        "Décisions exécutées à temps parmi celles dont l'échéance est passée",
        Lignes(
            "points_a_suivre",
            Et((Parmi("etat_code", ("fait",)), PasApres("fait_date", "echeance_date"))),
            "Parmi elles, décisions faites au plus tard à l'échéance",
        ),
        _POINTS_ECHUS,
        compte="décisions",
        norme=100,
        norme_source="terme que les parties se sont donné, sans valeur de norme",
    ),
    share(
        "suivi_decisions_faites",
        "Décisions exécutées, même en retard, parmi celles dont l'échéance est passée",
        Lignes("points_a_suivre", Parmi("etat_code", ("fait",)), "Parmi elles, décisions faites"),
        _POINTS_ECHUS,
        compte="décisions",
    ),
)
