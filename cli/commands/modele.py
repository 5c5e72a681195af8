"""``oise modele``: the pre-filled workbook of a sender for a quarter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import JsonOption, QuarterArgument, check_served, opened_home, print_json, sender, writing_workbook
from registry.periods import Trimestre
from registry.writing import french_number


def run(
    expediteur: Annotated[str, typer.Argument(metavar="EXPEDITEUR", help="Code du cercle, de la région ou ML.")],
    trimestre: QuarterArgument,
    dossier: Annotated[Path, typer.Option("--dossier", "-o", help="Dossier où écrire le classeur.")] = Path(),
    sans: Annotated[
        list[str] | None,
        typer.Option("--sans", metavar="TABLE", help="Feuille à laisser de côté ; l'option peut être répétée."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Écrit le classeur prérempli d'un expéditeur pour un trimestre.

    Exemple : oise modele ML0105 2026-Q3 -o envois --sans offres_demandes
    """
    from landing.blank import write_blank
    from warehouse.knowledge import prefill

    unit, asked, home = sender(expediteur), Trimestre.parse(trimestre), opened_home()
    check_served(home, unit)
    with writing_workbook(dossier):
        path = dossier / f"OISE_{unit.code}_{asked}.xlsx"
        report = write_blank(
            unit.code, asked, prefill(home, unit.code, asked), path, home.fictive, frozenset(sans or ())
        )
    if json:
        print_json(
            {
                "fichier": str(report.path),
                "expediteur": unit.code,
                "trimestre": str(asked),
                "cellules_a_saisir": report.cellules_a_saisir,
                "par_feuille": dict(report.par_feuille),
                "donnees_fictives": home.fictive,
            }
        )
        return
    typer.echo(
        f"{report.path} : {unit.nom} ({unit.code}), {asked.libelle}, "
        f"environ {french_number(report.cellules_a_saisir)} cellules à saisir."
    )
