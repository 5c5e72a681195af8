"""The published file: comments everywhere, no restricted column, diffusion and small counts respected."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from registry.elements import all_elements
from registry.home import Home
from registry.territory import units
from schemas.ddl import stored_columns
from schemas.discovery import all_tables
from warehouse.building import Computation
from warehouse.editions import publish
from warehouse.lake import open_lake
from warehouse.merging import merge
from warehouse.published import open_published, query
from warehouse.star import form_of, published_tables

from .conftest import Intake, communes, essay_computation, official, partnership, value

Q3 = "2026-Q3"
PROTEGE = next(one.code for one in all_elements().values() if one.diffusion == "cercle")
OUVERT = "consultations_nouveaux_cas_nb"
SENDERS = ("ML0101", "ML0102", "ML0103", "ML0201")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of one quarter of four cercles, full of secrets in their place."""
    home = Home(tmp_path_factory.mktemp("publie") / "oise")
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    intake = Intake(home)
    for rank, sender in enumerate(SENDERS):
        places = communes(sender)
        cells = [value(place, OUVERT, 10 + number) for number, place in enumerate(places)]
        # One commune alone answers in ML0102; half or more elsewhere.
        answering = places[:1] if sender == "ML0102" else places
        cells += [value(place, PROTEGE, 1) for place in answering]
        levels = ["superieur", "aucun"] if rank % 2 else ["superieur"]
        elected = [
            official(sender, number, places[number % len(places)], niveau_instruction_code=levels[number % len(levels)])
            for number in range(40 if rank else 3)
        ]
        activity = {
            "id_local": f"ACT-{sender}-0001",
            "unite_code": sender,
            "type_action_code": "appui_conseil",
            "statut_code": "realisee",
            "jours_nb": 2,
            "objet": "secret-objet",
            "resultat": "secret-resultat",
            "cout_fcfa": 987654321,
        }
        intake.deposit(
            sender,
            Q3,
            {
                "services": cells,
                "elus": elected,
                "partenariats": [partnership(sender, 1, places[0])],
                "activites_ccc": [activity],
                "formations": [{"id_local": f"FOR-{sender}-0001", "unite_code": places[0], "theme_code": "etat_civil"}],
            },
        )
    merge(home)
    publish(home, essay_computation(), "essai", "2026-11-01T00:00:00+00:00")
    return home.analyst_file.resolve()


def test_every_table_view_and_column_has_a_french_comment(base: Path) -> None:
    with open_published(base) as reader:
        tables = reader.values("SELECT table_name, comment FROM duckdb_tables()")
        views = reader.values("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal")
        macros = reader.values("SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal")
        columns = reader.values(
            "SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE NOT internal"
        )
    assert {name for name, _ in views} >= {
        "v_commune",
        "v_cercle",
        "v_region",
        "v_national",
        "v_completude",
        "v_partenariats",
        "v_conventions",
    }
    assert [name for name, comment in (*tables, *views, *columns, *macros) if not comment] == []
    names = {name for name, _ in (*tables, *views, *macros)}
    assert {row["objet"] for row in query(base, "SELECT DISTINCT objet FROM _dictionnaire")} == names


def test_the_views_answer(base: Path) -> None:
    with open_published(base) as reader:
        for (view,) in reader.values("SELECT view_name FROM duckdb_views() WHERE NOT internal"):
            reader.rows(f"SELECT * FROM {view}")
        assert reader.rows("SELECT * FROM v_completude WHERE niveau = 'pays'")[0]["recevables_nb"] == 4
        national = reader.rows("SELECT * FROM v_region WHERE region_code = 'ML02'")
    assert {row["element"] for row in national} >= {OUVERT}


def test_no_restricted_or_internal_column_is_declared_published() -> None:
    published = {table.nom: {column.nom for column in table.colonnes} for table in published_tables()}
    for table in all_tables().values():
        if table.nature == "releve" or form_of(table) == "rien":
            assert table.nature == "releve" or table.nom not in published
            continue
        name = f"{table.nom}_agregats" if form_of(table) == "agregats" else table.nom
        secret = {column.nom for column in stored_columns(table) if column.confidentialite != "public"}
        assert not secret & published[name]
        if form_of(table) != "lignes":
            assert "id_local" not in published[name]


