"""Laws of three-valued logic, held by the SQL of every condition: unknown decides nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.conditions import (
    AuMoins,
    AuPlusTard,
    Connu,
    DepuisJanvier,
    Et,
    Lie,
    Non,
    Ou,
    Parmi,
    PasApres,
    PaysMembre,
    PremiereConnue,
    Rempli,
    Vaut,
    Vrai,
)
from indicators.links import joins, link_tables, links_of
from registry.periods import Trimestre

MOMENT = Trimestre(2026, 3)
COLUMNS = {
    "visa": ("BOOLEAN", [True, False]),
    "statut_code": ("TEXT", ["actif", "rompu"]),
    "pays_code": ("TEXT", ["FR", "SN", "NE"]),
    "rang": ("BIGINT", [0, 1, 2]),
    "debut_date": ("DATE", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 9, 30), date(2026, 10, 1)]),
    "fin_date": ("DATE", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 9, 30), date(2026, 10, 1)]),
}
LEAVES: list[Any] = [
    Vrai("visa"),
    Parmi("statut_code", ("actif",)),
    PaysMembre("pays_code", "CEDEAO"),
    AuMoins("rang", 1),
    Vaut("rang", 2),
    AuPlusTard(PremiereConnue(("debut_date",))),
    PasApres("debut_date", "fin_date"),
    DepuisJanvier("fin_date"),
    Lie("partenariats", "cible", Vrai("visa")),
    Lie("partenariats", "cible", Et((Parmi("statut_code", ("actif",)), AuMoins("rang", 1)))),
    Lie("partenariats", "cible"),
]
# They speak of what is recorded, and so are never unknown.
RECORDED: list[Any] = [Rempli("rang"), Connu("statut_code")]
formulas = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Et(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Ou(tuple(parts))),
        inner.map(Non),
    ),
    max_leaves=6,
)
rows = st.fixed_dictionaries({name: st.sampled_from([None, *values]) for name, (_, values) in COLUMNS.items()})


@pytest.fixture(scope="module")
def base() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE m_tables_recues(expediteur TEXT, table_nom TEXT, trimestre TEXT)")
    typed = ", ".join(f"{name} {kind}" for name, (kind, _) in COLUMNS.items())
    for table in ("moi", "m_partenariats"):
        connection.execute(
            f"CREATE TABLE {table}(expediteur TEXT, id_local TEXT, cible TEXT, etat_ligne TEXT, {typed})"
        )
    return connection


def answer(
    base: Any, condition: Any, row: dict[str, Any], linked: list[dict[str, Any]], sent: tuple[str, ...] = ("2026-Q3",)
) -> bool | None:
    """The answer of the SQL for a row and the rows that point to it; ``sent``: when their sender sent their table."""
    places = ", ".join("?" * (4 + len(COLUMNS)))
    base.execute("DELETE FROM moi; DELETE FROM m_partenariats; DELETE FROM m_tables_recues")
    received = [("ML0102", "partenariats", "2026-Q3"), ("ML0101", "comites_suivi", "2026-Q3")]
    for told in (*received, *(("ML0101", "partenariats", quarter) for quarter in sent)):
        base.execute("INSERT INTO m_tables_recues VALUES (?, ?, ?)", told)
    base.execute(f"INSERT INTO moi VALUES ({places})", ["ML0101", "A", None, "actif", *(row[c] for c in COLUMNS)])
    for one in linked:
        base.execute(
            f"INSERT INTO m_partenariats VALUES ({places})", ["ML0101", "B", "A", "actif", *(one[c] for c in COLUMNS)]
        )
    # Another's row, and a withdrawn one, must never count.
    everything = [values[0] for _, values in COLUMNS.values()]
    base.execute(f"INSERT INTO m_partenariats VALUES ({places})", ["ML0102", "C", "A", "actif", *everything])
    base.execute(f"INSERT INTO m_partenariats VALUES ({places})", ["ML0101", "D", "A", "annule", *everything])
    links = tuple(links_of(condition))
    tables = ", ".join(f"{name} AS ({sql})" for name, sql in link_tables(links, [MOMENT]).items())
    found = base.execute(
        f"{'WITH ' + tables if tables else ''} SELECT {condition.sql(MOMENT)} FROM moi AS t{joins(links, MOMENT)}"
    ).fetchall()
    assert len(found) == 1, "a link never repeats a row"
    return None if found[0][0] is None else bool(found[0][0])


@settings(max_examples=60, deadline=None)
@given(condition=formulas, row=rows, linked=st.lists(rows, max_size=3), data=st.data())
def test_learning_what_was_unknown_never_turns_a_yes_into_a_no(
    base: Any, condition: Any, row: dict[str, Any], linked: list[dict[str, Any]], data: Any
) -> None:
    before = answer(base, condition, row, linked)
    learnt = [
        {
            name: value if value is not None else data.draw(st.sampled_from(COLUMNS[name][1]))
            for name, value in one.items()
        }
        for one in (row, *linked)
    ]
    after = answer(base, condition, learnt[0], learnt[1:])
    assert after is not None, "with everything known, every answer is known"
    assert before is None or before == after


@settings(max_examples=40, deadline=None)
@given(first=formulas, second=formulas, row=rows, linked=st.lists(rows, max_size=2))
def test_negation_and_de_morgan(
    base: Any, first: Any, second: Any, row: dict[str, Any], linked: list[dict[str, Any]]
) -> None:
    def of(condition: Any) -> bool | None:
        return answer(base, condition, row, linked)

    assert of(Non(Non(first))) == of(first)
    assert of(Non(Et((first, second)))) == of(Ou((Non(first), Non(second))))
    assert of(Et((first, second))) == of(Et((second, first)))
    assert of(Et((first, first))) == of(first)


@settings(max_examples=40, deadline=None)
@given(row=rows, linked=st.lists(rows, max_size=3))
def test_a_link_is_the_three_valued_or_of_the_rows_that_point(
    base: Any, row: dict[str, Any], linked: list[dict[str, Any]]
) -> None:
    answers = [one["visa"] for one in linked]
    expected = True if True in answers else None if None in answers else False
    assert answer(base, Lie("partenariats", "cible", Vrai("visa")), row, linked) == expected
    assert answer(base, Lie("partenariats", "cible"), row, linked) == bool(linked)


@pytest.mark.parametrize(
    ("sent", "no"),
    [((), None), (("2026-Q4",), None), (("2026-Q3",), False), (("2024-Q1",), False), (("2026-Q2", "2026-Q3"), False)],
)
def test_no_row_is_a_no_only_where_the_sender_sent_the_table_by_then(base: Any, sent: Any, no: bool | None) -> None:
    empty, seen = dict.fromkeys(COLUMNS), dict.fromkeys(COLUMNS) | {"visa": True}
    assert answer(base, Lie("partenariats", "cible"), empty, [], sent) is no
    assert answer(base, Non(Lie("partenariats", "cible")), empty, [], sent) is (None if no is None else True)
    # A row that says yes is a yes; one that says no leaves the others, never sent, unknown.
    assert answer(base, Lie("partenariats", "cible", Vrai("visa")), empty, [seen], sent) is True
    assert answer(base, Lie("partenariats", "cible", Vrai("visa")), empty, [seen | {"visa": False}], sent) is no
    # What others recorded of a row is asked of nobody in particular.
    assert answer(base, Lie("partenariats", "cible", meme_expediteur=False), empty, [], sent) is True
    assert answer(base, Lie("partenariats", "visa", meme_expediteur=False, cle="cible"), empty, [], sent) is False


@pytest.mark.parametrize("condition", RECORDED, ids=repr)
def test_what_is_recorded_is_always_known(base: Any, condition: Any) -> None:
    empty = dict.fromkeys(COLUMNS)
    assert answer(base, condition, empty, []) is False
    assert answer(base, condition, empty | {"rang": 0, "statut_code": "rompu"}, []) is True
    assert answer(base, Connu("statut_code"), empty | {"statut_code": "inconnu"}, []) is False


def test_membership_is_that_of_the_quarter_s_last_day(base: Any) -> None:
    condition = PaysMembre("pays_code", "CEDEAO")
    for country, last_quarter_in in (("NE", Trimestre(2024, 4)), ("BF", Trimestre(2024, 4))):
        sql = "SELECT {} FROM (SELECT '" + country + "' AS pays_code) AS t"
        assert base.execute(sql.format(condition.sql(last_quarter_in))).fetchone() == (True,)
        assert base.execute(sql.format(condition.sql(last_quarter_in.plus(1)))).fetchone() == (False,)
        assert base.execute(sql.format(PaysMembre("pays_code", "AES").sql(MOMENT))).fetchone() == (True,)


def test_an_organisation_of_that_day_without_member_gives_no_and_never_fails(base: Any) -> None:
    sql = (
        f"SELECT {PaysMembre('pays_code', 'AES').sql(Trimestre(2006, 4))} FROM (VALUES ('NE'), (NULL)) AS t(pays_code)"
    )
    assert base.execute(sql).fetchall() == [(False,), (None,)]
