"""``oise validation``: the workbook in which a region's CSR answers for the returns of its cercles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import JsonOption, QuarterArgument, check_served, opened_home, print_json, sender, writing_workbook
from registry.errors import OiseError
from registry.periods import Trimestre


def run(
    region: Annotated[str, typer.Argument(metavar="REGION", help="Code de la région, par exemple ML01.")],
    trimestre: QuarterArgument,
    dossier: Annotated[Path, typer.Option("--dossier", "-o", help="Dossier où écrire le classeur.")] = Path(),
    par: Annotated[str, typer.Option("--par", help="Nom et fonction de qui décide, mis sur chaque ligne.")] = "",
    json: JsonOption = False,
) -> None:
    """Écrit le classeur de validation d'une région : anomalies, décisions et analyses du CSR.

    Rempli, il se dépose dans le dossier de la région, comme un envoi.

    Exemple : oise validation ML01 2026-Q3 -o envois
    """
    from flows.gate import write_validation

    unit, asked, home = sender(region), Trimestre.parse(trimestre), opened_home()
    if unit.niveau != "region":
        raise OiseError(f"{unit.nom} ({unit.code}) n'est pas une région : donnez un code comme ML01.")
    check_served(home, unit)
    path = dossier / f"validation_{unit.code}_{asked}.xlsx"
    with writing_workbook(dossier):
        report = write_validation(home, unit.code, asked, path, par)
    if json:
        print_json(
            {
                "fichier": str(report.path),
                "region": unit.code,
                "trimestre": str(asked),
                "cellules_a_saisir": report.cellules_a_saisir,
                "donnees_fictives": home.fictive,
            }
        )
        return
    typer.echo(
        f"{report.path} : {unit.nom} ({unit.code}), {asked.libelle}, "
        f"environ {report.cellules_a_saisir} cellules à remplir. Déposez-le ensuite dans landing/{unit.code}/."
    )
