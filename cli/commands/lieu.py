"""``oise lieu``: which units a place name may mean."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import JsonOption, print_json
from registry.errors import OiseError

_NIVEAUX = {"commune": "commune", "cercle": "cercle", "region": "région", "pays": "pays"}


def run(
    nom: Annotated[str, typer.Argument(metavar="NOM", help="Le nom à chercher, avec ou sans accents.")],
    division: Annotated[str, typer.Option(help="Division du pays : 1999 ou 2023.")] = "1999",
    json: JsonOption = False,
) -> None:
    """Cherche un lieu par son nom et montre tous ceux qu'il peut désigner.

    Exemple : oise lieu bafoulabe
    """
    from registry.places import find

    if division not in ("1999", "2023"):
        raise OiseError(f"La division « {division} » n'existe pas : écrivez 1999 ou 2023.")
    found = find(nom, division=division)
    if json:
        print_json(
            [
                {
                    "code": c.unite.code,
                    "division": c.unite.division,
                    "nom": c.unite.nom,
                    "niveau": c.unite.niveau,
                    "parent": c.unite.parent,
                    "score": round(c.score, 1),
                    "exact": c.exact,
                    "motif": c.motif,
                }
                for c in found
            ]
        )
        return
    if not found:
        typer.echo(f"Aucun lieu de la division de {division} ne ressemble à « {nom} » : essayez un nom voisin.")
    for candidate in found:
        unit = candidate.unite
        parent = f", dans {unit.parent}" if unit.parent else ""
        typer.echo(f"{unit.code:<9} {unit.nom} ({_NIVEAUX[unit.niveau]}{parent}) : {candidate.score:.0f} %")
