"""``oise verifier`` says, offline, what the intake will say."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from landing.verification import verify
from registry.errors import OiseError
from registry.home import Home
from tests.landing.workbooks import Book, drop, full_book, receive

SANTE = "services_sante"
TODAY = date(2026, 10, 12)


def wrong_cells() -> Book:
    return full_book().cell(SANTE, 0, "accouchements_assistes_nb", "x").cell("partenariats", 0, "pays_code", "Frnce")


BOOKS = {
    "juste": full_book,
    "cases fausses": wrong_cells,
    "référence rompue": lambda: full_book().cell("partenariats", 0, "partenaire", None),
    "propriétaire étranger": lambda: full_book().cell(SANTE, 0, "unite_code", "ML010101"),
    "colonne absente": lambda: full_book(columns={SANTE: ["unite_code"]}),
    "trimestre futur": lambda: full_book(keys={"trimestre": "2027-Q2"}),
    "contrat": lambda: full_book(keys={"contrat": "0"}),
}


@pytest.mark.parametrize("name", BOOKS)
def test_the_same_faults_as_the_intake(home: Home, name: str) -> None:
    path = drop(home, BOOKS[name]())
    (judgement,) = receive(home)
    found = verify(path, today=TODAY)
    assert found.verdict == judgement.verdict.verdict
    assert found.fautes == judgement.verdict.fautes
    assert found.lignes == judgement.verdict.lignes


def test_what_only_the_store_knows_is_listed_not_guessed(tmp_path: Path) -> None:
    book = full_book()
    book.rows["partenariats"] = []
    found = verify(book.write(tmp_path / "a.xlsx"), today=TODAY)
    assert found.verdict == "accepte"
    assert len(found.non_verifie) == 4
    assert any(item.startswith("références") for item in found.non_verifie)
    assert len(verify(tmp_path / "a.xlsx", sender="ML0105", today=TODAY).non_verifie) == 3


def test_a_known_folder_is_checked(tmp_path: Path) -> None:
    found = verify(full_book().write(tmp_path / "a.xlsx"), sender="ML0104", today=TODAY)
    assert [one.code for one in found.fautes] == ["cadre.expediteur_different"]


def test_an_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"<html>")
    found = verify(tmp_path / "a.xlsx")
    assert found.verdict == "illisible"
    assert json.dumps(found.as_dict())
    assert "pas être lu" in found.as_text()


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OiseError, match="n'existe pas"):
        verify(tmp_path / "rien.xlsx")


def test_the_child_reads_without_the_judge() -> None:
    light = "import sys, landing.reading, landing.cells, landing.claiming; print([m for m in sys.modules if m in (%r)])"
    heavy = ("polars", "pandera", "openpyxl", "pandas", "prefect")
    out = subprocess.run([sys.executable, "-c", light % (heavy,)], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"
