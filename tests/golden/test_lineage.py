"""Every figure of a region's synthesis, followed to the cells of the workbooks that were received."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from indicators.discovery import all_indicators
from registry.codelists import code_list
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import ancestor, children, units
from schemas.discovery import all_tables
from schemas.sheets import LIGNE_IDENTIFIANTS
from syntheses.bodies import body, evidence_name
from syntheses.content import body_content
from syntheses.lineage import Trace, added_up, trace
from syntheses.origins import Cell
from tests.cli.typing_commands import oise, refused
from tests.golden.conftest import Golden
from tests.golden.cooperation_story import COMMUNE, QUARTERS, Walk
from tests.golden.small_country import COMMUNES, QUARTER, SENDERS
from warehouse.published import query

pytestmark = pytest.mark.xdist_group("golden")
REGION = "ML08"


@cache
def sheets(original: Path) -> Any:
    """An archived original, as a person would open it."""
    return load_workbook(original, data_only=True)


def original_of(home: Home, found: Trace, depot: int) -> Path:
    (source,) = [one for one in found.sources if one.fichier.depot == depot]
    path = home.original(source.fichier.sha256, ".xlsx")
    assert path.is_file()
    return path


def written(home: Home, found: Trace, cell: Cell) -> Any:
    """What the original holds where the trace says that the value was read."""
    assert cell.depot is not None and cell.ligne is not None
    sheet = sheets(original_of(home, found, cell.depot))[cell.feuille]
    if cell.colonne:
        return sheet[f"{cell.colonne}{cell.ligne}"].value
    # Columns of rows are bound by their hidden names.
    names = {one.value: one.column for one in sheet[LIGNE_IDENTIFIANTS]}
    return sheet.cell(cell.ligne, names[cell.quoi]).value


def same(cell: Cell, value: Any) -> bool:
    """Whether a value is the one that the trace tells, as people type it."""
    told = cell.valeur
    if told is None and not cell.ligne_de:
        return not re.search(r"\d", str(value or ""))
    if isinstance(told, bool):
        return bool(value == ("oui" if told else "non"))
    if isinstance(told, int | Decimal):
        text = re.sub(r"\s|\(?e\)?$", "", str(value)).replace(",", ".")
        return Decimal({"néant": "0", "neant": "0", "non": "0", "oui": "1"}.get(text, text)) == told
    if isinstance(told, date):
        return bool((value.date() if isinstance(value, datetime) else value) == told)
    table = all_tables()[cell.ligne_de.split("/")[0]]
    liste = next((column.liste for column in table.colonnes if column.nom == cell.quoi), None)
    labels = {told, code_list(liste).libelles.get(str(told))} if liste else {told}
    # A unit is typed by its code, or by its name with its code.
    return value in labels or str(value).endswith(f"({told})") or (told is None and value in (None, ""))


def check(home: Home, found: Trace) -> int:
    """Follow a trace to its cells; how many were read again in the originals."""
    one = all_indicators()[found.indicateur]
    if not found.sans_detail and found.valeur is not None:
        assert added_up(one, found.contributions) == (found.numerateur, found.denominateur or 0), found.indicateur
    read = 0
    for part in found.contributions:
        # Only who sent nothing has nothing to be followed to, and adds nothing.
        assert part.cellules or part.fichiers or part.population or part.numerateur == 0, part
        for cell in part.cellules:
            if cell.depot is None or found_in_the_guide(found, cell):
                continue
            assert same(cell, written(home, found, cell)), cell
            read += 1
    return read


def found_in_the_guide(found: Trace, cell: Cell) -> bool:
    """The guide's own file is no workbook: its line is the printed one."""
    return any(one.fichier.depot == cell.depot and one.fichier.expediteur == "ML" for one in found.sources)


def test_every_figure_of_a_regions_synthesis_leads_to_the_cells_it_was_read_in(golden: Golden) -> None:
    path = golden.home.analyst_file.resolve()
    content = body_content(path, REGION, QUARTER)
    figures = [figure for figure in content.chiffres if figure.ici.valeur is not None]
    read = sum(check(golden.home, trace(path, figure.code, REGION, QUARTER)) for figure in figures)
    assert len(figures) > 20 and read > 100
    share = trace(path, "finances_autonomie", REGION, QUARTER)
    senders = [sender for sender in SENDERS if sender.startswith(REGION)]
    assert {part.unite_code for part in share.contributions} == {c for s in senders for c in COMMUNES[s]}
    assert {one.nom for one in share.inconnues} == {unit.nom for unit in children("ML0802")}
    assert {one.fichier.expediteur for one in share.sources} == set(senders)
    # The corrected file of ML0804 is the one cited, not the one refused before it.
    assert {one.fichier.verdict for one in share.sources} <= {"accepte", "accepte_avec_reserves"}


