"""From plain data to an archivable, accessible PDF: every text comes as text, and none is read as markup."""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import typst

_GABARITS = Path(__file__).parent / "templates"
_NORMES: list[typst.PDFStandard] = ["a-2a", "ua-1"]
# Ordinal of the first of January 1970.
_UNIX_EPOCH = 719_163
# Words longer than this hold no place where a line may break: one is given them every so often.
_MOT, _PAS = 20, 8
_LONG = re.compile(rf"[^\s\u200b\-–/]{{{_MOT},}}")
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")
_BLANCS = "\t\n\r\u2028\u2029"


def compile_pdf(template: str, data: Mapping[str, Any], moment: date) -> bytes:
    """The document that a template of ``templates/`` makes of data: the same bytes for the same data.

    moment: the day that the document says it was made, never the clock's.
    """
    made = _compiler(template).compile(
        format="pdf",
        sys_inputs={"donnees": json.dumps(_printable(data), ensure_ascii=False)},
        pdf_standards=_NORMES,
        timestamp=(moment.toordinal() - _UNIX_EPOCH) * 86_400,
    )
    if not isinstance(made, bytes):
        raise TypeError("Typst gave no single document")
    return made


def page_count(document: bytes) -> int:
    """The number of pages of a document made here."""
    return max(int(count) for count in _PAGES.findall(document))


def plain(text: str) -> str:
    """A text without what can't be printed: controls, marks that turn the direction of reading, unassigned signs."""
    spaced = "".join(" " if char in _BLANCS else char for char in text)
    return "".join(char for char in spaced if char == "\u00ad" or not unicodedata.category(char).startswith("C"))


def breakable(text: str) -> str:
    """A text whose over-long words may break, so that none runs out of its column."""
    return _LONG.sub(lambda found: _cut(found.group()), text)


def shortened(text: str, most: int) -> str:
    """At most that many characters, cut at a word where there is one, with a sign that it goes on."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    word = kept.rsplit(" ", 1)[0]
    return f"{word if len(word) > most // 2 else kept}…".replace(",…", "…")


def _cut(word: str) -> str:
    return "\u200b".join(word[start : start + _PAS] for start in range(0, len(word), _PAS))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        # A drawing is markup of our own, with its texts already escaped.
        return value if value.startswith("<svg ") else breakable(plain(value))
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(item) for item in value]
    return value


@cache
def _compiler(template: str) -> typst.Compiler:
    # Partners' names may be Arabic, Greek or Chinese: fonts that come with matplotlib stand behind Typst's own.
    found = importlib.util.find_spec("matplotlib")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("matplotlib and its fonts are not installed")
    folder = Path(found.submodule_search_locations[0]) / "mpl-data" / "fonts" / "ttf"
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
    path = _GABARITS / template
    return typst.Compiler(path, root=path.parent, font_paths=fonts, ignore_system_fonts=True)
