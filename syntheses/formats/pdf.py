"""The printed synthesis: A4 by Typst, archivable and accessible (PDF/A-2a and PDF/UA-1).

The body holds on two pages: its lists are shortened, and say so, until it does; annexes follow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from syntheses.facts import Content
from syntheses.presentation import present
from syntheses.tabular import Section
from syntheses.typesetting import compile_pdf, page_count
from syntheses.typography import plural

FORMAT = "PDF"
EXTENSION = "pdf"

_PAGES_DU_CORPS = 2
# With none, the main sections are told by their sentence alone and their tables are annexed.
_LIGNES_DU_CORPS = (8, 4, 2, 1, 0)
_RESERVES_DITES = 2
_LIGNES_D_ANNEXE = 30
_EN_ANNEXE = "la suite est en annexe"
_AU_CLASSEUR = "la liste entière est dans le classeur"


def render(content: Content) -> bytes:
    """The document's bytes: the same for the same content.

    Raises OiseError when the file named by OISE_LIMITES can't be used.
    """
    page = present(content)
    most, body = _fitting(page, content)
    annexes = {
        "annexes": _annexes(page["sections"], most),
        "envois_en_annexe": content.organe.sigle != "CLO" and bool(page["depots"]),
    }
    return _compile({**page, **annexes}, most, content) if any(annexes.values()) else body


def body_pages(content: Content) -> int:
    """The number of pages before the annexes."""
    return page_count(_fitting(present(content), content)[1])


def _fitting(page: dict[str, Any], content: Content) -> tuple[int, bytes]:
    """The rows that each list of the body keeps so as to hold on two pages, and the body alone."""
    for most in _LIGNES_DU_CORPS:
        body = _compile({**page, "annexes": [], "envois_en_annexe": False}, most, content)
        if page_count(body) <= _PAGES_DU_CORPS:
            break
    return most, body


def _compile(page: dict[str, Any], most: int, content: Content) -> bytes:
    return compile_pdf("synthese.typ", _shortened(page, most), content.trimestre.fin)


def _shortened(page: dict[str, Any], most: int) -> dict[str, Any]:
    """With what the body says of the registers: main sections with a shortened table, the others by their sentences."""
    body = [
        section.plain(
            [section.resume.shortened(most, _EN_ANNEXE)] if most and section.resume and section.resume.lignes else ()
        )
        for section in page["sections"]
        if section.principale
    ]
    told = [section.plain(()) for section in page["sections"] if not section.principale]
    reserves, kept = page["reserves"], max(most, _RESERVES_DITES)
    if len(reserves) > kept:
        left = plural(len(reserves) - kept, "autre réserve", "autres réserves")
        reserves = [*reserves[:kept], f"Et {left}, dans la page HTML et le classeur."]
    return {**page, "sections": [], "corps": body, "en_phrases": told, "reserves": reserves}


def _annexes(sections: Sequence[Section], most: int) -> list[dict[str, Any]]:
    """The tables that the body doesn't show, or cuts."""
    found = []
    for section in sections:
        left = [table for table in section.tableaux if table != section.resume or len(table.lignes) > most]
        if left:
            found.append(section.plain([table.shortened(_LIGNES_D_ANNEXE, _AU_CLASSEUR) for table in left]))
    return found
