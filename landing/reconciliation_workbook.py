"""The workbook of a comparison: what to decide, sheet by sheet, and everything else that the comparison met.

Nothing in it is a formula: texts of both sides are written as texts. Each thing to decide has a mark (``D-0001``) whose
keys lie in the hidden sheet ``_recoupement``, so that rows may be sorted, filtered and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from landing.blank_style import A_SAISIR, AMBRE_FOND, ENCRE, TRAIT, Style, lines_needed
from landing.reconciliation_report import (
    AUTRE,
    DECISION,
    FEUILLE_CACHEE,
    FEUILLES,
    MOTIF,
    REPERE,
    VERSION,
    Cell,
    Recoupement,
    as_shown,
    plain_text,
    recall,
    titles,
)
from landing.reconciliation_summary import write_summary
from registry.reconciliation import DECISIONS, Category, Ligne, Point
from registry.reconciliation_mappings import Champ, Correspondance

LIGNE_TITRES = 3
_HIDDEN_HEADS = ("cle", "valeur", "ici", "la", "empreinte", "categorie")


Column = tuple[str, float, Callable[[Point], Cell]]


def write_workbook(done: Recoupement, path: Path) -> None:
    """Write the workbook to a new file; raises FileExistsError when there is one, which may hold decisions."""
    from xlsxwriter import Workbook

    with path.open("xb") as stream:
        book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties(
            {
                "title": f"OISE, recoupement : {done.mapping.titre}",
                "author": "OISE",
                "comments": "DONNÉES FICTIVES" if done.fictive else "",
                "created": datetime.combine(done.jour, time()),
            }
        )
        style = Style(book)
        write_summary(book.add_worksheet("Résumé"), done, style)
        marks: list[tuple[str, Point]] = []
        for category, sheet in FEUILLES.items():
            numbered = [(f"{sheet.lettre}-{rank:04d}", point) for rank, point in enumerate(done.of(category), start=1)]
            _decisions(book.add_worksheet(sheet.onglet), done, category, numbered, style)
            marks += numbered
        _unreadable(book.add_worksheet("Illisible"), done, style)
        _kept(book.add_worksheet("Décisions gardées"), done, style)
        _agreed(book.add_worksheet("Concordances"), done, style)
        _hidden(book.add_worksheet(FEUILLE_CACHEE), done, marks)
        book.close()


def _columns(done: Recoupement, category: Category) -> list[Column]:
    """What a sheet shows of its points, the decision apart."""
    mapping, names = done.mapping, titles(done.mapping)
    paired = category in ("difference", "a_decider", "accord")
    found: list[Column] = []
    for champ in mapping.cles:
        if champ.constante and not champ.la:
            continue
        wide = 28.0 if champ.type in ("lieu", "nom", "element") else 20.0
        title = names[champ.ici]
        if paired and champ.type in ("lieu", "nom", "texte"):
            found.append((f"{title}, ici", wide, _taken(champ, "ici")))
            found.append((f"{title}, là-bas", wide, _taken(champ, "la")))
        else:
            found.append((title, wide, _taken(champ, "la" if category == "la" else "ici")))
    for champ in mapping.compares:
        title = names[champ.ici]
        if paired:
            found.append((f"{title}, ici", 14.0, _taken(champ, "ici")))
            found.append((f"{title}, là-bas", 14.0, _taken(champ, "la")))
            found.append(("Écart" + (" (jours)" if champ.type == "date" else ""), 12.0, _gap(champ)))
        else:
            found.append((title, 14.0, _taken(champ, category)))
    if category != "ici":
        found += [(names[champ.ici], 22.0, _taken(champ, "la")) for champ in mapping.montres]
    if category == "a_decider":
        found.append(("Ressemblance sur 100", 13.0, lambda point: point.paire.score if point.paire else None))
        found.append(("Pourquoi", 46.0, lambda point: " ".join(point.paire.raisons) if point.paire else None))
    if category != "la":
        found.append(("Où, ici", 24.0, lambda point: point.ici.origine if point.ici else None))
    if category != "ici":
        found.append(("Où, là-bas", 16.0, lambda point: point.la.origine if point.la else None))
    return found


def _taken(champ: Champ, side: str) -> Callable[[Point], Cell]:
    def take(point: Point) -> Cell:
        row: Ligne | None = getattr(point, side)
        return as_shown(champ, row.valeurs.get(champ.ici)) if row is not None else None

    return take


def _gap(champ: Champ) -> Callable[[Point], Cell]:
    def take(point: Point) -> Cell:
        for gap in point.paire.ecarts if point.paire else ():
            if gap.champ == champ.ici:
                if gap.ici is None or gap.la is None:
                    return "manque ici" if gap.ici is None else "manque là-bas"
                return "autre" if gap.difference is None else gap.difference
        return None

    return take


def _decisions(
    page: Any, done: Recoupement, category: Category, numbered: Sequence[tuple[str, Point]], style: Style
) -> None:
    sheet = FEUILLES[category]
    shown = _columns(done, category)
    if any(point.ancienne for _, point in numbered):
        shown = [("Rappel", 34.0, recall), *shown]
    other = [AUTRE] if category in ("ici", "la") else []
    # Beside the mark, what is typed stays in sight however wide the rest is.
    heads = [REPERE, DECISION, *other, MOTIF, *(title for title, _, _ in shown)]
    widths = [9.0, 17.0, *(16.0 for _ in other), 32.0, *(width for _, width, _ in shown)]
    first = len(heads) - len(shown)
    _frame(page, done, f"{sheet.onglet} ({len(numbered)})", sheet.consigne, heads, widths, len(numbered), style)
    typed = style.make(bg_color=A_SAISIR, border=1, border_color=TRAIT, text_wrap=True, valign="top")
    for row, (mark, point) in enumerate(numbered, start=LIGNE_TITRES):
        page.write_string(row, 0, mark, style.body(valign="top", font_color="#555555"))
        for column in range(1, first):
            page.write_blank(row, column, None, typed)
        cells = [take(point) for _, _, take in shown]
        for column, ((title, _, _), value) in enumerate(zip(shown, cells, strict=True), start=first):
            _write(page, row, column, value, style, alert=title.startswith("Écart"))
        _fit(page, row, cells, widths[first:])
    if numbered:
        column = heads.index(DECISION)
        page.data_validation(
            LIGNE_TITRES,
            column,
            LIGNE_TITRES + len(numbered) - 1,
            column,
            {
                "validate": "list",
                "source": [DECISIONS[code] for code in sheet.choix],
                "error_title": "Décision inconnue",
                "error_message": "Choisissez dans la liste, ou laissez vide ce qui n'est pas décidé.",
            },
        )


def _frame(
    page: Any,
    done: Recoupement,
    title: str,
    instruction: str,
    heads: Sequence[str],
    widths: Sequence[float],
    count: int,
    style: Style,
) -> None:
    """Title, instruction, headings; frozen, filtered, as wide as what they hold, fit for a page's width."""
    page.set_row(0, 24)
    page.set_row(1, 32)
    page.set_row(LIGNE_TITRES - 1, 32)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
        page.write_blank(0, column, None, style.title)
        page.write_blank(1, column, None, style.instruction)
    page.write_string(0, 0, f"{title}{' : DONNÉES FICTIVES' if done.fictive else ''}", style.make(**_TITLE))
    page.write_string(1, 0, instruction, style.make(bg_color="#F3EFE6", font_color="#333333"))
    for column, head in enumerate(heads):
        page.write_string(LIGNE_TITRES - 1, column, head, style.header())
    page.freeze_panes(LIGNE_TITRES, 2)
    page.autofilter(LIGNE_TITRES - 1, 0, LIGNE_TITRES - 1 + max(count, 1), len(heads) - 1)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(LIGNE_TITRES - 1)


