"""Actions of cooperation: how many, where they stand, who follows them, whom they serve."""

from __future__ import annotations

from indicators.conditions import AuPlusTard, Connu, Et, Lie, Non, Ou, Parmi, PasApres, PremiereConnue, Rempli, Vrai
from indicators.declaration import ORIENTATIONS, TOUTES_ORIENTATIONS, TYPES, Indicateur, Sens
from indicators.shapes import PRINCIPE_DU_GUIDE, share, total
from indicators.terms import Lignes, SommeColonne

_TABLE = "actions"
_ENGAGEES = Parmi("statut_code", ("en_cours", "achevee"))
_EN_COURS = Lignes(_TABLE, Parmi("statut_code", ("en_cours",)), "Actions en cours")
_MENEES = Lignes(_TABLE, _ENGAGEES, "Actions en cours ou achevées")
_ECHUES = Lignes(
    _TABLE,
    AuPlusTard(PremiereConnue(("fin_prevue_date",))),
    "Actions dont la fin était prévue avant la fin du trimestre, quel que soit leur statut",
)
_COMITE = Ou(
    (
        Lie("comites_suivi", "action_id"),
        Lie("comites_suivi", "partenariat_id", cle="partenariat_id"),
    )
)
_MESURE = Et((Rempli("cible"), Rempli("valeur")))
_ETATS: tuple[tuple[str, str, tuple[str, ...], Sens], ...] = (
    ("prevues", "Actions prévues", ("prevue",), "neutre"),
    ("en_cours", "Actions en cours", ("en_cours",), "neutre"),
    ("achevees", "Actions achevées", ("achevee",), "hausse_favorable"),
    ("arretees", "Actions suspendues ou abandonnées", ("suspendue", "abandonnee"), "baisse_favorable"),
)


def _par_etat() -> tuple[Indicateur, ...]:
    return tuple(
        total(
            f"actions_{code}",
            libelle,
            Lignes(_TABLE, Parmi("statut_code", statuts), f"{libelle}, à la fin du trimestre"),
            compte="actions",
            sens=sens,
        )
        for code, libelle, statuts, sens in _ETATS
    )


def _par_orientation() -> tuple[Indicateur, ...]:
    return tuple(
        total(
            f"actions_{code}",
            f"Actions en cours ou achevées : {libelle}",
            Lignes(
                _TABLE,
                Et((_ENGAGEES, Parmi("orientation_code", (code,)))),
                f"Actions menées de l'orientation « {libelle} »",
            ),
            compte="actions",
            orientation=code,
            sens="neutre",
        )
        for code, libelle in ORIENTATIONS.items()
    )


