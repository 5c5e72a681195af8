"""What the CSRs answered, in every synthesis: decisions, reserves, analyses, and figures said to be provisional."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from registry.periods import Trimestre
from registry.territory import unit
from syntheses.analysis import analysis_of, provisional_badge, provisional_reserves
from syntheses.analysis_facts import Analysis
from syntheses.analysis_section import analysis_section
from syntheses.bodies import body
from syntheses.content import compose
from syntheses.discovery import all_formats
from syntheses.facts import Content
from syntheses.formats.pdf import body_pages
from syntheses.published_quarter import Quarter, read_quarter

T3 = Trimestre(2026, 3)
LONG = "Les consultations baissent pendant l'hivernage, faute de routes. " * 25


def _decision(cercle: str, code: str, current: bool = True, reserve: str | None = None) -> dict[str, Any]:
    day = date(2026, 10, 20)
    return {"expediteur": cercle, "decision_code": code, "a_jour": current, "valide_le": day, "reserve": reserve}


def _remark(region: str, theme: str, text: str, cercle: str | None = None) -> dict[str, Any]:
    return {
        "trimestre": str(T3),
        "expediteur": region,
        "unite_code": region,
        "cercle_vise_code": cercle,
        "theme_code": theme,
        "texte": text,
        "id_local": f"ANA-{region}-26T3-0001",
    }


@pytest.fixture(scope="module")
def quarter(published: Path) -> Quarter:
    """A quarter in which every cercle sent, and the CSR of ML01 answered for four of its seven."""
    found = read_quarter(published, T3)
    rows = (
        _remark("ML01", "sante", LONG),
        _remark("ML01", "ensemble", "Vue d'ensemble de Kayes."),
        _remark("ML01", "ensemble", "Kita se tient bien.", "ML0105"),
        _remark("ML01", "hydraulique", "Bafoulabé manque de pompes.", "ML0102"),
        _remark("ML02", "sante", "Ailleurs."),
    )
    return replace(
        found,
        depots=tuple({**row, "verdict": "accepte"} for row in found.depots),
        validations=(
            _decision("ML0101", "valide"),
            _decision("ML0102", "valide_avec_reserve", reserve="Deux communes sont estimées."),
            _decision("ML0104", "a_corriger", reserve="Revoir l'état civil."),
            _decision("ML0105", "valide", current=False),
        ),
        lignes={**found.lignes, "analyses": rows},
        cellules={},
    )


def said(quarter: Quarter, code: str) -> tuple[Analysis, list[str]]:
    organe = body(code, T3)
    found = analysis_of(quarter, organe)
    return found, provisional_reserves(found, organe)


def test_a_region_says_who_is_validated_and_who_is_awaited(quarter: Quarter) -> None:
    found, reserves = said(quarter, "ML01")
    assert (found.valides, len(found.decisions)) == (2, 7)
    assert reserves[0].startswith("Chiffres provisoires : 2 sur 7\u00a0cercles sont validés par leur CSR ; ")
    assert {one.code for one in found.provisoires} == {"ML0103", "ML0104", "ML0105", "ML0106", "ML0107"}
    assert reserves[1] == f"Renvoyés par leur CSR pour correction (1) : {unit('ML0104').nom}."
    assert reserves[2] == "Réserve du CSR sur Bafoulabé : Deux communes sont estimées."
    assert [(one.theme, one.lieu) for one in found.remarques] == [
        ("Vue d’ensemble", "Kayes"),
        ("Vue d’ensemble", "Kita"),
        ("Santé", "Kayes"),
        ("Hydraulique", "Bafoulabé"),
    ]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("ML0101", None),
        ("ML0102", "Réserve du CSR : Deux communes sont estimées."),
        ("ML0103", "Chiffres provisoires : le CSR n’a pas encore dit s’il valide l’envoi du cercle."),
        ("ML0104", "Chiffres provisoires : le CSR a renvoyé l’envoi au cercle pour correction. Revoir l’état civil."),
        ("ML0105", "l’envoi du cercle a changé depuis la décision du CSR du 20/10/2026 (Validé)."),
    ],
)
def test_a_cercle_says_where_its_own_figures_stand(quarter: Quarter, code: str, sentence: str | None) -> None:
    found, reserves = said(quarter, code)
    assert len(found.decisions) == 1
    assert bool(provisional_badge(found)) is (code not in ("ML0101", "ML0102"))
    if sentence is None:
        assert reserves == []
    else:
        (told,) = reserves
        assert told.endswith(sentence)


def test_a_cercle_reads_its_own_analysis_first_and_the_nation_each_region(quarter: Quarter) -> None:
    assert [one.lieu for one in said(quarter, "ML0105")[0].remarques] == ["Kita", "Kayes", "Kayes"]
    assert [one.lieu for one in said(quarter, "ML")[0].remarques] == ["Kayes", "Kayes", "Koulikoro"]
    assert said(quarter, "ML07")[0].remarques == ()


@pytest.mark.parametrize("code", ["ML0105", "ML01", "ML"])
def test_every_format_tells_it(quarter: Quarter, code: str, make_content: Callable[..., Content]) -> None:
    organe = body(code, T3)
    found = analysis_of(quarter, organe)
    reserves = tuple(provisional_reserves(found, organe))
    plain = make_content(code)
    content = replace(plain, analyse=found, reserves=(*reserves, *plain.reserves))
    made = {form.extension: form.render(content) for form in all_formats()}
    page = re.sub(r"\s+", " ", made["html"].decode())
    assert "CHIFFRES PROVISOIRES" in page
    assert "Analyse du CSR" in page
    assert "hivernage" in page
    book = load_workbook(io.BytesIO(made["xlsx"]))
    first = "\n".join(str(cell.value) for row in book["Lisez-moi"].iter_rows() for cell in row if cell.value)
    assert "CHIFFRES PROVISOIRES" in first
    assert "Chiffres provisoires" in first
    cells = [str(cell.value) for row in book["Analyse du CSR"].iter_rows() for cell in row if cell.value]
    assert any(LONG.replace("'", "’")[:400] in text for text in cells)
    assert body_pages(content) <= 2


def test_each_cercle_of_a_region_says_whether_its_figures_are_provisional(quarter: Quarter) -> None:
    states = {unit.code: unit.etat for unit in compose(quarter, body("ML01", T3)).sous_unites}
    assert {code for code, state in states.items() if "(chiffres provisoires)" in state} == {
        "ML0103",
        "ML0104",
        "ML0105",
        "ML0106",
        "ML0107",
    }


def test_nothing_is_said_of_a_territory_without_a_return(
    quarter: Quarter, make_content: Callable[..., Content]
) -> None:
    silent = replace(quarter, depots=(), validations=(), lignes={**quarter.lignes, "analyses": ()})
    found, reserves = said(silent, "ML01")
    assert found == Analysis()
    assert reserves == provisional_badge(found) == []
    assert analysis_section(make_content("ML01")) is None
