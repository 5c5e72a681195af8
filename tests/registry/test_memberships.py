"""Memberships are dated: what was true on the day asked, not what is true today."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from registry.codelists import code_list
from registry.errors import OiseError
from registry.memberships import all_memberships, members, memberships, organisations


@pytest.mark.parametrize("country", ["ML", "BF", "NE"])
def test_three_countries_left_cedeao_on_29_january_2025(country: str) -> None:
    assert country in members("CEDEAO", date(2025, 1, 28))
    assert country not in members("CEDEAO", date(2025, 1, 29))


def test_cedeao_through_time() -> None:
    assert members("CEDEAO", date(1975, 5, 27)) == frozenset()
    assert len(members("CEDEAO", date(1999, 6, 1))) == 16
    assert "MR" not in members("CEDEAO", date(2001, 1, 1))
    assert len(members("CEDEAO", date(2024, 6, 1))) == 15
    assert len(members("CEDEAO", date(2026, 9, 30))) == 12


def test_what_mali_belongs_to() -> None:
    assert memberships("ML", date(1990, 1, 1)) == ("CEDEAO",)
    assert memberships("ML", date(2006, 12, 31)) == ("CEDEAO", "UEMOA")
    assert memberships("ML", date(2024, 1, 1)) == ("AES", "CEDEAO", "UEMOA")
    assert memberships("ML", date(2026, 9, 30)) == ("AES", "UEMOA")
    assert memberships("FR", date(2026, 9, 30)) == ()


def test_guinea_bissau_came_later_to_uemoa() -> None:
    assert len(members("UEMOA", date(1997, 5, 1))) == 7
    assert "GW" in members("UEMOA", date(1997, 5, 2))


def test_an_unknown_organisation_is_refused() -> None:
    with pytest.raises(OiseError, match="AES, CEDEAO, UEMOA"):
        members("ONU", date(2026, 1, 1))


def test_every_stay_is_of_a_known_country_sourced_and_apart_from_the_others() -> None:
    stays = defaultdict(list)
    for known in all_memberships():
        assert known.pays in code_list("pays").libelles
        assert known.source
        assert known.confirme or known.remarque
        assert known.fin is None or known.debut <= known.fin
        stays[known.organisation, known.pays].append(known)
    assert organisations() == ("AES", "CEDEAO", "UEMOA")
    for known_stays in stays.values():
        ordered = sorted(known_stays, key=lambda known: known.debut)
        for before, after in pairwise(ordered):
            assert before.fin is not None
            assert before.fin < after.debut
