"""The guide's 184 partnerships: all kept, doubts told, no wrong certainty."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest

from registry.guide import GuidePartnership, partnerships, source_bytes
from registry.guide_print import clean_partner, read_address, read_origin, read_place, read_region
from registry.places import normalise
from registry.territory import ancestor, units

BY_LINE = {p.ligne: p for p in partnerships()}


def test_all_are_kept_with_their_print() -> None:
    rows = list(csv.DictReader(io.StringIO(source_bytes().decode("utf-8"))))
    assert len(rows) == len(partnerships()) == len(BY_LINE) == 184
    for row, known in zip(rows, partnerships(), strict=True):
        assert known.ligne == int(row["ligne"])
        assert known.partenaire == row["partenaire_imprime"]
        assert known.lieu_texte == row["lieu_imprime"]
        assert known.origine_texte == row["origine_imprimee"]
        assert known.statut == "inconnu"
        assert known.raisons
        assert all(raison.endswith(".") and len(raison) > 20 for raison in known.raisons)


def test_states_are_what_was_checked_by_hand() -> None:
    assert Counter(p.etat_rattachement for p in partnerships()) == {
        "exact": 57,
        "ambigu": 54,
        "introuvable": 45,
        "a_confirmer": 28,
    }


@pytest.mark.parametrize("known", [p for p in partnerships() if p.etat_rattachement == "exact"], ids=lambda p: p.ligne)
def test_an_exact_row_names_one_unit_alone(known: GuidePartnership) -> None:
    assert known.unite_code is not None
    found = units()[known.unite_code]
    assert known.niveau == found.niveau
    # The printed region agrees: never exact without it.
    assert known.region_code == ancestor(found.code, "region")
    place = read_place(known.lieu_texte)
    if normalise(known.lieu_texte) == "bamako":
        assert (found.code, known.region_code) == ("ML09", "ML09")
        return
    assert [normalise(name) for name in place.noms] == [normalise(found.nom)]
    namesakes = [
        u.code
        for u in units().values()
        if ancestor(u.code, "region") == known.region_code
        and normalise(found.nom) in {normalise(name) for name in (u.nom, *u.autres_noms)}
        and (place.niveau is None or u.niveau == place.niveau)
    ]
    assert namesakes == [found.code]


@pytest.mark.parametrize("known", partnerships(), ids=lambda p: p.ligne)
def test_only_an_exact_row_has_a_unit(known: GuidePartnership) -> None:
    exact = known.etat_rattachement == "exact"
    assert (known.unite_code is not None) == (known.niveau is not None) == exact
    if known.etat_rattachement == "a_confirmer":
        assert len(known.candidats) == 1
    if known.etat_rattachement == "ambigu":
        assert len(known.candidats) > 1


def test_a_name_of_two_levels_printed_without_level_is_ambiguous() -> None:
    names = Counter(normalise(u.nom) for u in {(u.nom, u.niveau): u for u in units().values()}.values())
    plain = [p for p in partnerships() if names[normalise(p.lieu_texte)] > 1]
    assert len(plain) == 47
    assert {p.etat_rattachement for p in plain} == {"ambigu"}


# Checked by hand against the print and the territory: line, state, unit, candidates.
HAND_CHECKED = [
    (7, "exact", "ML09", ["ML09", "ML0901"]),  # Bamako, D
    (200, "exact", "ML09", ["ML09", "ML0901"]),  # Bamako, District
    (9, "introuvable", None, []),  # Nérékoro, Mali
    (11, "a_confirmer", None, ["ML020309"]),  # Fana, seat of Guégnéka
    (15, "exact", "ML030610", ["ML030610"]),  # Garalo
    (18, "exact", "ML010615", ["ML010615"]),  # Yerere, no accents
    (24, "introuvable", None, []),  # Mali, « Mali ) »
    (27, "introuvable", None, ["ML040607"]),  # Mandiakui: near spelling, in another region
    (28, "ambigu", None, ["ML03", "ML0307", "ML030737"]),  # Sikasso
    (29, "a_confirmer", None, ["ML050801"]),  # Diafarabé printed in region 4, lies in region 5
    (30, "a_confirmer", None, ["ML010702"]),  # Tambakara, « 1 ere »
    (44, "ambigu", None, ["ML0604", "ML060408"]),  # Gourma-harous: cercle, or seat of Rharous
    (49, "introuvable", None, []),  # Taïkiri
    (57, "ambigu", None, ["ML0605", "ML060507"]),  # Niafunké: cercle, or seat of Souboundou
    (58, "a_confirmer", None, ["ML070404"]),  # Tindarmène
    (71, "a_confirmer", None, ["ML030704"]),  # Dembella in region 3
    (112, "introuvable", None, ["ML030704", "ML030534"]),  # Dembella in region 2
    (72, "introuvable", None, ["ML050712"]),  # Somadougou is not Madougou
    (73, "a_confirmer", None, ["ML010602"]),  # Diabigue, no region printed
    (80, "ambigu", None, ["ML0106", "ML010610"]),  # Nioro du Sahel: cercle, or commune of Nioro
    (82, "exact", "ML070301", ["ML070301"]),  # Bamba of region 7, not of region 5
    (100, "exact", "ML0107", ["ML0107"]),  # C. Yélimané
    (117, "introuvable", None, []),  # Plateau Dogon
    (127, "ambigu", None, ["ML010104", "ML010123"]),  # Aourou, Sahel
    (130, "introuvable", None, ["ML020320"]),  # Nantjila: near spelling, no region
    (143, "a_confirmer", None, ["ML020608"]),  # Ouolodo printed in region 4
    (149, "exact", "ML050209", ["ML050209"]),  # Kassa, whose code's prefix lies
    (158, "a_confirmer", None, ["ML010613"]),  # Simbi printed in region 2
    (162, "a_confirmer", None, ["ML060404"]),  # Hamzakoma printed in region 5
    (166, "exact", "ML0307", ["ML0307"]),  # C. Sikasso, « 3èe »
    (177, "exact", "ML02", ["ML02"]),  # R. Koulikoro
    (168, "exact", "ML01", ["ML01"]),  # Rég. Kayes
    (178, "ambigu", None, ["ML05", "ML0501", "ML050109"]),  # Mopti: the partner's level decides nothing
    (186, "a_confirmer", None, ["ML020711"]),  # Commune de Ouagadou (cercle de Nara), 1ere
    (235, "exact", "ML020531", ["ML020531"]),  # Commune/Village De Sanankoroba
    (245, "a_confirmer", None, ["ML020507"]),  # Dialakoroba, other spelling
    (249, "exact", "ML020504", ["ML020504"]),  # Bougoula of region 2
]


@pytest.mark.parametrize(("line", "state", "code", "candidates"), HAND_CHECKED)
def test_hand_checked_rows(line: int, state: str, code: str | None, candidates: list[str]) -> None:
    known = BY_LINE[line]
    assert (known.etat_rattachement, known.unite_code) == (state, code)
    assert [c.unite.code for c in known.candidats] == candidates


@pytest.mark.parametrize("line", [29, 143, 158, 162, 186])
def test_a_contradiction_between_place_and_region_is_told(line: int) -> None:
    assert "se contredisent" in BY_LINE[line].raisons[0]


def test_namesakes_and_repeated_relations_are_told_never_merged() -> None:
    assert any("Homonyme" in raison for raison in BY_LINE[249].raisons)
    assert any("ligne 112" in raison for raison in BY_LINE[71].raisons)
    assert any("ligne 125" in raison for raison in BY_LINE[51].raisons)
    assert any("ligne 115" in raison for raison in BY_LINE[194].raisons)


@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("1ere", "ML01"), ("1 ere", "ML01"), ("1ère", "ML01"), ("2è", "ML02"), ("2 eme", "ML02"), ("2ème", "ML02"),
        ("3èe", "ML03"), ("5èe", "ML05"), ("5 eme", "ML05"), ("8è", "ML08"), ("D", "ML09"), ("District", "ML09"),
        ("Mali", None), ("Mali )", None),
    ],
)  # fmt: skip
def test_regions_as_printed(printed: str, code: str | None) -> None:
    assert read_region(printed) == code


@pytest.mark.parametrize("printed", ["", "9è", "0è", "12è", "Kayes"])
def test_an_unreadable_region_is_not_guessed(printed: str) -> None:
    with pytest.raises(ValueError, match=r"^" + printed + r"$"):
        read_region(printed)


@pytest.mark.parametrize(
    ("printed", "year", "day"),
    [
        ("1968", 1968, None), ("1974 et1995", 1974, None), ("1989 et 2003", 1989, None), ("2003-04", 2003, None),
        ("15 Mars 2005", 2005, date(2005, 3, 15)), ("En cours", None, None), ("Non con", None, None),
        ("-", None, None), ("_", None, None), ("", None, None),
    ],
)  # fmt: skip
def test_years_as_printed(printed: str, year: int | None, day: date | None) -> None:
    assert (read_origin(printed).annee, read_origin(printed).date) == (year, day)


@pytest.mark.parametrize(
    ("printed", "site", "contact"),
    [
        ("http://www.ville-alencon.fr", "http://www.ville-alencon.fr", ""),
        ("http://www.cg94.fr/index2.php", "http://www.cg94.fr/index2.php", ""),
        ("http://www.", "", "http://www."),
        ("htt://www p.cg56.fr", "", "htt://www p.cg56.fr"),
        ("http://www.ville-saintjeandela ruelle.fr", "", "http://www.ville-saintjeandela ruelle.fr"),
        ("http://www.cr-régioncentre.fr", "", "http://www.cr-régioncentre.fr"),
        ("Tel : 04 72 15 25 30", "", "Tel : 04 72 15 25 30"),
        ("_", "", ""),
        ("", "", ""),
    ],
)
def test_addresses_as_printed(printed: str, site: str, contact: str) -> None:
    assert read_address(printed) == (site, contact)


def test_no_line_of_a_person_is_in_a_public_column() -> None:
    for known in partnerships():
        assert " " not in known.site
        assert not any(word in " ".join(known.raisons).lower() for word in ("tél", "directeur", "poste"))
    assert BY_LINE[235].site == "http://www.fcm.ca"
    assert "450-836-7007" in BY_LINE[235].contact
    assert BY_LINE[245].contact.startswith("Directeur des Loisirs")


def test_partners_types_and_countries() -> None:
    assert clean_partner("Abidjan  (RCI )") == "Abidjan"
    assert BY_LINE[205].partenaire_net == "Lublijana"
    assert (BY_LINE[205].pays, BY_LINE[213].pays) == ("SI", "PS")
    assert BY_LINE[125].type_partenaire == "intercommunalite"
    assert BY_LINE[249].type_partenaire == BY_LINE[235].type_partenaire == "departement_province"
    assert BY_LINE[180].type_partenaire == "region"
    assert all(len(p.pays) == 2 and p.pays.isupper() for p in partnerships())
