"""Every declared table and every sheet holds the contract; a new table is tested as soon as its file exists."""

from __future__ import annotations

import pkgutil
import re
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

import schemas.tables
from registry.codelists import code_list, list_names
from registry.periods import Trimestre
from registry.territory import children
from schemas.ddl import UNITES, comments, dictionary, lake_columns, public_columns, stored_columns, table_comment
from schemas.declaration import Column, Rule, Table
from schemas.discovery import all_tables
from schemas.dtypes import COLONNES_JUGEMENT, frame_schema, polars_dtype
from schemas.sheets import Sheet, sheets_for

TABLES = list(all_tables().values())
COLUMNS = [pytest.param(t, c, id=f"{t.nom}.{c.nom}") for t in TABLES for c in stored_columns(t)]
RULES = [pytest.param(t, r, id=r.code) for t in TABLES for r in t.regles]
VALIDATION = sheets_for("ML01", Trimestre(2026, 3), objet="validation")
SHEETS = {
    sheet.code: sheet
    for sender in ("ML0105", "ML0901", "ML01", "ML")
    for quarter in ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")
    for sheet in (*sheets_for(sender, Trimestre.parse(quarter)), *VALIDATION)
}
IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
SENTENCE = re.compile(r"[A-ZÀ-ÖØ-Ý0-9«].*\.", re.DOTALL)

# Names that the intake and the store agree on, whatever the grammar says.
FIXED = {"etat_ligne", "etat", "etat_rattachement", "date_observation", "id_local", "guide_ligne", "valeur"}
# An indicator's values have its own unit, an amount its own currency: no ending of the grammar says them.
FIXED |= {"reference_valeur", "cible", "montant_devise", "taux_change"}
# A rank is neither counted nor measured; the last quarters' values have each its own element's unit.
FIXED |= {"rang", "valeur_t1", "valeur_t2", "valeur_t3", "valeur_t4"}
# Columns whose name looks like a person's: an institution's name, and what office the signatory holds.
NO_PERSON = {"partie_nom", "signataire_malien", "signataire_partenaire"}
# Texts that may be public: identifiers, names of institutions, titles, short facts. The rest stays inside.
PUBLIC_TEXTS = {"id_local", "partenariat_ref", "element", "partenaire", "partie_nom", "intitule", "titre"}
PUBLIC_TEXTS |= {"origine_texte", "site", "unite_mesure"}
ENDINGS = {
    "code": ("_code",),
    "unite": ("_code",),
    "reference": ("_id",),
    "date": ("_date",),
    "montant": ("_fcfa",),
    "entier": ("_nb", "_annee", "_mois", "_pct"),
    "decimal": ("_nb", "_ha", "_km", "_pct"),
}


@pytest.mark.parametrize("name", [found.name for found in pkgutil.iter_modules(schemas.tables.__path__)])
def test_a_file_declares_the_table_of_its_name(name: str) -> None:
    assert name in all_tables()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.nom)
def test_table_is_whole(table: Table) -> None:
    names = [column.nom for column in stored_columns(table)]
    assert IDENTIFIER.fullmatch(table.nom)
    assert len(names) == len(set(names))
    assert set(table.cle) <= set(names)
    assert all(table.colonne(key).obligatoire for key in table.cle)
    assert table.colonne(table.proprietaire).type == "unite"
    assert table.titre
    assert SENTENCE.fullmatch(table.description)
    assert table.consignes
    assert all(SENTENCE.fullmatch(line) for line in table.consignes)
    assert set(table.niveaux) <= {"cercle", "region", "pays"}
    assert table.niveaux


@pytest.mark.parametrize("table", [t for t in TABLES if t.nature != "releve"], ids=lambda table: table.nom)
def test_rows_outside_services_have_a_lasting_identifier(table: Table) -> None:
    assert table.cle == ("id_local",)
    assert table.colonnes[0].nom == "id_local"
    assert re.fullmatch(r"[A-Z]{3}", table.prefixe)
    assert table.colonnes[0].exemple.startswith(table.prefixe + "-")
    has_state = "etat_ligne" in {column.nom for column in table.colonnes}
    assert has_state is (table.nature == "registre")


