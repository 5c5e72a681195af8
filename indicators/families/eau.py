"""Water: works in service, new works, villages without any.

There is no « habitants par point d'eau » here. The 400 people of the sector's usage hold in rural areas only, while the
reference says whether a commune is urban or rural for 27 of 703 of them, and gives no rural population: dividing a
whole commune's people by its water points would condemn the towns for having pipes.
"""

from __future__ import annotations

from indicators.declaration import Indicateur
from indicators.terms import SommeElements

INDICATEURS = (
    Indicateur(
        code="eau_forages_en_service",
        libelle="Forages à pompe (PMH) en service",
        type="contexte",
        domaine="hydraulique",
        numerateur=SommeElements(("forages_pmh_fonctionnels_nb",)),
        denominateur=SommeElements(("forages_pmh_nb",)),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="eau_points_utilisables",
        libelle="Points d'eau modernes en service ou pérennes",
        type="contexte",
        domaine="hydraulique",
        numerateur=SommeElements(
            ("forages_pmh_fonctionnels_nb", "puits_modernes_perennes_nb", "bornes_fontaines_fonctionnelles_nb")
        ),
        denominateur=SommeElements(("forages_pmh_nb", "puits_modernes_nb", "bornes_fontaines_nb")),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
        remarque="Les forages sont relevés chaque trimestre, les puits et les bornes-fontaines une fois par an.",
    ),
    Indicateur(
        code="eau_adductions_en_service",
        libelle="Adductions d'eau en service",
        type="contexte",
        domaine="hydraulique",
        numerateur=SommeElements(("aep_fonctionnelles_nb",)),
        denominateur=SommeElements(("aep_nb",)),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="eau_villages_sans_point",
        libelle="Villages sans point d'eau moderne en service",
        type="contexte",
        domaine="hydraulique",
        numerateur=SommeElements(("villages_sans_point_eau_nb",)),
        denominateur=SommeElements(("villages_nb",)),
        unite="%",
        facteur=100,
        sens="baisse_favorable",
    ),
    Indicateur(
        code="eau_points_realises",
        libelle="Points d'eau modernes réalisés pendant le trimestre",
        type="contexte",
        domaine="hydraulique",
        numerateur=SommeElements(("points_eau_realises_nb",)),
        denominateur=None,
        unite="points d'eau",
        decimales=0,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="eau_points_rehabilites",
        libelle="Points d'eau modernes réhabilités pendant le trimestre",
        type="contexte",
        domaine="hydraulique",
        numerateur=SommeElements(("points_eau_rehabilites_nb",)),
        denominateur=None,
        unite="points d'eau",
        decimales=0,
        sens="hausse_favorable",
    ),
)
