"""Simulated populations of the communes whose population is unknown, so that each cercle's known total is respected."""

from __future__ import annotations

from datetime import date

from landing.simulation.chance import chance
from registry.home import Home
from registry.population import population_on
from registry.territory import Unite, cercle_senders, children

SOURCE = "Simulation d'OISE, à l'échelle du total connu du cercle : chiffre fictif"
ENTETE = ("division", "unite_code", "annee", "population", "statut", "source", "note")
_ORDINARY = 14_000


def simulated_population(seed: int) -> list[dict[str, str]]:
    """The rows of ``reference/population_fictive.csv``: every commune without a published figure.

    Each bears the year of its cercle's latest figure; where that one is unknown too, about 14 000 inhabitants.
    """
    known = population_on(date.max)
    rows = []
    for cercle in cercle_senders():
        communes = children(cercle.code)
        unknown = [commune for commune in communes if commune.code not in known]
        if not unknown:
            continue
        whole = known.get(cercle.code)
        year = whole.annee if whole else 2009
        told = sum(known[commune.code].valeur for commune in communes if commune.code in known)
        left = whole.valeur - told if whole else 0
        if left < 100 * len(unknown):
            left = _ORDINARY * len(unknown)
        parts = _parts(seed, unknown, left)
        rows += [_row(commune, year, figure) for commune, figure in zip(unknown, parts, strict=True)]
    return rows


def inhabitants(home: Home, day: date) -> dict[str, int]:
    """Inhabitants of every commune on a day, published or simulated in that home, else an ordinary figure."""
    known = population_on(day, home.reference)
    return {
        commune.code: known[commune.code].valeur if commune.code in known else _ORDINARY
        for cercle in cercle_senders()
        for commune in children(cercle.code)
    }


def _parts(seed: int, communes: list[Unite], whole: int) -> list[int]:
    """Shares of a whole that add up to it, spread as communes are: many small ones, few big ones."""
    weights = [chance(seed, "population", commune.code).lognormvariate(0, 0.55) for commune in communes]
    total = sum(weights)
    parts = [int(whole * weight / total) for weight in weights]
    parts[0] += whole - sum(parts)
    return parts


def _row(commune: Unite, year: int, figure: int) -> dict[str, str]:
    values = (commune.division, commune.code, str(year), str(figure), "simule", SOURCE, "")
    return dict(zip(ENTETE, values, strict=True))
