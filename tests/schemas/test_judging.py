"""What the judge says of values, rows and whole batches."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.codelists import code_list
from registry.elements import all_elements
from registry.periods import Trimestre
from registry.territory import cercle_senders, children
from schemas.catalogue import fault, kind
from schemas.discovery import all_tables
from schemas.dtypes import frame_schema
from schemas.element_rules import element_rules
from schemas.judging import Finding, judge, written
from schemas.sheets import Sheet, sheets_for
from tests.schemas import cooperation_rows, relation_rows

QUARTER = Trimestre(2026, 3)


def _sheet(code: str, quarter: Trimestre = QUARTER) -> Sheet:
    return next(sheet for sheet in sheets_for("ML0105", quarter) if sheet.code == code)


def _row(sheet: Sheet, **values: Any) -> dict[str, Any]:
    """A right row of the sheet, changed by ``values``."""
    right: dict[str, Any] = dict.fromkeys(frame_schema(sheet))
    right |= {"_sha256": "a", "_expediteur": "ML0105", "_debut": QUARTER.debut, "_fin": QUARTER.fin}
    right |= {"unite_code": "ML010513", **RIGHT.get(sheet.table.nom, {}), **values}
    return right


def _judge(sheet: Sheet, *rows: dict[str, Any], **options: Any) -> list[Finding]:
    schema = frame_schema(sheet) | {
        name: dtype for name, dtype in (("_ligne", pl.Int64()), ("_illisibles", pl.List(pl.String))) if name in rows[0]
    }
    return judge(pl.DataFrame(list(rows), schema=schema, orient="row"), sheet, **options)


def _codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


RIGHT: dict[str, dict[str, Any]] = {
    "elus": {
        "id_local": "ELU-ML0105-0001",
        "fonction_code": "conseiller_communal",
        "sexe_code": "F",
        "naissance_annee": 1980,
        "mandat_debut_date": date(2016, 12, 15),
        "en_exercice": True,
        "etat_ligne": "actif",
    },
    "formations": {
        "id_local": "FOR-ML0105-0001",
        "theme_code": "planification",
        "debut_date": date(2026, 7, 6),
        "fin_date": date(2026, 7, 8),
        "jours_nb": Decimal("2.5"),
        "participants_nb": 24,
        "participantes_nb": 7,
        "elus_nb": 15,
        "elues_nb": 4,
        "agents_nb": 5,
        "societe_civile_nb": 4,
    },
    "activites_ccc": {
        "id_local": "ACT-ML0105-0001",
        "type_action_code": "planification",
        "objet": "Revue du PDSEC",
        "statut_code": "realisee",
        "debut_date": date(2026, 7, 20),
        "resultat": "Plan revu",
    },
    "partenariats": {
        "id_local": "PAR-ML0105-0001",
        "partenaire": "Commune de Saint-Exemple",
        "type_partenaire_code": "commune",
        "pays_code": "FR",
        "statut_code": "actif",
        "statut_date": date(2020, 1, 1),
        "origine_annee": 1998,
        "etat_ligne": "actif",
    },
    "conventions": {
        "id_local": "CON-ML0105-0001",
        "partenariat_id": "PAR-ML0105-0001",
        "intitule": "Convention 2024-2027",
        "statut_code": "signee",
        "signature_date": date(2024, 5, 20),
        "effet_date": date(2024, 7, 1),
        "duree_mois": 36,
        "fin_date": date(2027, 6, 30),
        "preavis_mois": 6,
        "visa": True,
        "visa_date": date(2024, 6, 10),
        "derniere_rencontre_date": date(2026, 2, 12),
        "secteur_1_code": "eau_potable",
        "secteur_2_code": "sante_base",
        "etat_ligne": "actif",
    },
}

# (rule, what makes a right row break it); every declared rule must be here.
WRONG: dict[str, dict[str, Any]] = {
    "regle.elus.mandat_ordre": {"mandat_fin_date": date(2016, 1, 1), "en_exercice": False},
    "regle.elus.mandat_futur": {"mandat_debut_date": date(2026, 10, 1)},
    "regle.elus.exercice_et_fin": {"mandat_fin_date": date(2026, 1, 1)},
    "regle.elus.fonction_niveau": {"fonction_code": "president_region"},
    "regle.elus.age": {"naissance_annee": 2005},
    "regle.formations.dates_ordre": {"fin_date": date(2026, 7, 1)},
    "regle.formations.dans_le_trimestre": {"debut_date": date(2026, 6, 30)},
    "regle.formations.jours_et_dates": {"jours_nb": Decimal(4)},
    "regle.formations.femmes": {"participantes_nb": 25},
    "regle.formations.elues": {"elues_nb": 16},
    "regle.formations.categories": {"agents_nb": 6},
    "regle.activites_ccc.realisee_dans_le_trimestre": {"debut_date": date(2026, 10, 1)},
    "regle.activites_ccc.prevue_dans_le_passe": {"statut_code": "prevue", "debut_date": date(2026, 6, 30)},
    "regle.activites_ccc.resultat_attendu": {"resultat": None},
    "regle.partenariats.statut_futur": {"statut_date": date(2026, 10, 1)},
    "regle.partenariats.origine_future": {"origine_annee": 2027, "statut_date": None},
    "regle.partenariats.statut_avant_origine": {"statut_date": date(1997, 12, 31)},
    "regle.partenariats.statut_date_attendue": {"statut_code": "rompu", "statut_date": None},
    "regle.partenariats.pays_du_partenaire_malien": {"type_partenaire_code": "collectivite_malienne"},
    "regle.conventions.signature_attendue": {"signature_date": None},
    "regle.conventions.signature_future": {
        "signature_date": date(2026, 10, 1),
        "effet_date": None,
        "fin_date": date(2029, 9, 30),
        "visa_date": None,
    },
    "regle.conventions.projet_date": {"statut_code": "projet"},
    "regle.conventions.effet_avant_signature": {
        "effet_date": date(2024, 5, 1),
        "duree_mois": None,
        "preavis_mois": None,
    },
    "regle.conventions.fin_ordre": {"fin_date": date(2024, 6, 30), "duree_mois": None, "preavis_mois": None},
    "regle.conventions.fin_et_duree": {"duree_mois": 48},
    "regle.conventions.preavis_et_duree": {"preavis_mois": 37},
    "regle.conventions.visa_avant_signature": {"visa_date": date(2024, 5, 19)},
    "regle.conventions.visa_contredit": {"visa": False},
    "regle.conventions.denonciation_contredite": {"statut_code": "denoncee", "denonciation_par_code": "partenaire"},
    "regle.conventions.rencontre_future": {"derniere_rencontre_date": date(2026, 12, 1)},
    "regle.conventions.secteurs_repetes": {"secteur_3_code": "eau_potable"},
}

RIGHT = {table: row | relation_rows.OLDER.get(table, {}) for table, row in RIGHT.items()}
RIGHT |= relation_rows.RIGHT | cooperation_rows.RIGHT
WRONG |= relation_rows.WRONG | cooperation_rows.WRONG


@pytest.mark.parametrize("table", RIGHT)
def test_a_right_row_has_no_fault(table: str) -> None:
    sheet = _sheet(table)
    known = {("a", name): {str(row["id_local"])} for name, row in RIGHT.items()}
    assert _judge(sheet, _row(sheet), identifiants=known) == []


@pytest.mark.parametrize("table", [t.nom for t in all_tables().values() if t.nature != "releve"])
def test_every_table_and_rule_is_tried_here(table: str) -> None:
    assert table in RIGHT
    assert {rule.code for rule in all_tables()[table].regles} == {
        code for code in (*WRONG, *relation_rows.BETWEEN_ROWS) if code.startswith(f"regle.{table}.")
    }


@pytest.mark.parametrize("code", WRONG)
def test_a_rule_sees_what_breaks_it_and_nothing_else(code: str) -> None:
    sheet = _sheet(code.split(".")[1])
    found = _judge(sheet, _row(sheet, **WRONG[code]))
    assert _codes(found) == [code]
    assert found[0].gravite == kind(code).gravite
    assert found[0].ecarte == kind(code).ecarte
    assert found[0].phrase.endswith(".")


@pytest.mark.parametrize("code", relation_rows.BETWEEN_ROWS)
def test_a_rule_between_rows_sees_both_within_one_file(code: str) -> None:
    sheet = _sheet(code.split(".")[1])
    breaking, right = relation_rows.BETWEEN_ROWS[code]
    first, second = _row(sheet), _row(sheet, id_local=f"{sheet.table.prefixe}-ML0105-0002")
    assert [(found.code, found.index) for found in _judge(sheet, first, second | breaking)] == [(code, 0), (code, 1)]
    assert _judge(sheet, first, second | right) == []
    assert _judge(sheet, first, second | breaking | {"etat_ligne": "annule"}) == []
    assert _judge(sheet, first, second | breaking | {"_sha256": "b"}) == []


@pytest.mark.parametrize("table", RIGHT)
def test_unknown_breaks_no_rule(table: str) -> None:
    """With every optional cell empty, only rules that ask for a cell may speak."""
    sheet = _sheet(table)
    optional = {column.nom: None for column in sheet.colonnes if not column.obligatoire}
    expected = {
        "activites_ccc": ["regle.activites_ccc.resultat_attendu"],
        "conventions": ["regle.conventions.signature_attendue"],
        **relation_rows.ASKING,
        **cooperation_rows.ASKING,
    }
    assert _codes(_judge(sheet, _row(sheet, **optional))) == expected.get(table, [])


@pytest.mark.parametrize("table", RIGHT)
def test_each_obligatory_cell_is_asked(table: str) -> None:
    sheet = _sheet(table)
    for column in sheet.colonnes:
        if column.obligatoire:
            found = _judge(sheet, _row(sheet, **{column.nom: None}))
            wanted = "ligne.identifiant_absent" if column.nom == "id_local" else "ligne.obligatoire_absent"
            assert (wanted, column.nom) in {(finding.code, finding.colonne) for finding in found}


def test_a_refused_cell_is_not_also_said_empty() -> None:
    sheet = _sheet("elus")
    assert _judge(sheet, _row(sheet, sexe_code=None, _illisibles=["sexe_code"])) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "code"),
    [
        ("elus", "sexe_code", "X", "valeur.code_inconnu"),
        ("elus", "unite_code", "ML999999", "valeur.unite_inconnue"),
        ("elus", "nom", "K" * 81, "valeur.trop_long"),
        ("elus", "nom", "KEI\x07TA", "valeur.caractere_interdit"),
        ("elus", "mandats_nb", -1, "valeur.negatif"),
        ("elus", "mandats_nb", 10, "valeur.hors_bornes"),
        ("elus", "formations_mandat_nb", 61, "valeur.invraisemblable"),
        ("elus", "id_local", "ELU-1", "ligne.identifiant_inconnu"),
        ("elus", "id_local", "PAR-ML0105-0001", "ligne.identifiant_inconnu"),
        ("formations", "fin_date", date(202, 7, 8), "valeur.date_impossible"),
        ("formations", "cout_fcfa", -1, "valeur.negatif"),
        ("partenariats", "pays_code", "ZZ", "valeur.code_inconnu"),
    ],
)
def test_a_value_is_judged(table: str, column: str, value: Any, code: str) -> None:
    sheet = _sheet(table)
    found = [finding for finding in _judge(sheet, _row(sheet, **{column: value})) if finding.code == code]
    assert [(finding.colonne, finding.ecarte) for finding in found] == [(column, kind(code).ecarte)]


@pytest.mark.parametrize(
    ("unit", "refused"), [("ML010513", False), ("ML0105", False), ("ML0106", True), ("ML010601", True), ("ML01", True)]
)
def test_a_sender_speaks_for_its_own(unit: str, refused: bool) -> None:
    sheet = _sheet("formations")
    found = _judge(sheet, _row(sheet, unite_code=unit))
    assert _codes(found) == (["cadre.proprietaire_hors_perimetre"] if refused else [])
    assert all(finding.gravite == "bloquant" for finding in found)


@pytest.mark.parametrize("place", ["ML010513", "ML0106", "ML06", "ML0901", "ML"])
def test_another_party_may_be_any_unit(place: str) -> None:
    """Only the owner of a row must lie in the sender's perimeter."""
    sheet = _sheet("parties")
    assert _judge(sheet, _row(sheet, partie_unite_code=place)) == []


