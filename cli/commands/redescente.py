"""``oise redescente``: the packages that go down, one a region and a cercle."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import ByOption, JsonOption, QuarterArgument, counted, opened_home, print_json, sender
from registry.periods import Trimestre
from registry.writing import french_number


def run(
    trimestre: QuarterArgument,
    par: ByOption,
    dossier: Annotated[
        Path | None,
        typer.Option("--dossier", "-o", help="Dossier où écrire ; redescentes/ de l'installation par défaut."),
    ] = None,
    pour: Annotated[
        str, typer.Option("--pour", metavar="CODE", help="Une région ou un cercle seulement.", show_default=False)
    ] = "",
    json: JsonOption = False,
) -> None:
    """Écrit, pour chaque région et chaque cercle, le paquet de ses données publiées, à lui faire parvenir.

    Chaque paquet porte ses données (DuckDB et classeur), une lettre d'une page, les références et les décisions à jour.

    Exemple : oise redescente 2026-Q3 --par "Cellule nationale"
    """
    from flows.descent import send_down
    from warehouse.acts import signature_of

    home = opened_home()
    asked, who = Trimestre.parse(trimestre), signature_of(home, par)
    made = send_down(home, asked, who, dossier, sender(pour).code if pour else "")
    if json:
        print_json([{"unite": one.unite, "chemin": str(one.chemin), "octets": one.taille} for one in made])
        return
    total = sum(one.taille for one in made)
    for one in made:
        typer.echo(str(one.chemin))
    typer.echo(f"{counted(len(made), 'paquet').rstrip('.')}, {french_number(total // 1024)} Ko en tout.")
