"""A workbook without the sheets that a sender doesn't need: what may be missing, and that only that is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from landing.answers import receipt_text
from landing.blank import count_cells, write_blank, write_filled
from landing.blank_plan import Fill
from landing.frame import FEUILLE_ACCUEIL, FEUILLE_CACHEE, parse_frame
from landing.reading import read_isolated
from landing.staging import replay
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from schemas.discovery import all_tables
from schemas.sheets import can_be_left_out, left_out, sheets_for
from schemas.submission import Knowledge, Prefill, TableCount
from tests.landing.example_rows import example_row
from tests.landing.workbooks import PARTNERSHIP, codes, full_book, judge_one, receive

T3 = Trimestre(2026, 3)
ACTIONS = frozenset(
    ["actions", "acteurs", "jalons", "dossiers_financement", "engagements", "decaissements", "indicateurs_action"]
)
SENDERS = ("ML0105", "ML01", "ML")


def test_what_depends_on_a_table_must_be_left_out_with_it() -> None:
    with pytest.raises(OiseError, match="laissez aussi de côté parties, conventions, avenants, etapes_cycle,"):
        left_out(["partenariats"], "ML0105")
    with pytest.raises(OiseError, match="laissez aussi de côté decaissements, ou"):
        left_out(["engagements"], "ML0105")
    assert left_out(ACTIONS, "ML0105") == ACTIONS
    assert left_out(["comites_suivi", "plans_action"], "ML0105") == {"comites_suivi", "plans_action"}


def test_the_quarterly_figures_are_always_due() -> None:
    with pytest.raises(OiseError, match="« services » ne peut pas être laissée de côté"):
        left_out(["services"], "ML0105")
    assert next(one.nom for one in all_tables().values() if not can_be_left_out(one)) == "services"


def test_an_unknown_table_is_said_with_the_nearest() -> None:
    with pytest.raises(OiseError, match="« engagement » n'existe pas : vouliez-vous dire « engagements »"):
        left_out(["engagement"], "ML0105")
    with pytest.raises(OiseError, match="vouliez-vous dire « jalons »"):
        left_out(["Jalons."], "ML0105")
    with pytest.raises(OiseError, match="choisissez parmi services, elus"):
        left_out(["xyzt"], "ML0105")


def test_a_workbook_keeps_something_to_fill_in() -> None:
    with pytest.raises(OiseError, match="aucune feuille à remplir"):
        left_out([table.nom for table in all_tables().values() if can_be_left_out(table)], "ML01")
    assert left_out(["activites_ccc"], "ML01") == frozenset(), "une région n'a pas cette feuille"


@pytest.mark.parametrize("sender", SENDERS)
@pytest.mark.parametrize("name", [one.nom for one in all_tables().values() if one.objet == "declaration"])
def test_every_table_may_be_left_out_with_what_its_refusal_names(sender: str, name: str, tmp_path: Path) -> None:
    wanted = {name}
    for _ in range(2):
        try:
            out = left_out(wanted, sender)
            break
        except OiseError as refusal:
            if "laissez aussi de côté " not in str(refusal):
                assert name == "services"
                return
            wanted |= set(str(refusal).split("laissez aussi de côté ")[1].split(", ou gardez")[0].split(", "))
    kept = {sheet.table.nom for sheet in sheets_for(sender, T3, out)}
    assert not kept & wanted
    assert kept | out == {sheet.table.nom for sheet in sheets_for(sender, T3)}
    for table in map(all_tables().__getitem__, kept):
        assert all(c.table in kept for c in table.colonnes if c.type == "reference" and c.obligatoire)


def test_the_blank_lacks_those_sheets_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "sans.xlsx"
    report = write_blank("ML0105", T3, Prefill(), path, False, ACTIONS | {"elus"})
    book = load_workbook(path)
    assert not {all_tables()[name].titre for name in ACTIONS} & set(book.sheetnames)
    frame = parse_frame([cell or "" for cell in row] for row in book[FEUILLE_CACHEE].iter_rows(values_only=True))
    assert frame.cles["sans"] == " ".join(sorted(ACTIONS | {"elus"}))
    text = "\n".join(str(cell.value) for row in book[FEUILLE_ACCUEIL].iter_rows() for cell in row if cell.value)
    assert "Laissées de côté dans ce fichier : Élus, Actions" in text
    assert report.cellules_a_saisir == count_cells("ML0105", T3, Prefill(), ACTIONS | {"elus"})
    assert report.cellules_a_saisir < count_cells("ML0105", T3, Prefill())
    # A kept table may still refer to what is left out, by the lists that OISE gives.
    for rule in book["Rapports"].data_validations.dataValidation:
        assert rule.type != "list" or rule.formula1 in book.defined_names


def test_waiting_requests_of_confirmation_keep_their_sheet(tmp_path: Path) -> None:
    request = {"unite_code": "ML010513", "partenariat_ref": "PAR-ML0104-0003", "reponse_code": "en_attente"}
    with pytest.raises(OiseError, match="attendent une réponse"):
        write_blank(
            "ML0105", T3, Prefill(demandes=(request,)), tmp_path / "a.xlsx", False, frozenset({"confirmations"})
        )


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
def test_the_absence_of_those_sheets_is_accepted_and_counts_nothing(home: Home, kind: str) -> None:
    book = full_book(sans=ACTIONS)
    path = home.drop_folder("ML0105") / f"a.{kind}"
    book.write(path) if kind == "xlsx" else book.write_zip(path)
    (judgement,) = receive(home)
    assert judgement.verdict.verdict == "accepte"
    assert codes(judgement.verdict) == []
    assert not ACTIONS & judgement.verdict.lignes.keys()
    assert not ACTIONS & judgement.frames.keys()
    assert judgement.verdict.lignes["rapports"].soumises == 0, "présente et vide : elle compte pour zéro"
    receipt = receipt_text(home, judgement.verdict, 1, None)
    assert "gardé comme OISE le connaît : Actions, Acteurs, Jalons," in receipt
    whole = dict(judgement.verdict.lignes) | dict.fromkeys(ACTIONS, TableCount(0, 0, 0))
    assert "gardé comme" not in receipt_text(home, replace(judgement.verdict, lignes=whole), 2, None)


def test_no_other_sheet_may_be_missing(home: Home) -> None:
    book = full_book(sans=ACTIONS)
    book.omitted = {"rencontres"}
    judgement = judge_one(home, book)
    assert judgement.verdict.verdict == "refuse"
    assert codes(judgement.verdict) == ["cadre.feuille_manquante"]


@pytest.mark.parametrize("said", ["services", "conventions inventee", "partenariats", "'; DROP"])
def test_a_hidden_sheet_that_leaves_out_what_it_may_not_refuses_the_file(home: Home, said: str) -> None:
    judgement = judge_one(home, full_book(keys={"sans": said}))
    assert judgement.verdict.verdict == "refuse"
    assert "cadre.sans_impossible" in codes(judgement.verdict)


def test_a_sheet_said_left_out_but_there_is_told_and_not_read(home: Home) -> None:
    book = full_book(keys={"sans": "rencontres"})
    book.rows["rencontres"] = [example_row("rencontres")]
    judgement = judge_one(home, book)
    assert codes(judgement.verdict) == ["cadre.feuille_inattendue"]
    assert "rencontres" not in judgement.verdict.lignes


def test_a_reference_to_a_table_left_out_is_known_by_the_store(home: Home) -> None:
    book = full_book(sans=frozenset({"comites_suivi"}))
    report = {**example_row("rapports"), "comite_id": "COM-ML0105-0001", "partenariat_id": PARTNERSHIP["id_local"]}
    book.rows["rapports"] = [{key: value for key, value in report.items() if key != "action_id"}]
    known = Knowledge(identifiants={("ML0105", "comites_suivi"): frozenset({"COM-ML0105-0001"})})
    assert codes(judge_one(home, book, known).verdict) == []
    again = judge_one(home, replace(book, version=2), Knowledge())
    assert codes(again.verdict) == ["ligne.reference_inconnue"]


def test_a_left_out_workbook_is_read_again_from_the_archive(home: Home, tmp_path: Path) -> None:
    path = home.drop_folder("ML0105") / "a.xlsx"
    fill = Fill(lignes={"partenariats": {PARTNERSHIP["id_local"]: PARTNERSHIP}})
    write_filled("ML0105", T3, Prefill(), path, True, fill, sans=ACTIONS)
    (judgement,) = receive(home)
    assert judgement.verdict.lignes["partenariats"].integrees == 1
    original = home.original(judgement.verdict.sha256, judgement.verdict.suffixe)
    again = replay(judgement.verdict, original, read_isolated(original))
    assert again.frames.keys() == judgement.frames.keys()