def test_a_party_is_a_known_unit_and_its_owner_the_senders_own() -> None:
    sheet = _sheet("parties")
    assert _codes(_judge(sheet, _row(sheet, unite_code="ML0106"))) == ["cadre.proprietaire_hors_perimetre"]
    assert _codes(_judge(sheet, _row(sheet, partie_unite_code="ML999999"))) == ["valeur.unite_inconnue"]


@pytest.mark.parametrize(
    ("sender", "reference", "codes"),
    [
        ("ML0105", "PAR-ML0105-0001", ["regle.confirmations.deja_la_votre"]),
        ("ML0105", "PAR-ML01-0001", []),
        ("ML01", "PAR-ML0105-0001", []),
        ("ML01", "PAR-ML01-0001", ["regle.confirmations.deja_la_votre"]),
        ("ML", "PAR-ML-0001", ["regle.confirmations.deja_la_votre"]),
        ("ML", "PAR-ML0105-0001", []),
    ],
)
def test_one_confirms_what_another_filed(sender: str, reference: str, codes: list[str]) -> None:
    sheet = _sheet("confirmations")
    row = _row(sheet, _expediteur=sender, unite_code=sender, partenariat_ref=reference)
    assert _codes(_judge(sheet, row)) == codes


def test_a_known_name_stands_beside_a_foreign_code() -> None:
    sheet = _sheet("formations")
    assert "(ML01)" in _judge(sheet, _row(sheet, unite_code="ML01"))[0].phrase


