"""Rows to put before the judge: right ones for every table, and what breaks each of their rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from registry.periods import Trimestre
from schemas.dtypes import frame_schema
from schemas.judging import Finding, judge
from schemas.sheets import Sheet, sheets_for
from tests.schemas import cooperation_rows, relation_rows, validation_rows

QUARTER = Trimestre(2026, 3)


def sheet_of(code: str, quarter: Trimestre = QUARTER) -> Sheet:
    """A sheet of Kita's workbook, or of its region's answer."""
    sheets = (*sheets_for("ML0105", quarter), *sheets_for("ML01", quarter, objet="validation"))
    return next(sheet for sheet in sheets if sheet.code == code)


def row_of(sheet: Sheet, **values: Any) -> dict[str, Any]:
    """A right row of the sheet, changed by ``values``."""
    right: dict[str, Any] = dict.fromkeys(frame_schema(sheet))
    right |= {"_sha256": "a", "_expediteur": "ML0105", "_debut": QUARTER.debut, "_fin": QUARTER.fin}
    if sheet.table.objet == "validation":
        right["_expediteur"] = "ML01"
    right |= {"unite_code": "ML010513", **RIGHT.get(sheet.table.nom, {}), **values}
    return right


def judge_rows(sheet: Sheet, *rows: dict[str, Any], **options: Any) -> list[Finding]:
    """What the judge says of these rows of a sheet."""
    schema = frame_schema(sheet) | {
        name: dtype for name, dtype in (("_ligne", pl.Int64()), ("_illisibles", pl.List(pl.String))) if name in rows[0]
    }
    return judge(pl.DataFrame(list(rows), schema=schema, orient="row"), sheet, **options)


def codes_of(found: list[Finding]) -> list[str]:
    """The codes of what was found, in order."""
    return [finding.code for finding in found]


RIGHT: dict[str, dict[str, Any]] = {
    "elus": {
        "id_local": "ELU-ML0105-0001",
        "fonction_code": "conseiller_communal",
        "sexe_code": "F",
        "naissance_annee": 1980,
        "mandat_debut_date": date(2016, 12, 15),
        "en_exercice": True,
        "etat_ligne": "actif",
    },
    "formations": {
        "id_local": "FOR-ML0105-0001",
        "theme_code": "planification",
        "debut_date": date(2026, 7, 6),
        "fin_date": date(2026, 7, 8),
        "jours_nb": Decimal("2.5"),
        "participants_nb": 24,
        "participantes_nb": 7,
        "elus_nb": 15,
        "elues_nb": 4,
        "agents_nb": 5,
        "societe_civile_nb": 4,
    },
    "activites_ccc": {
        "id_local": "ACT-ML0105-0001",
        "type_action_code": "planification",
        "objet": "Revue du PDSEC",
        "statut_code": "realisee",
        "debut_date": date(2026, 7, 20),
        "resultat": "Plan revu",
    },
    "partenariats": {
        "id_local": "PAR-ML0105-0001",
        "partenaire": "Commune de Saint-Exemple",
        "type_partenaire_code": "commune",
        "pays_code": "FR",
        "statut_code": "actif",
        "statut_date": date(2020, 1, 1),
        "origine_annee": 1998,
        "etat_ligne": "actif",
    },
    "conventions": {
        "id_local": "CON-ML0105-0001",
        "partenariat_id": "PAR-ML0105-0001",
        "intitule": "Convention 2024-2027",
        "statut_code": "signee",
        "signature_date": date(2024, 5, 20),
        "effet_date": date(2024, 7, 1),
        "duree_mois": 36,
        "fin_date": date(2027, 6, 30),
        "preavis_mois": 6,
        "visa": True,
        "visa_date": date(2024, 6, 10),
        "derniere_rencontre_date": date(2026, 2, 12),
        "secteur_1_code": "eau_potable",
        "secteur_2_code": "sante_base",
        "etat_ligne": "actif",
    },
}

# (rule, what makes a right row break it); every declared rule must be here or among those between rows.
WRONG: dict[str, dict[str, Any]] = {
    "regle.elus.mandat_ordre": {"mandat_fin_date": date(2016, 1, 1), "en_exercice": False},
    "regle.elus.mandat_futur": {"mandat_debut_date": date(2026, 10, 1)},
    "regle.elus.exercice_et_fin": {"mandat_fin_date": date(2026, 1, 1)},
    "regle.elus.fonction_niveau": {"fonction_code": "president_region"},
    "regle.elus.age": {"naissance_annee": 2005},
    "regle.formations.dates_ordre": {"fin_date": date(2026, 7, 1)},
    "regle.formations.dans_le_trimestre": {"debut_date": date(2026, 6, 30)},
    "regle.formations.jours_et_dates": {"jours_nb": Decimal(4)},
    "regle.formations.femmes": {"participantes_nb": 25},
    "regle.formations.elues": {"elues_nb": 16},
    "regle.formations.categories": {"agents_nb": 6},
    "regle.activites_ccc.realisee_dans_le_trimestre": {"debut_date": date(2026, 10, 1)},
    "regle.activites_ccc.prevue_dans_le_passe": {"statut_code": "prevue", "debut_date": date(2026, 6, 30)},
    "regle.activites_ccc.resultat_attendu": {"resultat": None},
    "regle.partenariats.statut_futur": {"statut_date": date(2026, 10, 1)},
    "regle.partenariats.origine_future": {"origine_annee": 2027, "statut_date": None},
    "regle.partenariats.statut_avant_origine": {"statut_date": date(1997, 12, 31)},
    "regle.partenariats.statut_date_attendue": {"statut_code": "rompu", "statut_date": None},
    "regle.partenariats.pays_du_partenaire_malien": {"type_partenaire_code": "collectivite_malienne"},
    "regle.conventions.signature_attendue": {"signature_date": None},
    "regle.conventions.signature_future": {
        "signature_date": date(2026, 10, 1),
        "effet_date": None,
        "fin_date": date(2029, 9, 30),
        "visa_date": None,
    },
    "regle.conventions.projet_date": {"statut_code": "projet"},
    "regle.conventions.effet_avant_signature": {
        "effet_date": date(2024, 5, 1),
        "duree_mois": None,
        "preavis_mois": None,
    },
    "regle.conventions.fin_ordre": {"fin_date": date(2024, 6, 30), "duree_mois": None, "preavis_mois": None},
    "regle.conventions.fin_et_duree": {"duree_mois": 48},
    "regle.conventions.preavis_et_duree": {"preavis_mois": 37},
    "regle.conventions.visa_avant_signature": {"visa_date": date(2024, 5, 19)},
    "regle.conventions.visa_contredit": {"visa": False},
    "regle.conventions.denonciation_contredite": {"statut_code": "denoncee", "denonciation_par_code": "partenaire"},
    "regle.conventions.rencontre_future": {"derniere_rencontre_date": date(2026, 12, 1)},
    "regle.conventions.secteurs_repetes": {"secteur_3_code": "eau_potable"},
}

RIGHT = {table: row | relation_rows.OLDER.get(table, {}) for table, row in RIGHT.items()}
RIGHT |= relation_rows.RIGHT | cooperation_rows.RIGHT | validation_rows.RIGHT
WRONG |= relation_rows.WRONG | cooperation_rows.WRONG | validation_rows.WRONG
