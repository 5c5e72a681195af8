"""The standard report of an advice centre: its own rows only, nothing restricted, printed and editable."""

from __future__ import annotations

import io
import subprocess
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest

from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from schemas.discovery import all_tables
from schemas.submission import TableCount, Verdict
from syntheses.documents.rapport_ccc import Report, gather_report, report_docx, report_pdf
from syntheses.documents.rapport_outline import outline, sender_title
from syntheses.typesetting import page_count
from warehouse.journal import append
from warehouse.lake import open_lake

TRIMESTRE = Trimestre(2026, 3)
KITA, MADINA = "ML010513", "ML010521"
SECRET, AUTRE = "SECRETRESTREINT", "AUTREEXPEDITEUR"
PIEGE = '#panic("x") $a_1$ *gras* \\ <a> @b [c] & <w:p/> \x00\x07\u202e' + "W" * 120
Row = dict[str, Any]


def _rows(text: str = "") -> dict[str, list[Row]]:
    """By table, rows of the quarter and of the one before; ``text`` in every field of text."""

    def named(usual: str) -> str:
        return (text or usual)[:200]

    par, act = {"partenariat_id": "PAR-1"}, {"action_id": "ACT-1"}
    return {
        "partenariats": [
            {
                "id_local": "PAR-1",
                "partenaire": named("Ville de Saint-Exemple"),
                "pays_code": "FR",
                "statut_code": status,
                "contact": SECRET,
                "trimestre": quarter,
            }
            for status, quarter in (("negociation", "2026-Q1"), ("actif", "2026-Q3"), ("rompu", "2026-Q4"))
        ]
        + [
            {
                "id_local": "PAR-2",
                "partenaire": named("Commune nouvelle"),
                "pays_code": "BE",
                "statut_code": "recherche",
            }
        ],
        "conventions": [
            {
                "id_local": "CON-1",
                **par,
                "intitule": named("Convention 2024"),
                "statut_code": "signee",
                "signature_date": date(2024, 5, 20),
                "duree_mois": 36,
                "reconduction_code": "commun_accord",
                "visa": False,
                "trimestre": "2025-Q1",
            }
        ],
        "etapes_cycle": [
            {
                "id_local": "ETA-1",
                **par,
                "etape_code": "coordination",
                "etat_code": "faite",
                "etape_date": date(2026, 8, 2),
            },
            {"id_local": "ETA-2", **par, "etape_code": "reseaux", "etat_code": "faite", "etape_date": date(2020, 8, 2)},
        ],
        "activites_ccc": [
            {
                "id_local": f"ACC-{rank}",
                "unite_code": MADINA,
                "type_action_code": kind,
                "objet": named(what),
                "statut_code": status,
                "debut_date": day,
                "jours_nb": Decimal("2.5"),
                "resultat": named("Fait"),
                "cout_fcfa": 125_000,
            }
            for rank, (kind, what, status, day) in enumerate(
                (
                    ("planification", "Revue annuelle du PDSEC", "realisee", date(2026, 7, 20)),
                    ("suivi", "Mission de suivi des forages", "reportee", date(2026, 9, 1)),
                    ("clo", "Préparation du CLO", "prevue", date(2026, 11, 2)),
                )
            )
        ],
        "formations": [
            {
                "id_local": "FOR-1",
                "theme_code": "budget_finances",
                "intitule": named("Élaborer le budget"),
                "debut_date": date(2026, 7, 6),
                "fin_date": date(2026, 7, 8),
                "jours_nb": Decimal(3),
                "participants_nb": 24,
                "participantes_nb": 7,
                "elus_nb": 15,
                "cout_fcfa": 450_000,
            }
        ],
        "actions": [
            {
                "id_local": "ACT-1",
                **par,
                "intitule": named("Réhabilitation de douze forages"),
                "statut_code": "en_cours",
            }
        ],
        "engagements": [
            {
                "id_local": f"ENG-{rank}",
                **act,
                "source_code": "partenaire",
                "canal_code": "compte_communal",
                "engagement_date": day,
                "montant_fcfa": amount,
                "trimestre": quarter,
            }
            for rank, (day, amount, quarter) in enumerate(
                (
                    (date(2025, 7, 30), 1_000_000, "2025-Q3"),
                    (date(2026, 7, 30), 2_000_000, "2026-Q3"),
                    (date(2026, 10, 30), 4_000_000, "2026-Q4"),
                )
            )
        ],
        "decaissements": [
            {
                "id_local": f"DEC-{rank}",
                "engagement_id": "ENG-0",
                "canal_code": "compte_communal",
                "decaissement_date": day,
                "montant_fcfa": 300_000,
                "trimestre": quarter,
            }
            for rank, (day, quarter) in enumerate(
                ((date(2025, 8, 30), "2025-Q3"), (date(2026, 8, 30), "2026-Q3"), (date(2026, 11, 1), "2026-Q4"))
            )
        ],
        "rencontres": [
            {
                "id_local": "REN-1",
                **par,
                "type_code": "annuelle",
                "sens_code": "recue",
                "rencontre_date": date(2026, 8, 12),
                "lieu": named("Kita"),
                "participants_nb": 24,
                "participantes_nb": 9,
                "compte_rendu": True,
            }
        ],
        "concertations": [
            {
                "id_local": "CCT-1",
                "organe_code": "clo",
                "theme_code": "conventions",
                "concertation_date": date(2026, 9, 22),
                "participants_nb": 42,
            }
        ],
        "rapports": [{"id_local": "RAP-1", "type_code": "mission", **act, "rapport_date": date(2026, 9, 25)}],
        "points_a_suivre": [
            {
                "id_local": name,
                "origine_code": "rencontre",
                "decision": named(what),
                "decision_date": taken,
                "echeance_date": due,
                "etat_code": state,
                "fait_date": done,
                "trimestre": quarter,
            }
            for name, what, taken, due, state, done, quarter in (
                ("PTS-1", "Nommer le comité", date(2026, 2, 12), date(2026, 6, 30), "a_faire", None, "2026-Q1"),
                ("PTS-2", "Envoyer le rapport", date(2026, 2, 12), None, "a_faire", None, "2026-Q1"),
                ("PTS-2", "Envoyer le rapport", date(2026, 2, 12), None, "fait", date(2026, 7, 4), "2026-Q3"),
                ("PTS-3", "Vieille affaire close", date(2025, 2, 12), None, "fait", date(2025, 3, 1), "2025-Q1"),
                ("PTS-4", "Informer la population", date(2026, 9, 22), None, "a_faire", None, "2026-Q3"),
            )
        ],
        "contacts": [{"id_local": "CTC-1", "fonction_code": "maire", "nom": SECRET, "telephone": SECRET}],
        "services": [
            {"unite_code": commune, "element": "naissances_declarees_nb", "valeur": None, "etat": state}
            for commune, state in ((KITA, "mesuree"), (MADINA, "non_disponible"), ("ML010501", "estimee"))
        ],
    }


