"""The synthesis as a workbook of values: frozen headers, filters, no formula, text never taken for one."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from registry.writing import long_date
from syntheses.facts import Content, Figure
from syntheses.presentation import BANDEAU, BANDEAU_DETAIL, domain_title, subunit_titles
from syntheses.wording import VERDICTS, brief, norm_of, partnerships, renewal, title_of_territory

FORMAT = "XLSX"
EXTENSION = "xlsx"

Cell = str | int | Decimal | date | None
_COULEUR = "#123f5b"


_LARGEUR_LISEZ_MOI = 78
# A table with more columns isn't shrunk to one page's width: nobody could read it.
_COLONNES_IMPRIMABLES = 18


@dataclass(frozen=True)
class _Sheet:
    """One sheet: column titles with their widths, rows; ``decimales`` gives a row's figures their format."""

    nom: str
    colonnes: tuple[tuple[str, int], ...]
    lignes: Sequence[Sequence[Cell]]
    decimales: Sequence[int | None] = ()
    par_colonne: bool = False


def render(content: Content) -> bytes:
    """The workbook's bytes: the same for the same content."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(
        stream,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    title = f"{content.organe.sigle} · {title_of_territory(content)} · {content.trimestre.libelle}"
    book.set_properties(
        {
            "title": title,
            "author": "OISE",
            "comments": BANDEAU if content.donnees_fictives else "",
            "created": datetime.combine(content.trimestre.fin, datetime.min.time()),
        }
    )
    writer = _Writer(book, title, content.donnees_fictives)
    writer.read_me(content)
    for sheet in (
        _figures(content),
        _subunits(content),
        _partnerships(content),
        _renewals(content),
        _deposits(content),
    ):
        writer.table(sheet)
    book.close()
    return stream.getvalue()


class _Writer:
    """Writes sheets of one look into a workbook."""

    def __init__(self, book: Any, title: str, fictive: bool) -> None:
        self._book = book
        self._title = title
        self._fictive = fictive
        self._head = book.add_format(
            {"bold": True, "font_color": "white", "bg_color": _COULEUR, "text_wrap": True, "valign": "top"}
        )
        self._big = book.add_format({"bold": True, "font_size": 14, "font_color": _COULEUR, "text_wrap": True})
        self._warn = book.add_format({"bold": True, "font_color": "#96401a", "bg_color": "#fbe9dd", "text_wrap": True})
        self._title_style = book.add_format({"bold": True, "font_color": "#96401a" if fictive else _COULEUR})
        self._text = book.add_format({"text_wrap": True, "valign": "top"})
        self._day = book.add_format({"num_format": "dd/mm/yyyy", "align": "left", "valign": "top"})
        self._numbers: dict[int, Any] = {}

    def read_me(self, content: Content) -> None:
        """The first sheet: what the workbook is, the brief, how to read it."""
        sheet = self._book.add_worksheet("Lisez-moi")
        sheet.set_column(0, 0, _LARGEUR_LISEZ_MOI)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        period = f"du {long_date(content.trimestre.debut)} au {long_date(content.trimestre.fin)}"
        lines: list[tuple[str, Any]] = [(content.organe.titre, self._big)]
        if self._fictive:
            lines.append((f"{BANDEAU} — {BANDEAU_DETAIL}", self._warn))
        lines += [
            (f"Synthèse trimestrielle du {content.trimestre.libelle}, {period}.", self._text),
            *((f"• {sentence}", self._text) for sentence in brief(content)),
            (partnerships(content), self._text),
            *((f"Réserve : {sentence}", self._text) for sentence in content.reserves),
            ("Une cellule vide n’est pas un zéro : la valeur est inconnue, ou n’est pas publiée.", self._text),
            ("Champ constant : l’évolution ne compare que les unités connues aux deux trimestres.", self._text),
            ("Couverture : nombre d’unités connues sur nombre d’unités concernées.", self._text),
        ]
        for row, (text, style) in enumerate(lines):
            size = 1.4 if style is self._big else 1
            sheet.set_row(row, size * _height([(text, _LARGEUR_LISEZ_MOI / size)]))
            sheet.write_string(row, 0, text, style)

    def table(self, table: _Sheet) -> None:
        """One filtered table with a frozen header; the title above it when data are simulated says so."""
        sheet = self._book.add_worksheet(table.nom)
        sheet.set_landscape()
        sheet.set_paper(9)
        if len(table.colonnes) <= _COLONNES_IMPRIMABLES:
            sheet.fit_to_pages(1, 0)
        warning = f" — {BANDEAU}" if self._fictive else ""
        sheet.write_string(0, 0, f"{self._title}{warning}", self._title_style)
        for column, (name, width) in enumerate(table.colonnes):
            sheet.set_column(column, column, width)
            sheet.write_string(1, column, name, self._head)
        sheet.set_row(1, _height(table.colonnes))
        for row, cells in enumerate(table.lignes):
            texts = [
                (cell, width) for cell, (_, width) in zip(cells, table.colonnes, strict=True) if isinstance(cell, str)
            ]
            sheet.set_row(row + 2, _height(texts))
            for column, cell in enumerate(cells):
                decimals = self._decimals(table, row, column)
                self._write(sheet, row + 2, column, cell, decimals)
        last = max(len(table.lignes) + 1, 2)
        sheet.autofilter(1, 0, last, len(table.colonnes) - 1)
        sheet.freeze_panes(2, 1)
        sheet.repeat_rows(1)

    def _decimals(self, table: _Sheet, row: int, column: int) -> int:
        index = column if table.par_colonne else row
        return (table.decimales[index] or 0) if index < len(table.decimales) else 0

    def _write(self, sheet: Any, row: int, column: int, cell: Cell, decimals: int) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, str):
            sheet.write_string(row, column, cell, self._text)
        elif isinstance(cell, date):
            sheet.write_datetime(row, column, datetime.combine(cell, datetime.min.time()), self._day)
        else:
            places = 0 if isinstance(cell, int) else decimals
            sheet.write_number(row, column, float(cell), self._number(places))

    def _number(self, decimals: int) -> Any:
        if decimals not in self._numbers:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._numbers[decimals]


def _height(texts: Sequence[tuple[str, float]]) -> float:
    """The height, in points, of a row whose texts wrap in columns of these widths: not every program computes it."""
    lines = max((math.ceil(len(text) * 1.15 / width) for text, width in texts), default=1)
    return 15.0 * max(lines, 1)


def _figures(content: Content) -> _Sheet:
    before, now = content.trimestre.plus(-1).libelle, content.trimestre.libelle
    columns: tuple[tuple[str, int], ...] = (
        ("Indicateur", 46),
        ("Domaine", 18),
        ("Unité", 14),
        (now, 14),
        ("Pourquoi vide", 34),
        (f"{before} à champ constant", 14),
        (f"{now} à champ constant", 14),
        ("Écart", 12),
        ("Unités comparées", 12),
        (content.organe.parent_nom or "Niveau supérieur", 16),
        ("Unités connues", 12),
        ("Unités concernées", 12),
        ("Ce que compte la couverture", 18),
        ("Norme ou repère", 34),
        ("Source de la norme ou du repère", 40),
        ("Remarque", 40),
        ("Code", 28),
    )
    rows = [_figure_row(figure) for figure in content.chiffres]
    return _Sheet("Chiffres clés", columns, rows, [figure.decimales for figure in content.chiffres])


def _figure_row(figure: Figure) -> list[Cell]:
    change = figure.evolution
    return [
        figure.libelle,
        domain_title(figure.domaine),
        figure.unite,
        figure.ici.valeur,
        figure.ici.motif if figure.ici.valeur is None else None,
        change.avant if change else None,
        change.apres if change else None,
        change.ecart if change else None,
        change.unites if change else None,
        figure.au_dessus.valeur if figure.au_dessus else None,
        figure.ici.connues,
        figure.ici.total,
        figure.compte,
        norm_of(figure),
        figure.norme.source if figure.norme else None,
        figure.remarque,
        figure.code,
    ]


def _subunits(content: Content) -> _Sheet:
    one, several = subunit_titles(content)
    shown = {code for unit in content.sous_unites for code, _ in unit.valeurs}
    figures = [figure for figure in content.chiffres if figure.code in shown]
    columns = (
        (one, 30),
        ("Code", 12),
        ("Situation du trimestre", 40),
        *((f"{figure.libelle} ({figure.unite})", 18) for figure in figures),
    )
    rows: list[list[Cell]] = []
    for unit in content.sous_unites:
        values = dict(unit.valeurs)
        rows.append([unit.nom, unit.code, unit.etat, *(values.get(figure.code) for figure in figures)])
    return _Sheet(several, columns, rows, [None, None, None, *(f.decimales for f in figures)], par_colonne=True)


def _partnerships(content: Content) -> _Sheet:
    columns = (
        ("Collectivité", 30),
        ("Code", 12),
        ("Partenaire", 40),
        ("Pays", 18),
        ("Nature du partenaire", 30),
        ("Depuis", 14),
        ("Situation", 30),
        ("Rattachement du lieu", 24),
        ("Connu seulement par le guide", 16),
    )
    rows = [
        [
            item.unite_nom,
            item.unite_code,
            item.partenaire,
            item.pays,
            item.type_partenaire,
            item.origine,
            item.statut,
            item.rattachement,
            "oui" if item.guide else "non",
        ]
        for item in content.partenariats
    ]
    return _Sheet("Partenariats", columns, rows)


def _renewals(content: Content) -> _Sheet:
    columns = (
        ("Collectivité", 30),
        ("Code", 12),
        ("Échéance", 12),
        ("Parties", 50),
        ("Pourquoi", 44),
        ("Fin de la convention", 12),
        ("Statut", 24),
        ("Reconduction", 20),
    )
    rows: list[list[Cell]] = [
        [
            item.unite_nom,
            item.unite_code,
            item.echeance,
            item.parties,
            renewal(item),
            item.fin,
            item.statut,
            item.reconduction,
        ]
        for item in content.conventions
    ]
    return _Sheet("Conventions à renouveler", columns, rows)


def _deposits(content: Content) -> _Sheet:
    columns = (
        ("Expéditeur", 30),
        ("Code", 12),
        ("Attendu", 10),
        ("Verdict", 24),
        ("Reçu le", 12),
        ("Dans le délai", 12),
        ("Lignes soumises", 12),
        ("Lignes intégrées", 12),
        ("Lignes écartées", 12),
    )
    rows: list[list[Cell]] = []
    for item in content.depots:
        received = bool(item.verdict)
        late = {True: "oui", False: "non", None: ""}[item.a_temps]
        counts = (item.soumises, item.integrees, item.ecartees) if received else (None, None, None)
        awaited = "oui" if item.attendu else "non"
        rows.append([item.nom, item.code, awaited, VERDICTS[item.verdict], item.recu_le, late, *counts])
    return _Sheet("Complétude", columns, rows)
