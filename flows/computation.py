"""Hands the indicators' declarations and SQL to the store, which knows nothing of them."""

from __future__ import annotations

from functools import partial

from indicators.engine import statements
from indicators.perimeter import within
from indicators.published import DIM_INDICATEUR, FAIT_CONTRIBUTIONS, FAIT_INDICATEURS, dim_rows, unrecorded
from registry.home import Home
from registry.periods import Trimestre
from warehouse.building import Computation


def computation_of(home: Home) -> Computation:
    """What the indicators publish, with the installation's own exemptions, of the units that it serves."""
    return Computation(
        fait=FAIT_INDICATEURS,
        dimension=DIM_INDICATEUR,
        lignes_dimension=dim_rows(),
        statements=partial(_statements, home),
        annexes=(FAIT_CONTRIBUTIONS,),
        sans_historique=unrecorded(),
    )


def _statements(home: Home, trimestre: Trimestre) -> tuple[str, ...]:
    return (*statements(trimestre, home_reference=home.reference), *within(home.perimetre, trimestre))
