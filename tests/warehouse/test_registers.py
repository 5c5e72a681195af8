"""What is drawn from the registers together: cooperations, statuses, partners, confirmations asked, views."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from registry.home import Home
from schemas.discovery import all_tables
from warehouse.editions import publish
from warehouse.knowledge import knowledge, prefill
from warehouse.merging import merge
from warehouse.published import open_published, query
from warehouse.registers import rows_of
from warehouse.star import declared_tables, form_of

from .conftest import Intake, essay_computation, partnership, value

Q2, Q3 = "2026-Q2", "2026-Q3"
LE = "2026-11-01T00:00:00+00:00"


def row(table: str, sender: str, number: int, **facts: Any) -> dict[str, Any]:
    """A row of a table, of the first commune of a cercle unless said."""
    declared = all_tables()[table]
    state = {"etat_ligne": "actif"} if declared.nature == "registre" else {}
    return {"id_local": f"{declared.prefixe}-{sender}-{number:04d}", "unite_code": f"{sender}01", **state, **facts}


def published(home: Home) -> None:
    merge(home)
    publish(home, essay_computation(), "essai", LE)


@pytest.fixture
def cooperation(home: Home, intake: Intake) -> Home:
    """One cooperation over two quarters: steps, a convention, an action, money, meetings."""
    name = "PAR-ML0101-0001"
    held = {"partenariat_id": name}
    cells = [value("ML010101", "consultations_nouveaux_cas_nb", 1)]
    convention = row(
        "conventions",
        "ML0101",
        1,
        **held,
        intitule="Convention d'essai",
        statut_code="signee",
        signature_date=date(2024, 1, 1),
        duree_mois=36,
        reconduction_code="aucune",
    )
    plan = row("plans_action", "ML0101", 1, **held, intitule="Plan", statut_code="valide")
    action = row(
        "actions",
        "ML0101",
        1,
        plan_id=plan["id_local"],
        intitule="Puits",
        secteur_code="eau",
        orientation_code="eau",
        maitre_ouvrage_code="collectivite",
        statut_code="en_cours",
    )
    commitment = row(
        "engagements", "ML0101", 1, action_id=action["id_local"], engagement_date=date(2026, 5, 1), montant_fcfa=900
    )
    payment = {"engagement_id": commitment["id_local"], "decaissement_date": date(2026, 6, 1)}
    meeting = {**held, "type_code": "bilan", "sens_code": "recue"}
    intake.deposit(
        "ML0101",
        Q2,
        {
            "services": cells,
            "partenariats": [partnership("ML0101", 1, "ML010101")],
            "conventions": [convention],
            "etapes_cycle": [row("etapes_cycle", "ML0101", 1, **held, etape_code="idee", etat_code="faite")],
            "plans_action": [plan],
            "actions": [action],
            "engagements": [commitment],
            "decaissements": [row("decaissements", "ML0101", 1, **payment, montant_fcfa=300)],
            "rencontres": [row("rencontres", "ML0101", 1, **meeting, rencontre_date=date(2026, 4, 2))],
        },
    )
    intake.deposit(
        "ML0101",
        Q3,
        {
            "services": cells,
            "decaissements": [row("decaissements", "ML0101", 2, **payment, montant_fcfa=200)],
            "avenants": [
                row(
                    "avenants",
                    "ML0101",
                    1,
                    convention_id=convention["id_local"],
                    signature_date=date(2026, 8, 1),
                    objet_code="duree",
                    nouvelle_fin_date=date(2028, 12, 31),
                )
            ],
        },
    )
    published(home)
    return home


def test_a_cooperation_is_cumulated_to_each_quarters_end(cooperation: Home) -> None:
    rows = query(
        cooperation.analyst_file,
        "SELECT trimestre, phase, etape_code, etapes_faites_nb, conventions_en_vigueur_nb AS conventions, actions_nb, "
        "engage_fcfa, decaisse_fcfa, derniere_rencontre_date FROM cooperations ORDER BY trimestre",
    )
    first = {
        "trimestre": Q2,
        "phase": 1,
        "etape_code": "idee",
        "etapes_faites_nb": 1,
        "conventions": 1,
        "actions_nb": 1,
        "engage_fcfa": 900,
        "decaisse_fcfa": 300,
        "derniere_rencontre_date": date(2026, 4, 2),
    }
    assert rows == [first, {**first, "trimestre": Q3, "decaisse_fcfa": 500}]


def test_a_convention_is_reckoned_as_of_each_quarter(cooperation: Home) -> None:
    rows = query(
        cooperation.analyst_file, "SELECT trimestre, statut_code, fin_date FROM conventions_statuts ORDER BY trimestre"
    )
    assert [tuple(one.values()) for one in rows] == [
        (Q2, "en_vigueur", date(2026, 12, 31)),
        (Q3, "en_vigueur", date(2028, 12, 31)),
    ]
    shown = query(cooperation.analyst_file, "SELECT statut_calcule, fin_calculee_date FROM v_conventions")
    assert shown == [{"statut_calcule": "En vigueur", "fin_calculee_date": date(2028, 12, 31)}]


def test_a_late_payment_makes_anew_every_quarter_that_cumulates_it(cooperation: Home, intake: Intake) -> None:
    late = row(
        "decaissements",
        "ML0101",
        9,
        engagement_id="ENG-ML0101-0001",
        decaissement_date=date(2022, 3, 1),
        montant_fcfa=1,
    )
    intake.deposit("ML0101", "2022-Q1", {"decaissements": [late]})
    merge(cooperation)
    done = publish(cooperation, essay_computation(), "essai", LE)
    assert done.trimestres == ("2022-Q1", Q2, Q3)
    last = f"SELECT decaisse_fcfa FROM cooperations WHERE trimestre = '{Q3}'"
    assert query(cooperation.analyst_file, last) == [{"decaisse_fcfa": 501}]


def test_every_published_table_of_rows_has_its_view_with_labels(cooperation: Home) -> None:
    with open_published(cooperation.analyst_file) as reader:
        views = {name for (name,) in reader.values("SELECT view_name FROM duckdb_views() WHERE NOT internal")}
        assert {f"v_{table.nom}" for table in declared_tables()} <= views
        assert "v_contacts" not in views
        for name in sorted(views):
            reader.rows(f"SELECT * FROM {name}")
        (action,) = reader.rows("SELECT * FROM v_actions")
        (paid, *_) = reader.rows("SELECT * FROM v_decaissements ORDER BY trimestre")
    assert (action["plan"], action["statut"], action["region"]) == ("Plan", "En cours", "Kayes")
    assert paid["engagement"].endswith("01/05/2026, 900")


def test_restricted_tables_kept_inside_are_published_in_no_form(home: Home, intake: Intake) -> None:
    contact = row("contacts", "ML0101", 1, fonction_code="maire", nom="secret-nom", consentement=True)
    intake.deposit(
        "ML0101", Q3, {"services": [value("ML010101", "consultations_nouveaux_cas_nb", 1)], "contacts": [contact]}
    )
    published(home)
    assert form_of(all_tables()["contacts"]) == "rien"
    assert b"secret-" not in home.analyst_file.resolve().read_bytes()
    assert query(home.analyst_file, "SELECT * FROM _dictionnaire WHERE objet ILIKE '%contacts%'") == []
    assert "nom" not in rows_of(home, "contacts")[0]
    assert rows_of(home, "contacts", restreint=True)[0]["nom"] == "secret-nom"


def test_internal_tables_of_all_natures_are_counted(home: Home, intake: Intake) -> None:
    amounts = {"poste_code": "travaux", "designation": "secret", "montant_fcfa": 500, "action_id": "ACT-ML0101-0001"}
    files = [row("dossiers_financement", "ML0101", number, **amounts) for number in (1, 2)]
    group = row("comites_suivi", "ML0101", 1, creation_date=date(2026, 1, 1), membres_nb=9, femmes_nb=4)
    cells = [value("ML010101", "consultations_nouveaux_cas_nb", 1)]
    intake.deposit("ML0101", Q3, {"services": cells, "dossiers_financement": files, "comites_suivi": [group]})
    published(home)
    shown = query(
        home.analyst_file,
        "SELECT niveau, poste, lignes_nb, montant_fcfa::INT AS somme FROM v_dossiers_financement ORDER BY niveau",
    )
    assert [tuple(one.values()) for one in shown] == [
        (level, "Travaux", 2, 1000) for level in ("cercle", "pays", "region")
    ]
    assert query(home.analyst_file, "SELECT sum(membres_nb)::INT AS n FROM comites_suivi WHERE niveau = 'pays'") == [
        {"n": 9}
    ]


@pytest.fixture
def shared(home: Home, intake: Intake) -> Home:
    """A partnership of ML0101 that names a commune of its own, one of ML0102, and the region."""
    name = "PAR-ML0101-0001"
    parties = [
        row("parties", "ML0101", number, partenariat_id=name, cote_code="mali", partie_unite_code=place, role_code=role)
        for number, (place, role) in enumerate(
            (("ML010102", "partie"), ("ML010201", "partie"), ("ML01", "appui")), start=1
        )
    ]
    cells = [value("ML010101", "consultations_nouveaux_cas_nb", 1)]
    tables = {"services": cells, "partenariats": [partnership("ML0101", 1, "ML010101")], "parties": parties}
    intake.deposit("ML0101", Q2, tables)
    merge(home)
    return home


def test_a_sender_is_asked_to_confirm_what_another_files_until_it_answers(shared: Home, intake: Intake) -> None:
    asked = {"partenariat_ref": "PAR-ML0101-0001", "reponse_code": "en_attente", "etat_ligne": "actif"}
    assert prefill(shared, "ML0102", Q3).demandes == ({"unite_code": "ML010201", **asked},)
    assert prefill(shared, "ML01", Q3).demandes == ({"unite_code": "ML01", **asked},)
    assert prefill(shared, "ML0101", Q3).demandes == ()
    # Before the quarter in which it was filed, nothing was known of it.
    assert prefill(shared, "ML0102", "2026-Q1").demandes == ()
    answer = row("confirmations", "ML0102", 1, partenariat_ref="PAR-ML0101-0001", reponse_code="contestee")
    intake.deposit("ML0102", Q3, {"confirmations": [answer]})
    published(shared)
    assert prefill(shared, "ML0102", Q3).demandes == ()
    assert query(
        shared.analyst_file, "SELECT unite_code, reponse_code, repondant FROM v_confirmations ORDER BY unite_code"
    ) == [
        {"unite_code": "ML01", "reponse_code": "en_attente", "repondant": None},
        {"unite_code": "ML010201", "reponse_code": "contestee", "repondant": "ML0102"},
    ]
    (board,) = query(shared.analyst_file, "SELECT * FROM confirmations_etat")
    assert (board["autres_nb"], board["contestees_nb"], board["en_attente_nb"]) == (2, 1, 1)


def test_only_the_answer_of_a_named_party_counts(shared: Home, intake: Intake) -> None:
    for number, place in enumerate(("ML010201", "ML010202"), start=1):
        answer = row(
            "confirmations",
            "ML0102",
            number,
            unite_code=place,
            partenariat_ref="PAR-ML0101-0001",
            reponse_code="confirmee" if place == "ML010201" else "contestee",
        )
        intake.deposit("ML0102", Q3, {"confirmations": [answer]}, version=number)
    merge(shared)
    told = "SELECT '2026-Q3', 'pays', unite_code, reponse_code, designee::INT, 1, 1, NULL, NULL FROM m_confirmations"
    essay = replace(essay_computation(), statements=lambda quarter: (f"INSERT INTO fait_indicateurs {told}",))
    publish(shared, essay, "essai", "2026-11-01T00:00:00+00:00")
    rows = query(shared.analyst_file, "SELECT unite_code, valeur::INT AS designee FROM fait_indicateurs ORDER BY ALL")
    known = {(one["unite_code"], one["designee"]) for one in rows}
    assert known == {("ML010201", 1), ("ML010202", 0)}


def test_events_are_known_by_their_identifiers_as_registers_are(home: Home, intake: Intake) -> None:
    meeting = row("rencontres", "ML0101", 1, type_code="bilan", sens_code="recue", rencontre_date=date(2026, 4, 2))
    intake.deposit("ML0101", Q2, {"rencontres": [meeting]})
    assert knowledge(home).identifiants["ML0101", "rencontres"] == {"REN-ML0101-0001"}
    merge(home)
    assert knowledge(home).identifiants["ML0101", "rencontres"] == {"REN-ML0101-0001"}


def test_rows_are_read_as_of_a_quarter_by_sender_and_by_unit(shared: Home, intake: Intake) -> None:
    later = partnership("ML0101", 1, "ML010102", statut_code="rompu")
    intake.deposit("ML0101", Q3, {"partenariats": [later]})
    merge(shared)
    assert [one["statut_code"] for one in rows_of(shared, "partenariats", trimestre=Q2)] == ["actif"]
    assert [one["statut_code"] for one in rows_of(shared, "partenariats")] == ["rompu"]
    assert rows_of(shared, "partenariats", unites=["ML010101"]) == []
    assert len(rows_of(shared, "partenariats", unites=["ML010102"], expediteur="ML0101")) == 1
    assert "contact" not in rows_of(shared, "partenariats")[0]
    with pytest.raises(KeyError):
        rows_of(shared, "services")
