"""Money of cooperation: engaged, paid, through which channels, by which procedures, and who bears it.

An engagement is of a register: its sums run from the origin. A payment is an event: its sums are a quarter's, and say
so.
"""

from __future__ import annotations

from indicators.conditions import DepuisJanvier, Lie, Parmi, Rempli
from indicators.declaration import TOUTES_ORIENTATIONS, Indicateur
from indicators.shapes import PRINCIPE_DU_GUIDE, share, total
from indicators.terms import Lignes, Population, SommeColonne, SommeElements, SommeLiee, SommePortee
from registry.codelists import code_list

_PUBLICS = Parmi(
    "canal_code",
    tuple(code for code, row in code_list("canaux_financement").attributs.items() if row["circuit_public"] == "oui"),
)
_ENGAGE = SommeColonne("engagements", "montant_fcfa", None, "Sommes engagées depuis l'origine")
_DECAISSE = SommeColonne("decaissements", "montant_fcfa", None, "Sommes décaissées pendant le trimestre")
_COUT = SommeColonne("actions", "cout_total_fcfa", None, "Coût total des actions dont le coût est connu")
_MARCHES = Parmi("procedure_code", ("appel_offres", "gre_a_gre", "demande_cotation"))
_DECIDES = Parmi("decision_code", ("accordee", "partielle", "refusee"))
_PARTS = (
    ("partenaire", "du partenaire", "par le partenaire"),
    ("collectivite", "de la collectivité malienne", "par la collectivité malienne"),
    ("cofinancement", "des cofinancements de tiers", "par un cofinancement d'un tiers"),
)


def _parts_du_cout() -> tuple[Indicateur, ...]:
    return tuple(
        share(
            f"financements_part_{source}",
            f"Part {de} dans le coût total des actions",
            SommeLiee(
                "actions",
                Lie("engagements", "action_id", Parmi("source_code", (source,))),
                "montant_fcfa",
                f"Sommes engagées {par} pour ces actions, depuis l'origine",
            ),
            _COUT,
            compte="actions",
            type="ressources",
            sens="hausse_favorable" if source != "partenaire" else "neutre",
            remarque="Une action sans engagement enregistré compte pour zéro au numérateur.",
        )
        for source, de, par in _PARTS
    )


INDICATEURS = (
    total(
        "financements_engage",
        "Montant engagé pour la coopération, depuis l'origine",
        _ENGAGE,
        compte="engagements",
        unite="FCFA",
        type="ressources",
    ),
    total(
        "financements_decaisse",
        "Montant décaissé pour la coopération, pendant le trimestre",
        _DECAISSE,
        compte="décaissements",
        unite="FCFA",
        type="ressources",
    ),
    share(
        "financements_decaisse_engage",
        "Part décaissée de ce qui est engagé, depuis l'origine",
        SommeColonne(
            "cooperations",
            "decaisse_fcfa",
            Rempli("engage_fcfa"),
            "Sommes décaissées depuis l'origine, par partenariat (aucun décaissement enregistré compte pour zéro)",
            zero_si_recue="decaissements",
        ),
        SommeColonne(
            "cooperations",
            "engage_fcfa",
            Rempli("engage_fcfa"),
            "Sommes engagées depuis l'origine, des partenariats qui en ont",
        ),
        compte="partenariats",
        remarque="Les engagements d'une action sans partenariat n'y sont pas.",
    ),
    share(
        "financements_canaux_publics",
        "Part engagée par les circuits publics maliens, depuis l'origine",
        SommeColonne(
            "engagements",
            "montant_fcfa",
            _PUBLICS,
            "Sommes engagées par le Trésor public ou les droits de tirage ANICT",
        ),
        _ENGAGE,
        compte="engagements",
        type="ressources",
        norme=100,
        norme_source=PRINCIPE_DU_GUIDE,
        remarque="Le compte de la collectivité tenu hors du Trésor n'en est pas.",
    ),
    share(
        "financements_decaisse_publics",
        "Part décaissée par les circuits publics maliens, pendant le trimestre",
        SommeColonne(
            "decaissements",
            "montant_fcfa",
            _PUBLICS,
            "Sommes décaissées par le Trésor public ou les droits de tirage ANICT",
        ),
        _DECAISSE,
        compte="décaissements",
        type="ressources",
        norme=100,
        norme_source=PRINCIPE_DU_GUIDE,
    ),
    share(
        "financements_appel_offres",
        "Part des marchés passés par appel d'offres, en montant engagé",
        SommeColonne(
            "engagements", "montant_fcfa", Parmi("procedure_code", ("appel_offres",)), "Parmi elles, par appel d'offres"
        ),
        SommeColonne(
            "engagements",
            "montant_fcfa",
            _MARCHES,
            "Sommes engagées par un marché : appel d'offres, gré à gré ou demande de cotation",
        ),
        compte="engagements",
        remarque="La régie et ce qui se paie sans marché sont hors du champ ; une procédure à vérifier est inconnue.",
    ),
    *_parts_du_cout(),
    Indicateur(
        code="financements_decaisse_habitant",
        libelle="Décaissements des coopérations de communes par habitant, pendant le trimestre",
        type="ressources",
        orientation=TOUTES_ORIENTATIONS,
        domaine="financements",
        numerateur=SommePortee(
            "decaissements",
            "montant_fcfa",
            None,
            "Sommes décaissées pendant le trimestre pour les coopérations tenues par la commune",
        ),
        denominateur=Population(),
        unite="FCFA par habitant pour le trimestre",
        decimales=0,
        sens="hausse_favorable",
        remarque="Somme d'un seul trimestre, jamais multipliée par quatre ; les coopérations des cercles et des "
        "régions n'y sont pas.",
    ),
    Indicateur(
        code="financements_budget_service",
        libelle="Engagements rapportés au budget annuel des relations internationales, cumul depuis janvier",
        type="ressources",
        orientation=TOUTES_ORIENTATIONS,
        domaine="financements",
        numerateur=SommePortee(
            "engagements",
            "montant_fcfa",
            DepuisJanvier("engagement_date"),
            "Sommes engagées depuis janvier pour les coopérations tenues par la commune, toutes sources",
        ),
        denominateur=SommeElements(("budget_cooperation_fcfa",)),
        unite="%",
        facteur=100,
        decimales=0,
        sens="neutre",
        remarque="Le budget du service est celui de l'année, compté une fois. L'apport des partenaires est au "
        "numérateur et n'est pas dans ce budget : la part peut dépasser 100 %.",
    ),
    share(
        "financements_dossiers_accordes",
        "Dossiers de financement accordés, en tout ou en partie, parmi ceux qui sont décidés",
        Lignes(
            "dossiers_financement", Parmi("decision_code", ("accordee", "partielle")), "Parmi eux, dossiers accordés"
        ),
        Lignes(
            "dossiers_financement", _DECIDES, "Postes de dossiers de financement sur lesquels une décision est prise"
        ),
        compte="dossiers",
    ),
    share(
        "financements_part_demandee",
        "Part de la collectivité malienne dans les dossiers de financement",
        SommeColonne(
            "dossiers_financement", "part_collectivite_fcfa", None, "Part de la collectivité malienne dans ces dossiers"
        ),
        SommeColonne("dossiers_financement", "montant_fcfa", None, "Montant des dossiers dont les parts sont écrites"),
        compte="dossiers",
        type="ressources",
    ),
)
