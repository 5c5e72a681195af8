"""The board as a page and as JSON, and the reminders: what they must hold, and what they must never do."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from registry.elements import elements_asked
from registry.home import Home
from registry.periods import Trimestre
from schemas.catalogue import fault
from schemas.faults import Fault
from syntheses.documents.etat_page import board_page
from syntheses.documents.relances import LONGUEUR_MESSAGE, Letters, letters
from syntheses.typesetting import page_count
from tests.warehouse.conftest import Intake, communes, value
from tests.warehouse.csr_answer import decide
from warehouse.board import quarter_state, read_board

QUARTER = Trimestre(2026, 3)
JOUR = date(2026, 10, 28)
CASE = elements_asked(QUARTER)[0].code
DOC = Path(__file__).parents[2] / "docs" / "etat.md"
SIGNATAIRE = "Cellule nationale"
VIDES = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta"}


def _faults(count: int) -> tuple[Fault, ...]:
    return (
        fault("valeur.negatif", feuille="Hydraulique", ligne=9, colonne="x", titre="Forages équipés", valeur="-3"),
        *(
            fault("valeur.nombre_illisible", feuille="Santé", ligne=6 + row, colonne="y", titre="CSCom", valeur="b")
            for row in range(count)
        ),
        fault("ligne.obligatoire_absent", feuille="Élus", ligne=8, colonne="nom", titre="Nom", valeur="(masqué)"),
        fault("cadre.feuille_manquante", attendu="Éducation"),
    )


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """A demonstration of one region: accepted, refused, sent back with a hostile sentence, late, and absent."""
    home = Home(tmp_path_factory.mktemp("relances") / "oise")
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    home.demo_marker.touch()
    home.perimeter_file.write_text("ML01")
    intake = Intake(home)
    cells = {"services": [value(communes("ML0101")[0], CASE, 1)]}
    intake.deposit("ML0101", "2026-Q3", cells)
    refused = intake.deposit("ML0102", "2026-Q3", verdict="refuse", journal=False)
    intake.journal(replace(refused, fautes=_faults(30)))
    intake.deposit("ML0103", "2026-Q3", {"services": []})
    intake.deposit("ML0104", "2026-Q3", {"services": []}, received="2026-10-20T08:00:00+00:00")
    answers = [
        {
            "id_local": f"ANO-ML01-{rank:04d}",
            "unite_code": "ML01",
            "cercle_vise_code": "ML0103",
            "rang": rank,
            "gravite_code": "serieuse",
            "lieu_code": communes("ML0103")[rank],
            "sujet": "Accouchements assistés",
            "constat": "multipliée par 10",
            "phrase_csr": told_of,
        }
        for rank, told_of in ((2, "Le registre dit 12."), (1, "Zéro de trop ?"), (3, None))
    ]
    reserve = "Revoir les <b>accouchements</b> de Diéma."
    decide(intake, "ML01", {"ML0103": "a_corriger"}, "2026-10-24T08:00:00+00:00", reserve, answers)
    yield home


@pytest.fixture(scope="module")
def made(told: Home) -> Letters:
    return letters(told, read_board(told, QUARTER, jour=JOUR), SIGNATAIRE)


def test_only_those_who_owe_an_answer_are_reminded(made: Letters) -> None:
    owed = {"ML0105": "absent", "ML0106": "absent", "ML0107": "absent", "ML0102": "refuse", "ML0103": "a_corriger"}
    assert {one.cercle: one.motif for one in made.relances} == owed
    assert set(made.documents) == {
        "relances.csv",
        *(f"relance_{code}_2026-Q3.{form}" for code in owed for form in ("pdf", "txt")),
    }
    rows = list(csv.DictReader(io.StringIO(made.documents["relances.csv"].decode("utf-8-sig")), delimiter=";"))
    assert [(row["cercle"], row["retard_jours"], row["fautes_nb"]) for row in rows if row["fautes_nb"] != "0"] == [
        ("ML0102", "13", "33")
    ]


@pytest.mark.parametrize(
    ("code", "held"),
    [
        ("ML0105", ("rien reçu de votre centre", "13 jours de retard", "ML01/ML0105", "Kita")),
        (
            "ML0102",
            (
                "est refusé",
                "La feuille « Éducation » manque",
                "« b » n’est pas un nombre",
                "30 fois",
                "feuille Santé, colonne « CSCom », lignes 6, 7, 8",
                "« -3 » est négatif",
                "La case est obligatoire et vide",
                "13 jours de retard",
            ),
        ),
        (
            "ML0103",
            ("Revoir les <b>accouchements</b> de Diéma.", "Zéro de trop ?", "Le registre dit 12.", "24 octobre"),
        ),
    ],
)
def test_a_letter_holds_what_is_asked_of_its_cercle(made: Letters, tmp_path: Path, code: str, held: tuple[str]) -> None:
    document = made.documents[f"relance_{code}_2026-Q3.pdf"]
    assert page_count(document) == 1
    (tmp_path / "lettre.pdf").write_bytes(document)
    read = subprocess.run(["pdftotext", "-layout", str(tmp_path / "lettre.pdf"), "-"], capture_output=True, check=True)
    text = " ".join(read.stdout.decode().split())
    for words in (*held, "28 octobre 2026", "15 octobre 2026", SIGNATAIRE, "région de Kayes", "DONNÉES FICTIVES"):
        assert words in text, words
    # What blocks is said before what is set aside, and the heaviest odd figure before the others.
    if code == "ML0102":
        assert text.index("Éducation") < text.index("« b »") < text.index("« -3 »")
    if code == "ML0103":
        assert text.index("Zéro de trop") < text.index("Le registre dit")


def test_a_message_fits_a_phone_and_says_the_same(made: Letters) -> None:
    texts = {name[8:14]: made.documents[name].decode("utf-8-sig") for name in made.documents if name.endswith(".txt")}
    for code, text in texts.items():
        assert len(text.strip()) <= LONGUEUR_MESSAGE
        assert text.startswith("FICTIF. ") and f"ML01/{code}" in text and SIGNATAIRE in text
    assert "Éducation" in texts["ML0102"] and "+ 32 autres fautes" in texts["ML0102"].replace("\u00a0", " ")
    assert "accouchements" in texts["ML0103"] and "15/10/2026" in texts["ML0105"]


def test_letters_are_the_same_again_and_never_longer_than_two_pages(told: Home, made: Letters) -> None:
    board = read_board(told, QUARTER, jour=JOUR)
    name = "relance_ML0102_2026-Q3.pdf"
    assert letters(told, board, SIGNATAIRE).documents[name] == made.documents[name]
    one = next(one for one in made.relances if one.cercle == "ML0102")
    long = tuple(replace(one.groupes[0], phrase=f"{rank} {'mot ' * 120}") for rank in range(40))
    from syntheses.documents.relances import letter_pdf

    assert page_count(letter_pdf(board, replace(one, groupes=long), SIGNATAIRE)) <= 2


def test_nobody_to_remind_writes_nothing(told: Home) -> None:
    board = read_board(told, QUARTER, jour=date(2026, 10, 12), connu_le=date(2026, 10, 1))
    assert letters(told, board, SIGNATAIRE).documents == {}


class _Balanced(HTMLParser):
    """Every tag that opens is closed, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VIDES:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_asks_nothing_outside_and_escapes_what_was_written(told: Home) -> None:
    page = board_page(quarter_state(told, QUARTER, jour=JOUR)).decode()
    reader = _Balanced()
    reader.feed(page)
    assert reader.open == []
    assert not re.search(r"https?:|//[a-z]|<script|<link|<img|<iframe|@import|url\(|\ssrc=", page)
    assert "DONNÉES FICTIVES" in page and 'lang="fr"' in page
    assert "&lt;b&gt;accouchements&lt;/b&gt;" in page and "<b>" not in page
    for code in ("ML0101", "ML0102", "ML0103", "ML0104", "ML0105", "ML0106", "ML0107"):
        assert page.count(f"<small>{code}</small>") == 1
    assert "ML0201" not in page
    assert page.index("ML0105") < page.index("ML0102") < page.index("ML0103") < page.index("ML0104")


def test_every_key_of_the_document_is_documented(told: Home) -> None:
    documented = set(re.findall(r"`(\w+)`", DOC.read_text(encoding="utf-8")))
    state = quarter_state(told, QUARTER)
    keys = {*state, *state["regions"][0], *(key for row in state["cercles"] for key in row)}
    keys |= {key for row in state["cercles"] for key in (row["validation"] or {})}
    assert keys <= documented, keys - documented
