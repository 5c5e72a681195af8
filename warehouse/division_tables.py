"""The published tables of both divisions: where each unit of 1999 lies in that of 2023, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import duckdb

from registry.attachments import DIVISION, all_attachments, attachments, correspondence
from registry.territory import units
from warehouse.described import NIVEAU, NOMBRE, OUI_NON, TEXTE, PublishedTable, published_table
from warehouse.literals import load_rows

ORIGIN = "1999"
_DEPUIS = ("depuis", "DATE", "Premier jour.")
_JUSQU = ("jusqu", "DATE", "Dernier jour ; vide si c'est toujours vrai.")

DIM_APPARTENANCE = published_table(
    "dim_appartenance",
    "reference",
    "Où se trouve chaque unité de 1999 dans la division de 2023, par période. Une unité absente est une unité dont la "
    "place n'est pas connue : elle n'est jamais répartie. Une région de 1999 n'y est que si elle n'a pas été partagée.",
    ("division", TEXTE, "Division de l'unité : 1999."),
    ("unite_code", TEXTE, "Code de l'unité dans la division de 1999."),
    NIVEAU,
    ("region_2023", TEXTE, "Code de la région qui la contient, dans la division de 2023."),
    ("cercle_2023", TEXTE, "Code du cercle qui la contient, dans la division de 2023 ; vide s'il n'est pas connu."),
    _DEPUIS,
    _JUSQU,
    ("etat", TEXTE, "certain (par le nom, ou par un texte) ou deduit (de ce qui l'entoure)."),
    ("confirme", OUI_NON, "Vrai si une page qui le dit a été lue ; faux si tout repose sur les noms."),
    ("raison", TEXTE, "Pourquoi."),
    ("source", TEXTE, "D'après quoi."),
)
DIM_CORRESPONDANCE = published_table(
    "dim_correspondance",
    "reference",
    "Ce que l'on sait de chaque unité de la division de 2023, par période : les communes de 1999 qui y sont, et celles "
    "qui peuvent y être. Un chiffre d'une unité n'est montré que si les premières sont au moins aussi nombreuses que "
    "les secondes.",
    ("division", TEXTE, "Division de l'unité : 2023."),
    ("unite_code", TEXTE, "Code de l'unité dans la division de 2023."),
    NIVEAU,
    ("nom", TEXTE, "Nom de l'unité."),
    _DEPUIS,
    _JUSQU,
    ("communes_nb", NOMBRE, "Nombre de communes de 1999 qui y sont."),
    ("deduites_nb", NOMBRE, "Nombre de celles dont la place est déduite."),
    ("confirmees_nb", NOMBRE, "Nombre de celles dont une page lue dit la place."),
    ("possibles_nb", NOMBRE, "Nombre de communes dont la place n'est pas connue et qui peuvent y être."),
    ("suffisante", OUI_NON, "Vrai si la moitié au moins des communes qui y sont ou peuvent y être y sont."),
)
DIVISION_TABLES: tuple[PublishedTable, ...] = (DIM_APPARTENANCE, DIM_CORRESPONDANCE)


def fill_division(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill both tables from the registry."""
    for table, rows in ((DIM_APPARTENANCE, _attachment_rows()), (DIM_CORRESPONDANCE, _correspondence_rows())):
        load_rows(connection, "a_inserer", [(column.nom, column.type_sql) for column in table.colonnes], list(rows))
        connection.execute(f"INSERT INTO {table.nom} SELECT * FROM a_inserer")


def _attachment_rows() -> Iterator[tuple[object, ...]]:
    for one in all_attachments():
        place = (ORIGIN, one.unite_code, one.niveau, one.region, one.cercle or None)
        yield (*place, one.depuis, one.jusqu_a, one.etat, one.confirme, one.raison, one.source)


def _correspondence_rows() -> Iterator[tuple[object, ...]]:
    """One row a unit of 2023 and a period: between two days on which an attachment begins or has ended."""
    begun = {one.depuis for one in all_attachments()}
    ended = {one.jusqu_a + timedelta(days=1) for one in all_attachments() if one.jusqu_a is not None}
    days = sorted(begun | ended)
    for first, after in zip(days, [*days[1:], None], strict=True):
        if not attachments(first):
            continue
        last = after - timedelta(days=1) if after is not None else None
        for place in units(DIVISION).values():
            known = correspondence(place.code, first)
            counts = (len(known.communes), known.deduites, known.confirmees, len(known.possibles))
            yield (DIVISION, place.code, place.niveau, place.nom, first, last, *counts, known.suffisante)
