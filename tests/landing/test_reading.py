"""Whatever is dropped gets an answer, within bounds (law 12), and nothing is read as what it isn't."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from landing.raw import CellError, Limits, RawFile, Unreadable
from landing.reading import ReaderPool, read_isolated
from tests.landing.workbooks import full_book

SMALL = replace(Limits(), gonfle=1 << 20, secondes=20)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return full_book().write(tmp_path_factory.mktemp("bon") / "bon.xlsx")


@pytest.fixture(scope="module")
def pool() -> Any:
    with ReaderPool(1, SMALL) as readers:
        yield readers


def rewritten(good: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(good) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target


def reason(pool: ReaderPool, path: Path) -> str:
    (outcome,) = pool.read([path])
    return outcome.code if isinstance(outcome, Unreadable) else "lu"


def test_a_right_workbook_is_read(pool: ReaderPool, good: Path) -> None:
    (raw,) = pool.read([good])
    assert isinstance(raw, RawFile)
    assert raw.format == "xlsx"
    assert raw.feuilles["Partenariats"].lignes[5][0] == "PAR-ML0105-0001"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "fichier_vide"),
        (b"<html><table>", "pas_un_classeur"),
        (b"a;b\n1;2\n", "pas_un_classeur"),
        (b"%PDF-1.7", "pas_un_classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "format_non_pris_en_charge"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "classeur_chiffre"),
        (b"PK\x03\x04" + bytes(100), "archive_abimee"),
    ],
)
def test_files_that_are_no_workbook(pool: ReaderPool, tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    assert reason(pool, path).removeprefix("fichier_") == code.removeprefix("fichier_")


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.99])
def test_a_truncated_workbook(pool: ReaderPool, good: Path, tmp_path: Path, kept: float) -> None:
    path = tmp_path / "coupe.xlsx"
    content = good.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert reason(pool, path) == "archive_abimee"


def test_a_workbook_with_a_flipped_byte(pool: ReaderPool, good: Path, tmp_path: Path) -> None:
    content = bytearray(good.read_bytes())
    with zipfile.ZipFile(good) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    content[part.header_offset + 30 + len(part.filename) + part.compress_size // 2] ^= 0xFF
    path = tmp_path / "abime.xlsx"
    path.write_bytes(bytes(content))
    assert reason(pool, path) == "archive_abimee"


def add(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda parts: parts.update({name: content})


def edit(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return change


def zipped(content: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a", content)
    return stream.getvalue()


HOSTILE: list[tuple[Callable[[dict[str, bytes]], None], str]] = [
    (add("xl/bombe.bin", bytes(2 << 20)), "archive_trop_grande"),
    (add("xl/embeddings/a.bin", zipped(b"x")), "archive_imbriquee"),
    (add("xl/vbaProject.bin", b"x"), "macros"),
    (add("../../evade.xml", b"<a/>"), "archive_chemin_interdit"),
    (add("/etc/passwd", b"x"), "archive_chemin_interdit"),
    (add("XL/WORKBOOK.XML", b"<a/>"), "archive_parties_doubles"),
    (edit("xl/workbook.xml", b"<workbook", b'<!DOCTYPE a [<!ENTITY b "c">]><workbook'), "xml_interdit"),
    (add("xl/a.xml", '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")), "xml_interdit"),
    (add("xl/a.xml", b'<?xml version="1.0" encoding="latin-1"?><a/>'), "xml_interdit"),
    (lambda parts: parts.pop("xl/workbook.xml") and None, "pas_un_classeur"),
    (lambda parts: parts.update({f"xl/p{n}.bin": b"" for n in range(1200)}), "archive_trop_de_parties"),
    (edit("xl/workbook.xml", b"</workbook>", b""), "archive_abimee"),
]


@pytest.mark.parametrize(("change", "code"), HOSTILE)
def test_hostile_workbooks_have_their_own_code(
    pool: ReaderPool, good: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], code: str
) -> None:
    assert reason(pool, rewritten(good, tmp_path / "a.xlsx", change)) == code


def test_other_spreadsheets(pool: ReaderPool, tmp_path: Path) -> None:
    for name, mark in (("a.ods", "mimetype"), ("a.xlsb", "xl/workbook.bin")):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr(mark, "x")
        assert reason(pool, tmp_path / name) == "format_non_pris_en_charge"


def test_a_size_that_lies_is_found_while_inflating(pool: ReaderPool, tmp_path: Path) -> None:
    path = tmp_path / "menteur.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/gros.bin", bytes(3 << 20))
    content = bytearray(path.read_bytes())
    place = content.rfind((3 << 20).to_bytes(4, "little"))
    content[place : place + 4] = (10).to_bytes(4, "little")
    path.write_bytes(bytes(content))
    assert reason(pool, path) in ("archive_trop_grande", "archive_abimee")


def test_external_links_are_noted(pool: ReaderPool, good: Path, tmp_path: Path) -> None:
    (raw,) = pool.read([rewritten(good, tmp_path / "a.xlsx", add("xl/externalLinks/externalLink1.xml", b"<a/>"))])
    assert isinstance(raw, RawFile)
    assert raw.signes == ("liens_externes",)


def test_a_lying_dimension_kills_the_child_not_the_intake(tmp_path: Path, good: Path) -> None:
    book = Workbook()
    book.active.title = "Santé"
    book.active["A1"] = book.active["XFD1048576"] = 1
    book.save(tmp_path / "loin.xlsx")
    with ReaderPool(1, SMALL) as readers:
        assert reason(readers, tmp_path / "loin.xlsx") in ("lecture_interrompue", "lecture_memoire", "trop_de_cellules")
        assert reason(readers, good) == "lu"


def hang(seconds: float) -> None:
    time.sleep(seconds)


def fill_memory() -> int:
    return len(bytearray(2 << 30))


def write_somewhere(path: Path) -> None:
    path.write_bytes(b"trace")


def test_a_child_that_hangs_is_a_verdict() -> None:
    with ReaderPool(1, replace(SMALL, secondes=1)) as readers:
        start = time.monotonic()
        assert readers.run(hang, [(60.0,)])[0].code == "lecture_trop_longue"
        assert time.monotonic() - start < 20


def test_a_child_has_its_memory_and_may_not_write(tmp_path: Path) -> None:
    with ReaderPool(1, SMALL) as readers:
        assert readers.run(fill_memory, [()])[0].code in ("lecture_memoire", "lecture_interrompue")
        assert readers.run(write_somewhere, [(tmp_path / "trace",)])[0].code == "lecture_interrompue"
    assert not (tmp_path / "trace").exists() or (tmp_path / "trace").stat().st_size == 0


def test_errors_and_formulas_without_a_result_are_not_blank(tmp_path: Path) -> None:
    book = full_book()
    path = book.write(tmp_path / "a.xlsx")
    from openpyxl import load_workbook

    opened = load_workbook(path)
    sheet = opened["Santé"]
    sheet["C6"], sheet["D6"] = "=1+1", "#DIV/0!"
    opened.save(path)
    raw = read_isolated(path)
    assert isinstance(raw, RawFile)
    row = raw.feuilles["Santé"].lignes[5]
    assert row[2:4] == ("=1+1", "#DIV/0!")
    assert isinstance(row[2], CellError)
    assert isinstance(row[3], CellError)


def test_a_zip_of_csvs_is_read(tmp_path: Path) -> None:
    raw = read_isolated(full_book().write_zip(tmp_path / "a.zip"))
    assert isinstance(raw, RawFile)
    assert raw.format == "csv"
    assert raw.feuilles["partenariats"].lignes[1][0] == "PAR-ML0105-0001"


def test_a_csv_must_be_utf_8(tmp_path: Path) -> None:
    book = full_book()
    book.cell("partenariats", 0, "partenaire", "Évêché")
    raw = read_isolated(book.write_zip(tmp_path / "a.zip", encoding="latin-1"))
    assert isinstance(raw, Unreadable)
    assert raw.code == "csv_encodage"
