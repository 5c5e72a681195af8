"""A CSR's answer about some cercles, as the intake leaves it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from warehouse.deposits import deposits
from warehouse.validation import content_key

from .conftest import Intake, Row

Q3 = "2026-Q3"


def decide(
    intake: Intake,
    region: str,
    decisions: dict[str, str],
    received: str,
    reserve: str = "Revoir les consultations de Kayes.",
    answers: Sequence[Row] = (),
) -> None:
    """A CSR's file: a decision on each of some cercles, about the files that count at that moment."""
    lots = defaultdict(list)
    for one in deposits(intake.home):
        if one.verdict.trimestre == Q3:
            lots[one.verdict.expediteur].append(one)
    rows = [
        {
            "id_local": f"VAL-{region}-{rank:04d}",
            "unite_code": region,
            "cercle_vise_code": cercle,
            "decision_code": decision,
            "reserve_texte": reserve,
            "valide_par": "Le CSR",
            "empreinte": content_key(lots[cercle]),
        }
        for rank, (cercle, decision) in enumerate(decisions.items(), start=1)
    ]
    tables = {"validations": rows, "reponses_anomalies": list(answers)}
    made = intake.deposit(region, Q3, tables, received=received, journal=False)
    intake.journal(replace(made, objet="validation"))
