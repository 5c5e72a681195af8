"""Hands the indicators' declarations and SQL to the store, which knows nothing of them."""

from __future__ import annotations

from functools import partial

from indicators.engine import statements
from indicators.published import DIM_INDICATEUR, FAIT_CONTRIBUTIONS, FAIT_INDICATEURS, dim_rows, unrecorded
from registry.home import Home
from warehouse.building import Computation


def computation_of(home: Home) -> Computation:
    """What the indicators publish, with the installation's own exemptions."""
    return Computation(
        fait=FAIT_INDICATEURS,
        dimension=DIM_INDICATEUR,
        lignes_dimension=dim_rows(),
        statements=partial(statements, home_reference=home.reference),
        annexes=(FAIT_CONTRIBUTIONS,),
        sans_historique=unrecorded(),
    )