def test_every_copy_of_a_row_is_set_aside_within_its_own_file() -> None:
    sheet = _sheet("formations")
    rows = [
        _row(sheet),
        _row(sheet, intitule="autre"),
        _row(sheet, _sha256="b"),
        _row(sheet, id_local="FOR-ML0105-0002"),
    ]
    found = _judge(sheet, *rows)
    assert [(finding.code, finding.index) for finding in found] == [("ligne.double", 0), ("ligne.double", 1)]
    assert all(finding.ecarte for finding in found)


def test_a_commune_given_twice_in_services_is_double() -> None:
    sheet = _sheet("services_sante")
    assert _codes(_judge(sheet, _row(sheet), _row(sheet))) == ["ligne.double", "ligne.double"]


def test_blank_values_of_services_are_no_fault() -> None:
    sheet = _sheet("services_sante")
    assert any(element.obligatoire for element in sheet.elements)
    assert _judge(sheet, _row(sheet)) == []


def test_a_reference_is_checked_only_against_what_is_known() -> None:
    sheet = _sheet("conventions")
    assert _judge(sheet, _row(sheet)) == []
    found = _judge(sheet, _row(sheet), identifiants={("a", "partenariats"): ["PAR-ML0105-0007"]})
    assert _codes(found) == ["ligne.reference_inconnue"]
    assert "PAR-ML0105-0007" in found[0].phrase
    assert "Partenariats" in found[0].phrase
    assert _codes(_judge(sheet, _row(sheet), identifiants={})) == ["ligne.reference_inconnue"]


