"""The actions' own indicators, of the guide's four types (fiche 15): how many, and how many are filled in.

None says « atteint »: whether a value above its target is good depends on what is measured, and no row says so.
"""

from __future__ import annotations

from indicators.conditions import Et, Parmi, Rempli
from indicators.declaration import Indicateur
from indicators.shapes import share, total
from indicators.terms import Lignes
from registry.codelists import code_list

_TABLE = "indicateurs_action"
_RENSEIGNES = Et((Rempli("cible"), Rempli("valeur")))
_TOUS = Lignes(_TABLE, None, "Indicateurs d'action enregistrés")
_IMPACT = Parmi("type_code", ("impact",))


def _par_type() -> tuple[Indicateur, ...]:
    found: list[Indicateur] = []
    for code, libelle in code_list("types_indicateur").libelles.items():
        of_type = Parmi("type_code", (code,))
        words = f"Indicateurs d'action de type « {libelle} »"
        every = Lignes(_TABLE, of_type, words)
        filled = Lignes(_TABLE, _RENSEIGNES, "Parmi eux, indicateurs qui ont une cible et une valeur")
        found += [
            total(f"indicateurs_{code}", words, every, compte="indicateurs", sens="neutre"),
            share(f"indicateurs_{code}_renseignes", f"{words} renseignés", filled, every, compte="indicateurs"),
        ]
    return tuple(found)


INDICATEURS = (
    *_par_type(),
    share(
        "indicateurs_renseignes",
        "Indicateurs d'action renseignés, tous types",
        Lignes(_TABLE, _RENSEIGNES, "Parmi eux, indicateurs qui ont une cible et une valeur"),
        _TOUS,
        compte="indicateurs",
        norme=100,
        norme_source="fiche 15 du guide, sans valeur de norme",
    ),
    share(
        "indicateurs_depart",
        "Indicateurs d'action dont la valeur de départ est connue",
        Lignes(_TABLE, Rempli("reference_valeur"), "Parmi eux, indicateurs qui ont une valeur de départ"),
        _TOUS,
        compte="indicateurs",
    ),
    share(
        "indicateurs_impact_tiers",
        "Indicateurs d'impact qui portent sur des tiers",
        Lignes(_TABLE, Parmi("public_code", ("tiers",)), "Parmi eux, indicateurs qui portent sur des tiers"),
        Lignes(_TABLE, _IMPACT, "Indicateurs d'impact"),
        compte="indicateurs",
        sens="neutre",
    ),
)
