"""A synthesis announces the published figures that changed, with why and who: its own and those of the units below."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pytest
from openpyxl import load_workbook

from registry.periods import Trimestre
from syntheses.content import body_content
from syntheses.facts import Content
from syntheses.formats import html, pdf, xlsx
from tests.syntheses.conftest import TRIMESTRE, build
from warehouse.history_tables import REVISIONS

_CODE = "finances_autonomie"
_WHY = "fichier corrigé de Kita (ML0105), version 2, reçu le 12/11/2026"


@pytest.fixture(scope="module")
def revised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file in which figures of Kita and its region changed, one told by another quarter's syntheses."""
    path = build(tmp_path_factory.mktemp("revisions") / "oise.duckdb")
    connection = duckdb.connect(str(path))
    for row in _rows():
        connection.execute(f"INSERT INTO {REVISIONS.nom} VALUES ({', '.join('?' * len(row))})", list(row))
    connection.close()
    return path


def _rows() -> Iterable[tuple[object, ...]]:
    said = ("2026-11-13 06:00:00", "2026-Q2")
    yield (2, *said, str(TRIMESTRE), "region", "ML01", "ML01", _CODE, 41.25, 44, _WHY, "Kita (ML0105)")
    yield (2, *said, str(TRIMESTRE), "cercle", "ML0105", "ML01", _CODE, 31.5, None, _WHY, "Kita (ML0105)")
    yield (1, *said, "2026-Q2", "cercle", "ML0105", "ML01", _CODE, 1, 2, "autre trimestre", "autre")
    for rank in range(120):
        commune = f"ML0105{1 + rank % 33:02d}"
        yield (
            2 + rank,
            *said,
            str(TRIMESTRE),
            "commune",
            commune,
            "ML01",
            _CODE,
            rank,
            rank + 1,
            _WHY,
            "Kita (ML0105)",
        )


def _sheet(content: Content) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(xlsx.render(content)))
    return list(book["Révisions"].iter_rows(min_row=3, values_only=True)) if "Révisions" in book else []


def test_a_region_tells_its_own_figures_and_its_cercles_in_three_formats(revised: Path, tmp_path: Path) -> None:
    content = body_content(revised, "CRO_ML01", TRIMESTRE)
    assert [(one.unite_code, one.apres is None) for one in content.revisions] == [("ML01", False), ("ML0105", True)]
    page = html.render(content).decode()
    section = page.split('id="revisions"')[1].split("</section>")[0]
    for told in (
        _WHY,
        "Kita (ML0105)",
        "non publié",
        Trimestre(2026, 2).libelle,
        "édition 2 du 13/11/2026",
        "2\u00a0chiffres déjà publiés",
    ):
        assert told in section, told
    assert "autre trimestre" not in section
    own, below = _sheet(content)
    assert (own[2], own[5], own[6], own[7], own[8], own[10]) == ("ML01", 41.25, 44, 2.75, _WHY, 2)
    assert (below[2], below[6]) == ("ML0105", None)
    (tmp_path / "synthese.pdf").write_bytes(pdf.render(content))
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "synthese.pdf"), "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "Révisions" in text and "chiffres déjà publiés ont changé" in text and "version 2" in text


def test_a_long_list_is_whole_in_the_workbook_and_shortened_elsewhere(revised: Path) -> None:
    content = body_content(revised, "CLO_ML0105", TRIMESTRE)
    assert len(_sheet(content)) == len(content.revisions) == 121
    section = html.render(content).decode().split('id="revisions"')[1].split("</section>")[0]
    assert "Et 21\u00a0autres lignes : la liste entière est dans le classeur." in section.replace("\u202f:", " :")


def test_a_body_whose_figures_stand_says_nothing(revised: Path) -> None:
    content = body_content(revised, "CRO_ML02", TRIMESTRE)
    assert content.revisions == () and _sheet(content) == []
    assert 'id="revisions"' not in html.render(content).decode()
