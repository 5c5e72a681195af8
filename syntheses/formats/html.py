"""The synthesis as one web page: readable on a phone, printable, without script nor outside request."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from syntheses.facts import Content
from syntheses.presentation import present
from syntheses.tabular import Section

FORMAT = "HTML"
EXTENSION = "html"

_GABARITS = Path(__file__).parent.parent / "templates"
# A longer list is read in the workbook, which filters it.
_LIGNES = 100
_ESPACES_DE_NOMS = re.compile(r'\sxmlns(?::\w+)?="[^"]*"')


def render(content: Content) -> bytes:
    """The page's bytes in UTF-8: the same for the same content.

    Raises OiseError when the file named by OISE_LIMITES can't be used.
    """
    page = present(content)
    page = {**page, "sections": [_section(section) for section in page["sections"]]}
    text = page_environment().get_template("synthese.html.j2").render(d=page, style=page_style())
    return text.encode()


def _section(section: Section) -> dict[str, Any]:
    """Its tables shortened for a phone; those beside the main one are folded."""
    shown = [table.shortened(_LIGNES, "la liste entière est dans le classeur") for table in section.tableaux]
    plain = section.plain(shown)
    for rank, table in enumerate(plain["tableaux"]):
        table["replie"] = rank > 0 or not section.principale
    return plain


@cache
def page_environment() -> Environment:
    """The templates of web pages, every text escaped."""
    environment = Environment(
        loader=FileSystemLoader(_GABARITS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["image"] = _picture
    return environment


@cache
def page_style() -> Markup:
    """The style sheet that a page holds."""
    return Markup((_GABARITS / "synthese.css").read_text(encoding="utf-8"))


def _picture(drawing: dict[str, Any]) -> Markup:
    """The SVG inside the page, named for those who can't see it (its own texts were escaped when it was drawn)."""
    svg = _ESPACES_DE_NOMS.sub("", drawing["svg"])
    svg = re.sub(r'<svg ([^>]*?)(?: ?width="[\d.]+")( ?height="[\d.]+")', r"<svg \1", svg, count=1)
    label = escape(drawing["description"])
    return Markup(svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1))
