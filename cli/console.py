"""What commands share in showing things: JSON, checked arguments."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from registry.errors import OiseError
from registry.home import Home
from registry.territory import Unite, units

JsonOption = Annotated[bool, typer.Option("--json", help="Écrire le résultat en JSON.")]
QuarterArgument = Annotated[str, typer.Argument(metavar="TRIMESTRE", help="Par exemple 2026-Q3.", show_default=False)]


def print_json(value: Any) -> None:
    """Write one JSON document, keys as given, accents kept."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def opened_home() -> Home:
    """The home named by OISE_HOME, checked; raises OiseError."""
    return Home.from_environment().checked()


def sender(code: str) -> Unite:
    """The unit that sends under this code: a cercle, a region or the nation.

    Raises OiseError, with the nearest sender by code or by name, when it is none of them.
    """
    from registry.places import find

    wanted = code.strip().upper()
    unit = units().get(wanted)
    if unit is not None and unit.niveau != "commune":
        return unit
    if unit is not None:
        raise OiseError(f"{unit.nom} ({wanted}) est une commune : donnez le code de son cercle, {unit.parent}.")
    near = find(code, niveaux=("cercle", "region"))
    advice = f" : vouliez-vous dire {near[0].unite.code} ({near[0].unite.nom}) ?" if near else "."
    raise OiseError(f"« {code} » n'est pas un cercle ni une région du Mali (division de 1999){advice}")
