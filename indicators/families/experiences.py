"""The experience base (BDEI): what was written, re-read, published, and which finished actions gave one."""

from __future__ import annotations

from indicators.conditions import Lie, Parmi, Vrai
from indicators.shapes import share, total
from indicators.terms import Lignes, LignesDistinctes

_FICHES = Lignes("experiences", None, "Fiches d'expérience enregistrées")

INDICATEURS = (
    total(
        "experiences_ecrites",
        "Fiches d'expérience écrites",
        _FICHES,
        compte="fiches",
        orientation="rayonnement",
    ),
    total(
        "experiences_publiees",
        "Fiches d'expérience publiées",
        Lignes(
            "experiences",
            Parmi("etat_code", ("publiee",)),
            "Fiches dont le contenu présent a fait l'objet d'une décision de publication",
        ),
        compte="fiches",
        orientation="rayonnement",
        type="resultat",
        remarque="Une fiche modifiée après sa publication doit être relue : elle n'est plus comptée.",
    ),
    share(
        "experiences_accord",
        "Fiches d'expérience que leurs auteurs acceptent de diffuser",
        Lignes("experiences", Vrai("accord_diffusion"), "Parmi elles, fiches dont la diffusion est acceptée"),
        _FICHES,
        compte="fiches",
        orientation="rayonnement",
    ),
    share(
        "experiences_capitalisees",
        "Actions achevées qui ont donné une fiche d'expérience",
        Lignes("actions", Lie("experiences", "action_id"), "Parmi elles, actions citées par une fiche d'expérience"),
        Lignes("actions", Parmi("statut_code", ("achevee",)), "Actions achevées"),
        compte="actions",
        orientation="rayonnement",
        type="resultat",
        remarque="Une fiche qui ne nomme pas son action n'est pas retrouvée ici.",
    ),
    total(
        "experiences_secteurs",
        "Secteurs sur lesquels une fiche d'expérience est écrite",
        LignesDistinctes("experiences", "secteur_code", None, "Secteurs différents parmi les fiches"),
        compte="fiches",
        unite="secteurs",
        orientation="rayonnement",
        sens="neutre",
    ),
)
