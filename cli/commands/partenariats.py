"""``oise partenariats``: the register of partnerships."""

from __future__ import annotations

import json as json_format
from typing import Any

import typer

from cli.console import JsonOption, opened_home, print_json
from registry.home import Home

_ETATS = {
    "exact": "rattaché",
    "a_confirmer": "à confirmer",
    "ambigu": "ambigu",
    "introuvable": "introuvable",
}


def run(json: JsonOption = False) -> None:
    """Liste les partenariats du registre, et comment chacun est rattaché à une collectivité du Mali.

    Exemple : oise partenariats --json
    """
    found = listed(opened_home())
    if json:
        print_json(found)
    else:
        _show(found)


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