def test_prefixes_and_tabs_differ() -> None:
    prefixes = [table.prefixe for table in TABLES if table.prefixe]
    assert len(prefixes) == len(set(prefixes))
    for sender in ("ML0105", "ML01", "ML"):
        tabs = [sheet.onglet.casefold() for sheet in sheets_for(sender, Trimestre(2026, 1))]
        assert len(tabs) == len(set(tabs))


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_column_is_described(table: Table, column: Column) -> None:
    assert IDENTIFIER.fullmatch(column.nom)
    assert column.titre
    assert column.titre[0].isupper()
    assert SENTENCE.fullmatch(column.description)
    assert (column.liste is not None) == (column.type == "code")
    assert (column.table is not None) == (column.type == "reference")
    if column.liste:
        assert column.liste in list_names()
    if column.table:
        assert column.table in all_tables()
    if column.unite:
        assert column.unite in UNITES
    assert (column.minimum is None) == (column.maximum is None)
    assert 0 < column.longueur <= 4000


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_column_follows_the_grammar(table: Table, column: Column) -> None:
    if column.nom in FIXED:
        return
    if column.type in ENDINGS:
        assert column.nom.endswith(ENDINGS[column.type])
    else:
        assert not column.nom.endswith(("_code", "_date", "_fcfa", "_nb", "_pct"))


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_example_is_readable(table: Table, column: Column) -> None:
    text = column.exemple
    if not text:
        return
    if column.type == "code":
        assert text in code_list(column.liste or "").libelles.values()
    elif column.type == "date":
        day, month, year = text.split("/")
        assert date(int(year), int(month), int(day))
    elif column.type == "oui_non":
        assert text in ("Oui", "Non")
    elif column.type in ("entier", "montant", "decimal"):
        value = Decimal(text.replace(" ", "").replace(",", "."))
        assert column.minimum is None or column.maximum is None or column.minimum <= value <= column.maximum
    elif column.type == "unite":
        name, code = text.removesuffix(")").split(" (")
        assert (code, name) in {(unit.code, unit.nom) for unit in children("ML0105")} | {("ML0105", "Kita")}
    else:
        assert len(text) <= column.longueur


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_what_names_a_person_is_restricted(table: Table, column: Column) -> None:
    if column.nom in NO_PERSON:
        return
    if re.search(r"(^|_)(nom|prenom|contact|telephone|courriel|adresse|naissance|signataire)", column.nom):
        assert column.confidentialite == "restreint"


DECLARED = [table for table in TABLES if table.objet == "declaration"]


@pytest.mark.parametrize("table", [t for t in DECLARED if not t.relecture], ids=lambda table: table.nom)
def test_free_text_stays_inside(table: Table) -> None:
    """What anybody may write is public only once re-read, in a table that asks for it; titles and names are short."""
    texts = [column for column in table.colonnes if column.type == "texte" and column.confidentialite == "public"]
    assert {column.nom for column in texts} <= PUBLIC_TEXTS
    assert all(column.longueur <= 200 for column in texts)


@pytest.mark.parametrize("table", [t for t in TABLES if t.confidentialite == "restreint"], ids=lambda table: table.nom)
def test_a_restricted_table_breaks_down_by_named_columns_only(table: Table) -> None:
    assert public_columns(table) == ()
    assert table.nom == "elus" or table.ventilations_publiques == ()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.nom)
def test_public_columns_hold_nothing_restricted(table: Table) -> None:
    public = public_columns(table)
    assert not public if table.confidentialite != "public" else public
    assert all(column.confidentialite == "public" for column in public)
    for breakdown in table.ventilations_publiques:
        assert all(table.colonne(name).confidentialite == "public" for name in breakdown)
        assert all(table.colonne(name).type == "code" for name in breakdown)


def test_officials_by_sex_and_function_only_are_public() -> None:
    officials = all_tables()["elus"]
    assert officials.confidentialite == "restreint"
    assert set(officials.ventilations_publiques) == {("sexe_code",), ("fonction_code",), ("sexe_code", "fonction_code")}


