"""Fictitious officials: whole councils at first, then those who leave and those who are trained."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from landing.simulation.chance import count
from landing.simulation.setting import Draft, Row, Setting, number_of
from registry.territory import Unite

_MANDATE = date(2021, 6, 1)
# Councillors by inhabitants, about as councils are; enough to fill the register.
_SEATS, _MOST_SEATS = ((10_000, 11), (20_000, 17), (40_000, 23), (100_000, 29)), 33
_LANGUAGES = {"ML01": ("bm", "snk"), "ML02": ("bm", "snk"), "ML03": ("bm", "shz"), "ML04": ("bm", "ff")}
_LANGUAGES |= {"ML05": ("ff", "dtk"), "ML06": ("ses", "taq"), "ML07": ("ses", "taq"), "ML08": ("taq", "ar")}


def add_officials(draft: Draft, inhabitants: Mapping[str, int]) -> None:
    """The councils when the register is empty, else a few trainings followed, and sometimes one who is replaced."""
    setting = draft.setting
    known = draft.known("elus")
    if not known:
        number = 0
        for place in (setting.cercle, *setting.communes):
            for function in _functions(place, inhabitants.get(place.code, 0), len(setting.communes)):
                number += 1
                if draft.add("elus", _official(setting, place.code, function, number)) is None:
                    return
        return
    for local, row in known.items():
        if not row.get("en_exercice"):
            continue
        draw = setting.draw("elu", local)
        fate = draw.random()
        if fate < 0.04:
            draft.change("elus", local, formations_mandat_nb=int(row.get("formations_mandat_nb") or 0) + 1)
        elif fate < 0.044:
            _replace(draft, local, row, setting.day(draw))


def _replace(draft: Draft, local: str, row: Row, left: date) -> None:
    new = draft.add("elus", {})
    if new is None:
        return
    one = _official(draft.setting, str(row["unite_code"]), str(row["fonction_code"]), number_of(new))
    draft.change("elus", new, **(one | {"mandat_debut_date": left + timedelta(days=1)}))
    draft.change("elus", local, en_exercice=False, mandat_fin_date=left)


def _official(setting: Setting, place: str, function: str, number: int) -> Row:
    draw = setting.draw("elu", place, number)
    schooling = draw.choices(
        ("aucun", "alphabetise_langue", "fondamental_1", "fondamental_2", "secondaire", "superieur"),
        (22, 14, 20, 18, 17, 9),
    )[0]
    spoken = _LANGUAGES.get(setting.cercle.code[:4], ("bm", "ff"))
    first, other = spoken if draw.random() < 0.8 else spoken[::-1]
    return {
        "unite_code": place,
        "nom": f"Élu fictif {number:03d}",
        "fonction_code": function,
        "sexe_code": "F" if draw.random() < (0.1 if function.startswith(("maire", "president")) else 0.29) else "M",
        "naissance_annee": draw.randint(1955, 1996),
        "niveau_instruction_code": schooling,
        "alphabetise": schooling != "aucun",
        "langue_1_code": first,
        "langue_2_code": "fr" if schooling in ("fondamental_2", "secondaire", "superieur") else other,
        "mandats_nb": draw.choices((1, 2, 3), (70, 22, 8))[0],
        "mandat_debut_date": _MANDATE,
        "en_exercice": True,
        "formations_mandat_nb": count(draw, 1.4),
        "etat_ligne": "actif",
    }


def _functions(place: Unite, people: int, communes: int) -> list[str]:
    if place.niveau == "commune":
        seats = next((seats for limit, seats in _SEATS if people <= limit), _MOST_SEATS)
        deputies = 3 if seats < 23 else 5
        return ["maire", *["adjoint_maire"] * deputies, *["conseiller_communal"] * (seats - deputies - 1)]
    if place.code == "ML0901":
        return ["maire_district", *["adjoint_maire_district"] * 2, *["conseiller_district"] * 24]
    members = max(9, communes + communes // 3)
    return ["president_cercle", *["vice_president_cercle"] * 2, *["conseiller_cercle"] * (members - 3)]
