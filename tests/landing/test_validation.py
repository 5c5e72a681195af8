"""A CSR's workbook: written with what is to be answered, dropped back, and judged as any file is."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from landing.answers import answer
from landing.blank import write_filled
from landing.blank_plan import Fill
from landing.judgement import Judgement
from landing.simulation.validations import FICTIF, simulate_validation
from landing.verification import verify
from registry.calendar import deadlines
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import Knowledge, Prefill, TableCount
from tests.landing.workbooks import receive

T3 = Trimestre(2026, 3)
CERCLES = ("ML0101", "ML0105", "ML0107")


def asked(serious: int = 1) -> Prefill:
    """What OISE asks of the CSR of ML01: three cercles, each with a serious anomaly and one to look at."""
    anomalies: list[dict[str, Any]] = [
        {
            "unite_code": "ML01",
            "cercle_vise_code": cercle,
            "rang": rank,
            "gravite_code": grade,
            "lieu_code": f"{cercle}01",
            "sujet": "Accouchements assistés",
            "constat": "multiplié par 10 depuis T2 2026",
            "valeur_t1": Decimal(41),
            "valeur": Decimal(410),
            "anomalie_ref": f"{cercle}01/accouchements_assistes_nb/{rank}",
        }
        for cercle in CERCLES
        for rank, grade in ((1, "serieuse"), (2, "a_voir"))
    ]
    decisions = tuple(
        {
            "unite_code": "ML01",
            "cercle_vise_code": cercle,
            "envoi": "accepté, reçu le 10/10/2026",
            "anomalies_nb": 2,
            "serieuses_nb": serious,
            "empreinte": "9f86d081884c7d65",
        }
        for cercle in CERCLES
    )
    themes = ({"unite_code": "ML01", "theme_code": "sante"}, {"unite_code": "ML01", "theme_code": "education"})
    return Prefill(registres={"validations": decisions, "reponses_anomalies": tuple(anomalies), "analyses": themes})


def ids(table: str, *numbers: int) -> list[str]:
    return [f"{table}-ML01-26T3-{number:04d}" for number in numbers]


def typed(**more: Any) -> Fill:
    """Kita validated with its sentence, Bafoulabé validated without one, Yélimané sent back."""
    decision = {"valide_par": "Le CSR"}
    first, second, third = ids("VAL", 1, 2, 3)
    lines: dict[str, dict[str, dict[str, Any]]] = {
        "validations": {
            first: {**decision, "decision_code": "valide"},
            second: {**decision, "decision_code": "valide_avec_reserve", "reserve_texte": "Deux communes estimées."},
            third: {**decision, "decision_code": "a_corriger", "reserve_texte": "Revoir les accouchements."},
        },
        "reponses_anomalies": {ids("ANO", 3)[0]: {"phrase_csr": "Exact, campagne.", "reponse_ccc": "Confirmé."}},
        "analyses": {ids("ANA", 1)[0]: {"texte": "La fréquentation baisse pendant l'hivernage."}},
    }
    return Fill(lignes={**lines, **more})


def drop(home: Home, fill: Fill, prefill: Prefill | None = None, sender: str = "ML01", name: str = "v.xlsx") -> Path:
    path = home.drop_folder(sender) / name
    write_filled("ML01", T3, prefill or asked(), path, True, fill, objet="validation")
    return path


def test_a_decision_without_the_sentences_is_set_aside_and_the_others_are_kept(home: Home) -> None:
    path = drop(home, typed())
    offline = verify(path, "ML01")
    (found,) = receive(home)
    verdict = found.verdict
    assert (verdict.verdict, verdict.objet, verdict.version) == ("accepte_avec_reserves", "validation", 1)
    assert [(one.code, one.table) for one in verdict.fautes] == [("validation.phrase_manquante", "validations")]
    assert verdict.lignes == {
        "validations": TableCount(3, 2, 1),
        "reponses_anomalies": TableCount(1, 1, 0),
        "analyses": TableCount(1, 1, 0),
    }
    kept = found.frames["validations"]
    assert kept["cercle_vise_code"].to_list() == ["ML0105", "ML0107"]
    assert kept["decision_code"].to_list() == ["valide_avec_reserve", "a_corriger"]
    assert offline.fautes == verdict.fautes
    assert offline.lignes == verdict.lignes
    text, *_, copy = answer(home, verdict, 7)
    assert "validation des envois des cercles" in text.read_text(encoding="utf-8-sig")
    page = load_workbook(copy)["Validations"]
    assert any(cell.comment and "anomalies sérieuses" in cell.comment.text for row in page for cell in row)


@pytest.mark.parametrize("gone", [True, False])
def test_a_row_taken_out_of_the_workbook_answers_nothing(home: Home, gone: bool) -> None:
    """The serious anomalies are as many as the workbook was given with."""
    prefill = asked(serious=1 if gone else 0)
    rows = [row for row in prefill.registres["reponses_anomalies"] if row["cercle_vise_code"] != "ML0101"]
    prefill = replace(prefill, registres={**prefill.registres, "reponses_anomalies": tuple(rows)})
    drop(home, typed(reponses_anomalies={ids("ANO", 1)[0]: {"phrase_csr": "Exact."}}), prefill)
    (found,) = receive(home)
    assert found.frames["validations"]["cercle_vise_code"].to_list() == (
        ["ML0105", "ML0107"] if gone else ["ML0101", "ML0105", "ML0107"]
    )


def test_a_cercle_of_another_region_is_set_aside(home: Home) -> None:
    prefill = asked()
    foreign = ({**prefill.registres["validations"][0], "cercle_vise_code": "ML0201"},)
    drop(home, typed(), replace(prefill, registres={**prefill.registres, "validations": foreign}))
    (found,) = receive(home)
    assert {one.code for one in found.verdict.fautes} == {"regle.validations.cercle_de_la_region"}
    assert found.frames["validations"].height == 0


def test_what_is_no_answer_of_a_region_is_refused(home: Home) -> None:
    drop(home, typed(), sender="ML02")
    (found,) = receive(home)
    assert found.verdict.verdict == "refuse"
    assert [one.code for one in found.verdict.fautes] == ["cadre.expediteur_different"]


def test_versions_of_validations_are_counted_apart(home: Home) -> None:
    drop(home, typed())
    known = Knowledge(versions={("ML01", "2026-Q3"): 4})
    assert _verdict(receive(home, known)) == "accepte_avec_reserves"
    assert _verdict(receive(home, replace(known, validations={("ML01", "2026-Q3"): 2}))) == "perime"


def test_the_workbook_shows_what_is_ready(tmp_path: Path) -> None:
    path = tmp_path / "v.xlsx"
    report = write_filled("ML01", T3, asked(), path, True, typed(), objet="validation")
    book = load_workbook(path, data_only=True)
    assert book.sheetnames[:5] == ["Accueil", "Contrôle", "Validations", "Anomalies", "Analyses"]
    control = book["Contrôle"]
    assert [control.cell(row, 5).value for row in (5, 6, 7)] == ["phrases manquantes", "prêt", "prêt"]
    assert [control.cell(row, 3).value for row in (5, 6, 7)] == [0, 1, 0]
    assert report.cellules_a_saisir == 3 + 3 + 3
    locked = load_workbook(path)["Anomalies"]
    names = {cell.value: cell.column for cell in locked[4] if cell.value}
    assert locked.cell(6, names["valeur"]).protection.locked
    assert not locked.cell(6, names["phrase_csr"]).protection.locked


def test_the_demonstrations_answer_holds_every_decision_and_marks_its_texts(home: Home) -> None:
    home.demo_marker.write_text("", encoding="utf-8")
    sent = simulate_validation(home, "ML01", T3, 7, asked())
    assert sent.recu_le.date() <= deadlines(T3).validation
    (found,) = receive(home)
    assert (found.verdict.verdict, found.verdict.objet) == ("accepte", "validation")
    decided = found.frames["validations"]
    assert decided["decision_code"].to_list() == ["valide", "valide_avec_reserve", "a_corriger"]
    texts = [*decided["reserve_texte"], *found.frames["analyses"]["texte"]]
    texts += [*found.frames["reponses_anomalies"]["phrase_csr"], *found.frames["reponses_anomalies"]["reponse_ccc"]]
    assert all(text.startswith(FICTIF) for text in texts if text)
    assert found.frames["analyses"]["cercle_vise_code"].to_list().count("ML0105") == 1


def _verdict(found: list[Judgement]) -> str:
    return found[0].verdict.verdict
