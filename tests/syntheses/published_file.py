"""A published DuckDB file made by hand, with the store's own table declarations and invented rows."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from indicators.discovery import all_indicators
from indicators.published import DIM_INDICATEUR, FAIT_INDICATEURS, dim_rows
from registry.codelists import code_list, list_names
from registry.guide import partnerships
from registry.periods import Trimestre
from registry.territory import ancestor, children, units
from warehouse.star import published_tables

TRIMESTRES = (Trimestre(2026, 1), Trimestre(2026, 2), Trimestre(2026, 3))
# Cercles that sent nothing, or whose file was refused, in the last quarter.
ABSENT, REFUSE, EN_RETARD = "ML0103", "ML0104", "ML0106"


def build(path: Path, trimestres: tuple[Trimestre, ...] = TRIMESTRES, fictives: bool = True) -> Path:
    """Writes the file and gives its path back; the same each time."""
    path.unlink(missing_ok=True)
    connection = duckdb.connect(str(path))
    for table in (*published_tables(), FAIT_INDICATEURS, DIM_INDICATEUR):
        columns = ", ".join(f'"{column.nom}" {column.type_sql}' for column in table.colonnes)
        connection.execute(f"CREATE TABLE {table.nom} ({columns})")
    _fill(connection, "dim_trimestre", [{"trimestre": str(one), "libelle": one.libelle} for one in trimestres])
    _fill(connection, "_edition", [{"numero": 1, "donnees_fictives": fictives, "trimestre": str(trimestres[-1])}])
    names = DIM_INDICATEUR.noms()
    _fill(connection, "dim_indicateur", [dict(zip(names, row, strict=True)) for row in dim_rows()])
    _fill(connection, "fait_indicateurs", [row for one in trimestres for row in _facts(one)])
    _fill(connection, "fait_services", _services(trimestres[-1]))
    _fill(connection, "depots", [row for one in trimestres for row in _deposits(one)])
    _fill(connection, "partenariats", [*_guide(), *_declared()])
    _fill(connection, "conventions", _conventions())
    _fill(connection, "dim_code", _codes())
    populations = [
        {"division": "1999", "unite_code": code, "annee": 2009, "population": 1000, "statut": "provisoire"}
        for code in (unit.code for unit in children("ML0105")[:20])
    ]
    _fill(connection, "dim_population", populations)
    connection.close()
    return path


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    listed = list(rows)
    if not listed:
        return
    frame = pl.DataFrame(listed, infer_schema_length=None)  # noqa: F841
    connection.execute(f"INSERT INTO {table} BY NAME SELECT * FROM frame")


def _facts(trimestre: Trimestre) -> Iterable[dict[str, Any]]:
    levels = ("commune", "cercle", "region", "pays")
    chance = random.Random(str(trimestre))  # noqa: S311
    shift = Decimal(trimestre.numero) / 2
    for indicator in all_indicators().values():
        for unit in units().values():
            if not indicator.published_at(unit.niveau):
                continue
            total = max(1, len([unit]) if unit.niveau == "commune" else 30)
            hidden = chance.random() < 0.06 or ancestor(unit.code, "cercle") in (ABSENT, REFUSE)
            value = Decimal(f"{chance.uniform(20, 80):.6f}") + shift
            lines = indicator.champ == "ligne"
            compares = indicator.compares_with_previous(trimestre) and not hidden and trimestre.numero > 1
            yield {
                "trimestre": str(trimestre),
                "niveau": unit.niveau,
                "unite_code": unit.code,
                "indicateur": indicator.code,
                "valeur": None if hidden else value,
                "unites_connues": 0 if hidden else total,
                "unites_total": total,
                "expediteurs_connus": (0 if hidden else 1) if lines else None,
                "expediteurs_total": 1 if lines else None,
                "dont_niveau_propre": Decimal(2) if lines and not hidden and levels.index(unit.niveau) else None,
                "masque": hidden,
                "motif_masque": "Moins de la moitié du champ est connue" if hidden else None,
                "valeur_precedente_constant": value - Decimal("1.5") if compares else None,
                "valeur_constant": value if compares else None,
                "unites_constant": total if compares else None,
                "variation": Decimal("1.5") if compares else None,
            }


def _services(trimestre: Trimestre) -> Iterable[dict[str, Any]]:
    for unit in units().values():
        if unit.niveau != "commune":
            continue
        silent = ancestor(unit.code, "cercle") in (ABSENT, REFUSE)
        for rank in range(3):
            yield {
                "trimestre": str(trimestre),
                "niveau": "commune",
                "unite_code": unit.code,
                "element": f"element_{rank}",
                "valeur": None if silent else Decimal(rank),
                "etat": "non_renseigne" if silent else "mesuree",
            }


def _deposits(trimestre: Trimestre) -> Iterable[dict[str, Any]]:
    verdicts = {ABSENT: None, REFUSE: "refuse", EN_RETARD: "accepte_avec_reserves"}
    for unit in units().values():
        if unit.niveau != "cercle":
            continue
        verdict = verdicts.get(unit.code, "accepte")
        accepted = (verdict or "").startswith("accepte")
        yield {
            "trimestre": str(trimestre),
            "expediteur": unit.code,
            "nom": unit.nom,
            "niveau": "cercle",
            "attendu": True,
            "verdict": verdict,
            "recu_le": None if verdict is None else datetime(2026, 10, 20 if unit.code == EN_RETARD else 9, 8, 30),
            "a_temps": unit.code != EN_RETARD if accepted else None,
            "lignes_soumises": 100 if verdict else 0,
            "lignes_integrees": 97 if accepted else 0,
            "lignes_ecartees": 3 if accepted else 0,
        }


def _guide() -> Iterable[dict[str, Any]]:
    for one in partnerships():
        yield {
            "expediteur": "ML",
            "id_local": f"PAR-ML-{one.ligne:04d}",
            "unite_code": one.unite_code,
            "partenaire": one.partenaire_net,
            "type_partenaire_code": one.type_partenaire,
            "pays_code": one.pays,
            "statut_code": "inconnu",
            "origine_annee": one.annee_origine,
            "origine_texte": one.origine_texte,
            "guide_ligne": one.ligne,
            "etat_rattachement": one.etat_rattachement,
        }


def _declared() -> Iterable[dict[str, Any]]:
    names = ("Commune de Saint-Exemple", '<script>alert("x")</script>', "=HYPERLINK(1)")
    for rank, name in enumerate(names):
        yield {
            "expediteur": "ML0105",
            "id_local": f"PAR-ML0105-{rank:04d}",
            "unite_code": children("ML0105")[rank].code,
            "partenaire": name,
            "type_partenaire_code": "commune",
            "pays_code": "FR",
            "statut_code": "actif",
            "origine_annee": 1998,
            "guide_ligne": None,
        }


def _conventions() -> Iterable[dict[str, Any]]:
    ends = (
        ("terme dans la période", date(2026, 12, 31), None, "signee"),
        ("préavis dans la période", date(2027, 6, 30), 6, "signee"),
        ("terme passé", date(2026, 9, 30), None, "signee"),
        ("au-delà", date(2027, 4, 1), None, "signee"),
        ("close", date(2026, 12, 31), None, "close"),
        ("projet", date(2026, 12, 31), None, "projet"),
    )
    for rank, (name, end, notice, status) in enumerate(ends):
        yield {
            "expediteur": "ML0105",
            "id_local": f"CON-ML0105-{rank:04d}",
            "unite_code": "ML0105",
            "partenariat_id": "PAR-ML0105-0000",
            "intitule": name,
            "statut_code": status,
            "fin_date": end,
            "preavis_mois": notice,
            "reconduction_code": "tacite",
        }


def _codes() -> Iterable[dict[str, Any]]:
    for name in list_names():
        for code, label in code_list(name).libelles.items():
            yield {"liste": name, "code": code, "libelle": label}
