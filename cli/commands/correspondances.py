"""``oise correspondances``: which offers and requests of cooperation answer each other, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from cli.console import DayOption, JsonOption, counted, day, opened_home, print_json
from registry.home import Home

INSUFFISANTES = "données insuffisantes"


def run(le: DayOption = "", json: JsonOption = False) -> None:
    """Rapproche les offres et les demandes ouvertes, par secteurs, taille et réseaux, et dit pourquoi.

    Exemple : oise correspondances --json
    """
    asked, home = day(le), opened_home()
    found = ranked(home, asked)
    if json:
        print_json(found)
    else:
        _show(found, home.fictive)


def ranked(home: Home, asked: date) -> list[dict[str, Any]]:
    """The pairs of open offers and requests, best first; those that can't be judged last."""
    from registry.matching import annonce_of, matches
    from registry.population import population_on
    from warehouse.registers import rows_of

    people = {code: figure.valeur for code, figure in population_on(asked, home.reference).items()}
    announced = [annonce_of(row, people.get(row["unite_code"])) for row in rows_of(home, "offres_demandes")]
    return [
        {
            "demande": match.demande.identifiant,
            "demandeur": match.demande.nom,
            "offre": match.offre.identifiant,
            "offrant": match.offre.nom,
            "score": match.score,
            "jugement": INSUFFISANTES if match.score is None else "classée",
            "raisons": list(match.raisons),
            "manques": list(match.manques),
            "donnees_fictives": home.fictive,
        }
        for match in matches(announced, asked)
    ]


def _show(found: list[dict[str, Any]], fictive: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"Correspondances{' : DONNÉES FICTIVES' if fictive else ''}", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Score", justify="right", no_wrap=True)
    for heading in ("Demande", "Offre", "Pourquoi"):
        table.add_column(heading)
    for row in found:
        reasons = " ; ".join(reason.rstrip(".") for reason in row["raisons"])
        if row["score"] is None:
            reasons = f"{INSUFFISANTES} : {', '.join(row['manques'])}"
        score = "" if row["score"] is None else str(row["score"])
        table.add_row(score, row["demandeur"], row["offrant"], reasons)
    Console().print(table)
    typer.echo(counted(len(found), "rapprochement"))
