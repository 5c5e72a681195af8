"""``oise suppleances``: who may sign in another's place, and when."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import ByOption, JsonOption, counted, day, opened_home, print_json, tell_act
from cli.help import FrenchCommand, command_group

app = command_group(
    "Les suppléances : qui signe à la place de qui, de quel jour à quel jour.\n\n"
    "Une décision donnée par un suppléant dans ses dates est gardée « X, par suppléance de Y » ; hors de ses dates "
    "elle est refusée. Nommez des fonctions (« CSR de Kayes ») plutôt que des personnes.\n\n"
    "Exemple : oise suppleances liste"
)

DeputyArgument = Annotated[
    str, typer.Argument(metavar="SUPPLEANT", help="Qui supplée, de préférence par sa fonction.", show_default=False)
]
HolderOption = Annotated[str, typer.Option("--de", metavar="TITULAIRE", help="Qui est suppléé.", show_default=False)]


@app.command("ajouter", cls=FrenchCommand)
def add(
    suppleant: DeputyArgument,
    titulaire: HolderOption,
    depuis: Annotated[
        str, typer.Option("--depuis", metavar="DATE", help="Premier jour (jj/mm/aaaa).", show_default=False)
    ],
    par: ByOption,
    jusqu_a: Annotated[
        str,
        typer.Option(
            "--jusqu-a", metavar="DATE", help="Dernier jour ; sans fin s'il n'est pas dit.", show_default=False
        ),
    ] = "",
    json: JsonOption = False,
) -> None:
    """Déclare un suppléant ; redéclaré, il a les nouvelles dates.

    Exemple : oise suppleances ajouter "Adjoint du CSR de Kayes" --de "CSR de Kayes" --depuis 01/10/2026 --par CCN
    """
    from warehouse.deputies import declare_deputy

    until = day(jusqu_a) if jusqu_a.strip() else None
    tell_act(declare_deputy(opened_home(), suppleant, titulaire, day(depuis), until, par), json)


@app.command("retirer", cls=FrenchCommand)
def remove(suppleant: DeputyArgument, titulaire: HolderOption, par: ByOption, json: JsonOption = False) -> None:
    """Retire une suppléance ; ce qui a été signé reste signé.

    Exemple : oise suppleances retirer "Adjoint du CSR de Kayes" --de "CSR de Kayes" --par "CSR de Kayes"
    """
    from warehouse.deputies import call_off_deputy

    tell_act(call_off_deputy(opened_home(), suppleant, titulaire, par), json)


@app.command("liste", cls=FrenchCommand)
def listing(json: JsonOption = False) -> None:
    """Liste les suppléances déclarées, passées comprises.

    Exemple : oise suppleances liste --json
    """
    from warehouse.deputies import declared_deputies

    found = declared_deputies(opened_home())
    if json:
        print_json([vars(one) for one in found])
        return
    for one in found:
        typer.echo(f"{one.suppleant} supplée {one.titulaire} {one.periode} (n° {one.sequence}).")
    typer.echo(counted(len(found), "suppléance") if found else "Aucune suppléance n'est déclarée.")
