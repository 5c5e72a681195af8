"""Right rows of a CSR's answer, and what breaks each of their rules."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

RIGHT: dict[str, dict[str, Any]] = {
    "validations": {
        "id_local": "VAL-ML01-26T3-0001",
        "unite_code": "ML01",
        "cercle_vise_code": "ML0105",
        "anomalies_nb": 3,
        "serieuses_nb": 1,
        "decision_code": "valide_avec_reserve",
        "reserve_texte": "Deux communes sont estimées.",
        "valide_par": "Le CSR",
        "empreinte": "9f86d081884c7d65",
    },
    "reponses_anomalies": {
        "id_local": "ANO-ML01-26T3-0001",
        "unite_code": "ML01",
        "cercle_vise_code": "ML0105",
        "rang": 1,
        "gravite_code": "serieuse",
        "lieu_code": "ML010513",
        "sujet": "Accouchements assistés",
        "valeur": Decimal(4120),
        "anomalie_ref": "ML010513/accouchements_assistes_nb",
    },
    "analyses": {
        "id_local": "ANA-ML01-26T3-0001",
        "unite_code": "ML01",
        "theme_code": "sante",
        "texte": "Les consultations baissent pendant l'hivernage.",
    },
}

WRONG: dict[str, dict[str, Any]] = {
    "regle.validations.cercle_de_la_region": {"cercle_vise_code": "ML0201"},
    "regle.validations.reserve_expliquee": {"reserve_texte": None},
    "regle.validations.auteur_nomme": {"valide_par": None},
    "regle.reponses_anomalies.cercle_de_la_region": {"cercle_vise_code": "ML010513"},
    "regle.analyses.cercle_de_la_region": {"cercle_vise_code": "ML0901"},
}
