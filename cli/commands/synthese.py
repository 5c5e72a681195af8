"""``oise synthese``: a body's documents, as published today or on a day."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import (
    FolderOption,
    JsonOption,
    KnownOnOption,
    QuarterArgument,
    day,
    opened_home,
    print_json,
    saved_files,
)


def run(
    organe: Annotated[
        str, typer.Argument(metavar="ORGANE", help="CLO_ML0105, ou le code du territoire.", show_default=False)
    ],
    trimestre: QuarterArgument,
    connu_le: KnownOnOption = "",
    division: Annotated[
        str,
        typer.Option(help="Division du pays : 1999, ou 2023 pour une région de 2023 (ML12) ou le pays (ML)."),
    ] = "1999",
    dossier: FolderOption = Path(),
    json: JsonOption = False,
) -> None:
    """Apporte la synthèse d'un organe (PDF, page et classeur), de l'édition courante ou de celle d'un jour passé.

    Avec --division 2023, la synthèse est composée à la demande : chaque chiffre y est recalculé depuis ce qui le fait.
    Exemple : oise synthese CRO_ML01 2026-Q3 --connu-le 15/11/2026 ; oise synthese ML12 2026-Q3 --division 2023
    """
    from registry.errors import OiseError
    from registry.periods import Trimestre

    if division not in ("1999", "2023"):
        raise OiseError(f"La division « {division} » n'existe pas : écrivez 1999 ou 2023.")
    if division == "2023" or organe.strip().startswith("2023/"):
        from syntheses.division import delivered_2023 as delivered
    else:
        from syntheses.delivery import delivered
    known_on = day(connu_le) if connu_le else None
    found = delivered(opened_home(), organe, Trimestre.parse(trimestre), known_on)
    paths = saved_files(dossier, found.documents)
    if json:
        print_json(
            {
                "organe": f"{found.organe.sigle}_{found.organe.code}",
                "division": found.organe.division,
                "trimestre": str(found.trimestre),
                "edition": found.edition,
                "publie_le": found.publie_le.isoformat(),
                "fichiers": paths,
                "donnees_fictives": found.donnees_fictives,
            }
        )
        return
    typer.echo("\n".join(paths))
    typer.echo(f"Édition {found.edition}, publiée le {found.publie_le:%d/%m/%Y à %H:%M} (UTC).")