def test_reconducted_conventions_may_end_later() -> None:
    sheet = _sheet("conventions")
    assert _judge(sheet, _row(sheet, reconductions_nb=1, fin_date=date(2030, 6, 30))) == []


@pytest.mark.parametrize("shift", [-1, 0])
def test_both_usual_ways_to_say_the_end_are_right(shift: int) -> None:
    sheet = _sheet("conventions")
    assert _judge(sheet, _row(sheet, fin_date=date(2027, 7, 1) + timedelta(days=shift))) == []


OWN_UNIT = {"commune": ("ML0105", "ML010513"), "cercle": ("ML0105", "ML0105"), "region": ("ML01", "ML01")}
OWN_UNIT |= {"pays": ("ML", "ML"), "": ("ML01", "ML01")}


@pytest.mark.parametrize("function", [code for code in code_list("fonctions_elus").libelles if "district" not in code])
def test_officials_of_every_level_have_their_functions(function: str) -> None:
    sheet = _sheet("elus")
    level = code_list("fonctions_elus").attributs[function]["niveau"]
    sender, unit = OWN_UNIT[level]
    assert _judge(sheet, _row(sheet, _expediteur=sender, unite_code=unit, fonction_code=function)) == []
    if level == "commune":
        wrong = _row(sheet, unite_code="ML0105", fonction_code=function)
        assert _codes(_judge(sheet, wrong)) == ["regle.elus.fonction_niveau"]


