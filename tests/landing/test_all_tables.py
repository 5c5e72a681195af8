"""Every declared table, on arrival: blank sheet, intake, staging and answers."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from landing.answers import answer
from landing.claiming import open_folders
from landing.judgement import Judgement
from landing.reading import read_isolated
from landing.staging import replay, stage
from landing.verification import verify
from registry.home import Home
from schemas.discovery import all_tables
from schemas.dtypes import polars_dtype
from schemas.submission import TableCount
from tests.landing.example_rows import TABLES, example_row
from tests.landing.workbooks import Book, conserved, drop, full_book, receive, same_frames


def whole_book() -> Book:
    """A workbook with a right row in every sheet."""
    book = full_book()
    book.rows |= {name: [example_row(name)] for name in TABLES}
    return book


def _home(folder: Path) -> Home:
    made = Home(folder / "oise")
    made.journal.mkdir(parents=True)
    made.landing.mkdir()
    open_folders(made)
    return made


def again(home: Home, judgement: Judgement) -> Judgement:
    """The same judgement, made again from the archived original and the recorded verdict alone."""
    original = home.original(judgement.verdict.sha256, judgement.verdict.suffixe)
    return replay(judgement.verdict, original, read_isolated(original))


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Judgement]:
    """The same rows sent as a workbook and as a zip of CSVs."""
    found = {}
    for kind in ("xlsx", "zip"):
        home = _home(tmp_path_factory.mktemp(kind))
        target = home.drop_folder("ML0105") / f"a.{kind}"
        whole_book().write(target) if kind == "xlsx" else whole_book().write_zip(target)
        (found[kind],) = receive(home)
        stage(home, found[kind])
        found[f"{kind}_relu"] = again(home, found[kind])
    return found


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
@pytest.mark.parametrize("name", TABLES)
def test_a_right_row_of_every_table_is_staged_with_its_types(
    judged: dict[str, Judgement], kind: str, name: str
) -> None:
    judgement = judged[kind]
    assert [found.message for found in judgement.verdict.fautes if found.table == name] == []
    assert judgement.verdict.lignes[name] == TableCount(1, 1, 0)
    frame, columns = judgement.frames[name], all_tables()[name].colonnes
    assert {c.nom: frame.schema[c.nom] for c in columns} == {c.nom: polars_dtype(c) for c in columns}
    typed = example_row(name)
    assert {c.nom for c in columns if frame[c.nom][0] is not None} == {c.nom for c in columns if typed.get(c.nom)}


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_what_was_staged_is_read_again_from_the_archive(judged: dict[str, Judgement], kind: str) -> None:
    assert judged[kind].verdict.verdict == "accepte"
    assert same_frames(judged[kind].frames, judged[f"{kind}_relu"].frames)
    assert judged["xlsx"].frames.keys() == judged["zip"].frames.keys() == {"services", *TABLES}


def test_verification_says_of_every_table_what_the_intake_says(home: Home, tmp_path: Path) -> None:
    book = whole_book()
    for name in TABLES:
        required = [column.nom for column in all_tables()[name].colonnes if column.obligatoire]
        book.cell(name, 0, next(one for one in required if one not in ("id_local", "unite_code")), None)
    path = drop(home, book)
    (judgement,) = receive(home)
    found = verify(path, today=date(2026, 10, 12))
    assert {one.table for one in found.fautes} >= set(TABLES)
    assert found.fautes == judgement.verdict.fautes
    assert found.lignes == judgement.verdict.lignes
    assert conserved(judgement)
    # Every sheet of the sender's own workbook shows its fault.
    written = answer(home, judgement.verdict, 1)
    returned = load_workbook(next(path for path in written if path.suffix == ".xlsx"))
    for name in TABLES:
        tab = returned[all_tables()[name].titre]
        assert any(cell.comment and cell.comment.author == "OISE, contrôle" for row in tab.iter_rows() for cell in row)
