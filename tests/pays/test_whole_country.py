"""The whole country at three levels: fifty cercles, nine regions, one nation, and a bad post between them."""

from __future__ import annotations

import multiprocessing
import random
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from landing.simulation.quarter import simulate_quarter
from registry.home import Home
from registry.levels import level_above, senders_in
from registry.territory import cercle_senders, children
from schemas.submission import Prefill
from tests.pays.levels import QUARTER, Country, merged_digest, validation
from warehouse.deposits import deposits
from warehouse.validation import quarter_validations

pytestmark = [pytest.mark.pays, pytest.mark.xdist_group("golden")]
SEED = 2026
REGIONS = tuple(region.code for region in children("ML"))
CERCLES = tuple(cercle.code for cercle in cercle_senders())


def receive(home: Home) -> dict[str, int]:
    from flows.reception import run_reception

    return run_reception(str(home.root))


def cercles_work(root: Path, cercle: str, files: list[Path]) -> list[Path]:
    """A cercle's own installation: it takes its adviser's files one by one, and hands the accepted ones over."""
    country = Country(root, receive)
    country.install([cercle])
    for path in files:
        country.drop(cercle, cercle, [path])
        country.receive(cercle)
    if not any(one.accepte for one in deposits(country.installations[cercle]) if one.verdict.expediteur == cercle):
        return []
    return list(country.send_up(cercle, "1").envoi.fichiers)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """What the advisers of the fifty cercles write, accidents included, in the order in which they send it."""
    desk = Country(tmp_path_factory.mktemp("bureaux"), receive, nus=True)
    desk.install(["ML"])
    home = desk.installations["ML"]
    home.demo_marker.write_text("essai", encoding="utf-8")
    home.reference.mkdir()
    found: dict[str, list[Path]] = {cercle: [] for cercle in CERCLES}
    for one in simulate_quarter(home, QUARTER, SEED, lambda _: Prefill()):
        found[one.path.parent.name].append(one.path)
    return found


@pytest.fixture(scope="module")
def country(
    written: dict[str, list[Path]], prefect_server: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Country, Counter[str]]:
    """Every level at work, and what the nation answered to what reached it."""
    root = tmp_path_factory.mktemp("pays")
    country = Country(root, receive)
    with ProcessPoolExecutor(2, multiprocessing.get_context("spawn")) as pool:
        handed = {cercle: pool.submit(cercles_work, root, cercle, written[cercle]) for cercle in CERCLES}
        accepted = {cercle: future.result() for cercle, future in handed.items()}
    country.install([*REGIONS, "ML"])
    zips: list[tuple[str, Path]] = []
    for region in REGIONS:
        served = [cercle for cercle in senders_in(region) if cercle in CERCLES]
        first = served[: (len(served) + 1) // 2]
        for cercle in first:
            country.drop(region, cercle, accepted[cercle])
        country.receive(region)
        early = country.send_up(region, "debut").envoi.fichiers
        # Those who know only the old way send all they have straight to the region, then what their office accepted.
        for cercle in [one for one in served if one not in first]:
            country.drop(region, cercle, written[cercle])
            country.receive(region)
            country.drop(region, cercle, accepted[cercle])
        country.receive(region)
        middle = country.send_up(region, "milieu").envoi.fichiers
        home = country.installations[region]
        country.drop(region, region, [validation(home, region, root / "validations")])
        assert country.receive(region) == {"accepte": 1}
        last = country.send_up(region, "fin").envoi.fichiers
        # A third of the early ones are lost; the last one always comes in the end, now and then twice.
        zips += [(region, path) for path in (*early, *middle, *last, *last) if path]
    post = random.Random(SEED)
    arriving = [one for one in zips if "fin" in str(one[1]) or post.random() > 1 / 3]
    post.shuffle(arriving)
    answers: Counter[str] = Counter()
    for start in range(0, len(arriving), 12):
        for region, path in arriving[start : start + 12]:
            country.drop("ML", region, [path])
        answers.update(country.receive("ML"))
    return country, answers


def test_the_nation_ends_as_if_all_had_been_dropped_at_once(country: tuple[Country, Counter[str]]) -> None:
    whole, answers = country
    assert set(answers) == {"accepte", "doublon"}, answers
    nation = whole.installations["ML"]
    relayed = [one for one in deposits(nation) if one.verdict.expediteur != "ML"]
    assert len(relayed) == len(whole.recus)
    verdicts = Counter(one.verdict.verdict for one in relayed)
    assert set(verdicts) >= {"accepte", "accepte_avec_reserves", "refuse", "illisible", "doublon"}, verdicts
    assert merged_digest(nation) == merged_digest(whole.at_once())


def test_validations_stand_at_the_nation_as_in_the_region(country: tuple[Country, Counter[str]]) -> None:
    whole, _ = country
    seen = quarter_validations(whole.installations["ML"], str(QUARTER))
    assert seen and all(one.a_jour and level_above(one.cercle) in REGIONS for one in seen.values())
    for region in REGIONS:
        merged_digest(whole.installations[region])
        own = quarter_validations(whole.installations[region], str(QUARTER))
        assert {one: (said.decision, said.a_jour) for one, said in own.items()} == {
            one: (said.decision, said.a_jour) for one, said in seen.items() if level_above(one) == region
        }
