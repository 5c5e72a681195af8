"""Decentralised cooperation: partnerships of communes, cercles and regions."""

from __future__ import annotations

from indicators.conditions import (
    AuPlusTard,
    Connu,
    Detenu,
    Et,
    Lie,
    Non,
    Ou,
    Parmi,
    PaysMembre,
    PremiereConnue,
    Rempli,
    Vrai,
)
from indicators.declaration import TOUTES_ORIENTATIONS, Indicateur
from indicators.shapes import share, total
from indicators.terms import Lignes, LignesDistinctes, NombreCommunes, Presence

_ACTIF = Parmi("statut_code", ("actif",))
_ACTIFS = Lignes("partenariats", _ACTIF, "Partenariats actifs")
_ETRANGERS = Lignes(
    "partenariats", Et((_ACTIF, Non(Parmi("pays_code", ("ML",))))), "Partenariats actifs avec un autre pays que le Mali"
)
_REPONSES = Lie("confirmations", "partenariat_ref", Vrai("designee"), meme_expediteur=False)
_PAS_CONFIRMEE = Lie(
    "confirmations",
    "partenariat_ref",
    Et((Vrai("designee"), Non(Parmi("reponse_code", ("confirmee",))))),
    meme_expediteur=False,
)
_ANNONCE = Et(
    (
        Parmi("statut_code", ("ouverte",)),
        Ou((Non(Rempli("valable_date")), Non(AuPlusTard(PremiereConnue(("valable_date",)))))),
    )
)


def _organisation(code: str, organisation: str, orientation: str) -> Indicateur:
    return share(
        code,
        f"Partenariats actifs avec un pays membre de la {organisation}"
        if organisation == "CEDEAO"
        else f"Partenariats actifs avec un pays membre de l'{organisation}",
        Lignes(
            "partenariats",
            PaysMembre("pays_code", organisation),
            f"Parmi eux, pays du partenaire membre de {organisation} à la fin du trimestre",
        ),
        _ETRANGERS,
        compte="partenariats",
        type="ressources",
        orientation=orientation,
        sens="neutre",
        remarque="L'appartenance est celle du dernier jour du trimestre, d'après un registre daté, jamais saisie.",
    )


def _annonces(code: str, libelle: str, sens: str) -> Indicateur:
    return total(
        code,
        libelle,
        Lignes(
            "offres_demandes",
            Et((_ANNONCE, Parmi("sens_code", (sens,)))),
            f"{libelle}, dont la date limite n'est pas passée",
        ),
        compte="annonces",
        type="ressources",
        orientation="ouverture_monde",
        sens="neutre",
    )