def test_the_officials_of_the_district_have_their_own_functions() -> None:
    sheet = _sheet("elus")
    district = {"_expediteur": "ML0901", "unite_code": "ML0901"}
    assert _judge(sheet, _row(sheet, **district, fonction_code="maire_district")) == []
    assert _codes(_judge(sheet, _row(sheet, **district, fonction_code="maire"))) == ["regle.elus.fonction_niveau"]
    assert _judge(sheet, _row(sheet, **district, fonction_code="membre_autorite_interimaire")) == []


def test_a_sentence_says_where_what_and_how() -> None:
    sheet = _sheet("elus")
    (found,) = _judge(sheet, _row(sheet, sexe_code="Fem", _ligne=12))
    assert found.phrase.replace("\u00a0", " ") == (
        "Feuille Élus, ligne 12, colonne « Sexe » : « Fem » n'est pas dans la liste ; "
        "vouliez-vous dire « Femme » ? Sinon, choisissez une valeur de la liste déroulante."
    )
    assert found.fault(sheet, 12).as_dict()["ligne"] == 12


def test_a_batch_gives_what_its_files_give() -> None:
    """Judging 50 files at once finds exactly what judging each alone finds."""
    sheet = _sheet("services_hydraulique")
    rows = [
        _row(sheet, _sha256=sender.code, _expediteur=sender.code, unite_code=commune.code)
        | {"forages_pmh_nb": place % 7, "forages_pmh_fonctionnels_nb": place % 5, "points_eau_realises_nb": place - 3}
        for sender in cercle_senders()[:8]
        for place, commune in enumerate(children(sender.code))
    ]
    together = [(finding.code, finding.index, finding.colonne) for finding in _judge(sheet, *rows)]
    apart = []
    for sender in cercle_senders()[:8]:
        mine = [index for index, row in enumerate(rows) if row["_sha256"] == sender.code]
        apart += [
            (finding.code, mine[finding.index], finding.colonne) for finding in _judge(sheet, *(rows[i] for i in mine))
        ]
    assert together == sorted(apart, key=lambda found: found[1])
    assert together


def test_a_frame_of_another_shape_is_a_defect() -> None:
    sheet = _sheet("elus")
    with pytest.raises(TypeError):
        judge(pl.DataFrame([_row(sheet)]).drop("sexe_code"), sheet)
    with pytest.raises(TypeError):
        judge(
            pl.DataFrame([_row(sheet)], schema=frame_schema(sheet)).with_columns(pl.lit("x").alias("mandats_nb")), sheet
        )
    with pytest.raises(TypeError):
        judge(pl.DataFrame([_row(sheet)], schema=frame_schema(sheet)).drop("_sha256"), sheet)
    with pytest.raises(TypeError):
        judge(pl.DataFrame([_row(sheet) | {"_fin": None}], schema=frame_schema(sheet)), sheet)


