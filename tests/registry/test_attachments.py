"""Both divisions of the country: the correspondence file is coherent with the territory, and nothing is guessed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest

from registry.attachments import (
    all_attachments,
    attached,
    attachments,
    correspondence,
    members,
    region_of,
    since,
    unattached,
)
from registry.errors import OiseError
from registry.places import find, normalise
from registry.territory import Niveau, ancestor, children, units

_DAY = date(2026, 9, 30)
_COMMUNES: tuple[Niveau, ...] = ("commune",)
# A commune of Kati is the seat of a cercle of Bougouni, a region that mostly comes from Sikasso: a page read says so.
_FROM_ANOTHER_REGION = {"ML020528"}


def test_every_row_names_units_that_exist_and_agrees_with_the_region_it_comes_from() -> None:
    old, new = units("1999"), units("2023")
    for row in all_attachments():
        assert old[row.unite_code].niveau == row.niveau != "pays"
        assert new[row.region].niveau == "region"
        assert not row.cercle or new[row.cercle].parent == row.region
        if row.unite_code not in _FROM_ANOTHER_REGION:
            assert new[row.region].region_1999 == ancestor(row.unite_code, "region")
        assert row.etat in ("certain", "deduit")
        assert row.raison
        assert row.source
        assert row.confirme is ("lue en extrait" in row.source and row.source.startswith("Wikipédia"))


def test_a_unit_lies_in_one_place_a_day_and_nowhere_before_the_law() -> None:
    held = Counter(row.unite_code for row in all_attachments() if row.holds_on(_DAY))
    assert set(held.values()) == {1}
    assert since() == date(2023, 3, 13)
    assert not attachments(since() - timedelta(days=1))
    assert attached("ML010513", since() - timedelta(days=1)) is None
    assert members("ML12", since() - timedelta(days=1)) == ()
    assert len(unattached(since() - timedelta(days=1))) == 703


def test_a_certain_cercle_bears_the_commune_s_name_and_no_other_commune_of_the_region_bears_it() -> None:
    for row in all_attachments():
        if row.niveau != "commune" or not row.cercle or row.cercle == "ML2001":
            continue
        named = units("2023")[row.cercle].nom.split(" (")[0]
        others = {
            found.unite.code
            for found in find(named, _COMMUNES, ancestor(row.unite_code, "region"))
            if found.motif in ("nom", "autre_nom", "chef_lieu")
        }
        assert others <= {row.unite_code}
        if row.etat == "certain" and "écrit" not in row.raison:
            assert normalise(named) == normalise(units()[row.unite_code].nom)
    seats = Counter(row.cercle for row in all_attachments() if row.niveau == "commune" and row.cercle != "ML2001")
    assert max(count for cercle, count in seats.items() if cercle) == 1


def test_a_cercle_lies_whole_in_a_region_only_when_none_of_its_communes_lies_elsewhere() -> None:
    known = attachments(_DAY)
    for cercle in (one for one in units().values() if one.niveau == "cercle"):
        regions = {known[child.code].region for child in children(cercle.code) if child.code in known}
        whole = known.get(cercle.code)
        if whole is None:
            assert any(child.code not in known for child in children(cercle.code))
        else:
            assert regions == {whole.region}
            assert all(child.code in known for child in children(cercle.code))
    assert {"ML0205", "ML0403", "ML0601", "ML0603"} == {
        one.code for one in units().values() if one.niveau == "cercle" and one.code not in known
    }


def test_what_is_known_of_a_unit_of_2023_and_what_may_lie_in_it() -> None:
    kita = correspondence("ML12", _DAY)
    assert (len(kita.communes), kita.possibles, kita.suffisante) == (33, (), True)
    assert len(correspondence("ML1201", _DAY).communes) == 1
    assert not correspondence("ML1201", _DAY).suffisante
    shared = set(correspondence("ML02", _DAY).possibles)
    assert shared == set(correspondence("ML15", _DAY).possibles)
    assert {ancestor(code, "cercle") for code in shared} == {"ML0205"}
    assert not correspondence("ML09", _DAY).communes
    assert correspondence("ML", _DAY).communes
    assert len(correspondence("ML", _DAY).communes) + len(unattached(_DAY)) == 703


def test_a_region_of_2023_is_named_by_its_code_alone_or_with_its_division() -> None:
    assert region_of("2023/ml12").nom == region_of("CRO_ML12").nom == "Kita"
    with pytest.raises(OiseError, match="n'est pas une région"):
        region_of("ML1201")
    with pytest.raises(OiseError, match="division de 2023"):
        region_of("ML99")