INDICATEURS = (
    Indicateur(
        code="cooperation_partenariats",
        libelle="Partenariats enregistrés",
        type="ressources",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=Lignes("partenariats", None, "Partenariats enregistrés, quel que soit leur statut"),
        denominateur=None,
        unite="partenariats",
        compte="partenariats",
        decimales=0,
        sens="neutre",
        remarque="Compte aussi les partenariats repris du guide de 2004, dont le statut reste à vérifier.",
    ),
    Indicateur(
        code="cooperation_statut_connu",
        libelle="Partenariats dont le statut est vérifié",
        type="ressources",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=Lignes("partenariats", Connu("statut_code"), "Partenariats dont le statut est connu"),
        denominateur=Lignes("partenariats", None, "Partenariats enregistrés"),
        unite="%",
        compte="partenariats",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="cooperation_partenariats_actifs",
        libelle="Partenariats actifs",
        type="ressources",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=_ACTIFS,
        denominateur=None,
        unite="partenariats",
        compte="partenariats",
        decimales=0,
        sens="hausse_favorable",
        remarque="Un partenariat au statut à vérifier n'est compté ni comme actif, ni comme inactif.",
    ),
    Indicateur(
        code="cooperation_communes",
        libelle="Communes ayant au moins un partenariat actif",
        type="ressources",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=Presence("partenariats", _ACTIF, "Communes qui portent au moins un partenariat actif"),
        denominateur=NombreCommunes(),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
        niveau_min="cercle",
    ),
    Indicateur(
        code="cooperation_pays",
        libelle="Pays étrangers avec lesquels un partenariat est actif",
        type="ressources",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=LignesDistinctes(
            "partenariats",
            "pays_code",
            Et((_ACTIF, Non(Parmi("pays_code", ("ML",))))),
            "Pays différents, hors Mali, parmi les partenariats actifs",
        ),
        denominateur=None,
        unite="pays",
        compte="partenariats",
        decimales=0,
        sens="neutre",
        remarque="Un pays présent dans deux cercles compte une seule fois pour leur région.",
    ),
    Indicateur(
        code="cooperation_reciprocite",
        libelle="Partenariats actifs à apports réciproques",
        type="resultat",
        orientation="ouverture_monde",
        domaine="cooperation",
        numerateur=Lignes(
            "partenariats",
            Vrai("reciprocite"),
            "Partenariats actifs où la collectivité malienne a aussi apporté ou envoyé quelque chose",
        ),
        denominateur=_ACTIFS,
        unite="%",
        compte="partenariats",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="principe du guide de la coopération décentralisée, sans valeur de norme",
    ),
    Indicateur(
        code="cooperation_diaspora",
        libelle="Partenariats actifs auxquels une association de la diaspora prend part",
        type="ressources",
        orientation="insertion_immigres",
        domaine="cooperation",
        numerateur=Lignes(
            "partenariats", Vrai("diaspora_associee"), "Partenariats actifs auxquels la diaspora est associée"
        ),
        denominateur=_ACTIFS,
        unite="%",
        compte="partenariats",
        facteur=100,
        sens="hausse_favorable",
    ),
    _organisation("cooperation_cedeao", "CEDEAO", "integration_cedeao"),
    _organisation("cooperation_aes", "AES", TOUTES_ORIENTATIONS),
    total(
        "cooperation_partenaires",
        "Partenaires différents des partenariats actifs",
        LignesDistinctes(
            "partenariats", "partenaire_id", _ACTIF, "Partenaires différents parmi les partenariats actifs"
        ),
        compte="partenariats",
        unite="partenaires",
        type="ressources",
        orientation="ouverture_monde",
        sens="neutre",
        remarque="Les écritures d'un même partenaire, réunies par décision, n'en font qu'un.",
    ),
    total(
        "cooperation_cercles_regions",
        "Partenariats actifs tenus par un cercle ou une région",
        Lignes(
            "partenariats",
            Et((_ACTIF, Detenu(("cercle", "region")))),
            "Partenariats actifs dont le titulaire est un conseil de cercle ou une région",
        ),
        compte="partenariats",
        type="ressources",
        orientation="ouverture_monde",
        niveau_min="cercle",
    ),
    total(
        "cooperation_entre_maliens",
        "Partenariats actifs entre collectivités du Mali",
        Lignes(
            "partenariats",
            Et((_ACTIF, Parmi("pays_code", ("ML",)))),
            "Partenariats actifs dont le partenaire est malien, syndicats de collectivités compris",
        ),
        compte="partenariats",
        type="ressources",
        orientation=TOUTES_ORIENTATIONS,
        remarque="Loi 93-008 du 11 février 1993, article 21.",
    ),
    share(
        "cooperation_confirmes",
        "Partenariats partagés que toutes les unités interrogées confirment",
        Lignes("partenariats", Non(_PAS_CONFIRMEE), "Parmi eux, partenariats dont chaque réponse est une confirmation"),
        Lignes(
            "partenariats", _REPONSES, "Partenariats déclarés par une unité et soumis à la confirmation d'une autre"
        ),
        compte="partenariats",
        type="ressources",
        remarque="Une réponse en attente n'est pas une confirmation ; seule compte celle d'une partie nommée.",
    ),
    _annonces("cooperation_offres", "Offres de partenariat ouvertes", "offre"),
    _annonces("cooperation_demandes", "Demandes de partenariat ouvertes", "demande"),
)
