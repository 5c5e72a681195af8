"""Social life: civil registration, associations, displaced people."""

from __future__ import annotations

from indicators.declaration import Indicateur
from indicators.terms import Population, SommeElements

INDICATEURS = (
    Indicateur(
        code="social_naissances_declarees",
        libelle="Naissances déclarées dans le délai pour 1 000 habitants et par an (trimestre × 4)",
        type="contexte",
        domaine="social",
        numerateur=SommeElements(("naissances_declarees_nb",)),
        denominateur=Population(),
        unite="pour 1 000 habitants et par an",
        facteur=1000,
        annualise=True,
        sens="hausse_favorable",
        remarque="Les jugements supplétifs ne sont pas comptés : ils concernent aussi des adultes.",
    ),
    Indicateur(
        code="social_jugements_suppletifs",
        libelle="Jugements supplétifs pour une naissance déclarée dans le délai, pendant le trimestre",
        type="contexte",
        domaine="social",
        numerateur=SommeElements(("jugements_suppletifs_nb",)),
        denominateur=SommeElements(("naissances_declarees_nb",)),
        unite="pour une naissance déclarée",
        decimales=2,
        sens="baisse_favorable",
    ),
    Indicateur(
        code="social_associations",
        libelle="Associations actives pour 10 000 habitants",
        type="contexte",
        domaine="social",
        numerateur=SommeElements(("associations_actives_nb",)),
        denominateur=Population(),
        unite="pour 10 000 habitants",
        facteur=10000,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="social_associations_femmes",
        libelle="Associations de femmes parmi les associations actives",
        type="contexte",
        domaine="social",
        numerateur=SommeElements(("associations_femmes_nb",)),
        denominateur=SommeElements(("associations_actives_nb",)),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="social_deplaces",
        libelle="Personnes déplacées accueillies pour 1 000 habitants",
        type="contexte",
        domaine="social",
        numerateur=SommeElements(("personnes_deplacees_nb",)),
        denominateur=Population(),
        unite="pour 1 000 habitants",
        facteur=1000,
        sens="neutre",
        remarque="N'est pas publié par commune.",
    ),
)
