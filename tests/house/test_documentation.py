"""Documented commands are real commands, and every command is documented."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cli.main import command_names

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
_COMMAND = re.compile(r"(?:^|[`«(\s])oise ([a-z][a-z-]+)", re.MULTILINE)
_LAW = re.compile(r"tests/[\w/]+\.py(?:::\w+)?")


def commands_of(page: Path) -> set[str]:
    """The commands a page names, in code only: fenced blocks and back-quoted words."""
    text = page.read_text(encoding="utf-8")
    code = re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL)
    return {name for part in code for name in _COMMAND.findall(part)}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_in_the_docs_exists(page: Path) -> None:
    assert commands_of(page) <= set(command_names())


def test_every_command_is_documented() -> None:
    documented = set().union(*(commands_of(page) for page in PAGES))
    assert set(command_names()) <= documented


def test_every_test_named_by_the_guarantees_exists() -> None:
    named = _LAW.findall((ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8"))
    assert named
    for reference in named:
        path, _, function = reference.partition("::")
        assert (ROOT / path).is_file(), reference
        if function:
            assert f"def {function}(" in (ROOT / path).read_text(encoding="utf-8"), reference


def test_links_between_documents_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page}: {target}"


def test_messages_name_only_commands_that_exist() -> None:
    rooms = [path for room in ("registry", "schemas", "landing", "warehouse", "indicators", "syntheses", "flows", "cli")
             for path in (ROOT / room).rglob("*.py")]  # fmt: skip
    for path in rooms:
        named = re.findall(r"« oise ([a-z][a-z-]+)", path.read_text(encoding="utf-8"))
        assert set(named) <= set(command_names()), path
