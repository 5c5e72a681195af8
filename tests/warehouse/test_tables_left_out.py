"""A complete file that leaves a table out leaves its rows as the earlier files of that sender and quarter made them."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import Nature, TableCount, Verdict
from warehouse.conservation import ConservationError
from warehouse.deposits import Deposit, effective
from warehouse.digest import digest, recorded_digest
from warehouse.editions import publish
from warehouse.lake import open_lake
from warehouse.merging import merge
from warehouse.published import query
from warehouse.rebuilding import rebuild
from warehouse.state import sender_states

from .conftest import Intake, essay_computation, partnership, value

Q2, Q3 = "2026-Q2", "2026-Q3"
LE = "2026-11-01T00:00:00+00:00"
NOTHING = TableCount(0, 0, 0)


def training(number: int, **facts: Any) -> dict[str, Any]:
    return {
        "id_local": f"FOR-ML0101-{number:04d}",
        "unite_code": "ML0101",
        "theme_code": "etat_civil",
        "participants_nb": 30,
        **facts,
    }


def cells(amount: int) -> list[Any]:
    return [value("ML010101", "consultations_nouveaux_cas_nb", amount)]


def stored(home: Home) -> tuple[list[Any], list[Any]]:
    with open_lake(home, read_only=True) as lake:
        trainings = lake.rows("SELECT id_local, participants_nb FROM lac.formations ORDER BY ALL")
        return trainings, lake.rows("SELECT valeur::INT FROM lac.services ORDER BY ALL")


@pytest.mark.parametrize("at_once", [True, False], ids=["one merge", "a merge a file"])
def test_a_table_left_out_stays_as_it_was(home: Home, intake: Intake, at_once: bool) -> None:
    def then() -> None:
        if not at_once:
            merge(home)

    intake.deposit("ML0101", Q3, {"services": cells(1), "formations": [training(1), training(2)]})
    then()
    intake.deposit("ML0101", Q3, {"services": cells(2)}, version=2)
    then()
    # Over the file that left it out, a complement adds to what was there.
    more = [training(1, participants_nb=40)]
    intake.deposit("ML0101", Q3, {"formations": more}, nature="complement", version=3, base=2)
    merge(home)
    assert stored(home) == ([("FOR-ML0101-0001", 40), ("FOR-ML0101-0002", 30)], [(2,)])
    assert recorded_digest(home) == digest(home) == rebuild(home)[1]


def test_a_table_that_is_there_but_empty_takes_its_rows_back(home: Home, intake: Intake) -> None:
    intake.deposit("ML0101", Q3, {"services": cells(1), "formations": [training(1)]})
    merge(home)
    empty = {"services": TableCount(1, 1, 0), "formations": TableCount(0, 0, 0)}
    intake.deposit("ML0101", Q3, {"services": cells(2)}, version=2, announced=empty)
    merge(home)
    assert stored(home) == ([], [(2,)])
    assert recorded_digest(home) == digest(home) == rebuild(home)[1]


def test_rows_of_a_table_that_the_verdict_does_not_name_are_not_lost_in_silence(home: Home, intake: Intake) -> None:
    told = {"services": TableCount(1, 1, 0)}
    intake.deposit("ML0101", Q3, {"services": cells(1), "formations": [training(1)]}, announced=told)
    with pytest.raises(ConservationError, match="formations"):
        merge(home)


def test_a_register_left_out_loses_no_version_and_its_base_is_the_file_that_had_it(home: Home, intake: Intake) -> None:
    row = partnership("ML0101", 1, "ML010101", origine_annee=1998)
    intake.deposit("ML0101", Q3, {"services": cells(1), "partenariats": [row]})
    intake.deposit("ML0101", Q3, {"services": cells(2)}, version=2)
    changed = {**row, "origine_annee": None, "statut_code": "rompu"}
    intake.deposit("ML0101", Q3, {"partenariats": [changed]}, nature="complement", version=3, base=2)
    merge(home)
    with open_lake(home, read_only=True) as lake:
        versions = lake.rows("SELECT statut_code, origine_annee FROM lac.partenariats ORDER BY sequence")
    assert versions == [("actif", 1998), ("rompu", 1998)]


def test_the_board_counts_the_rows_of_every_table_that_stands(home: Home, intake: Intake) -> None:
    first = intake.deposit("ML0101", Q3, {"services": cells(1), "formations": [training(1), training(2)]})
    second = intake.deposit("ML0101", Q3, {"services": cells(2)}, version=2)
    about = [Deposit(rank, "essai", one) for rank, one in enumerate((first, second), start=1)]
    (state,) = (one for one in sender_states(about, Trimestre.parse(Q3), home.reference) if one.code == "ML0101")
    assert (state.lignes_soumises, state.lignes_integrees, state.fichiers) == (3, 3, 2)


def received(home: Home) -> tuple[tuple[str, ...], set[tuple[str, ...]]]:
    """The quarters that a publication makes anew, and (quarter made, sender, table, quarter) of the mart's tables."""

    def statements(quarter: Trimestre) -> tuple[str, ...]:
        told = f"SELECT '{quarter}', expediteur, table_nom, trimestre, 1, 1, 1, NULL, NULL FROM m_tables_recues"
        return (f"DELETE FROM fait_indicateurs WHERE trimestre = '{quarter}'", f"INSERT INTO fait_indicateurs {told}")

    merge(home)
    done = publish(home, dataclasses.replace(essay_computation(), statements=statements), "essai", LE)
    facts = query(home.analyst_file, "SELECT trimestre, niveau, unite_code, indicateur FROM fait_indicateurs")
    return done.trimestres if done.publie else (), {tuple(map(str, row.values())) for row in facts}


