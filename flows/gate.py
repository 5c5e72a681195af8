"""The CSR's gate: what a region's workbook of validation asks, put together from the store and the statistics."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from indicators.anomalies import Anomaly, anomalies
from landing.blank import BlankReport, write_filled
from landing.blank_plan import Fill
from registry.codelists import code_list
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.population import population_on
from registry.territory import unit
from schemas.submission import Prefill
from warehouse.gate import Gate, gate

# Anomalies of a cercle that a workbook lists: all serious ones, and others up to that many in all.
LISTEES = 40


def gate_prefill(home: Home, region: str, trimestre: Trimestre, par: str = "") -> Prefill:
    """What the validation workbook of a region is filled with; ``par``: who decides, when it is known.

    Raises OiseError when no cercle of the region has a return that counts.
    """
    found = gate(home, region, trimestre)
    if not found.envois:
        raise OiseError(
            f"Aucun envoi accepté d'un cercle de {unit(region).nom} pour {trimestre.libelle} : "
            "recevez d'abord les envois avec « oise trimestre »."
        )
    heads = {code: figure.valeur for code, figure in population_on(trimestre.fin, home.reference).items()}
    listed = _listed(anomalies(found.valeurs, trimestre, heads, found.fautes))
    return Prefill(
        registres={
            "validations": tuple(_decisions(found, listed, par)),
            "reponses_anomalies": tuple(_anomaly_rows(found, listed)),
            "analyses": tuple(_themes(found)),
        },
        version=found.version,
    )


def write_validation(
    home: Home, region: str, trimestre: Trimestre, path: Path, par: str = "", fill: Fill | None = None
) -> BlankReport:
    """Write a region's validation workbook, ``fill`` typed into it; raises OiseError as ``gate_prefill`` does."""
    known = gate_prefill(home, region, trimestre, par)
    return write_filled(region, trimestre, known, path, home.fictive, fill or Fill(), objet="validation")


def _listed(found: Iterable[Anomaly]) -> list[Anomaly]:
    return [one for one in found if one.gravite == "serieuse" or one.rang <= LISTEES]


def _decisions(found: Gate, listed: Sequence[Anomaly], par: str) -> Iterable[dict[str, Any]]:
    """One row a cercle. A decision made on other files is no longer there to be sent back; what it said is."""
    before = {row["cercle_vise_code"]: row for row in found.reponses.get("validations", ())}
    counts: dict[str, list[Anomaly]] = defaultdict(list)
    for anomaly in listed:
        counts[anomaly.cercle].append(anomaly)
    for one in found.envois:
        known = before.get(one.cercle, {})
        same = known.get("empreinte") == one.empreinte
        yield {
            "unite_code": found.region,
            "cercle_vise_code": one.cercle,
            "envoi": one.envoi,
            "anomalies_nb": len(counts[one.cercle]),
            "serieuses_nb": sum(odd.gravite == "serieuse" for odd in counts[one.cercle]),
            "decision_code": known.get("decision_code") if same else None,
            "reserve_texte": known.get("reserve_texte"),
            "valide_par": (known.get("valide_par") if same else None) or par or None,
            "empreinte": one.empreinte,
        }


def _anomaly_rows(found: Gate, listed: Sequence[Anomaly]) -> Iterable[dict[str, Any]]:
    """One row an anomaly; what was answered about the very same value comes back."""
    before = {row["anomalie_ref"]: row for row in found.reponses.get("reponses_anomalies", ())}
    for one in listed:
        known: Mapping[str, Any] = before.get(one.reference, {})
        known = known if known.get("valeur") == one.valeur else {}
        past = {f"valeur_t{back}": value for back, value in zip((4, 3, 2, 1), one.avant, strict=True)}
        yield {
            "cercle_vise_code": one.cercle,
            "rang": one.rang,
            "gravite_code": one.gravite,
            "lieu_code": one.lieu,
            "sujet": one.sujet,
            "constat": one.constat[:600],
            **past,
            "valeur": one.valeur,
            "phrase_csr": known.get("phrase_csr"),
            "reponse_ccc": known.get("reponse_ccc"),
            "unite_code": found.region,
            "anomalie_ref": one.reference,
        }


def _themes(found: Gate) -> Iterable[dict[str, Any]]:
    """What was analysed, in the order of the themes, then the themes of which nothing is said for the region."""
    order = list(code_list("themes_analyse").libelles)
    said = [row for row in found.reponses.get("analyses", ()) if row["texte"]]
    rows = [
        {name: row[name] for name in ("unite_code", "theme_code", "cercle_vise_code", "texte")}
        for row in said
        if row["theme_code"] in order
    ]
    told = {row["theme_code"] for row in rows if row["cercle_vise_code"] is None}
    rows += [
        {"unite_code": found.region, "theme_code": theme, "cercle_vise_code": None, "texte": None}
        for theme in order
        if theme not in told
    ]
    return sorted(rows, key=lambda row: (order.index(row["theme_code"]), row["cercle_vise_code"] or ""))
