"""Finds the indicators: every module of ``indicators/families`` declares ``INDICATEURS``."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import indicators.families
from indicators.declaration import Indicateur


@cache
def all_indicators() -> dict[str, Indicateur]:
    """Every indicator by code, family by family in alphabetical order."""
    return {one.code: one for declared in families().values() for one in declared}


@cache
def families() -> dict[str, tuple[Indicateur, ...]]:
    """The indicators of each family, by the name of its file."""
    names = sorted(found.name for found in pkgutil.iter_modules(indicators.families.__path__))
    return {name: import_module(f"indicators.families.{name}").INDICATEURS for name in names}


def family_of(indicator: Indicateur) -> str:
    """The family that declares an indicator; raises KeyError when none does."""
    for name, declared in families().items():
        if indicator in declared:
            return name
    raise KeyError(indicator.code)
