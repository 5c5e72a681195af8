"""``oise recevoir``: takes a package that comes down."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.console import ByOption, JsonOption, opened_home, print_json
from registry.periods import Trimestre
from registry.territory import unit


def run(
    paquet: Annotated[Path, typer.Argument(metavar="PAQUET", help="Fichier redescente_….zip reçu.")],
    par: ByOption,
    json: JsonOption = False,
) -> None:
    """Prend un paquet de redescente : ses données à côté des vôtres, ses références et ses décisions en vigueur ici.

    Rien de ce qui est déposé, reçu ou saisi ici ne change. Un paquet déjà pris ne change rien.

    Exemple : oise recevoir redescente_ML0105_2026-Q3.zip --par "CCC de Kita"
    """
    from flows.taking import take
    from warehouse.acts import signature_of

    home = opened_home()
    taken = take(home, paquet, signature_of(home, par))
    if json:
        print_json(asdict(taken))
        return
    name = f"{unit(taken.unite).nom}, {Trimestre.parse(taken.trimestre).libelle}, édition n° {taken.edition}"
    if not taken.nouveau:
        typer.echo(f"Ce paquet ({name}) était déjà pris : rien n'a changé.")
        return
    typer.echo(f"Paquet pris : {name} ; décisions reçues : {taken.actes}.")
    typer.echo(f"La lettre et vos données : {taken.dossier}")
