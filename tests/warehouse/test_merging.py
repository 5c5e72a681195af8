"""The merge: conservation, all or nothing, any order, versions of registers, complements."""

from __future__ import annotations

import dataclasses
import random
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.errors import OiseError
from registry.home import Home
from schemas.discovery import all_tables
from schemas.submission import TableCount
from warehouse.conservation import ConservationError
from warehouse.digest import digest, recorded_digest
from warehouse.journal import append
from warehouse.lake import compact, open_lake
from warehouse.mart import current_rows
from warehouse.merging import merge, missing_staging
from warehouse.rebuilding import rebuild

from .conftest import Intake, official, partnership, stage, value

Q1, Q2, Q3 = "2026-Q1", "2026-Q2", "2026-Q3"


def stored(home: Home, table: str, columns: str, where: str = "true") -> list[tuple[Any, ...]]:
    with open_lake(home, read_only=True) as lake:
        return lake.rows(f"SELECT {columns} FROM lac.{table} WHERE {where} ORDER BY ALL")


def current(home: Home, table: str, columns: str) -> list[tuple[Any, ...]]:
    with open_lake(home, read_only=True) as lake:
        return lake.rows(f"SELECT {columns} FROM {current_rows(all_tables()[table])} ORDER BY ALL")


def test_rows_arrive_exact_and_placed(home: Home, intake: Intake) -> None:
    cells = [value("ML010101", "forages_pmh_nb", "123456789012345.678"), value("ML010102", "forages_pmh_nb", None)]
    intake.deposit("ML0101", Q3, {"services": cells})
    report = merge(home)
    assert report.lignes["services"] == 2
    assert report.trimestres == {Q3}
    assert report.expediteurs == {("ML0101", Q3)}
    assert stored(home, "services", "unite_code, valeur, etat, region_code, cercle_code, sequence, feuille, ligne") == [
        ("ML010101", Decimal("123456789012345.678"), "mesuree", "ML01", "ML0101", 1, "Services aux populations", 6),
        ("ML010102", None, "non_disponible", "ML01", "ML0101", 1, "Services aux populations", 7),
    ]


def test_merging_again_changes_nothing(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 3)]})
    merge(home)
    before = digest(home)
    report = merge(home)
    assert (report.entrees, report.derniere_sequence) == (0, 1)
    assert digest(home) == before == recorded_digest(home)


def test_a_later_complete_replaces_and_a_complement_adds(home: Home, intake: Intake) -> None:
    elements = ("forages_pmh_nb", "marches_nb", "ecoles_fondamentales_1_nb")
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", one, 1) for one in elements]})
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", one, 2) for one in elements[:2]]}, version=2)
    intake.deposit(
        "ML0101", Q3, {"services": [value("ML010101", elements[1], 3)]}, nature="complement", version=3, base=2
    )
    intake.deposit(
        "ML0101", Q3, {"services": [value("ML010101", elements[2], 4)]}, nature="complement", version=4, base=3
    )
    # Over a version that was replaced: it counts for nothing.
    intake.deposit(
        "ML0101", Q3, {"services": [value("ML010101", elements[0], 9)]}, nature="complement", version=5, base=1
    )
    merge(home)
    assert stored(home, "services", "element, valeur::INT") == [
        ("ecoles_fondamentales_1_nb", 4),
        ("forages_pmh_nb", 2),
        ("marches_nb", 3),
    ]
    assert merge(home).entrees == 0
    assert rebuild(home)[1] == recorded_digest(home)


def test_in_a_complement_a_blank_leaves_an_event_as_it_was(home: Home, intake: Intake) -> None:
    row = {"id_local": "FOR-ML0101-0001", "unite_code": "ML0101", "theme_code": "etat_civil", "participants_nb": 30}
    intake.deposit("ML0101", Q3, {"formations": [{**row, "elus_nb": 4}]})
    intake.deposit(
        "ML0101",
        Q3,
        {"formations": [{**row, "participants_nb": 35}]},
        nature="complement",
        version=2,
        base=1,
    )
    merge(home)
    assert stored(home, "formations", "participants_nb, elus_nb, sequence") == [(35, 4, 2)]


