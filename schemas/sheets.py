"""The sheets of a workbook: which tables, split into which sheets, with which columns, for one sender and quarter.

The blank workbook, the reader and the annotated copy all follow these sheets, so they can't disagree.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.elements import DOMAINES, Element, elements_asked
from registry.periods import Trimestre
from registry.territory import unit
from schemas.declaration import Column, ColumnType, Table
from schemas.discovery import all_tables

# Row numbers (1-based) of a data sheet; the identifiers' row is hidden, the titles' row is what people read.
LIGNE_TITRE, LIGNE_CONSIGNE, LIGNE_DEFAUTS, LIGNE_IDENTIFIANTS, LIGNE_ENTETES, PREMIERE_LIGNE = 1, 2, 3, 4, 5, 6

COLONNE_UNITE = Column(
    nom="unite_code",
    titre="Code de la commune",
    description="Code de la commune dans la division de 1999.",
    type="unite",
    obligatoire=True,
)


@dataclass(frozen=True)
class Sheet:
    """One sheet: its file-safe code, its French tab, its table; ``elements`` is empty except for services."""

    code: str
    onglet: str
    table: Table
    colonnes: tuple[Column, ...]
    elements: tuple[Element, ...] = ()

    @property
    def large(self) -> bool:
        """Whether values lie wide (a column an element) and are stored long."""
        return bool(self.elements)


def sheets_for(sender: str, trimestre: Trimestre) -> tuple[Sheet, ...]:
    """The sheets that a sender fills in for a quarter, in workbook order."""
    level = unit(sender).niveau
    sheets: list[Sheet] = []
    for table in all_tables().values():
        if level not in table.niveaux:
            continue
        if table.nature == "releve":
            sheets.extend(_domain_sheets(table, trimestre))
        else:
            sheets.append(Sheet(table.nom, table.titre, table, table.colonnes))
    return tuple(sheets)


def element_column(element: Element) -> Column:
    """The sheet column of an element."""
    kind: ColumnType = "oui_non" if element.booleen else "decimal" if element.decimal else "entier"
    if element.unite == "fcfa":
        kind = "montant"
    return Column(
        nom=element.code,
        titre=element.libelle,
        description=element.definition,
        type=kind,
        obligatoire=element.obligatoire,
        unite=element.unite,
        minimum=element.minimum,
        maximum=element.maximum,
        plausible=True,
    )


def _domain_sheets(table: Table, trimestre: Trimestre) -> list[Sheet]:
    sheets = []
    asked = elements_asked(trimestre)
    for domain, tab in DOMAINES.items():
        elements = tuple(element for element in asked if element.domaine == domain)
        if elements:
            columns = (COLONNE_UNITE, *(element_column(element) for element in elements))
            sheets.append(Sheet(f"{table.nom}_{domain}", tab, table, columns, elements))
    return sheets
