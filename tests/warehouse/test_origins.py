"""The files received, as published: a name that may be somebody's is withheld, an unreadable file has a quarter."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.lake import INTERNAL
from warehouse.origin_tables import FICHIERS, NOM_PROPRE, fill_files


def published(nom: str, trimestre: str | None = "2026-Q3", verdict: str = "accepte") -> list[tuple[object, ...]]:
    """Name and quarter of the one file received, as published."""
    base = duckdb.connect()
    base.execute("ATTACH ':memory:' AS lac")
    columns = ", ".join(f"{name} {kind}" for name, kind in INTERNAL["depots"])
    base.execute(f"CREATE TABLE lac.depots ({columns})")
    base.execute("CREATE TEMP TABLE unites AS SELECT 'ML0105' AS code, 'ML01' AS region_code")
    base.execute(f"CREATE TABLE {FICHIERS.nom} ({', '.join(f'{c.nom} {c.type_sql}' for c in FICHIERS.colonnes)})")
    base.execute(
        "INSERT INTO lac.depots (sequence, expediteur, trimestre, verdict, sha256, nom_original, recu_le) "
        "VALUES (7, 'ML0105', $trimestre, $verdict, 'ab', $nom, '2026-10-12T23:30:00-02:00')",
        {"trimestre": trimestre, "verdict": verdict, "nom": nom},
    )
    fill_files(base)
    return base.execute(f"SELECT nom, trimestre, region_code, objet, recu_le::VARCHAR FROM {FICHIERS.nom}").fetchall()


@pytest.mark.parametrize(
    "nom",
    [
        "OISE_ML0105_2026-Q3.xlsx",
        "OISE_ML0105_2026-Q3_v2.xlsx",
        "oise_ML0105_2026-T3 (1).xlsx",
        "OISE_ML0105_2026-Q3 - Copie.xlsx",
        "OISE_validation_ML01_2026-Q3.xlsx",
        "validation_ML01_2026-Q3.xlsx",
        "OISE_ML0105_2026-Q3_complement.zip",
    ],
)
def test_a_name_of_oises_form_is_published(nom: str) -> None:
    assert published(nom) == [(nom, "2026-Q3", "ML01", "declaration", "2026-10-13 01:30:00")]


@pytest.mark.parametrize(
    "nom",
    [
        "Kita Moussa Diarra.xlsx",
        "OISE_ML0105_2026-Q3 Moussa Diarra.xlsx",
        "OISE_Moussa.xlsx",
        "OISE_ML0105_76123456.xlsx",
        "OISE_ML0105 76-12-34-56.xlsx",
        "moussa@exemple.ml.xlsx",
        "<b>OISE</b>.xlsx",
        "",
    ],
)
def test_any_other_name_is_withheld(nom: str) -> None:
    assert [row[0] for row in published(nom)] == [NOM_PROPRE]


def test_an_unreadable_file_counts_for_the_last_quarter_ended_and_a_duplicate_for_none() -> None:
    assert [row[1] for row in published("x.xlsx", None, "illisible")] == ["2026-Q3"]
    assert published("OISE_ML0105_2026-Q3.xlsx", verdict="doublon") == []
