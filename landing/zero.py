"""Submission zero: the guide's partnerships, owned by the nation until a decision hands them to their filer."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import polars as pl

from landing.judgement import Judgement, count, nothing_aside
from registry.guide import GuidePartnership, read_partnerships, source_bytes
from registry.territory import NATION
from schemas.declaration import Table
from schemas.discovery import all_tables
from schemas.dtypes import polars_dtype
from schemas.submission import Verdict

DEPOT_ID = "guide/partenariats"
NOM_ORIGINAL = "partenariats_guide.csv"
SUFFIXE = ".csv"
TRIMESTRE = "2006-Q4"
_FEUILLE = "Point de repère n° 4"
_RECU_LE = "2006-12-31T00:00:00"


def submission_zero(received_at: str = _RECU_LE) -> tuple[bytes, Judgement]:
    """The file to archive (as ``.csv``) and its judgement: every printed partnership, accepted as it stands.

    ``received_at``: when this installation takes it in (ISO date and time).
    """
    content = source_bytes()
    frames = {"partenariats": _frame(read_partnerships(content))}
    verdict = Verdict(
        verdict="accepte",
        expediteur=NATION,
        sha256=hashlib.sha256(content).hexdigest(),
        suffixe=SUFFIXE,
        nom_original=NOM_ORIGINAL,
        depot_id=DEPOT_ID,
        recu_le=received_at,
        trimestre=TRIMESTRE,
        nature="complete",
        version=1,
        lignes=count(frames, nothing_aside()),
    )
    return content, Judgement(verdict, frames)


def replay_zero(content: bytes, verdict: Verdict) -> Judgement:
    """The judgement recorded for submission zero, from its archived original."""
    return Judgement(verdict, {"partenariats": _frame(read_partnerships(content))})


def _frame(partnerships: tuple[GuidePartnership, ...]) -> pl.DataFrame:
    table = all_tables()["partenariats"]
    rows = [_row(partnership) for partnership in partnerships]
    return pl.DataFrame(rows, schema=_schema(table), orient="row")


def _schema(table: Table) -> dict[str, Any]:
    columns = (*table.colonnes, *table.colonnes_internes)
    schema: dict[str, Any] = {column.nom: polars_dtype(column) for column in columns}
    return schema | {"_feuille": pl.String, "_ligne": pl.Int64, "_inchangee": pl.Boolean}


def _row(printed: GuidePartnership) -> dict[str, Any]:
    known = {
        "id_local": f"PAR-{NATION}-{printed.ligne:04d}",
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
        "_feuille": _FEUILLE,
        "_ligne": printed.ligne,
        "_inchangee": False,
    }
    return dict.fromkeys(_schema(all_tables()["partenariats"])) | known
