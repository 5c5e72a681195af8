"""The directory answers words without accents, on a day, and never passes off an old address or a doubt as certain."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import cast

import pytest

import registry
from registry.directory import DirectoryEntry, Kind, search
from registry.errors import OiseError

TODAY = date(2026, 9, 30)
DATA = Path(registry.__file__).parent / "data"


def titles(found: tuple[DirectoryEntry, ...]) -> list[str]:
    return [entry.titre.split(" du ")[0] for entry in found]


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("words", ["libre administration", "LIBRE ADMINISTRATION", "libres  administrations", "93-008"])
def test_the_law_of_free_administration_is_found_in_2005(words: str) -> None:
    found = search(words, day=date(2005, 1, 1))
    assert titles(found)[0] == "Loi 93-008"
    assert found[0].etat == "en_vigueur"
    assert "21 : " in found[0].articles
    assert "27 : " in found[0].articles


def test_its_successor_comes_first_once_it_is_there() -> None:
    found = search("libre administration", kind="texte", day=TODAY)
    assert titles(found)[:2] == ["Loi 2017-052", "Loi 93-008"]
    old = found[1]
    assert (old.etat, old.successeur_date, old.successeur_confirme) == ("remplace", date(2017, 10, 2), False)
    assert "non confirmé" in old.presentation
    assert search("2017-052", day=date(2017, 10, 1)) == ()


def test_what_modifies_a_text_ends_with_it() -> None:
    modifying = search("96-056", day=TODAY)[0]
    assert modifying.etat == "remplace"
    assert modifying.successeur_date == date(2017, 10, 2)


def test_a_text_nobody_followed_since_the_guide_is_to_be_checked() -> None:
    assert search("96-084", day=date(2006, 1, 1))[0].etat == "en_vigueur"
    assert search("96-084", day=TODAY)[0].etat == "a_verifier"
    assert search("96-084")[0].etat == ""


def test_a_replacement_that_the_text_itself_says_is_confirmed() -> None:
    found = search("transferees education", kind="texte", day=TODAY)
    assert titles(found) == ["Décret 2015-0678/P-RM", "Décret 02-313/P-RM"]
    assert found[1].successeur_confirme


def test_a_body_bears_its_name_of_the_day() -> None:
    assert [entry.sigle for entry in search("comité local", kind="organe", day=date(2006, 1, 1))] == ["CLO"]
    assert [entry.sigle for entry in search("comité local", kind="organe", day=TODAY)] == ["CLOCSAD"]
    assert {entry.sigle for entry in search("comité local", kind="organe")} == {"CLO", "CLOCSAD"}


def test_addresses_are_of_about_2006_and_say_that_nobody_verified_them() -> None:
    found = search("anict", kind="organe", day=TODAY)
    assert len(found) == 1
    assert dict(found[0].coordonnees)["Boîte postale"] == "B.P. E 446"
    assert "relevées vers 2006, non vérifiées depuis" in found[0].presentation
    assert not found[0].confirme


def test_one_entry_for_a_body_that_also_has_an_address() -> None:
    assert len(search("coordination nationale", kind="organe", day=TODAY)) == 1


def test_networks_are_found_by_country() -> None:
    assert [entry.code for entry in search("canada")] == ["fcm"]
    assert {entry.kind for entry in search("municipalités du Mali")} == {"organe", "reseau"}


def test_every_word_counts_and_no_word_gives_everything() -> None:
    assert search("libre domanial") == ()
    everything = search()
    assert {entry.kind for entry in everything} == {"organe", "texte", "reseau"}
    assert len(search(kind="texte")) == len(rows("textes.csv"))


def test_an_unknown_heading_is_refused() -> None:
    with pytest.raises(OiseError, match="rubrique"):
        search("amm", kind=cast(Kind, "loi"))


def test_every_text_of_the_guide_is_there_with_its_date_its_subject_and_its_source() -> None:
    texts = {row["code"]: row for row in rows("textes.csv")}
    printed = [row for row in texts.values() if "Point de repère n°2" in row["source"]]
    # Twenty items, of which the fourth names two laws that modify the first and the second one.
    assert len(printed) == 23
    for row in texts.values():
        assert date.fromisoformat(row["date"])
        assert row["sujet"]
        assert row["source"]
        assert row["confirme"] in ("oui", "non")
        assert row["confirme"] == "oui" or row["remarque"]
        assert not row["modifie"] or row["modifie"] in texts
        assert bool(row["successeur"]) == bool(row["successeur_confirme"])
        if row["successeur"]:
            assert texts[row["successeur"]]["date"] > row["date"]


def test_every_entry_presents_itself_with_its_source() -> None:
    for entry in search(day=TODAY):
        assert entry.presentation.startswith(entry.titre)
        assert f"Source : {entry.source}" in entry.presentation
        if not entry.confirme:
            assert "(à confirmer)" in entry.presentation
