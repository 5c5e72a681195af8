"""What a CSR's answer must hold together: no cercle is validated while a serious anomaly of it has no sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from landing.tabulation import SheetReading

VALIDES = ("valide", "valide_avec_reserve")
SERIEUSE = "serieuse"


def require_sentences(sheets: Sequence[SheetReading]) -> None:
    """Set aside the decisions that validate a cercle of which a serious anomaly lacks the CSR's sentence.

    The serious anomalies of a cercle are those of the file, and at least as many as the workbook was given with: a row
    taken out of it answers nothing.
    """
    found = {reading.sheet.table.nom: reading for reading in sheets if reading.liee}
    decisions, answers = found.get("validations"), found.get("reponses_anomalies")
    if decisions is None or answers is None:
        return
    serious: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for index, cercle in enumerate(answers.valeurs["cercle_vise_code"]):
        if cercle is None or answers.aside(index) or answers.valeurs["gravite_code"][index] != SERIEUSE:
            continue
        serious[cercle] += 1
        told[cercle] += answers.valeurs["phrase_csr"][index] is not None
    column = decisions.sheet.table.colonne("decision_code")
    for index, decision in enumerate(decisions.valeurs[column.nom]):
        cercle = decisions.valeurs["cercle_vise_code"][index]
        if decision not in VALIDES or cercle is None or decisions.aside(index):
            continue
        wanted = max(serious[cercle], int(decisions.valeurs["serieuses_nb"][index] or 0))
        missing = wanted - told[cercle]
        if missing > 0:
            decisions.add("validation.phrase_manquante", index, column, nombre=missing, attendu=wanted)