_TITLE: dict[str, Any] = {"bold": True, "font_size": 14, "font_color": "white", "bg_color": ENCRE}


def _fit(page: Any, row: int, cells: Sequence[Cell], widths: Sequence[float]) -> None:
    """Make a row as high as its longest text needs."""
    texts = ((plain_text(cell), width) for cell, width in zip(cells, widths, strict=True) if isinstance(cell, str))
    page.set_row(row, 13.5 * max((lines_needed(text, width) for text, width in texts), default=1) + 1.5)


def _write(page: Any, row: int, column: int, value: Cell, style: Style, alert: bool = False) -> None:
    look: dict[str, Any] = {"valign": "top"}
    if alert and value is not None:
        look["bg_color"] = AMBRE_FOND
    if value is None:
        page.write_blank(row, column, None, style.body(**look))
    elif isinstance(value, str):
        page.write_string(row, column, plain_text(value), style.body(text_wrap=True, **look))
    elif isinstance(value, date):
        page.write_datetime(
            row, column, datetime.combine(value, time()), style.body(num_format="dd/mm/yyyy", align="center", **look)
        )
    else:
        whole = isinstance(value, int) or value == value.to_integral_value()
        form = "#,##0" if whole else "#,##0.###"
        page.write_number(
            row, column, float(value), style.body(num_format=f"+{form};-{form};0" if alert else form, **look)
        )