def test_registers_keep_versions_and_the_last_changed_is_current(home: Home, intake: Intake) -> None:
    first = partnership("ML0101", 1, "ML010101", statut_code="contact")
    intake.deposit("ML0101", Q1, {"partenariats": [first, partnership("ML0101", 2, "ML010102")]})
    intake.deposit("ML0101", Q3, {"partenariats": [{**first, "statut_code": "actif"}]})
    merge(home)
    # A late file of an earlier quarter is kept as a version, and doesn't override the later one.
    intake.deposit("ML0101", Q2, {"partenariats": [{**first, "statut_code": "dormant"}]})
    # A row sent back unchanged is no version.
    intake.deposit("ML0101", Q3, {"partenariats": [{**first, "statut_code": "actif", "_inchangee": True}]}, version=2)
    merge(home)
    assert stored(home, "partenariats", "trimestre, statut_code", "id_local LIKE '%0001'") == [
        (Q1, "contact"),
        (Q2, "dormant"),
        (Q3, "actif"),
    ]
    # Absence deletes nothing.
    assert current(home, "partenariats", "id_local, statut_code") == [
        ("PAR-ML0101-0001", "actif"),
        ("PAR-ML0101-0002", "actif"),
    ]
    intake.deposit("ML0101", "2026-Q4", {"partenariats": [{**first, "etat_ligne": "annule"}]})
    merge(home)
    assert current(home, "partenariats", "id_local") == [("PAR-ML0101-0002",)]


def test_a_corrected_file_takes_back_a_change_of_its_own_quarter(home: Home, intake: Intake) -> None:
    row = partnership("ML0101", 1, "ML010101", statut_code="actif")
    intake.deposit("ML0101", Q1, {"partenariats": [row]})
    intake.deposit("ML0101", Q2, {"partenariats": [{**row, "statut_code": "rompu"}]})
    # The sender puts the pre-filled value back: unchanged from the blank, but not from its own first file.
    intake.deposit("ML0101", Q2, {"partenariats": [{**row, "_inchangee": True}]}, version=2)
    merge(home)
    assert current(home, "partenariats", "statut_code") == [("actif",)]


def test_in_a_complement_a_blank_keeps_the_value_of_the_row_beneath(home: Home, intake: Intake) -> None:
    row = partnership("ML0101", 1, "ML010101", origine_annee=1998)
    intake.deposit("ML0101", Q2, {"partenariats": [row]})
    changed = {**row, "origine_annee": None, "statut_code": "dormant"}
    intake.deposit("ML0101", Q2, {"partenariats": [changed]}, nature="complement", version=2, base=1)
    merge(home)
    assert current(home, "partenariats", "statut_code, origine_annee") == [("dormant", 1998)]


def test_what_is_set_aside_is_kept_with_its_reason(home: Home, intake: Intake) -> None:
    cells = [value("ML010101", "forages_pmh_nb", 1)]
    aside = [{"table": "services", "feuille": "Santé", "ligne": 8, "colonne": "D", "codes": "cellule.nombre"}]
    intake.deposit("ML0101", Q3, {"services": cells}, aside=aside, verdict="accepte_avec_reserves")
    refused = [{"table": "elus", "feuille": "Élus", "ligne": 6, "codes": "cadre.perimetre"}]
    intake.deposit("ML0102", Q3, aside=refused, verdict="refuse")
    merge(home)
    assert stored(home, "ecartes", "expediteur, nom_table, feuille, ligne, colonne, codes") == [
        ("ML0101", "services", "Santé", 8, "D", "cellule.nombre"),
        ("ML0102", "elus", "Élus", 6, None, "cadre.perimetre"),
    ]


