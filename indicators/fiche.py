"""The sheet of an indicator, in French: what is counted, how it is read, and what its benchmark is worth."""

from __future__ import annotations

from indicators.declaration import ORIENTATIONS, SENS, TOUTES_ORIENTATIONS, TYPES, Indicateur
from indicators.published import published_levels
from registry.writing import french_number
from schemas.secrecy import EFFECTIF_MINIMAL

_NIVEAUX = {"commune": "commune", "cercle": "cercle", "region": "région", "pays": "nation"}


def fiche(indicateur: Indicateur) -> str:
    """The sheet, one fact a line; ends without a line feed."""
    levels = [_NIVEAUX[niveau] for niveau in published_levels(indicateur)]
    lines = [
        indicateur.libelle,
        f"Code : {indicateur.code}",
        f"Numérateur : {indicateur.numerateur.mots}",
        f"Dénominateur : {_denominator(indicateur)}",
        f"Calcul : {_computation(indicateur)}",
        f"Unité : {indicateur.unite}",
        f"Type : {_type(indicateur)}",
        f"Orientation : {_orientation(indicateur)}",
        f"Lecture : {SENS[indicateur.sens]}",
        f"{'Norme' if indicateur.norme_officielle else 'Repère'} : {_norm(indicateur)}",
        f"Couverture : part des {indicateur.compte} dont la donnée est connue",
        f"Niveaux publiés : {', '.join(levels) if levels else 'aucun'}",
        *_secrecy(indicateur),
        *([f"Remarque : {indicateur.remarque}"] if indicateur.remarque else []),
    ]
    return "\n".join(lines)


def _denominator(one: Indicateur) -> str:
    return one.denominateur.mots if one.denominateur is not None else "aucun (simple somme)"


def _type(one: Indicateur) -> str:
    if one.type == "contexte":
        return f"{TYPES['contexte']} (les quatre types du guide sont ceux des actions de coopération)"
    return TYPES[one.type]


def _orientation(one: Indicateur) -> str:
    if one.type == "contexte":
        return "sans objet (une orientation est celle d'une action)"
    if one.orientation == TOUTES_ORIENTATIONS:
        return "toutes (chaque action porte la sienne)"
    return ORIENTATIONS[one.orientation]


def _computation(one: Indicateur) -> str:
    if one.denominateur is None:
        return "somme des valeurs connues"
    times = f" × {french_number(one.facteur)}" if one.facteur != 1 else ""
    year = " × 4 (le trimestre est rapporté à l'année)" if one.annualise else ""
    return f"somme des numérateurs ÷ somme des dénominateurs, là où les deux sont connus{times}{year}"


def _norm(one: Indicateur) -> str:
    if one.norme is None:
        return "aucun"
    standing = "officielle" if one.norme_officielle else "non officiel"
    return f"{french_number(one.norme)} {one.unite} ({standing}) ; {one.norme_source}"


def _secrecy(one: Indicateur) -> list[str]:
    if one.a_secret:
        small = f"les effectifs inférieurs à {EFFECTIF_MINIMAL}"
        return [f"Secret : {small}, ou qui permettraient d'en retrouver un, sont masqués"]
    if one.a_proteger:
        return ["Secret : une valeur qui serait celle d'une seule commune est masquée"]
    return []
