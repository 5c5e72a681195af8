"""Fills a demonstration: three simulated quarters, taken in and published by the very flows of a real installation."""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flows import progress
from flows.gate import gate_prefill
from flows.installation import install
from landing.simulation.people import ENTETE, simulated_population
from landing.simulation.quarter import simulate_quarter
from landing.simulation.validations import REGIONS, simulate_validation
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import cercle_senders
from warehouse.acts import decide_experience, experience_states
from warehouse.knowledge import prefills
from warehouse.merging import merge

TRIMESTRES = (Trimestre(2026, 1), Trimestre(2026, 2), Trimestre(2026, 3))
PAR = "démonstration"
ETAPE = "Simulation des dépôts"
_MARQUE = "Cette installation est une démonstration : ses données sont fictives (donnees_fictives).\n"


def prepare_demo(home: Home, seed: int, again: bool) -> None:
    """Make a demonstration's home, with simulated populations where none is known.

    ``again``: replace a former demonstration. Raises OiseError when the folder holds anything else.
    """
    if home.root.exists() and any(home.root.iterdir()):
        if not home.fictive:
            raise OiseError(
                f"Le dossier {home.root} contient déjà autre chose qu'une démonstration : "
                "choisissez un dossier vide avec OISE_HOME."
            )
        if not again:
            raise OiseError(
                f"Une démonstration est déjà dans {home.root} : "
                "ouvrez-la, ou refaites-la avec « oise demo --recommencer »."
            )
        shutil.rmtree(home.root)
    home.root.mkdir(parents=True, exist_ok=True)
    # The marker comes first: a demonstration cut short must never pass for a real installation.
    home.demo_marker.write_text(_MARQUE, encoding="utf-8")
    install(home, PAR, datetime(2025, 12, 31, tzinfo=UTC).isoformat())
    with (home.reference / "population_fictive.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, ENTETE, lineterminator="\n")
        writer.writeheader()
        writer.writerows(simulated_population(seed))


def run_demo(home: Home, seed: int) -> Iterator[dict[str, Any]]:
    """Drop each quarter's simulated files, then some CSRs' answers, and run the quarter's flow; the result of each."""
    from flows.quarter import run_quarter
    from flows.reception import run_reception

    for trimestre in TRIMESTRES:
        if trimestre == TRIMESTRES[1]:
            _publish_experiences(home)
        progress.begin(f"{ETAPE} {trimestre.libelle}", 1)
        known = prefills(home, [sender.code for sender in cercle_senders()], trimestre)
        deposits = simulate_quarter(home, trimestre, seed, known.__getitem__)
        progress.advance(f"{ETAPE} {trimestre.libelle}")
        times = {str(one.path): one.recu_le.isoformat(timespec="seconds") for one in deposits}
        files = run_reception(str(home.root), times)
        result = run_quarter(str(home.root), str(trimestre), PAR, _answer_gate(home, trimestre, seed))
        counts = Counter(files) + Counter(result["fichiers"])
        yield {**result, "fichiers": dict(sorted(counts.items()))}


def _answer_gate(home: Home, trimestre: Trimestre, seed: int) -> dict[str, str]:
    """Drop the answers of the CSRs who give one, to what the returns just received hold; receipt times by path."""
    merge(home)
    answers = [
        simulate_validation(home, region, trimestre, seed, gate_prefill(home, region, trimestre)) for region in REGIONS
    ]
    return {str(one.path): one.recu_le.isoformat(timespec="seconds") for one in answers}


def _publish_experiences(home: Home) -> None:
    """Proofread and publish, as a person would, what the first quarter brought; every third text stays a draft."""
    told = [one for one in experience_states(home) if one["accord_diffusion"] and one["etat"] == "brouillon"]
    for rank, one in enumerate(told):
        if rank % 3 != 2:
            decide_experience(home, "relecture", one["id_local"], PAR)
            decide_experience(home, "publication", one["id_local"], PAR)
