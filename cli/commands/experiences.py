"""``oise experiences``: the base of experiences (BDEI), searched, proofread and published."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import typer

from cli.console import ByOption, JsonOption, counted, opened_home, print_json, published_file
from cli.help import FrenchCommand, command_group

app = command_group(
    "La base de données d'expériences (BDEI) : chercher, relire, publier.\n\n"
    'Exemple : oise experiences chercher "maraîchage femmes"'
)

IdentifierArgument = Annotated[
    str, typer.Argument(metavar="IDENTIFIANT", help="Identifiant de l'expérience, comme EXP-ML0105-0001.")
]


@app.command("chercher", cls=FrenchCommand)
def search(
    mots: Annotated[str, typer.Argument(metavar="MOTS", help="Mots cherchés ; accents et pluriels sont indifférents.")],
    brouillons: Annotated[
        bool, typer.Option("--brouillons", help="Chercher dans toutes les fiches reçues, non publiées comprises.")
    ] = False,
    limite: Annotated[int, typer.Option("--limite", min=1, help="Nombre de réponses au plus.")] = 20,
    json: JsonOption = False,
) -> None:
    """Cherche dans les expériences publiées, en français, sans souci d'accents ni de pluriels.

    Exemple : oise experiences chercher "maraîchage femmes" --json
    """
    from warehouse.search import search_drafts, search_experiences

    home = opened_home()
    found = search_drafts(home, mots, limite) if brouillons else search_experiences(published_file(home), mots, limite)
    if json:
        print_json([{**row, "donnees_fictives": home.fictive} for row in found])
        return
    for row in found:
        typer.echo(f"{row['id_local']} : {row['titre']} ({row['unite_code']}), {row['extrait']}")
    typer.echo(counted(len(found), "expérience") if found else "Aucune expérience ne contient ces mots.")


@app.command("liste", cls=FrenchCommand)
def listing(json: JsonOption = False) -> None:
    """Liste les fiches reçues et l'état de chacune : brouillon, relue, publiée.

    Exemple : oise experiences liste
    """
    from registry.codelists import code_list
    from warehouse.acts import experience_states

    home = opened_home()
    rows = experience_states(home)
    if json:
        print_json([{**row, "donnees_fictives": home.fictive} for row in rows])
        return
    labels = code_list("etats_experience").libelles
    for row in rows:
        agreed = "" if row["accord_diffusion"] else " ; pas d'accord de diffusion"
        typer.echo(f"{row['id_local']} : {row['titre']} ({row['unite_code']}), {labels[row['etat']]}{agreed}")
    typer.echo(counted(len(rows), "expérience"))


@app.command("relire", cls=FrenchCommand)
def proofread(identifiant: IdentifierArgument, par: ByOption, json: JsonOption = False) -> None:
    """Note qu'une fiche a été relue ; la décision vaut pour le texte d'aujourd'hui.

    Exemple : oise experiences relire EXP-ML0105-0001 --par "CSR de Kayes"
    """
    _decide("relecture", identifiant, par, json)


@app.command("publier", cls=FrenchCommand)
def publish(identifiant: IdentifierArgument, par: ByOption, json: JsonOption = False) -> None:
    """Publie une fiche relue, avec l'accord de ses auteurs, à la prochaine édition.

    Exemple : oise experiences publier EXP-ML0105-0001 --par "AMM"
    """
    _decide("publication", identifiant, par, json)


@app.command("retirer", cls=FrenchCommand)
def withdraw(identifiant: IdentifierArgument, par: ByOption, json: JsonOption = False) -> None:
    """Retire une fiche publiée à la prochaine édition ; rien n'est effacé.

    Exemple : oise experiences retirer EXP-ML0105-0001 --par "AMM"
    """
    _decide("retrait", identifiant, par, json)


def _decide(kind: Literal["relecture", "publication", "retrait"], identifier: str, by: str, as_json: bool) -> None:
    from warehouse.acts import decide_experience

    told: dict[str, Any] = decide_experience(opened_home(), kind, identifier.strip().upper(), by)
    if as_json:
        print_json(told)
    else:
        typer.echo(f"{told['id_local']} : {told['phrase']}")
