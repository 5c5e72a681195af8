"""``oise diffusion``: who receives the syntheses of which body."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.console import ByOption, FolderOption, JsonOption, QuarterArgument, counted, opened_home, print_json, tell_act
from cli.help import FrenchCommand, command_group

app = command_group(
    "Les listes de diffusion : qui reçoit les synthèses de quel organe, et par quel moyen.\n\n"
    "OISE n'envoie rien : « preparer » range dans un dossier par destinataire les documents publiés et leur bordereau. "
    "Les adresses restent hors du journal, dans reference/adresses.csv (colonnes destinataire et adresse).\n\n"
    "Exemple : oise diffusion liste"
)

BodyArgument = Annotated[
    str, typer.Argument(metavar="ORGANE", help="CLO_ML0105, CRO_ML01 ou CNO_ML.", show_default=False)
]
RecipientArgument = Annotated[
    str,
    typer.Argument(metavar="DESTINATAIRE", help="De préférence une fonction ou une institution.", show_default=False),
]


@app.command("ajouter", cls=FrenchCommand)
def add(
    organe: BodyArgument,
    destinataire: RecipientArgument,
    par: ByOption,
    moyen: Annotated[
        str,
        typer.Option("--moyen", metavar="MOYEN", help="courriel (tous les formats), papier (PDF) ou telephone (HTML)."),
    ] = "courriel",
    json: JsonOption = False,
) -> None:
    """Ajoute un destinataire à la liste d'un organe, ou change le moyen de l'atteindre.

    Exemple : oise diffusion ajouter CRO_ML01 "Gouvernorat de Kayes" --moyen papier --par "CSR de Kayes"
    """
    from warehouse.diffusion import subscribe

    tell_act(subscribe(opened_home(), organe, destinataire, moyen, par), json)


@app.command("retirer", cls=FrenchCommand)
def remove(organe: BodyArgument, destinataire: RecipientArgument, par: ByOption, json: JsonOption = False) -> None:
    """Retire un destinataire de la liste d'un organe.

    Exemple : oise diffusion retirer CRO_ML01 "Gouvernorat de Kayes" --par "CSR de Kayes"
    """
    from warehouse.diffusion import unsubscribe

    tell_act(unsubscribe(opened_home(), organe, destinataire, par), json)


@app.command("liste", cls=FrenchCommand)
def listing(json: JsonOption = False) -> None:
    """Liste les destinataires de chaque organe.

    Exemple : oise diffusion liste --json
    """
    from warehouse.diffusion import subscriptions

    found = subscriptions(opened_home())
    if json:
        print_json([vars(one) for one in found])
        return
    for one in found:
        typer.echo(f"{one.organe} : {one.destinataire} ({one.moyen}).")
    typer.echo(counted(len(found), "destinataire") if found else "Aucun destinataire n'est inscrit.")


@app.command("preparer", cls=FrenchCommand)
def prepare(trimestre: QuarterArgument, dossier: FolderOption = Path("diffusion"), json: JsonOption = False) -> None:
    """Range par destinataire les documents publiés de ses organes, avec un bordereau ; rien n'est envoyé.

    Exemple : oise diffusion preparer 2026-Q3 -o diffusion
    """
    from registry.periods import Trimestre
    from warehouse.diffusion import prepare_parcels

    home = opened_home()
    parcels = prepare_parcels(home, Trimestre.parse(trimestre), dossier)
    if json:
        print_json([{**vars(one), "dossier": str(one.dossier), "donnees_fictives": home.fictive} for one in parcels])
        return
    for one in parcels:
        typer.echo(f"{one.destinataire} : {counted(one.documents, 'document')[:-1]} dans {one.dossier}.")
