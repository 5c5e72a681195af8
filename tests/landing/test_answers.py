"""What senders get back: a receipt, and their own workbook with its faults shown."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from landing.annotation import Remark, annotate
from landing.answers import answer, answer_all
from landing.blank import write_filled
from landing.blank_plan import Fill
from landing.frame import FEUILLE_CACHEE, FEUILLE_CORRECTIONS
from landing.judgement import Judgement
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import Knowledge, Prefill
from tests.landing.workbooks import PARTNERSHIP, Book, drop, full_book, judge_one, receive

SANTE = "services_sante"


def spoilt() -> Book:
    return (
        full_book().cell(SANTE, 0, "accouchements_assistes_nb", "=douze").cell("partenariats", 0, "pays_code", "Frnce")
    )


def hidden_keys(book: Any) -> dict[str, str]:
    return {row[0].value: row[1].value for row in book[FEUILLE_CACHEE].iter_rows(max_col=2)}


def contents(sheet: Any) -> list[list[Any]]:
    return [[getattr(cell.value, "text", cell.value) for cell in row] for row in sheet.iter_rows()]


def test_a_right_file_gets_a_receipt_only(home: Home) -> None:
    paths = answer(home, judge_one(home, full_book()).verdict, 7)
    assert [path.suffix for path in paths] == [".txt", ".json"]
    assert paths[0].parent == home.drop_folder("ML0105") / "reponses"
    text = paths[0].read_text("utf-8-sig")
    assert "accusé de réception n° 7" in text
    assert "Kita (ML0105)" in text
    assert "Verdict : ACCEPTÉ\n" in text
    assert "T3\u00a02026" in text
    facts = json.loads(paths[1].read_text())
    assert facts["lignes"]["partenariats"] == {"soumises": 1, "integrees": 1, "ecartees": 0}


def test_answering_again_rewrites_the_same_files(home: Home) -> None:
    verdict = judge_one(home, spoilt()).verdict
    assert answer(home, verdict, 7) == answer(home, verdict, 7)
    assert len(list((home.drop_folder("ML0105") / "reponses").iterdir())) == 3


def test_wrong_cells_are_coloured_commented_and_listed(home: Home) -> None:
    verdict = judge_one(home, spoilt()).verdict
    *_, path = answer(home, verdict, 7)
    book = load_workbook(path)
    assert book.sheetnames[0] == FEUILLE_CORRECTIONS
    cell = book["Santé"]["E6"]
    assert cell.value == "=douze"
    assert cell.data_type == "s"
    assert cell.fill.fgColor.rgb == "FFF9CB9C"
    assert "n'est pas un nombre" in cell.comment.text
    listed = list(book[FEUILLE_CORRECTIONS].iter_rows(min_row=5))
    assert len(listed) == len(verdict.fautes)
    first = next(row for row in listed if row[2].value == "Santé")
    assert (first[3].value, first[3].hyperlink.location) == ("E6", "'Santé'!E6")
    assert all(one.data_type != "f" for row in listed for one in row)
    assert hidden_keys(book)["version"] == "2"


def test_the_corrected_copy_replaces_and_no_longer_shows_its_old_colours(home: Home) -> None:
    verdict = judge_one(home, spoilt()).verdict
    *_, path = answer(home, verdict, 7)
    book = load_workbook(path)
    book["Santé"]["E6"] = 12
    for left in home.drop_folder("ML0105").glob("*.xlsx"):
        left.unlink()
    book.save(home.drop_folder("ML0105") / "corrige.xlsx")
    known = Knowledge(versions={("ML0105", "2026-Q3"): 1})
    (second,) = receive(home, known)
    assert second.verdict.version == 2
    assert [found.colonne for found in second.verdict.fautes if found.colonne == "accouchements_assistes_nb"] == []
    *_, again = answer(home, second.verdict, 8)
    fresh = load_workbook(again)
    assert fresh["Santé"]["E6"].comment is None
    assert fresh["Santé"]["E6"].fill.fill_type is None
    assert fresh["Partenariats"]["E6"].comment is not None
    assert fresh.sheetnames.count(FEUILLE_CORRECTIONS) == 1
    assert hidden_keys(fresh)["version"] == "3"


def test_the_rest_of_a_real_workbook_is_kept(home: Home, tmp_path: Path) -> None:
    typed = {key: value for key, value in PARTNERSHIP.items() if key != "id_local"} | {"pays_code": "Frnce"}
    fill = Fill({("ML010501", "accouchements_assistes_nb"): "douze"}, {"partenariats": {"PAR-ML0105-0001": typed}})
    sent = home.drop_folder("ML0105") / "a.xlsx"
    write_filled("ML0105", Trimestre(2026, 3), Prefill(), sent, True, fill)
    (judgement,) = receive(home)
    *_, path = answer(home, judgement.verdict, 1)
    before, after = load_workbook(sent), load_workbook(path)
    assert after.sheetnames == [FEUILLE_CORRECTIONS, *before.sheetnames]
    assert set(after.defined_names) == set(before.defined_names)
    for name in before.sheetnames:
        old, new = before[name], after[name]
        assert new.sheet_state == old.sheet_state
        assert new.protection.sheet == old.protection.sheet
        assert len(new.data_validations.dataValidation) == len(old.data_validations.dataValidation)
        assert len(new.conditional_formatting) == len(old.conditional_formatting)
        assert new.freeze_panes == old.freeze_panes
        if name != FEUILLE_CACHEE:
            assert contents(new) == contents(old)
    unlocked = after["Santé"]["E6"]
    assert not unlocked.protection.locked


def test_a_refused_file_says_what_blocks(home: Home) -> None:
    verdict = judge_one(home, full_book(omitted={SANTE})).verdict
    paths = answer(home, verdict, 3)
    assert "REFUSÉ" in paths[0].read_text("utf-8-sig")
    assert "BLOQUANT : La feuille «\u00a0Santé\u00a0» manque" in paths[0].read_text("utf-8-sig")
    assert load_workbook(paths[2]).sheetnames[0] == FEUILLE_CORRECTIONS


@pytest.mark.parametrize("content", [b"<html>", b"PK\x03\x04" + bytes(40)])
def test_an_unreadable_file_is_answered_without_a_copy(home: Home, content: bytes) -> None:
    (home.drop_folder("ML0105") / "a.xlsx").write_bytes(content)
    (judgement,) = receive(home)
    paths = answer(home, judgement.verdict, 1)
    assert len(paths) == 2
    assert "ILLISIBLE" in paths[0].read_text("utf-8-sig")


def test_a_zip_of_csvs_gets_its_faults_as_csv_without_formulas(home: Home) -> None:
    book = full_book().cell(SANTE, 0, "accouchements_assistes_nb", "=HYPERLINK(1)")
    book.write_zip(home.drop_folder("ML0105") / "a.zip")
    (judgement,) = receive(home)
    *_, path = answer(home, judgement.verdict, 1)
    assert path.name.endswith("_fautes.csv")
    assert ";'=HYPERLINK(1);" in path.read_text("utf-8-sig")


def test_a_name_can_lead_nowhere_else(home: Home) -> None:
    drop(home, full_book(), "Été 2026 ..\\..%2f;rm.xlsx")
    (judgement,) = receive(home)
    paths = answer(home, judgement.verdict, 1)
    assert paths[0].name == "2026-10-12_000001_Ete_2026_2f_rm_recu.txt"


def test_a_linked_answers_folder_is_not_followed(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "ailleurs"
    outside.mkdir()
    folder = home.drop_folder("ML0105") / "reponses"
    folder.rmdir()
    folder.symlink_to(outside)
    answer(home, judge_one(home, full_book()).verdict, 1)
    assert list(outside.iterdir()) == []
    assert not folder.is_symlink()


def test_many_senders_are_answered_each_in_their_folder(home: Home) -> None:
    for sender in ("ML0104", "ML0105"):
        drop(
            home,
            full_book(sender=sender).cell("partenariats", 0, "unite_code", sender).cell(SANTE, 0, "unite_code", "?"),
        )
    judgements: Sequence[Judgement] = receive(home)
    for paths, judgement in zip(
        answer_all(home, [(one.verdict, n) for n, one in enumerate(judgements, 1)]), judgements, strict=True
    ):
        assert len(paths) == 3
        assert all(judgement.verdict.expediteur in str(path) for path in paths)


def test_demo_answers_say_so(home: Home) -> None:
    home.demo_marker.touch()
    paths = answer(home, judge_one(home, full_book()).verdict, 1)
    assert "DONNÉES FICTIVES" in paths[0].read_text("utf-8-sig")
    assert json.loads(paths[1].read_text())["donnees_fictives"] is True


def test_a_complement_s_copy_stands_on_the_version_just_accepted(tmp_path: Path) -> None:
    sent = full_book(nature="complement", version=4, base=3).write(tmp_path / "a.xlsx")
    for accepted, base in ((True, "4"), (False, "3")):
        assert annotate(sent, tmp_path / "b.xlsx", [Remark("reserve", "x", "Santé", 6, "unite_code", "y")], accepted)
        keys = hidden_keys(load_workbook(tmp_path / "b.xlsx"))
        assert (keys["version"], keys["version_base"]) == ("5", base)


def test_a_zip_of_csvs_is_not_annotated(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("_oise.csv", "a;b")
    assert not annotate(tmp_path / "a.zip", tmp_path / "b.xlsx", [], True)