def test_no_secret_is_in_the_file_nor_beside_it(base: Path) -> None:
    assert b"secret-" not in base.read_bytes()
    for path in (base.parent / "parquet").rglob("*.parquet"):
        assert b"secret-" not in path.read_bytes(), path
    with open_published(base) as reader:
        for table in published_tables():
            texts = [column.nom for column in table.colonnes if column.type_sql == "VARCHAR"]
            found = " OR ".join(f"{name} LIKE 'secret-%'" for name in texts)
            assert reader.values(f"SELECT count(*) FROM {table.nom} WHERE {found}") == [(0,)]


def test_diffusion_is_respected(base: Path) -> None:
    with open_published(base) as reader:
        levels = reader.values("SELECT DISTINCT niveau FROM fait_services WHERE element = ?", [PROTEGE])
        assert ("commune",) not in levels
        assert ("cercle",) in levels
        hidden = {
            unit
            for (unit,) in reader.values("SELECT unite_code FROM fait_services WHERE element = ? AND masque", [PROTEGE])
        }
        values = reader.values("SELECT count(valeur) FROM fait_services WHERE element = ? AND masque", [PROTEGE])
    # The commune that answers alone is hidden, and so is what would give it back by subtraction.
    assert "ML0102" in hidden
    assert hidden & {"ML01", "ML0101", "ML0103"}
    assert values == [(0,)]


def test_sums_are_those_of_the_communes_and_thin_ones_are_hidden(base: Path) -> None:
    total = len(communes("ML0101"))
    with open_published(base) as reader:
        cercle = reader.rows("SELECT * FROM fait_services WHERE unite_code = 'ML0101' AND element = ?", [OUVERT])[0]
        nation = reader.rows("SELECT * FROM fait_services WHERE unite_code = 'ML' AND element = ?", [OUVERT])[0]
    assert cercle["valeur"] == sum(range(10, 10 + total))
    assert (cercle["unites_connues"], cercle["unites_total"]) == (total, total)
    assert nation["unites_total"] == sum(unit.niveau == "commune" for unit in units().values())
    assert (nation["valeur"], nation["masque"]) == (None, True)


def test_small_counts_of_persons_are_suppressed(base: Path) -> None:
    with open_published(base) as reader:
        public = reader.rows(
            "SELECT * FROM elus_agregats WHERE ventilation = 'sexe_code,fonction_code' AND unite_code = 'ML0101'"
        )
        assert sum(row["effectif"] for row in public) == 3
        assert not any(row["masque"] for row in public)
        guarded = reader.rows("SELECT * FROM elus_agregats WHERE ventilation = 'niveau_instruction_code'")
    assert {row["niveau"] for row in guarded} == {"cercle", "region", "pays"}
    assert all(row["masque"] == (row["effectif"] is None) for row in guarded)
    assert all(row["effectif"] == 0 or row["effectif"] >= 5 for row in guarded if not row["masque"])
    hidden = {row["unite_code"] for row in guarded if row["masque"]}
    assert "ML0101" in hidden
    assert hidden & {"ML0102", "ML0103", "ML01"}
    assert "ML0201" not in hidden


def test_an_internal_table_is_counted_not_shown(base: Path) -> None:
    rows = query(
        base, "SELECT niveau, unite_code, lignes_nb, jours_nb::INT AS j FROM activites_ccc WHERE niveau <> 'cercle'"
    )
    assert {(row["niveau"], row["unite_code"], row["lignes_nb"], row["j"]) for row in rows} == {
        ("region", "ML01", 3, 6),
        ("region", "ML02", 1, 2),
        ("pays", "ML", 4, 8),
    }


def test_a_small_change_between_quarters_hides_the_new_count(home: Home, intake: Intake) -> None:
    places = communes("ML0101")
    elected = [official("ML0101", n, places[n % len(places)], niveau_instruction_code="aucun") for n in range(30)]
    intake.deposit("ML0101", "2026-Q2", {"elus": elected})
    unchanged = [{**elected[0], "_inchangee": True}]
    intake.deposit("ML0101", Q3, {"elus": unchanged})
    intake.deposit("ML0101", "2026-Q4", {"elus": [{**elected[0], "niveau_instruction_code": "superieur"}]})
    # Still one person away from what was last shown.
    intake.deposit("ML0101", "2027-Q1", {"elus": unchanged})
    intake.deposit(
        "ML0101", "2027-Q2", {"elus": [{**one, "niveau_instruction_code": "superieur"} for one in elected[:8]]}
    )
    merge(home)
    publish(home, essay_computation(), "essai", "2026-11-01T00:00:00+00:00")
    shown = query(
        home.analyst_file,
        "SELECT DISTINCT trimestre FROM elus_agregats WHERE ventilation = 'niveau_instruction_code' "
        "AND unite_code = 'ML0101' AND NOT masque ORDER BY 1",
    )
    assert [row["trimestre"] for row in shown] == ["2026-Q2", Q3, "2027-Q2"]


