"""The steering bodies that get a synthesis, under their name of the quarter, and how their documents are called."""

from __future__ import annotations

from pathlib import Path

from registry.bodies import body as organ
from registry.bodies import recipient, recipient_of, recipients
from registry.periods import Trimestre
from registry.territory import NATION, unit
from syntheses.discovery import all_formats
from syntheses.facts import Body, Kind, SubLevel
from syntheses.typography import of_place

_COMPARED: dict[Kind, SubLevel] = {"CLO": "commune", "CRO": "cercle", "CNO": "region"}


def all_bodies(trimestre: Trimestre) -> tuple[Body, ...]:
    """Every body of a quarter: a CLO per cercle, a CRO per region, the CNO."""
    return tuple(body(known.code, trimestre) for known in recipients())


def body(code: str, trimestre: Trimestre) -> Body:
    """The body of that code (``CLO_ML0105``, or its territory's alone), named as at the quarter's end.

    Raises OiseError when there is none.
    """
    found = recipient(code) if "_" in code else recipient_of(code)
    place = found.unite
    named = organ(found.role, trimestre.fin)
    nom = place.nom.split(" (")[0]
    of = "" if place.code == NATION else f" {_of(nom)}"
    parent = unit(place.parent).nom if place.parent else ""
    if place.niveau == "cercle" and not parent.startswith("District"):
        parent = f"Région {of_place(parent)}"
    return Body(
        sigle=found.role,
        appellation=named.sigle,
        code=place.code,
        nom=nom,
        titre=f"{named.nom}{of}",
        sous_niveau=_COMPARED[found.role],
        parent=place.parent,
        parent_nom=parent,
    )


def document_names(code: str) -> tuple[str, ...]:
    """The file names of a body's documents, one a format (``CLO_ML0105.pdf``), then its sheet of evidence.

    Raises OiseError as ``body`` does.
    """
    return (*synthesis_names(code), evidence_name(code))


def synthesis_names(code: str) -> tuple[str, ...]:
    """The file names of a body's synthesis, one a format; raises OiseError as ``body`` does."""
    found = recipient(code) if "_" in code else recipient_of(code)
    return tuple(f"{found.code}.{form.extension}" for form in all_formats())


def evidence_name(code: str) -> str:
    """The file name of a body's sheet of evidence; raises OiseError as ``body`` does."""
    found = recipient(code) if "_" in code else recipient_of(code)
    return f"{found.code}_preuves.html"


def document_paths(code: str, folder: Path) -> tuple[Path, ...]:
    """Where a body's documents lie in a quarter's folder."""
    return tuple(folder / name for name in document_names(code))


def _of(nom: str) -> str:
    return f"du {nom}" if nom.startswith("District") else of_place(nom)
