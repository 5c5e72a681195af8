"""Each indicator is declared soundly, and its file, its code and its sheet agree."""

from __future__ import annotations

import re
from dataclasses import replace

import duckdb
import pytest

from indicators.conditions import (
    AuMoins,
    AuPlusTard,
    Connu,
    DepuisJanvier,
    Detenu,
    Et,
    Lie,
    Non,
    Ou,
    Parmi,
    PasApres,
    PaysMembre,
    Rempli,
    Vaut,
    Vrai,
)
from indicators.declaration import ORIENTATIONS, SENS, TOUTES_ORIENTATIONS, TYPES, Indicateur
from indicators.discovery import all_indicators, families, family_of
from indicators.fiche import fiche
from indicators.mart import mart_tables
from indicators.published import DIM_INDICATEUR, FAIT_INDICATEURS, dim_rows
from indicators.terms import (
    CumulAnnee,
    NombreCommunes,
    Population,
    SommeElements,
    SommeLiee,
    SommePortee,
    term_columns,
    term_condition,
    term_table,
)
from registry.codelists import code_list
from registry.elements import DOMAINES
from registry.memberships import organisations

INDICATORS = list(all_indicators().values())
AUTRES_DOMAINES = {
    "cooperation",
    "actions",
    "financements",
    "suivi",
    "faiblesses",
    "elus",
    "formations",
    "ccc",
    "qualite",
}
CONTEXTE = {"ccc", "elus", "finances", "formations", "planification", "qualite"} | {
    "culture",
    "eau",
    "economie",
    "education",
    "sante",
    "social",
}
each = pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.code)


def test_there_are_at_least_100_each_declared_once() -> None:
    declared = [one.code for family in families().values() for one in family]
    assert len(declared) == len(set(declared)) >= 100
    assert len({one.libelle for one in INDICATORS}) == len(INDICATORS)


@each
def test_the_code_begins_with_the_name_of_its_file(one: Indicateur) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9_]*", one.code)
    assert one.code.startswith(f"{family_of(one)}_")


@each
def test_elements_tables_columns_and_codes_exist(one: Indicateur) -> None:
    assert one.elements or one.table or one.champ in ("commune", "cercle")
    for term in (one.numerateur, one.denominateur):
        name = term_table(term)
        if name is None:
            continue
        table = mart_tables()[name]
        for column in term_columns(term):
            assert table.colonne(column)
        if isinstance(term, SommePortee):
            assert table.colonne(term.colonne).type in ("entier", "montant")
        if isinstance(term, SommeLiee):
            check(term.lien, table)
            assert mart_tables()[term.lien.table].colonne(term.colonne).type in ("entier", "montant")
        if (condition := term_condition(term)) is not None:
            check(condition, table)


def check(condition: object, table: object) -> None:
    """Conditions ask of a column what its type can answer; a link follows a declared reference."""
    if isinstance(condition, Et | Ou):
        for part in condition.parties:
            check(part, table)
    elif isinstance(condition, Non):
        check(condition.partie, table)
    elif isinstance(condition, AuPlusTard | PasApres | DepuisJanvier):
        assert {table.colonne(name).type for name in condition.colonnes} == {"date"}
    elif isinstance(condition, Detenu):
        assert set(condition.niveaux) <= {"commune", "cercle", "region", "pays"}
    elif isinstance(condition, Lie):
        linked = mart_tables()[condition.table]
        ends = (linked.colonne(condition.colonne), table.colonne(condition.cle))
        targets = {end.table for end in ends if end.type == "reference"}
        names = {other.nom for other, end in ((table, ends[1]), (linked, ends[0])) if end.nom == "id_local"}
        assert targets == names or len(targets) == 1 or ends[0].nom == "partenariat_ref"
        if condition.condition is not None:
            check(condition.condition, linked)
    else:
        assert isinstance(condition, Parmi | Connu | Vrai | AuMoins | Vaut | Rempli | PaysMembre)
        column = table.colonne(condition.colonne)
        expected = {
            Parmi: {"code"},
            Connu: {"code", "texte"},
            Vrai: {"oui_non"},
            AuMoins: {"entier", "decimal"},
            Vaut: {"entier"},
            PaysMembre: {"code"},
        }
        assert isinstance(condition, Rempli) or column.type in expected[type(condition)]
        if isinstance(condition, Parmi):
            assert condition.valeurs and set(condition.valeurs) <= set(code_list(column.liste).libelles)
        if isinstance(condition, PaysMembre):
            assert column.liste == "pays" and condition.organisation in organisations()


@each
def test_orientations_belong_to_cooperation_and_services_are_context(one: Indicateur) -> None:
    lines = fiche(one).splitlines()
    kind = next(line for line in lines if line.startswith("Type : "))
    orientation = next(line for line in lines if line.startswith("Orientation : "))
    assert (family_of(one) in CONTEXTE) == (one.type == "contexte")
    row = dict(zip(DIM_INDICATEUR.noms(), next(row for row in dim_rows() if row[0] == one.code), strict=True))
    assert row["type"] == one.type
    if one.type == "contexte":
        assert kind.startswith("Type : Contexte") and "sans objet" in orientation and row["orientation"] is None
    else:
        assert kind == f"Type : {TYPES[one.type]}" and row["orientation"] == one.orientation
        words = ORIENTATIONS.get(one.orientation, "toutes (chaque action porte la sienne)")
        assert orientation == f"Orientation : {words}"


