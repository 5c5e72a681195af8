"""``oise reception``: answers what lies in the landing."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import JsonOption, opened_home, print_json
from schemas.submission import LIBELLES_VERDICT


def run(
    recu_le: Annotated[str | None, typer.Option("--recu-le", help="Date de réception simulée (démonstration).")] = None,
    silencieux: Annotated[bool, typer.Option("--silencieux", help="Ne rien montrer pendant le travail.")] = False,
    json: JsonOption = False,
) -> None:
    """Répond à chaque expéditeur dont un fichier est déposé : verdict, reçu, classeur annoté.

    Exemple : oise reception
    """
    from cli.following import followed
    from cli.receipts import simulated_times

    home = opened_home()
    times = simulated_times(home, recu_le)
    with followed(home, silencieux or json):
        from flows.reception import run_reception

        counts = run_reception(str(home.root), times)
    if json:
        print_json({"fichiers": counts})
        return
    total = sum(counts.values())
    detail = ", ".join(f"{LIBELLES_VERDICT[verdict]} : {count}" for verdict, count in counts.items())
    typer.echo(f"{total} fichier(s) traité(s) ({detail})." if total else "Rien à traiter dans les dossiers de dépôt.")
