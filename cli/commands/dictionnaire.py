"""``oise dictionnaire``: the data dictionary, written from the declarations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import JsonOption, write_files

DictionaryOption = Annotated[Path, typer.Option("--dossier", "-o", help="Dossier où écrire dictionnaire.md.")]


def run(dossier: DictionaryOption = Path("docs"), json: JsonOption = False) -> None:
    """Écrit le dictionnaire des tables, des éléments, des listes de codes et des indicateurs.

    Exemple : oise dictionnaire -o docs
    """
    from syntheses.dictionary import dictionary_text

    write_files(dossier, {"dictionnaire.md": dictionary_text().encode()}, json, False)
