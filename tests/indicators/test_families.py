"""Each family of cooperation's indicators, worked out by hand on a few rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from indicators.declaration import TYPES
from indicators.discovery import all_indicators, families
from indicators.engine import MOTIF_CCC
from registry.periods import Trimestre

QUARTER = Trimestre(2026, 3)
HERE, THERE, COUNCIL = "ML010101", "ML010102", "ML0101"  # two communes of the cercle of Kayes, and its council
CHOSEN = [one for one in all_indicators().values() if one.type != "contexte" or "budget" in one.code]
# The written parts of an action plan; the eighth is its estimate.
EIGHT = (
    "contexte",
    "objectifs_pdsec",
    "action_commune",
    "calendrier",
    "moyens",
    "plan_financement",
    "resultats_attendus",
)


class World:
    """A mart to which rows are given table by table, with their local ids and sender filled in."""

    def __init__(self, mart: Any, compute: Any) -> None:
        self.mart, self.compute = mart, compute
        self.facts: dict[str, Any] = {}

    def give(self, table: str, *rows: dict[str, Any], **common: Any) -> None:
        held = self.mart.tables.setdefault(table, [])
        self.facts = {}
        for row in rows:
            made = {"unite_code": HERE, "id_local": f"{table}-{len(held) + 1}", "etat_ligne": "actif"} | common | row
            held.append(made | {"trimestre": row.get("trimestre", str(QUARTER))})

    def read(self, code: str, niveau: str = "cercle", unit: str = COUNCIL) -> tuple[Any, ...]:
        """Numerator, denominator, known, of the field."""
        fact = self.fact(code, niveau, unit)
        return fact["numerateur"], fact["denominateur"], fact["unites_connues"], fact["unites_total"]

    def value(self, code: str, niveau: str = "cercle", unit: str = COUNCIL) -> Decimal | None:
        found: Decimal | None = self.fact(code, niveau, unit)["valeur"]
        return found

    def fact(self, code: str, niveau: str = "cercle", unit: str = COUNCIL) -> dict[str, Any]:
        """The whole row; everything is computed at the first question."""
        self.facts = self.facts or self.compute(self.mart, QUARTER, CHOSEN)
        found: dict[str, Any] = self.facts[code][niveau, unit]
        return found


@pytest.fixture
def world(new_mart: Any, compute: Any) -> World:
    mart = new_mart()
    mart.depots = [(one, QUARTER, "accepte", True) for one in ("ML0101", "ML0102", "ML0201", "ML0901", "ML01", "ML")]
    return World(mart, compute)


def test_actions_by_state_and_those_due(world: World) -> None:
    due, later = {"fin_prevue_date": date(2026, 6, 30)}, {"fin_prevue_date": date(2026, 10, 1)}
    world.give(
        "actions",
        {"statut_code": "achevee", "fin_reelle_date": date(2026, 6, 30)} | due,
        {"statut_code": "achevee", "fin_reelle_date": date(2026, 7, 1)} | due,
        {"statut_code": "en_cours", "avancement_pct": 40} | due,
        {"statut_code": "en_cours", "avancement_pct": 20} | later,
        {"statut_code": "en_cours"},  # when it is due, nobody knows
        {"statut_code": "abandonnee"} | due,
        {"statut_code": "prevue", "etat_ligne": "annule"} | due,
    )
    assert world.read("actions_enregistrees") == (6, None, 6, 6)
    assert [world.value(f"actions_{state}") for state in ("prevues", "en_cours", "achevees", "arretees")] == [
        0,
        3,
        2,
        1,
    ]
    assert world.read("actions_achevees_echues") == (2, 4, 4, 5)
    assert world.read("actions_dans_les_delais") == (1, 2, 2, 2)
    assert world.read("actions_avancement") == (60, 2, 2, 3)
    assert world.value("actions_avancement") == 30


def test_actions_are_linked_to_committees_indicators_and_partnerships(world: World) -> None:
    world.give("partenariats", {"diaspora_associee": True}, {"diaspora_associee": None})
    running = {"statut_code": "en_cours", "orientation_code": "rayonnement"}
    world.give(
        "actions",
        running | {"partenariat_id": "partenariats-1", "beneficiaires_nb": 120, "synergie_code": "bilaterale"},
        running | {"partenariat_id": "partenariats-2", "beneficiaires_nb": 0, "synergie_code": "aucune"},
        running | {"synergie_code": "inconnu"},
    )
    world.give("comites_suivi", {"action_id": "actions-1"}, {"partenariat_id": "partenariats-2"})
    world.give("comites_suivi", {"action_id": "actions-3", "unite_code": "ML010201"})  # another sender's
    world.give(
        "indicateurs_action",
        {"action_id": "actions-1", "type_code": "impact", "cible": Decimal(10), "valeur": Decimal(2)},
        *({"action_id": "actions-1", "type_code": code} for code in TYPES if code not in ("impact", "contexte")),
        {"action_id": "actions-2", "type_code": "impact", "cible": Decimal(10)},
    )
    assert world.read("actions_comite_suivi") == (2, 3, 3, 3)
    assert world.read("actions_indicateurs") == (1, 3, 3, 3)
    assert world.read("actions_quatre_types") == (1, 3, 3, 3)
    assert world.read("actions_beneficiaires") == (120, None, 2, 3)
    assert world.read("actions_beneficiaires_connus") == (2, 3, 3, 3)
    assert world.read("actions_synergie") == (1, 2, 2, 2)
    assert world.read("actions_diaspora") == (1, 1, 1, 2)
    assert world.value("actions_rayonnement") == 3 and world.value("actions_ouverture_monde") == 0
    # A committee's own table isn't published per commune: neither is what one learns through it.
    assert not all_indicators()["actions_comite_suivi"].published_at("commune")
    assert all_indicators()["actions_indicateurs"].published_at("commune")


def test_what_a_centre_left_out_of_its_files_is_neither_a_no_nor_a_zero(world: World) -> None:
    left_out = ("comites_suivi", "engagements", "decaissements", "activites_ccc", "partenariats")
    world.mart.omises = {(COUNCIL, table, QUARTER) for table in left_out}
    world.mart.population = dict.fromkeys(world.mart.communes(), 100)
    there = {"unite_code": "ML010201"}  # the same of another centre, which sent every table, empty
    world.give("actions", {}, there, statut_code="en_cours", cout_total_fcfa=500)
    world.give("cooperations", {}, there, engage_fcfa=1000)
    assert world.read("actions_comite_suivi") == (None, None, 0, 1)
    assert world.read("actions_comite_suivi", "cercle", "ML0102") == (0, 1, 1, 1)
    assert world.read("actions_comite_suivi", "region", "ML01") == (0, 1, 1, 2)
    assert world.read("financements_part_partenaire") == (None, None, 0, 1)
    assert world.read("financements_part_partenaire", "cercle", "ML0102") == (0, 500, 1, 1)
    assert world.value("financements_decaisse_engage") is None
    assert world.read("financements_decaisse_engage", "cercle", "ML0102") == (0, 1000, 1, 1)
    size = sum(world.mart.units[code][2] == COUNCIL for code in world.mart.communes())
    for code in ("financements_decaisse_habitant", "cooperation_communes"):
        assert world.read(code) == (None, None, 0, size)
        assert world.value(code, "cercle", "ML0102") == 0
    # A count of its rows is no zero either; what others left out doesn't hide the region's.
    assert world.fact("suivi_comites")["motif_masque"] == MOTIF_CCC
    assert world.value("suivi_comites", "cercle", "ML0102") == world.value("suivi_comites", "region", "ML01") == 0
    assert world.fact("suivi_comites", "region", "ML01")["expediteurs_connus"] == 1
    # A register that came once is known from then on.
    world.mart.depots.append((COUNCIL, QUARTER.plus(-3), "accepte", True))
    world.facts = {}
    assert world.read("actions_comite_suivi") == (0, 1, 1, 1)
    assert world.value("financements_decaisse_habitant") is None and world.value("cooperation_communes") == 0


def test_money_by_source_channel_and_procedure(world: World) -> None:
    world.give("actions", {"cout_total_fcfa": 1000}, {"cout_total_fcfa": 500}, {"cout_total_fcfa": None})
    world.give(
        "engagements",
        {"action_id": "actions-1", "source_code": "partenaire", "montant_fcfa": 600, "canal_code": "tresor_public"},
        {"action_id": "actions-1", "source_code": "collectivite", "montant_fcfa": 100, "canal_code": "nature"},
        {
            "action_id": "actions-1",
            "source_code": "partenaire",
            "montant_fcfa": 50,
            "canal_code": "droits_tirage_anict",
        },
        {"action_id": "actions-3", "source_code": "partenaire", "montant_fcfa": 250, "canal_code": "compte_communal"},
    )
    codes = ("appel_offres", "gre_a_gre", "regie", "inconnu")
    for row, procedure in zip(world.mart.tables["engagements"], codes, strict=True):
        row["procedure_code"] = procedure
    assert world.read("financements_engage") == (1000, None, 4, 4)
    assert world.read("financements_canaux_publics") == (650, 1000, 4, 4)
    # By procedure: the second is a direct agreement, the third isn't a market, the fourth isn't known.
    assert world.read("financements_appel_offres") == (600, 700, 2, 3)
    # The cost of the third action is unknown: what is engaged for it is in no part.
    assert world.read("financements_part_partenaire") == (650, 1500, 2, 3)
    assert world.read("financements_part_collectivite") == (100, 1500, 2, 3)
    assert world.value("financements_part_cofinancement") == 0


def test_what_is_paid_is_a_quarter_s_and_of_what_is_engaged_since_the_origin(world: World) -> None:
    world.give(
        "decaissements",
        {"montant_fcfa": 300, "canal_code": "tresor_public"},
        {"montant_fcfa": 100, "canal_code": "direct_prestataire"},
        {"montant_fcfa": 999, "canal_code": "tresor_public", "trimestre": "2026-Q2"},
    )
    world.give("decaissements", {"montant_fcfa": 77, "canal_code": "nature", "unite_code": COUNCIL})
    world.give(
        "cooperations",
        {"engage_fcfa": 1000, "decaisse_fcfa": 400},
        {"engage_fcfa": 500, "decaisse_fcfa": None},
        {"engage_fcfa": None, "decaisse_fcfa": None},
    )
    assert world.read("financements_decaisse") == (477, None, 3, 3)
    assert world.read("financements_decaisse_publics") == (300, 477, 3, 3)
    # Nothing paid is zero; nothing engaged is outside the field.
    assert world.read("financements_decaisse_engage") == (400, 1500, 2, 2)


def test_money_per_head_divides_a_commune_s_payments_by_its_known_people(world: World) -> None:
    communes = [code for code in world.mart.communes() if world.mart.units[code][2] == COUNCIL]
    world.mart.population = dict.fromkeys(communes, 100)
    del world.mart.population[THERE]
    world.give("decaissements", {"montant_fcfa": 5000}, {"montant_fcfa": 7000, "unite_code": THERE})
    world.give("decaissements", {"montant_fcfa": 9000, "unite_code": COUNCIL})
    size = len(communes)
    known = 100 * (size - 1)
    assert world.read("financements_decaisse_habitant") == (5000, known, size - 1, size)
    assert world.value("financements_decaisse_habitant", "commune", HERE) == 50
    assert world.value("financements_decaisse_habitant", "commune", THERE) is None


def test_a_service_s_budget_is_counted_once_a_year(world: World) -> None:
    budget, whole = "budget_cooperation_fcfa", "budget_primitif_fcfa"
    for code in world.mart.communes():
        for quarter in (Trimestre(2025, 1), Trimestre(2026, 1)):
            world.mart.services[code, budget, quarter] = (Decimal(100 if quarter.annee == 2026 else 7777), "mesuree")
            world.mart.services[code, whole, quarter] = (Decimal(1000), "mesuree")
    world.give(
        "engagements",
        {"montant_fcfa": 40, "engagement_date": date(2026, 1, 1)},
        {"montant_fcfa": 30, "engagement_date": date(2026, 9, 30)},
        {"montant_fcfa": 999, "engagement_date": date(2025, 12, 31)},
        {"montant_fcfa": 999, "engagement_date": date(2026, 10, 1)},
    )
    assert world.value("financements_budget_service", "commune", HERE) == 70
    size = sum(world.mart.units[code][2] == COUNCIL for code in world.mart.communes())
    assert world.read("financements_budget_service") == (70, 100 * size, size, size)
    # In the third quarter, the budget of the first is still one budget, against the budget of the same year.
    assert world.value("finances_budget_cooperation") == 10
    for code in world.mart.communes():
        assert (code, budget, QUARTER) not in world.mart.services


def test_the_four_weaknesses(world: World) -> None:
    own = {"maitre_ouvrage_code": "collectivite", "passation_code": "collectivite"}
    world.give(
        "actions",
        own | {"pdsec_inscrite": True, "cout_total_fcfa": 900, "services_etat": True},
        {"maitre_ouvrage_code": "collectivite", "passation_code": "partenaire", "pdsec_inscrite": False}
        | {"cout_total_fcfa": 100, "services_etat": False},
        {"maitre_ouvrage_code": "collectivite", "passation_code": None, "pdsec_inscrite": True, "cout_total_fcfa": 200},
        {"maitre_ouvrage_code": "ong", "passation_code": "inconnu", "pdsec_inscrite": None, "cout_total_fcfa": 5},
        {"maitre_ouvrage_code": "inconnu", "passation_code": "collectivite", "pdsec_inscrite": True},
        statut_code="en_cours",
    )
    world.give("actions", own | {"pdsec_inscrite": True, "cout_total_fcfa": 1}, statut_code="abandonnee")
    assert world.read("faiblesses_pdsec") == (3, 4, 4, 5)
    assert world.read("faiblesses_pdsec_montant") == (1100, 1200, 3, 5)
    # Who signs the contracts of the third isn't known; the fourth isn't theirs, whoever signs.
    assert world.read("faiblesses_maitrise_ouvrage") == (1, 3, 3, 5)
    assert world.read("faiblesses_passation_ailleurs") == (1, 2, 2, 4)
    fact = world.fact("faiblesses_services_etat")
    assert fact["masque"] and (fact["unites_connues"], fact["unites_total"]) == (2, 5)


def test_the_cycle_and_its_plans(world: World) -> None:
    parts = dict.fromkeys(EIGHT, "…") | {"devis_fcfa": 0}
    world.give("partenariats", *({"statut_code": "actif"} for _ in range(3)), {"statut_code": "rompu"})
    world.give(
        "etapes_cycle",
        {"partenariat_id": "partenariats-1", "etape_code": "secteurs", "etat_code": "faite"},
        {"partenariat_id": "partenariats-2", "etape_code": "secteurs", "etat_code": "a_faire"},
        {"partenariat_id": "partenariats-4", "etape_code": "secteurs", "etat_code": "faite"},
    )
    world.give(
        "plans_action",
        parts
        | {"partenariat_id": "partenariats-1", "forum_date": date(2026, 1, 1), "deliberation_date": date(2026, 2, 1)},
        parts | {"partenariat_id": "partenariats-1", "moyens": None, "forum_date": date(2026, 1, 1)},
        statut_code="valide",
    )
    world.give("plans_action", parts | {"partenariat_id": "partenariats-2"}, statut_code="abandonne")
    world.give("cooperations", {"phase": 1}, {"phase": 3}, {"phase": 3}, {"phase": None})
    world.give(
        "rencontres",
        {"partenariat_id": "partenariats-1", "rencontre_date": date(2025, 10, 1), "trimestre": "2025-Q4"},
        {"partenariat_id": "partenariats-2", "rencontre_date": date(2025, 9, 30), "trimestre": "2025-Q3"},
    )
    world.give("conventions", {"partenariat_id": "partenariats-3", "statut_calcule_code": "a_renouveler"})
    world.give("conventions", {"partenariat_id": "partenariats-2", "statut_calcule_code": "inconnu"})
    assert world.read("cycle_etape_connue") == (1, 3, 3, 3)
    assert [world.value(f"cycle_phase_{phase}") for phase in (1, 2, 3, 4)] == [1, 0, 2, 0]
    assert world.read("cycle_plan") == (1, 3, 3, 3)
    assert world.read("cycle_plan_complet") == (1, 2, 2, 2)
    assert world.read("cycle_plan_valide") == (1, 2, 2, 2)
    assert world.read("cycle_rencontre") == (1, 3, 3, 3)
    # The second has a convention, and nobody can say whether it runs.
    assert world.read("cycle_avec_convention") == (1, 2, 2, 3)


def test_experiences(world: World) -> None:
    world.give("actions", *({"statut_code": "achevee"} for _ in range(2)), {"statut_code": "en_cours"})
    world.give(
        "experiences",
        {"action_id": "actions-1", "etat_code": "publiee", "secteur_code": "eau_potable", "accord_diffusion": True},
        {"action_id": "actions-1", "etat_code": "relue", "secteur_code": "eau_potable", "accord_diffusion": True},
        {"action_id": "actions-3", "etat_code": "brouillon", "secteur_code": "sante_base", "accord_diffusion": False},
    )
    assert world.value("experiences_ecrites") == 3 and world.value("experiences_publiees") == 1
    assert world.read("experiences_capitalisees") == (1, 2, 2, 2)
    assert world.read("experiences_accord") == (2, 3, 3, 3)
    assert world.value("experiences_secteurs") == 2


def test_follow_up_and_decisions(world: World) -> None:
    world.give("comites_suivi", {"membres_nb": 5, "femmes_nb": 2, "service_etat_membre": True}, {"membres_nb": 5})
    world.give(
        "rapports",
        {"type_code": "audit", "partage_partenaires": True},
        {"type_code": "mission", "partage_partenaires": None},
        {"type_code": "audit", "partage_partenaires": False, "trimestre": "2026-Q2"},
    )
    world.give(
        "rencontres",
        {"sens_code": "recue", "compte_rendu": True},
        {"sens_code": "recue", "compte_rendu": False},
        {"sens_code": "envoyee", "compte_rendu": True},
        {"sens_code": "distance", "compte_rendu": True},
    )
    world.give("concertations", {"compte_rendu": True, "societe_civile_nb": 0}, {"compte_rendu": True})
    due = {"echeance_date": date(2026, 6, 30)}
    world.give(
        "points_a_suivre",
        due | {"etat_code": "fait", "fait_date": date(2026, 6, 30)},
        due | {"etat_code": "fait", "fait_date": date(2026, 7, 1)},
        due | {"etat_code": "fait", "fait_date": None},  # done, nobody knows when
        due | {"etat_code": "a_faire"},
        due | {"etat_code": "abandonne"},
        {"etat_code": "en_cours", "echeance_date": date(2026, 12, 31)},
    )
    assert world.value("suivi_comites") == 2 and world.read("suivi_comites_femmes") == (2, 5, 1, 2)
    assert world.value("suivi_rapports") == 2 and world.value("suivi_audits_evaluations") == 1
    assert world.read("suivi_rapports_partages") == (1, 1, 1, 2)
    assert world.read("suivi_rencontres_compte_rendu") == (3, 4, 4, 4)
    assert world.read("suivi_missions_envoyees") == (1, 3, 3, 3)
    assert world.read("suivi_concertations_societe") == (0, 1, 1, 2)
    assert world.read("suivi_decisions_a_temps") == (1, 3, 3, 4)
    assert world.read("suivi_decisions_faites") == (3, 4, 4, 4)
    assert world.value("suivi_decisions_ouvertes") == 2


def test_the_actions_own_indicators_of_the_four_types(world: World) -> None:
    ten = Decimal(10)
    world.give(
        "indicateurs_action",
        {"type_code": "ressources", "cible": ten, "valeur": ten},
        {"type_code": "ressources", "cible": ten},
        {"type_code": "impact", "public_code": "tiers", "valeur": ten, "reference_valeur": Decimal(0)},
        {"type_code": "impact", "public_code": "beneficiaires", "cible": ten, "valeur": Decimal(0)},
    )
    assert [world.value(f"indicateurs_{code}") for code in ("ressources", "realisation", "resultat", "impact")] == [
        2,
        0,
        0,
        2,
    ]
    assert world.read("indicateurs_renseignes") == (2, 4, 4, 4)
    assert world.read("indicateurs_impact_renseignes") == (1, 2, 2, 2)
    assert world.read("indicateurs_depart") == (1, 4, 4, 4)
    assert world.read("indicateurs_impact_tiers") == (1, 2, 2, 2)
    assert not [one.code for one in families()["indicateurs"] if "attein" in one.code + one.libelle]


def test_partnerships_by_country_partner_owner_and_confirmation(world: World) -> None:
    world.give(
        "partenariats",
        {"pays_code": "SN", "partenaire_id": "PTN-SN-dakar", "reciprocite": True},
        {"pays_code": "NE", "partenaire_id": "PTN-NE-niamey", "unite_code": COUNCIL},
        {"pays_code": "FR", "partenaire_id": "PTN-FR-angers", "unite_code": "ML01"},
        {"pays_code": "FR", "partenaire_id": "PTN-FR-angers"},
        {"pays_code": "ML", "partenaire_id": "PTN-ML-segou", "type_cooperation_code": "syndicat_intercommunal"},
        {"pays_code": None, "partenaire_id": None},
        statut_code="actif",
    )
    world.give("partenariats", {"pays_code": "SN", "partenaire_id": "PTN-SN-x"}, statut_code="rompu")
    other = {"unite_code": "ML010201", "designee": True}  # filed by another sender, whose unit is named a party
    stranger = {"unite_code": "ML010202", "designee": False, "reponse_code": "contestee"}
    world.give(
        "confirmations",
        other | {"partenariat_ref": "partenariats-1", "reponse_code": "confirmee"},
        other | {"partenariat_ref": "partenariats-4", "reponse_code": "confirmee"},
        other | {"partenariat_ref": "partenariats-4", "reponse_code": "en_attente"},
        stranger | {"partenariat_ref": "partenariats-1"},
        stranger | {"partenariat_ref": "partenariats-3"},
    )
    assert world.read("cooperation_cedeao", "region", "ML01") == (1, 4, 4, 5)
    assert world.read("cooperation_aes", "region", "ML01") == (1, 4, 4, 5)
    assert world.value("cooperation_partenaires", "region", "ML01") == 4
    assert world.value("cooperation_cercles_regions", "region", "ML01") == 2
    assert world.value("cooperation_cercles_regions") == 1
    assert world.value("cooperation_entre_maliens") == 1
    assert world.read("cooperation_confirmes") == (1, 2, 2, 2)


def test_offers_and_requests_stay_open_until_their_date(world: World) -> None:
    world.give(
        "offres_demandes",
        {"sens_code": "offre", "statut_code": "ouverte"},
        {"sens_code": "offre", "statut_code": "ouverte", "valable_date": date(2026, 10, 1)},
        {"sens_code": "offre", "statut_code": "ouverte", "valable_date": date(2026, 9, 30)},
        {"sens_code": "offre", "statut_code": "pourvue"},
        {"sens_code": "demande", "statut_code": "ouverte"},
    )
    assert world.value("cooperation_offres") == 2 and world.value("cooperation_demandes") == 1


def test_nothing_is_zero_where_the_centre_was_not_heard(world: World) -> None:
    world.mart.depots = [entry for entry in world.mart.depots if entry[0] != COUNCIL]
    for code in ("actions_enregistrees", "suivi_rencontres", "experiences_ecrites", "cycle_phase_1"):
        assert world.fact(code)["motif_masque"] == MOTIF_CCC
        assert world.value(code, "cercle", "ML0102") == 0
