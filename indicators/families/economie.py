"""Local economy: markets, energy, microfinance, cooperatives."""

from __future__ import annotations

from indicators.declaration import Indicateur
from indicators.terms import Population, SommeElements

INDICATEURS = (
    Indicateur(
        code="economie_marches_amenages",
        libelle="Marchés et foires aménagés",
        type="contexte",
        domaine="economie",
        numerateur=SommeElements(("marches_amenages_nb",)),
        denominateur=SommeElements(("marches_nb",)),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="economie_recettes_marchandes",
        libelle="Recettes des équipements marchands par habitant, année civile précédente",
        type="contexte",
        domaine="economie",
        numerateur=SommeElements(("equipements_marchands_recettes_fcfa",)),
        denominateur=Population(),
        unite="FCFA par habitant",
        decimales=0,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="economie_microfinance",
        libelle="Guichets de microfinance pour 10 000 habitants",
        type="contexte",
        domaine="economie",
        numerateur=SommeElements(("caisses_microfinance_nb",)),
        denominateur=Population(),
        unite="pour 10 000 habitants",
        facteur=10000,
        decimales=2,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="economie_electrification",
        libelle="Localités électrifiées",
        type="contexte",
        domaine="economie",
        numerateur=SommeElements(("localites_electrifiees_nb",)),
        denominateur=SommeElements(("villages_nb",)),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
    ),
    Indicateur(
        code="economie_cooperatives_femmes",
        libelle="Coopératives de femmes parmi les sociétés coopératives",
        type="contexte",
        domaine="economie",
        numerateur=SommeElements(("cooperatives_femmes_nb",)),
        denominateur=SommeElements(("cooperatives_nb",)),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
    ),
)
