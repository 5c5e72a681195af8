"""``oise planche``: the two-page profile of a collectivity, to send to a future partner."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import FolderOption, JsonOption, LanguagesOption, languages, opened_home, place, write_files


def run(
    unite: Annotated[str, typer.Argument(metavar="CODE", help="Code de la commune, du cercle ou de la région.")],
    langue: LanguagesOption = "",
    dossier: FolderOption = Path(),
    json: JsonOption = False,
) -> None:
    """Écrit la planche d'une collectivité, en français et en anglais, pour la recherche d'un partenaire.

    Exemple : oise planche ML010521 --langue fr
    """
    from syntheses.documents.planche import gather_profile, profile_pdf

    unit, wanted, home = place(unite), languages(langue), opened_home()
    profile = gather_profile(home, unit.code)
    documents = {f"planche_{unit.code}_{one}.pdf": profile_pdf(profile, one) for one in wanted}
    write_files(dossier, documents, json, home.fictive)
