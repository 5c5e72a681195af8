"""Conventions: the reckoned status is the only truth, and no figure is true by its own definition."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from indicators.discovery import all_indicators
from registry.conventions import status, terms_of
from registry.periods import Trimestre

QUARTER = Trimestre(2026, 3)


def convention(number: int = 1, **clauses: Any) -> dict[str, Any]:
    """A row as the store gives it to the indicators: what was typed, and the status reckoned at the quarter's end."""
    row = {
        "id_local": f"CON-ML0101-{number:04d}",
        "unite_code": "ML0101",
        "statut_code": "signee",
        "etat_ligne": "actif",
        "reconduction_code": "aucune",
    } | clauses
    return row | {"statut_calcule_code": status(terms_of(row), QUARTER.fin)}


@pytest.fixture
def mart(new_mart: Any) -> Any:
    made = new_mart()
    made.depots = [(cercle, QUARTER, "accepte", True) for cercle in ("ML0101", "ML0102", "ML0201", "ML0901")]
    return made


def found(compute: Any, mart: Any, code: str) -> tuple[Any, ...]:
    """Numerator, denominator, known rows and rows of the field, at the cercle."""
    fact = compute(mart, QUARTER, [all_indicators()[code]])[code]["cercle", "ML0101"]
    return fact["numerateur"], fact["denominateur"], fact["unites_connues"], fact["unites_total"]


@pytest.mark.parametrize(
    ("clauses", "in_force", "to_renew"),
    [
        ({"signature_date": date(2021, 9, 30), "duree_mois": 60}, 0, 0),
        ({"signature_date": date(2021, 10, 2), "duree_mois": 60}, 1, 1),
        ({"signature_date": date(2020, 1, 1), "effet_date": date(2021, 10, 2), "duree_mois": 60}, 1, 1),
        ({"signature_date": date(2021, 10, 1), "duree_mois": 60, "fin_date": date(2027, 3, 30)}, 1, 1),
        ({"signature_date": date(2021, 10, 1), "duree_mois": 60, "fin_date": date(2027, 4, 1)}, 1, 0),
        ({"signature_date": date(2021, 9, 1), "duree_mois": 60, "reconduction_code": "tacite"}, 1, 0),
        ({"signature_date": date(2021, 10, 1)}, None, None),
        ({"signature_date": date(2026, 10, 1), "duree_mois": 60}, 0, 0),
        ({"signature_date": date(2021, 10, 1), "denonciation_date": date(2024, 1, 1), "preavis_mois": 6}, 0, 0),
        ({"signature_date": date(2021, 10, 1), "denonciation_date": date(2026, 9, 1), "preavis_mois": 6}, 1, 0),
    ],
)
def test_a_convention_counts_by_its_reckoned_status(
    mart: Any, compute: Any, clauses: dict[str, Any], in_force: int | None, to_renew: int | None
) -> None:
    mart.tables["conventions"] = [convention(**clauses)]
    for code, expected in (("conventions_en_vigueur", in_force), ("conventions_a_renouveler", to_renew)):
        num, _, known, total = found(compute, mart, code)
        assert (num, known, total) == (expected, int(expected is not None), 1)


def test_what_was_typed_changes_nothing_when_the_reckoned_status_stays(mart: Any, compute: Any) -> None:
    row = convention(signature_date=date(2024, 1, 1), duree_mois=60)
    mart.tables["conventions"] = [row, row | {"id_local": "CON-ML0101-0002", "statut_code": "suspendue"}]
    assert found(compute, mart, "conventions_en_vigueur")[0] == 2


def test_the_visa_is_counted_over_all_signed_undenounced_conventions(mart: Any, compute: Any) -> None:
    signed = {"signature_date": date(2024, 1, 1), "duree_mois": 60}
    mart.tables["conventions"] = [
        convention(1, **signed, visa=True),
        convention(2, **signed, visa=False),
        convention(3, signature_date=date(2010, 1, 1), duree_mois=12, visa=False),  # expired, yet signed
        convention(4, **signed, visa=None),  # nobody knows
        convention(5, **signed, statut_code="denoncee", denonciation_date=date(2024, 2, 1), preavis_mois=1, visa=True),
        convention(6, statut_code="projet", visa=True),
        convention(7, **signed, etat_ligne="annule", visa=True),
    ]
    assert found(compute, mart, "conventions_visa") == (1, 3, 3, 4)


def test_the_yearly_meeting_is_asked_of_those_that_provide_one_and_are_a_year_old(mart: Any, compute: Any) -> None:
    old = {"signature_date": date(2024, 1, 1), "duree_mois": 60, "rencontre_annuelle_prevue": True}
    young = old | {"signature_date": date(2026, 1, 1)}
    mart.tables["conventions"] = [
        convention(1, **old, derniere_rencontre_date=date(2026, 1, 15)),
        convention(2, **old, derniere_rencontre_date=date(2025, 9, 30)),  # a year ago to the day: late
        convention(3, **old),  # held, if one believes the register of meetings
        convention(4, **old),  # nobody knows
        convention(5, **young),
        convention(6, **old | {"rencontre_annuelle_prevue": False}),
        convention(7, **old | {"rencontre_annuelle_prevue": None}),
    ]
    mart.tables["rencontres"] = [
        {
            "unite_code": "ML0101",
            "trimestre": "2026-Q2",
            "convention_id": "CON-ML0101-0003",
            "rencontre_date": date(2026, 5, 2),
        }
    ]
    # The seventh is of the field for all that is known, and unknown.
    assert found(compute, mart, "conventions_rencontre_annuelle") == (2, 3, 3, 5)


def test_a_convention_in_order_is_in_force_endorsed_and_not_late(mart: Any, compute: Any) -> None:
    good = {"signature_date": date(2024, 1, 1), "duree_mois": 60, "visa": True, "rencontre_annuelle_prevue": True}
    met = {"derniere_rencontre_date": date(2026, 1, 15)}
    mart.tables["conventions"] = [
        convention(1, **good, **met),
        convention(2, **good | {"rencontre_annuelle_prevue": False}),
        convention(3, **good | {"signature_date": date(2026, 5, 1)}),  # too young to be late
        convention(4, **good | {"visa": False}, **met),
        convention(5, **good, derniere_rencontre_date=date(2024, 6, 1)),
        convention(6, **good | {"signature_date": date(2019, 1, 1)}, **met),  # expired
        convention(7, **good),  # is it late? nobody knows
        convention(8, **good | {"visa": None}, **met),
        convention(9, **good | {"visa": False}),  # whatever its meeting: no
    ]
    assert found(compute, mart, "conventions_en_ordre") == (3, 7, 7, 9)
