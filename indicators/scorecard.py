"""The scorecard: the guide's four weaknesses, and what shows that cooperation is kept in order, at every level.

A page that shows it reads each figure by its code; a figure hidden or unknown is shown as unknown, never as a failure.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Faiblesse = Literal[1, 2, 3, 4]

FAIBLESSES = MappingProxyType(
    {
        1: "Les actions ne s'inscrivent pas toujours dans le programme de développement de la collectivité.",
        2: "La maîtrise d'ouvrage n'est pas effectivement exercée par les collectivités maliennes.",
        3: "Les services de l'État sont peu impliqués dans le suivi, l'évaluation et la capitalisation.",
        4: "Le niveau de réciprocité demeure faible.",
    }
)
"""The four weaknesses that the guide names (« Les principes directeurs de la coopération décentralisée »)."""


@dataclass(frozen=True)
class Entree:
    """One line: the indicator's code, a short French title, the weakness that it answers (None: good order)."""

    code: str
    titre: str
    faiblesse: Faiblesse | None = None


SCORECARD = (
    Entree("faiblesses_pdsec", "Actions inscrites au PDSEC", 1),
    Entree("faiblesses_pdsec_montant", "Actions inscrites au PDSEC, en montant", 1),
    Entree("faiblesses_maitrise_ouvrage", "Actions vraiment menées par la collectivité", 2),
    Entree("faiblesses_services_etat", "Services de l'État associés", 3),
    Entree("experiences_capitalisees", "Actions achevées capitalisées", 3),
    Entree("cooperation_reciprocite", "Réciprocité", 4),
    Entree("conventions_en_ordre", "Conventions en ordre"),
    Entree("conventions_rencontre_annuelle", "Rencontres annuelles tenues"),
    Entree("elus_femmes", "Femmes parmi les élus"),
    Entree("formations_femmes", "Femmes parmi les personnes formées"),
)
"""The lines in the order of the page: the four weaknesses, then good order."""
