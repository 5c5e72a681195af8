"""What a CSR's workbook is made from: its cercles' returns that count, its region's values, its former answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from registry.home import Home
from registry.periods import Trimestre
from registry.territory import ancestor
from schemas.discovery import all_tables
from schemas.submission import LIBELLES_VERDICT
from warehouse.deposits import Deposit, deposits, effective
from warehouse.lake import Lake, exists, open_lake
from warehouse.literals import literal
from warehouse.observations import Observation, Pointed, pointed_faults, regional_values
from warehouse.validation import content_key

TABLES = ("validations", "reponses_anomalies", "analyses")


@dataclass(frozen=True)
class Return:
    """A cercle's return that counts: what it is, said in French, and the key of its content."""

    cercle: str
    envoi: str
    empreinte: str


@dataclass(frozen=True)
class Gate:
    """What a region's CSR has before it for a quarter.

    ``reponses``: by table, the rows of its last answer. ``version``: the number of the next one.
    """

    region: str
    envois: tuple[Return, ...] = ()
    valeurs: tuple[Observation, ...] = ()
    fautes: tuple[Pointed, ...] = ()
    reponses: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    version: int = 1


def gate(home: Home, region: str, trimestre: Trimestre) -> Gate:
    """What the lake holds for a region's CSR; files received but not merged yet are left for the next workbook."""
    if not exists(home):
        return Gate(region)
    with open_lake(home, read_only=True) as lake:
        last = lake.last_applied()
        values = tuple(regional_values(lake, region, trimestre))
        answers = {table: _answers(lake, table, region, trimestre) for table in TABLES}
    lots: dict[str, list[Deposit]] = defaultdict(list)
    versions = [0]
    for one in deposits(home):
        if one.verdict.trimestre != str(trimestre) or one.sequence > last:
            continue
        if ancestor(one.verdict.expediteur, "cercle") and ancestor(one.verdict.expediteur, "region") == region:
            lots[one.verdict.expediteur].append(one)
        elif one.verdict.expediteur == region and one.verdict.objet == "validation" and one.accepte:
            versions.append(one.verdict.version or 0)
    counted = {cercle: effective(files) for cercle, files in sorted(lots.items())}
    return Gate(
        region=region,
        envois=tuple(
            Return(cercle, _told(files[-1]), content_key(lots[cercle])) for cercle, files in counted.items() if files
        ),
        valeurs=values,
        fautes=tuple(found for cercle in counted for found in pointed_faults(lots[cercle])),
        reponses=answers,
        version=1 + max(versions),
    )


def _answers(lake: Lake, table: str, region: str, trimestre: Trimestre) -> tuple[Mapping[str, Any], ...]:
    names = [column.nom for column in all_tables()[table].colonnes]
    rows = lake.rows(
        f"SELECT {', '.join(names)} FROM lac.{table} WHERE trimestre = {literal(trimestre)} "
        f"AND expediteur = {literal(region)} ORDER BY id_local"
    )
    return tuple(dict(zip(names, row, strict=True)) for row in rows)


def _told(one: Deposit) -> str:
    day = datetime.fromisoformat(one.verdict.recu_le)
    return f"{LIBELLES_VERDICT[one.verdict.verdict]}, reçu le {day:%d/%m/%Y}"
