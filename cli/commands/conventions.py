"""``oise conventions``: every convention, its status on a day and its next due act."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import typer

from cli.console import DayOption, JsonOption, counted, day, opened_home, print_json
from registry.home import Home


def run(le: DayOption = "", json: JsonOption = False) -> None:
    """Liste les conventions : statut à la date donnée, terme, et prochain acte attendu avec sa date.

    Exemple : oise conventions --le 31/12/2026 --json
    """
    asked, home = day(le), opened_home()
    found = listed(home, asked)
    if json:
        print_json(found)
    else:
        _show(found, asked, home.fictive)


def listed(home: Home, asked: date) -> list[dict[str, Any]]:
    """Every current convention as it stands on a day, those that ask for something soonest first."""
    from registry.codelists import code_list
    from registry.conventions import next_act, notice_date, status, term_end, terms_of
    from registry.territory import units
    from warehouse.registers import rows_of

    amendments: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for one in rows_of(home, "avenants"):
        amendments[one["expediteur"], one["convention_id"]].append(one)
    meetings: dict[tuple[str, str], list[date]] = defaultdict(list)
    for one in rows_of(home, "rencontres"):
        meetings[one["expediteur"], one["convention_id"]].append(one["rencontre_date"])
    partners = {(one["expediteur"], one["id_local"]): one for one in rows_of(home, "partenariats")}
    statuses, acts = code_list("statuts_convention_calcules").libelles, code_list("actes_convention").libelles
    rows = []
    for row in rows_of(home, "conventions"):
        key = row["expediteur"], row["id_local"]
        terms = terms_of(row, amendments[key], meetings[key])
        state, act = status(terms, asked), next_act(terms, asked)
        place, partner = units()[row["unite_code"]], partners.get((row["expediteur"], row["partenariat_id"]))
        rows.append(
            {
                "id_local": row["id_local"],
                "expediteur": row["expediteur"],
                "unite_code": row["unite_code"],
                "unite_nom": place.nom,
                "partenariat_id": row["partenariat_id"],
                "partenaire": partner["partenaire"] if partner else None,
                "intitule": row["intitule"],
                "le": asked.isoformat(),
                "statut": state,
                "statut_libelle": statuses[state],
                "signature_date": row["signature_date"],
                "terme_date": term_end(terms, asked),
                "preavis_date": notice_date(terms, asked),
                "prochain_acte": act.code,
                "prochain_acte_libelle": acts[act.code],
                "prochain_acte_date": act.date,
                "donnees_fictives": home.fictive and row["expediteur"] != "ML",
            }
        )
    return sorted(rows, key=lambda row: (row["prochain_acte_date"] or date.max, row["id_local"]))


def _show(found: list[dict[str, Any]], asked: date, fictive: bool) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    marked = " : DONNÉES FICTIVES" if fictive else ""
    table = Table(title=f"Conventions au {asked:%d/%m/%Y}{marked}", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("Identifiant", no_wrap=True)
    for heading in ("Collectivité", "Partenaire", "Statut", "À faire"):
        table.add_column(heading)
    for row in found:
        due = f" ({row['prochain_acte_date']:%d/%m/%Y})" if row["prochain_acte_date"] else ""
        act = "" if row["prochain_acte"] == "aucun" else f"{row['prochain_acte_libelle']}{due}"
        table.add_row(row["id_local"], row["unite_nom"], row["partenaire"] or "", row["statut_libelle"], act)
    Console().print(table)
    typer.echo(counted(len(found), "convention"))