def test_every_figure_of_a_cooperation_leads_to_the_rows_it_was_read_in(walk: Walk) -> None:
    path, region = walk.home.analyst_file.resolve(), ancestor(COMMUNE, "region") or ""
    asked = {
        row["indicateur"]
        for row in query(
            path,
            "SELECT DISTINCT indicateur FROM fait_contributions WHERE region_code = ? AND trimestre = ? "
            "AND ligne IS NOT NULL",
            [region, str(QUARTERS[-1])],
        )
    }
    read = sum(check(walk.home, trace(path, str(code), region, QUARTERS[-1])) for code in sorted(map(str, asked)))
    assert len(asked) > 20 and read > 100


def test_what_may_not_be_taken_apart_leads_to_a_count_and_files(golden: Golden) -> None:
    path = golden.home.analyst_file.resolve()
    found = trace(path, "elus_alphabetises", REGION, QUARTER)
    assert found.sans_detail and not found.contributions and not found.inconnues
    assert {one.fichier.expediteur for one in found.sources} == {s for s in SENDERS if s.startswith(REGION)}


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("finances_autonomi", REGION, QUARTER), "finances_autonomie"),
        (("finances_autonomie", "Kidal", QUARTER), "ML08"),
        (("finances_autonomie", REGION, Trimestre(2030, 1)), "2026-Q3"),
        (("elus_alphabetises", "ML0801", QUARTER), REGION),
    ],
)
def test_what_is_not_published_is_refused_with_the_nearest(golden: Golden, words: Any, near: str) -> None:
    with pytest.raises(OiseError, match=near):
        trace(golden.home.analyst_file.resolve(), *words)


def anchors(page: Path) -> set[str]:
    return {unescape(found) for found in re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8"))}


def links(page: Path) -> list[str]:
    return [unescape(found) for found in re.findall(r'href="([^"]+)"', page.read_text(encoding="utf-8"))]


def test_a_click_on_any_figure_opens_its_evidence(golden: Golden) -> None:
    folder = golden.home.current_edition / "syntheses" / str(QUARTER)
    synthesis, own = folder / f"CRO_{REGION}.html", evidence_name(REGION)
    content = body_content(golden.home.analyst_file.resolve(), REGION, QUARTER)
    opened = {link for link in links(synthesis) if link.startswith(own)}
    assert {f"{own}#i-{figure.code}" for figure in content.chiffres} <= opened
    assert f"{own}#completude" in opened
    known = {path.name: anchors(path) for path in folder.glob("*.html")}
    pages = [
        synthesis,
        folder / own,
        folder / evidence_name("ML0801"),
        folder / "CLO_ML0801.html",
        folder / "CNO_ML.html",
    ]
    for page in pages:
        for link in links(page):
            name, _, anchor = link.partition("#")
            assert (name or page.name) in known and (not anchor or anchor in known[name or page.name]), (page, link)
        assert page.stat().st_size < 1_500_000
        text = page.read_text(encoding="utf-8")
        assert text.count("<table>") == text.count("<caption>") > 0 and '<html lang="fr">' in text
    # One more click reaches the cells.
    text = (folder / evidence_name("ML0801")).read_text(encoding="utf-8")
    (row,) = re.findall(rf'<tr id="i-finances_autonomie-{COMMUNES["ML0801"][0]}">.*?</tr>', text, re.DOTALL)
    assert "Finances" in row and re.search(r'href="#f\d+">[0-9a-f]{8}</a> v\d', row)
    assert "<script" not in text and "http" not in text.replace("http://www.w3.org", "")


def test_an_unchanged_sheet_of_evidence_is_carried_over(golden: Golden) -> None:
    folder = golden.home.current_edition / "syntheses" / str(QUARTER)
    former = golden.home.editions / f"{golden.first['edition']:06d}" / "syntheses" / str(QUARTER)
    assert (folder / evidence_name("ML0101")).stat().st_ino == (former / evidence_name("ML0101")).stat().st_ino
    assert (folder / evidence_name("ML0804")).read_bytes() != (former / evidence_name("ML0804")).read_bytes()


def test_the_command_tells_a_figure_and_its_files(golden: Golden) -> None:
    home = golden.home.root
    done = oise("tracer", "finances_autonomie", REGION, str(QUARTER), "--json", home=home)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["unite_code"], told["edition"]) == (REGION, golden.corrected["edition"])
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in told["sources"])
    assert {one["nom"] for one in told["sources"]} >= {f"OISE_ML0801_{QUARTER}.xlsx"}
    shown = oise("tracer", "finances_autonomie", "ML0801", str(QUARTER), home=home).stdout
    assert "Numérateur" in shown and units()[COMMUNES["ML0801"][0]].nom in shown and "dépôt" in shown
    assert body("ML0801", QUARTER).nom in shown
    refused(oise("tracer", "finances_autonomie", "ML9999", str(QUARTER), home=home), "ML9999")
