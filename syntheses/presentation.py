"""A content put into French words and pictures, once for every format that shows pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from registry.elements import DOMAINES
from registry.writing import FINE, long_date
from syntheses.analysis import provisional_badge
from syntheses.charts import draw_series
from syntheses.evidence_links import completeness_link, evidence_of, figure_link, unit_link
from syntheses.facts import Completeness, Content, Figure, Value
from syntheses.map import Drawing, draw_map
from syntheses.revision_section import revision_sections
from syntheses.sections import answer_sections, register_sections
from syntheses.typography import number, plural, quantity, short_date
from syntheses.wording import (
    VERDICTS,
    brief,
    change_of,
    norm_of,
    title_of_territory,
    weaknesses_measured,
)

_DOMAINES = {
    **DOMAINES,
    "cooperation": "Coopération",
    "gouvernance": "Gouvernance locale",
    "elus": "Élus",
    "formations": "Formations",
    "appui": "Appui du CCC",
    "ccc": "Appui du CCC",
    "qualite": "Qualité des données",
}
_SOUS_UNITES = {
    "commune": ("Commune", "Communes"),
    "cercle": ("Cercle", "Cercles"),
    "region": ("Région", "Régions"),
    "unite": ("Unité de 1999", "Unités de 1999"),
}
BANDEAU = "DONNÉES FICTIVES"
BANDEAU_DETAIL = "Démonstration : ces chiffres sont simulés et ne décrivent aucune collectivité."


@lru_cache(maxsize=4)
def present(content: Content) -> dict[str, Any]:
    """The texts and pictures of a synthesis, ready for a template (no markup in texts); ``sections`` are still whole.

    Raises OiseError when the file named by OISE_LIMITES can't be used.
    """
    organe = content.organe
    chart = draw_series(organe, content.serie) if content.serie else None
    numbers = numbered(content) if organe.sigle == "CLO" else {}
    drawn = draw_map(organe, content.carte, numbers) if content.carte else None
    return {
        "sigle": organe.sigle,
        "entete": organe.sigle if organe.appellation == organe.sigle else f"{organe.sigle} ({organe.appellation})",
        "titre": organe.titre,
        "territoire": title_of_territory(content),
        "trimestre": content.trimestre.libelle,
        "precedent": content.trimestre.plus(-1).libelle,
        "periode": f"du {long_date(content.trimestre.debut)} au {long_date(content.trimestre.fin)}",
        "date": [content.trimestre.fin.year, content.trimestre.fin.month, content.trimestre.fin.day],
        "parent": organe.parent_nom,
        "fictif": [BANDEAU, BANDEAU_DETAIL] if content.donnees_fictives else [],
        "provisoire": provisional_badge(content.analyse),
        "bref": brief(content),
        "completude": _completeness(content),
        "preuves": evidence_of(organe),
        "preuve_completude": completeness_link(organe),
        "domaines": _domains(content, [figure for figure in content.chiffres if figure.cle]),
        "autres_domaines": _domains(content, [figure for figure in content.chiffres if not figure.cle]),
        "serie": _picture(chart, content.serie.libelle if content.serie else ""),
        "carte": _picture(drawn, content.carte.libelle if content.carte else ""),
        "sous_unites": _subunits(content, numbers),
        "faiblesses": _scorecard(content),
        "sections": (*answer_sections(content), *register_sections(content), *revision_sections(content)),
        "depots": [_deposit_row(content, index) for index in range(len(content.depots))],
        "reserves": list(content.reserves),
    }


def numbered(content: Content) -> dict[str, int]:
    """The number of each unit below the body, by code, as printed on the map."""
    return {unit.code: rank for rank, unit in enumerate(content.sous_unites, start=1)}


def domain_title(domaine: str) -> str:
    """A domain's French title."""
    return _DOMAINES.get(domaine, domaine.replace("_", " ").capitalize())


def coverage(value: Value, compte: str) -> str:
    """``31/33 communes``; for a count of rows, the cercles heard from."""
    parts = [f"{number(value.connues)}/{number(value.total)} {compte}"] if value.total or not value.cercles else []
    if value.cercles:
        known, total = value.cercles
        parts.append(f"{number(known)}/{plural(total, 'cercle', 'cercles')}")
    return ", ".join(parts)


def own_share(content: Content, figure: Figure) -> str:
    """What the territory's own council holds, said apart from its communes' sum; "" when nothing."""
    if not figure.ici.propre:
        return ""
    holder = {"CLO": "le conseil de cercle", "CRO": "la région", "CNO": "la nation"}[content.organe.sigle]
    return f"dont {number(figure.ici.propre)} par {holder}"


def value_text(value: Value | None, figure: Figure) -> str:
    """A figure with its unit, « non publié » where there is none."""
    if value is None or value.valeur is None:
        return "non publié"
    return quantity(value.valeur, figure.unite, figure.decimales)


def subunit_titles(content: Content) -> tuple[str, str]:
    """``Commune``, ``Communes``: what the body compares."""
    return _SOUS_UNITES[content.organe.sous_niveau]