INDICATEURS = (
    total(
        "actions_enregistrees",
        "Actions de coopération enregistrées",
        Lignes(_TABLE, None, "Actions enregistrées, quel que soit leur statut"),
        compte="actions",
        sens="neutre",
    ),
    *_par_etat(),
    *_par_orientation(),
    share(
        "actions_achevees_echues",
        "Actions achevées parmi celles qui devaient l'être",
        Lignes(_TABLE, Parmi("statut_code", ("achevee",)), "Parmi elles, actions achevées"),
        _ECHUES,
        compte="actions",
        norme=100,
        norme_source="terme que les parties se sont donné, sans valeur de norme",
    ),
    share(
        "actions_dans_les_delais",
        "Actions achevées sans retard sur la date prévue",
        Lignes(
            _TABLE,
            PasApres("fin_reelle_date", "fin_prevue_date"),
            "Parmi elles, actions finies à la date prévue ou avant",
        ),
        Lignes(_TABLE, Parmi("statut_code", ("achevee",)), "Actions achevées"),
        compte="actions",
    ),
    Indicateur(
        code="actions_avancement",
        libelle="Avancement moyen des actions en cours",
        type="realisation",
        orientation=TOUTES_ORIENTATIONS,
        domaine="actions",
        numerateur=SommeColonne(
            _TABLE, "avancement_pct", Parmi("statut_code", ("en_cours",)), "Somme des avancements déclarés, en %"
        ),
        denominateur=_EN_COURS,
        unite="%",
        compte="actions",
        sens="hausse_favorable",
        remarque="Moyenne simple : une petite action compte autant qu'une grande.",
    ),
    share(
        "actions_jalons",
        "Jalons atteints parmi ceux dont la date prévue est passée",
        Lignes("jalons", Parmi("etat_code", ("atteint",)), "Parmi eux, jalons atteints"),
        Lignes(
            "jalons",
            AuPlusTard(PremiereConnue(("prevue_date",))),
            "Jalons prévus avant la fin du trimestre, tous états",
        ),
        compte="jalons",
    ),
    share(
        "actions_comite_suivi",
        "Actions en cours dotées d'un comité de suivi",
        Lignes(_TABLE, _COMITE, "Parmi elles, actions suivies par un comité, le leur ou celui de leur partenariat"),
        _EN_COURS,
        compte="actions",
        norme=100,
        norme_source="fiche 11 du guide (un comité d'environ cinq personnes), sans valeur de norme",
    ),
    share(
        "actions_acteurs",
        "Actions menées dont les acteurs et leurs rôles sont décrits",
        Lignes(_TABLE, Lie("acteurs", "action_id"), "Parmi elles, actions dont au moins un acteur est décrit"),
        _MENEES,
        compte="actions",
    ),
    share(
        "actions_indicateurs",
        "Actions menées dotées d'un indicateur renseigné",
        Lignes(
            _TABLE,
            Lie("indicateurs_action", "action_id", _MESURE),
            "Parmi elles, actions dont au moins un indicateur a une cible et une valeur",
        ),
        _MENEES,
        compte="actions",
        norme=100,
        norme_source=PRINCIPE_DU_GUIDE,
    ),
    share(
        "actions_quatre_types",
        "Actions menées ayant des indicateurs des quatre types",
        Lignes(
            _TABLE,
            Et(
                tuple(
                    Lie("indicateurs_action", "action_id", Parmi("type_code", (code,)))
                    for code in TYPES
                    if code != "contexte"
                )
            ),
            "Parmi elles, actions ayant des indicateurs de ressources, de réalisation, de résultat et d'impact",
        ),
        _MENEES,
        compte="actions",
        norme=100,
        norme_source="fiche 15 du guide, sans valeur de norme",
    ),
    share(
        "actions_beneficiaires_connus",
        "Actions menées dont le nombre de bénéficiaires est connu",
        Lignes(_TABLE, Rempli("beneficiaires_nb"), "Parmi elles, actions dont le nombre de bénéficiaires est écrit"),
        _MENEES,
        compte="actions",
    ),
    total(
        "actions_beneficiaires",
        "Bénéficiaires déclarés des actions menées",
        SommeColonne(_TABLE, "beneficiaires_nb", _ENGAGEES, "Bénéficiaires des actions en cours ou achevées"),
        compte="actions",
        unite="bénéficiaires",
        type="impact",
        remarque="Une personne servie par deux actions compte deux fois.",
    ),
    total(
        "actions_tiers",
        "Tiers touchés par les actions menées",
        SommeColonne(_TABLE, "tiers_nb", _ENGAGEES, "Tiers touchés par les actions en cours ou achevées"),
        compte="actions",
        unite="tiers",
        type="impact",
        remarque="Une personne touchée par deux actions compte deux fois.",
    ),
    share(
        "actions_synergie",
        "Actions menées en synergie avec un programme bilatéral ou multilatéral",
        Lignes(_TABLE, Non(Parmi("synergie_code", ("aucune",))), "Parmi elles, actions en synergie avec un programme"),
        Lignes(
            _TABLE,
            Et((_ENGAGEES, Connu("synergie_code"))),
            "Actions en cours ou achevées dont on sait si elles ont une synergie",
        ),
        compte="actions",
    ),
    share(
        "actions_diaspora",
        "Actions menées dont le partenariat associe la diaspora",
        Lignes(
            _TABLE,
            Lie("partenariats", "id_local", Vrai("diaspora_associee"), cle="partenariat_id"),
            "Parmi elles, actions d'un partenariat auquel une association de la diaspora prend part",
        ),
        Lignes(_TABLE, Et((_ENGAGEES, Rempli("partenariat_id"))), "Actions menées rattachées à un partenariat"),
        compte="actions",
        type="ressources",
    ),
)
