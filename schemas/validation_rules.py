"""What the tables of a validation have in common: the CSR's region, its cercles, and the rules that hold both."""

from __future__ import annotations

from functools import cache

import polars as pl

from registry.territory import ancestor, cercle_senders
from schemas.declaration import Column, Rule

REGION = Column(
    nom="unite_code",
    titre="Région",
    description="Région dont le chargé de suivi répond.",
    type="unite",
    obligatoire=True,
    exemple="Kita (ML0105)",
)


def cercle_column(description: str, obligatoire: bool = True) -> Column:
    """The cercle that a row is about."""
    return Column(
        nom="cercle_vise_code",
        titre="Cercle",
        description=description,
        type="unite",
        obligatoire=obligatoire,
        exemple="Kita (ML0105)",
    )


def own_cercle(table: str) -> Rule:
    """A CSR speaks of the cercles of its own region only."""
    return Rule(
        code=f"regle.{table}.cercle_de_la_region",
        gravite="reserve",
        phrase="ce cercle n'est pas de la région",
        remede="gardez une ligne par cercle de la région, telle que le classeur la donne",
        colonnes=("cercle_vise_code", "unite_code"),
        valide=lambda: (
            pl.col("cercle_vise_code").is_null()
            | (
                pl.col("cercle_vise_code").replace_strict(_regions(), default=None, return_dtype=pl.String)
                == pl.col("unite_code")
            ).fill_null(value=False)
        ),
    )


@cache
def _regions() -> dict[str, str | None]:
    """The region of each cercle: a code's beginning doesn't say it."""
    return {sender.code: ancestor(sender.code, "region") for sender in cercle_senders()}
