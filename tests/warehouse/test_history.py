"""What was known when: figures opened and closed by editions, in SQL, through files made anew, and revisions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from warehouse import editions
from warehouse.building import Computation
from warehouse.editions import publish
from warehouse.history import edition_known_on
from warehouse.history_filling import Edition, Figures, record_history
from warehouse.history_tables import HISTORIQUE_EDITIONS, REVISIONS, indicator_history, macros
from warehouse.literals import load_rows
from warehouse.merging import merge
from warehouse.publications import copies_folder, reload_history, restore_copies, settled
from warehouse.published import open_published, query
from warehouse.withdrawals import find_deposit, withdraw

from .conftest import DIMENSION, FAIT, Intake, value

_ELEMENT = "consultations_nouveaux_cas_nb"
_SECRET = "secret_indicateur"


def _statements(trimestre: Trimestre) -> tuple[str, ...]:
    level = "CASE grouping(cercle_code, region_code) WHEN 0 THEN 'cercle' WHEN 2 THEN 'region' ELSE 'pays' END"
    return (
        f"DELETE FROM fait_indicateurs WHERE trimestre = '{trimestre}'",
        f"INSERT INTO fait_indicateurs SELECT '{trimestre}', {level}, coalesce(cercle_code, region_code, 'ML'), "
        "element, sum(valeur), count(*), 703, NULL, NULL FROM m_services_en_vigueur s "
        f"JOIN m_unites u ON u.code = s.unite_code WHERE trimestre_ref = '{trimestre}' "
        "GROUP BY GROUPING SETS ((element, cercle_code, region_code), (element, region_code), (element))",
    )


def _computation() -> Computation:
    return Computation(FAIT, DIMENSION, [(_ELEMENT, "Consultations", "nombre")], _statements)


def _publish(home: Home, le: str) -> int:
    merge(home)
    return publish(home, _computation(), "essai", f"{le}T06:00:00+00:00").numero


def _send(intake: Intake, sender: str, quarter: str, amount: int, version: int = 1, received: str = "") -> None:
    intake.deposit(
        sender,
        quarter,
        {"services": [value(f"{sender}01", _ELEMENT, amount)]},
        version=version,
        received=received or "2026-10-10T08:00:00+00:00",
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Two quarters published on 1 November; Kita corrects the first, which is published on the 12th."""
    home = Home(tmp_path_factory.mktemp("histoire") / "oise")
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    intake = Intake(home)
    for quarter in ("2026-Q2", "2026-Q3"):
        for sender in ("ML0101", "ML0105", "ML0201"):
            _send(intake, sender, quarter, 10)
    assert _publish(home, "2026-11-01") == 1
    _send(intake, "ML0105", "2026-Q2", 25, 2, "2026-11-12T10:00:00+00:00")
    assert _publish(home, "2026-11-12") == 2
    return home


@pytest.fixture
def corrected(published: Home, tmp_path: Path) -> Home:
    """The same, for one test to change."""
    home = Home(tmp_path / "oise")
    shutil.copytree(published.root, home.root, symlinks=True)
    return home


def _known(home: Home, day: str) -> Mapping[tuple[str, str], int]:
    rows = query(
        home.analyst_file, "SELECT trimestre, unite_code, valeur::INT AS v FROM connu_le(?) WHERE libelle <> ''", [day]
    )
    return {(row["trimestre"], row["unite_code"]): row["v"] for row in rows}


def test_a_correction_is_known_from_its_edition_on_and_not_before(published: Home) -> None:
    places = ("ML", "ML01", "ML0105")
    before, after = _known(published, "2026-11-11"), _known(published, "2026-11-12")
    assert [before["2026-Q2", place] for place in places] == [30, 20, 10]
    assert [after["2026-Q2", place] for place in places] == [45, 35, 25]
    assert {key: v for key, v in before.items() if key[0] != "2026-Q2" or key[1] not in places} == {
        key: v for key, v in after.items() if key[0] != "2026-Q2" or key[1] not in places
    }
    assert _known(published, "2026-10-31") == {}
    with open_published(published.analyst_file) as reader:
        cells = [
            reader.values(
                f"SELECT valeur::INT FROM services_connus_le(DATE '{day}') "
                "WHERE trimestre = '2026-Q2' AND unite_code = 'ML010501' AND libelle <> ''"
            )
            for day in ("2026-11-01", "2026-12-01")
        ]
        assert cells == [[(10,)], [(25,)]]
        told = dict(reader.values("SELECT colonne, description FROM _dictionnaire WHERE objet = 'connu_le'"))
    assert told["nom"] == "Nom de l'unité." and "connu_jusqu" in told


