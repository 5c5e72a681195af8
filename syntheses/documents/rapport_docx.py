"""The editable report: a Word document whose parts left to their author are headed and empty."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from syntheses.documents.rapport_facts import Report
from syntheses.documents.rapport_outline import outline
from syntheses.documents.rapport_parts import Grid, Outline, Part
from syntheses.typesetting import plain

_ACCENT, _ALERTE, _GRIS = RGBColor(0x12, 0x3F, 0x5B), RGBColor(0x96, 0x40, 0x1A), RGBColor(0x4A, 0x54, 0x59)
_LARGEUR_UTILE = 17.4
_POLICE = "Liberation Serif"
# The day the zip format begins: its entries bear no other, so that the same report gives the same bytes.
_ZERO = (1980, 1, 1, 0, 0, 0)
FICTIF = "DONNÉES FICTIVES – simulées pour une démonstration"


def report_docx(report: Report) -> bytes:
    """A Word document of the report, the same bytes for the same report."""
    told = outline(report)
    document = docx.Document()
    _set_page(document, told, report)
    _title(document, told, report)
    for part in told.parties:
        _part(document, part)
    made = io.BytesIO()
    document.save(made)
    return _timeless(made.getvalue())


def _set_page(document: Any, told: Outline, report: Report) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.8)
    section.top_margin, section.bottom_margin = Cm(1.9), Cm(1.7)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = _POLICE, Pt(10.5)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), _POLICE)
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.rPr.append(language)
    for level, size in ((1, 14), (2, 11.5)):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.size, style.font.bold = _POLICE, Pt(size), True
        style.font.color.rgb = _ACCENT
        fonts = style.element.rPr.rFonts
        for name in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            if fonts.get(qn(name)) is not None:
                del fonts.attrib[qn(name)]
        fonts.set(qn("w:hAnsi"), _POLICE)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(13 if level == 1 else 9), Pt(4)
        style.paragraph_format.keep_with_next = True
    core = document.core_properties
    moment = datetime(report.trimestre.fin.year, report.trimestre.fin.month, report.trimestre.fin.day, tzinfo=UTC)
    core.title, core.author, core.language = plain(f"{told.titre}, {told.sous_titre}"), "OISE", "fr-FR"
    core.subject, core.comments, core.keywords = "Rapport d’activités", "", ""
    core.created = core.modified = moment.replace(tzinfo=None)
    core.last_modified_by, core.revision = "OISE", 1
    if report.fictif:
        _run(section.header.paragraphs[0], FICTIF, bold=True, colour=_ALERTE, size=9)
    foot = section.footer.paragraphs[0]
    _run(foot, f"{told.sous_titre} · {told.titre} · page ", colour=_GRIS, size=8.5)
    _field(foot, "PAGE")
    _run(foot, " sur ", colour=_GRIS, size=8.5)
    _field(foot, "NUMPAGES")


def _title(document: Any, told: Outline, report: Report) -> None:
    heading = document.add_paragraph(style="Title")
    heading.paragraph_format.space_after = Pt(2)
    _run(heading, told.titre, bold=True, colour=_ACCENT, size=22, font=_POLICE)
    _run(document.add_paragraph(), told.sous_titre, bold=True, size=12.5)
    if report.fictif:
        _run(document.add_paragraph(), FICTIF, bold=True, colour=_ALERTE)
    note = document.add_paragraph()
    _run(
        note,
        "Établi par OISE d’après vos déclarations. Corrigez-le librement, et écrivez les parties marquées "
        "« À rédiger » : ce document ne change rien dans la base ; une donnée fausse se corrige dans votre prochain "
        "fichier.",
        colour=_GRIS,
        size=9,
    )
    _table(document, Grid(("Rubrique", "Situation"), told.resume, (1.4, 3.4)))


def _part(document: Any, part: Part) -> None:
    _run(document.add_paragraph(style=f"Heading {part.niveau}"), part.titre)
    for phrase in part.phrases:
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = part.grille is not None
        _run(paragraph, phrase)
    if part.grille is not None:
        _table(document, part.grille)
    if part.a_rediger:
        _run(document.add_paragraph(), f"[À rédiger : {part.a_rediger}]", colour=_GRIS, italic=True)
        for _ in range(4):
            document.add_paragraph()


def _table(document: Any, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.entetes), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    scale = _LARGEUR_UTILE / sum(grid.largeurs)
    widths = [Cm(width * scale) for width in grid.largeurs]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    table._tbl.tblPr.append(_borders())
    _row(table.rows[0], grid.entetes, widths, grid.droites, head=True)
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(repeated)
    for line in grid.lignes:
        _row(table.add_row(), line, widths, grid.droites, head=False, total=line[0] == "Total")
    after = document.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    _run(after, " ", size=4)


def _borders() -> Any:
    """Light rules between the rows."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "C9C5BA")):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    return borders


def _row(
    row: Any, texts: tuple[str, ...], widths: list[Any], right: tuple[int, ...], head: bool, total: bool = False
) -> None:
    whole = OxmlElement("w:cantSplit")
    row._tr.get_or_add_trPr().append(whole)
    for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
        cell.width = widths[place]
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
        paragraph.paragraph_format.keep_with_next = head
        if place in right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        _run(paragraph, text, bold=head or total, colour=RGBColor(0xFF, 0xFF, 0xFF) if head else None, size=8.5)
        if head:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), "123F5B")
            cell._tc.get_or_add_tcPr().append(shade)


def _run(
    paragraph: Any,
    text: str,
    bold: bool = False,
    italic: bool = False,
    colour: RGBColor | None = None,
    size: float | None = None,
    font: str | None = None,
) -> None:
    run = paragraph.add_run(plain(text))
    run.bold, run.italic = bold or None, italic or None
    if colour is not None:
        run.font.color.rgb = colour
    if size is not None:
        run.font.size = Pt(size)
    if font is not None:
        run.font.name = font


def _field(paragraph: Any, code: str) -> None:
    """A number that the word processor reckons."""
    field, run = OxmlElement("w:fldSimple"), paragraph.add_run("1")
    field.set(qn("w:instr"), code)
    run.font.size, run.font.color.rgb = Pt(8.5), _GRIS
    field.append(run._r)
    paragraph._p.append(field)


def _timeless(document: bytes) -> bytes:
    """The same package with entries that bear no clock's time."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZERO)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, source.read(name))
    return made.getvalue()
