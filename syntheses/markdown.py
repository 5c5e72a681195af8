"""Markdown that says what it is given: escaped text with French spacing, compact tables, links inside a page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from registry.writing import FINE, INSECABLE

# What Markdown or HTML would read as markup. An underscore inside a word is harmless, and frequent in codes.
_MARKUP = re.compile(r"([\\`*\[\]<>|#~&])|((?<![^\W_])_|_(?![^\W_]))")
_BEFORE = {" :": f"{INSECABLE}:", " ;": f"{FINE};", " !": f"{FINE}!", " ?": f"{FINE}?", " %": f"{INSECABLE}%"}
_QUOTES = {"« ": f"«{INSECABLE}", " »": f"{INSECABLE}»"}
_APOSTROPHE = re.compile(r"(?<=\w)'(?=[\w«])")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")


def french(text: str) -> str:
    """The text with the no-break spaces and apostrophes that French typography wants; its words stay as they are."""
    for plain, set_ in (*_BEFORE.items(), *_QUOTES.items()):
        text = text.replace(plain, set_)
    return _THOUSANDS.sub(FINE, _APOSTROPHE.sub("’", text))


def prose(text: str) -> str:
    """French text as Markdown shows it on one line, whatever it holds."""
    return _MARKUP.sub(lambda found: f"\\{found[0]}", french(" ".join(text.split())))


def code(text: str) -> str:
    """An identifier, shown as it is written."""
    return f"`{text.replace('`', '').replace('|', '')}`"


def link(text: str, anchor: str) -> str:
    """A link to an anchor of the same page; the text is already Markdown."""
    return f"[{text}](#{anchor})"


def anchored(level: int, title: str, anchor: str) -> list[str]:
    """A heading that ``link`` reaches, set apart by blank lines; the title is already Markdown."""
    return [f'<a id="{anchor}"></a>', "", f"{'#' * level} {title}", ""]


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a table and a blank line; cells are already Markdown, an empty column is left out."""
    cells = [tuple(row) for row in rows]
    kept = [place for place in range(len(headers)) if any(row[place] for row in cells)]
    if not kept:
        return []
    lines = [
        "| " + " | ".join(headers[place] for place in kept) + " |",
        "|" + " --- |" * len(kept),
    ]
    lines.extend("| " + " | ".join(row[place] for place in kept) + " |" for row in cells)
    return [*lines, ""]


def bullets(items: Iterable[str]) -> list[str]:
    """The lines of a list and a blank line; nothing for no item."""
    lines = [f"- {item}" for item in items]
    return [*lines, ""] if lines else []
