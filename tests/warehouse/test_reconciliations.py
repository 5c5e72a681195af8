"""Our side of a comparison: the rows of a register without what is restricted, and decisions kept in the journal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from registry.errors import OiseError
from registry.home import Home
from registry.likeness import Lieu
from registry.periods import Trimestre
from registry.reconciliation import Decision
from registry.reconciliation_mappings import Champ, Correspondance, shipped, shipped_names
from schemas.discovery import all_tables
from warehouse.acts import record_act
from warehouse.editions import publish
from warehouse.journal import entries
from warehouse.merging import merge
from warehouse.reconciliations import check_fields, our_rows, partners_decided_one, record_decisions, recorded_decisions

from .conftest import Intake, essay_computation, partnership, value

Q1, Q2, Q3 = "2026-Q1", "2026-Q2", "2026-Q3"
LE = "2026-11-01T00:00:00+00:00"
SHA = "0" * 64


def row(table: str, number: int, **facts: Any) -> dict[str, Any]:
    declared = all_tables()[table]
    state = {"etat_ligne": "actif"} if declared.nature == "registre" else {}
    return {"id_local": f"{declared.prefixe}-ML0105-{number:04d}", "unite_code": "ML010513", **state, **facts}


@pytest.fixture
def filled(home: Home, intake: Intake) -> Home:
    """A partnership with its convention, an action with a file of funding and a commitment, and figures."""
    name = "PAR-ML0105-0001"
    convention = row(
        "conventions",
        1,
        partenariat_id=name,
        intitule="Convention",
        statut_code="signee",
        signature_date=date(2024, 1, 1),
    )
    action = row("actions", 1, partenariat_id=name, intitule="Trois salles de classe", statut_code="en_cours")
    file = row(
        "dossiers_financement",
        1,
        action_id=action["id_local"],
        designation="Construction de trois salles",
        dossier_numero="2026/014",
        montant_fcfa=12_000_000,
        decision_date=date(2026, 3, 15),
    )
    commitment = row(
        "engagements",
        1,
        action_id=action["id_local"],
        source_code="partenaire",
        engagement_date=date(2026, 5, 1),
        montant_fcfa=6_559_570,
        financeur="Ville d'Exemple",
    )
    intake.deposit("ML0105", Q1, {"services": [value("ML010513", "eleves_cycle1_nb", 900)]})
    intake.deposit(
        "ML0105",
        Q3,
        {
            "services": [value("ML010513", "consultations_prenatales_1_nb", 1204)],
            "partenariats": [
                partnership("ML0105", 1, "ML010513"),
                partnership("ML0105", 2, "ML010514", partenaire="Autre"),
            ],
            "conventions": [convention],
            "actions": [action],
            "dossiers_financement": [file],
            "engagements": [commitment],
        },
    )
    merge(home)
    return home


@pytest.mark.parametrize("name", shipped_names())
def test_each_shipped_layout_names_fields_of_its_register(name: str) -> None:
    check_fields(shipped(name))


def custom(table: str, *fields: tuple[str, str]) -> Correspondance:
    keys = tuple(Champ(ici, type, "Lieu") for ici, type in fields)  # type: ignore[arg-type]
    registre = "financements" if table in ("engagements", "dossiers_financement", "decaissements") else table
    return replace(shipped("cncd"), registre=registre, table=table, cles=keys, compares=(), nom="essai")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ((("contact", "texte"),), ("contact", "restreinte")),
        ((("partenair", "nom"),), ("partenair", "partenaire")),
        ((("partenaire", "lieu"),), ("partenaire", "nom")),
    ],
)
def test_a_restricted_or_unknown_field_is_refused(fields: tuple[tuple[str, str], ...], words: tuple[str, ...]) -> None:
    with pytest.raises(OiseError) as refusal:
        check_fields(custom("partenariats", *fields))
    assert all(word in str(refusal.value) for word in words)


def test_our_rows_come_with_what_they_refer_to_and_nothing_restricted(filled: Home) -> None:
    found = our_rows(filled, shipped("cncd"))
    assert [(one.cle, one.valeurs["partenaire"], one.valeurs["unite_code"].codes) for one in found] == [
        ("PAR-ML0105-0001", "Ville d'Exemple", ("ML010513",)),
        ("PAR-ML0105-0002", "Autre", ("ML010514",)),
    ]
    assert "secret" not in repr(found)
    convention = custom("conventions", ("unite_code", "lieu"), ("partenaire", "nom"), ("signature_date", "annee"))
    (one,) = our_rows(filled, convention)
    assert (one.valeurs["partenaire"], one.valeurs["signature_date"]) == ("Ville d'Exemple", 2024)
    (one,) = our_rows(filled, shipped("anict"))
    assert (one.valeurs["dossier_numero"], one.valeurs["montant_fcfa"]) == ("2026/014", Decimal(12_000_000))
    (one,) = our_rows(filled, shipped("iati"))
    assert (one.valeurs["intitule"], one.valeurs["financeur"]) == ("Trois salles de classe", "Ville d'Exemple")
    # Values are those known in the quarter.
    (one,) = our_rows(filled, shipped("dhis2"), Trimestre.parse(Q3))
    assert (one.cle, one.valeurs["valeur"]) == ("ML010513/consultations_prenatales_1_nb/2026-Q3", Decimal(1204))
    # A yearly figure stands for the year, and says of which quarter it is; a quarterly one doesn't.
    (one,) = our_rows(filled, shipped("annuaire_scolaire"), Trimestre.parse(Q3))
    assert (one.valeurs["valeur"], "T1" in one.origine) == (Decimal(900), True)
    assert one.valeurs["unite_code"] == Lieu(("ML010513",), "Kita")
    assert our_rows(filled, shipped("dhis2"), Trimestre.parse(Q2)) == []
    # Writings that people decided to be one partner are one here too.
    assert partners_decided_one(filled) == {}
    record_act(filled, "fusion", {"de": "PTN-FR-VILLE-D-EXEMPLE", "vers": "PTN-FR-AUTRE"}, "CCN", LE)
    assert partners_decided_one(filled) == {"ville dexemple": "PTN-FR-AUTRE", "autre": "PTN-FR-AUTRE"}
    with pytest.raises(OiseError, match="--trimestre"):
        our_rows(filled, shipped("dhis2"))


def decision(**facts: str) -> Decision:
    return replace(Decision("PAR-ML0105-0001", "x-1", "meme", "a_decider", "a" * 16, "Vu avec le CCC"), **facts)


def test_decisions_are_kept_and_change_no_figure(filled: Home) -> None:
    publish(filled, essay_computation(), "essai", LE)
    made = [decision(), decision(ici="", la="x-2", decision="sans_suite", categorie="la", motif="")]
    assert record_decisions(filled, "partenariats", "cncd", SHA, made, "CSR de Kayes", LE) == (2, 0)
    assert record_decisions(filled, "partenariats", "cncd", SHA, made, "CSR de Kayes", LE) == (0, 2)
    assert record_decisions(filled, "partenariats", "cncd", SHA, [decision(decision="different")], "CCN", LE) == (1, 0)
    kept = recorded_decisions(filled, shipped("cncd"))
    assert [(one.ici, one.la, one.decision, one.par) for one in kept] == [
        ("PAR-ML0105-0001", "x-1", "meme", "CSR de Kayes"),
        ("", "x-2", "sans_suite", "CSR de Kayes"),
        ("PAR-ML0105-0001", "x-1", "different", "CCN"),
    ]
    assert recorded_decisions(filled, shipped("iati")) == ()
    merge(filled)
    # Taken into the lake; no quarter is made anew for it.
    assert recorded_decisions(filled, shipped("cncd")) == kept
    assert publish(filled, essay_computation(), "essai", LE).trimestres == ()
    last = list(entries(filled))[-1]
    assert last.corps["objet"] == "partenariats|cncd|PAR-ML0105-0001|x-1" and last.corps["sha256"] == SHA


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (decision(la="Mme Traoré"), "oise recouper"),
        (decision(decision="peut_etre"), "oise recouper"),
        (decision(empreinte="x"), "oise recouper"),
        (decision(motif="tél. 76 12 34 56"), "numéro"),
        (decision(ici="", la=""), "oise recouper"),
    ],
)
def test_a_wrong_decision_leaves_nothing_in_the_journal(home: Home, wrong: Decision, words: str) -> None:
    with pytest.raises(OiseError, match=words):
        record_decisions(home, "partenariats", "cncd", SHA, [decision(), wrong], "CCN", LE)
    with pytest.raises(OiseError, match="--par"):
        record_decisions(home, "partenariats", "cncd", SHA, [decision(ici="")], " ", LE)
    with pytest.raises(OiseError, match="autre installation"):
        record_decisions(home, "partenariats", "cncd", SHA, [decision()], "CCN", LE)
    assert list(entries(home)) == []


def test_the_layouts_are_shipped_with_the_registry() -> None:
    import registry

    folder = Path(registry.__path__[0]) / "data" / "recoupements"
    assert {path.stem for path in folder.glob("*.toml")} == set(shipped_names())
