"""Which indicators come first: a page holds some twenty beside the guide's weaknesses, a map and a chart one each.

The other indicators are in the web page and the workbook. A code that no indicator bears is passed over, and a test
says so.
"""

from __future__ import annotations

CHIFFRES_CLES = (
    "sante_hab_par_cscom",
    "sante_acces_5km",
    "sante_consultations",
    "sante_accouchements_assistes",
    "education_eleves_par_maitre",
    "education_parite",
    "education_ecoles_avec_eau",
    "eau_points_utilisables",
    "eau_villages_sans_point",
    "eau_points_realises",
    "economie_recettes_marchandes",
    "economie_electrification",
    "social_naissances_declarees",
    "social_associations_femmes",
    "finances_recettes_propres",
    "finances_tdrl",
    "finances_investissement",
    "planification_pdsec",
    "planification_pdsec_actions",
    "planification_restitutions",
)

# The first that is known for at least half of the units: the same subject for every body, as far as data allow.
SUJETS_DE_CARTE = (
    "eau_points_utilisables",
    "eau_villages_sans_point",
    "sante_acces_5km",
    "sante_accouchements_assistes",
    "education_eleves_par_maitre",
    "qualite_obligatoires",
)

# Figures that move every quarter.
SUJETS_DE_COURBE = (
    "sante_accouchements_assistes",
    "sante_consultations",
    "eau_points_utilisables",
    "social_naissances_declarees",
    "finances_recettes_propres",
    "qualite_obligatoires",
)
