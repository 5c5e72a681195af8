"""What an installation decides over the registry: dated, replayed from the journal, seen wherever people read it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from registry import amendments
from registry.amendments import Amendments, setting
from registry.bodies import recipient
from registry.calendar import deadlines
from registry.duties import allowed_senders, exemptions, expected_senders
from registry.errors import OiseError
from registry.guide import read_partnerships, source_bytes
from registry.home import Home
from registry.territory import children, unit
from warehouse.acts import acts
from warehouse.amending import call_off, decide, refresh, standing
from warehouse.digest import digest
from warehouse.editions import publish
from warehouse.merging import merge
from warehouse.published import query
from warehouse.rebuilding import rebuild

from .conftest import Intake, essay_computation, value

CCN = "Cellule nationale"
LE = "2026-11-02T09:00:00+00:00"
FROM_KITA = {"nom": "Kita-la-Neuve", "division": "1999", "source": "Loi 2026-041"}
DAYS = {"depot": "20", "validation": "30", "publication": "35"}


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """No decision of these tests stays ambient for the others."""
    yield
    amendments.use(Amendments())


def test_rules_hold_from_their_quarter_and_the_past_keeps_its_own(home: Home) -> None:
    decide(home, "devoir", "ml01", "2026-T4", "2027-Q1", {"obligation": "attendu"}, CCN, LE)
    decide(home, "devoir", "ML0105", "2026-Q4", "", {"obligation": "facultatif"}, CCN, LE)
    exempt = {"motif": "Insécurité", "decision": "Lettre 12"}
    decide(home, "exemption", "ML0704", "2026-Q4", "2026-Q4", exempt, CCN, LE)
    decide(home, "echeance", "", "2027-Q1", "", DAYS, CCN, LE)
    assert len(expected_senders("2026-Q3")) == 50
    awaited = expected_senders("2026-Q4")
    assert "ML01" in awaited and not {"ML0105", "ML0704"} & set(awaited)
    assert {"ML0105", "ML0704"} <= set(allowed_senders("2026-Q4"))
    assert [one.decision for one in exemptions("2026-Q4")] == ["Lettre 12"]
    assert "ML01" not in expected_senders("2027-Q2") and "ML0704" in expected_senders("2027-Q1")
    assert deadlines("2026-Q4").depot == date(2027, 1, 15)
    assert deadlines("2027-Q1") == dataclasses.replace(
        deadlines("2027-Q1"), depot=date(2027, 4, 20), validation=date(2027, 4, 30), publication=date(2027, 5, 5)
    )
    number = next(one.sequence for one in standing(acts(home)) if one.cible == "ML0105")
    call_off(home, number, CCN, LE)
    assert "ML0105" in expected_senders("2026-Q4")
    with pytest.raises(OiseError, match="n° 0 n'est pas une décision en cours"):
        call_off(home, 0, CCN, LE)


def test_a_new_name_is_read_everywhere_and_the_old_one_is_still_known(home: Home) -> None:
    from landing.coercion import read_unit

    old = unit("ML0105").nom
    printed = [(one.ligne, one.unite_code) for one in read_partnerships(source_bytes())]
    decide(home, "nom", "ML0105", "2026-10-01", "", FROM_KITA, CCN, LE)
    # A name decided for later comes into force on its day, which is a change of its own.
    later = {**FROM_KITA, "nom": "Kayes-Nord"}
    decide(home, "nom", "ML0101", "2999-01-01", "", later, CCN, LE)
    assert unit("ML0105").nom == recipient("CLO_ML0105").unite.nom == "Kita-la-Neuve"
    assert "Kita-la-Neuve" in {one.nom for one in children("ML01")}
    then = amendments.read(home.reference, date(2999, 1, 1))
    assert dict(then.noms)["1999", "ML0101"] == "Kayes-Nord" and then.empreinte != amendments.current().empreinte
    assert unit("ML0101").nom != "Kayes-Nord" and unit("ML0105", "2023") != unit("ML0105")
    for name in (old, "Kita-la-Neuve"):
        assert read_unit(f"{name} (ML0105)").valeur == "ML0105"
    assert read_unit("Yélimané (ML0105)").faute == "valeur.unite_contradictoire"
    assert [(one.ligne, one.unite_code) for one in read_partnerships(source_bytes())] == printed


def test_two_homes_of_one_process_each_have_their_own(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "autre")
    for folder in (other.journal, other.landing, other.reference):
        folder.mkdir(parents=True)
    home.landing.mkdir(exist_ok=True)
    decide(home, "reglage", "Publication_attend_validations", "", "", {"valeur": "OUI"}, CCN, LE)
    refresh(other)
    for one, expected in ((home, "oui"), (other, "non"), (home, "oui")):
        one.checked()
        assert setting("publication_attend_validations") == expected


@pytest.mark.parametrize("damage", ["lost", "altered"])
def test_the_file_is_the_journals_own_and_made_again_from_it(home: Home, damage: str) -> None:
    decide(home, "echeance", "", "2027-Q1", "", DAYS, CCN, LE)
    path = home.reference / amendments.FILE
    right = path.read_bytes()
    if damage == "lost":
        path.unlink()
    else:
        path.write_bytes(right.replace(b'"20"', b'"25"'))
    assert not amendments.read(home.reference).fiable
    refresh(home)
    assert path.read_bytes() == right and amendments.read(home.reference).fiable


def test_a_decision_publishes_anew_and_is_replayed(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", "2026-Q3", {"services": [value("ML010101", "forages_pmh_nb", 3)]})
    merge(home)
    assert publish(home, essay_computation(), "essai", LE).publie
    assert not publish(home, essay_computation(), "essai", LE).publie
    refresh(home)
    # A file that says that nothing was decided changes nothing.
    assert not publish(home, essay_computation(), "essai", LE).publie
    decide(home, "nom", "ML0101", "2026-10-01", "", {**FROM_KITA, "nom": "Khasso"}, CCN, LE)
    merge(home)
    assert publish(home, essay_computation(), "essai", LE).trimestres == ("2026-Q3",)
    names = "SELECT nom FROM dim_unite WHERE division = '1999' AND code = 'ML0101'"
    assert query(home.analyst_file, names) == [{"nom": "Khasso"}]
    (told,) = query(home.analyst_file, "FROM decisions_registre")
    assert (told["nature"], told["cible"], told["depuis"]) == ("nom", "ML0101", "2026-10-01")
    assert "Khasso" in told["texte"] and CCN not in str(told)
    assert digest(home) == rebuild(home)[1]


@pytest.mark.parametrize(
    ("nature", "cible", "depuis", "values", "said"),
    [
        ("devoir", "ML010513", "2026-Q4", {"obligation": "attendu"}, "commune"),
        ("devoir", "ML0105", "2026-Q4", {"obligation": "peut-être"}, "facultatif"),
        ("exemption", "ML0105", "2026-Q4", {"motif": " ", "decision": "x"}, "--motif"),
        ("echeance", "", "2027-Q1", {**DAYS, "depot": "31"}, "se suivent"),
        ("nom", "ML0105", "2026-10-01", {**FROM_KITA, "nom": "=Kita"}, "nom d'unité"),
        ("nom", "ML0105", "2026-10-01", {**FROM_KITA, "nom": "Kita"}, "déjà"),
        ("reglage", "vitesse", "", {"valeur": "oui"}, "publication_attend_validations"),
        ("reglage", "publication_attend_validations", "", {"valeur": "bof"}, "non ou oui"),
    ],
)
def test_what_is_no_decision_is_refused_in_one_sentence(
    home: Home, nature: amendments.Nature, cible: str, depuis: str, values: dict[str, str], said: str
) -> None:
    with pytest.raises(OiseError, match=said):
        decide(home, nature, cible, depuis, "", values, CCN, LE)
    assert acts(home) == ()


def test_the_same_decision_twice_is_refused_with_who_made_the_first(home: Home) -> None:
    decide(home, "devoir", "ML01", "2026-Q4", "", {"obligation": "attendu"}, CCN, LE)
    with pytest.raises(OiseError, match=f"{CCN}.*02/11/2026"):
        decide(home, "devoir", "ML01", "2026-Q4", "", {"obligation": "attendu"}, "Autre", LE)
