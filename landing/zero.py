"""Submission zero: what the guide prints of real cooperation, owned by the nation.

Two deposits, one for each printed source, since an original is archived under its own hash: the 184 partnerships of
« Point de repère n° 4 » (kept until a decision hands each to its filer), then the convention of « Point de repère
n° 3 », a complement over them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from landing.judgement import Judgement, count, nothing_aside
from registry import guide_convention
from registry.guide import GuidePartnership, read_partnerships, source_bytes
from registry.territory import NATION
from schemas.declaration import Table
from schemas.discovery import all_tables
from schemas.dtypes import polars_dtype
from schemas.submission import Nature, Verdict

DEPOT_ID = "guide/partenariats"
DEPOT_CONVENTION = "guide/conventions"
DEPOTS = (DEPOT_ID, DEPOT_CONVENTION)
SUFFIXE = ".csv"
TRIMESTRE = "2006-Q4"
_RECU_LE = "2006-12-31T00:00:00"


@dataclass(frozen=True)
class _Source:
    """One printed source: its deposit, the table it fills, and how its file is read into that table's rows."""

    depot_id: str
    nom_original: str
    table: str
    nature: Nature
    version: int
    version_base: int | None
    contenu: Callable[[], bytes]
    lignes: Callable[[bytes], list[dict[str, Any]]]


def submissions_zero(received_at: str = _RECU_LE) -> tuple[tuple[bytes, Judgement], ...]:
    """The files to archive (as ``.csv``) and their judgements, in the order in which they must be journaled.

    ``received_at``: when this installation takes them in (ISO date and time).
    """
    return tuple(_submission(source, received_at) for source in _SOURCES.values())


def submission_zero(received_at: str = _RECU_LE) -> tuple[bytes, Judgement]:
    """The first of them: every printed partnership, accepted as it stands."""
    return _submission(_SOURCES[DEPOT_ID], received_at)


def replay_zero(content: bytes, verdict: Verdict) -> Judgement:
    """The judgement recorded for a deposit of submission zero, from its archived original."""
    source = _SOURCES[verdict.depot_id]
    return Judgement(verdict, {source.table: _frame(source, content)})


def _submission(source: _Source, received_at: str) -> tuple[bytes, Judgement]:
    content = source.contenu()
    frames = {source.table: _frame(source, content)}
    verdict = Verdict(
        verdict="accepte",
        expediteur=NATION,
        sha256=hashlib.sha256(content).hexdigest(),
        suffixe=SUFFIXE,
        nom_original=source.nom_original,
        depot_id=source.depot_id,
        recu_le=received_at,
        trimestre=TRIMESTRE,
        nature=source.nature,
        version=source.version,
        version_base=source.version_base,
        lignes=count(frames, nothing_aside()),
    )
    return content, Judgement(verdict, frames)


def _frame(source: _Source, content: bytes) -> pl.DataFrame:
    schema = _schema(all_tables()[source.table])
    rows = [{**dict.fromkeys(schema), **row} for row in source.lignes(content)]
    return pl.DataFrame(rows, schema=schema, orient="row")


def _schema(table: Table) -> dict[str, Any]:
    columns = (*table.colonnes, *table.colonnes_internes)
    schema: dict[str, Any] = {column.nom: polars_dtype(column) for column in columns}
    return schema | {"_feuille": pl.String, "_ligne": pl.Int64, "_inchangee": pl.Boolean}


def _partnerships(content: bytes) -> list[dict[str, Any]]:
    return [_partnership(printed) for printed in read_partnerships(content)]


def _partnership(printed: GuidePartnership) -> dict[str, Any]:
    return {
        "id_local": _partnership_id(printed.ligne),
        "unite_code": printed.unite_code,
        "partenaire": printed.partenaire_net,
        "type_partenaire_code": printed.type_partenaire,
        "pays_code": printed.pays,
        "statut_code": printed.statut,
        "origine_annee": printed.annee_origine,
        "origine_texte": printed.origine_texte or None,
        "site": printed.site or None,
        "contact": printed.contact or None,
        "etat_ligne": "actif",
        "guide_ligne": printed.ligne,
        "lieu_texte": printed.lieu_texte,
        "etat_rattachement": printed.etat_rattachement,
        "raisons": json.dumps(printed.raisons, ensure_ascii=False),
        "_feuille": "Point de repère n° 4",
        "_ligne": printed.ligne,
        "_inchangee": False,
    }


def _convention(content: bytes) -> list[dict[str, Any]]:
    """The one printed convention; what the guide leaves unknown stays empty, its visa first."""
    facts = guide_convention.read_convention(content)
    clauses = {column.nom for column in all_tables()["conventions"].colonnes}
    return [
        {
            **{name: value for name, value in facts.items() if name in clauses},
            "id_local": f"CON-{NATION}-0001",
            "partenariat_id": _partnership_id(int(str(facts["guide_ligne"]))),
            "etat_ligne": "actif",
            "_feuille": "Point de repère n° 3",
            "_ligne": 1,
            "_inchangee": False,
        }
    ]


def _partnership_id(printed_line: int) -> str:
    return f"PAR-{NATION}-{printed_line:04d}"


_SOURCES = {
    source.depot_id: source
    for source in (
        _Source(DEPOT_ID, "partenariats_guide.csv", "partenariats", "complete", 1, None, source_bytes, _partnerships),
        _Source(
            DEPOT_CONVENTION,
            "convention_tombouctou.csv",
            "conventions",
            "complement",
            2,
            1,
            guide_convention.source_bytes,
            _convention,
        ),
    )
}
