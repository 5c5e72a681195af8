"""``oise relances``: a letter and a phone message for each cercle that owes an answer, and the list of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import DayOption, FolderOption, JsonOption, QuarterArgument, day, opened_home, print_json, write_files
from registry.errors import OiseError
from registry.periods import Trimestre


def run(
    trimestre: QuarterArgument,
    par: Annotated[str, typer.Option("--par", metavar="NOM", help="Qui signe les lettres.", show_default=False)],
    region: Annotated[
        str, typer.Option("--region", metavar="CODE", help="Une seule région (ML01).", show_default=False)
    ] = "",
    dossier: FolderOption = Path(),
    le: DayOption = "",
    json: JsonOption = False,
) -> None:
    """Écrit les relances d'un trimestre : une lettre (PDF) et un message court (texte) par cercle, et relances.csv.

    Sont relancés les cercles dont rien n'est reçu après la date limite, dont le fichier est refusé, ou que le CSR a
    renvoyés « à corriger ». OISE n'envoie rien : c'est à vous de transmettre.

    Exemple : oise relances 2026-Q3 --par "Cellule nationale" -o relances --le 20/10/2026
    """
    from warehouse.board import read_board

    asked, home = Trimestre.parse(trimestre), opened_home()
    if not par.strip():
        raise OiseError("Une relance porte le nom de qui la signe : donnez-le avec --par.")
    board = read_board(home, asked, jour=day(le), region=region.strip() or None)
    from syntheses.documents.relances import letters

    made = letters(home, board, par.strip())
    if made.documents:
        write_files(dossier, made.documents, json, home.fictive)
    elif json:
        print_json({"fichiers": [], "donnees_fictives": home.fictive})
    else:
        typer.echo(f"Personne n'est à relancer pour le {asked.libelle}.")
