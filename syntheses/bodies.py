"""The steering bodies that get a synthesis: a CLO per cercle, a CRO per region, the CNO."""

from __future__ import annotations

from pathlib import Path

from registry.errors import OiseError
from registry.territory import NATION, units
from syntheses.discovery import all_formats
from syntheses.facts import Body, Kind
from syntheses.typography import of_place

_SIGLES: dict[str, Kind] = {"cercle": "CLO", "region": "CRO", "pays": "CNO"}


def all_bodies() -> tuple[Body, ...]:
    """Every body: the nation, then regions, then cercles, in the order of codes."""
    order = {"pays": 0, "region": 1, "cercle": 2}
    followed = [unit for unit in units().values() if unit.niveau in order]
    followed.sort(key=lambda unit: (order[unit.niveau], unit.code))
    return tuple(body(unit.code) for unit in followed)


def body(code: str) -> Body:
    """The body that follows a territory, by its unit code; raises OiseError when there is none."""
    unit = units().get(code)
    if unit is None or unit.niveau not in _SIGLES:
        raise OiseError(
            f"« {code} » n'a pas d'organe de suivi : donnez le code d'un cercle (CLO), d'une région (CRO) ou ML (CNO)."
        )
    parent = units().get(unit.parent)
    nom = unit.nom.split(" (")[0]
    if unit.niveau == "pays":
        return Body("CNO", NATION, nom, "Comité national d’orientation", "region", "", "")
    parent_nom = parent.nom if parent else ""
    if unit.niveau == "region":
        return Body("CRO", code, nom, f"Comité régional d’orientation {_of(nom)}", "cercle", unit.parent, parent_nom)
    region = parent_nom if parent_nom.startswith("District") else f"Région {of_place(parent_nom)}"
    return Body("CLO", code, nom, f"Comité local d’orientation {_of(nom)}", "commune", unit.parent, region)


def document_names(body_code: str) -> tuple[str, ...]:
    """The file names of a body's documents, one a format: ``CLO_ML0105.pdf``."""
    found = body(body_code)
    return tuple(f"{found.sigle}_{found.code}.{form.extension}" for form in all_formats())


def document_paths(body_code: str, folder: Path) -> tuple[Path, ...]:
    """Where a body's documents lie in a quarter's folder."""
    return tuple(folder / name for name in document_names(body_code))


def _of(nom: str) -> str:
    return f"du {nom}" if nom.startswith("District") else of_place(nom)
