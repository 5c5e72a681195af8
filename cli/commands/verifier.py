"""``oise verifier``: what the intake would say of a file, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import JsonOption, follow_home, print_json

_EXIT = {"accepte": 0, "accepte_avec_reserves": 0, "refuse": 1, "illisible": 2}


def run(
    fichier: Annotated[Path, typer.Argument(metavar="FICHIER", help="Le classeur ou le zip à vérifier.")],
    json: JsonOption = False,
) -> int:
    """Vérifie un fichier avant son envoi, sans réseau.

    Les noms d'unités changés depuis peu sont ceux de l'installation nommée par OISE_HOME, s'il y en a une.

    Code de sortie : 0 accepté, avec ou sans réserves ; 1 refusé ; 2 illisible.

    Exemple : oise verifier OISE_ML0105_2026-Q3.xlsx
    """
    from landing.verification import verify

    follow_home()
    found = verify(fichier)
    code = _EXIT[found.verdict]
    if json:
        print_json(found.as_dict())
        return code
    typer.echo(found.as_text())
    return code
