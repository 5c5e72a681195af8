"""How a published table is described: its columns and French comments, in whichever room it is declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

# What makes a table's rows change: a quarter's data, the registers' current state, the reference data, each edition;
# those of a history are never made anew, only closed or added to.
Rythme = Literal["trimestre", "registre", "reference", "edition", "historique"]
NIVEAUX = ("commune", "cercle", "region", "pays")
TEXTE, NOMBRE, SOMME, OUI_NON = "VARCHAR", "BIGINT", "DECIMAL(38,3)", "BOOLEAN"


class DescribedColumn(Protocol):
    """A column that can be published: name, SQL type, French comment."""

    @property
    def nom(self) -> str: ...
    @property
    def type_sql(self) -> str: ...
    @property
    def commentaire(self) -> str: ...


class DescribedTable(Protocol):
    """A table that can be published, whichever room describes it."""

    @property
    def nom(self) -> str: ...
    @property
    def commentaire(self) -> str: ...
    @property
    def colonnes(self) -> Sequence[DescribedColumn]: ...


@dataclass(frozen=True)
class PublishedColumn:
    """One column: name, SQL type, French comment."""

    nom: str
    type_sql: str
    commentaire: str


@dataclass(frozen=True)
class PublishedTable:
    """One published table and what makes its rows change."""

    nom: str
    commentaire: str
    rythme: Rythme
    colonnes: tuple[PublishedColumn, ...]


def published_table(nom: str, rythme: Rythme, commentaire: str, *colonnes: tuple[str, str, str]) -> PublishedTable:
    """Declare a published table; each column is its name, SQL type and French comment."""
    return PublishedTable(nom, commentaire, rythme, tuple(PublishedColumn(*column) for column in colonnes))


TRIMESTRE = ("trimestre", TEXTE, "Trimestre (2026-Q3).")
NIVEAU = ("niveau", TEXTE, "Niveau de l'unité : commune, cercle, region ou pays.")
UNITE = ("unite_code", TEXTE, "Code de l'unité dans la division de 1999, décrite dans dim_unite.")
REGION = ("region_code", TEXTE, "Région de l'unité (ML pour le pays).")
EXPEDITEUR = ("expediteur", TEXTE, "Code de l'expéditeur de la ligne.")
