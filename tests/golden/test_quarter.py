"""One quarter of a small country, from dropped workbooks to the published edition, through the real flow."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from registry.territory import NATION
from syntheses.bodies import document_paths
from tests.golden.conftest import Golden
from tests.golden.small_country import BODIES, COMMUNES, QUARTER, REGIONS, SENDERS, figure, share
from warehouse.board import quarter_state
from warehouse.journal import verify_chain
from warehouse.published import query

pytestmark = pytest.mark.xdist_group("golden")
README = Path(__file__).parents[2] / "README.md"
WRONG = (COMMUNES["ML0801"][0], COMMUNES["ML0801"][1])


def published(golden: Golden, sql: str) -> list[dict[str, object]]:
    return query(golden.home.analyst_file, sql)


def test_each_file_got_its_verdict(golden: Golden) -> None:
    assert golden.first["fichiers"] == {"accepte": 3, "accepte_avec_reserves": 1, "refuse": 1}
    assert golden.corrected["fichiers"] == {"accepte": 1}
    assert golden.first["publie"] and golden.corrected["publie"]


def test_completeness_never_contradicts_the_indicators_of_quality(golden: Golden) -> None:
    rows = published(
        golden,
        "SELECT c.*, e.numerateur AS acceptes, e.denominateur AS attendus, d.numerateur AS delai, o.denominateur AS "
        "obligatoires, o.numerateur AS renseignes, v.cellules_attendues_nb, v.cellules_remplies_nb FROM completude c "
        "JOIN v_completude v USING (trimestre, unite_code) "
        + " ".join(
            f"JOIN fait_indicateurs {one} ON {one}.indicateur = 'qualite_{name}' AND {one}.unite_code = c.unite_code "
            f"AND {one}.trimestre = c.trimestre"
            for one, name in (("e", "envois"), ("d", "delai"), ("o", "obligatoires"))
        ),
    )
    assert len(rows) == 60
    for row in rows:
        assert (row["recevables_nb"], row["attendus_nb"]) == (row["acceptes"], row["attendus"]), row
        assert row["a_temps_nb"] == row["delai"]
        assert row["obligatoires"] <= row["cellules_attendues_nb"]
        assert row["renseignes"] <= row["cellules_remplies_nb"]
    assert sum(row["recevables_nb"] for row in rows if row["niveau"] == "cercle") == 5


def test_a_second_run_changes_nothing_and_says_so(golden: Golden) -> None:
    assert golden.again["fichiers"] == {}
    assert golden.again["trimestres_refaits"] == ()
    assert (golden.again["empreinte"], golden.again["edition"]) == (golden.first["empreinte"], golden.first["edition"])


def test_a_correction_changes_the_digest_and_the_edition(golden: Golden) -> None:
    assert golden.corrected["empreinte"] != golden.first["empreinte"]
    assert golden.corrected["edition"] == golden.first["edition"] + 1


def test_a_reader_holding_the_file_neither_stops_a_run_nor_sees_a_mix(golden: Golden) -> None:
    assert golden.reader == "True"


def test_every_row_submitted_is_merged_or_set_aside(golden: Golden) -> None:
    state = quarter_state(golden.home, QUARTER)
    assert (state["attendus"], state["recus"], state["recevables"]) == (50, 5, 5)
    by_code = {row["code"]: row for row in state["cercles"]}
    for sender in SENDERS:
        row = by_code[sender]
        assert row["lignes_soumises"] == row["lignes_integrees"] + row["lignes_ecartees"] > 0
    assert by_code["ML0801"]["lignes_ecartees"] == 2
    assert by_code["ML0701"]["lignes_ecartees"] == 0


@pytest.mark.parametrize("region", REGIONS)
def test_a_region_is_the_sum_over_the_sum_of_its_communes(golden: Golden, region: str) -> None:
    communes = tuple(c for sender in SENDERS if sender.startswith(region) for c in COMMUNES[sender])
    expected = share(communes, "recettes_propres_fcfa", "recettes_totales_fcfa")
    (row,) = published(
        golden,
        "SELECT numerateur, denominateur, unites_connues, unites_total, valeur, masque FROM fait_indicateurs "
        f"WHERE trimestre = '{QUARTER}' AND indicateur = 'finances_autonomie' AND unite_code = '{region}'",
    )
    assert row["unites_connues"] == len(communes)
    if row["masque"]:
        assert row["valeur"] is None and 2 * len(communes) < int(str(row["unites_total"]))
    else:
        assert row["valeur"] == pytest.approx(expected.quantize(Decimal("0.000001")))


def test_a_cercle_leaves_out_what_was_set_aside_and_covers_the_rest(golden: Golden) -> None:
    (row,) = published(
        golden,
        "SELECT numerateur, unites_connues, unites_total FROM fait_indicateurs WHERE "
        f"trimestre = '{QUARTER}' AND indicateur = 'finances_autonomie' AND unite_code = 'ML0801'",
    )
    assert row["unites_connues"] == row["unites_total"] == 3
    assert row["numerateur"] == sum(figure(commune, "recettes_propres_fcfa") for commune in COMMUNES["ML0801"])
    known = published(
        golden,
        "SELECT unite_code FROM fait_services WHERE element = 'consultations_nouveaux_cas_nb' "
        f"AND trimestre = '{QUARTER}' AND valeur IS NOT NULL AND niveau = 'commune' ORDER BY ALL",
    )
    told = {str(one["unite_code"]) for one in known}
    assert told & set(COMMUNES["ML0801"]) == set(COMMUNES["ML0801"]) - {WRONG[0]}


def test_the_nation_hides_what_too_few_units_say(golden: Golden) -> None:
    (row,) = published(
        golden,
        "SELECT valeur, masque, couverture_pct FROM fait_indicateurs WHERE "
        f"trimestre = '{QUARTER}' AND indicateur = 'finances_autonomie' AND unite_code = '{NATION}'",
    )
    assert row["masque"] is True and row["valeur"] is None and float(str(row["couverture_pct"])) < 50


def test_each_sender_finds_a_receipt_and_its_own_workbook_annotated(golden: Golden) -> None:
    for sender in SENDERS:
        folder = golden.home.drop_folder(sender)
        assert not [path for path in folder.iterdir() if path.is_file()], "an answered file has left the drop folder"
        assert list((folder / "reponses").glob("*_recu.txt"))
    answers = golden.home.drop_folder("ML0801") / "reponses"
    (receipt,) = answers.glob("*_recu.json")
    codes = {fault["code"] for fault in json.loads(receipt.read_text())["fautes"] if fault["gravite"] == "reserve"}
    assert codes == {"valeur.decimale_interdite", "valeur.nombre_illisible"}
    (copy,) = answers.glob("*.xlsx")
    book = load_workbook(copy)
    assert "Corrections" in book.sheetnames
    assert any(cell.comment for row in book["Santé"].iter_rows() for cell in row if cell.value == "beaucoup")


def test_a_missing_column_refuses_the_file_and_names_it(golden: Golden) -> None:
    receipts = sorted((golden.home.drop_folder("ML0804") / "reponses").glob("*_recu.json"))
    first = json.loads(receipts[0].read_text())
    assert first["verdict"] == "refuse"
    assert any(
        f["code"] == "cadre.colonne_manquante" and "consultation" in f["message"].lower() for f in first["fautes"]
    )


def test_every_body_has_its_three_documents(golden: Golden) -> None:
    folder = golden.home.current_edition / "syntheses" / str(QUARTER)
    for body in BODIES:
        for path in document_paths(body.code, folder):
            assert path.stat().st_size > 1000, path


def test_what_did_not_change_is_carried_over_by_link(golden: Golden) -> None:
    folder = golden.home.current_edition / "syntheses" / str(QUARTER)
    former = golden.home.editions / f"{golden.first['edition']:06d}" / "syntheses" / str(QUARTER)
    same = next(path for path in document_paths("ML0702", folder) if path.suffix == ".pdf")
    changed = next(path for path in document_paths("ML0804", folder) if path.suffix == ".pdf")
    assert same.stat().st_ino == (former / same.name).stat().st_ino
    assert changed.read_bytes() != (former / changed.name).read_bytes()


def test_rebuilding_from_the_journal_gives_the_same_digest(golden: Golden) -> None:
    from flows.rebuilding import rebuild_home

    assert verify_chain(golden.home) == 8
    result = rebuild_home(golden.home)
    assert result.identique and result.empreinte == golden.corrected["empreinte"]


def test_todays_rules_change_no_verdict(golden: Golden) -> None:
    from flows.rereading import reread

    assert reread(golden.home) == []


def test_the_readmes_queries_run_on_the_published_file(golden: Golden, capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    exec(code.replace("data/warehouse/oise.duckdb", str(golden.home.analyst_file)), {})
    assert "ML07" in capsys.readouterr().out
