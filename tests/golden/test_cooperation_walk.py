"""One cooperation, from the first idea to the experience told, over eight quarters sent by its cercle.

Each quarter goes the real way: pre-filled workbook, drop, reception, merge. What the store says of the cooperation is
read after each, then once more from the published file, whose rows stand for the end of every quarter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from landing.blank import write_filled
from landing.blank_plan import Fill, plan_workbook
from registry.cycle import CycleState, StepFact, state
from registry.home import Home
from registry.periods import Trimestre
from tests.golden.small_country import COMMUNES
from warehouse.knowledge import prefill
from warehouse.merging import merge
from warehouse.published import query
from warehouse.registers import rows_of

pytestmark = pytest.mark.xdist_group("golden")

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


@pytest.fixture(scope="module")
def walk(prefect_server: str, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    from flows.computation import computation_of
    from flows.installation import install
    from flows.reception import run_reception
    from warehouse.editions import publish

    home = Home(tmp_path_factory.mktemp("cooperation") / "oise")
    install(home, "essai", datetime(2025, 1, 1, tzinfo=UTC).isoformat())
    names: dict[str, str] = {}
    states, verdicts = [], []
    for quarter, chapter in zip(QUARTERS, CHAPTERS, strict=True):
        _drop(home, quarter, chapter, names)
        verdicts.append(run_reception(str(home.root)))
        merge(home)
        states.append(_state(home, names["coop"], quarter))
    publish(home, computation_of(home), "essai", datetime(2027, 1, 20, tzinfo=UTC).isoformat())
    return Walk(home, names, tuple(states), tuple(verdicts))


def _drop(home: Home, quarter: Trimestre, chapter: Chapter, names: dict[str, str]) -> Path:
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


def _state(home: Home, partnership: str, quarter: Trimestre) -> CycleState:
    facts = [
        StepFact(row["etape_code"], row["etat_code"], row["etape_date"], row["preuve_reference"])
        for row in rows_of(home, "etapes_cycle", trimestre=str(quarter), expediteur=SENDER)
        if row["partenariat_id"] == partnership
    ]
    return state(facts, quarter.fin)


def test_every_quarter_is_accepted(walk: Walk) -> None:
    for quarter, verdict in zip(QUARTERS, walk.verdicts, strict=True):
        assert verdict == {"accepte": 1}, str(quarter)


def test_the_cooperation_goes_through_the_four_phases(walk: Walk) -> None:
    assert [found.phase for found in walk.etats] == [1, 1, 2, 3, 3, 3, 4, 4]
    assert [found.etape.code if found.etape else None for found in walk.etats] == [
        "interet",
        "acteurs",
        "rencontre",
        "plan_action",
        "convention",
        "engagements_financiers",
        "coordination",
        "coordination",
    ]


def test_each_state_says_what_comes_next(walk: Walk) -> None:
    asked = [found.prochaine.code if found.prochaine else None for found in walk.etats]
    assert asked[:6] == ["secteurs", "reseaux", "plan_action", "convention", "dossier_financement", "coordination"]
    assert all(found.prochaine is None or found.prochaine.demande for found in walk.etats)


def test_a_step_under_way_counts_as_reached_but_not_done(walk: Walk) -> None:
    meeting = walk.etats[2]
    assert (meeting.etape and meeting.etape.code, meeting.etat) == ("rencontre", "en_cours")
    assert walk.etats[3].faites > meeting.faites


def test_the_published_file_says_the_state_of_every_quarter(walk: Walk) -> None:
    rows = query(
        walk.home.analyst_file,
        "SELECT trimestre, phase, etape_code, conventions_en_vigueur_nb, engage_fcfa, decaisse_fcfa "
        "FROM cooperations WHERE id_local = ? ORDER BY trimestre",
        [walk.identifiants["coop"]],
    )
    assert [row["trimestre"] for row in rows] == [str(quarter) for quarter in QUARTERS]
    assert [row["etape_code"] for row in rows] == [found.etape.code if found.etape else None for found in walk.etats]
    assert [row["conventions_en_vigueur_nb"] for row in rows] == [0, 0, 0, 0, 1, 1, 1, 1]
    assert [row["engage_fcfa"] or 0 for row in rows] == [0] * 5 + [9_000_000] * 3
    assert [row["decaisse_fcfa"] or 0 for row in rows] == [0] * 6 + [4_500_000, 9_000_000]


def test_what_was_decided_comes_back_until_it_is_done(walk: Walk) -> None:
    back = {
        row["id_local"]: row for row in prefill(walk.home, SENDER, QUARTERS[-1].plus(1)).registres["points_a_suivre"]
    }
    assert back[walk.identifiants["point"]]["etat_code"] == "fait"
    before = rows_of(walk.home, "points_a_suivre", trimestre="2026-Q3", expediteur=SENDER)
    assert [row["etat_code"] for row in before] == ["a_faire"]


@pytest.mark.parametrize("code", ["faiblesses_pdsec", "faiblesses_maitrise_ouvrage", "faiblesses_services_etat"])
def test_the_scorecard_reads_it_where_enough_is_known(walk: Walk, code: str) -> None:
    rows = query(
        walk.home.analyst_file,
        "SELECT unite_code, valeur, masque FROM fait_indicateurs WHERE trimestre = '2026-Q4' AND indicateur = ?",
        [code],
    )
    known = {row["unite_code"]: row for row in rows}
    assert (known[COMMUNE]["valeur"], known[SENDER]["valeur"]) == (100, 100)
    # One cercle of five told: the region's and the nation's figures are hidden, not guessed.
    assert all(known[unit]["valeur"] is None and known[unit]["masque"] for unit in ("ML08", "ML"))


def test_a_text_is_published_only_once_decided_and_agreed(walk: Walk) -> None:
    assert query(walk.home.analyst_file, "SELECT * FROM experiences") == []
