"""``oise lieu``: which units a place name may mean."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import JsonOption, follow_home, print_json
from registry.attachments import Attachment
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
    from datetime import UTC, datetime

    from registry.attachments import attached
    from registry.places import find

    if division not in ("1999", "2023"):
        raise OiseError(f"La division « {division} » n'existe pas : écrivez 1999 ou 2023.")
    follow_home()
    found = find(nom, division=division)
    today = datetime.now(UTC).date()
    lying = {c.unite.code: attached(c.unite.code, today) for c in found if c.unite.division == "1999"}
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
                    "region_2023": one.region if (one := lying.get(c.unite.code)) else None,
                    "cercle_2023": (one.cercle or None) if one else None,
                    "etat_2023": one.etat if one else None,
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
        place = lying.get(unit.code)
        typer.echo(
            f"{unit.code:<9} {unit.nom} ({_NIVEAUX[unit.niveau]}{parent}) : {candidate.score:.0f} %{_in_2023(place)}"
        )


def _in_2023(place: Attachment | None) -> str:
    """Where a unit of 1999 lies in the division of 2023, when it is known."""
    if place is None:
        return ""
    from registry.territory import units

    new = units("2023")
    known = "" if place.etat == "certain" else ", déduit"
    cercle = f"cercle de {new[place.cercle].nom} ({place.cercle}), " if place.cercle else ""
    return f" ; en 2023 : {cercle}région de {new[place.region].nom} ({place.region}){known}"
