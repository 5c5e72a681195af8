"""``oise registre``: what this installation decided over the registry, without waiting for a new version of OISE."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

import typer

from cli.console import ByOption, JsonOption, counted, day, opened_home, print_json, tell_act
from cli.help import FrenchCommand, command_group
from registry.amendments import Nature

app = command_group(
    "Le registre : devoirs, exemptions, échéances, noms d'unités et réglages décidés ici, chacun avec son auteur.\n\n"
    "Une décision vaut à partir de sa date : les trimestres passés gardent leurs règles.\n\n"
    "Exemple : oise registre --json"
)

SenderArgument = Annotated[
    str, typer.Argument(metavar="CODE", help="Cercle (ML0105), région (ML01) ou ML.", show_default=False)
]
FromQuarterOption = Annotated[
    str, typer.Option("--depuis", metavar="TRIMESTRE", help="Premier trimestre, comme 2026-Q4.", show_default=False)
]
ToQuarterOption = Annotated[
    str,
    typer.Option(
        "--jusqu-a", metavar="TRIMESTRE", help="Dernier trimestre ; sans fin s'il n'est pas dit.", show_default=False
    ),
]


@app.callback()
def listing(context: typer.Context, json: JsonOption = False) -> None:
    """Liste ce qui a été décidé et vaut encore, avec qui l'a décidé et quand."""
    if context.invoked_subcommand is not None:
        return
    from warehouse.acts import acts
    from warehouse.amending import standing, told

    home = opened_home()
    known = acts(home)
    signatures = {act.sequence: act for act in known if act.type == "registre"}
    decided = standing(known)
    if json:
        print_json([{**one.as_dict(), "par": signatures[one.sequence].par, "phrase": told(one)} for one in decided])
        return
    for one in decided:
        act = signatures[one.sequence]
        typer.echo(f"n° {one.sequence}, {act.jour}, {act.par} : {told(one)}")
    typer.echo(counted(len(decided), "décision") if decided else "Rien n'a été décidé : le registre d'OISE vaut seul.")


@app.command("devoir", cls=FrenchCommand)
def duty(
    code: SenderArgument,
    depuis: FromQuarterOption,
    obligation: Annotated[
        str, typer.Option("--obligation", metavar="MOT", help="attendu ou facultatif.", show_default=False)
    ],
    par: ByOption,
    jusqu_a: ToQuarterOption = "",
    json: JsonOption = False,
) -> None:
    """Dit si un expéditeur est attendu chaque trimestre, ou peut seulement envoyer un fichier.

    Exemple : oise registre devoir ML01 --depuis 2026-Q4 --obligation attendu --par "Cellule nationale"
    """
    _decide("devoir", code, depuis, jusqu_a, {"obligation": obligation}, par, json)


@app.command("exemption", cls=FrenchCommand)
def exemption(
    code: SenderArgument,
    depuis: FromQuarterOption,
    motif: Annotated[str, typer.Option("--motif", metavar="TEXTE", help="Pourquoi.", show_default=False)],
    decision: Annotated[
        str,
        typer.Option("--decision", metavar="TEXTE", help="La décision officielle qui exempte.", show_default=False),
    ],
    par: ByOption,
    jusqu_a: ToQuarterOption = "",
    json: JsonOption = False,
) -> None:
    """Exempte un expéditeur d'envoyer son fichier, par une décision ; il peut toujours en envoyer un.

    Exemple : oise registre exemption ML0704 --depuis 2026-Q4 --motif "Insécurité" --decision "Lettre 12/CCN" --par CCN
    """
    _decide("exemption", code, depuis, jusqu_a, {"motif": motif, "decision": decision}, par, json)


@app.command("echeance", cls=FrenchCommand)
def deadline(
    depuis: FromQuarterOption,
    depot: Annotated[int, typer.Option("--depot", metavar="JOURS", help="Jours après la fin du trimestre.")],
    validation: Annotated[int, typer.Option("--validation", metavar="JOURS", help="Jours après la fin du trimestre.")],
    publication: Annotated[
        int, typer.Option("--publication", metavar="JOURS", help="Jours après la fin du trimestre.")
    ],
    par: ByOption,
    jusqu_a: ToQuarterOption = "",
    json: JsonOption = False,
) -> None:
    """Change les derniers jours de dépôt, de validation et de publication, à partir d'un trimestre.

    Exemple : oise registre echeance --depuis 2027-Q1 --depot 20 --validation 30 --publication 35 --par CCN
    """
    days = {"depot": str(depot), "validation": str(validation), "publication": str(publication)}
    _decide("echeance", "", depuis, jusqu_a, days, par, json)


@app.command("nom", cls=FrenchCommand)
def name(
    code: Annotated[str, typer.Argument(metavar="CODE", help="Code de l'unité.", show_default=False)],
    nom: Annotated[str, typer.Argument(metavar="NOM", help="Son nouveau nom.", show_default=False)],
    depuis: Annotated[
        str,
        typer.Option("--depuis", metavar="DATE", help="Jour (jj/mm/aaaa) où il entre en vigueur.", show_default=False),
    ],
    source: Annotated[
        str, typer.Option("--source", metavar="TEXTE", help="Le texte qui le donne.", show_default=False)
    ],
    par: ByOption,
    division: Annotated[
        Literal["1999", "2023"], typer.Option("--division", metavar="ANNEE", help="1999 ou 2023.")
    ] = "1999",
    json: JsonOption = False,
) -> None:
    """Change le nom d'une unité, partout où on le lit ; son code reste, et ses anciens noms sont toujours reconnus.

    Exemple : oise registre nom ML010513 "Kita Ville" --depuis 01/01/2027 --source "Loi 2026-041" --par CCN
    """
    when = day(depuis).isoformat()
    _decide("nom", code, when, "", {"nom": nom, "division": division, "source": source}, par, json)


@app.command("reglage", cls=FrenchCommand)
def setting(
    nom: Annotated[str, typer.Argument(metavar="NOM", help="Nom du réglage.", show_default=False)],
    valeur: Annotated[str, typer.Argument(metavar="VALEUR", help="Sa valeur.", show_default=False)],
    par: ByOption,
    json: JsonOption = False,
) -> None:
    """Change un réglage de l'installation.

    publication_attend_validations (oui ou non) : la publication d'un trimestre attend les validations des CSR.

    Exemple : oise registre reglage publication_attend_validations oui --par "Cellule nationale"
    """
    _decide("reglage", nom, "", "", {"valeur": valeur}, par, json)


@app.command("annuler", cls=FrenchCommand)
def call_off(
    numero: Annotated[int, typer.Argument(metavar="NUMERO", help="Numéro de la décision.", show_default=False)],
    par: ByOption,
    json: JsonOption = False,
) -> None:
    """Annule une décision en cours : la règle d'avant vaut de nouveau. Un nom se change par un autre nom.

    Exemple : oise registre annuler 412 --par "Cellule nationale"
    """
    from warehouse.amending import call_off as annul

    tell_act(annul(opened_home(), numero, par), json)


def _decide(
    nature: Nature, cible: str, depuis: str, jusqu_a: str, values: Mapping[str, str], by: str, as_json: bool
) -> None:
    from warehouse.amending import decide

    tell_act(decide(opened_home(), nature, cible, depuis, jusqu_a, values, by), as_json)
