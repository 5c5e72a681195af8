"""``oise annuaire``: bodies and addresses, laws and decrees, networks of cooperation."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.console import DayOption, JsonOption, counted, day, print_json

MotsArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[MOTS]", help="Mots cherchés, sans souci d'accents.")
]


def run(mots: MotsArgument = None, le: DayOption = "", json: JsonOption = False) -> None:
    """Cherche un organe, une adresse, un texte de loi ou un réseau, tel qu'il était à la date donnée.

    Exemple : oise annuaire libre administration --le 01/01/2005
    """
    from registry.directory import search

    found = search(" ".join(mots or ()), day=day(le))
    if json:
        print_json([asdict(entry) for entry in found])
        return
    for entry in found:
        typer.echo(entry.presentation)
    typer.echo(counted(len(found), "entrée") if found else "Rien ne correspond à ces mots : essayez-en un seul.")
