"""The printed synthesis: A4 by Typst, archivable and accessible (PDF/A-2a and PDF/UA-1).

A CLO's holds on two pages: its longest lists are shortened, and say so, until it does.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import typst

from syntheses.facts import Content
from syntheses.presentation import present
from syntheses.typography import plural

FORMAT = "PDF"
EXTENSION = "pdf"

_GABARIT = Path(__file__).parent.parent / "templates" / "synthese.typ"
_PAGES_CLO = 2
_NORMES: list[typst.PDFStandard] = ["a-2a", "ua-1"]
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")


def render(content: Content) -> bytes:
    """The document's bytes: the same for the same content.

    Raises OiseError when the file named by OISE_LIMITES can't be used.
    """
    page = present(content)
    if content.organe.sigle != "CLO":
        return _compile(page, content)
    for most in (200, 24, 16, 10, 6, 3):
        document = _compile(_shortened(page, most), content)
        if page_count(document) <= _PAGES_CLO:
            break
    return document


def page_count(document: bytes) -> int:
    """The number of pages of a document made here."""
    return max(int(count) for count in _PAGES.findall(document))


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    return typst.Compiler(_GABARIT, root=_GABARIT.parent, font_paths=fonts, ignore_system_fonts=True)


def _compile(page: dict[str, Any], content: Content) -> bytes:
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"donnees": json.dumps(page, ensure_ascii=False)},
        pdf_standards=_NORMES,
        timestamp=content.trimestre.fin.toordinal() * 86_400 - _UNIX_EPOCH,
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single document")
    return made


# Seconds from the first of January of year 1 (ordinal 1 being a day later than 0) to that of 1970.
_UNIX_EPOCH = 719_163 * 86_400


def _shortened(page: dict[str, Any], most: int) -> dict[str, Any]:
    short = dict(page)
    for name, one, several in (
        ("partenariats", "autre partenariat", "autres partenariats"),
        ("conventions", "autre convention", "autres conventions"),
    ):
        rows = page[name]["lignes"]
        if len(rows) > most:
            left = plural(len(rows) - most, one, several)
            rest = f"Et {left} : la liste entière est dans la page HTML et le classeur."
            short[name] = {**page[name], "lignes": rows[:most], "reste": rest}
    if len(page["reserves"]) > most:
        left = plural(len(page["reserves"]) - most, "autre réserve", "autres réserves")
        short["reserves"] = [*page["reserves"][:most], f"Et {left}, dans la page HTML et le classeur."]
    return short
