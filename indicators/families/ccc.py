"""Work of the advice centres (CCC)."""

from __future__ import annotations

from indicators.conditions import Parmi
from indicators.declaration import Indicateur
from indicators.terms import CommunesDuCercle, Lignes, LignesDuCercle

_REALISEE = Parmi("statut_code", ("realisee",))

INDICATEURS = (
    Indicateur(
        code="ccc_activites",
        libelle="Activités réalisées par le CCC par commune, pendant le trimestre",
        type="contexte",
        domaine="ccc",
        numerateur=LignesDuCercle("activites_ccc", _REALISEE, "Activités du CCC réalisées pendant le trimestre"),
        denominateur=CommunesDuCercle(),
        unite="activités par commune",
        compte="cercles",
        decimales=2,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="ccc_realisation",
        libelle="Activités du CCC réalisées parmi celles du trimestre",
        type="contexte",
        domaine="ccc",
        numerateur=Lignes("activites_ccc", _REALISEE, "Activités du CCC réalisées"),
        denominateur=Lignes(
            "activites_ccc", None, "Activités du CCC du trimestre : prévues, réalisées, reportées ou annulées"
        ),
        unite="%",
        compte="activités",
        facteur=100,
        sens="hausse_favorable",
    ),
)