def test_the_orientations_are_those_of_the_code_list() -> None:
    assert list(code_list("orientations").libelles) == list(ORIENTATIONS) and len(ORIENTATIONS) == 8
    borne = {one.orientation for one in INDICATORS if family_of(one) == "actions"}
    assert borne == {*ORIENTATIONS, TOUTES_ORIENTATIONS}


@each
def test_what_people_read_is_french_and_whole(one: Indicateur) -> None:
    assert one.type in TYPES and one.sens in SENS and one.orientation in {*ORIENTATIONS, TOUTES_ORIENTATIONS, ""}
    assert one.domaine in {*DOMAINES, *AUTRES_DOMAINES}
    for text in (one.libelle, one.unite, one.compte, one.remarque, one.norme_source):
        assert text == text.strip()
        assert not re.search(r"\b(the|of|and|per|number)\b", text)
    assert one.libelle[0].isupper() and not one.libelle.endswith(".")
    assert (one.norme is None) == (one.norme_source == "")


@each
def test_a_quarter_or_a_running_total_says_so(one: Indicateur) -> None:
    since_january = isinstance(term_condition(one.numerateur), DepuisJanvier)
    running = isinstance(one.numerateur, CumulAnnee) or since_january
    assert running == ("cumul depuis janvier" in one.libelle)
    flows = [element for element in one.elements if element.nature == "flux" and not running]
    quarterly = any(element.periodicite == "trimestre" for element in flows)
    if quarterly:
        assert "pendant le trimestre" in one.libelle or "(trimestre × 4)" in one.libelle
    if any(element.periodicite == "annee" for element in flows):
        assert "année civile précédente" in one.libelle
    assert one.annualise == ("× 4" in one.libelle)
    assert not one.annualise or (quarterly and isinstance(one.denominateur, Population))


@each
def test_nothing_is_published_below_the_diffusion_of_what_it_reads(one: Indicateur) -> None:
    for element in one.elements:
        assert element.diffusion != "interne"
        if element.diffusion in ("cercle", "region"):
            assert not one.published_at("commune") and one.a_proteger
    for table, _ in one.lectures:
        if table.diffusion != "commune":
            assert not one.published_at("commune")
    assert one.published_at("pays")


@each
def test_a_mean_or_share_of_communes_is_not_shown_of_one_commune(one: Indicateur) -> None:
    if isinstance(one.denominateur, NombreCommunes):
        assert not one.published_at("commune")


@each
def test_the_sheet_says_numerator_denominator_type_orientation_and_norm(one: Indicateur) -> None:
    lines = fiche(one).splitlines()
    starts = ("Numérateur : ", "Dénominateur : ", "Type : ", "Orientation : ", "Niveaux publiés : ")
    for start in starts:
        assert sum(line.startswith(start) for line in lines) == 1
    norm = next(line for line in lines if line.startswith(("Norme : ", "Repère : ")))
    if one.norme_officielle:
        assert norm.startswith("Norme : ") and "(officielle)" in norm
    else:
        assert norm == "Repère : aucun" or "(non officiel)" in norm
    assert one.libelle == lines[0] and "SELECT" not in fiche(one)


def test_by_sex_and_function_officials_are_public_by_schooling_they_are_not() -> None:
    known = all_indicators()
    assert not known["elus_femmes"].a_secret and known["elus_femmes"].published_at("commune")
    assert not known["elus_femmes_bureau"].a_secret
    assert known["elus_scolarises"].a_secret and not known["elus_scolarises"].published_at("cercle")


def test_an_unsound_declaration_is_refused() -> None:
    one = all_indicators()["sante_consultations"]
    pupils = SommeElements(("eleves_cycle1_nb",))
    for wrong in (
        {"libelle": "Consultations par habitant"},
        {"denominateur": one.numerateur},
        {"denominateur": all_indicators()["qualite_envois"].denominateur},
        {"denominateur": None, "facteur": 100},
        {"norme": 5, "norme_officielle": True},
    ):
        with pytest.raises(ValueError, match=one.code):
            replace(one, **wrong)
    with pytest.raises(KeyError):
        _ = replace(one, numerateur=SommeElements(("inconnu_nb",)), denominateur=pupils).elements


@pytest.mark.parametrize("table", [FAIT_INDICATEURS, DIM_INDICATEUR], ids=lambda table: table.nom)
def test_each_published_column_has_its_comment(table: object) -> None:
    base = duckdb.connect()
    for statement in table.ddl():
        base.execute(statement)
    columns = base.execute(
        "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?", [table.nom]
    ).fetchall()
    assert [name for name, _ in columns] == list(table.noms())
    assert all(comment and comment.endswith(".") for _, comment in columns)
    if table is DIM_INDICATEUR:
        base.executemany(f"INSERT INTO dim_indicateur VALUES ({', '.join('?' * len(columns))})", dim_rows())
        assert base.execute("SELECT count(*) FROM dim_indicateur").fetchone() == (len(INDICATORS),)
        assert base.execute("SELECT count(*) FROM dim_indicateur WHERE norme_officielle").fetchone() == (0,)