@pytest.mark.parametrize(
    "announced",
    [
        {"services": TableCount(3, 3, 0)},
        {"services": TableCount(2, 1, 0)},
        {"services": TableCount(1, 1, 0), "elus": TableCount(1, 1, 0)},
        {"services": TableCount(2, 1, 1)},
    ],
    ids=["more than staged", "not conserved", "a table missing", "set aside but not kept"],
)
def test_a_merge_that_would_lose_rows_changes_nothing(
    home: Home, intake: Intake, announced: dict[str, TableCount]
) -> None:
    intake.deposit("ML0101", Q2, {"services": [value("ML010101", "forages_pmh_nb", 5)]})
    merge(home)
    before = digest(home)
    intake.deposit("ML0103", Q3, {"services": [value("ML010301", "forages_pmh_nb", 1)]})
    intake.deposit("ML0102", Q3, {"services": [value("ML010201", "forages_pmh_nb", 1)]}, announced=announced)
    with pytest.raises(OiseError):
        merge(home)
    assert digest(home) == before == recorded_digest(home)
    with open_lake(home, read_only=True) as lake:
        assert lake.last_applied() == 1


def test_one_key_twice_in_a_file_is_refused(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", one) for one in (1, 2)]})
    with pytest.raises(ConservationError, match="ML0101"):
        merge(home)


def test_a_failure_in_the_midst_of_a_merge_changes_nothing(
    home: Home, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("warehouse.merging.record", die)
    with pytest.raises(KeyboardInterrupt):
        merge(home)
    monkeypatch.undo()
    assert stored(home, "services", "*") == []
    assert merge(home).lignes["services"] == 1


def test_missing_staging_is_named_then_merged_once_made_again(home: Home, intake: Intake, tmp_path: Path) -> None:
    verdict = intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    kept = tmp_path / "de_cote"
    shutil.move(home.staged(verdict.sha256, verdict.expediteur), kept)
    assert [one.verdict.sha256 for one in missing_staging(home)] == [verdict.sha256]
    with pytest.raises(OiseError, match="staging"):
        merge(home)
    shutil.move(kept, home.staged(verdict.sha256, verdict.expediteur))
    assert missing_staging(home) == []
    assert merge(home).entrees == 1


def test_the_same_bytes_from_another_sender_change_nothing_of_the_first(home: Home, intake: Intake) -> None:
    accepted = intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    aside = [{"table": "services", "feuille": "Santé", "ligne": 6, "colonne": "C", "codes": "cadre.expediteur"}]
    stage(home.staged(accepted.sha256, "ML0102"), {}, aside)
    intake.journal(
        dataclasses.replace(
            accepted,
            expediteur="ML0102",
            verdict="refuse",
            depot_id="autre",
            lignes={"services": TableCount(1, 0, 1)},
        )
    )
    assert missing_staging(home) == []
    merge(home)
    assert stored(home, "services", "expediteur, valeur::INT") == [("ML0101", 1)]
    assert stored(home, "ecartes", "expediteur, codes") == [("ML0102", "cadre.expediteur")]


def test_a_duplicate_is_never_asked_to_be_staged_again(home: Home, intake: Intake) -> None:
    sent = intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    intake.journal(dataclasses.replace(sent, verdict="doublon", depot_id="encore", lignes={}))
    shutil.rmtree(home.staged(sent.sha256, "ML0101"))
    assert [one.verdict.verdict for one in missing_staging(home)] == ["accepte"]


def test_acts_of_other_types_are_passed_over(home: Home, intake: Intake) -> None:
    append(home, "echeance", {"trimestre": Q3}, "Awa", "2026-10-01T00:00:00+00:00")
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", "forages_pmh_nb", 1)]})
    assert merge(home).derniere_sequence == 2


def _everything(intake: Intake, journal: bool) -> dict[str, list[Any]]:
    """Files of three senders, in each sender's own order."""
    sent: dict[str, list[Any]] = {}
    for sender in ("ML0101", "ML0102", "ML0201"):
        unit = f"{sender}01"
        row = partnership(sender, 1, unit)
        keep = {"journal": journal}
        sent[sender] = [
            intake.deposit(
                sender,
                Q2,
                {"services": [value(unit, "forages_pmh_nb", 4)], "partenariats": [row]},
                aside=[{"table": "services", "feuille": "Santé", "ligne": 8}],
                **keep,
            ),
            intake.deposit(
                sender,
                Q3,
                {"services": [value(unit, "forages_pmh_nb", 5)], "elus": [official(sender, 1, unit)]},
                **keep,
            ),
            intake.deposit(sender, Q3, {"services": [value(unit, "forages_pmh_nb", 6)]}, version=2, **keep),
            intake.deposit(
                sender,
                Q3,
                {"services": [value(unit, "marches_nb", "1.5")]},
                nature="complement",
                version=3,
                base=2,
                **keep,
            ),
        ]
    return sent


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), cuts=st.lists(st.integers(1, 14), max_size=3))
def test_any_order_between_senders_and_any_split_give_one_digest(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cuts: list[int]
) -> None:
    chance = random.Random(seed)
    root = tmp_path_factory.mktemp("ordre")

    def merged(name: str, arrange: Callable[[dict[str, list[Any]]], list[Any]]) -> tuple[str, Home]:
        place = Home(root / name)
        place.journal.mkdir(parents=True)
        place.landing.mkdir()
        intake = Intake(place)
        for verdict in arrange(_everything(intake, journal=False)):
            intake.journal(verdict)
        for cut in sorted(cuts):
            merge(place, until=min(cut, len(intake.verdicts)))
        merge(place)
        return digest(place), place

    straight, _ = merged("droit", lambda sent: [one for files in sent.values() for one in files])

    def shuffled(sent: dict[str, list[Any]]) -> list[Any]:
        queues = {sender: list(files) for sender, files in sent.items()}
        arranged: list[Any] = []
        while any(queues.values()):
            arranged.append(queues[chance.choice([name for name, queue in queues.items() if queue])].pop(0))
        # The same file again: a duplicate, which changes nothing.
        again = chance.choice(arranged)
        copy = type(again)(**{**vars(again), "verdict": "doublon", "depot_id": "encore", "lignes": {}})
        return [*arranged, copy]

    mixed, place = merged("mele", shuffled)
    assert mixed == straight
    assert recorded_digest(place) == mixed
    assert rebuild(place)[1] == mixed
    assert digest(place) == mixed


