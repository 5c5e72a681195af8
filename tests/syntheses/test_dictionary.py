"""The dictionary holds everything that is declared, reads well as Markdown, and says it in good French typography."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from indicators.discovery import all_indicators
from indicators.fiche import fiche
from indicators.published import DIM_INDICATEUR, FAIT_CONTRIBUTIONS, FAIT_INDICATEURS
from indicators.scorecard import FAIBLESSES, SCORECARD
from registry.codelists import code_list, list_names
from registry.elements import all_elements
from schemas.declaration import Table
from schemas.discovery import all_tables
from syntheses.dictionary import dictionary_text
from syntheses.markdown import bullets, code, french, prose, table
from warehouse.division_views import division_macros
from warehouse.history_tables import indicator_history, macros
from warehouse.star import published_tables
from warehouse.views import views

_CELLS = re.compile(r"(?<!\\)\|")
_CODE = re.compile(r"`[^`]*`")
_ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
_LINK = re.compile(r"(?<!\\)\]\(#([^)]+)\)")


@cache
def _text() -> str:
    return dictionary_text()


def _section(anchor: str) -> str:
    """What stands under an anchor, up to the next one."""
    return _text().split(f'<a id="{anchor}"></a>', 1)[1].split("<a id=", 1)[0]


def _rows(section: str) -> dict[str, str]:
    """The table rows of a section by the identifier in their first cell; the last of an identifier wins."""
    found = re.findall(r"^\| `([^`]+)` \|.*$", section, re.MULTILINE)
    lines = [line for line in section.split("\n") if line.startswith("| `")]
    return dict(zip(found, lines, strict=True))


def test_the_same_declarations_give_the_same_text() -> None:
    assert dictionary_text() == _text()
    assert _text().endswith("\n")
    assert not _text().endswith("\n\n")
    assert "\r" not in _text()


def test_every_link_arrives_and_every_anchor_is_alone() -> None:
    anchors = _ANCHOR.findall(_text())
    assert len(anchors) == len(set(anchors))
    assert set(_LINK.findall(_text())) <= set(anchors)


def test_tables_are_well_formed() -> None:
    lines = _text().split("\n")
    width = 0
    for before, line in zip(["", *lines], lines, strict=False):
        if not line.startswith("|"):
            continue
        cells = len(_CELLS.findall(_CODE.sub("", line)))
        if not before.startswith("|"):
            width = cells
        assert cells == width, line


def test_typography_is_french() -> None:
    told = _CODE.sub("", _text())
    assert not re.search(r" [;!?»]|« ", told)
    assert not re.search(r"\w'\w", told)
    assert not re.search(r"\d \d{3}\b", told)


@pytest.mark.parametrize("one", all_tables().values(), ids=lambda one: one.nom)
def test_a_table_is_told_whole(one: Table) -> None:
    section = _section(f"table-{one.nom}")
    columns, _, checks = section.partition("| Contrôle |")
    assert prose(one.description) in section
    shown = _rows(columns)
    assert list(shown) == [column.nom for column in (*one.colonnes, *one.colonnes_internes)]
    for column in (*one.colonnes, *one.colonnes_internes):
        assert prose(column.description) in shown[column.nom]
        assert column.liste is None or f"(#liste-{column.liste})" in shown[column.nom]
        assert column.table is None or f"(#table-{column.table})" in shown[column.nom]
        restricted = "restreint" in (column.confidentialite, one.confidentialite)
        assert ("| restreinte |" in shown[column.nom]) is restricted
    rules = _rows(checks)
    assert list(rules) == [rule.code.rsplit(".", 1)[1] for rule in one.regles]
    for rule in one.regles:
        assert prose(rule.phrase)[1:] in rules[rule.code.rsplit(".", 1)[1]]
        assert prose(rule.remede) in rules[rule.code.rsplit(".", 1)[1]]


def test_what_never_leaves_is_said() -> None:
    assert "jamais, sous aucune forme" in _section("table-contacts")
    assert "une fois relue" in _section("table-experiences")
    assert "Sexe\u202f; Fonction" in _section("table-elus")
    assert 'id="publie-contacts"' not in _text()


def test_every_element_is_told() -> None:
    shown = _rows(_text().split('<a id="elements"></a>')[1].split('<a id="listes"></a>')[0])
    assert set(shown) == set(all_elements())
    for element in all_elements().values():
        row = shown[element.code]
        assert prose(element.definition) in row
        assert ("(confirmée)" if element.confirme else "(à confirmer)") in row
        assert (prose(element.source) in row) or not element.source


@pytest.mark.parametrize("name", list_names())
def test_every_code_is_told(name: str) -> None:
    section = _section(f"liste-{name}")
    for key, label in code_list(name).libelles.items():
        assert f"{code(key)} " in section
        assert prose(label) in section


def test_every_indicator_is_told() -> None:
    for one in all_indicators().values():
        section = _section(f"indicateur-{one.code}")
        assert f"#### {prose(one.libelle)}\n" in section
        assert code(one.code) in section
        for fact in fiche(one).split("\n")[2:]:
            assert prose(fact.partition(" : ")[2]) in section


def test_the_scorecard_is_told() -> None:
    section = _section("faiblesses")
    for line in SCORECARD:
        assert f"(#indicateur-{line.code})" in section
    assert all(prose(weakness) in section for weakness in FAIBLESSES.values())


def test_every_published_table_view_and_macro_is_told() -> None:
    history = indicator_history(FAIT_INDICATEURS)
    for published in (*published_tables(), FAIT_INDICATEURS, DIM_INDICATEUR, FAIT_CONTRIBUTIONS, history):
        shown = _rows(_section(f"publie-{published.nom}"))
        assert list(shown) == [column.nom for column in published.colonnes]
    for view in views():
        section = _section(f"publie-{view.nom}")
        assert prose(view.commentaire) in section
        told = re.findall(r"`([^`]+)`", section.split("Colonnes de", 1)[-1].split("\n| Colonne", 1)[0])
        told += _rows(section)
        assert {name for name, _ in view.colonnes} <= set(told)
    for macro in (*macros(history), *division_macros()):
        section = _section(f"publie-{macro.nom}")
        assert prose(macro.commentaire) in section
        assert list(_rows(section)) == [name for name, _, _ in macro.colonnes]


@given(st.text())
@example("a|b\n# c *d* `e` <script> &amp; _f_")
def test_any_text_stays_in_its_cell_and_is_no_markup(text: str) -> None:
    shown = prose(text)
    assert "\n" not in shown
    assert not _CELLS.search(shown)
    assert not re.search(r"(?<!\\)[`*<>\[\]&]", shown)
    assert re.sub(r"\\(.)", r"\1", shown) == french(" ".join(text.split()))


def test_words_with_underscores_stay_as_they_are() -> None:
    assert prose("id_local et _entier_") == "id_local et \\_entier\\_"


def test_an_empty_column_is_left_out() -> None:
    assert table(("A", "B"), [("1", ""), ("2", "")]) == ["| A |", "| --- |", "| 1 |", "| 2 |", ""]
    assert table(("A",), []) == []
    assert bullets([]) == []


def test_thousands_and_signs_are_bound() -> None:
    assert french("de 0 à 200 000 : l'eau ; 5 %") == "de 0 à 200\u202f000\u00a0: l’eau\u202f; 5\u00a0%"
