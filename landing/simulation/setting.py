"""Where and when rows are simulated, and what a sender has typed so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from landing.simulation.chance import chance
from registry.periods import Trimestre
from registry.territory import Unite, cercle_senders, children
from schemas.submission import Prefill

Row = dict[str, Any]
Rows = dict[str, Row]

# The sender whose files the documentation shows: always rich, never befallen.
VITRINE = "ML0105"
_WITHOUT_COOPERATION = 0.1


@dataclass(frozen=True)
class Setting:
    """Where and when rows are simulated; ``vierges``: the free local ids of each table, in order."""

    seed: int
    cercle: Unite
    communes: tuple[Unite, ...]
    trimestre: Trimestre
    prefill: Prefill
    vierges: Mapping[str, Sequence[str]]

    def draw(self, *names: object) -> Random:
        """The generator of one thing of this sender and quarter."""
        return chance(self.seed, self.cercle.code, self.trimestre, *names)

    def fixed(self, *names: object) -> Random:
        """The generator of one thing of this sender, the same in every quarter."""
        return chance(self.seed, self.cercle.code, *names)

    def day(self, draw: Random) -> date:
        """A working day of the quarter."""
        return working(self.trimestre.debut + timedelta(days=draw.randrange(80)))

    def past(self, day: date) -> date:
        """That day, or the last one of the quarter when it comes after."""
        return min(day, self.trimestre.fin)

    def place(self, draw: Random) -> str:
        """Mostly a commune, sometimes the cercle itself."""
        if not self.communes or draw.random() < 0.25:
            return self.cercle.code
        return draw.choice(self.communes).code

    @property
    def cooperates(self) -> bool:
        """Whether this sender tells anything of its cooperation besides partnerships and conventions: some don't."""
        return self.cercle.code == VITRINE or self.fixed("cooperation").random() >= _WITHOUT_COOPERATION


class Draft:
    """What a sender types into its registers and events: table to local id to columns, new rows whole, known ones only
    what changes."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.lignes: dict[str, Rows] = {}
        self._free: dict[str, Iterator[str]] = {table: iter(ids) for table, ids in setting.vierges.items()}

    def add(self, table: str, row: Mapping[str, Any]) -> str | None:
        """Type a new row; its local id, or None when the sheet has no numbered row left."""
        local = next(self._free.get(table, iter(())), None)
        if local is not None:
            self.lignes.setdefault(table, {})[local] = dict(row)
        return local

    def change(self, table: str, local: str, **values: Any) -> None:
        """Type over some columns of a row, known or new."""
        self.lignes.setdefault(table, {}).setdefault(local, {}).update(values)

    def known(self, table: str) -> Rows:
        """The register rows that the sender's workbook was filled with, as typed over by now."""
        typed = self.lignes.get(table, {})
        return {
            str(row["id_local"]): {**row, **typed.get(str(row["id_local"]), {})}
            for row in self.setting.prefill.registres.get(table, ())
        }

    def rows(self, table: str) -> Rows:
        """Every row of a table that isn't withdrawn, known and new, in the order of their ids."""
        found = {**self.known(table), **self.new(table)}
        return {local: found[local] for local in sorted(found) if found[local].get("etat_ligne") != "annule"}

    def new(self, table: str) -> Rows:
        """The rows that this file is the first to tell."""
        known = {str(row["id_local"]) for row in self.setting.prefill.registres.get(table, ())}
        return {local: row for local, row in self.lignes.get(table, {}).items() if local not in known}


def working(day: date) -> date:
    """The day itself, or the Friday before when it falls on a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def number_of(local: str) -> int:
    """The last number of a local id: 3 for PAR-ML0105-0003."""
    return int(local.rsplit("-", 1)[1])


def months_after(day: date, months: int) -> date:
    """The same day of the month, that many months later; the 28th at most, so that every month has it."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def foreign_commune(setting: Setting) -> str:
    """A commune of another cercle, whose rows this sender may not send."""
    draw = setting.draw("etranger")
    others = [found for found in cercle_senders() if found.code != setting.cercle.code]
    return draw.choice(children(draw.choice(others).code)).code
