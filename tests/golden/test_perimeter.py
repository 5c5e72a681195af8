"""A region's installation publishes its own CRO and its CLOs, a cercle's its CLO."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.levels import senders_in
from syntheses.publication import plan_documents
from tests.golden.conftest import Golden
from tests.golden.small_country import QUARTER

pytestmark = pytest.mark.xdist_group("golden")


@pytest.mark.parametrize("served", ["ML08", "ML0804"])
def test_only_the_bodies_of_the_perimeter_get_documents(golden: Golden, tmp_path: Path, served: str) -> None:
    plan = plan_documents(golden.home.analyst_file.resolve(), QUARTER, tmp_path, None, served)
    assert {content.organe.code for content in plan.a_faire} == set(senders_in(served))
