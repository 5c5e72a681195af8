"""The two usual shapes of an indicator of cooperation: a number of rows, and a share of them in per cent."""

from __future__ import annotations

from indicators.declaration import TOUTES_ORIENTATIONS, Indicateur, Niveau, Sens, Type
from indicators.terms import Terme

# What the guide asks for without giving it the force of a norm.
PRINCIPE_DU_GUIDE = "principe du guide de la coopération décentralisée, sans valeur de norme"

# The domain of a family that isn't the relation itself.
_DOMAINES = {
    "actions": "actions",
    "indicateurs": "actions",
    "financements": "financements",
    "suivi": "suivi",
    "experiences": "suivi",
    "faiblesses": "faiblesses",
}


def domain_of(code: str) -> str:
    """The domain under which an indicator of cooperation is shown, from its family."""
    return _DOMAINES.get(code.split("_")[0], "cooperation")


def total(
    code: str,
    libelle: str,
    numerateur: Terme,
    compte: str,
    unite: str = "",
    type: Type = "realisation",
    orientation: str = TOUTES_ORIENTATIONS,
    sens: Sens = "hausse_favorable",
    niveau_min: Niveau = "commune",
    remarque: str = "",
) -> Indicateur:
    """A plain sum over rows, shown without decimals; ``unite``: by default what is counted."""
    return Indicateur(
        code=code,
        libelle=libelle,
        type=type,
        orientation=orientation,
        domaine=domain_of(code),
        numerateur=numerateur,
        denominateur=None,
        unite=unite or compte,
        compte=compte,
        decimales=0,
        sens=sens,
        niveau_min=niveau_min,
        remarque=remarque,
    )


def share(
    code: str,
    libelle: str,
    numerateur: Terme,
    denominateur: Terme,
    compte: str,
    type: Type = "realisation",
    orientation: str = TOUTES_ORIENTATIONS,
    sens: Sens = "hausse_favorable",
    niveau_min: Niveau = "commune",
    norme: int | None = None,
    norme_source: str = "",
    remarque: str = "",
) -> Indicateur:
    """A share in per cent; a benchmark given here is never official."""
    return Indicateur(
        code=code,
        libelle=libelle,
        type=type,
        orientation=orientation,
        domaine=domain_of(code),
        numerateur=numerateur,
        denominateur=denominateur,
        unite="%",
        compte=compte,
        facteur=100,
        sens=sens,
        niveau_min=niveau_min,
        norme=norme,
        norme_source=norme_source,
        remarque=remarque,
    )
