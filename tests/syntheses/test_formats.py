"""Laws of every output format, over every kind of body."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from typing import Any

import pytest
from openpyxl import load_workbook

from syntheses.discovery import Format, all_formats
from syntheses.facts import Completeness, Content, Figure, Value
from syntheses.formats.pdf import body_pages, page_count
from syntheses.presentation import present

FORMATS = all_formats()
CORPS = ("ML0105", "ML0901", "ML0307", "ML0802", "ML01", "ML09", "ML")
PIEGE = '<script src="https://piege.example">alert(1)</script>'
FORMULE = '=HYPERLINK("https://piege.example";"x")'

Make = Callable[..., Content]


def _format(extension: str) -> Format:
    return next(form for form in FORMATS if form.extension == extension)


def _html(content: Content) -> str:
    return _format("html").render(content).decode()


def _cells(content: Content) -> list[Any]:
    book = load_workbook(io.BytesIO(_format("xlsx").render(content)))
    return [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_formats_are_discovered_by_file() -> None:
    assert [form.extension for form in FORMATS] == ["html", "pdf", "xlsx"]
    assert len({form.nom for form in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("code", CORPS)
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_same_content_same_bytes(form: Format, code: str, make_content: Make) -> None:
    first = form.render(make_content(code))
    present.cache_clear()
    assert form.render(make_content(code)) == first


@pytest.mark.parametrize("code", CORPS)
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_documents_stay_light(form: Format, code: str, make_content: Make) -> None:
    limit = {"html": 300_000, "pdf": 600_000, "xlsx": 200_000}[form.extension]
    assert len(form.render(make_content(code, partenariats=190, conventions=40))) < limit


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_almost_nothing_known(form: Format, make_content: Make) -> None:
    full = make_content("ML0105", partenariats=0, conventions=0)
    unknown = Value(None, "Aucune valeur connue", 0, 33)
    bare = replace(
        full,
        chiffres=tuple(replace(f, ici=unknown, evolution=None, au_dessus=None, norme=None) for f in full.chiffres),
        depots=(),
        serie=None,
        carte=None,
        sous_unites=tuple(replace(unit, valeurs=(), renseignee=False) for unit in full.sous_unites),
        completude=Completeness(0, 0, 0, 0, 0, 0, full.completude.communes_total),
        reserves=(),
    )
    assert form.render(bare)
    if form.extension == "html":
        text = form.render(bare).decode()
        assert "Aucun envoi du CCC n’a été reçu" in text
        assert "Aucun partenariat n’est rattaché à ce territoire" in text
        assert "4 mesurées" not in text
        assert "ne peut être mesurée sur les mêmes unités" in text


@pytest.mark.parametrize("code", CORPS)
@pytest.mark.parametrize("rows", [0, 12, 120])
def test_the_body_holds_on_two_pages(code: str, rows: int, make_content: Make) -> None:
    content = make_content(code, partenariats=rows, conventions=rows // 4)
    content = replace(content, reserves=content.reserves * (1 + rows // 12))
    assert body_pages(content) == 2
    assert (page_count(_format("pdf").render(content)) > 2) == (bool(rows) or content.organe.sigle != "CLO")


def test_pdf_says_what_it_is(make_content: Make) -> None:
    document = _format("pdf").render(make_content())
    assert b"/Lang(fr" in document
    assert b"pdfuaid" in document
    assert b"pdfaid" in document
    assert b"/StructTreeRoot" in document
    assert b"CreationDate(D:20260930" in document


def test_simulated_data_are_said_in_every_format(make_content: Make) -> None:
    real, simulated = make_content(donnees_fictives=False), make_content()
    assert "DONNÉES FICTIVES" in _html(simulated)
    assert "FICTIVES" not in _html(real)
    book = load_workbook(io.BytesIO(_format("xlsx").render(simulated)))
    assert all("FICTIVES" in " ".join(str(c.value) for row in s.iter_rows(max_row=2) for c in row) for s in book)
    assert present(simulated)["fictif"]
    assert not present(real)["fictif"]


class _Reader(HTMLParser):
    """Collects tags, with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("code", CORPS)
def test_page_asks_nothing_of_the_network(code: str, make_content: Make) -> None:
    text = _html(make_content(code))
    assert not re.search(r"https?://|url\((?!#)|@import", text)
    reader = _Reader()
    reader.feed(text)
    names = {tag for tag, _ in reader.tags}
    assert not names & {"script", "link", "img", "iframe", "object"}
    for tag, attributes in reader.tags:
        target = attributes.get("href") or attributes.get("xlink:href") or "#"
        # The only other pages that it opens are the sheets of evidence beside it.
        assert re.match(r"(C[LRN]O_ML\d*_preuves\.html)?(#|$)", target), (tag, target)


def test_page_is_accessible(make_content: Make) -> None:
    reader = _Reader()
    reader.feed(_html(make_content()))
    tags = reader.tags
    assert ("html", {"lang": "fr"}) in tags
    names = [tag for tag, _ in tags]
    assert {"header", "main", "footer", "nav"} <= set(names)
    assert names.count("h1") == 1
    assert names.count("table") == names.count("caption")
    assert all("scope" in attributes for tag, attributes in tags if tag == "th")
    assert all(a.get("aria-label") and a.get("role") == "img" for tag, a in tags if tag == "svg")
    identifiers = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(identifiers) == len(set(identifiers))
    pointed = {a["aria-labelledby"] for _, a in tags if "aria-labelledby" in a}
    assert pointed <= set(identifiers)


