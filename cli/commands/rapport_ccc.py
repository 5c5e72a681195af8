"""``oise rapport-ccc``: the standard activity report of a sender for a quarter, to read and to edit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import FolderOption, JsonOption, QuarterArgument, opened_home, sender, write_files
from registry.periods import Trimestre


def run(
    expediteur: Annotated[str, typer.Argument(metavar="EXPEDITEUR", help="Code du cercle, de la région ou ML.")],
    trimestre: QuarterArgument,
    dossier: FolderOption = Path(),
    json: JsonOption = False,
) -> None:
    """Écrit le rapport d'activités d'un CCC pour un trimestre : un PDF, et un document Word à compléter.

    Exemple : oise rapport-ccc ML0105 2026-Q3
    """
    from syntheses.documents.rapport_ccc import gather_report, report_docx, report_pdf

    unit, asked, home = sender(expediteur), Trimestre.parse(trimestre), opened_home()
    report = gather_report(home, unit.code, asked)
    name = f"rapport_CCC_{unit.code}_{asked}"
    write_files(dossier, {f"{name}.pdf": report_pdf(report), f"{name}.docx": report_docx(report)}, json, home.fictive)