def _completeness(content: Content) -> list[list[str]]:
    done = content.completude
    rows = [["Communes avec une valeur publiée", f"{number(done.communes_renseignees)}/{number(done.communes_total)}"]]
    if done.cellules_attendues:
        rows.append(["Cases remplies (valeur, ND ou SO)", share_filled(done)])
    if content.organe.sigle != "CLO":
        senders = [
            ["Envois reçus", f"{number(done.recus)}/{number(done.attendus)}"],
            ["Envois recevables", f"{number(done.recevables)}/{number(done.attendus)}"],
            ["Recevables dans le délai", f"{number(done.a_temps)}/{number(done.attendus)}"],
            ["Envois validés par le CSR", f"{number(done.valides)}/{number(done.attendus)}"],
        ]
        return senders + rows
    for deposit in content.depots:
        rows.insert(0, ["Envoi du CCC", VERDICTS[deposit.verdict]])
        if deposit.verdict:
            rows.append(["Valeurs et lignes intégrées", f"{number(deposit.integrees)}/{number(deposit.soumises)}"])
    return rows


def share_filled(done: Completeness) -> str:
    """The share of the cells asked that are filled in, rounded down: 100 % says all."""
    return f"{done.cellules_remplies * 100 // done.cellules_attendues}{FINE}%" if done.cellules_attendues else ""


def _domains(content: Content, figures: list[Figure]) -> list[dict[str, Any]]:
    groups: dict[str, list[Figure]] = {}
    for figure in figures:
        groups.setdefault(figure.domaine, []).append(figure)
    return [
        {"titre": domain_title(name), "lignes": [_row(content, f) for f in members]} for name, members in groups.items()
    ]


def _row(content: Content, figure: Figure) -> dict[str, Any]:
    shown, detail, reading = change_of(figure)
    return {
        "libelle": figure.libelle,
        "valeur": value_text(figure.ici, figure),
        "motif": figure.ici.motif,
        "publie": figure.ici.valeur is not None,
        "preuve": figure_link(content.organe, figure.code),
        "evolution": shown,
        "detail": detail,
        "lecture": reading,
        "au_dessus": value_text(figure.au_dessus, figure) if figure.au_dessus else "",
        "couverture": coverage(figure.ici, figure.compte),
        "notes": " ; ".join(note for note in (norm_of(figure), own_share(content, figure)) if note),
    }


def _picture(drawing: Drawing | None, title: str) -> dict[str, str]:
    if drawing is None:
        return {}
    return {"titre": title, "svg": drawing.svg, "description": drawing.description, "note": drawing.note}


def _subunits(content: Content, numbers: dict[str, int]) -> dict[str, Any]:
    one, several = subunit_titles(content)
    layer = content.carte
    same_level = layer is not None and layer.niveau == content.organe.sous_niveau
    rows = []
    for unit in content.sous_unites:
        value = dict(unit.valeurs).get(layer.code) if layer else None
        shown = "non publié" if value is None or layer is None else quantity(value, layer.unite, layer.decimales)
        rows.append(
            {
                "numero": str(numbers.get(unit.code, "")),
                "nom": unit.nom,
                "code": unit.code,
                "etat": unit.etat,
                "renseignee": unit.renseignee,
                "valeur": shown,
                "preuve": unit_link(content.organe, unit.code, layer.code) if layer else "",
            }
        )
    return {
        "un": one,
        "titre": several,
        "figure": layer.libelle if layer else "",
        "cle_de_carte": same_level and bool(numbers),
        "lignes": rows,
        "decompte": plural(len(rows), one.lower(), several.lower()),
    }


def _scorecard(content: Content) -> dict[str, Any]:
    """The guide's weaknesses, each with its figures under short titles; what is unknown is said unknown."""
    figures = {figure.code: figure for figure in content.chiffres}
    groups: list[dict[str, Any]] = []
    measured = 0
    for weakness in content.faiblesses:
        lines = [
            {**_row(content, figures[code]), "libelle": title} for code, title in weakness.lignes if code in figures
        ]
        measured += weakness.du_guide and any(line["publie"] for line in lines)
        if lines:
            groups.append({"titre": weakness.titre, "lignes": lines})
    total = sum(weakness.du_guide for weakness in content.faiblesses)
    return {
        "intro": weaknesses_measured(measured, total) if groups else "",
        "domaines": groups,
        "connu": any(line["publie"] for group in groups for line in group["lignes"]),
    }


def _deposit_row(content: Content, index: int) -> dict[str, str]:
    deposit = content.depots[index]
    late = {True: "dans le délai", False: "après le délai", None: ""}[deposit.a_temps]
    return {
        "nom": deposit.nom,
        "code": deposit.code,
        "verdict": VERDICTS[deposit.verdict],
        "recu_le": short_date(deposit.recu_le) if deposit.recu_le else "",
        "delai": late,
        "lignes": f"{number(deposit.integrees)}/{number(deposit.soumises)}" if deposit.verdict else "",
    }
