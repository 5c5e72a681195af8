"""Quality of the return itself: files received, in time, and complete."""

from __future__ import annotations

from indicators.declaration import Indicateur
from indicators.terms import EnvoisAcceptes, EnvoisAttendus, ObligatoiresAttendus, ObligatoiresRenseignes

INDICATEURS = (
    Indicateur(
        code="qualite_envois",
        libelle="CCC dont le fichier du trimestre est accepté",
        type="contexte",
        domaine="qualite",
        numerateur=EnvoisAcceptes(),
        denominateur=EnvoisAttendus(),
        unite="%",
        compte="CCC attendus",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="remontée trimestrielle demandée par le guide, fiche 14 ; cible proposée",
    ),
    Indicateur(
        code="qualite_delai",
        libelle="CCC dont le fichier du trimestre est accepté et reçu dans le délai",
        type="contexte",
        domaine="qualite",
        numerateur=EnvoisAcceptes(a_temps=True),
        denominateur=EnvoisAttendus(),
        unite="%",
        compte="CCC attendus",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="cible proposée",
    ),
    Indicateur(
        code="qualite_obligatoires",
        libelle="Éléments obligatoires renseignés, pendant le trimestre",
        type="contexte",
        domaine="qualite",
        numerateur=ObligatoiresRenseignes(),
        denominateur=ObligatoiresAttendus(),
        unite="%",
        facteur=100,
        sens="hausse_favorable",
        norme=100,
        norme_source="cible proposée",
    ),
)
