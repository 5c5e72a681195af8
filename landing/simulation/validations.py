"""A CSR's answer to a quarter, simulated: every kind of decision is there, every text says that it is invented."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from landing.blank import write_filled
from landing.blank_plan import Fill, WorkbookPlan, plan_workbook
from landing.simulation.chance import chance
from landing.simulation.quarter import SimulatedDeposit
from landing.simulation.setting import VITRINE
from registry.calendar import deadlines
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit
from schemas.submission import Prefill

# The regions whose CSR answers; in the others, figures stay provisional.
REGIONS = ("ML01", "ML05")
FICTIF = "[Texte fictif]"
_PAR = "CSR de démonstration"
# One decision after the other, cercle by cercle; None is not decided yet.
_DECISIONS = ("valide", "valide_avec_reserve", "a_corriger", "valide", None)
_RESERVES = {
    "valide_avec_reserve": "les chiffres de deux communes sont estimés, faute de rapports reçus à temps.",
    "a_corriger": "les valeurs mises de côté par le contrôle sont à redonner avant le prochain trimestre.",
}
_PHRASES = (
    "valeur vérifiée par téléphone avec le CCC, elle est exacte.",
    "valeur confirmée : une campagne a eu lieu pendant le trimestre.",
    "valeur à suivre : le rapport de la commune est attendu.",
)
_REPLIES = ("confirmé par la mairie.", "le registre a été revu, le chiffre est bon.")
_ANALYSES = {
    "ensemble": "la plupart des communes ont répondu ; les retards viennent des zones d'accès difficile.",
    "sante": "la fréquentation des CSCom suit la saison ; les accouchements assistés progressent là où une sage-femme "
    "est en poste.",
    "hydraulique": "les pannes de pompes durent faute de pièces ; deux communes ont formé un réparateur.",
    "cooperation": "les partenaires se sont réunis peu souvent ; plusieurs conventions arrivent à leur terme.",
}
_OF_A_CERCLE = "le CCC a aidé les communes à tenir leurs registres, ce qui se voit dans les réponses."


def simulate_validation(home: Home, region: str, trimestre: Trimestre, seed: int, prefill: Prefill) -> SimulatedDeposit:
    """Write a region's answer into its drop folder; ``prefill``: what its workbook asks. Raises OSError."""
    plan = plan_workbook(region, trimestre, prefill, home.fictive, objet="validation")
    path = home.drop_folder(region) / f"validation_{region}_{trimestre}.xlsx"
    write_filled(region, trimestre, prefill, path, home.fictive, answered(plan, seed), objet="validation")
    draw = chance(seed, region, trimestre, "validation")
    day = datetime.combine(deadlines(trimestre).validation, time(9)) - timedelta(days=draw.randint(1, 6))
    return SimulatedDeposit(path, day + timedelta(minutes=draw.randrange(8 * 60)))


def answered(plan: WorkbookPlan, seed: int) -> Fill:
    """What the CSR types into its workbook."""
    decisions = _rows(plan, "validations")
    made = {str(row["cercle_vise_code"]): _decision(rank, row) for rank, (_, row) in enumerate(decisions)}
    typed = {local: made[str(row["cercle_vise_code"])] for local, row in decisions}
    told: dict[str, dict[str, Any]] = {}
    for local, row in _rows(plan, "reponses_anomalies"):
        decided = made.get(str(row["cercle_vise_code"]), {})
        if row["gravite_code"] == "serieuse" and decided:
            draw = chance(seed, row["anomalie_ref"], plan.trimestre)
            told[local] = {"phrase_csr": f"{FICTIF} {draw.choice(_PHRASES)}"}
            if draw.random() < 0.6:
                told[local]["reponse_ccc"] = f"{FICTIF} {draw.choice(_REPLIES)}"
    return Fill(lignes={"validations": typed, "reponses_anomalies": told, "analyses": _analyses(plan)})


def _decision(rank: int, row: Mapping[str, Any]) -> dict[str, Any]:
    decision = "valide_avec_reserve" if row["cercle_vise_code"] == VITRINE else _DECISIONS[rank % len(_DECISIONS)]
    if decision is None:
        return {}
    reserve = _RESERVES.get(decision)
    said = {"reserve_texte": f"{FICTIF} {reserve}"} if reserve else {}
    return {"decision_code": decision, "valide_par": _PAR, **said}


def _analyses(plan: WorkbookPlan) -> dict[str, dict[str, Any]]:
    typed, spare = {}, ""
    for local, row in _rows(plan, "analyses"):
        theme = str(row.get("theme_code") or "")
        if theme in _ANALYSES and row.get("cercle_vise_code") is None:
            typed[local] = {"texte": f"{FICTIF} {_ANALYSES[theme]}"}
        elif not theme and not spare:
            spare = local
    cercle = next((str(row["cercle_vise_code"]) for _, row in _rows(plan, "validations")), "")
    cercle = VITRINE if unit(VITRINE).parent == plan.expediteur.code else cercle
    if spare and cercle:
        typed[spare] = {"theme_code": "ensemble", "cercle_vise_code": cercle, "texte": f"{FICTIF} {_OF_A_CERCLE}"}
    return typed


def _rows(plan: WorkbookPlan, table: str) -> list[tuple[str, Mapping[str, Any]]]:
    found = plan.feuille(table)
    return [(line.cle, line.valeurs) for line in found.lignes] if found else []
