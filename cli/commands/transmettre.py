"""``oise transmettre``: sends a quarter's files up, from a cercle to its region or from a region to the nation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import ByOption, JsonOption, QuarterArgument, opened_home, print_json
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import unit
from registry.writing import french_number


def run(
    trimestre: QuarterArgument,
    par: ByOption,
    dossier: Annotated[Path, typer.Option("--dossier", "-o", help="Dossier où écrire.")] = Path(),
    json: JsonOption = False,
) -> None:
    """Écrit ce que l'installation envoie à son niveau supérieur pour un trimestre.

    Une région écrit une transmission, un seul zip à déposer dans son dossier de l'installation nationale ; un cercle,
    les classeurs acceptés, à déposer dans son dossier de l'installation régionale. Refaire ou renvoyer ne fausse rien.

    Exemple : oise transmettre 2026-Q3 --par "CSR de Kayes" -o envois
    """
    from flows.transmission import transmit
    from warehouse.acts import signature_of

    asked, home = Trimestre.parse(trimestre), opened_home()
    done = transmit(home, asked, signature_of(home, par), dossier)
    waiting = _waiting(home)
    if json:
        print_json(
            {
                "de": home.perimetre,
                "vers": done.vers,
                "trimestre": str(asked),
                "fichiers": [str(path) for path in done.envoi.fichiers],
                "depots": done.depots,
                "originaux": done.envoi.originaux,
                "retraits": done.retraits,
                "octets": done.envoi.taille,
                "en_attente": waiting,
                "donnees_fictives": home.fictive,
            }
        )
        return
    for path in done.envoi.fichiers:
        typer.echo(str(path))
    above = unit(done.vers)
    typer.echo(
        f"{asked.libelle} : {french_number(done.depots)} dépôt(s), {french_number(-(-done.envoi.taille // 1024))} Ko, "
        f"à déposer dans le dossier {home.perimetre} de l'installation de {above.nom} ({done.vers})."
    )
    if waiting:
        typer.echo(
            f"{french_number(waiting)} fichier(s) déposé(s) ici attendent encore leur réponse : lancez "
            "« oise reception », puis transmettez de nouveau."
        )


def _waiting(home: Home) -> int:
    from landing.claiming import list_drops

    return len(list_drops(home))
