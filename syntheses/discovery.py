"""Finds the output formats: every module of ``syntheses/formats`` gives FORMAT, EXTENSION and render."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module

import syntheses.formats
from syntheses.facts import Content


@dataclass(frozen=True)
class Format:
    """One output format; ``extension`` is its file's name and its documents' suffix."""

    nom: str
    extension: str
    render: Callable[[Content], bytes]


@cache
def all_formats() -> tuple[Format, ...]:
    """Every format, in the order of extensions."""
    names = sorted(found.name for found in pkgutil.iter_modules(syntheses.formats.__path__))
    modules = [import_module(f"syntheses.formats.{name}") for name in names]
    return tuple(Format(module.FORMAT, module.EXTENSION, module.render) for module in modules)
