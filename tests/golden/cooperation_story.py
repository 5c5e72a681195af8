"""The story of one cooperation, from the first idea to the experience told, over eight quarters of its cercle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from landing.blank import write_filled
from landing.blank_plan import Fill, plan_workbook
from registry.cycle import CycleState, StepFact, state
from registry.home import Home
from registry.periods import Trimestre
from tests.golden.small_country import COMMUNES
from warehouse.knowledge import prefill
from warehouse.registers import rows_of

SENDER = "ML0803"
COMMUNE = COMMUNES[SENDER][0]
QUARTERS = tuple(Trimestre(2025, 1).plus(rank) for rank in range(8))
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chapter:
    """What one quarter tells: new rows and changes by table, under short names that stand for identifiers."""

    nouvelles: Mapping[str, Mapping[str, Row]]
    changees: Mapping[str, Row]


def step(code: str, done: date | None, state_code: str = "faite") -> Row:
    return {
        "unite_code": COMMUNE,
        "partenariat_id": "$coop",
        "etape_code": code,
        "etat_code": state_code,
        "etape_date": done,
        "preuve_reference": "Registre de la commune",
        "etat_ligne": "actif",
    }


CHAPTERS = (
    Chapter(
        {
            "partenariats": {
                "coop": {
                    "unite_code": COMMUNE,
                    "partenaire": "Partenaire encore inconnu",
                    "type_partenaire_code": "commune",
                    "pays_code": "FR",
                    "statut_code": "idee",
                    "statut_date": date(2025, 1, 20),
                    "etat_ligne": "actif",
                }
            },
            "etapes_cycle": {
                "e1": step("raisons", date(2025, 1, 20)),
                "e2": step("interet", date(2025, 2, 14)),
            },
        },
        {},
    ),
    Chapter(
        {
            "etapes_cycle": {
                "e3": step("secteurs", date(2025, 4, 10)),
                "e4": step("idee", date(2025, 5, 5)),
                "e5": step("acteurs", date(2025, 6, 2)),
            },
            "offres_demandes": {
                "demande": {
                    "unite_code": COMMUNE,
                    "sens_code": "demande",
                    "secteur_1_code": "eau_potable",
                    "depose_date": date(2025, 6, 10),
                    "statut_code": "ouverte",
                    "etat_ligne": "actif",
                }
            },
        },
        {"coop": {"statut_code": "recherche", "statut_date": date(2025, 6, 10)}},
    ),
    Chapter(
        {
            "etapes_cycle": {
                "e6": step("reseaux", date(2025, 7, 15)),
                "e7": step("rencontre", date(2025, 9, 20), "en_cours"),
            }
        },
        {"coop": {"statut_code": "negociation", "partenaire": "Ville d'essai", "statut_date": date(2025, 9, 1)}},
    ),
    Chapter(
        {
            "etapes_cycle": {"e8": step("plan_action", date(2025, 12, 1), "en_cours")},
            "rencontres": {
                "premiere": {
                    "unite_code": COMMUNE,
                    "partenariat_id": "$coop",
                    "type_code": "premiere",
                    "sens_code": "recue",
                    "rencontre_date": date(2025, 10, 14),
                    "participants_nb": 12,
                    "participantes_nb": 5,
                    "compte_rendu": True,
                }
            },
            "plans_action": {
                "plan": {
                    "unite_code": COMMUNE,
                    "partenariat_id": "$coop",
                    "intitule": "Eau potable des quartiers",
                    "statut_code": "brouillon",
                    "etat_ligne": "actif",
                }
            },
        },
        {"e7": {"etat_code": "faite", "etape_date": date(2025, 10, 14)}, "demande": {"statut_code": "pourvue"}},
    ),
    Chapter(
        {
            "etapes_cycle": {
                "e8a": step("forum_validation", date(2026, 1, 20)),
                "e8b": step("deliberation", date(2026, 1, 30)),
                "e9": step("convention", date(2026, 3, 10)),
            },
            "conventions": {
                "conv": {
                    "unite_code": COMMUNE,
                    "partenariat_id": "$coop",
                    "intitule": "Convention de coopération 2026-2029",
                    "statut_code": "signee",
                    "signature_date": date(2026, 3, 10),
                    "duree_mois": 36,
                    "preavis_mois": 6,
                    "reconduction_code": "commun_accord",
                    "rencontre_annuelle_prevue": True,
                    "etat_ligne": "actif",
                }
            },
        },
        {
            "coop": {"statut_code": "actif", "statut_date": date(2026, 3, 10)},
            "e8": {"etat_code": "faite", "etape_date": date(2026, 1, 30)},
            "plan": {
                "statut_code": "valide",
                "forum_date": date(2026, 1, 20),
                "deliberation_date": date(2026, 1, 30),
                "transmission_date": date(2026, 2, 3),
            },
        },
    ),
    Chapter(
        {
            "etapes_cycle": {
                "e10": step("dossier_financement", date(2026, 4, 20)),
                "e11": step("engagements_financiers", date(2026, 6, 15)),
            },
            "actions": {
                "action": {
                    "unite_code": COMMUNE,
                    "partenariat_id": "$coop",
                    "plan_id": "$plan",
                    "intitule": "Trois forages réhabilités",
                    "secteur_code": "eau_potable",
                    "orientation_code": "developpement_durable",
                    "pdsec_inscrite": True,
                    "maitre_ouvrage_code": "collectivite",
                    "passation_code": "collectivite",
                    "services_etat": True,
                    "debut_date": date(2026, 5, 1),
                    "fin_prevue_date": date(2026, 11, 30),
                    "statut_code": "en_cours",
                    "cout_total_fcfa": 12_000_000,
                    "etat_ligne": "actif",
                }
            },
            "engagements": {
                "engagement": {
                    "unite_code": COMMUNE,
                    "action_id": "$action",
                    "source_code": "partenaire",
                    "canal_code": "tresor_public",
                    "procedure_code": "appel_offres",
                    "engagement_date": date(2026, 6, 15),
                    "montant_fcfa": 9_000_000,
                    "etat_ligne": "actif",
                }
            },
        },
        {},
    ),
    Chapter(
        {
            "etapes_cycle": {"e12": step("coordination", date(2026, 7, 10))},
            "comites_suivi": {
                "comite": {
                    "unite_code": COMMUNE,
                    "partenariat_id": "$coop",
                    "creation_date": date(2026, 7, 10),
                    "membres_nb": 5,
                    "femmes_nb": 2,
                    "service_etat_membre": True,
                    "etat_ligne": "actif",
                }
            },
            "decaissements": {
                "versement": {
                    "unite_code": COMMUNE,
                    "engagement_id": "$engagement",
                    "decaissement_date": date(2026, 8, 5),
                    "canal_code": "tresor_public",
                    "montant_fcfa": 4_500_000,
                }
            },
            "points_a_suivre": {
                "point": {
                    "unite_code": COMMUNE,
                    "origine_code": "rencontre",
                    "decision": "Former les gestionnaires des points d'eau",
                    "decision_date": date(2026, 9, 3),
                    "nature_code": "formation",
                    "echeance_date": date(2026, 12, 15),
                    "etat_code": "a_faire",
                    "etat_ligne": "actif",
                }
            },
        },
        {},
    ),
    Chapter(
        {
            "decaissements": {
                "solde": {
                    "unite_code": COMMUNE,
                    "engagement_id": "$engagement",
                    "decaissement_date": date(2026, 10, 20),
                    "canal_code": "tresor_public",
                    "montant_fcfa": 4_500_000,
                }
            },
            "experiences": {
                "experience": {
                    "unite_code": COMMUNE,
                    "titre": "Réhabiliter des forages avec leurs usagers",
                    "type_code": "bonne_pratique",
                    "secteur_code": "eau_potable",
                    "action_id": "$action",
                    "partenariat_id": "$coop",
                    "lecons": "Le comité d'usagers s'est formé avant les travaux.",
                    "accord_diffusion": True,
                    "etat_ligne": "actif",
                }
            },
        },
        {
            "action": {"statut_code": "achevee", "fin_reelle_date": date(2026, 11, 20)},
            "point": {"etat_code": "fait", "fait_date": date(2026, 12, 1)},
        },
    ),
)


@dataclass(frozen=True)
class Walk:
    """The home at the end, the identifiers behind the short names, and what was read after each quarter."""

    home: Home
    identifiants: Mapping[str, str]
    etats: tuple[CycleState, ...]
    verdicts: tuple[Mapping[str, int], ...]


def tell(home: Home, quarter: Trimestre, chapter: Chapter, names: dict[str, str]) -> Path:
    """Drop the workbook of a quarter, as its adviser fills it; ``names`` gains the identifiers of the new rows."""
    known = prefill(home, SENDER, quarter)
    free = {
        found.sheet.table.nom: [row.cle for row in found.lignes if not row.valeurs]
        for found in plan_workbook(SENDER, quarter, known).feuilles
    }
    tables = {names[short]: table for table in known.registres for short in names if names[short] in _ids(known, table)}
    rows: dict[str, dict[str, Row]] = {}
    for table, told in chapter.nouvelles.items():
        for short in told:
            names[short] = free[table].pop(0)
    for table, told in chapter.nouvelles.items():
        rows.setdefault(table, {}).update({names[short]: _resolved(row, names) for short, row in told.items()})
    for short, change in chapter.changees.items():
        rows.setdefault(tables[names[short]], {})[names[short]] = _resolved(change, names)
    folder = home.drop_folder(SENDER)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"OISE_{SENDER}_{quarter}.xlsx"
    write_filled(SENDER, quarter, known, path, False, Fill(lignes=rows))
    return path


def _ids(known: Any, table: str) -> set[str]:
    return {str(row["id_local"]) for row in known.registres[table]}


def _resolved(row: Row, names: Mapping[str, str]) -> Row:
    return {
        column: names[value[1:]] if isinstance(value, str) and value.startswith("$") else value
        for column, value in row.items()
    }


def state_of(home: Home, partnership: str, quarter: Trimestre) -> CycleState:
    """Where the cooperation stands at a quarter's end, from what the store holds."""
    facts = [
        StepFact(row["etape_code"], row["etat_code"], row["etape_date"], row["preuve_reference"])
        for row in rows_of(home, "etapes_cycle", trimestre=str(quarter), expediteur=SENDER)
        if row["partenariat_id"] == partnership
    ]
    return state(facts, quarter.fin)
