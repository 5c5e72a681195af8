"""Simulated cooperations live: over four quarters the real intake accepts every file, and what they tell advances."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from landing.blank_plan import plan_workbook
from landing.claiming import claim, list_drops, open_folders
from landing.intake import judge_batch
from landing.reading import ReaderPool
from landing.simulation.people import inhabitants
from landing.simulation.quarter import simulate_sender
from landing.simulation.registers import register_rows
from landing.simulation.setting import Setting
from landing.simulation.stories import STORIES
from registry.codelists import code_list
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import cercle_senders, children, unit
from schemas.discovery import all_tables
from schemas.submission import Knowledge, Prefill

FIRST = Trimestre(2026, 1)
QUARTERS = [FIRST.plus(rank) for rank in range(4)]
SENDERS = ("ML0105", "ML0703")
ROWS = [table for table in all_tables().values() if table.nature != "releve" and table.objet == "declaration"]
SEED = 2026

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """What a sender has told by the end of a quarter: the verdict, its registers, the quarter's own events."""

    verdict: str
    fautes: tuple[tuple[str, str | None], ...]
    tables: Mapping[str, Rows]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, Trimestre], Told]:
    """Four quarters of two senders through the real intake, each prefilled with what the one before told."""
    home = Home(tmp_path_factory.mktemp("simulation") / "oise")
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    open_folders(home)
    found: dict[tuple[str, Trimestre], Told] = {}
    registers: dict[str, dict[str, dict[str, dict[str, Any]]]] = {sender: {} for sender in SENDERS}
    ids: dict[tuple[str, str], set[str]] = {}
    with ReaderPool(2) as pool:
        for quarter in QUARTERS:
            people = inhabitants(home, quarter.fin)
            for sender in SENDERS:
                simulate_sender(home, sender, quarter, SEED, _prefill(sender, quarter, registers[sender], ids), people)
            drops = list_drops(home)
            claims = [claim(home, drop, quarter.plus(1).debut.isoformat()) for drop in drops]
            raws = pool.read([home.original(one.sha256, one.suffixe) for one in claims])
            knowledge = Knowledge(identifiants={key: frozenset(known) for key, known in ids.items()})
            for judgement in judge_batch(list(zip(claims, raws, strict=True)), knowledge):
                sender = str(judgement.verdict.expediteur)
                tables: dict[str, dict[str, dict[str, Any]]] = {}
                for table in ROWS:
                    rows = {row["id_local"]: row for row in judgement.frames[table.nom].iter_rows(named=True)}
                    ids.setdefault((sender, table.nom), set()).update(rows)
                    if table.nature == "registre":
                        rows = registers[sender][table.nom] = registers[sender].get(table.nom, {}) | rows
                    tables[table.nom] = rows
                faults = tuple((fault.code, fault.table) for fault in judgement.verdict.fautes)
                found[sender, quarter] = Told(judgement.verdict.verdict, faults, tables)
            for drop in drops:
                Path(drop.path).unlink()
    return found


def _prefill(
    sender: str, quarter: Trimestre, registers: Mapping[str, Rows], ids: Mapping[tuple[str, str], set[str]]
) -> Prefill:
    rows = {
        name: tuple({column.nom: row[column.nom] for column in all_tables()[name].colonnes} for row in known.values())
        for name, known in registers.items()
    }
    asked = {"unite_code": children(sender)[0].code, "partenariat_ref": "PAR-ML0106-0001"}
    return Prefill(
        registres=rows,
        identifiants={table: frozenset(known) for (owner, table), known in ids.items() if owner == sender},
        demandes=(asked | {"reponse_code": "en_attente", "etat_ligne": "actif"},) if quarter == FIRST else (),
    )


def test_the_intake_takes_every_quarter_without_a_reserve(year: dict[tuple[str, Trimestre], Told]) -> None:
    assert len(year) == len(SENDERS) * len(QUARTERS)
    # Some figures of services are left blank on purpose; nothing is wrong in the registers.
    assert {code for told in year.values() for code, _ in told.fautes} <= {"valeur.non_renseignee"}
    assert {told.verdict for told in year.values()} == {"accepte"}


def test_kita_tells_something_in_every_table_but_none_too_much(year: dict[tuple[str, Trimestre], Told]) -> None:
    counts: Counter[str] = Counter()
    for (sender, _), told in year.items():
        if sender == "ML0105":
            counts.update({name: len(rows) for name, rows in told.tables.items()})
            assert len(told.tables["partenariats"]) <= 6
            assert len(told.tables["actions"]) <= 10
    assert {table.nom for table in ROWS} - {name for name, count in counts.items() if count} <= {"avenants"}


def test_cooperations_advance(year: dict[tuple[str, Trimestre], Told]) -> None:
    for sender in SENDERS:
        told = [year[sender, quarter].tables for quarter in QUARTERS]
        done = [sum(row["etat_code"] == "faite" for row in one["etapes_cycle"].values()) for one in told]
        assert done == sorted(done)
        assert done[-1] > done[0]
        for before, after in pairwise(told):
            for local, row in before["actions"].items():
                assert after["actions"][local]["avancement_pct"] >= row["avancement_pct"]
            for local, row in before["points_a_suivre"].items():
                if row["etat_code"] == "fait":
                    assert after["points_a_suivre"][local] == row | {
                        name: after["points_a_suivre"][local][name] for name in row if name.startswith("_")
                    }
        states = Counter(row["etat_code"] for row in told[-1]["points_a_suivre"].values())
        assert states["fait"] > 0
        milestones = Counter(row["etat_code"] for row in told[-1]["jalons"].values())
        assert milestones["atteint"] > 0


