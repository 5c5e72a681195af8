"""A file taken back: nothing of it stays, whatever came when, and the same bytes may come again."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from landing.claiming import Claim, Drop
from landing.intake import already_answered
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from schemas.discovery import all_tables
from schemas.submission import Verdict
from warehouse.deposits import deposits
from warehouse.digest import digest, recorded_digest
from warehouse.editions import publish
from warehouse.journal import append
from warehouse.knowledge import knowledge, prefill
from warehouse.lake import business_columns, open_lake
from warehouse.merging import merge
from warehouse.published import query
from warehouse.rebuilding import rebuild
from warehouse.state import sender_states
from warehouse.withdrawals import Withdrawal, find_deposit, withdraw, withdrawal_of

from .conftest import Intake, essay_computation, partnership, value

Q3 = "2026-Q3"
LE = "2026-11-01T00:00:00+00:00"
CCC = "CCC de Kayes"
TOUCHED = ("services", "formations", "partenariats")


def take_back(home: Home, one: Verdict, par: str = CCC) -> Withdrawal:
    return withdraw(home, find_deposit(home, one.expediteur, sha256=one.sha256), "Mauvais fichier", par, LE)


def training(number: int, **facts: Any) -> dict[str, Any]:
    return {"id_local": f"FOR-ML0101-{number:04d}", "unite_code": "ML0101", "theme_code": "etat_civil", **facts}


def content(home: Home) -> dict[str, list[tuple[object, ...]]]:
    """What the lake holds of the declared tables touched here, without where it came from."""
    with open_lake(home, read_only=True) as lake:
        found = {}
        for name in TOUCHED:
            columns = ", ".join(column for column, _ in business_columns(all_tables()[name]))
            found[name] = lake.rows(f"SELECT expediteur, trimestre, {columns} FROM lac.{name} ORDER BY ALL")
        found["ecartes"] = lake.rows(
            "SELECT expediteur, trimestre, nom_table, ligne, codes FROM lac.ecartes ORDER BY ALL"
        )
        return found


def unbalanced(home: Home) -> list[tuple[object, ...]]:
    with open_lake(home, read_only=True) as lake:
        return lake.rows("SELECT * FROM lac.depots_lignes WHERE soumises <> integrees + ecartees + retirees")


def story(seed: int) -> list[tuple[str, Any]]:
    """Files of one sender and quarter, some taken back, some of those sent again."""
    draw = random.Random(seed)
    steps: list[tuple[str, Any]] = []
    sent: dict[int, dict[str, Any]] = {}
    standing: list[int] = []
    for version in range(1, 7):
        tables: dict[str, Any] = {}
        if draw.random() < 0.8:
            amounts = draw.sample(["forages_pmh_nb", "marches_nb", "ecoles_fondamentales_1_nb"], draw.randint(1, 3))
            tables["services"] = [value("ML010101", one, version) for one in amounts]
        if draw.random() < 0.6:
            tables["formations"] = [training(draw.randint(1, 2), participants_nb=draw.choice([None, version]))]
        if draw.random() < 0.7:
            facts = {"statut_code": draw.choice(["actif", "contact"]), "origine_annee": draw.choice([None, 1990])}
            row = partnership("ML0101", draw.randint(1, 2), "ML010101", **facts)
            tables["partenariats"] = [{**row, "_inchangee": draw.random() < 0.3}]
        late = draw.random() < 0.3
        nature = "complete" if version == 1 or draw.random() < 0.5 else "complement"
        aside = (
            [{"table": "formations", "feuille": "F", "ligne": version, "codes": "x", "contenu": "{}"}] if late else []
        )
        sent[version] = {
            "tables": tables,
            "nature": nature,
            "version": version,
            "base": (standing[-1] if standing else version - 1) if nature == "complement" else None,
            "aside": aside,
        }
        steps.append(("envoi", sent[version]))
        standing.append(version)
        if draw.random() < 0.55:
            back = draw.choice(standing)
            standing.remove(back)
            steps.append(("retrait", sent[back]))
            if back == version and draw.random() < 0.5:
                standing.append(back)
                steps.append(("envoi", sent[back]))
    return steps


def play(intake: Intake, steps: list[tuple[str, Any]], merging: random.Random | None) -> None:
    home, made = intake.home, {}
    for kind, one in steps:
        if kind == "envoi":
            facts = {name: one[name] for name in ("nature", "version", "base", "aside")}
            made[one["version"]] = intake.deposit("ML0101", Q3, one["tables"], **facts)
        else:
            take_back(home, made[one["version"]])
        if merging is not None and merging.random() < 0.5:
            merge(home)
    merge(home)


@pytest.mark.parametrize("seed", [3])
def test_a_file_taken_back_is_as_if_never_sent_whenever_merged(tmp_path: Path, seed: int) -> None:
    steps = story(seed)
    homes = []
    for name in ("ensemble", "par étapes", "sans les retirés"):
        home = Home(tmp_path / name)
        home.journal.mkdir(parents=True)
        homes.append(Intake(home))
    at_once, in_steps, without = homes
    play(at_once, steps, None)
    play(in_steps, steps, random.Random(seed))
    assert digest(at_once.home) == digest(in_steps.home) == recorded_digest(in_steps.home)
    assert rebuild(in_steps.home)[1] == digest(at_once.home)
    # What counts: each file not taken back after its last sending.
    last: dict[int, tuple[int, Any]] = {}
    for rank, (kind, one) in enumerate(steps):
        if kind == "envoi":
            last[one["version"]] = (rank, one)
        else:
            last.pop(one["version"], None)
    play(without, [("envoi", one) for _, one in sorted(last.values(), key=lambda pair: pair[0])], None)
    assert content(in_steps.home) == content(without.home)
    assert unbalanced(in_steps.home) == []


def test_what_remains_of_the_quarter_is_published_and_the_rest_counted_apart(home: Home, intake: Intake) -> None:
    first = intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    aside = [{"table": "services", "feuille": "F", "ligne": 9, "codes": "x", "contenu": "{}"}]
    second = intake.deposit(
        "ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 2)]}, version=2, aside=aside
    )
    intake.deposit("ML0101", Q3, {"formations": [training(1)]}, nature="complement", version=3, base=2)
    merge(home)
    publish(home, essay_computation(), "essai", LE)
    told = take_back(home, second)
    assert ([one.verdict.version for one in told.restants], [one.verdict.version for one in told.delaisses]) == (
        [1],
        [3],
    )
    merge(home)
    assert publish(home, essay_computation(), "essai", LE).trimestres == (Q3,)
    stored = content(home)
    assert [str(row[4]) for row in stored["services"]] == ["1.000"] and stored["ecartes"] == stored["formations"] == []
    with open_lake(home, read_only=True) as lake:
        counts = lake.rows(
            "SELECT soumises, integrees, ecartees, retirees FROM lac.depots_lignes WHERE nom_table = 'services' "
            "ORDER BY sequence"
        )
    assert counts == [(1, 1, 0, 0), (2, 0, 0, 2)]
    about = [one for one in deposits(home) if one.verdict.trimestre == Q3]
    (state,) = (one for one in sender_states(about, Trimestre.parse(Q3), home.reference) if one.code == "ML0101")
    assert (state.fichiers, state.lignes_integrees) == (2, 1)
    assert len(query(home.analyst_file, f"FROM fichiers WHERE trimestre = '{Q3}'")) == 2
    # Numbers go on growing, and a complement must stand on what is left.
    known = knowledge(home)
    assert (known.versions["ML0101", Q3], known.bases["ML0101", Q3]) == (3, 1)
    assert prefill(home, "ML0101", Q3).version == 4
    # Nothing is left of the quarter once its last file is taken back: it is published no more.
    take_back(home, first)
    take_back(home, about[-1].verdict)
    merge(home)
    publish(home, essay_computation(), "essai", LE)
    assert query(home.analyst_file, "FROM dim_trimestre") == []
    assert rebuild(home)[1] == recorded_digest(home)


def test_the_same_bytes_may_come_again_and_only_what_stands_is_taken_back(home: Home, intake: Intake) -> None:
    rows = {"services": [value("ML010101", "forages_pmh_nb", 1)]}
    one = intake.deposit("ML0101", Q3, rows)
    identity = ("ML0101", one.sha256)
    claim = Claim(Drop(Path("f.xlsx"), "ML0101", one.depot_id), one.sha256, ".xlsx", "f.xlsx", LE, 1)
    assert identity in knowledge(home).hashes and already_answered([claim], knowledge(home)) == {0: 1}
    take_back(home, one)
    assert identity not in knowledge(home).hashes and already_answered([claim], knowledge(home)) == {}
    with pytest.raises(OiseError, match=f"déjà retiré.*{CCC}"):
        take_back(home, one)
    again = intake.deposit("ML0101", Q3, rows)
    # An act that names nothing received here takes nothing back.
    append(home, "retrait_depot", {"objet": "ML0101/inconnu", "trimestre": Q3, "motif": "x"}, CCC, LE)
    merge(home)
    assert again.sha256 == one.sha256 and len(content(home)["services"]) == 1
    assert find_deposit(home, "ML0101", sha256=one.sha256[:8]).sequence == 3
    made = withdrawal_of(home, 1)
    assert made is not None and (made.sequence, made.par, made.motif) == (2, CCC, "Mauvais fichier")


def test_only_an_accepted_file_of_that_sender_is_taken_back_and_with_a_reason(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", Q3, {}, verdict="refuse")
    one = intake.deposit("ML0102", Q3, {"services": [value("ML010201", "forages_pmh_nb", 1)]})
    for sender, number, said in (("ML0101", 1, "refuse"), ("ML0101", 2, "n° 2"), ("ML0102", 9, "n° 9")):
        with pytest.raises(OiseError, match=said):
            find_deposit(home, sender, number)
    with pytest.raises(OiseError, match="--empreinte"):
        find_deposit(home, "ML0102", sha256=one.sha256[:4])
    with pytest.raises(OiseError, match="--motif"):
        withdraw(home, find_deposit(home, "ML0102", 2), " ", CCC, LE)
    assert all(one.retrait is None for one in deposits(home))


def test_a_later_withdrawal_is_not_known_on_an_earlier_day(home: Home, intake: Intake) -> None:
    one = intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    take_back(home, one)
    assert [known.retrait for known in deposits(home, known_on=date(2026, 10, 31))] == [None]
    assert [known.retrait for known in deposits(home, known_on=date(2026, 11, 1))] == [2]