def _put(home: Home, text: str = "") -> None:
    """The rows of Kita, and for another sender rows that must never show."""
    registers = {name for name, table in all_tables().items() if table.nature == "registre"}
    with open_lake(home) as lake, lake.transaction():
        for table, rows in _rows(text).items():
            for row in rows:
                usual = {"expediteur": "ML0105", "trimestre": "2026-Q3", "sequence": 1, "unite_code": KITA}
                mine = {**usual, **({"etat_ligne": "actif"} if table in registers else {}), **row}
                texts = {key: AUTRE for key in ("objet", "partenaire", "decision", "intitule") if key in mine}
                for one in (mine, {**mine, "expediteur": "ML0106", **texts}):
                    names, marks = ", ".join(one), ", ".join("?" for _ in one)
                    lake.connection.execute(f"INSERT INTO lac.{table} ({names}) VALUES ({marks})", list(one.values()))


def _received(home: Home, verdict: str, day: str, version: int, sender: str = "ML0105") -> None:
    body = Verdict(
        verdict=verdict,  # type: ignore[arg-type]
        expediteur=sender,
        sha256=f"{version:064d}",
        suffixe=".xlsx",
        nom_original="envoi.xlsx",
        depot_id=f"{sender}/envoi.xlsx/{version}/{day}",
        recu_le=f"{day}T08:30:00+00:00",
        trimestre="2026-Q3",
        nature="complete",
        version=version,
        lignes={"services": TableCount(100, 97, 3), "partenariats": TableCount(2, 2, 0)},
    )
    append(home, "depot", body.as_dict(), "oise", body.recu_le)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report of Kita for a quarter in which everything happened."""
    home = Home(tmp_path_factory.mktemp("centre") / "oise")
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    _put(home)
    _received(home, "refuse", "2026-10-05", 1)
    _received(home, "accepte_avec_reserves", "2026-10-09", 2)
    _received(home, "accepte", "2026-10-20", 3)
    _received(home, "accepte", "2026-10-20", 4, sender="ML0106")
    return gather_report(home, "ml0105", "2026-Q3")


def _all_text(report: Report) -> str:
    told = outline(report)
    cells = [cell for part in told.parties if part.grille for line in part.grille.lignes for cell in line]
    phrases = [phrase for part in told.parties for phrase in part.phrases]
    return " | ".join([*(value for pair in told.resume for value in pair), *phrases, *cells])


def test_what_was_sent_and_its_verdicts(report: Report) -> None:
    assert [(one.verdict, one.a_temps, one.integrees, one.ecartees) for one in report.envois] == [
        ("refuse", None, 99, 3),
        ("accepte_avec_reserves", True, 99, 3),
        ("accepte", False, 99, 3),
    ]
    assert report.attendu
    assert report.echeance == date(2026, 10, 15)


def test_services_are_counted_over_what_was_asked(report: Report) -> None:
    social = next(one for one in report.services if one.domaine == "social")
    assert (social.renseignees, social.indisponibles, social.sans_objet) == (2, 1, 0)
    assert social.demandees % report.communes_nb == 0
    assert social.vides == social.demandees - 3
    assert sum(one.demandees for one in report.services) == report.communes_nb * report.elements_nb


def test_news_of_the_quarter_and_no_later(report: Report) -> None:
    changes = {one.identifiant: one for one in report.changements}
    assert set(changes) == {"PAR-1", "PAR-2"}
    assert (changes["PAR-1"].avant_code, changes["PAR-1"].statut_code) == ("negociation", "actif")
    assert changes["PAR-2"].nouveau
    assert [one.etape_code for one in report.etapes] == ["coordination"]
    (convention,) = report.conventions
    assert (convention.statut_code, convention.acte_code) == ("en_vigueur", "obtenir_visa")
    assert len(report.rencontres) == len(report.concertations) == len(report.rapports) == 1


def test_money_of_the_quarter_and_since_the_first(report: Report) -> None:
    assert [one.montant_fcfa for one in report.engagements] == [2_000_000]
    assert [one.montant_fcfa for one in report.decaissements] == [300_000]
    assert (report.engage_cumul, report.decaisse_cumul) == (3_000_000, 600_000)


def test_points_decided_last_time_come_back_with_their_state(report: Report) -> None:
    assert [(one.decision, one.etat_code, one.nouveau, one.retard) for one in report.points] == [
        ("Nommer le comité", "a_faire", False, True),
        ("Envoyer le rapport", "fait", False, False),
        ("Informer la population", "a_faire", True, False),
    ]


def test_the_report_is_the_senders_own_and_shows_nothing_restricted(report: Report) -> None:
    text = _all_text(report)
    assert "Revue annuelle du PDSEC" in text
    assert "Nommer le comité" in text
    assert AUTRE not in text + repr(report)
    assert SECRET not in text + repr(report)


def test_the_printed_report(report: Report, tmp_path: Path) -> None:
    document = report_pdf(report)
    assert document == report_pdf(report)
    assert b"pdfuaid" in document
    assert b"CreationDate(D:20260930" in document
    (tmp_path / "rapport.pdf").write_bytes(document)
    read = subprocess.run(["pdftotext", str(tmp_path / "rapport.pdf"), "-"], capture_output=True, check=True)
    text = " ".join(read.stdout.decode().split())
    assert "Centre de conseil communal (CCC) du cercle de Kita" in text
    assert "Difficultés rencontrées" not in text
    assert SECRET not in text
    assert AUTRE not in text


def test_the_editable_report_leaves_headed_parts_to_write(report: Report) -> None:
    made = report_docx(report)
    document = docx.Document(io.BytesIO(made))
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert headings == [part.titre for part in outline(report).parties]
    assert "Difficultés rencontrées" in headings
    assert "Programme du trimestre suivant (T4\u00a02026)" in headings
    assert sum("À rédiger" in one.text for one in document.paragraphs[4:]) == 3
    section = document.sections[0]
    assert (section.page_width.cm, section.page_height.cm) == (pytest.approx(21, abs=0.01), pytest.approx(29.7, 0.01))
    cells = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert "Revue annuelle du PDSEC" in cells
    assert SECRET not in cells
    time.sleep(2.1)  # a package's entries bear times to two seconds
    assert report_docx(report) == made


@pytest.mark.parametrize("sender", ["ML0105", "ML01", "ML", "ML0901"])
def test_a_quarter_of_which_nothing_is_known(sender: str, home: Home) -> None:
    report = gather_report(home, sender, TRIMESTRE)
    assert report_pdf(report)
    assert docx.Document(io.BytesIO(report_docx(report))).paragraphs
    text = _all_text(report)
    assert "Aucun fichier n’a été reçu." in text
    assert "Aucune activité n’est déclarée pour le trimestre." in text
    assert "FICTI" not in text


def test_names_of_the_senders() -> None:
    assert sender_title("ML0901") == "Centre de conseil communal (CCC) du District de Bamako"
    assert sender_title("ML01") == "Chargé de suivi régional (CSR), région de Kayes"
    assert sender_title("ML") == "Cellule de coordination nationale des CCC (CCN)"


def test_a_commune_has_no_report(home: Home) -> None:
    with pytest.raises(OiseError, match="celui du CCC de son cercle"):
        gather_report(home, KITA, TRIMESTRE)
    with pytest.raises(OiseError):
        gather_report(home, "ML9999", TRIMESTRE)


def test_hostile_texts_stay_texts(home: Home) -> None:
    _put(home, PIEGE)
    home.demo_marker.touch()
    report = gather_report(home, "ML0105", TRIMESTRE)
    assert report.fictif
    long = replace(
        report, activites=report.activites * 60, points=report.points * 20, conventions=report.conventions * 9
    )
    document = report_pdf(long)
    assert page_count(document) > 3
    made = report_docx(long)
    read = docx.Document(io.BytesIO(made))
    assert any("*gras*" in cell.text for table in read.tables for row in table.rows for cell in row.cells)
    assert "DONNÉES FICTIVES" in read.sections[0].header.paragraphs[0].text
    assert all("\x07" not in one.text for one in read.paragraphs)


def test_a_word_processor_opens_the_editable_report(report: Report, tmp_path: Path) -> None:
    (tmp_path / "rapport.docx").write_bytes(report_docx(report))
    profile, folder = f"-env:UserInstallation=file://{tmp_path}/profil", str(tmp_path)
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", folder, f"{folder}/rapport.docx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert (tmp_path / "rapport.pdf").read_bytes().startswith(b"%PDF")
