"""The guide's convention is entered as facts; what the guide leaves unknown stays unknown."""

from __future__ import annotations

from datetime import date

from indicators.declaration import ORIENTATIONS
from registry.codelists import code_list
from registry.guide import partnerships
from registry.guide_convention import guide_convention, read_convention, source_bytes


def test_its_clauses_are_typed() -> None:
    facts = guide_convention()
    assert facts == read_convention(source_bytes())
    assert facts["signature_date"] == facts["effet_date"] == date(1994, 5, 20)
    assert (facts["duree_mois"], facts["preavis_mois"], facts["reconduction_code"]) == (60, 6, "commun_accord")
    assert facts["rencontre_annuelle_prevue"] is True
    assert facts["differends_code"] == "negociation"


def test_what_the_guide_leaves_unknown_is_unknown() -> None:
    facts = guide_convention()
    assert [facts[name] for name in ("visa", "visa_date", "reconductions_nb", "comite_pilotage_prevu")] == [None] * 4


def test_it_belongs_to_the_partnership_the_guide_prints() -> None:
    facts = guide_convention()
    printed = next(known for known in partnerships() if known.ligne == facts["guide_ligne"])
    assert (printed.unite_code, printed.pays, printed.annee_origine) == (
        facts["unite_code"],
        facts["pays_code"],
        facts["origine_annee"],
    )


def test_its_codes_are_those_of_the_lists() -> None:
    facts = guide_convention()
    for name, lists in {
        "secteur_1_code": "secteurs",
        "secteur_2_code": "secteurs",
        "secteur_3_code": "secteurs",
        "reconduction_code": "reconductions",
        "statut_code": "statuts_convention",
        "differends_code": "reglements_differends",
        "controle_legalite_code": "controles_legalite",
        "langue_1_code": "langues",
    }.items():
        assert facts[name] in code_list(lists).libelles


def test_the_eight_orientations_of_fiche_15() -> None:
    assert len(code_list("orientations").libelles) == 8
    assert code_list("orientations").libelles == ORIENTATIONS
