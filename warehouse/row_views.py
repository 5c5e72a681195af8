"""The view ``v_<table>`` of every published table of rows, rendered from its declaration.

Beside each code its label, beside each unit its name, beside each reference what it points to.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.declaration import Column, Table
from schemas.discovery import all_tables
from schemas.sheets import readable_columns
from warehouse.origin_tables import ORIGINE_DE_LIGNE
from warehouse.star import declared_tables, form_of, grouping_columns, public_columns, published_of


@dataclass(frozen=True)
class PublishedView:
    """One view: its SQL gives the columns of ``colonnes`` (name, French comment), in that order.

    ``lit``: tables that it reads and that not every published file holds; without them it isn't made.
    """

    nom: str
    commentaire: str
    colonnes: tuple[tuple[str, str], ...]
    sql: str
    lit: tuple[str, ...] = ()


@dataclass
class _Draft:
    """A view being made: columns with their SQL, and the joins that they need."""

    colonnes: list[tuple[str, str, str]] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)

    def add(self, nom: str, commentaire: str, sql: str) -> None:
        """Add a column, under another name when the first is taken."""
        taken = {known for known, _, _ in self.colonnes}
        self.colonnes.append((nom if nom not in taken else f"{nom}_libelle", commentaire, sql))

    def join(self, table: str, condition: str) -> str:
        """Join a table and return its alias; ``condition`` has ``{}`` where the alias goes."""
        alias = f"j{len(self.joins)}"
        self.joins.append(f"LEFT JOIN {table} {alias} ON {condition.replace('{}', alias)}")
        return alias

    def made(self, nom: str, commentaire: str, source: str) -> PublishedView:
        """The view over a table, aliased ``t``."""
        columns = ", ".join(f'{sql} AS "{name}"' for name, _, sql in self.colonnes)
        return PublishedView(
            nom,
            commentaire,
            tuple((name, comment) for name, comment, _ in self.colonnes),
            f"SELECT {columns} FROM {source} t {' '.join(self.joins)}",
        )


def row_views() -> tuple[PublishedView, ...]:
    """One view a declared table that is published, in the tables' order."""
    return tuple(_view(table) for table in declared_tables())


def _view(table: Table) -> PublishedView:
    form = form_of(table)
    if form == "lignes":
        return _of_rows(table)
    return _of_counts(table, "_agregats" if form == "agregats" else "")


def _of_rows(table: Table) -> PublishedView:
    published = published_of(table)
    comments = {column.nom: column.commentaire for column in published.colonnes}
    draft = _Draft()
    own = list(public_columns(table))
    leading = [name for name in ("trimestre", "expediteur") if name in comments]
    for first in leading:
        draft.add(first, comments[first], f"t.{first}")
    for column in own:
        draft.add(column.nom, comments[column.nom], f"t.{column.nom}")
        if column.nom == table.proprietaire:
            _add_place(draft)
        elif column.type == "unite":
            alias = draft.join("dim_unite", f"{{}}.division = '1999' AND {{}}.code = t.{column.nom}")
            draft.add(column.nom.removesuffix("_code"), f"Nom. {comments[column.nom]}", f"{alias}.nom")
        elif column.type == "code" and column.liste:
            _add_label(draft, column, comments[column.nom])
        elif column.type == "reference":
            _add_reference(draft, column)
    origin = (name for name, *_ in ORIGINE_DE_LIGNE)
    for name in ("commune_code", "cercle_code", "region_code", "maj_trimestre", *origin):
        if name in comments:
            draft.add(name, comments[name], f"t.{name}")
    return draft.made(f"v_{table.nom}", f"{published.commentaire} Avec les libellés et les noms.", published.nom)


def _of_counts(table: Table, suffix: str) -> PublishedView:
    published = published_of(table)
    comments = {column.nom: column.commentaire for column in published.colonnes}
    draft = _Draft()
    groups = {column.nom: column for column in grouping_columns(table)} if not suffix else {}
    for column in published.colonnes:
        if column.nom == "region_code":
            continue
        draft.add(column.nom, comments[column.nom], f"t.{column.nom}")
        if column.nom == "unite_code":
            _add_place(draft)
        elif column.nom in groups:
            _add_label(draft, groups[column.nom], comments[column.nom])
    return draft.made(f"v_{table.nom}", f"{published.commentaire} Avec les libellés et les noms.", published.nom)


def _add_place(draft: _Draft) -> None:
    place = draft.join("dim_unite", "{}.division = '1999' AND {}.code = t.unite_code")
    region = draft.join("dim_unite", f"{{}}.division = '1999' AND {{}}.code = {place}.region_code")
    draft.add("collectivite", "Nom de la collectivité malienne.", f"{place}.nom")
    draft.add("region", "Nom de la région.", f"{region}.nom")


def _add_label(draft: _Draft, column: Column, comment: str) -> None:
    alias = draft.join("dim_code", f"{{}}.liste = '{column.liste}' AND {{}}.code = t.{column.nom}")
    draft.add(column.nom.removesuffix("_code"), f"Libellé. {comment}", f"{alias}.libelle")


def _add_reference(draft: _Draft, column: Column) -> None:
    """What the reference points to, told by the public columns by which people know that row."""
    assert column.table is not None
    target = all_tables()[column.table]
    told = [one for one in readable_columns(target) if one.confidentialite == "public"]
    if form_of(target) != "lignes" or not told:
        return
    alias = draft.join(target.nom, f"{{}}.expediteur = t.expediteur AND {{}}.id_local = t.{column.nom}")
    parts = []
    for one in told:
        if one.type == "code" and one.liste:
            label = draft.join("dim_code", f"{{}}.liste = '{one.liste}' AND {{}}.code = {alias}.{one.nom}")
            parts.append(f"{label}.libelle")
        elif one.type == "date":
            parts.append(f"strftime({alias}.{one.nom}, '%d/%m/%Y')")
        else:
            parts.append(f"{alias}.{one.nom}::VARCHAR")
    said = ", ".join(one.titre.lower() for one in told)
    draft.add(
        column.nom.removesuffix("_id"),
        f"Ce que désigne « {column.titre} », dans {target.nom} : {said}.",
        f"nullif(concat_ws(', ', {', '.join(parts)}), '')",
    )
