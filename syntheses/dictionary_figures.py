"""The two chapters of the dictionary on what is computed and published: indicators; tables, views and macros."""

from __future__ import annotations

from indicators.discovery import all_indicators, families
from indicators.fiche import fiche
from indicators.published import DIM_INDICATEUR, FAIT_CONTRIBUTIONS, FAIT_INDICATEURS
from indicators.scorecard import FAIBLESSES, SCORECARD
from registry.elements import DOMAINES
from schemas.discovery import all_tables
from syntheses.markdown import anchored, bullets, code, french, link, prose, table
from syntheses.typography import number
from warehouse.described import DescribedTable
from warehouse.division_views import division_macros
from warehouse.history_tables import indicator_history, macros
from warehouse.row_views import PublishedView
from warehouse.star import code_lists, published_tables
from warehouse.views import views

# Families named after neither a domain nor a table.
_FAMILLES = {
    "ccc": "Centres de conseil (CCC)",
    "cooperation": "Coopération",
    "cycle": "Cycle de coopération",
    "faiblesses": "Faiblesses relevées par le guide",
    "finances": "Finances locales",
    "indicateurs": "Indicateurs d'action",
    "qualite": "Qualité des remises",
}
# Facts of an indicator's sheet that are short enough to share one line.
_FAITS_COURTS = frozenset({"Unité", "Type", "Orientation", "Lecture", "Couverture", "Niveaux publiés"})


def indicator_sheets() -> list[str]:
    """The chapter of the indicators: the sheet of each, family by family, then the lines of the scorecard."""
    lines = [
        prose(
            f"{number(len(all_indicators()))} indicateurs. Chacun est, à chaque niveau, la somme des numérateurs "
            "rapportée à la somme des dénominateurs, là où les deux sont connus ; ce qui est inconnu n'est ni dans "
            "l'une ni dans l'autre."
        ),
        "",
    ]
    for family, declared in families().items():
        lines += anchored(3, family_title(family), f"famille-{family}")
        for one in declared:
            title, *facts = fiche(one).split("\n")
            lines += anchored(4, prose(title), f"indicateur-{one.code}")
            short = [fact for fact in facts if fact.partition(" : ")[0] in _FAITS_COURTS]
            lines += bullets(
                [*(_fact(fact) for fact in facts if fact not in short), " · ".join(_fact(fact) for fact in short)]
            )
    return lines + _scorecard()


def family_title(family: str) -> str:
    """What people read for a family: the name of its domain or table when it has the same one."""
    known = DOMAINES.get(family) or _FAMILLES.get(family)
    if known is None and family in all_tables():
        known = all_tables()[family].titre
    return prose(known or family.capitalize())


def _scorecard() -> list[str]:
    labels = {code_: one.libelle for code_, one in all_indicators().items()}
    rows = [
        (
            prose(line.titre),
            link(prose(labels[line.code]), f"indicateur-{line.code}"),
            prose(FAIBLESSES[line.faiblesse]) if line.faiblesse is not None else "",
        )
        for line in SCORECARD
    ]
    return [
        *anchored(3, "Le tableau des faiblesses", "faiblesses"),
        *table(("Ligne", "Indicateur", "Faiblesse relevée par le guide"), rows),
    ]


def _fact(fact: str) -> str:
    name, _, value = fact.partition(" : ")
    return f"**{prose(name)}**{french(' : ')}{code(value) if name == 'Code' else prose(value)}"


def published_file() -> list[str]:
    """The chapter of the published file: its tables, its views, then its macros."""
    history = indicator_history(FAIT_INDICATEURS)
    own = (FAIT_INDICATEURS, DIM_INDICATEUR, FAIT_CONTRIBUTIONS, history)
    described: tuple[DescribedTable, ...] = (*published_tables(), *own)
    lines = [
        prose(
            "Le fichier « oise.duckdb » de chaque édition, et les mêmes tables en Parquet. Rien n'y est qui ne soit "
            "déclaré ici."
        ),
        "",
        *anchored(3, "Tables", "publie-tables"),
        " · ".join(link(one.nom, f"publie-{one.nom}") for one in described),
        "",
    ]
    lists = code_lists()
    for published in described:
        lines += [*anchored(4, code(published.nom), f"publie-{published.nom}"), prose(published.commentaire), ""]
        lines += table(
            ("Colonne", "Type", "Description", "Liste"),
            [
                (
                    code(column.nom),
                    column.type_sql,
                    prose(column.commentaire),
                    _list_of(lists, published.nom, column.nom),
                )
                for column in published.colonnes
            ],
        )
    lines += anchored(3, "Vues", "publie-vues")
    lines += [" · ".join(link(view.nom, f"publie-{view.nom}") for view in views()), ""]
    known = {one.nom: {column.nom for column in one.colonnes} for one in described}
    for view in views():
        lines += _view(view, known.get(view.nom.removeprefix("v_"), set()))
    asked = (*macros(history), *division_macros())
    lines += anchored(3, "Macros", "publie-macros")
    lines += [" · ".join(link(macro.nom, f"publie-{macro.nom}") for macro in asked), ""]
    for macro in asked:
        lines += [*anchored(4, code(macro.nom), f"publie-{macro.nom}"), prose(macro.commentaire), ""]
        lines += table(
            ("Colonne", "Type", "Description"), [(code(name), kind, prose(told)) for name, kind, told in macro.colonnes]
        )
    return lines


def _view(view: PublishedView, of_table: set[str]) -> list[str]:
    """A view; columns that it takes as they are from the table of its name are named once, and told there."""
    source = view.nom.removeprefix("v_")
    taken = [code(name) for name, _ in view.colonnes if name in of_table]
    lines = [*anchored(4, code(view.nom), f"publie-{view.nom}"), prose(view.commentaire), ""]
    if taken:
        lines += [f"Colonnes de {link(code(source), f'publie-{source}')}{french(' : ')}{', '.join(taken)}.", ""]
    return lines + table(
        ("Colonne", "Description"),
        [(code(name), prose(comment)) for name, comment in view.colonnes if name not in of_table],
    )


def _list_of(lists: dict[str, dict[str, str]], published: str, column: str) -> str:
    name = lists.get(published, {}).get(column)
    return link(name, f"liste-{name}") if name else ""