def test_the_mart_knows_which_tables_a_sender_ever_told_of(home: Home, intake: Intake) -> None:
    zero = {"partenariats": [{**partnership("ML", 1, "ML010101"), "unite_code": None}]}
    intake.deposit("ML", "2006-Q4", zero)
    held = {"services": TableCount(1, 1, 0), "comites_suivi": NOTHING, "formations": NOTHING}
    intake.deposit("ML0101", "2026-Q1", {"services": cells(1)}, announced=held)
    intake.deposit("ML0101", Q2, {"services": cells(1), "formations": [training(1)]})
    intake.deposit("ML0102", Q2, {}, verdict="refuse", announced={"acteurs": NOTHING})
    intake.deposit("ML0101", Q3, {"services": cells(1)})
    made, told = received(home)
    assert made == ("2026-Q1", Q2, Q3)
    first = {("ML0101", "comites_suivi", "2026-Q1"), ("ML0101", "formations", "2026-Q1")}
    then = ("ML0101", "formations", Q2)
    # The guide's list is nobody's register, and a refused file tells nothing.
    assert {(sender, table, quarter) for at, sender, table, quarter in told if at == "2026-Q1"} == first
    for at in (Q2, Q3):
        assert {tuple(row[1:]) for row in told if row[0] == at} == first | {then}
    assert received(home)[0] == ()


def test_an_empty_table_that_comes_late_makes_anew_the_quarters_that_ignored_it(home: Home, intake: Intake) -> None:
    alone = {"services": TableCount(1, 1, 0)}
    for quarter in ("2026-Q1", Q2, Q3):
        intake.deposit("ML0101", quarter, {"services": cells(1)}, announced=alone)
    assert received(home)[0] == ("2026-Q1", Q2, Q3)
    with_it = {**alone, "comites_suivi": NOTHING}
    # An empty sheet of a complement adds nothing to the file that left it out.
    intake.deposit("ML0101", Q2, {}, nature="complement", version=2, base=1, announced={"comites_suivi": NOTHING})
    # The last quarter goes along with any other: its syntheses tell what changed in the past.
    assert received(home) == ((Q2, Q3), set())
    intake.deposit("ML0101", Q2, {"services": cells(1)}, version=3, announced=with_it)
    made, told = received(home)
    assert made == (Q2, Q3)
    assert told == {(at, "ML0101", "comites_suivi", Q2) for at in (Q2, Q3)}
    # It tells later quarters nothing new to come again.
    intake.deposit("ML0101", Q3, {"services": cells(1)}, version=2, announced=with_it)
    assert received(home)[0] == (Q3,)


_files = st.lists(
    st.tuples(st.sampled_from(["complete", "complement"]), st.integers(0, 3), st.booleans(), st.booleans()), max_size=8
)


def _lot(files: Sequence[tuple[Nature, int, bool, bool]]) -> list[Deposit]:
    made = []
    for rank, (nature, back, with_a, with_b) in enumerate(files, start=1):
        tables = {name: TableCount(1, 1, 0) for name, there in (("a", with_a), ("b", with_b)) if there}
        verdict = Verdict(
            *("accepte", "ML0101", f"{rank:064d}", ".xlsx", "f.xlsx", f"d{rank}", "2026-10-10T08:00:00"),
            trimestre=Q3,
            nature=nature,
            version=rank,
            version_base=rank - 1 - back,
            lignes=tables,
        )
        made.append(Deposit(rank, "essai", verdict))
    return made


@given(files=_files)
def test_what_counts_for_a_table_depends_on_the_files_that_have_it(
    files: list[tuple[Nature, int, bool, bool]],
) -> None:
    lot = _lot(files)
    for table in ("a", "b"):
        kept = effective(lot, table)
        assert all(table in one.verdict.lignes for one in kept)
        # Nothing before the last complete file that has the table, and that file first.
        bases = [one for one in lot if one.verdict.nature == "complete" and table in one.verdict.lignes]
        if bases:
            assert kept[0] == bases[-1]
        else:
            assert all(one.verdict.nature == "complement" for one in kept)
    everywhere = _lot([(nature, back, True, True) for nature, back, _, _ in files])
    assert effective(everywhere, "a") == effective(everywhere)


@given(files=_files, cut=st.integers(0, 8))
def test_a_table_is_touched_only_by_files_that_have_it(files: list[tuple[Nature, int, bool, bool]], cut: int) -> None:
    lot = _lot(files)
    before, new = lot[:cut], lot[cut:]
    if not any("a" in one.verdict.lignes for one in new):
        assert effective(lot, "a") == effective(before, "a")
