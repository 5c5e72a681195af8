"""Decentralised cooperation: partnerships of communes, cercles and regions."""

from __future__ import annotations

from indicators.conditions import Connu, Et, Non, Parmi, Vrai
from indicators.declaration import Indicateur
from indicators.terms import Lignes, LignesDistinctes, NombreCommunes, Presence

_ACTIF = Parmi("statut_code", ("actif",))
_ACTIFS = Lignes("partenariats", _ACTIF, "Partenariats actifs")

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
)