def _typed(content: Content, text: str) -> Content:
    """The content with that text everywhere a sender's own words are shown."""
    found = content.registres
    sheet = found.feuilles[0]
    registers = replace(
        found,
        cooperations=(replace(found.cooperations[0], partenaire=text, origine=text, statut=text),),
        conventions=(replace(found.conventions[0], parties=text),),
        actions=replace(
            found.actions,
            retards=(replace(found.actions.retards[0], intitule=text),),
            mesures=(replace(found.actions.mesures[0], action=text, intitule=text, unite_mesure=text),),
        ),
        experiences=(replace(found.experiences[0], titre=text),),
        annonces=(replace(found.annonces[0], partie=text),),
        feuilles=(replace(sheet, lignes=((text, text, None),)),),
    )
    return replace(content, registres=registers, reserves=(text,))


def test_names_are_never_markup(make_content: Make) -> None:
    content = make_content()
    figures = (replace(content.chiffres[0], libelle=PIEGE), *content.chiffres[1:])
    trapped = replace(_typed(content, PIEGE), chiffres=figures)
    reader = _Reader()
    reader.feed(_html(trapped))
    assert "script" not in {tag for tag, _ in reader.tags}
    assert _html(trapped).count("&lt;script") >= 10
    assert _format("pdf").render(trapped)
    assert _format("pdf").render(_typed(content, '#import "x" $a$ *gras* \\ <label>'))


@pytest.mark.parametrize("text", ["北京市", "ߒߞߏ", "مدينة", "cloche\x07 et retour\u202e", "W" * 190])
@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.extension)
def test_a_name_in_any_script_stops_no_document(form: Format, text: str, make_content: Make) -> None:
    assert form.render(_typed(make_content(), text))


def test_workbook_holds_no_formula(make_content: Make) -> None:
    content = _typed(make_content(), FORMULE)
    document = _format("xlsx").render(content)
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        sheets = [archive.read(name).decode() for name in archive.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet or "<hyperlink" in sheet for sheet in sheets)
    assert FORMULE in [cell.value for cell in _cells(content)]
    assert all(cell.data_type != "f" or cell.value.startswith("=HYPERLINK") for cell in _cells(content))


def test_workbook_sheets(make_content: Make) -> None:
    book = load_workbook(io.BytesIO(_format("xlsx").render(make_content())))
    expected = [
        *("Lisez-moi", "Chiffres clés", "Faiblesses du guide", "Communes", "Complétude"),
        *("Coopérations", "Statut des conventions", "Argent", "Jalons"),
    ]
    assert book.sheetnames == expected
    for name in expected[1:]:
        assert book[name].freeze_panes == "B3"
        assert book[name].auto_filter.ref
    notes = " ".join(str(row[0].value) for row in book["Lisez-moi"].iter_rows())
    assert "Argent et Jalons" in notes
    assert "sans ligne pour ce territoire : Avenants et Rapports" in notes
    assert load_workbook(io.BytesIO(_format("xlsx").render(make_content("ML01")))).sheetnames[3] == "Cercles"


def test_workbook_without_cooperation_has_no_empty_sheet(make_content: Make) -> None:
    book = load_workbook(io.BytesIO(_format("xlsx").render(make_content(partenariats=0, conventions=0))))
    assert book.sheetnames == ["Lisez-moi", "Chiffres clés", "Faiblesses du guide", "Communes", "Complétude"]


def test_workbook_figures_are_numbers_with_a_format(make_content: Make) -> None:
    content = make_content()
    book = load_workbook(io.BytesIO(_format("xlsx").render(content)))
    for row, figure in enumerate(content.chiffres, start=3):
        cell = book["Chiffres clés"].cell(row, 4)
        if figure.ici.valeur is None:
            assert cell.value is None
        else:
            assert cell.value == pytest.approx(float(figure.ici.valeur))
            assert cell.number_format == ("#,##0" + ("." + "0" * figure.decimales if figure.decimales else ""))


def _hide(figure: Figure) -> Figure:
    return replace(figure, ici=Value(None, "Effectif inférieur à 5", 3, 33), evolution=None)


@pytest.mark.parametrize("code", ["ML0105", "ML01", "ML"])
def test_hidden_figures_show_their_reason_only(code: str, make_content: Make) -> None:
    content = make_content(code)
    secret = Decimal("87654.321")
    shown = replace(content.chiffres[0], ici=Value(secret, "", 30, 33), evolution=None, decimales=3, unite="%")
    visible = replace(content, chiffres=(shown, *content.chiffres[1:]))
    hidden = replace(content, chiffres=(_hide(shown), *content.chiffres[1:]))
    assert "87\u202f654,321" in _html(visible)
    assert "87\u202f654,321" not in _html(hidden)
    assert "Effectif inférieur à 5" in _html(hidden)
    assert 87654.321 in [cell.value for cell in _cells(visible)]
    assert 87654.321 not in [cell.value for cell in _cells(hidden)]
    assert "87\u202f654,321" not in str(present(hidden))
