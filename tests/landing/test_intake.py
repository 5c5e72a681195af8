"""One verdict per file, clear faults, nothing lost: laws 1, 4, 5, 6 and 7 at the intake."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from landing.blank import write_filled
from landing.blank_plan import Fill
from landing.intake import already_answered, judge_rows, ordered
from landing.judgement import build, count, grouped
from landing.opening import open_file
from landing.raw import RawFile, RawSheet
from landing.verification import verify
from registry.home import Home
from registry.periods import Trimestre
from schemas.catalogue import kind
from schemas.discovery import all_tables
from schemas.submission import Knowledge, LastStock, Prefill
from tests.landing.example_rows import example_row
from tests.landing.workbooks import (
    CONVENTION,
    OFFICIAL,
    PARTNERSHIP,
    QUARTER,
    Book,
    codes,
    conserved,
    drop,
    full_book,
    judge_one,
    read_claims,
    receive,
)

SANTE, EAU = "services_sante", "services_hydraulique"


def cells(book: Book) -> int:
    return sum(len(book.rows[sheet.code]) * len(sheet.elements) for sheet in book.sheets if sheet.large)


def test_a_right_workbook_is_accepted_whole(home: Home) -> None:
    book = full_book()
    judgement = judge_one(home, book)
    verdict = judgement.verdict
    assert (verdict.verdict, verdict.fautes, verdict.ecarts) == ("accepte", (), ())
    assert verdict.lignes["services"].integrees == cells(book)
    assert verdict.lignes["partenariats"].integrees == 1
    assert conserved(judgement)
    services = judgement.frames["services"]
    assert services.schema["valeur"] == pl.Decimal(18, 3)
    row = services.row(0, named=True)
    assert (row["unite_code"], row["valeur"], row["etat"]) == ("ML010501", Decimal(2), "mesuree")
    assert (row["_feuille"], row["_ligne"], row["_colonne"]) == ("Santé", 6, "C")
    assert row["date_observation"] == date(2026, 9, 30)


CELLS: list[tuple[str, str, Any, str]] = [
    (SANTE, "accouchements_assistes_nb", "douze", "valeur.nombre_illisible"),
    (SANTE, "accouchements_assistes_nb", "1 250,5", "valeur.decimale_interdite"),
    (SANTE, "accouchements_assistes_nb", "1.250,5", "valeur.nombre_ambigu"),
    (SANTE, "accouchements_assistes_nb", -3, "valeur.negatif"),
    (SANTE, "unite_code", None, "ligne.obligatoire_absent"),
    (SANTE, "unite_code", "ML010599", "valeur.unite_inconnue"),
    (SANTE, "unite_code", "ML010502", "ligne.double"),
    (EAU, "forages_pmh_fonctionnels_nb", 9, "regle.services.partie_forages_pmh_fonctionnels_nb"),
    ("partenariats", "pays_code", "Frnce", "valeur.code_inconnu"),
    ("partenariats", "partenaire", None, "ligne.obligatoire_absent"),
    ("partenariats", "partenaire", "x" * 201, "valeur.trop_long"),
    ("partenariats", "statut_date", "31/02/2024", "valeur.date_illisible"),
    ("partenariats", "statut_date", "01/02/24", "valeur.date_ambigue"),
    ("partenariats", "statut_date", date(2027, 1, 1), "regle.partenariats.statut_futur"),
    ("partenariats", "diaspora_associee", "peut-être", "valeur.oui_non_illisible"),
    ("partenariats", "unite_code", "Kayes (ML010513)", "valeur.unite_contradictoire"),
    ("partenariats", "id_local", None, "ligne.identifiant_absent"),
    ("partenariats", "id_local", "moi-1", "ligne.identifiant_inconnu"),
    ("conventions", "partenariat_id", "PAR-ML0105-0099", "ligne.reference_inconnue"),
]


@pytest.mark.parametrize(("sheet", "column", "value", "code"), CELLS)
def test_a_wrong_cell_is_set_aside_and_the_rest_is_kept(
    home: Home, sheet: str, column: str, value: Any, code: str
) -> None:
    book = full_book().cell(sheet, 0, column, value)
    judgement = judge_one(home, book)
    verdict = judgement.verdict
    assert verdict.verdict == "accepte_avec_reserves"
    assert code in codes(verdict)
    found = next(one for one in verdict.fautes if one.code == code)
    assert found.feuille == book.sheet(sheet).onglet
    assert found.ligne in (6, 7)
    assert found.colonne
    assert found.message.endswith(".")
    assert ";" in found.message
    assert conserved(judgement)
    aside = judgement.ecartes.filter(pl.col("codes").str.contains(code, literal=True))
    assert aside.height >= 1
    whole = judgement.verdict.lignes["services"].ecartees
    if sheet == SANTE and column != "unite_code":
        assert whole == 1


def test_a_set_aside_partnership_is_no_reference(home: Home) -> None:
    judgement = judge_one(home, full_book().cell("partenariats", 0, "pays_code", "Frnce"))
    assert "ligne.reference_inconnue" in codes(judgement.verdict)
    assert judgement.verdict.lignes["conventions"].integrees == 0


def test_a_partnership_known_to_the_store_is_a_reference(home: Home) -> None:
    book = full_book()
    book.rows["partenariats"] = []
    known = Knowledge(identifiants={("ML0105", "partenariats"): frozenset({"PAR-ML0105-0001"})})
    assert judge_one(home, book, known).verdict.verdict == "accepte"


EARLIER = {
    "decaissements": ("engagement_id", "engagements", "ENG-ML0105-0007"),
    "rapports": ("comite_id", "comites_suivi", "COM-ML0105-0002"),
    "points_a_suivre": ("rencontre_id", "rencontres", "REN-ML0105-26T1-0002"),
    "avenants": ("convention_id", "conventions", "CON-ML0105-0009"),
}


@pytest.mark.parametrize("name", EARLIER)
def test_a_row_may_refer_to_what_an_earlier_file_brought(home: Home, name: str, tmp_path: Path) -> None:
    """A register, or an event of an earlier quarter: by the store; offline it is left unjudged, and said so."""
    column, target, earlier = EARLIER[name]
    references = {one.nom for one in all_tables()[name].colonnes if one.type == "reference"}
    row = {key: value for key, value in example_row(name).items() if key not in references}
    book = full_book()
    book.rows[name] = [{**row, column: earlier}]
    known = Knowledge(identifiants={(book.sender, target): frozenset({earlier})})
    assert codes(judge_one(home, book, known).verdict) == []
    unknown = judge_one(home, replace(book, version=2))
    assert codes(unknown.verdict) == ["ligne.reference_inconnue"]
    found = verify(book.write(tmp_path / "a.xlsx"), today=date(2026, 10, 12))
    assert found.fautes == ()
    assert any(item.startswith("références") for item in found.non_verifie)


def test_requests_of_confirmation_come_back_answered_or_as_they_were(home: Home) -> None:
    asked = tuple(
        {"unite_code": "ML010513", "partenariat_ref": ref, "reponse_code": "en_attente", "etat_ligne": "actif"}
        for ref in ("PAR-ML0104-0003", "PAR-ML01-0007")
    )
    answer = {"reponse_code": "confirmee", "reponse_date": date(2026, 9, 30)}
    path = home.drop_folder("ML0105") / "a.xlsx"
    fill = Fill(lignes={"confirmations": {"CNF-ML0105-0002": answer}})
    write_filled("ML0105", QUARTER, Prefill(demandes=asked), path, False, fill)
    (judgement,) = receive(home)
    assert {found.table for found in judgement.verdict.fautes} <= {"services", None}
    rows = judgement.frames["confirmations"].select("id_local", "partenariat_ref", "reponse_code", "_inchangee").rows()
    assert rows == [
        ("CNF-ML0105-0001", "PAR-ML0104-0003", "en_attente", True),
        ("CNF-ML0105-0002", "PAR-ML01-0007", "confirmee", False),
    ]


@pytest.mark.parametrize("stranger", ["PAR-ML0104-0001", "PAR-ML01-0001", "PAR-ML-0007"])
def test_an_identifier_of_another_sender_is_not_taken(home: Home, stranger: str, tmp_path: Path) -> None:
    book = full_book()
    book.rows["partenariats"].append({**PARTNERSHIP, "id_local": stranger})
    judgement = judge_one(home, book)
    assert codes(judgement.verdict) == ["ligne.identifiant_inconnu"]
    assert stranger in judgement.verdict.fautes[0].message
    assert judgement.frames["partenariats"]["id_local"].to_list() == [PARTNERSHIP["id_local"]]
    assert verify(book.write(tmp_path / "a.xlsx"), today=date(2026, 10, 12)).fautes == judgement.verdict.fautes
    # What the nation handed over keeps its identifier, which the store then knows as the holder's.
    handed = Knowledge(identifiants={(book.sender, "partenariats"): frozenset({stranger})})
    assert judge_one(home, replace(book, version=2), handed).verdict.verdict == "accepte"


def test_every_copy_of_a_repeated_row_is_set_aside(home: Home) -> None:
    book = full_book()
    book.rows["partenariats"].append({**PARTNERSHIP, "partenaire": "Autre ville"})
    verdict = judge_one(home, book).verdict
    assert codes(verdict).count("ligne.double") == 2
    assert verdict.lignes["partenariats"].integrees == 0


def test_another_cercle_s_commune_as_owner_refuses_the_file(home: Home) -> None:
    judgement = judge_one(home, full_book().cell("partenariats", 0, "unite_code", "ML010101"))
    assert judgement.verdict.verdict == "refuse"
    assert codes(judgement.verdict, "bloquant") == ["cadre.proprietaire_hors_perimetre"]
    assert judgement.frames == {}
    assert conserved(judgement)
    assert judgement.verdict.lignes["services"].ecartees == cells(full_book())


def test_columns_are_bound_by_name_not_by_place(home: Home) -> None:
    book = full_book()
    for sheet in book.sheets:
        book.columns[sheet.code] = [column.nom for column in reversed(sheet.colonnes)]
    judgement = judge_one(home, book)
    assert judgement.verdict.verdict == "accepte"
    first = judgement.frames["services"].filter(unite_code="ML010501", element="accouchements_assistes_nb")
    assert first["valeur"].to_list() == [Decimal(2)]


FRAMES: list[tuple[dict[str, str], str]] = [
    ({"contrat": "99"}, "cadre.contrat_inconnu"),
    ({"expediteur": "ML0104"}, "cadre.expediteur_different"),
    ({"expediteur": "ML01О5"}, "cadre.expediteur_inconnu"),
    ({"expediteur": "ML010501"}, "cadre.expediteur_inconnu"),
    ({"trimestre": "2026-Q5"}, "cadre.trimestre_inconnu"),
    ({"trimestre": "2027-Q1"}, "cadre.trimestre_futur"),
    ({"nature": "partielle"}, "cadre.nature_inconnue"),
    ({"version": "un"}, "cadre.version_illisible"),
    ({"version": ""}, "cadre.feuille_oise_illisible"),
]


@pytest.mark.parametrize(("keys", "code"), FRAMES)
def test_a_fault_in_the_frame_refuses_the_file(home: Home, keys: dict[str, str], code: str) -> None:
    book = full_book(keys=keys)
    judgement = judge_one(home, book)
    assert judgement.verdict.verdict == "refuse"
    assert code in codes(judgement.verdict, "bloquant")
    assert judgement.frames == {}
    assert conserved(judgement)


def test_a_missing_column_a_double_one_and_a_foreign_one(home: Home) -> None:
    book = full_book()
    names = [column.nom for column in book.sheet(SANTE).colonnes]
    book.columns[SANTE] = [*names[:-1], names[1], "meteo"]
    judgement = judge_one(home, book)
    assert judgement.verdict.verdict == "refuse"
    assert {"cadre.colonne_manquante", "cadre.colonne_double", "cadre.colonne_inattendue"} <= set(
        codes(judgement.verdict)
    )
    missing = next(found for found in judgement.verdict.fautes if found.code == "cadre.colonne_manquante")
    assert missing.colonne == names[-1]
    assert conserved(judgement)


def test_a_missing_sheet_and_a_lost_row_of_identifiers(home: Home) -> None:
    book = full_book(omitted={SANTE})
    book.columns[EAU] = ["a", "b"]
    assert {"cadre.feuille_manquante", "cadre.identifiants_absents"} <= set(codes(judge_one(home, book).verdict))


def test_the_folder_says_who_sends(home: Home) -> None:
    drop(home, full_book(), folder="ML0104")
    (judgement,) = receive(home)
    assert (judgement.verdict.expediteur, judgement.verdict.verdict) == ("ML0104", "refuse")
    assert codes(judgement.verdict) == ["cadre.expediteur_different"]
    assert judgement.verdict.lignes == {}


def test_states_of_values(home: Home) -> None:
    book = full_book()
    element = "accouchements_assistes_nb"
    for row, value in enumerate(("ND", "SO", "néant", "-", None, "120 (e)", 0)):
        book.cell(SANTE, row, element, value)
    judgement = judge_one(home, book)
    assert judgement.verdict.verdict == "accepte"
    found = judgement.frames["services"].filter(element=element).sort("_ligne").head(7)
    assert found["etat"].to_list() == [
        "non_disponible",
        "sans_objet",
        "mesuree",
        "non_disponible",
        "non_renseigne",
        "estimee",
        "mesuree",
    ]
    assert found["valeur"].to_list() == [None, None, Decimal(0), None, None, Decimal(120), Decimal(0)]
    assert "valeur.non_renseignee" in codes(judgement.verdict, "avertissement")


def test_defaults_of_a_sheet(home: Home) -> None:
    book = full_book(defaults={SANTE: ("Estimée", "Rapport du CSRéf")})
    frame = judge_one(home, book).frames["services"].filter(_feuille="Santé")
    assert set(frame["etat"]) == {"estimee"}
    assert set(frame["source"]) == {"Rapport du CSRéf"}


def test_an_unknown_default_state_is_never_guessed(home: Home) -> None:
    judgement = judge_one(home, full_book(defaults={SANTE: ("Mesure", None)}))
    assert "valeur.etat_inconnu" in codes(judgement.verdict)
    assert judgement.frames["services"].filter(_feuille="Santé").height == 0
    assert conserved(judgement)


def test_in_a_complement_a_blank_stages_nothing(home: Home) -> None:
    book = full_book(nature="complement", version=2, base=1)
    for sheet in book.sheets:
        if sheet.large:
            book.rows[sheet.code] = []
    book.rows[SANTE] = [{"unite_code": "ML010501", "accouchements_assistes_nb": 7}]
    known = Knowledge(versions={("ML0105", "2026-Q3"): 1})
    judgement = judge_one(home, book, known)
    assert judgement.verdict.verdict == "accepte"
    assert judgement.verdict.lignes["services"].soumises == 1
    assert judgement.verdict.version_base == 1


def test_a_complement_stands_on_the_accepted_version(home: Home) -> None:
    book = full_book(nature="complement", version=3, base=1)
    known = Knowledge(versions={("ML0105", "2026-Q3"): 2})
    assert codes(judge_one(home, book, known).verdict) == ["cadre.version_base_inconnue"]


def test_what_was_prefilled_and_comes_back_unchanged(home: Home) -> None:
    typed = {**PARTNERSHIP, "statut_date": date(2020, 1, 2), "diaspora_associee": True}
    stocks = {("ML010501", "forages_pmh_nb"): LastStock(Decimal(2), date(2026, 6, 30))}
    book = full_book(prefill=Prefill({"partenariats": (typed,)}, stocks))
    book.rows["partenariats"] = [{**typed, "diaspora_associee": "Oui", "pays_code": "France"}]
    judgement = judge_one(home, book)
    assert judgement.frames["partenariats"]["_inchangee"].to_list() == [True]
    row = judgement.frames["services"].row(
        by_predicate=(pl.col("unite_code") == "ML010501") & (pl.col("element") == "forages_pmh_nb"), named=True
    )
    assert (row["etat"], row["date_observation"]) == ("reconduite", date(2026, 6, 30))


def test_an_unchanged_row_is_not_reproached_with_what_it_was_given(home: Home) -> None:
    old = {"id_local": "PAR-ML0105-0001", "partenaire": "Ville", "etat_ligne": "actif"}
    book = full_book(prefill=Prefill({"partenariats": (old,)}))
    book.rows["partenariats"] = [dict(old)]
    judgement = judge_one(home, book)
    assert judgement.verdict.verdict == "accepte"
    assert judgement.frames["partenariats"]["_inchangee"].to_list() == [True]


def test_a_prefilled_row_that_was_changed_is_a_new_version(home: Home) -> None:
    book = full_book(prefill=Prefill({"partenariats": (dict(PARTNERSHIP),)}))
    book.cell("partenariats", 0, "statut_code", "Rompu")
    frame = judge_one(home, book).frames["partenariats"]
    assert frame["_inchangee"].to_list() == [False]


def test_a_row_with_only_its_identifier_is_empty(home: Home) -> None:
    book = full_book()
    book.rows["partenariats"] += [{"id_local": f"PAR-ML0105-{n:04d}"} for n in range(2, 9)]
    assert judge_one(home, book).verdict.lignes["partenariats"].soumises == 1


def test_a_commune_left_out_is_told(home: Home) -> None:
    book = full_book()
    book.rows[SANTE].pop()
    verdict = judge_one(home, book).verdict
    assert verdict.verdict == "accepte"
    assert codes(verdict) == ["ligne.unite_manquante"]


def test_the_same_bytes_twice_are_a_duplicate(home: Home) -> None:
    drop(home, full_book(), "a.xlsx")
    path = home.drop_folder("ML0105") / "b.xlsx"
    path.write_bytes((home.drop_folder("ML0105") / "a.xlsx").read_bytes())
    verdicts = sorted(judgement.verdict.verdict for judgement in receive(home))
    assert verdicts == ["accepte", "doublon"]
    sha = receive(home)[0].verdict.sha256
    again = receive(home, Knowledge(hashes={("ML0105", sha): 12}))
    assert {(one.verdict.verdict, one.verdict.doublon_de) for one in again} == {("doublon", 12)}
    assert all(one.frames == {} and one.verdict.lignes == {} for one in again)


def test_an_answered_deposit_is_a_retry_not_a_duplicate(home: Home) -> None:
    from landing.claiming import claim, survey

    drop(home, full_book())
    claims = [claim(home, found, "2026-10-12T10:00:00") for found in survey(home).drops]
    verdict = receive(home)[0].verdict
    known = Knowledge({verdict.depot_id: 4}, {("ML0105", verdict.sha256): 4})
    assert already_answered(claims, known) == {0: 4}
    assert already_answered(claims, Knowledge(hashes=known.hashes)) == {}


def test_an_older_version_is_out_of_date(home: Home) -> None:
    known = Knowledge(versions={("ML0105", "2026-Q3"): 3})
    judgement = judge_one(home, full_book(version=2), known)
    assert judgement.verdict.verdict == "perime"
    assert judgement.frames == {}
    assert conserved(judgement)
    assert judge_one(home, full_book(version=3), known).verdict.verdict == "accepte"


def test_two_versions_in_one_batch_are_settled_in_order(home: Home) -> None:
    import os

    for name, version, moment in (("a.xlsx", 2, 10), ("b.xlsx", 1, 20)):
        os.utime(drop(home, full_book(version=version), name), (moment, moment))
    assert [judgement.verdict.verdict for judgement in receive(home)] == ["accepte", "perime"]


def test_files_of_one_batch_do_not_touch_each_other(home: Home) -> None:
    drop(home, full_book())
    drop(home, full_book(sender="ML0104").cell(SANTE, 0, "unite_code", "ML010401"))
    (home.drop_folder("ML0103") / "x.xlsx").write_bytes(b"<html>")
    by_sender = {judgement.verdict.expediteur: judgement.verdict for judgement in receive(home)}
    assert by_sender["ML0105"].verdict == "accepte"
    assert by_sender["ML0103"].verdict == "illisible"
    assert codes(by_sender["ML0103"]) == ["fichier.pas_un_classeur"]


def test_the_verdict_carries_no_personal_data(home: Home) -> None:
    book = full_book()
    book.rows["elus"] = [
        {**OFFICIAL, "nom": "CANARI" + "x" * 80, "naissance_annee": "CANARI-1978", "sexe_code": "CANARI"},
        {**OFFICIAL, "id_local": "ELU-ML0105-0002", "naissance_annee": 1777, "prenom": "CANARI\u202e"},
    ]
    book.cell("partenariats", 0, "contact", "CANARI" * 80)
    judgement = judge_one(home, book)
    written = str(judgement.verdict.as_dict())
    told = [found for found in judgement.verdict.fautes if found.colonne in ("nom", "prenom", "contact")]
    assert told
    for found in judgement.verdict.fautes:
        if found.colonne != "sexe_code":
            assert "CANARI" not in found.message
            assert "CANARI" not in (found.valeur or "")
    assert "1777" not in written


def test_a_zip_of_csvs_is_judged_as_its_workbook(home: Home) -> None:
    book = full_book().cell("partenariats", 0, "pays_code", "Frnce")
    book.write_zip(home.drop_folder("ML0105") / "a.zip")
    (judgement,) = receive(home)
    assert codes(judgement.verdict) == ["valeur.code_inconnu", "ligne.reference_inconnue"]
    assert judgement.verdict.fautes[0].ligne == 2
    assert judgement.verdict.lignes["services"].integrees == cells(book)


def test_faults_come_in_a_stable_order(home: Home) -> None:
    book = full_book()
    for row in (5, 1, 3):
        book.cell(SANTE, row, "accouchements_assistes_nb", "x").cell(EAU, row, "forages_pmh_nb", "y")
    fautes = judge_one(home, book).verdict.fautes
    places = [(found.feuille, found.ligne) for found in fautes if found.ligne]
    assert places == [(tab, row) for tab in ("Santé", "Hydraulique") for row in (7, 9, 11)]


VALUES = st.one_of(
    st.none(),
    st.floats(min_value=-10, max_value=1e6, allow_nan=False),
    st.integers(0, 50).map(float),
    st.sampled_from(["ND", "SO", "néant", "-", "12 (e)", "1 250,5", "x", "", "oui", "ML010513", "2026-01-01"]),
)


@given(
    values=st.lists(VALUES, min_size=30, max_size=30),
    nature=st.sampled_from(["complete", "complement"]),
    places=st.lists(st.integers(0, 40), min_size=30, max_size=30),
)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_submitted_is_merged_plus_set_aside_whatever_is_typed(
    values: list[Any], nature: Any, places: list[int]
) -> None:
    book = full_book(nature=nature, version=2, base=1)
    book.rows["conventions"].append({**CONVENTION, "id_local": "CON-ML0105-0002"})
    slots = [
        (code, row, column) for code, rows in book.rows.items() for row in range(len(rows)) for column in rows[row]
    ]
    for value, place in zip(values, places, strict=True):
        code, row, column = slots[(place * 37) % len(slots)]
        book.cell(code, row, column, value)
    opened = open_file(as_read(book), "ML0105", date(2026, 10, 12))
    judge_rows([opened], Knowledge())
    refused = tuple(found.code for found in ordered(opened) if found.gravite == "bloquant")
    from landing.intake import ecarts

    frames, left = build(opened, grouped(ecarts(opened)), refused)
    total = 0
    for reading in opened.feuilles:
        if not reading.sheet.large:
            total += len(reading.lignes)
        elif nature == "complete":
            total += len(reading.lignes) * len(reading.sheet.elements)
    counts = count(frames, left)
    assert all(one.soumises == one.integrees + one.ecartees for one in counts.values())
    if nature == "complete":
        assert sum(one.soumises for one in counts.values()) == total
    assert all(code.split() and all(kind(one) for one in code.split()) for code in left["codes"])


def as_read(book: Book) -> RawFile:
    """What the child would hand back of a workbook, without writing it."""
    sheets: dict[str, RawSheet] = {}
    for sheet in book.sheets:
        header = book.header(sheet)
        rows = [tuple(row.get(name) for name in header) for row in book.rows.get(sheet.code, [])]
        cells = [tuple(float(c) if type(c) is int else c for c in row) for row in rows]
        sheets[sheet.onglet] = RawSheet(((), (), (), tuple(header), (), *cells))
    sheets["_oise"] = RawSheet(tuple(book.frame()))
    return RawFile("xlsx", sheets, tuple(sheets))


def test_a_real_blank_filled_and_sent_back_is_accepted(home: Home, tmp_path: Path) -> None:
    quarter = Trimestre(2026, 3)
    services = {
        (row["unite_code"], column): value
        for sheet, rows in full_book().rows.items()
        if sheet.startswith("services_")
        for row in rows
        for column, value in row.items()
        if column not in ("unite_code", "unite_nom")
    }
    fill = Fill(
        services, {"partenariats": {"PAR-ML0105-0001": {k: v for k, v in PARTNERSHIP.items() if k != "id_local"}}}
    )
    write_filled("ML0105", quarter, Prefill(), home.drop_folder("ML0105") / "a.xlsx", True, fill)
    (judgement,) = receive(home)
    assert judgement.verdict.fautes == ()
    assert judgement.verdict.lignes["partenariats"].integrees == 1
    assert read_claims(home, []) == []