def test_the_digest_sees_every_change_of_content(home: Home, intake: Intake) -> None:
    seen = set()
    for version, cell in enumerate(
        [
            value("ML010101", "forages_pmh_nb", 0),
            value("ML010101", "forages_pmh_nb", None),
            value("ML010101", "forages_pmh_nb", None, "sans_objet"),
            value("ML010101", "forages_pmh_nb", "0.001"),
            value("ML010101", "marches_nb", 0),
        ],
        start=1,
    ):
        intake.deposit("ML0101", Q3, {"services": [cell]}, version=version)
        merge(home)
        seen.add(digest(home))
    assert len(seen) == 5


def test_a_rebuild_survives_a_lost_lake_and_a_moved_home(home: Home, intake: Intake, tmp_path: Path) -> None:
    _everything(intake, journal=True)
    merge(home)
    before = digest(home)
    shutil.rmtree(home.lake)
    assert rebuild(home)[1] == before
    moved = Home(tmp_path / "ailleurs")
    shutil.copytree(home.root, moved.root)
    assert digest(moved) == before
    assert rebuild(moved)[1] == before


def test_compaction_keeps_the_content(home: Home, intake: Intake) -> None:
    _everything(intake, journal=True)
    for sequence in range(1, 13):
        merge(home, until=sequence)
    before = digest(home)
    compact(home)
    assert digest(home) == before
    files = list((home.lake / "donnees" / "main" / "services").rglob("*.parquet"))
    intake.deposit("ML0102", Q3, {"services": [value("ML010201", "forages_pmh_nb", 7)]}, version=4)
    merge(home)
    assert digest(home) != before
    assert files


def test_whole_columns_may_be_missing_from_an_older_staged_file(home: Home, intake: Intake) -> None:
    verdict = intake.deposit("ML0101", Q3, {"partenariats": [partnership("ML0101", 1, "ML010101")]})
    path = home.staged(verdict.sha256, verdict.expediteur) / "partenariats.parquet"
    pl.read_parquet(path).drop("secteur_code").write_parquet(path)
    merge(home)
    assert current(home, "partenariats", "id_local, secteur_code") == [("PAR-ML0101-0001", None)]
