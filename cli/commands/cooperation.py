"""``oise cooperation``: the page that a partner town wants on one cooperation."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from cli.console import (
    DayOption,
    FolderOption,
    JsonOption,
    LanguagesOption,
    day,
    languages,
    opened_home,
    print_json,
    published_file,
    write_files,
)


def run(
    identifiant: Annotated[
        str, typer.Argument(metavar="IDENTIFIANT", help="Identifiant du partenariat, comme PAR-ML0105-0001.")
    ],
    langue: LanguagesOption = "",
    le: DayOption = "",
    dossier: FolderOption = Path(),
    json: JsonOption = False,
) -> None:
    """Écrit en une page, en français et en anglais, où en est une coopération ; --json en donne les faits.

    Exemple : oise cooperation PAR-ML0105-0001
    """
    from syntheses.documents.cooperation import cooperation_pdf, gather_cooperation

    wanted, asked, home = languages(langue), day(le), opened_home()
    name = identifiant.strip().upper()
    facts = gather_cooperation(published_file(home), name, asked)
    if json:
        print_json(asdict(facts))
        return
    write_files(
        dossier, {f"cooperation_{name}_{one}.pdf": cooperation_pdf(facts, one) for one in wanted}, json, home.fictive
    )
