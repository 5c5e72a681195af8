"""``oise servir``: the schedules, until interrupted."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import opened_home


def run(
    port: Annotated[int, typer.Option(help="Port du serveur Prefect sur cette machine.")] = 4200,
) -> None:
    """Démarre le serveur Prefect et sert les horaires : réception toutes les 10 minutes, trimestre après l'échéance.

    Le trimestre se lance à 6 h le lendemain du dernier jour de dépôt (le 16 du mois qui suit sa fin, si le registre
    n'en a pas décidé autrement ; relancez alors cette commande). Arrêt par Ctrl-C, sans précaution.

    Exemple : oise servir
    """
    from flows.serving import serve_schedules

    home = opened_home()
    typer.echo(f"Horaires servis pour {home.root} ; suivi sur http://127.0.0.1:{port}. Ctrl-C pour arrêter.")
    serve_schedules(home, port)
