"""A small intake for the store's tests: staged Parquet and journal entries, as landing leaves them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from registry.home import Home
from registry.periods import Trimestre
from registry.territory import children
from schemas.ddl import lake_columns
from schemas.discovery import all_tables
from schemas.submission import Nature, TableCount, Verdict, VerdictCode
from warehouse.building import Computation
from warehouse.described import PublishedColumn
from warehouse.journal import Entry, append

_POLARS = {
    "VARCHAR": pl.String,
    "BIGINT": pl.Int64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "DECIMAL(18,3)": pl.Decimal(18, 3),
}
Row = Mapping[str, Any]


@dataclass
class Intake:
    """Deposits made by hand: what they hold is staged, their verdict journaled."""

    home: Home
    count: int = 0
    verdicts: list[Verdict] = field(default_factory=list)

    def deposit(
        self,
        sender: str,
        quarter: str | None,
        tables: Mapping[str, Sequence[Row]] | None = None,
        *,
        nature: Nature = "complete",
        version: int = 1,
        base: int | None = None,
        aside: Sequence[Row] = (),
        verdict: VerdictCode = "accepte",
        received: str = "2026-10-10T08:00:00+00:00",
        announced: Mapping[str, TableCount] | None = None,
        journal: bool = True,
    ) -> Verdict:
        """Stage rows and journal their verdict; ``announced`` makes the verdict lie about its counts."""
        content = json.dumps([sender, quarter, nature, version, tables, list(aside)], default=str, sort_keys=True)
        sha = hashlib.sha256(content.encode()).hexdigest()
        staged = {name: list(rows) for name, rows in (tables or {}).items()}
        stage(self.home.staged(sha, sender), staged, aside)
        names = {*staged, *(str(row["table"]) for row in aside)}
        counts = {
            name: TableCount(
                soumises=len(staged.get(name, ())) + sum(row["table"] == name for row in aside),
                integrees=len(staged.get(name, ())),
                ecartees=sum(row["table"] == name for row in aside),
            )
            for name in names
        }
        self.count += 1
        made = Verdict(
            verdict=verdict,
            expediteur=sender,
            sha256=sha,
            suffixe=".xlsx",
            nom_original=f"{sender} {quarter}.xlsx",
            depot_id=f"{sender}/{sender}.xlsx/{self.count}/{self.count}",
            recu_le=received,
            trimestre=quarter,
            nature=nature,
            version=version,
            version_base=base,
            lignes=announced if announced is not None else counts,
            objet=all_tables()[min(names)].objet if names else "declaration",
        )
        if journal:
            self.journal(made)
        return made

    def journal(self, verdict: Verdict) -> Entry:
        """Journal a verdict."""
        self.verdicts.append(verdict)
        return append(self.home, "depot", verdict.as_dict(), par="essai", le=verdict.recu_le)


def stage(folder: Path, tables: Mapping[str, Sequence[Row]], aside: Sequence[Row]) -> None:
    """Write staged Parquet as landing does."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        table = all_tables()[name]
        schema: dict[str, Any] = {column: _POLARS[kind] for column, kind in lake_columns(table)}
        schema |= {"_feuille": pl.String, "_ligne": pl.Int64}
        schema |= {"_colonne": pl.String} if table.nature == "releve" else {"_inchangee": pl.Boolean}
        filled = [
            {"_feuille": table.titre, "_ligne": 6 + rank, "_colonne": "C", "_inchangee": False, **row}
            for rank, row in enumerate(rows)
        ]
        frame = pl.DataFrame([{key: row.get(key) for key in schema} for row in filled], schema=schema)
        frame.write_parquet(folder / f"{name}.parquet")
    if aside:
        empty = {"feuille": "", "ligne": 0, "colonne": "", "codes": "essai.faute", "contenu": "{}"}
        pl.DataFrame([{**empty, **row} for row in aside]).write_parquet(folder / "_ecartes.parquet")


def value(unit: str, element: str, amount: float | str | None, state: str = "mesuree") -> Row:
    """One cell of services."""
    exact = None if amount is None else Decimal(str(amount))
    return {
        "unite_code": unit,
        "element": element,
        "valeur": exact,
        "etat": state if exact is not None or state != "mesuree" else "non_disponible",
        "date_observation": date(2026, 9, 30),
    }