def test_an_empty_sheet_has_no_fault() -> None:
    sheet = _sheet("elus")
    assert judge(pl.DataFrame(schema=frame_schema(sheet)), sheet) == []


def test_the_judge_can_not_be_switched_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANDERA_VALIDATION_ENABLED", "False")
    from pandera.config import CONFIG

    monkeypatch.setattr(CONFIG, "validation_enabled", False)
    sheet = _sheet("elus")
    assert _codes(_judge(sheet, _row(sheet, sexe_code="X"))) == ["valeur.code_inconnu"]


ELEMENT_RULES = {rule.code: rule for rule in element_rules(tuple(all_elements().values()))}
SEASON = {"trimestre": Trimestre(2026, 3), "annee": Trimestre(2026, 1), "annee_scolaire": Trimestre(2026, 2)}


@pytest.mark.parametrize("code", ELEMENT_RULES)
def test_parts_and_sums_of_elements(code: str) -> None:
    rule = ELEMENT_RULES[code]
    first = all_elements()[rule.colonnes[0]]
    sheet = _sheet(f"services_{first.domaine}", SEASON[first.periodicite])
    if ".partie_" in code:
        right, wrong = {first.code: 1, first.tout: 1}, {first.code: 2, first.tout: 1}
    else:
        right = {first.code: 2 * len(first.somme)} | dict.fromkeys(first.somme, 2)
        wrong = right | {first.code: 2 * len(first.somme) + 1}
    assert code not in _codes(_judge(sheet, _row(sheet, **right)))
    found = [finding for finding in _judge(sheet, _row(sheet, **wrong)) if finding.code == code]
    assert [(finding.colonne, finding.gravite, finding.ecarte) for finding in found] == [(first.code, "reserve", True)]
    for column in right:
        assert code not in _codes(_judge(sheet, _row(sheet, **(wrong | {column: None}))))


@settings(max_examples=60, deadline=None)
@given(whole=st.integers(-5, 400), part=st.integers(-5, 400))
def test_pumps_in_service_are_among_the_pumps(whole: int, part: int) -> None:
    sheet = _sheet("services_hydraulique")
    found = _judge(sheet, _row(sheet, forages_pmh_nb=whole, forages_pmh_fonctionnels_nb=part))
    expected = set()
    for column, value in (("forages_pmh_nb", whole), ("forages_pmh_fonctionnels_nb", part)):
        if value < 0:
            expected.add(("valeur.negatif", column))
        elif value > 300:
            expected.add(("valeur.invraisemblable", column))
    if part > whole:
        expected.add(("regle.services.partie_forages_pmh_fonctionnels_nb", "forages_pmh_fonctionnels_nb"))
    assert {(finding.code, finding.colonne) for finding in found} == expected


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3))
def test_a_number_is_written_as_in_french(number: Decimal) -> None:
    text = written(number)
    assert text is not None
    assert "." not in text
    assert Decimal(text.replace("\u202f", "").replace(",", ".")) == number


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, None),
        (True, "Oui"),
        (False, "Non"),
        (1250, "1\u202f250"),
        (Decimal("1250.500"), "1\u202f250,5"),
        (Decimal("3.000"), "3"),
        (date(2026, 9, 30), "30/09/2026"),
        ("Kita", "Kita"),
    ],
)
def test_a_value_is_written_as_in_french(value: Any, text: str | None) -> None:
    assert written(value) == text


def test_a_fault_of_the_judge_is_a_fault_of_the_catalogue() -> None:
    sheet = _sheet("elus")
    (found,) = _judge(sheet, _row(sheet, nom="K" * 81, _ligne=9))
    same = fault("valeur.trop_long", feuille="Élus", ligne=9, colonne="nom", titre="Nom", valeur="K" * 81, maximum=80)
    assert found.phrase == same.message
