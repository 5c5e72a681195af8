"""Finds the submission tables: every module of ``schemas/tables`` declares one ``TABLE`` named like its file."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import schemas.tables
from schemas.declaration import Table


@cache
def all_tables() -> dict[str, Table]:
    """Every declared table by name, services first, then in the order the modules give (``ORDRE``)."""
    modules = [import_module(f"schemas.tables.{found.name}") for found in pkgutil.iter_modules(schemas.tables.__path__)]
    modules.sort(key=lambda module: module.ORDRE)
    return {module.TABLE.nom: module.TABLE for module in modules}
