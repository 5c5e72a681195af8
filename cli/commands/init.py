"""``oise init``: makes an installation."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from registry.home import Home


def run(
    par: Annotated[str, typer.Option(help="Qui crée l'installation.")] = "cellule nationale",
) -> None:
    """Crée les dossiers de l'installation et y verse les 184 partenariats du guide de 2006.

    Exemple : OISE_HOME=/srv/oise oise init
    """
    from flows.installation import install

    home = Home.from_environment()
    fresh = install(home, par, datetime.now(UTC).isoformat(timespec="seconds"))
    state = "prête" if fresh else "déjà là, complétée au besoin"
    typer.echo(f"Installation {state} : {home.root}")
    typer.echo(f"Les fichiers se déposent sous {home.landing}, un dossier par expéditeur.")
