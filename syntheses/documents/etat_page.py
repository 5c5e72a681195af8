"""The board of a quarter as one web page: readable on a phone, printable on A4, without script nor outside request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from registry.elements import DOMAINES
from registry.periods import Trimestre
from registry.territory import NATION, unit
from registry.writing import FINE, long_date
from schemas.submission import LIBELLES_VERDICT
from syntheses.typesetting import plain
from syntheses.typography import number, of_place, plural, short_date

_GABARITS = Path(__file__).parent.parent / "templates"
_TAUX = (
    ("recus", "Reçus", "un fichier est arrivé"),
    ("recevables", "Recevables", "un fichier est accepté, avec ou sans réserves"),
    ("valides", "Validés", "le CSR a validé les fichiers qui comptent"),
    ("a_temps", "À temps", "le premier fichier accepté est arrivé dans le délai"),
)
# By situation: what it is called, and what to do about it.
_GROUPES = {
    "absent": ("Rien reçu, délai passé", "Appeler le CCC : son fichier manque."),
    "refuse": ("Reçu, mais refusé", "Aider le CCC à corriger ce qui bloque, puis à déposer de nouveau."),
    "a_corriger": ("Renvoyé par le CSR", "Le CCC doit corriger et déposer de nouveau."),
    "tard": ("Reçu en retard, à valider", "Le CSR doit valider ; le retard est à comprendre."),
    "a_revalider": ("Corrigé depuis la décision du CSR", "Le CSR doit revoir ce qui a changé."),
    "a_valider": ("À valider", "Le CSR doit décider."),
    "attendu": ("Attendu", "La date limite n’est pas passée."),
    "valide_avec_reserve": ("Validé avec réserve", ""),
    "valide": ("Validé", ""),
    "exempte": ("Exempté ce trimestre", ""),
}
_FAIBLE, _MOYEN = 50, 80


def board_page(state: Mapping[str, Any]) -> bytes:
    """The page of a board, in UTF-8; ``state`` as ``warehouse.board.quarter_state`` gives it."""
    return _environment().get_template("etat.html.j2").render(d=_page(state), style=_style()).encode()


def _page(state: Mapping[str, Any]) -> dict[str, Any]:
    quarter = Trimestre.parse(state["trimestre"])
    known = f"tel que connu à la fin du {_long(state['connu_le'])}" if state["connu_le"] else ""
    domains = list(next(iter([*state["regions"], *state["cercles"]]), {"domaines": {}})["domaines"])
    whole = state["pays"] or next(iter(state["regions"]), None)
    uncounted = [unit(code).nom for code in state["cellules_non_comptees"]]
    return {
        "territoire": _territory(state["perimetre"]),
        "trimestre": quarter.libelle,
        "jour": _long(state["jour"]),
        "connu": known,
        "fictif": state["donnees_fictives"],
        "limites": [
            ("Dépôt", _long(state["depot_limite"])),
            ("Validation", _long(state["validation_limite"])),
            ("Publication", _long(state["publication_limite"])),
        ],
        "attendus": plural(state["attendus"], "cercle attendu", "cercles attendus"),
        "taux": [_rate(state, name, title, meaning) for name, title, meaning in _TAUX] + [_cells_rate(state)],
        "groupes": _groups(state["cercles"]),
        "regions": [_region(one) for one in state["regions"]],
        "total": _region(whole) if whole is not None and len(state["regions"]) > 1 else None,
        "domaines": [DOMAINES[name] for name in domains],
        "remplis": [_by_domain(one, domains) for one in _with_total(state)],
        "non_comptes": ", ".join(uncounted),
    }


def _rate(state: Mapping[str, Any], name: str, title: str, meaning: str) -> dict[str, Any]:
    return {
        "titre": title,
        "sens": meaning,
        "compte": f"{number(state[name])} sur {number(state['attendus'])}",
        "part": _share(state[f"{name}_pct"]) or "sans objet",
        "largeur": int(state[f"{name}_pct"] or 0),
    }


def _cells_rate(state: Mapping[str, Any]) -> dict[str, Any]:
    filled, asked = state["cellules_remplies"], state["cellules_attendues"]
    return {
        "titre": "Cases remplies",
        "sens": "une valeur, ND ou SO, sur ce qui est demandé aux communes",
        "compte": f"{number(filled)} sur {number(asked)}" if filled is not None else "non comptées",
        "part": _share(state["rempli_pct"]) or "inconnu",
        "largeur": int(state["rempli_pct"] or 0),
    }


def _groups(cercles: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    groups = []
    for code, members in groupby(cercles, key=lambda row: row["situation"]):
        rows = [_cercle(row) for row in members]
        title, advice = _GROUPES[code]
        groups.append({"code": code, "titre": title, "nombre": len(rows), "conseil": advice, "lignes": rows})
    return groups


def _cercle(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "nom": row["nom"],
        "code": row["code"],
        "region": unit(row["region"]).nom if row["region"] else "",
        "recu_le": _short(row["recu_le"]),
        "verdict": LIBELLES_VERDICT.get(row["verdict"] or "", "non reçu"),
        "retard": plural(row["retard_jours"], "jour", "jours") if row["retard_jours"] else "",
        "rempli": _share(row["rempli_pct"]),
        "note": _note(row),
    }


def _note(row: Mapping[str, Any]) -> str:
    """What the CSR wrote, or the decision that exempts."""
    said = row["validation"]
    if said and said["reserve"] and said["decision"] != "valide":
        before = "" if said["a_jour"] else "Avant la correction : "
        return f"{before}« {plain(said['reserve'])} »"
    if row["exemption"]:
        return plain(f"Exempté : {row['exemption']['motif']} ({row['exemption']['decision']})")
    return ""


def _region(place: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "nom": place["nom"],
        "attendus": number(place["attendus"]),
        "taux": [(number(place[name]), _share(place[f"{name}_pct"])) for name, _, _ in _TAUX],
        "retard": plural(place["retard_max_jours"], "jour", "jours") if place["retard_max_jours"] else "",
        "rempli": _share(place["rempli_pct"]),
    }


def _by_domain(place: Mapping[str, Any], domains: Iterable[str]) -> dict[str, Any]:
    shares = [place["domaines"][name]["rempli_pct"] for name in domains]
    return {"nom": place["nom"], "parts": [(_share(one) or "?", _level(one)) for one in shares]}


def _with_total(state: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    places = list(state["regions"]) or [row for row in state["cercles"] if row["domaines"]]
    return [*places, *([state["pays"]] if state["pays"] else [])]


def _level(share: float | None) -> str:
    if share is None:
        return ""
    return "faible" if share < _FAIBLE else "moyen" if share < _MOYEN else "bon"


def _territory(code: str) -> str:
    place = unit(code)
    if code == NATION or place.nom.startswith("District"):
        return place.nom
    kind = "Région" if place.niveau == "region" else "Cercle"
    return f"{kind} {of_place(place.nom)}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{int(value)}{FINE}%"


def _long(text: str) -> str:
    return long_date(date.fromisoformat(text))


def _short(text: str | None) -> str:
    return short_date(date.fromisoformat(text[:10])) if text else ""


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_GABARITS / "documents"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def _style() -> Markup:
    own = (_GABARITS / "documents" / "etat.css").read_text(encoding="utf-8")
    return Markup((_GABARITS / "synthese.css").read_text(encoding="utf-8") + own)