def test_money_is_committed_before_it_is_paid(year: dict[tuple[str, Trimestre], Told]) -> None:
    for sender in SENDERS:
        last = year[sender, QUARTERS[-1]].tables
        paid: Counter[str] = Counter()
        for quarter in QUARTERS:
            for row in year[sender, quarter].tables["decaissements"].values():
                paid[row["engagement_id"]] += row["montant_fcfa"]
                assert row["decaissement_date"] >= last["engagements"][row["engagement_id"]]["engagement_date"]
        assert paid
        for local, amount in paid.items():
            assert amount <= last["engagements"][local]["montant_fcfa"]
        committed: Counter[str] = Counter()
        for row in last["engagements"].values():
            committed[row["action_id"]] += row["montant_fcfa"]
        for action, amount in committed.items():
            assert amount <= last["actions"][action]["cout_total_fcfa"] * Decimal("1.01")


def test_a_request_of_confirmation_gets_an_answer_or_waits(year: dict[tuple[str, Trimestre], Told]) -> None:
    for sender in SENDERS:
        last = year[sender, QUARTERS[-1]].tables["confirmations"]
        assert [row["partenariat_ref"] for row in last.values()] == ["PAR-ML0106-0001"]
        assert all(row["reponse_code"] in code_list("reponses_confirmation").libelles for row in last.values())


def _texts(tables: Mapping[str, Rows], table: str, column: str) -> Iterator[str]:
    return (row[column] for row in tables[table].values() if row[column] is not None)


def test_names_say_that_they_are_fictitious(year: dict[tuple[str, Trimestre], Told]) -> None:
    named = {
        "partenariats": ("partenaire",),
        "parties": ("partie_nom",),
        "contacts": ("nom", "consentement_reference"),
        "elus": ("nom",),
        "conventions": ("intitule",),
        "plans_action": ("intitule",),
        "actions": ("intitule",),
        "experiences": ("titre",),
        "points_a_suivre": ("decision",),
        "priorites_pdsec": ("intitule",),
        "offres_demandes": ("partie_nom", "precisions"),
        "engagements": ("piece_reference",),
    }
    for told in year.values():
        for table, columns in named.items():
            for column in columns:
                for text in _texts(told.tables, table, column):
                    assert re.search(r"ficti(f|ve)", text), (table, column, text)
        # Never a number that rings, never an address that receives.
        assert all(text.startswith("+223 00 00 00 ") for text in _texts(told.tables, "contacts", "telephone"))
        assert all(text.endswith(".example") for text in _texts(told.tables, "contacts", "courriel"))


def test_an_experience_of_women_s_gardening_can_be_found(year: dict[tuple[str, Trimestre], Told]) -> None:
    told = year["ML0105", FIRST].tables["experiences"].values()
    assert any("maraîchage" in row["titre"] and "femmes" in row["titre"] and row["accord_diffusion"] for row in told)


def _rows(sender: str, quarter: Trimestre, seed: int) -> Mapping[str, Any]:
    plan = plan_workbook(sender, quarter, Prefill())
    free = {found.sheet.table.nom: [line.cle for line in found.lignes] for found in plan.feuilles}
    setting = Setting(seed, unit(sender), plan.communes, quarter, plan.prefill, free)
    return register_rows(setting, {commune.code: 14_000 for commune in plan.communes})


def test_rows_come_from_the_seed() -> None:
    assert _rows("ML0703", FIRST, 7) == _rows("ML0703", FIRST, 7)
    assert _rows("ML0703", FIRST, 7) != _rows("ML0703", FIRST, 8)
    assert _rows("ML0703", FIRST, 7) != _rows("ML0703", FIRST.plus(1), 7)


def test_a_few_cercles_tell_no_cooperation_and_none_overflows() -> None:
    silent = 0
    for sender in cercle_senders():
        rows = _rows(sender.code, FIRST, SEED)
        silent += "etapes_cycle" not in rows
        for table in ROWS:
            assert len(rows.get(table.nom, {})) <= table.lignes_vierges + table.lignes_vierges_par_commune * len(
                children(sender.code)
            )
        assert 1 <= len(rows["partenariats"]) <= 4
        assert len(rows.get("actions", {})) <= 6
    assert 0 < silent < 15


def test_every_story_can_be_told() -> None:
    """Codes exist, posts make the whole cost, and each of the four types of indicators is shown somewhere."""
    kinds: set[str] = set()
    for story in STORIES:
        assert story.secteur in code_list("secteurs").libelles
        assert story.orientation in code_list("orientations").libelles
        assert sum(part for _, _, part in story.postes) == 100
        assert {post for post, _, _ in story.postes} <= set(code_list("postes_financement").libelles)
        assert {kind for _, kind, _ in story.acteurs} <= set(code_list("categories_acteur").libelles)
        assert {role for _, _, role in story.acteurs} <= set(code_list("roles_acteur").libelles)
        assert story.lecon.type in code_list("types_experience").libelles
        for measure in story.mesures:
            kinds.add(measure.type)
            assert (measure.nature is not None) == (measure.type == "ressources")
            assert (measure.public is not None) == (measure.type == "impact")
    assert kinds == set(code_list("types_indicateur").libelles)
    assert len({story.secteur for story in STORIES}) == len(STORIES)


def test_nothing_told_lies_in_the_future(year: dict[tuple[str, Trimestre], Told]) -> None:
    past = ("engagement_date", "creation_date", "fait_date", "reelle_date", "valeur_date", "fin_reelle_date")
    for (_, quarter), told in year.items():
        for rows in told.tables.values():
            for row in rows.values():
                days = [row[name] for name in past if row.get(name) is not None]
                assert all(isinstance(day, date) and day <= quarter.fin for day in days)
