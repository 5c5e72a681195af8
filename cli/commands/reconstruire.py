"""``oise reconstruire``: the lake made again from the journal and the originals."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.console import JsonOption, opened_home, print_json


def run(
    relire: Annotated[
        bool,
        typer.Option("--relire", help="Dire, sans rien changer, quels verdicts les règles actuelles changeraient."),
    ] = False,
    json: JsonOption = False,
) -> int:
    """Refait l'entrepôt depuis le journal et les originaux, avec les verdicts rendus à l'époque.

    Code de sortie : 0 si l'empreinte est la même qu'avant, 1 sinon.

    Exemple : oise reconstruire --json
    """
    home = opened_home()
    if relire:
        from flows.rereading import reread

        changes = reread(home)
        if json:
            print_json([asdict(change) for change in changes])
        else:
            for change in changes:
                typer.echo(
                    f"n° {change.sequence} {change.nom_original} ({change.expediteur}, {change.trimestre}) : "
                    f"{change.verdict} deviendrait {change.verdict_relu}, "
                    f"{change.ecartees} lignes écartées deviendraient {change.ecartees_relues}."
                )
            typer.echo(f"{len(changes)} verdict(s) changeraient ; rien n'a été modifié.")
        return 0
    from flows.rebuilding import rebuild_home

    result = rebuild_home(home)
    if json:
        print_json(asdict(result))
    else:
        same = "identique à celle d'avant" if result.identique else "DIFFÉRENTE de celle d'avant"
        typer.echo(f"{result.entrees} actes rejoués ; empreinte {result.empreinte}, {same}.")
    return 0 if result.identique else 1
