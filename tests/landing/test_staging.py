"""What is staged comes back the same from the archive, whole or not at all (laws 2 and 3)."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from landing.claiming import keep_original
from landing.staging import restage, stage
from landing.zero import DEPOTS, SUFFIXE, submission_zero, submissions_zero
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from schemas.judging import judge
from schemas.sheets import sheets_for
from schemas.submission import Knowledge, Verdict
from tests.landing.workbooks import Book, full_book, judge_one, receive

SANTE = "services_sante"


def spoilt() -> Book:
    book = full_book(defaults={SANTE: ("Estimée", "CSRéf")})
    book.cell(SANTE, 0, "accouchements_assistes_nb", "douze").cell(SANTE, 1, "unite_code", None)
    book.cell(SANTE, 2, "enfants_vaccines_penta3_nb", "ND").cell("elus", 0, "sexe_code", "?")
    return book


def staged(home: Home, verdict: Verdict) -> dict[str, pl.DataFrame]:
    folder = home.staged(verdict.sha256, verdict.expediteur)
    return {path.stem: pl.read_parquet(path) for path in sorted(folder.glob("*.parquet"))}


@pytest.mark.parametrize("kind", ["accepte", "accepte_avec_reserves", "refuse", "perime"])
def test_staging_again_from_the_archive_gives_the_same(home: Home, kind: str) -> None:
    book = full_book() if kind == "accepte" else spoilt()
    if kind == "refuse":
        book.cell("partenariats", 0, "unite_code", "ML010101")
    known = Knowledge(versions={("ML0105", "2026-Q3"): 9}) if kind == "perime" else Knowledge()
    judgement = judge_one(home, book, known)
    verdict = Verdict.from_dict(judgement.verdict.as_dict())
    assert verdict.verdict == kind
    stage(home, judgement)
    before = staged(home, verdict)
    for path in home.staged(verdict.sha256, verdict.expediteur).iterdir():
        path.unlink()
    assert restage(home, [verdict]) == 1
    after = staged(home, verdict)
    assert before.keys() == after.keys()
    for name, frame in before.items():
        assert_frame_equal(frame, after[name])


def test_what_is_staged_keeps_types_and_places(home: Home) -> None:
    judgement = judge_one(home, spoilt())
    stage(home, judgement)
    found = staged(home, judgement.verdict)
    assert found["services"].schema["valeur"] == pl.Decimal(18, 3)
    assert found["partenariats"].schema["statut_date"] == pl.Date
    assert found["partenariats"].schema["_inchangee"] == pl.Boolean
    assert found["_ecartes"].columns == ["table", "feuille", "ligne", "colonne", "codes", "contenu"]
    assert found["_ecartes"].filter(table="elus")["contenu"].str.contains("FICTIF").all()


def test_a_duplicate_does_not_touch_what_is_staged(home: Home) -> None:
    judgement = judge_one(home, full_book())
    stage(home, judgement)
    before = staged(home, judgement.verdict)
    (again,) = receive(home, Knowledge(hashes={("ML0105", judgement.verdict.sha256): 1}))
    stage(home, again)
    assert staged(home, judgement.verdict).keys() == before.keys()


def test_nothing_half_written_stays(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    judgement = judge_one(home, full_book())

    def full(self: pl.DataFrame, *args: object, **kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(OiseError, match="place"):
        stage(home, judgement)
    assert list(home.staging.iterdir()) == []


def test_a_missing_or_altered_original_is_said(home: Home) -> None:
    judgement = judge_one(home, full_book())
    verdict = judgement.verdict
    original = home.original(verdict.sha256, ".xlsx")
    counted = replace(
        verdict, lignes={name: replace(c, integrees=c.integrees + 1) for name, c in verdict.lignes.items()}
    )
    with pytest.raises(OiseError, match="ne donne plus"):
        restage(home, [counted])
    original.chmod(0o600)
    original.write_bytes(original.read_bytes() + b" ")
    with pytest.raises(OiseError, match="a été modifié"):
        restage(home, [verdict])
    original.unlink()
    with pytest.raises(OiseError, match="manque"):
        restage(home, [verdict])


def test_submission_zero_keeps_all_184(home: Home) -> None:
    content, judgement = submission_zero("2026-01-05T08:00:00")
    verdict = judgement.verdict
    assert hashlib.sha256(content).hexdigest() == verdict.sha256
    assert (verdict.expediteur, verdict.trimestre, verdict.version) == ("ML", "2006-Q4", 1)
    assert verdict.lignes["partenariats"].integrees == 184
    frame = judgement.frames["partenariats"]
    assert frame["id_local"].n_unique() == 184
    assert set(frame["statut_code"]) == {"inconnu"}
    unsure = frame.filter(pl.col("etat_rattachement") != "exact")
    assert unsure["unite_code"].null_count() == unsure.height
    assert keep_original(home, content, SUFFIXE) == verdict.sha256
    assert restage(home, [Verdict.from_dict(verdict.as_dict())]) == 1
    assert_frame_equal(staged(home, verdict)["partenariats"], frame)


def test_submission_zero_holds_the_first_real_convention(home: Home) -> None:
    (_, partnerships), (content, judgement) = submissions_zero("2026-01-05T08:00:00")
    verdict = judgement.verdict
    assert {partnerships.verdict.depot_id, verdict.depot_id} == set(DEPOTS)
    assert (verdict.expediteur, verdict.trimestre, verdict.nature) == ("ML", "2006-Q4", "complement")
    assert verdict.version_base == partnerships.verdict.version == 1
    (row,) = judgement.frames["conventions"].rows(named=True)
    partner = partnerships.frames["partenariats"].row(
        by_predicate=pl.col("id_local") == row["partenariat_id"], named=True
    )
    assert (row["id_local"], row["unite_code"], partner["unite_code"]) == ("CON-ML-0001", "ML06", "ML06")
    assert (partner["partenaire"], partner["pays_code"]) == ("Rhônes Alpes", "FR")
    assert (row["signature_date"], row["duree_mois"], row["preavis_mois"]) == (date(1994, 5, 20), 60, 6)
    assert (row["reconduction_code"], row["differends_code"]) == ("commun_accord", "negociation")
    assert row["rencontre_annuelle_prevue"] and row["modification_accord"]
    assert row["visa"] is row["visa_date"] is row["reconductions_nb"] is None, "le guide ne le dit pas"
    # It is a row that the judge would take from a workbook: codes of the lists, rules of the table.
    frame = (
        judgement.frames["conventions"]
        .drop("_feuille", "_ligne", "_inchangee")
        .with_columns(
            _sha256=pl.lit("z"),
            _expediteur=pl.lit("ML06"),
            _debut=pl.lit(date(2006, 10, 1)),
            _fin=pl.lit(date(2006, 12, 31)),
        )
    )
    sheet = next(one for one in sheets_for("ML06", Trimestre(2006, 4)) if one.code == "conventions")
    assert judge(frame, sheet) == []
    keep_original(home, content, SUFFIXE)
    assert restage(home, [Verdict.from_dict(verdict.as_dict())]) == 1
    assert_frame_equal(staged(home, verdict)["conventions"], judgement.frames["conventions"])


def test_staging_is_inside_the_home(home: Home) -> None:
    folder = stage(home, judge_one(home, full_book()))
    assert folder.parent == home.staging
    assert isinstance(folder, Path)
