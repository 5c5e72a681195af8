"""The territory holds together: counts, parents, the codes whose prefix misleads, both divisions."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from registry.errors import OiseError
from registry.territory import ancestor, cercle_senders, children, perimeter, unit, units

# Communes that lie in another cercle than their code says: (code, true cercle).
PREFIX_TRAPS = {
    "ML010116": "ML0107",
    "ML020601": "ML0202",
    "ML030403": "ML0306",
    "ML040107": "ML0402",
    "ML040109": "ML0402",
    "ML040313": "ML0305",
    "ML050209": "ML0507",
    "ML080402": "ML0801",
}
ABOVE = {"commune": "cercle", "cercle": "region", "region": "pays"}


def test_counts_of_1999() -> None:
    assert Counter(u.niveau for u in units().values()) == {"pays": 1, "region": 9, "cercle": 50, "commune": 703}
    assert len(units()) == 763


def test_counts_of_2023() -> None:
    assert Counter(u.niveau for u in units("2023").values()) == {"pays": 1, "region": 20, "cercle": 160}


@pytest.mark.parametrize("division", ["1999", "2023"])
def test_every_parent_exists_one_level_above_and_is_read_before(division: str) -> None:
    seen: set[str] = set()
    for code, known in units(division).items():
        if known.niveau == "pays":
            assert known.parent == ""
        else:
            assert known.parent in seen
            assert units(division)[known.parent].niveau == ABOVE[known.niveau]
            assert ancestor(code, "pays", division) == "ML"
        seen.add(code)


def test_the_prefix_of_eight_codes_lies() -> None:
    lying = {u.code: u.parent for u in units().values() if u.niveau == "commune" and not u.code.startswith(u.parent)}
    assert lying == PREFIX_TRAPS
    for code, cercle in PREFIX_TRAPS.items():
        assert code in perimeter(cercle)
        assert code not in perimeter(code[:6])
        assert cercle in unit(code).note


def test_provisional_codes_are_flagged_and_explained() -> None:
    provisional = [u for u in units().values() if u.code_provisoire]
    assert [u.code for u in provisional] == ["ML070499", "ML080299"]
    assert all(u.note.startswith("Code provisoire") and u.valide_depuis == "2001-06-07" for u in provisional)


def test_positions_lie_in_mali_and_are_missing_only_where_unknown() -> None:
    without = {u.code for u in units().values() if u.latitude is None or u.longitude is None}
    assert without == {"ML", "ML070499", "ML080299"}
    for known in units().values():
        if known.latitude is not None and known.longitude is not None:
            assert 10 < known.latitude < 25
            assert -12.5 < known.longitude < 4.5


@pytest.mark.parametrize("division", ["1999", "2023"])
def test_every_row_is_dated_and_credited(division: str) -> None:
    for known in units(division).values():
        assert date.fromisoformat(known.valide_depuis)
        assert known.source
        assert "http" not in known.source
        assert "/" not in known.nom


def test_units_of_2023_are_valid_from_the_day_of_the_laws() -> None:
    reformed = [u for u in units("2023").values() if u.niveau != "pays"]
    assert {u.valide_depuis for u in reformed} == {"2023-03-13"}
    assert {u.region_1999 for u in reformed} <= {u.code for u in units().values() if u.niveau == "region"}


def test_one_code_two_places() -> None:
    assert unit("ML09").nom == "District de Bamako"
    assert unit("ML09", "2023").nom == "Taoudénit"


def test_fifty_senders_share_out_the_communes() -> None:
    senders = cercle_senders()
    assert len(senders) == 50
    owned = [code for sender in senders for code in perimeter(sender.code)]
    assert len(owned) == len(set(owned)) == 50 + 703
    assert perimeter("ML01") == {"ML01"}
    assert perimeter("ML") == {"ML"}
    assert len(children("ML0105")) == 33


def test_a_commune_is_no_sender() -> None:
    with pytest.raises(OiseError, match="CCC de son cercle"):
        perimeter("ML010513")


def test_an_unknown_code_is_refused_with_the_nearest() -> None:
    with pytest.raises(OiseError, match=r"Kita \(ML0105\)"):
        unit("ml01O5")
    with pytest.raises(OiseError, match="n'existe pas"):
        unit("")
    assert units("1850") == {}
    assert ancestor("XX", "region") is None
