"""docs/dictionnaire.md is what the declarations say today."""

from __future__ import annotations

from pathlib import Path

from syntheses.dictionary import dictionary_text

PAGE = Path(__file__).parents[2] / "docs" / "dictionnaire.md"


def test_the_dictionary_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == dictionary_text(), "run « oise dictionnaire » and commit docs/"