def test_a_revision_says_old_new_why_and_who(published: Home) -> None:
    rows = query(published.analyst_file, "SELECT * FROM revisions ORDER BY niveau")
    assert [(row["unite_code"], int(row["valeur_avant"]), int(row["valeur_apres"])) for row in rows] == [
        ("ML0105", 10, 25),
        ("ML", 30, 45),
        ("ML01", 20, 35),
    ]
    for row in rows:
        assert row["motif"] == "fichier corrigé de Kita (ML0105), version 2, reçu le 12/11/2026"
        assert (row["qui"], row["trimestre"], row["trimestre_synthese"], row["edition"]) == (
            "Kita (ML0105)",
            "2026-Q2",
            "2026-Q3",
            2,
        )


def test_a_withdrawal_or_other_rules_are_told_as_such(corrected: Home) -> None:
    withdraw(corrected, find_deposit(corrected, "ML0105", 7), "mauvais trimestre", "Awa", "2026-11-15T10:00:00+00:00")
    assert _publish(corrected, "2026-11-16") == 3
    said = "SELECT motif, qui, valeur_apres::INT AS v FROM revisions WHERE edition = {} AND unite_code = 'ML01'"
    assert query(corrected.analyst_file, said.format(3)) == [
        {"motif": "retrait d'un fichier de Kita (ML0105), décidé le 15/11/2026", "qui": "Awa", "v": 20}
    ]
    doubled = [one.replace("sum(valeur)", "2 * sum(valeur)") for one in _statements(Trimestre.parse("2026-Q2"))]
    other = replace(
        _computation(),
        lignes_dimension=[(_ELEMENT, "Consultations doublées", "nombre")],
        statements=lambda quarter: [one.replace("2026-Q2", str(quarter)) for one in doubled],
    )
    # Reference data changed: the file is made anew, with its history.
    publish(corrected, other, "Moussa", "2026-11-17T06:00:00+00:00")
    (row,) = query(corrected.analyst_file, said.format(4))
    assert row == {"motif": "référentiels ou règles de calcul changés", "qui": "Moussa", "v": 40}
    assert [_known(corrected, f"2026-11-{day}")["2026-Q2", "ML01"] for day in (11, 12, 16, 17)] == [20, 35, 20, 40]


