"""``oise etat``: the board of a quarter, in the terminal, as a page or as JSON; who needs a call comes first."""

from __future__ import annotations

from pathlib import Path
from textwrap import fill
from typing import Annotated, Any

import typer

from cli.console import JsonOption, KnownOnOption, QuarterArgument, day, opened_home, print_json
from registry.elements import DOMAINES
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.writing import FINE, INSECABLE, french_number

_COLOURS = {
    **dict.fromkeys(("absent", "refuse", "a_corriger"), "red"),
    **dict.fromkeys(("tard", "a_revalider", "a_valider", "valide_avec_reserve"), "yellow"),
    "valide": "green",
}
# At 80 columns only a cercle's name may be shortened.
_NOM = 17


def run(
    trimestre: QuarterArgument,
    region: Annotated[
        str, typer.Option("--region", metavar="CODE", help="Une seule région (ML01).", show_default=False)
    ] = "",
    html: Annotated[
        Path | None,
        typer.Option("--html", metavar="FICHIER", help="Écrire le tableau en page web.", show_default=False),
    ] = None,
    json: JsonOption = False,
    connu_le: KnownOnOption = "",
) -> None:
    """Montre qui a envoyé quoi : reçu, recevable, validé, à temps, cases remplies ; qui appeler d'abord est en tête.

    Avec --connu-le, ce que cette installation savait à la fin de ce jour. Tout est calculé du contenu des fichiers.

    Exemple : oise etat 2026-Q3 --region ML01 --html etat.html
    """
    from warehouse.board import quarter_state

    asked, home = Trimestre.parse(trimestre), opened_home()
    known = day(connu_le) if connu_le.strip() else None
    state = quarter_state(home, asked, connu_le=known, region=region.strip() or None)
    if html is not None:
        _write_page(html, state)
    if json:
        print_json(state)
    elif html is not None:
        typer.echo(str(html))
    else:
        _show(state, asked)


def _write_page(path: Path, state: dict[str, Any]) -> None:
    from syntheses.documents.etat_page import board_page

    try:
        path.write_bytes(board_page(state))
    except OSError as error:
        raise OiseError(
            f"La page ne peut pas être écrite dans {path} ({error.strerror}) : choisissez un autre fichier avec --html."
        ) from error


def _show(state: dict[str, Any], quarter: Trimestre) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    console = Console()
    fictive = " : DONNÉES FICTIVES" if state["donnees_fictives"] else ""
    known = f", connu le {_day(state['connu_le'])}" if state["connu_le"] else ""
    table = Table(title=f"{quarter.libelle}{known}{fictive}", box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Code", no_wrap=True, min_width=6)
    table.add_column("Cercle", no_wrap=True, max_width=_NOM)
    table.add_column("Situation", no_wrap=True, min_width=15)
    table.add_column("Reçu le", no_wrap=True, min_width=10)
    for heading, width in (("Retard", 6), ("Cases", 5), ("Écarts", 6)):
        table.add_column(heading, justify="right", no_wrap=True, min_width=width)
    for row in state["cercles"]:
        table.add_row(
            row["code"],
            _name(row),
            _situation(row),
            _day(row["recu_le"]),
            f"{french_number(row['retard_jours'])}{INSECABLE}j" if row["retard_jours"] else "",
            _share(row["rempli_pct"]),
            french_number(row["lignes_ecartees"]) if row["lignes_ecartees"] else "",
        )
    console.print(table)
    if state["regions"]:
        console.print(_totals(state))
    _say(_domains(state))
    if state["cellules_non_comptees"]:
        told = ", ".join(state["cellules_non_comptees"])
        _say(f"Cases non comptées, faute de lignes préparées ({told}) : lancez « oise reconstruire ».")
    limits = f"Dépôt jusqu'au {_day(state['depot_limite'])}, validation jusqu'au {_day(state['validation_limite'])}"
    _say(f"{limits} ; retards comptés au {_day(state['jour'])}.")


def _say(sentence: str) -> None:
    """A sentence broken at the width of the tables."""
    typer.echo(fill(sentence, 80, break_on_hyphens=False))


def _totals(state: dict[str, Any]) -> Any:
    """The four rates by region and for the whole."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("Total", no_wrap=True, max_width=_NOM)
    for heading in ("Reçus", "Recevables", "Validés", "À temps", "Retard", "Cases"):
        table.add_column(heading, justify="right", no_wrap=True)
    places = [*state["regions"], *([state["pays"]] if state["pays"] else [])]
    for place in places:
        awaited = place["attendus"]
        late = place["retard_max_jours"]
        counts = [
            f"{place[name]}/{awaited}" if awaited else "" for name in ("recus", "recevables", "valides", "a_temps")
        ]
        shown = [*counts, f"{late}{INSECABLE}j" if late else "", _share(place["rempli_pct"])]
        bold = "bold" if place is state["pays"] else None
        table.add_row(_name(place), *shown, style=bold)
    return table


def _domains(state: dict[str, Any]) -> str:
    place = state["pays"] or (state["regions"] or [None])[0]
    domains = (place or (state["cercles"] or [{"domaines": {}}])[0])["domaines"]
    told = [f"{DOMAINES[name]} {_share(cells['rempli_pct']) or '?'}" for name, cells in domains.items()]
    return f"Cases remplies : {', '.join(told)}." if told else ""


def _situation(row: dict[str, Any]) -> str:
    from warehouse.board import SITUATIONS

    told = "illisible" if row["verdict"] == "illisible" else SITUATIONS[row["situation"]]
    colour = _COLOURS.get(row["situation"])
    return f"[{colour}]{told}[/]" if colour else told


def _name(place: dict[str, Any]) -> str:
    return str(place["nom"]).removeprefix("District de ")


def _share(value: float | None) -> str:
    """A share rounded down: all is said of all only."""
    return "" if value is None else f"{int(value)}{FINE}%"


def _day(text: str | None) -> str:
    return f"{text[8:10]}/{text[5:7]}/{text[:4]}" if text else ""
