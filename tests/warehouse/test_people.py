"""Who signs, in whose place; who receives what."""

from __future__ import annotations

import csv
import hashlib
from datetime import date
from pathlib import Path

import pytest

from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from warehouse.acts import acts, merge_partners, signature_of
from warehouse.amending import decide
from warehouse.deputies import call_off_deputy, declare_deputy, declared_deputies
from warehouse.diffusion import BORDEREAU, prepare_parcels, subscribe, subscriptions, unsubscribe
from warehouse.editions import Draft, publish
from warehouse.journal import append
from warehouse.merging import merge

from .conftest import Intake, essay_computation, value

CSR, DEPUTY = "CSR de Kayes", "Adjoint du CSR de Kayes"
LE = "2026-11-02T09:00:00+00:00"
Q3 = "2026-Q3"


def away(home: Home, deputy: str = DEPUTY, holder: str = CSR) -> None:
    declare_deputy(home, deputy, holder, date(2026, 11, 1), date(2026, 11, 15), CSR, LE)


def signed_on(home: Home, who: str, day: str) -> str:
    return signature_of(home, who, f"{day}T12:00:00+00:00")


def test_a_deputy_signs_as_such_within_the_dates_and_not_outside(home: Home) -> None:
    away(home)
    told = decide(home, "devoir", "ML01", "2026-Q4", "", {"obligation": "attendu"}, "adjoint du  CSR de Kayes", LE)
    assert told["par"] == f"{DEPUTY}, par suppléance de {CSR}" == signed_on(home, DEPUTY, "2026-11-15")
    assert signed_on(home, f"{DEPUTY}, par suppléance de {CSR}", "2026-11-01") == told["par"]
    for day in ("2026-10-31", "2026-11-16"):
        with pytest.raises(OiseError, match=r"que du 01/11/2026 au 15/11/2026"):
            signed_on(home, DEPUTY, day)
    assert signed_on(home, CSR, "2026-11-02") == CSR
    # Whoever has a deputy of his own also acts in his own name.
    declare_deputy(home, "Chef de bureau", DEPUTY, date(2026, 1, 1), None, CSR, LE)
    assert signed_on(home, DEPUTY, "2026-12-01") == DEPUTY
    call_off_deputy(home, "chef de bureau", DEPUTY, CSR, LE)
    call_off_deputy(home, DEPUTY, CSR, CSR, LE)
    assert declared_deputies(home) == () and signed_on(home, DEPUTY, "2026-12-01") == DEPUTY


def test_the_deputy_of_several_says_in_whose_place(home: Home) -> None:
    away(home)
    away(home, holder="CSR de Sikasso")
    with pytest.raises(OiseError, match="plusieurs"):
        signed_on(home, DEPUTY, "2026-11-02")
    right = f"{DEPUTY}, par suppléance de CSR de Sikasso"
    assert signed_on(home, right, "2026-11-02") == right
    with pytest.raises(OiseError, match="n'est pas suppléant de « CSR de Mopti »"):
        signed_on(home, f"{DEPUTY}, par suppléance de CSR de Mopti", "2026-11-02")
    with pytest.raises(OiseError, match="déjà suppléant"):
        away(home)
    with pytest.raises(OiseError, match="propre suppléant"):
        away(home, CSR)


def test_nobody_signs_nothing(home: Home) -> None:
    for empty in ("", "  "):
        with pytest.raises(OiseError, match="--par"):
            append(home, "depot", {}, empty, LE)
        with pytest.raises(OiseError, match="--par"):
            merge_partners(home, "a", "b", empty, LE)
    assert acts(home) == ()


def test_each_recipient_gets_the_documents_of_its_bodies_and_a_list_of_them(
    home: Home, intake: Intake, tmp_path: Path
) -> None:
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    merge(home)

    def documents(draft: Draft) -> None:
        folder = draft.documents(Trimestre.parse(Q3))
        folder.mkdir(parents=True)
        for name in ("CRO_ML01.pdf", "CRO_ML01.html", "CRO_ML01_preuves.html", "CLO_ML0101.pdf", "CNO_ML.pdf"):
            (folder / name).write_text(name)

    publish(home, essay_computation(), "essai", LE, documents)
    target = tmp_path / "envoi"
    with pytest.raises(OiseError, match="vide"):
        prepare_parcels(home, Trimestre.parse(Q3), target)
    subscribe(home, "cro_ml01", "Gouvernorat de Kayes", "papier", CSR, LE)
    subscribe(home, "CLO_ML0101", "gouvernorat de  Kayes", "Courriel", CSR, LE)
    subscribe(home, "CRO_ML01", "Conseil régional", "téléphone", CSR, LE)
    subscribe(home, "CNO_ML", "Conseil régional", "papier", CSR, LE)
    unsubscribe(home, "CNO_ML", "conseil régional", CSR, LE)
    assert [(one.organe, one.destinataire, one.moyen) for one in subscriptions(home)] == [
        ("CLO_ML0101", "Gouvernorat de Kayes", "courriel"),
        ("CRO_ML01", "Conseil régional", "telephone"),
        ("CRO_ML01", "Gouvernorat de Kayes", "papier"),
    ]
    home.reference.mkdir(exist_ok=True)
    home.addresses.write_text("destinataire;adresse\nGouvernorat de Kayes;=kayes@exemple.ml\n", encoding="utf-8")
    parcels = prepare_parcels(home, Trimestre.parse(Q3), target)
    assert [(one.dossier.name, one.documents) for one in parcels] == [
        ("conseil-regional", 2),
        ("gouvernorat-de-kayes", 2),
    ]
    with (target / "gouvernorat-de-kayes" / BORDEREAU).open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream, delimiter=";"))
    assert [(row["organe"], row["document"], row["edition"], row["publie_le"]) for row in rows] == [
        ("CLO_ML0101", "CLO_ML0101.pdf", "1", "2026-11-02"),
        ("CRO_ML01", "CRO_ML01.pdf", "1", "2026-11-02"),
    ]
    for row in rows:
        content = (target / "gouvernorat-de-kayes" / row["document"]).read_bytes()
        assert row["sha256"] == hashlib.sha256(content).hexdigest() and row["adresse"] == "'=kayes@exemple.ml"
    names = {path.name for path in (target / "conseil-regional").iterdir()}
    assert names == {"CRO_ML01.html", "CRO_ML01_preuves.html", BORDEREAU}
    # Neither a recipient nor an address changes a figure.
    merge(home)
    assert publish(home, essay_computation(), "essai", LE).trimestres == ()
    assert "kayes@exemple.ml" not in "".join(path.read_text() for path in home.journal.glob("*.json"))


@pytest.mark.parametrize(
    ("body", "name", "means", "said"),
    [
        ("CRO_ML99", "Préfet", "papier", "CRO_ML01"),
        ("CRO_ML01", "a@exemple.ml", "courriel", "adresses.csv"),
        ("CRO_ML01", "Préfet", "pigeon", "courriel, papier ou telephone"),
    ],
)
def test_a_wrong_subscription_is_refused(home: Home, body: str, name: str, means: str, said: str) -> None:
    with pytest.raises(OiseError, match=said):
        subscribe(home, body, name, means, CSR, LE)
