"""Sections of a synthesis as sentences and small tables, whatever format shows them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from syntheses.typography import plural, short_date


@dataclass(frozen=True)
class Column:
    """A column: its title, its share of the width, whether it holds numbers."""

    titre: str
    poids: int
    nombre: bool = False


@dataclass(frozen=True)
class Grid:
    """A table of texts; ``reste`` says where the rows left out are, ``preuves`` where each row's origin is told."""

    titre: str
    colonnes: tuple[Column, ...]
    lignes: tuple[tuple[str, ...], ...]
    reste: str = ""
    preuves: tuple[str, ...] = ()

    def shortened(self, most: int, elsewhere: str) -> Grid:
        """At most so many rows; what is left out is said, with where it is."""
        left = len(self.lignes) - most
        if left <= 0:
            return self
        return replace(
            self,
            lignes=self.lignes[:most],
            preuves=self.preuves[:most],
            reste=f"Et {plural(left, 'autre ligne', 'autres lignes')} : {elsewhere}.",
        )

    def plain(self) -> dict[str, Any]:
        """For a template."""
        return {
            "titre": self.titre,
            "colonnes": [{"titre": c.titre, "poids": c.poids, "nombre": c.nombre} for c in self.colonnes],
            "lignes": [list(row) for row in self.lignes],
            "reste": self.reste,
            "preuves": list(self.preuves) or [""] * len(self.lignes),
        }


@dataclass(frozen=True)
class Section:
    """A section: its anchor, its title, sentences, and tables; a table without rows is not there.

    ``principale``: whether a printed page gives it a heading of its own; the others are told together. ``resume``: the
    table that the printed page shows, shortened, before its annexes; None for none.
    """

    ancre: str
    titre: str
    phrases: tuple[str, ...]
    tableaux: tuple[Grid, ...] = ()
    principale: bool = False
    resume: Grid | None = None

    def plain(self, tables: Sequence[Grid] | None = None) -> dict[str, Any]:
        """For a template, with these tables instead of its own when given."""
        shown = self.tableaux if tables is None else tables
        return {
            "ancre": self.ancre,
            "titre": self.titre,
            "phrases": list(self.phrases),
            "tableaux": [table.plain() for table in shown],
        }


def filled(*tables: Grid) -> tuple[Grid, ...]:
    """Those that have rows."""
    return tuple(table for table in tables if table.lignes)


def day_or_nothing(day: date | None) -> str:
    """``01/10/2026``, "" for an unknown day."""
    return short_date(day) if day else ""
