"""Culture and sport."""

from __future__ import annotations

from indicators.declaration import Indicateur
from indicators.terms import NombreCommunes, SommeElements

INDICATEURS = (
    Indicateur(
        code="culture_manifestations",
        libelle="Manifestations culturelles et sportives par commune, année civile précédente",
        type="contexte",
        domaine="culture",
        numerateur=SommeElements(("manifestations_culturelles_nb",)),
        denominateur=NombreCommunes(),
        unite="manifestations par commune",
        sens="hausse_favorable",
        niveau_min="cercle",
    ),
)
