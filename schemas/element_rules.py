"""Rules that the elements themselves imply: a part is not more than its whole, addends make their sum."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from registry.elements import Element
from schemas.declaration import Rule

if TYPE_CHECKING:
    import polars as pl


def element_rules(elements: tuple[Element, ...]) -> tuple[Rule, ...]:
    """The rules that hold among these elements; one that leans on an element not among them is left out.

    A part above its whole sets the part aside: of the two it is the one sure to be wrong. A sum that doesn't agree sets
    the total aside and keeps its addends, which can be added up again.
    """
    known = {element.code: element for element in elements}
    rules: list[Rule] = []
    for element in elements:
        if element.tout in known:
            whole = known[element.tout]
            rules.append(
                Rule(
                    code=f"regle.services.partie_{element.code}",
                    gravite="reserve",
                    phrase=f"« {element.libelle} » dépasse « {whole.libelle} », dont c'est une partie",
                    remede="corrigez l'un des deux nombres",
                    colonnes=(element.code, whole.code),
                    valide=partial(_part_within, element.code, whole.code),
                )
            )
        if element.somme and all(code in known for code in element.somme):
            labels = " + ".join(f"« {known[code].libelle} »" for code in element.somme)
            rules.append(
                Rule(
                    code=f"regle.services.somme_{element.code}",
                    gravite="reserve",
                    phrase=f"« {element.libelle} » n'est pas égal à {labels}",
                    remede="corrigez le total ou ses parties",
                    colonnes=(element.code, *element.somme),
                    valide=partial(_sum_agrees, element.code, element.somme),
                )
            )
    return tuple(rules)


def _part_within(part: str, whole: str) -> pl.Expr:
    import polars as pl

    return pl.col(part) <= pl.col(whole)


def _sum_agrees(total: str, addends: tuple[str, ...]) -> pl.Expr:
    import polars as pl

    return pl.col(total) == pl.sum_horizontal(*addends, ignore_nulls=False)
