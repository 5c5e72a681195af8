"""``oise retirer``: a sender takes back a file that was accepted."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.console import ByOption, JsonOption, opened_home, print_json, sender


def run(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Expéditeur du fichier, comme ML0105.")],
    motif: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.", show_default=False)],
    par: ByOption,
    depot: Annotated[
        int | None,
        typer.Option("--depot", metavar="NUMERO", help="Numéro de l'accusé de réception.", show_default=False),
    ] = None,
    empreinte: Annotated[
        str,
        typer.Option("--empreinte", metavar="SHA", help="Ou début de l'empreinte du fichier.", show_default=False),
    ] = "",
    json: JsonOption = False,
) -> None:
    """Retire un fichier accepté, à la demande de son expéditeur ; l'original et son verdict restent dans l'archive.

    Le trimestre redevient ce qu'en disent les autres fichiers, à la prochaine édition. Une ligne de registre que ce
    fichier seul apportait disparaît. L'expéditeur reçoit un reçu du retrait dans son dossier reponses/.

    Exemple : oise retirer ML0105 --depot 412 --motif "Fichier d'un autre trimestre" --par "CCC de Kita"
    """
    from flows.withdrawing import take_back

    home = opened_home()
    made, receipt = take_back(home, sender(code).code, depot, empreinte, motif, par)
    if json:
        print_json(
            {
                "sequence": made.sequence,
                "depot": made.depot.sequence,
                "expediteur": made.depot.verdict.expediteur,
                "trimestre": made.depot.verdict.trimestre,
                "sha256": made.depot.verdict.sha256,
                "motif": made.motif,
                "par": made.par,
                "restants": [one.sequence for one in made.restants],
                "delaisses": [one.sequence for one in made.delaisses],
                "recu": str(receipt),
            }
        )
        return
    typer.echo(
        f"n° {made.sequence} : « {made.depot.verdict.nom_original} » est retiré ; "
        f"{len(made.restants)} fichier(s) restent pour ce trimestre. « oise trimestre » refera ses chiffres."
    )
    if made.delaisses:
        typer.echo(f"{len(made.delaisses)} complément(s) de ce fichier ne comptent plus : voyez le reçu.")
    typer.echo(f"Reçu du retrait : {receipt}")
