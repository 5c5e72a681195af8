"""``oise trimestre``: the quarterly run."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from cli.console import JsonOption, QuarterArgument, opened_home, print_json
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import LIBELLES_VERDICT

NOT_PUBLISHED = 1


def run(
    trimestre: QuarterArgument,
    par: Annotated[str, typer.Option(help="Qui lance le traitement.")] = "cellule nationale",
    silencieux: Annotated[bool, typer.Option("--silencieux", help="Ne rien montrer pendant le travail.")] = False,
    json: JsonOption = False,
) -> int:
    """Reçoit, consolide, contrôle et publie : indicateurs, synthèses et fichier des analystes.

    Code de sortie : 0 si tout est publié, 1 si le contrôle de qualité l'interdit ou si une validation est attendue.

    Exemple : oise trimestre 2026-Q3
    """
    from cli.following import followed
    from warehouse.acts import signature_of

    asked, home = Trimestre.parse(trimestre), opened_home()
    who = signature_of(home, par)
    with followed(home, silencieux or json):
        from flows.quarter import run_quarter

        result = run_quarter(str(home.root), str(asked), who)
    if json:
        print_json(result)
    else:
        show(home, asked, result)
    return 0 if result["publie"] else NOT_PUBLISHED


def show(home: Home, asked: Trimestre, result: dict[str, Any]) -> None:
    """The closing table of a run, and where to look."""
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Trimestre {asked.libelle}{' : DONNÉES FICTIVES' if home.fictive else ''}", show_header=False)
    for verdict, count in result["fichiers"].items():
        table.add_row(f"Fichiers : {LIBELLES_VERDICT[verdict]}", str(count))
    if not result["fichiers"]:
        table.add_row("Fichiers reçus", "0")
    table.add_row("Trimestres refaits", ", ".join(result["trimestres_refaits"]) or "aucun")
    table.add_row("Édition", str(result["edition"] or "aucune"))
    table.add_row("Empreinte", result["empreinte"][:16])
    table.add_row("Durée", f"{result['duree_s']:.1f} s".replace(".", ","))
    Console().print(table)
    if result["motif"]:
        typer.echo(result["motif"])
    elif not result["fichiers"] and not result["trimestres_refaits"]:
        typer.echo("Rien de nouveau : l'édition publiée est à jour, rien n'a été changé.")
    else:
        typer.echo(f"Synthèses : {home.current_edition / 'syntheses' / str(asked)}")
        typer.echo(f"Fichier des analystes : {home.analyst_file}")
