"""The simulated content of the demonstration: consistent, marked as fictitious, drawn again from its seed."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest

from landing.claiming import claim, list_drops
from landing.intake import judge_batch
from landing.reading import ReaderPool
from landing.simulation.accidents import ACCIDENTS, Accident, befallen
from landing.simulation.people import ENTETE, inhabitants, simulated_population
from landing.simulation.quarter import SimulatedDeposit, simulate_sender
from landing.simulation.values import commune_of, commune_values
from registry.calendar import deadlines
from registry.elements import all_elements, elements_asked
from registry.facilities import facility_counts
from registry.home import Home
from registry.periods import Trimestre
from registry.population import population_on
from registry.territory import cercle_senders, children, units
from schemas.submission import Knowledge, Prefill

T3 = Trimestre.parse("2026-Q3")
SENDER = "ML0703"
SENDERS = [found.code for found in cercle_senders()]


@pytest.mark.parametrize("quarter", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1"])
def test_values_hold_together(quarter: str) -> None:
    trimestre = Trimestre.parse(quarter)
    elements = all_elements()
    for commune, people in (("ML010101", 2_000), ("ML010513", 28_364), ("ML070101", 9_000), ("ML090101", 400_000)):
        values = commune_values(7, commune_of(commune, {commune: people}), trimestre)
        assert set(values) == {element.code for element in elements_asked(trimestre)}
        for code, value in values.items():
            element = elements[code]
            if element.booleen:
                assert isinstance(value, bool)
                continue
            assert element.minimum <= value <= element.maximum, code
            if element.tout in values:
                assert value <= values[element.tout], (code, commune)
            if element.somme and all(part in values for part in element.somme):
                assert value == sum(values[part] for part in element.somme), code


def test_values_drift_slowly_and_come_from_the_seed() -> None:
    place = commune_of("ML010513", {"ML010513": 28_364})
    first, again = (commune_values(7, place, T3) for _ in range(2))
    assert first == again
    assert first != commune_values(8, place, T3)
    last_year = commune_values(7, place, Trimestre.parse("2025-Q3"))
    assert abs(first["recettes_totales_fcfa"] / last_year["recettes_totales_fcfa"] - 1) < 0.3
    added = sum(commune_values(7, place, T3.plus(-back))["points_eau_realises_nb"] for back in range(2))
    assert first["forages_pmh_nb"] - commune_values(7, place, T3.plus(-2))["forages_pmh_nb"] == added


def test_known_health_centres_are_used() -> None:
    known = facility_counts("cscom")
    assert sum(known.values()) == 1262
    assert all(units()[code].niveau == "commune" for code in known)
    commune = "ML010104"
    values = commune_values(7, commune_of(commune, {}), Trimestre.parse("2026-Q1"))
    assert values["cscom_nb"] == known[commune] == 3


def test_populations_respect_the_known_totals(home: Home) -> None:
    rows = simulated_population(7)
    assert rows == simulated_population(7)
    known = population_on(date.max)
    assert not {row["unite_code"] for row in rows} & set(known), "une population connue n'est jamais simulée"
    assert {row["statut"] for row in rows} == {"simule"}
    home.reference.mkdir(parents=True, exist_ok=True)
    with (home.reference / "population_fictive.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, ENTETE)
        writer.writeheader()
        writer.writerows(rows)
    people = inhabitants(home, T3.fin)
    assert len(people) == 703 and min(people.values()) > 0
    for cercle in cercle_senders():
        assert sum(people[commune.code] for commune in children(cercle.code)) == known[cercle.code].valeur


def test_accidents_befall_one_sender_each_and_never_kita() -> None:
    found = befallen(7, T3, SENDERS)
    assert found == befallen(7, T3, SENDERS)
    assert "ML0105" not in found
    assert Counter(accident.genre for accident in found.values()) == {a.genre: a.combien for a in ACCIDENTS}
    assert found != befallen(7, T3.plus(1), SENDERS)


def _send(home: Home, accident: Accident | None) -> list[SimulatedDeposit]:
    return simulate_sender(home, SENDER, T3, 7, Prefill(), inhabitants(home, T3.fin), accident)


def test_same_seed_same_bytes(home: Home) -> None:
    digests = []
    for _ in range(2):
        (deposit,) = _send(home, None)
        digests.append(hashlib.sha256(deposit.path.read_bytes()).hexdigest())
    assert digests[0] == digests[1]


EXPECTED = {
    None: ["accepte"],
    "code_inconnu": ["accepte_avec_reserves"],
    "texte_dans_un_nombre": ["accepte_avec_reserves"],
    "decimale_francaise": ["accepte_avec_reserves"],
    "colonne_manquante": ["refuse"],
    "commune_d_un_autre": ["refuse", "accepte"],
    "doublon": ["accepte", "doublon"],
    "version_corrigee": ["accepte", "accepte"],
    "en_retard": ["accepte"],
    "tronque": ["illisible", "accepte"],
    "page_html": ["illisible", "accepte"],
    "bombe": ["illisible", "accepte"],
    "absent": [],
}


def test_each_accident_gets_the_verdict_it_is_made_for(tmp_path: Path) -> None:
    """Written, claimed, read in a child and judged as any deposit."""
    from landing.claiming import open_folders

    assert set(EXPECTED) == {None, *(accident.genre for accident in ACCIDENTS)}
    verdicts: dict[str | None, list[str]] = {}
    with ReaderPool(2) as pool:
        for number, accident in enumerate((None, *ACCIDENTS)):
            home = Home(tmp_path / str(number))
            home.journal.mkdir(parents=True)
            home.landing.mkdir()
            open_folders(home)
            times = {deposit.path: deposit.recu_le for deposit in _send(home, accident)}
            drops = sorted(list_drops(home), key=lambda drop: times[drop.path])
            claims = [claim(home, drop, times[drop.path].isoformat()) for drop in drops]
            raws = pool.read([home.original(found.sha256, found.suffixe) for found in claims])
            judged = judge_batch(list(zip(claims, raws, strict=True)), Knowledge())
            verdicts[accident.genre if accident else None] = [judgement.verdict.verdict for judgement in judged]
    assert verdicts == EXPECTED


def test_only_the_late_are_late(home: Home) -> None:
    due = deadlines(T3).depot
    late = next(accident for accident in ACCIDENTS if accident.genre == "en_retard")
    assert all(deposit.recu_le.date() > due for deposit in _send(home, late))
    (deposit,) = _send(home, None)
    assert T3.fin < deposit.recu_le.date() <= due
    assert datetime.fromtimestamp(deposit.path.stat().st_mtime) == deposit.recu_le
