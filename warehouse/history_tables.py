"""The published tables of what was known when: every figure ever published, the editions, the revisions; their macros.

A figure is one (quarter, level, unit, indicator or element). It is opened by the edition that first says it so, and
closed by the one that says it otherwise or no longer.
"""

from __future__ import annotations

from dataclasses import dataclass

from warehouse.described import (
    NIVEAU,
    NOMBRE,
    REGION,
    SOMME,
    TEXTE,
    TRIMESTRE,
    UNITE,
    DescribedTable,
    PublishedTable,
    published_table,
)
from warehouse.fixed_tables import FAIT_SERVICES

HISTORIQUE_INDICATEURS = "historique_indicateurs"
CLE = ("trimestre", "niveau", "unite_code")
_KNOWN = (
    ("connu_du", "TIMESTAMP", "Publication de l'édition qui a publié cette ligne la première (UTC)."),
    (
        "connu_jusqu",
        "TIMESTAMP",
        "Publication de l'édition qui dit autre chose, ou ne dit plus rien (UTC) ; vide si la ligne est toujours dite.",
    ),
    ("edition_du", NOMBRE, "Numéro de l'édition qui a publié cette ligne la première."),
    ("edition_jusqu", NOMBRE, "Numéro de l'édition qui ne la dit plus ; vide si la ligne est toujours dite."),
)
HISTORY_COLUMNS = tuple(name for name, _, _ in _KNOWN)
# Where a value came from isn't what it was: the same value sent again is the same figure.
_ORIGINE = "origine_"


def _history_of(fait: DescribedTable, nom: str, quoi: str) -> PublishedTable:
    return published_table(
        nom,
        "historique",
        f"{quoi} Une ligne par valeur successive, avec les éditions et les jours où elle était celle que l'on "
        "publiait. Ce qui était masqué le reste ; ce qui est masqué aujourd'hui et ne l'était pas alors y demeure, "
        "puisqu'il a été publié.",
        *(
            (column.nom, column.type_sql, column.commentaire)
            for column in fait.colonnes
            if not column.nom.startswith(_ORIGINE)
        ),
        *_KNOWN,
    )


HISTORIQUE_SERVICES = _history_of(
    FAIT_SERVICES,
    "historique_services",
    "Valeurs des éléments telles qu'elles ont été publiées ; les éléments protégés (publiés au-dessus de la commune "
    "seulement) n'en sont pas, pour que deux éditions rapprochées ne livrent pas ce que chacune cache.",
)


def indicator_history(fait: DescribedTable) -> PublishedTable:
    """``historique_indicateurs``, with the columns of the indicators' own table."""
    return _history_of(
        fait,
        HISTORIQUE_INDICATEURS,
        "Indicateurs tels qu'ils ont été publiés ; ceux qui sont tirés de données restreintes ou protégées n'en sont "
        "pas, pour que deux éditions rapprochées ne livrent pas ce que chacune cache.",
    )


HISTORIQUE_EDITIONS = published_table(
    "historique_editions",
    "edition",
    "Éditions publiées depuis que l'historique est tenu, celle-ci comprise.",
    ("edition", NOMBRE, "Numéro de l'édition."),
    ("publie_le", "TIMESTAMP", "Date et heure de l'édition (UTC, qui est l'heure du Mali)."),
    ("par", TEXTE, "Qui l'a fait fabriquer."),
    ("trimestre", TEXTE, "Dernier trimestre publié."),
    ("derniere_sequence", NOMBRE, "Dernière entrée du journal prise en compte."),
    ("referentiels", TEXTE, "Empreinte des référentiels et des règles de calcul."),
)

REVISIONS = published_table(
    "revisions",
    "historique",
    "Chiffres déjà publiés d'un trimestre passé qu'une édition a changés, avec la raison. Est passé un trimestre "
    "antérieur au dernier publié. Une valeur qui n'était pas encore connue n'est pas une révision.",
    ("edition", NOMBRE, "Édition qui a changé le chiffre."),
    ("publie_le", "TIMESTAMP", "Date et heure de cette édition (UTC)."),
    TRIMESTRE,
    ("trimestre_synthese", TEXTE, "Trimestre dont les synthèses annoncent la révision : le dernier de l'édition."),
    NIVEAU,
    UNITE,
    REGION,
    ("indicateur", TEXTE, "Code de l'indicateur, décrit dans dim_indicateur."),
    ("valeur_avant", SOMME, "Valeur publiée jusque-là, dans l'unité de l'indicateur."),
    ("valeur_apres", SOMME, "Valeur publiée désormais ; vide si elle n'est plus connue ou n'est plus montrée."),
    ("motif", TEXTE, "Pourquoi : les fichiers reçus et les décisions prises entre les deux éditions."),
    ("qui", TEXTE, "Qui : les expéditeurs de ces fichiers, les auteurs de ces décisions."),
)


@dataclass(frozen=True)
class Macro:
    """A table macro of the published file; ``colonnes``: name, SQL type and French comment."""

    nom: str
    commentaire: str
    colonnes: tuple[tuple[str, str, str], ...]
    sql: str
    parametres: str = "jour"


def macros(indicateurs: DescribedTable) -> tuple[Macro, ...]:
    """``connu_le`` and ``services_connus_le``; ``indicateurs``: the table made by ``indicator_history``."""
    unit = ("nom", TEXTE, "Nom de l'unité.")
    label = (("libelle", TEXTE, "Nom de l'indicateur."), ("unite", TEXTE, "Unité de la valeur."))
    element = (("libelle", TEXTE, "Nom de l'élément."), ("unite", TEXTE, "Unité de la valeur."))
    return (
        _macro("connu_le", indicateurs, "indicateur", "dim_indicateur", "indicateur", (unit, *label)),
        _macro("services_connus_le", HISTORIQUE_SERVICES, "element", "dim_element", "code", (unit, *element)),
    )


def _macro(
    nom: str, table: DescribedTable, code: str, dimension: str, key: str, names: tuple[tuple[str, str, str], ...]
) -> Macro:
    own = {column.nom: column.commentaire for column in table.colonnes}
    types = {column.nom: column.type_sql for column in table.colonnes}
    first = (*CLE, code)
    rest = [name for name in own if name not in first]
    columns = (
        *((name, types[name], own[name]) for name in first),
        *names,
        *((name, types[name], own[name]) for name in rest),
    )
    shown = [f"h.{name}" for name in first] + ["u.nom", "d.libelle", "d.unite"] + [f"h.{name}" for name in rest]
    return Macro(
        nom,
        f"Macro : SELECT * FROM {nom}(DATE '2026-11-15'). Les lignes de {table.nom} telles que l'édition publiée à la "
        "fin de ce jour (UTC) les disait, avec les noms ; aucune si rien n'était publié.",
        columns,
        # By the edition's number: clocks may go back, numbers never do.
        f"SELECT {', '.join(shown)} FROM {table.nom} h "
        f"LEFT JOIN dim_unite u ON u.division = '1999' AND u.code = h.unite_code "
        f"LEFT JOIN {dimension} d ON d.{key} = h.{code} "
        f"WHERE h.edition_du <= {_EDITION} AND coalesce(h.edition_jusqu, 9223372036854775807) > {_EDITION}",
    )


_EDITION = f"(SELECT max(e.edition) FROM {HISTORIQUE_EDITIONS.nom} e WHERE e.publie_le < jour::DATE + INTERVAL 1 DAY)"
