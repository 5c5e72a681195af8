"""The cycle of a cooperation: where partnerships stand in its four phases, and their action plans."""

from __future__ import annotations

from indicators.conditions import AuPlusTard, Et, Lie, Non, Parmi, PremiereConnue, Rempli, Vaut
from indicators.declaration import Indicateur
from indicators.shapes import share, total
from indicators.terms import Lignes
from registry.cycle import steps

_ACTIFS = Lignes("partenariats", Parmi("statut_code", ("actif",)), "Partenariats actifs")
_PLANS = Lignes("plans_action", Non(Parmi("statut_code", ("abandonne",))), "Plans d'action, sauf ceux abandonnés")
_HUIT_PARTIES = (
    "contexte",
    "objectifs_pdsec",
    "action_commune",
    "calendrier",
    "moyens",
    "devis_fcfa",
    "plan_financement",
    "resultats_attendus",
)


def _par_phase() -> tuple[Indicateur, ...]:
    phases = {step.phase: step.phase_libelle for step in steps()}
    return tuple(
        total(
            f"cycle_phase_{phase}",
            f"Coopérations en phase {phase} : {libelle}",
            Lignes(
                "cooperations",
                Vaut("phase", phase),
                f"Partenariats dont l'étape la plus avancée est de la phase {phase}",
            ),
            compte="partenariats",
            sens="neutre",
            remarque="Un partenariat sans étape connue n'est compté dans aucune phase.",
        )
        for phase, libelle in sorted(phases.items())
    )


INDICATEURS = (
    share(
        "cycle_etape_connue",
        "Partenariats actifs dont une étape du cycle est enregistrée",
        Lignes(
            "partenariats",
            Lie("etapes_cycle", "partenariat_id", Parmi("etat_code", ("faite", "en_cours"))),
            "Parmi eux, partenariats ayant au moins une étape faite ou en cours",
        ),
        _ACTIFS,
        compte="partenariats",
        type="ressources",
    ),
    *_par_phase(),
    share(
        "cycle_plan",
        "Partenariats actifs dotés d'un plan d'action",
        Lignes(
            "partenariats",
            Lie("plans_action", "partenariat_id", Non(Parmi("statut_code", ("abandonne",)))),
            "Parmi eux, partenariats ayant un plan d'action qui n'est pas abandonné",
        ),
        _ACTIFS,
        compte="partenariats",
        norme=100,
        norme_source="fiche 8 du guide, sans valeur de norme",
    ),
    share(
        "cycle_plan_complet",
        "Plans d'action dont les huit parties sont écrites",
        Lignes(
            "plans_action",
            Et(tuple(Rempli(part) for part in _HUIT_PARTIES)),
            "Parmi eux, plans aux huit parties écrites",
        ),
        _PLANS,
        compte="plans d'action",
        norme=100,
        norme_source="modèle de plan de la fiche 8 du guide, sans valeur de norme",
    ),
    share(
        "cycle_plan_valide",
        "Plans d'action validés par un forum et une délibération datés",
        Lignes(
            "plans_action",
            Et((Rempli("forum_date"), Rempli("deliberation_date"))),
            "Parmi eux, plans dont le forum et la délibération sont datés",
        ),
        _PLANS,
        compte="plans d'action",
        norme=100,
        norme_source="fiche 8 du guide, sans valeur de norme",
    ),
    share(
        "cycle_plan_transmis",
        "Plans d'action transmis au partenaire",
        Lignes("plans_action", Rempli("transmission_date"), "Parmi eux, plans dont la transmission est datée"),
        _PLANS,
        compte="plans d'action",
    ),
    share(
        "cycle_avec_convention",
        "Partenariats actifs couverts par une convention en vigueur",
        Lignes(
            "partenariats",
            Lie(
                "conventions",
                "partenariat_id",
                Parmi("statut_calcule_code", ("en_vigueur", "a_renouveler", "en_preavis")),
            ),
            "Parmi eux, partenariats dont une convention court à la fin du trimestre",
        ),
        _ACTIFS,
        compte="partenariats",
    ),
    share(
        "cycle_rencontre",
        "Partenariats actifs dont les parties se sont rencontrées dans les douze derniers mois",
        Lignes(
            "partenariats",
            Lie("rencontres", "partenariat_id", Non(AuPlusTard(PremiereConnue(("rencontre_date",)), -4))),
            "Parmi eux, partenariats ayant une rencontre enregistrée dans les douze derniers mois",
        ),
        _ACTIFS,
        compte="partenariats",
    ),
)
