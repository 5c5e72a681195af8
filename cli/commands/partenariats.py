"""``oise partenariats``: the register of partnerships."""

from __future__ import annotations

import json as json_format
from typing import Annotated, Any

import typer

from cli.console import ByOption, JsonOption, counted, opened_home, place, print_json
from cli.help import FrenchCommand, command_group
from registry.home import Home

_ETATS = {
    "exact": "rattaché",
    "a_confirmer": "à confirmer",
    "ambigu": "ambigu",
    "introuvable": "introuvable",
}


app = command_group(
    "Le registre des partenariats : la liste, les partenaires écrits de deux façons, les lignes du guide à confier.\n\n"
    "Exemple : oise partenariats --json"
)

PartnerArgument = Annotated[str, typer.Argument(metavar="PARTENAIRE", help="Identifiant, donné par « doublons ».")]


@app.callback()
def listing(context: typer.Context, json: JsonOption = False) -> None:
    """Liste les partenariats du registre, et comment chacun est rattaché à une collectivité du Mali."""
    if context.invoked_subcommand is not None:
        return
    found = listed(opened_home())
    if json:
        print_json(found)
    else:
        _show(found)


@app.command("doublons", cls=FrenchCommand)
def doubles(json: JsonOption = False) -> None:
    """Propose les partenaires qui sont peut-être le même, écrit de deux façons ; une personne décide.

    Exemple : oise partenariats doublons
    """
    from warehouse.partners import fusion_candidates

    found = fusion_candidates(opened_home())
    if json:
        print_json(
            [
                {
                    "partenaires": [
                        {"id": one.id, "nom": one.nom, "pays": one.pays} for one in (candidate.a, candidate.b)
                    ],
                    "score": candidate.score,
                    "raisons": list(candidate.raisons),
                }
                for candidate in found
            ]
        )
        return
    for candidate in found:
        typer.echo(
            f"{candidate.a.nom} ({candidate.a.id}) et {candidate.b.nom} ({candidate.b.id}) : "
            f"{' ; '.join(reason.rstrip('.') for reason in candidate.raisons)}."
        )
    typer.echo(f"{counted(len(found), 'rapprochement')} Décidez avec « oise partenariats fusionner ».")


@app.command("fusionner", cls=FrenchCommand)
def merge_partners(
    partenaire: PartnerArgument, retenu: PartnerArgument, par: ByOption, json: JsonOption = False
) -> None:
    """Dit que deux écritures sont le même partenaire ; la seconde est retenue, et rien n'est effacé.

    Exemple : oise partenariats fusionner PTN-FR-VILLE-D-EVRY PTN-FR-EVRY --par "Cellule nationale"
    """
    from warehouse.acts import merge_partners as merge

    _tell(merge(opened_home(), partenaire.strip().upper(), retenu.strip().upper(), par), json)


@app.command("separer", cls=FrenchCommand)
def split_partners(partenaire: PartnerArgument, par: ByOption, json: JsonOption = False) -> None:
    """Défait une fusion : l'écriture redevient un partenaire à part.

    Exemple : oise partenariats separer PTN-FR-VILLE-D-EVRY --par "Cellule nationale"
    """
    from warehouse.acts import split_partner

    _tell(split_partner(opened_home(), partenaire.strip().upper(), par), json)


@app.command("confier", cls=FrenchCommand)
def hand_over(
    identifiant: Annotated[str, typer.Argument(metavar="IDENTIFIANT", help="Ligne du guide, comme PAR-ML-0007.")],
    unite: Annotated[
        str, typer.Argument(metavar="CODE", help="Collectivité qui porte la relation ; ML la rend à la liste du guide.")
    ],
    par: ByOption,
    json: JsonOption = False,
) -> None:
    """Confie une ligne du guide à la collectivité qui la porte ; son CCC la trouvera dans son prochain classeur.

    Exemple : oise partenariats confier PAR-ML-0007 ML010513 --par "Cellule nationale"
    """
    from warehouse.acts import hand_over as attribute

    _tell(attribute(opened_home(), identifiant.strip().upper(), place(unite).code, par), json)


def _tell(told: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(told)
    else:
        typer.echo(told["phrase"])


def listed(home: Home) -> list[dict[str, Any]]:
    """Every current partnership; a row that a sender filed under a unit's code is ``exact``, and says so."""
    from registry.guide import partnerships
    from registry.territory import units
    from warehouse.registers import current_register

    candidates = {
        one.ligne: [{"code": c.unite.code, "nom": c.unite.nom, "niveau": c.unite.niveau} for c in one.candidats]
        for one in partnerships()
    }
    rows = []
    for row in current_register(home, "partenariats"):
        place = units().get(row["unite_code"] or "")
        rows.append(
            {
                "id_local": row["id_local"],
                "expediteur": row["expediteur"],
                "ligne": row["guide_ligne"],
                "partenaire": row["partenaire"],
                "pays": row["pays_code"],
                "type_partenaire": row["type_partenaire_code"],
                "unite_code": row["unite_code"],
                "unite_nom": place.nom if place else None,
                "niveau": place.niveau if place else None,
                "lieu_texte": row["lieu_texte"],
                "etat_rattachement": row["etat_rattachement"] or "exact",
                "raisons": json_format.loads(row["raisons"]) if row["raisons"] else [],
                "candidats": candidates.get(row["guide_ligne"], []),
                "statut": row["statut_code"],
                "origine_annee": row["origine_annee"],
                "origine_texte": row["origine_texte"],
                "donnees_fictives": home.fictive and row["guide_ligne"] is None,
            }
        )
    return rows


def _show(found: list[dict[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"{len(found)} partenariats")
    for heading in ("Partenaire", "Pays", "Collectivité", "Rattachement"):
        table.add_column(heading)
    for row in found:
        place = f"{row['unite_nom']} ({row['unite_code']})" if row["unite_code"] else row["lieu_texte"] or ""
        table.add_row(row["partenaire"], row["pays"], place, _ETATS[row["etat_rattachement"]])
    Console().print(table)
    counts = {state: sum(row["etat_rattachement"] == state for row in found) for state in _ETATS}
    typer.echo(" ; ".join(f"{_ETATS[state]} : {count}" for state, count in counts.items()) + ".")
