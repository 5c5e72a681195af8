"""One simulated quarter: every sender's file in its drop folder, with the time at which it was received."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from landing.blank import write_filled
from landing.blank_plan import Fill, WorkbookPlan, plan_workbook
from landing.simulation.accidents import Accident, befallen, spoiled, swell, truncate, write_page
from landing.simulation.people import inhabitants
from landing.simulation.registers import register_rows
from landing.simulation.setting import Setting
from landing.simulation.values import commune_of, commune_values
from registry.amendments import current, use
from registry.calendar import deadlines
from registry.duties import expected_senders
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit
from schemas.submission import Prefill

_WORKERS = 2
SOURCE = "Simulation de démonstration : données fictives"
_BLANK, _NO_DATA, _ESTIMATE = 0.015, 0.025, 0.045  # bounds of one draw: left blank, ND, given as an estimate


@dataclass(frozen=True)
class SimulatedDeposit:
    """A file lying in a drop folder, and when its sender is said to have dropped it (local time)."""

    path: Path
    recu_le: datetime


def simulate_quarter(
    home: Home, trimestre: Trimestre, seed: int, prefill_of: Callable[[str], Prefill]
) -> list[SimulatedDeposit]:
    """Write the deposits of a quarter into the drop folders, in the order in which they are received.

    ``prefill_of`` gives a sender's prefill, as for a blank workbook. A file's modification time is its receipt time.
    Raises OSError when a drop folder is missing.
    """
    senders = [code for code in expected_senders(trimestre) if unit(code).niveau == "cercle"]
    accidents = befallen(seed, trimestre, senders)
    people = inhabitants(home, trimestre.fin)
    deposits: list[SimulatedDeposit] = []
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(_WORKERS, spawning, initializer=use, initargs=(current(),)) as pool:
        sent = [
            pool.submit(
                simulate_sender, home, sender, trimestre, seed, prefill_of(sender), people, accidents.get(sender)
            )
            for sender in senders
        ]
        for future in sent:
            deposits += future.result()
    return sorted(deposits, key=lambda deposit: (deposit.recu_le, deposit.path))


def simulate_sender(
    home: Home,
    sender: str,
    trimestre: Trimestre,
    seed: int,
    prefill: Prefill,
    people: Mapping[str, int],
    accident: Accident | None = None,
) -> list[SimulatedDeposit]:
    """Write one sender's deposits of a quarter, with what goes wrong; ``people``: inhabitants by commune."""
    deposits = _Desk(home, sender, trimestre, seed, prefill, people).send(accident)
    for deposit in deposits:
        stamp = deposit.recu_le.timestamp()
        os.utime(deposit.path, (stamp, stamp))
    return deposits


class _Desk:
    """One sender at work on one quarter."""

    def __init__(
        self, home: Home, sender: str, trimestre: Trimestre, seed: int, prefill: Prefill, people: Mapping[str, int]
    ) -> None:
        self._folder = home.drop_folder(sender)
        self._sender, self._quarter, self._prefill = sender, trimestre, prefill
        self._plan = plan_workbook(sender, trimestre, prefill)
        self._setting = Setting(
            seed, self._plan.expediteur, self._plan.communes, trimestre, self._plan.prefill, _free_ids(self._plan)
        )
        self._fill = _fill(self._setting, people)

    def send(self, accident: Accident | None) -> list[SimulatedDeposit]:
        """Write this sender's files."""
        kind = accident.genre if accident else None
        if kind == "absent":
            return []
        draw = self._setting.draw("depot")
        due = datetime.combine(deadlines(self._quarter).depot, time(8))
        late = timedelta(days=draw.randint(2, 9)) if kind == "en_retard" else -timedelta(days=draw.randint(1, 11))
        received = due + late + timedelta(minutes=draw.randrange(9 * 60))
        name = f"OISE_{self._sender}_{self._quarter}"
        path = self._folder / f"{name}.xlsx"
        if accident is None or kind in ("en_retard", "doublon", "version_corrigee"):
            self._write(path, self._fill)
        elif kind == "page_html":
            write_page(path)
        else:
            self._write(path, spoiled(accident.genre, self._fill, self._plan, self._setting))
        if kind == "tronque":
            truncate(path)
        elif kind == "bombe":
            swell(path)
        sent = [SimulatedDeposit(path, received)]
        if kind == "doublon":
            again = self._folder / f"{name} (copie).xlsx"
            again.write_bytes(path.read_bytes())
            sent.append(SimulatedDeposit(again, received + timedelta(hours=3)))
        elif kind == "version_corrigee":
            second = self._folder / f"{name}_v2.xlsx"
            self._write(second, self._corrected(), self._prefill.version + 1)
            sent.append(SimulatedDeposit(second, received + timedelta(days=1)))
        elif accident is not None and accident.suivi:
            right = self._folder / f"{name}_bis.xlsx"
            self._write(right, self._fill)
            sent.append(SimulatedDeposit(right, received + timedelta(hours=5)))
        return sent

    def _write(self, path: Path, fill: Fill, version: int | None = None) -> None:
        prefill = self._prefill if version is None else replace(self._prefill, version=version)
        write_filled(self._sender, self._quarter, prefill, path, True, fill)

    def _corrected(self) -> Fill:
        """The second version: the first commune's births were counted too low."""
        key = self._setting.communes[0].code, "naissances_declarees_nb"
        told = self._fill.services.get(key)
        value = told + 7 if isinstance(told, int) else 7
        return replace(self._fill, services={**self._fill.services, key: value})


def _free_ids(plan: WorkbookPlan) -> dict[str, list[str]]:
    return {
        found.sheet.table.nom: [line.cle for line in found.lignes if not line.valeurs]
        for found in plan.feuilles
        if not found.sheet.large
    }


def _fill(setting: Setting, people: Mapping[str, int]) -> Fill:
    services: dict[tuple[str, str], object] = {}
    for place in setting.communes:
        values = commune_values(setting.seed, commune_of(place.code, people), setting.trimestre)
        for element, value in values.items():
            told = _as_told(setting, place.code, element, value)
            if told is not None:
                services[place.code, element] = told
    return Fill(services=services, lignes=register_rows(setting, people), source=SOURCE)


def _as_told(setting: Setting, place: str, element: str, value: object) -> object:
    """How a sender gives a figure: mostly as it is, now and then blank, ND or as an estimate."""
    known = setting.prefill.stocks.get((place, element))
    if known is not None and known.valeur == value:
        return value
    fate = setting.draw("saisie", place, element).random()
    if fate < _BLANK:
        return None
    if fate < _NO_DATA:
        return "ND"
    return f"{value} (e)" if fate < _ESTIMATE and type(value) is int else value