def test_the_edition_of_a_day_or_why_it_cannot_be_read(corrected: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    assert edition_known_on(corrected, date(2026, 11, 11)).name == "000001"
    assert edition_known_on(corrected, date(2026, 11, 12)).name == "000002"
    with pytest.raises(OiseError, match=r"Rien n'était publié le 31/10/2026 : la première édition est du 01/11/2026"):
        edition_known_on(corrected, date(2026, 10, 31))
    monkeypatch.setattr(editions, "KEPT", 1)
    _send(Intake(corrected, 100), "ML0101", "2026-Q3", 12, 2)
    _publish(corrected, "2026-11-20")
    with pytest.raises(OiseError, match=r"édition 1, publiée le 01/11/2026, n'est plus gardée.*connu_le"):
        edition_known_on(corrected, date(2026, 11, 5))


def test_the_last_published_quarter_is_not_revised_but_what_comes_before_is(home: Home, intake: Intake) -> None:
    for quarter in ("2022-Q1", "2026-Q3"):
        _send(intake, "ML0101", quarter, 10)
    _publish(home, "2026-11-01")
    _send(intake, "ML0101", "2026-Q3", 11, 2)
    _publish(home, "2026-11-02")
    assert query(home.analyst_file, "SELECT * FROM revisions") == []
    # The last quarter's syntheses announce it, so that quarter is made anew however far the corrected one is.
    _send(intake, "ML0101", "2022-Q1", 11, 2)
    merge(home)
    done = publish(home, _computation(), "essai", "2026-11-03T06:00:00+00:00")
    assert done.trimestres == ("2022-Q1", "2026-Q3")
    told = query(home.analyst_file, "SELECT DISTINCT trimestre, trimestre_synthese FROM revisions")
    assert told == [{"trimestre": "2022-Q1", "trimestre_synthese": "2026-Q3"}]


def test_history_survives_a_lost_pointer_and_a_lost_archive(corrected: Home) -> None:
    def history() -> list[list[dict[str, object]]]:
        tables = ("historique_indicateurs", "historique_services", "revisions")
        return [query(corrected.analyst_file, f"SELECT * FROM {table} ORDER BY ALL") for table in tables]

    known = history()
    assert settled(corrected) == {1, 2}
    corrected.current_edition.unlink()
    assert _publish(corrected, "2026-11-20") == 3
    assert history() == known
    # A copy of what a killed run never published counts for nothing; those that were lost are made again.
    for name in (".000004.parquet", "000009.parquet"):
        (copies_folder(corrected) / name).write_bytes(b"killed")
    for number in (1, 3):
        (copies_folder(corrected) / f"{number:06d}.parquet").unlink()
    _send(Intake(corrected, 100), "ML0101", "2026-Q3", 12, 2)
    assert _publish(corrected, "2026-11-21") == 4
    assert settled(corrected) == {1, 2, 3, 4}
    known = history()
    corrected.current_edition.unlink()
    assert _publish(corrected, "2026-11-22") == 5
    assert history() == known


def test_without_copies_nor_file_history_begins_again_and_invents_nothing(corrected: Home) -> None:
    corrected.current_edition.unlink()
    (copies_folder(corrected) / "000001.parquet").unlink()
    assert _publish(corrected, "2026-11-20") == 3
    begun = query(corrected.analyst_file, "SELECT DISTINCT edition_du AS e FROM historique_indicateurs")
    assert begun == [{"e": 3}] and _known(corrected, "2026-11-15") == {}


_QUARTERS = ("2026-Q1", "2026-Q2")
_FACTS = st.dictionaries(
    st.tuples(st.sampled_from(_QUARTERS), st.sampled_from(("ML01", "ML02")), st.sampled_from(("a", _SECRET))),
    st.one_of(st.none(), st.integers(0, 2)),
)


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(_FACTS, st.sets(st.sampled_from(_QUARTERS)), st.booleans()), min_size=8, max_size=10))
def test_a_figures_history_has_no_overlap_and_no_hole(
    told: list[tuple[dict[tuple[str, str, str], int | None], set[str], bool]],
) -> None:
    """Whatever the editions say, each day gives back what was published then; so do the copies, in a file made anew."""
    figures = Figures(FAIT, indicator_history(FAIT), "indicateur", frozenset({_SECRET}))
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        home.archive.mkdir()
        base = Path(folder) / "base.duckdb"
        connection = _empty(base, figures)
        start = datetime(2026, 1, 1, 6)
        said: dict[tuple[str, str, str], int | None] = {}
        states = []
        for rank, (facts, remade, gone) in enumerate(told, start=1):
            kept = {key: v for key, v in said.items() if key[0] not in remade}
            said = kept | {key: v for key, v in facts.items() if key[0] in remade}
            published = set(_QUARTERS) - ({_QUARTERS[0]} if gone else set())
            said = {key: v for key, v in said.items() if key[0] in published}
            rows = [(quarter, "region", unit, code, v, 1, 1, None, None) for (quarter, unit, code), v in said.items()]
            load_rows(connection, "dits", [(one.nom, one.type_sql) for one in FAIT.colonnes], rows)
            connection.execute("DELETE FROM fait_indicateurs")
            connection.execute("INSERT INTO fait_indicateurs SELECT * FROM dits")
            made = Edition(rank, start + timedelta(days=rank), "essai", "2026-Q2", rank, "")
            record_history(connection, [figures], made, [Trimestre.parse(one) for one in remade], published)
            states.append({key: None if v is None else Decimal(v) for key, v in said.items() if key[2] != _SECRET})
        _check(connection, start, states)
        connection.close()
        restore_copies(home, base, len(told), [figures])
        again = _empty(Path(folder) / "neuf.duckdb", figures)
        reload_history(again, home, len(told), [figures])
        _check(again, start, states)
        again.close()


def _empty(path: Path, figures: Figures) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(path), config={"python_enable_replacements": "false"})
    for table in (FAIT, DIMENSION, HISTORIQUE_EDITIONS, REVISIONS, figures.historique):
        connection.execute(f"CREATE TABLE {table.nom} ({', '.join(f'{c.nom} {c.type_sql}' for c in table.colonnes)})")
    connection.execute("CREATE TABLE dim_unite (division VARCHAR, code VARCHAR, nom VARCHAR)")
    connection.execute(f"CREATE MACRO connu_le(jour) AS TABLE {macros(figures.historique)[0].sql}")
    return connection


def _check(
    connection: duckdb.DuckDBPyConnection, start: datetime, states: list[dict[tuple[str, str, str], Decimal | None]]
) -> None:
    for rank, said in enumerate(states, start=1):
        day = (start + timedelta(days=rank)).date()
        rows = connection.execute(
            f"SELECT trimestre, unite_code, indicateur, valeur FROM connu_le(DATE '{day}')"
        ).fetchall()
        assert len(rows) == len({row[:3] for row in rows})
        assert {row[:3]: row[3] for row in rows} == said
    odd = connection.execute(
        "SELECT count(*) FROM historique_indicateurs h LEFT JOIN historique_editions d ON d.edition = h.edition_du "
        "LEFT JOIN historique_editions j ON j.edition = h.edition_jusqu WHERE h.connu_du IS DISTINCT FROM d.publie_le "
        "OR h.connu_jusqu IS DISTINCT FROM j.publie_le OR edition_jusqu <= edition_du"
    ).fetchall()
    assert odd == [(0,)]
