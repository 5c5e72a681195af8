"""``oise init``: makes an installation."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Annotated

import typer

from registry.errors import OiseError
from registry.home import Home
from registry.levels import checked_perimeter, level_above
from registry.territory import NATION, unit


def run(
    par: Annotated[str, typer.Option(help="Qui crée l'installation.")] = "cellule nationale",
    perimetre: Annotated[
        str,
        typer.Option(
            "--perimetre",
            metavar="CODE",
            help="Le cercle (ML0105), la région (ML01) ou la nation (ML) que sert l'installation ; par défaut ce que "
            "dit la variable OISE_PERIMETRE, sinon ML.",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Crée les dossiers de l'installation et y verse les 184 partenariats du guide de 2006.

    Exemple : OISE_HOME=/srv/oise oise init --perimetre ML01
    """
    from flows.installation import install

    home, served = Home.from_environment(), _perimeter(perimetre)
    fresh = install(home, par, datetime.now(UTC).isoformat(timespec="seconds"), served)
    state = "prête" if fresh else "déjà là, complétée au besoin"
    typer.echo(f"Installation {state} : {home.root}")
    typer.echo(f"Elle sert {unit(served).nom} ({served}).")
    typer.echo(f"Les fichiers se déposent sous {home.landing}, un dossier par expéditeur.")
    above = level_above(served)
    if above is not None:
        typer.echo(f"Ce qu'elle reçoit se transmet à {unit(above).nom} ({above}) avec « oise transmettre ».")


def _perimeter(asked: str) -> str:
    """The unit asked for, by the option or the environment, which must agree; for a home made before, its own."""
    said = os.environ.get("OISE_PERIMETRE", "")
    if asked and said and checked_perimeter(asked) != checked_perimeter(said):
        raise OiseError(
            f"L'option --perimetre dit {asked} et la variable OISE_PERIMETRE dit {said} : corrigez l'une des deux."
        )
    return checked_perimeter(asked or said) if asked or said else _of_home()


def _of_home() -> str:
    home = Home.from_environment()
    return home.perimetre if home.perimeter_file.is_file() else NATION
