"""Deposits as the lake recorded them, so that the past need not be read again from the journal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from schemas.submission import TableCount, Verdict
from warehouse.deposits import Deposit
from warehouse.lake import INTERNAL, Lake
from warehouse.literals import literal


def recorded_deposits(lake: Lake, lots: Iterable[tuple[str, str]] | None = None) -> list[Deposit]:
    """The deposits merged so far, of some (sender, quarter) or of all, in order; faults are left in the journal.

    Of a file taken back, every row counts as such: none is merged, none set aside.
    """
    names = [name for name, _ in INTERNAL["depots"]]
    where = ""
    if lots is not None:
        wanted = ", ".join(f"({literal(sender)}, {literal(quarter)})" for sender, quarter in sorted(lots))
        if not wanted:
            return []
        where = f"WHERE (expediteur, trimestre) IN ({wanted})"
    counts: dict[int, dict[str, TableCount]] = {}
    for sequence, table, submitted, merged, aside in lake.rows(
        "SELECT sequence, nom_table, soumises, integrees, ecartees FROM lac.depots_lignes "
        f"WHERE sequence IN (SELECT sequence FROM lac.depots {where})"
    ):
        of_file = counts.setdefault(_int(sequence), {})
        of_file[str(table)] = TableCount(_int(submitted), _int(merged), _int(aside))
    found = []
    for row in lake.rows(f"SELECT {', '.join(names)} FROM lac.depots {where} ORDER BY sequence"):
        facts: dict[str, Any] = dict(zip(names, row, strict=True))
        sequence, par, taken_back = facts.pop("sequence"), facts.pop("par"), facts.pop("retrait")
        facts["objet"] = facts["objet"] or "declaration"
        verdict = Verdict(**facts, lignes=counts.get(sequence, {}))
        found.append(Deposit(sequence, par, verdict, retrait=taken_back))
    return found


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
