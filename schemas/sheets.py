"""The sheets of a workbook: which tables, split into which sheets, with which columns, for one sender and quarter.

The blank workbook, the reader and the annotated copy all follow these sheets, so they can't disagree.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from registry.elements import DOMAINES, Element, elements_asked
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import unit
from schemas.declaration import Column, ColumnType, Objet, Table
from schemas.discovery import all_tables

# Row numbers (1-based) of a data sheet; the identifiers' row is hidden, the titles' row is what people read.
LIGNE_TITRE, LIGNE_CONSIGNE, LIGNE_DEFAUTS, LIGNE_IDENTIFIANTS, LIGNE_ENTETES, PREMIERE_LIGNE = 1, 2, 3, 4, 5, 6

# The groups under which people find the sheets: title, and the first ``ORDRE`` of the group.
GROUPES = (
    ("Services", 0),
    ("Élus, formations et activités du CCC", 20),
    ("Coopération", 50),
    ("Actions et financements", 70),
    ("Suivi et expériences", 84),
    ("Réponse du CSR", 100),
)

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


def sheets_for(
    sender: str, trimestre: Trimestre, sans: frozenset[str] = frozenset(), objet: Objet = "declaration"
) -> tuple[Sheet, ...]:
    """The sheets that a sender fills in for a quarter, in workbook order; ``sans``: tables left out (see
    ``left_out``). ``objet``: the kind of file, the quarterly return or a validation."""
    sheets: list[Sheet] = []
    for table in _tables_of(sender, objet):
        if table.nom in sans:
            continue
        if table.nature == "releve":
            sheets.extend(_domain_sheets(table, trimestre))
        else:
            sheets.append(Sheet(table.nom, table.titre, table, table.colonnes))
    return tuple(sheets)


def left_out(names: Iterable[str], sender: str) -> frozenset[str]:
    """Those tables, once sure that a sender's workbook can do without them; tables that it never has are dropped.

    A relevé can't be left out: each quarter's figures are due (a blank says that they aren't known). Nor can a table
    to which a kept one must refer: its rows could name nothing. What depends on it isn't left out with it: a sheet
    must not go missing that nobody has named. A reference that may stay empty holds nothing back.
    Raises OiseError, naming what else to leave out.
    """
    wanted = {_table_named(name).nom for name in names}
    own = {table.nom: table for table in _tables_of(sender)}
    out = wanted & own.keys()
    for name in sorted(out):
        if own[name].nature == "releve":
            raise OiseError(
                f"La table « {name} » ne peut pas être laissée de côté, car le relevé est dû chaque trimestre : "
                "gardez-la, et laissez vide ou écrivez ND là où la donnée manque."
            )
    closed = _with_dependents(out, own)
    if closed != out:
        told = ", ".join(f"« {name} »" for name in own if name in out)
        more = ", ".join(name for name in own if name in closed - out)
        raise OiseError(
            f"Sans {told}, d'autres feuilles n'auraient plus rien à désigner : "
            f"laissez aussi de côté {more}, ou gardez ce à quoi elles renvoient."
        )
    if own and not own.keys() - out:
        raise OiseError("Il ne resterait aucune feuille à remplir : gardez au moins une table.")
    return frozenset(out)


def can_be_left_out(table: Table) -> bool:
    """Whether a workbook may do without a table, alone or with what depends on it."""
    return table.nature != "releve" and table.objet == "declaration"


@cache
def group_of(name: str) -> str:
    """The title of the group of a table; raises ModuleNotFoundError for an unknown one."""
    order = import_module(f"schemas.tables.{name}").ORDRE
    return [title for title, first in GROUPES if first <= order][-1]


def readable_columns(table: Table) -> tuple[Column, ...]:
    """The columns by which people know a row of a table, to be shown beside a reference to it.

    Its title, if rows have one; else what it is, when, and how much, as far as these are mandatory.
    """
    told = [column for column in table.colonnes if column.obligatoire and column.confidentialite != "restreint"]
    titles = [column for column in told if column.type == "texte" and column.nom not in table.cle]
    if titles:
        return (titles[0],)
    firsts = (
        next((column for column in told if column.type == kind and column.nom != "etat_ligne"), None)
        for kind in ("code", "date", "montant")
    )
    return tuple(column for column in firsts if column is not None)


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


def _tables_of(sender: str, objet: Objet = "declaration") -> list[Table]:
    level = unit(sender).niveau
    return [table for table in all_tables().values() if level in table.niveaux and table.objet == objet]


def _table_named(name: str) -> Table:
    tables = all_tables()
    wanted = name.strip().casefold()
    if wanted in tables:
        return tables[wanted]
    from rapidfuzz import process

    titles = {table.titre.casefold(): table.nom for table in tables.values()} | {known: known for known in tables}
    near = process.extractOne(wanted, list(titles), score_cutoff=60)
    remedy = f"vouliez-vous dire « {titles[near[0]]} » ?" if near else f"choisissez parmi {', '.join(tables)}."
    raise OiseError(f"La table « {name[:60]} » n'existe pas : {remedy}")


def _with_dependents(out: Iterable[str], tables: dict[str, Table]) -> set[str]:
    """Those tables, and all whose rows must refer to one of them, near or far."""
    closed = set(out)
    while True:
        more = {
            name
            for name, table in tables.items()
            if name not in closed
            and any(c.type == "reference" and c.obligatoire and c.table in closed for c in table.colonnes)
        }
        if not more:
            return closed
        closed |= more