def partnership(sender: str, number: int, unit: str, **facts: Any) -> Row:
    """One row of the register of partnerships."""
    return {
        "id_local": f"PAR-{sender}-{number:04d}",
        "unite_code": unit,
        "partenaire": "Ville d'Exemple",
        "type_partenaire_code": "commune",
        "pays_code": "FR",
        "statut_code": "actif",
        "contact": "secret-contact",
        "commentaire": "secret-commentaire",
        "etat_ligne": "actif",
        **facts,
    }


def official(sender: str, number: int, unit: str, **facts: Any) -> Row:
    """One row of the register of officials."""
    return {
        "id_local": f"ELU-{sender}-{number:04d}",
        "unite_code": unit,
        "nom": "secret-nom",
        "prenom": "secret-prenom",
        "fonction_code": "conseiller_communal",
        "sexe_code": "F" if number % 3 == 0 else "M",
        "niveau_instruction_code": None,
        "alphabetise": True,
        "mandat_debut_date": date(2016, 12, 15),
        "en_exercice": True,
        "etat_ligne": "actif",
        **facts,
    }


def experience(sender: str, number: int, unit: str, **facts: Any) -> Row:
    """One row of the base of experiences."""
    return {
        "id_local": f"EXP-{sender}-{number:04d}",
        "unite_code": unit,
        "titre": "Maraîchage des femmes",
        "type_code": "bonne_pratique",
        "secteur_code": None,
        "lecons": "Un puits avant les semences.",
        "accord_diffusion": True,
        "etat_ligne": "actif",
        **facts,
    }


def communes(sender: str) -> list[str]:
    """The communes of a cercle."""
    return [unit.code for unit in children(sender)]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An empty home, without drop folders: the store doesn't read them."""
    made = Home(tmp_path / "oise")
    made.journal.mkdir(parents=True)
    made.landing.mkdir()
    return made


@pytest.fixture
def intake(home: Home) -> Intake:
    """A small intake over the home."""
    return Intake(home)


@dataclass(frozen=True)
class _Described:
    nom: str
    commentaire: str
    colonnes: tuple[PublishedColumn, ...]


FAIT = _Described(
    "fait_indicateurs",
    "Indicateurs de l'essai.",
    (
        PublishedColumn("trimestre", "VARCHAR", "Trimestre."),
        PublishedColumn("niveau", "VARCHAR", "Niveau."),
        PublishedColumn("unite_code", "VARCHAR", "Unité."),
        PublishedColumn("indicateur", "VARCHAR", "Indicateur."),
        PublishedColumn("valeur", "DECIMAL(38,3)", "Valeur."),
        PublishedColumn("unites_connues", "BIGINT", "Unités connues."),
        PublishedColumn("unites_total", "BIGINT", "Unités."),
        PublishedColumn("variation", "DECIMAL(38,3)", "Variation."),
        PublishedColumn("motif_masque", "VARCHAR", "Motif."),
    ),
)
DIMENSION = _Described(
    "dim_indicateur",
    "Fiches de l'essai.",
    (
        PublishedColumn("indicateur", "VARCHAR", "Indicateur."),
        PublishedColumn("libelle", "VARCHAR", "Nom."),
        PublishedColumn("unite", "VARCHAR", "Unité."),
    ),
)


def _statements(trimestre: Trimestre) -> tuple[str, ...]:
    return (
        f"DELETE FROM fait_indicateurs WHERE trimestre = '{trimestre}'",
        "INSERT INTO fait_indicateurs "
        "SELECT trimestre_ref, 'pays', 'ML', element, sum(valeur), count(*), 703, NULL, NULL "
        f"FROM m_services_en_vigueur WHERE trimestre_ref = '{trimestre}' GROUP BY ALL",
    )


def essay_computation() -> Computation:
    """Indicators of an essay: the sum in force of each element."""
    return Computation(FAIT, DIMENSION, [("forages_pmh_nb", "Forages", "nombre")], _statements)
