"""Conventions of cooperation: in force, to renew, expired, endorsed, and their yearly meeting."""

from __future__ import annotations

from indicators.conditions import AuPlusTard, Et, FinDePeriode, Non, Ou, Parmi, PremiereConnue, Vrai
from indicators.declaration import Indicateur
from indicators.terms import Lignes

_DEBUT = PremiereConnue(("effet_date", "signature_date"))
_FIN = FinDePeriode("fin_date", _DEBUT, "duree_mois", "reconductions_nb")
_SIGNEE = Parmi("statut_code", ("signee",))
_TACITE = Parmi("reconduction_code", ("tacite",))
_NON_DENONCEES = Lignes(
    "conventions", Parmi("statut_code", ("signee", "suspendue")), "Conventions signées, ni dénoncées ni closes"
)

INDICATEURS = (
    Indicateur(
        code="conventions_en_vigueur",
        libelle="Conventions en vigueur",
        type="ressources",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes(
            "conventions",
            Et((_SIGNEE, AuPlusTard(_DEBUT), Ou((Non(AuPlusTard(_FIN)), _TACITE)))),
            "Conventions signées, ayant pris effet, non échues à la fin du trimestre ou reconduites tacitement",
        ),
        denominateur=None,
        unite="conventions",
        compte="conventions",
        decimales=0,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="conventions_a_renouveler",
        libelle="Conventions dont la période prend fin dans les six mois",
        type="ressources",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes(
            "conventions",
            Et((_SIGNEE, Non(AuPlusTard(_FIN)), AuPlusTard(_FIN, 2))),
            "Conventions signées dont la période prend fin dans les deux trimestres qui suivent",
        ),
        denominateur=None,
        unite="conventions",
        compte="conventions",
        decimales=0,
        sens="neutre",
        remarque="Comprend les conventions à reconduction tacite : c'est le moment de décider.",
    ),
    Indicateur(
        code="conventions_echues",
        libelle="Conventions échues sans reconduction",
        type="ressources",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes(
            "conventions",
            Et((AuPlusTard(_FIN), Non(_TACITE))),
            "Conventions signées dont la période a pris fin, sans reconduction tacite ni nouvelle période",
        ),
        denominateur=Lignes("conventions", _SIGNEE, "Conventions signées, ni dénoncées, ni suspendues, ni closes"),
        unite="%",
        compte="conventions",
        facteur=100,
        sens="baisse_favorable",
    ),
    Indicateur(
        code="conventions_visa",
        libelle="Conventions portant le visa de l'État",
        type="realisation",
        orientation="solidarite_internationale",
        domaine="cooperation",
        numerateur=Lignes("conventions", Vrai("visa"), "Conventions signées, non dénoncées, portant le visa de l'État"),
        denominateur=_NON_DENONCEES,
        unite="%",
        compte="conventions",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="modèle de la convention Tombouctou / Rhône-Alpes, sans valeur de norme",
    ),
    Indicateur(
        code="conventions_rencontre_annuelle",
        libelle="Conventions dont la rencontre annuelle a été tenue",
        type="realisation",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=Lignes(
            "conventions",
            Non(AuPlusTard(PremiereConnue(("derniere_rencontre_date",)), -4)),
            "Parmi elles, conventions dont les parties se sont rencontrées dans les douze derniers mois",
        ),
        denominateur=Lignes(
            "conventions",
            Et((_SIGNEE, Vrai("rencontre_annuelle_prevue"), AuPlusTard(_DEBUT, -4))),
            "Conventions signées qui prévoient une rencontre annuelle et ont plus d'un an",
        ),
        unite="%",
        compte="conventions",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="modèle de la convention Tombouctou / Rhône-Alpes (une rencontre par an), sans valeur de norme",
    ),
)