def test_the_mart_keeps_the_plan_of_its_columns(home: Home, intake: Intake) -> None:
    annual = next(one.code for one in all_elements().values() if one.periodicite == "annee" and one.nature == "stock")
    intake.deposit("ML0101", "2026-Q1", {"services": [value("ML010101", annual, 7), value("ML010101", OUVERT, 1)]})
    intake.deposit("ML0101", Q3, {"services": [value("ML010101", OUVERT, 2)]})
    merge(home)
    seen: dict[str, list[tuple[object, ...]]] = {}
    wanted = {
        "m_unites": "code, nom, niveau, commune_code, cercle_code, region_code",
        "m_services": "unite_code, element, trimestre, valeur, etat",
        "m_services_en_vigueur": "trimestre_ref, unite_code, element, valeur",
        "m_population": "unite_code, population",
        "m_depots": "expediteur, trimestre, verdict, a_temps",
        "m_parametres": "trimestre, fin",
        "m_formations": "trimestre, unite_code, commune_code, cercle_code, region_code",
        "m_partenariats": "unite_code, statut_code, commune_code, cercle_code, region_code, partenaire_id",
        "m_conventions": "unite_code, statut_code, statut_calcule_code, fin_calculee_date, prochain_acte_code, "
        "prochain_acte_date",
        "m_cooperations": "trimestre, expediteur, id_local, phase, etape_code, engage_fcfa, decaisse_fcfa",
        "m_confirmations": "partenariat_ref, reponse_code, designee",
        "m_experiences": "expediteur, id_local, etat_code, accord_diffusion",
        "m_elus": "unite_code, sexe_code, naissance_annee",
        "m_activites_ccc": "trimestre, unite_code, type_action_code",
    }
    checks = tuple(f"SELECT {columns} FROM {name}" for name, columns in wanted.items())
    keep = (
        "INSERT INTO fait_indicateurs SELECT trimestre_ref, 'commune', unite_code, element, valeur, 1, 1, NULL, NULL "
    )
    essay = essay_computation()
    computation: Computation = dataclasses.replace(
        essay, statements=lambda q: (*checks, f"{keep} FROM m_services_en_vigueur WHERE trimestre_ref = '{q}'")
    )
    publish(home, computation, "essai", "2026-11-01T00:00:00+00:00")
    rows = query(home.analyst_file, "SELECT trimestre, indicateur, valeur::INT AS v FROM fait_indicateurs ORDER BY ALL")
    seen["facts"] = [(row["trimestre"], row["indicateur"], row["v"]) for row in rows]
    # The yearly stock of the first quarter is still in force in the third; the quarterly one of the third is its own.
    assert sorted(seen["facts"]) == sorted(
        [("2026-Q1", annual, 7), ("2026-Q1", OUVERT, 1), (Q3, annual, 7), (Q3, OUVERT, 2)]
    )


def test_registers_are_published_as_they_stood_in_the_lake(home: Home, intake: Intake) -> None:
    row = partnership("ML0101", 1, "ML010101")
    intake.deposit("ML0101", "2026-Q2", {"partenariats": [row]})
    intake.deposit("ML0101", Q3, {"partenariats": [{**row, "statut_code": "rompu"}]})
    merge(home)
    publish(home, essay_computation(), "essai", "2026-11-01T00:00:00+00:00")
    shown = query(home.analyst_file, "SELECT statut_code, maj_trimestre, commune_code, region_code FROM partenariats")
    assert shown == [{"statut_code": "rompu", "maj_trimestre": Q3, "commune_code": "ML010101", "region_code": "ML01"}]
    with open_lake(home, read_only=True) as lake:
        assert lake.rows("SELECT count(*) FROM lac.partenariats") == [(2,)]