@pytest.mark.parametrize(("table", "rule"), RULES)
def test_rule_is_told_and_runs(table: Table, rule: Rule) -> None:
    names = {column.nom for column in table.colonnes}
    assert re.fullmatch(rf"regle\.{table.nom}\.[a-z][a-z0-9_]*", rule.code)
    assert rule.gravite in ("reserve", "avertissement")
    assert not (rule.ecarte and rule.gravite == "avertissement")
    assert rule.phrase[0].islower() or rule.phrase[0] == "«"
    assert rule.remede[0].islower()
    assert not rule.phrase.endswith(".")
    assert not rule.remede.endswith(".")
    assert set(rule.colonnes) <= names
    used = set(rule.valide().meta.root_names())
    assert used - set(COLONNES_JUGEMENT) <= names
    schema = {c.nom: polars_dtype(c) for c in table.colonnes} | COLONNES_JUGEMENT
    result = pl.DataFrame(schema=schema).select(juste=rule.valide())
    assert result["juste"].dtype == pl.Boolean


@pytest.mark.parametrize("sheet", SHEETS.values(), ids=lambda sheet: sheet.code)
def test_sheet_can_be_a_tab(sheet: Sheet) -> None:
    assert 0 < len(sheet.onglet) <= 31
    assert not set(sheet.onglet) & set(r"[]:*?/\'")
    names = [column.nom for column in sheet.colonnes]
    assert len(names) == len(set(names))
    titles = [column.titre for column in sheet.colonnes]
    assert len(titles) == len(set(titles))
    assert set(frame_schema(sheet)) == set(names) | set(COLONNES_JUGEMENT)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.nom)
def test_store_keeps_and_comments_every_column(table: Table) -> None:
    names = [name for name, _ in lake_columns(table)]
    assert names == [column.nom for column in stored_columns(table)]
    assert set(comments(table)) == set(names)
    assert all(len(text) > 10 for text in comments(table).values())
    assert table_comment(table).endswith(".")


def test_register_keeps_what_the_guide_printed() -> None:
    columns = dict(lake_columns(all_tables()["partenariats"]))
    assert columns["guide_ligne"] == "BIGINT"
    assert {"etat_rattachement", "raisons", "lieu_texte"} <= set(columns)


def test_dictionary_has_one_line_a_thing() -> None:
    entries = dictionary()
    assert len({(entry.table, entry.nom) for entry in entries}) == len(entries)
    assert {entry.table for entry in entries} >= set(all_tables())
    assert all(entry.confidentialite == "restreint" for entry in entries if entry.table == "elus")


def test_regions_and_nation_are_not_asked_for_services() -> None:
    """Everyone files its own cooperation; services and the work of an advice centre belong to the cercles."""
    for sender in ("ML01", "ML"):
        asked = {sheet.table.nom for sheet in sheets_for(sender, Trimestre(2026, 3))}
        assert asked == {table.nom for table in DECLARED} - {"services", "activites_ccc"}


def test_only_a_region_answers_for_its_cercles_and_its_texts_alone_are_public() -> None:
    assert [sheet.code for sheet in VALIDATION] == ["validations", "reponses_anomalies", "analyses"]
    for sender in ("ML0105", "ML"):
        assert sheets_for(sender, Trimestre(2026, 3), objet="validation") == ()
    shown = {c.nom for sheet in VALIDATION for c in public_columns(sheet.table) if c.type == "texte"}
    assert shown == {"id_local", "reserve_texte", "texte"}
    for sheet in VALIDATION:
        assert set(sheet.table.colonnes_fixes) <= {column.nom for column in sheet.colonnes}


def test_kita_types_at_most_1500_values_in_an_ordinary_quarter() -> None:
    communes = len(children("ML0105"))
    assert communes == 33
    asked = sum(len(sheet.elements) for sheet in sheets_for("ML0105", Trimestre(2026, 3)))
    assert communes * asked <= 1500
