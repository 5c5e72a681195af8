"""What a synthesis says of the registers, cut from a published file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from registry.periods import Trimestre
from schemas.discovery import all_tables
from syntheses.content import body_content
from syntheses.discovery import Format, all_formats
from syntheses.due import acts_due, due_limit
from syntheses.facts import Content
from syntheses.published_quarter import row_tables
from syntheses.register_facts import Amounts, Registers
from syntheses.scorecard import weaknesses
from syntheses.sections import register_sections
from syntheses.tabular import Column, Grid
from tests.syntheses.register_rows import AILLEURS

T3 = Trimestre(2026, 3)


def _content(published: Path, code: str) -> Content:
    return body_content(published, code, T3)


def _found(published: Path, code: str = "ML0105") -> Registers:
    return _content(published, code).registres


def _said(published: Path, code: str = "ML0105") -> dict[str, str]:
    return {
        one.ancre: " ".join(one.phrases).replace("\u00a0", " ") for one in register_sections(_content(published, code))
    }


def test_a_cooperation_says_where_it_stands(published: Path) -> None:
    one = next(item for item in _found(published).cooperations if item.identifiant == "PAR-ML0105-0000")
    assert (one.phase, one.phase_nom) == (3, "Formalisation et mise en œuvre")
    assert (one.etape, one.etape_etat, one.etape_date) == ("Convention", "Faite", date(2024, 5, 20))
    assert one.suite == "Dossier de demande de financement"
    assert one.demande.startswith("Chiffrer les postes")
    assert (one.engage, one.decaisse) == (60_000_000, 30_000_000)


def test_a_shared_cooperation_is_told_on_both_sides(published: Path) -> None:
    ours = next(item for item in _found(published).cooperations if item.partage)
    assert [(other.reponse, other.reponse_date) for other in ours.partage] == [("Confirmée", date(2026, 8, 3))]
    theirs = [item for item in _found(published, AILLEURS).cooperations if item.identifiant == ours.identifiant]
    assert [item.declaree_par for item in theirs] == [ours.unite_nom]
    assert not ours.declaree_par
    region = [item for item in _found(published, "ML01").cooperations if item.identifiant == ours.identifiant]
    assert [item.declaree_par for item in region] == [""]


def test_a_cooperation_led_elsewhere_is_not_counted_as_ours(published: Path) -> None:
    counted = [item for item in _found(published, AILLEURS).cooperations if not item.declaree_par]
    assert len(counted) == len(_found(published, AILLEURS).cooperations) - 1
    said = _said(published, AILLEURS)["cooperations"]
    assert said.startswith(f"{len(counted)} partenariat" if counted else "Aucun partenariat")


def test_conventions_bear_their_computed_status(published: Path) -> None:
    found = {item.parties.split(" (")[0]: item for item in _found(published).conventions}
    assert found["acte passé"].statut == "Échue"
    assert found["close"].acte == ""
    assert {item.unite_nom for item in found.values()} == {"Badia"}
    due = [item.parties.split(" (")[0] for item in acts_due(_found(published).conventions, T3)]
    assert due == ["acte passé", "rencontre à tenir", "à renouveler", "à vérifier"]
    assert due_limit(T3) == date(2027, 3, 31)
    assert len(_found(published, "ML01").conventions) == 6
    assert not _found(published, "ML02").conventions


def test_money_is_cut_by_channel_procedure_and_source(published: Path) -> None:
    money = _found(published).argent
    assert money is not None
    assert money.total == Amounts("Total", 20_000_000, 60_000_000, 5_000_000, 30_000_000)
    assert {one.libelle: (one.engage, one.decaisse) for one in money.canaux} == {
        "Transfert par le Trésor public": (40_000_000, 28_000_000),
        "Virement sur le compte de la collectivité": (20_000_000, 2_000_000),
    }
    assert {one.libelle: one.decaisse_trimestre for one in money.procedures} == {
        "Appel d’offres": 3_000_000,
        "Gré à gré": 2_000_000,
    }
    for cut in (money.canaux, money.procedures, money.sources):
        assert sum(one.engage for one in cut) == money.total.engage
        assert sum(one.decaisse for one in cut) == money.total.decaisse
    assert "60\u202f000\u202f000 FCFA en tout" in _said(published)["argent"]
    assert "partenaire 67 % et collectivité malienne 33 %" in _said(published)["argent"]


def test_actions_by_state_with_the_late_ones(published: Path) -> None:
    actions = _found(published).actions
    assert dict(actions.par_statut) == {"Prévue": 1, "En cours": 1, "Achevée": 1, "Abandonnée": 1}
    assert [one.intitule for one in actions.retards] == ["Puits du marché"]
    assert [(one.type, one.cible, one.valeur) for one in actions.mesures] == [("Impact", 120, 90), ("Résultat", 10, 12)]


def test_points_are_counted_never_quoted(published: Path) -> None:
    follow = _found(published).suivi
    told = {one.nature: one for one in follow.points}
    assert (told["Convention"].decides, told["Convention"].faits, told["Convention"].en_retard) == (3, 1, 1)
    assert told["Convention"].prochaine == date(2026, 11, 12)
    assert told["Financement"].ouverts == 0
    shown = [column.titre for column in all_tables()["points_a_suivre"].colonnes if column.nom == "decision"]
    sheet = next(one for one in _found(published).feuilles if one.table == "points_a_suivre")
    assert not set(shown) & {title for title, _ in sheet.colonnes}


def test_only_the_quarter_s_meetings_are_told(published: Path) -> None:
    follow = _found(published).suivi
    assert [(one.libelle, one.nombre, one.participants, one.participantes) for one in follow.rencontres] == [
        ("Rencontre annuelle", 2, 41, 12),
        ("Mission ou visite", 1, None, None),
    ]
    assert [one.nombre for one in follow.concertations] == [1]
    assert "1 rencontre annuelle à tenir, la première avant le 02/11/2026" in _said(published)["suivi"]


def test_notices_that_are_filled_or_out_of_date_are_not_open(published: Path) -> None:
    assert len(_found(published).annonces) == 1
    assert _found(published).annonces[0].partie == "Badia"
    assert [one.titre for one in _found(published).experiences] == ["Puits maraîchers"]


def test_one_sheet_for_each_published_register_with_rows(published: Path) -> None:
    found = _found(published)
    titles = {table.nom: table.titre.replace("'", "’") for table in row_tables()}
    shown = [sheet.table for sheet in found.feuilles]
    assert shown == [name for name in titles if name in shown]
    assert len(shown) + len(found.feuilles_vides) == len(titles)
    sheet = next(one for one in found.feuilles if one.table == "engagements")
    assert all(len(row) == len(sheet.colonnes) for row in sheet.lignes)
    assert "Trésor public" in str(sheet.lignes[0])
    assert "contacts" not in titles


@pytest.mark.parametrize("table", [table.nom for table in row_tables()])
def test_register_titles_name_sheets(table: str) -> None:
    title = all_tables()[table].titre
    assert len(title) <= 31
    assert not set(title) & set("[]:*?/\\")
    assert title not in ("Coopérations", "Statut des conventions", "Argent", "Complétude", "Communes", "Cercles")


def test_a_territory_without_cooperation_has_one_line(published: Path) -> None:
    said = _said(published, "ML0802")
    assert said == {"cooperations": "Aucun partenariat n’est rattaché à ce territoire."}


def test_the_scorecard_follows_the_guide() -> None:
    found = weaknesses()
    assert [one.du_guide for one in found] == [True] * 4 + [False]
    assert found[0].titre.startswith("Les actions ne s’inscrivent pas")


@pytest.mark.parametrize("form", all_formats(), ids=lambda form: form.extension)
def test_every_format_is_made_from_the_published_registers(form: Format, published: Path) -> None:
    for code in ("ML0105", "ML0802", "ML"):
        assert form.render(_content(published, code))


def test_shortened_tables_say_where_the_rest_is() -> None:
    grid = Grid("Titre", (Column("A", 1),), tuple((str(rank),) for rank in range(5)))
    assert grid.shortened(5, "ailleurs") == grid
    short = grid.shortened(3, "la suite est en annexe")
    assert (len(short.lignes), short.reste) == (3, "Et 2\u00a0autres lignes : la suite est en annexe.")