def _unreadable(page: Any, done: Recoupement, style: Style) -> None:
    heads = ("Ligne", "Colonne", "Ce qui y est écrit", "Pourquoi", "Conséquence")
    found = done.lues.illisibles
    explained = (
        "Ce qui n'a pas pu être lu exactement dans l'autre liste. Rien n'a été deviné : corrigez-y, ou décidez à vue."
    )
    widths = (9.0, 28.0, 40.0, 70.0, 28.0)
    _frame(page, done, f"Illisible ({len(found)})", explained, heads, widths, len(found), style)
    for row, one in enumerate(found, start=LIGNE_TITRES):
        consequence = "ligne non comparée" if one.exclue else "case non comparée"
        cells: tuple[Cell, ...] = (one.ligne, one.colonne, one.valeur, one.phrase, consequence)
        for column, value in enumerate(cells):
            _write(page, row, column, value, style)
        _fit(page, row, cells, widths)


def _kept(page: Any, done: Recoupement, style: Style) -> None:
    heads = ("Décision", "Par", "Le", "Motif", "Où, ici", "Où, là-bas", "Lignes")
    widths = (16.0, 30.0, 12.0, 40.0, 26.0, 18.0, 70.0)
    kept = done.gardes
    explained = (
        "Décisions prises, gardées tant que les lignes disent la même chose. Pour en changer, refaites le classeur "
        "avec --revoir."
    )
    _frame(page, done, f"Décisions gardées ({len(kept)})", explained, heads, widths, len(kept), style)
    for row, point in enumerate(kept, start=LIGNE_TITRES):
        made = point.gardee
        assert made is not None
        cells: tuple[Cell, ...] = (
            DECISIONS[made.decision],
            made.par,
            made.jour,
            made.motif,
            point.ici.origine if point.ici else None,
            point.la.origine if point.la else None,
            _described(done.mapping, point),
        )
        for column, value in enumerate(cells):
            _write(page, row, column, value, style)
        _fit(page, row, cells, widths)


def _described(mapping: Correspondance, point: Point) -> str:
    row = point.ici or point.la
    values = (
        (as_shown(champ, row.valeurs.get(champ.ici)) for champ in mapping.cles if not champ.constante) if row else ()
    )
    return " ; ".join(str(value) for value in values if value is not None)


def _agreed(page: Any, done: Recoupement, style: Style) -> None:
    shown = _columns(done, "accord")
    found = [one for one in done.points if one.categorie == "accord"]
    heads, widths = [title for title, _, _ in shown], [width for _, width, _ in shown]
    explained = "Lignes des deux listes qui disent la même chose, aux tolérances près. Il n'y a rien à décider."
    _frame(page, done, f"Concordances ({len(found)})", explained, heads, widths, len(found), style)
    for row, point in enumerate(found, start=LIGNE_TITRES):
        cells = [take(point) for _, _, take in shown]
        for column, value in enumerate(cells):
            _write(page, row, column, value, style)
        _fit(page, row, cells, widths)


def _hidden(page: Any, done: Recoupement, marks: Iterable[tuple[str, Point]]) -> None:
    rows: list[tuple[str, ...]] = [
        _HIDDEN_HEADS,
        ("version", VERSION),
        ("registre", done.mapping.registre),
        ("source", done.mapping.nom),
        ("sha256", done.sha256),
        *(("point", mark, *point.cles, point.empreinte, point.categorie) for mark, point in marks),
    ]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            page.write_string(row, column, text)
    page.very_hidden()
