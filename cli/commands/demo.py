"""``oise demo``: a country of simulated data, run through the real flows."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import JsonOption, print_json
from registry.home import Home


def run(
    recommencer: Annotated[
        bool, typer.Option("--recommencer", help="Effacer une démonstration précédente et la refaire.")
    ] = False,
    graine: Annotated[int, typer.Option(help="Graine de la simulation.")] = 2026,
    silencieux: Annotated[bool, typer.Option("--silencieux", help="Ne rien montrer pendant le travail.")] = False,
    json: JsonOption = False,
) -> int:
    """Remplit une démonstration : 50 expéditeurs, trois trimestres de données fictives, toutes les synthèses.

    Exemple : oise demo --recommencer
    """
    from cli.commands.trimestre import NOT_PUBLISHED, show
    from cli.following import followed
    from flows.demonstration import TRIMESTRES, prepare_demo, run_demo

    home = Home.from_environment()
    prepare_demo(home, graine, recommencer)
    results = []
    with followed(home, silencieux or json):
        for trimestre, result in zip(TRIMESTRES, run_demo(home, graine), strict=False):
            results.append(result)
            if not json:
                show(home, trimestre, result)
    if json:
        print_json(results)
    else:
        _what_to_open(home)
    return 0 if all(result["publie"] for result in results) else NOT_PUBLISHED


def _what_to_open(home: Home) -> None:
    documents = home.current_edition / "syntheses" / "2026-Q3"
    typer.echo("\nDONNÉES FICTIVES : le territoire, les partenariats du guide et les populations connues sont réels,")
    typer.echo("tout le reste est simulé. À ouvrir :")
    for what, path in (
        ("la synthèse nationale (CNO)", documents / "CNO_ML.pdf"),
        ("celle d'une région (CRO)", documents / "CRO_ML01.html"),
        ("celle d'un cercle (CLO)", documents / "CLO_ML0105.pdf"),
        ("les réponses à un CCC", home.drop_folder("ML0105") / "reponses"),
        ("le fichier des analystes", home.analyst_file),
    ):
        typer.echo(f"  {what} : {path}")
    typer.echo("Puis : « oise etat 2026-Q3 », « oise partenariats », « oise modele ML0105 2026-Q4 ».")
