"""What the rules on money let pass and what they don't: shares of a post, amounts in a foreign currency."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.periods import Trimestre
from schemas.discovery import all_tables
from schemas.dtypes import COLONNES_JUGEMENT, polars_dtype
from tests.schemas.cooperation_rows import RIGHT

QUARTER = Trimestre(2026, 3)


def _broken(table: str, **values: Any) -> list[str]:
    """The rules of a table that a right row, so changed, breaks."""
    declared = all_tables()[table]
    schema = {column.nom: polars_dtype(column) for column in declared.colonnes} | COLONNES_JUGEMENT
    row = dict.fromkeys(schema) | RIGHT[table] | {"_debut": QUARTER.debut, "_fin": QUARTER.fin} | values
    frame = pl.DataFrame([row], schema=schema, orient="row")
    return [rule.code.rsplit(".", 1)[1] for rule in declared.regles if frame.select(rule.valide()).item() is False]


@pytest.mark.parametrize(
    ("shares", "broken"),
    [
        ((2_400_000, 8_400_000, 1_200_000), []),
        ((12_000_000, 0, 0), []),
        ((None, 8_400_000, None), []),
        ((None, None, None), []),
        ((None, 12_000_001, None), ["parts_somme"]),
        ((2_400_000, 8_400_000, 1_199_999), ["parts_somme"]),
        ((2_400_000, 8_400_000, 1_200_001), ["parts_somme"]),
    ],
)
def test_shares_make_the_post_when_all_are_known(shares: tuple[int | None, ...], broken: list[str]) -> None:
    names = ("part_collectivite_fcfa", "part_partenaire_fcfa", "part_autres_fcfa")
    assert _broken("dossiers_financement", **dict(zip(names, shares, strict=True))) == broken


FOREIGN = ("devise_code", "montant_devise", "taux_change", "taux_date")


@pytest.mark.parametrize("table", ["engagements", "decaissements"])
@pytest.mark.parametrize(
    ("values", "broken"),
    [
        ((None, None, None, None), []),
        (("EUR", None, None, None), ["devise_incomplete"]),
        ((None, Decimal(10), None, None), ["devise_incomplete"]),
        ((None, None, Decimal("655.957"), None), ["devise_incomplete", "taux_sans_date"]),
    ],
)
def test_currency_amount_and_rate_go_together(table: str, values: tuple[Any, ...], broken: list[str]) -> None:
    assert _broken(table, **dict(zip(FOREIGN, values, strict=True))) == broken


@settings(max_examples=60, deadline=None)
@given(amount=st.integers(1_000, 10**10), rate=st.integers(1, 900_000), drift=st.integers(-30, 30))
def test_the_two_amounts_agree_to_one_per_cent(amount: int, rate: int, drift: int) -> None:
    """``rate`` in thousandths of FCFA, ``drift`` in thousandths of the FCFA amount."""
    whole = round(Decimal(amount) * rate * (1000 + drift) / 1_000_000)
    apart = abs(Decimal(amount) * rate / 1000 - whole) * 100
    found = _broken(
        "engagements",
        devise_code="USD",
        montant_fcfa=whole,
        montant_devise=Decimal(amount),
        taux_change=Decimal(rate) / 1000,
    )
    if abs(apart - whole) * 1_000_000 > whole:
        assert found == (["devise_et_fcfa"] if apart > whole else [])


@pytest.mark.parametrize(
    ("currency", "rate", "broken"),
    [
        ("EUR", "655.957", []),
        ("EUR", "656", []),
        ("EUR", "610", ["parite_fixe"]),
        ("XOF", "1", []),
        ("XOF", "655.957", ["parite_fixe"]),
        ("USD", "580", []),
    ],
)
def test_only_a_pegged_currency_has_a_right_rate(currency: str, rate: str, broken: list[str]) -> None:
    amount = Decimal(10_000)
    whole = round(amount * Decimal(rate))
    found = _broken(
        "engagements", devise_code=currency, montant_devise=amount, taux_change=Decimal(rate), montant_fcfa=whole
    )
    assert found == broken
