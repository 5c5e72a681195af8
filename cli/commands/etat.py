"""``oise etat``: who sent what for a quarter, and what became of it."""

from __future__ import annotations

from typing import Any

import typer

from cli.console import JsonOption, QuarterArgument, french_number, opened_home, print_json, quarter

_VERDICTS = {
    None: ("absent", "red"),
    "accepte": ("accepté", "green"),
    "accepte_avec_reserves": ("accepté avec réserves", "yellow"),
    "refuse": ("refusé", "red"),
    "perime": ("périmé", "red"),
    "illisible": ("illisible", "red"),
}


def run(trimestre: QuarterArgument, json: JsonOption = False) -> None:
    """Montre, cercle par cercle, ce qui est reçu, accepté et à temps, et les lignes gardées ou mises de côté.

    Exemple : oise etat 2026-Q3
    """
    from warehouse.state import quarter_state

    asked, home = quarter(trimestre), opened_home()
    state = quarter_state(home, asked)
    if json:
        print_json(state)
        return
    _show(state, asked.libelle, home.fictive)


def _show(state: dict[str, Any], title: str, fictive: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{title}{' : DONNÉES FICTIVES' if fictive else ''}")
    for heading in ("Code", "Cercle", "Verdict", "Reçu le", "À temps"):
        table.add_column(heading)
    for heading in ("Soumises", "Intégrées", "Écartées"):
        table.add_column(heading, justify="right")
    # Who needs a call comes first: the absent, then the refused, then the late.
    for row in sorted(state["cercles"], key=_need):
        word, colour = _VERDICTS[row["verdict"]]
        on_time = {True: "oui", False: "[yellow]non[/]", None: ""}[row["a_temps"]]
        received = row["recu_le"] or ""
        table.add_row(
            row["code"],
            row["nom"],
            f"[{colour}]{word}[/]",
            f"{received[8:10]}/{received[5:7]}/{received[:4]}" if received else "",
            on_time,
            *(french_number(row[name]) for name in ("lignes_soumises", "lignes_integrees", "lignes_ecartees")),
        )
    Console().print(table)
    typer.echo(
        f"Attendus : {state['attendus']} ; reçus : {state['recus']} ; acceptés : {state['valides']} ; "
        f"à temps : {state['a_temps']}."
    )


def _need(row: dict[str, Any]) -> tuple[int, str]:
    if row["verdict"] is None:
        return 0, row["code"]
    if not row["verdict"].startswith("accepte"):
        return 1, row["code"]
    return (3 if row["a_temps"] else 2), row["code"]
