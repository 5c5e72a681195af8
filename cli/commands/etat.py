"""``oise etat``: who sent what for a quarter, and what became of it."""

from __future__ import annotations

from typing import Any

import typer

from cli.console import JsonOption, QuarterArgument, opened_home, print_json
from registry.periods import Trimestre
from registry.writing import french_number
from schemas.submission import ACCEPTED, LIBELLES_VERDICT, VerdictCode

_COLOURS = {"accepte": "green", "accepte_avec_reserves": "yellow"}


def run(trimestre: QuarterArgument, json: JsonOption = False) -> None:
    """Montre, cercle par cercle, ce qui est reçu, accepté et à temps, et les lignes gardées ou mises de côté.

    Exemple : oise etat 2026-Q3
    """
    from warehouse.board import quarter_state

    asked, home = Trimestre.parse(trimestre), opened_home()
    state = quarter_state(home, asked)
    if json:
        print_json(state)
        return
    _show(state, asked.libelle, home.fictive)


def _show(state: dict[str, Any], title: str, fictive: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{title}{' : DONNÉES FICTIVES' if fictive else ''}", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Code", no_wrap=True, min_width=6)
    # At 80 columns only a cercle's name may be shortened.
    table.add_column("Cercle", no_wrap=True, max_width=15)
    table.add_column("Verdict", no_wrap=True, min_width=13)
    table.add_column("Reçu le", no_wrap=True, min_width=10)
    table.add_column("Délai", no_wrap=True, min_width=5)
    for heading in ("Lignes", "Écarts"):
        table.add_column(heading, justify="right", no_wrap=True, min_width=6)
    # Who needs a call comes first: the absent, then the refused, then the late.
    for row in sorted(state["cercles"], key=_need):
        word, colour = _word(row["verdict"]), _COLOURS.get(row["verdict"], "red")
        on_time = {True: "tenu", False: "[yellow]tard[/]", None: ""}[row["a_temps"]]
        received = row["recu_le"] or ""
        table.add_row(
            row["code"],
            row["nom"],
            f"[{colour}]{word}[/]",
            f"{received[8:10]}/{received[5:7]}/{received[:4]}" if received else "",
            on_time,
            french_number(row["lignes_integrees"]),
            french_number(row["lignes_ecartees"]),
        )
    Console().print(table)
    typer.echo(
        f"Attendus : {state['attendus']} ; reçus : {state['recus']} ; acceptés : {state['recevables']} ; "
        f"à temps : {state['a_temps']}."
    )


def _word(verdict: VerdictCode | None) -> str:
    """A verdict in one or two words: « avec réserves » is enough beside « accepté »."""
    return LIBELLES_VERDICT[verdict].removeprefix("accepté ") if verdict else "absent"


def _need(row: dict[str, Any]) -> tuple[int, str]:
    if row["verdict"] is None:
        return 0, row["code"]
    if row["verdict"] not in ACCEPTED:
        return 1, row["code"]
    return (3 if row["a_temps"] else 2), row["code"]
