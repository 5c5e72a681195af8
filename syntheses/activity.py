"""What a territory's cooperations do: actions by state, the late ones and their measures; meetings and decisions."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from registry.codelists import code_list
from syntheses.facts import Body
from syntheses.published_quarter import Quarter
from syntheses.register_facts import Actions, FollowUp, LateAction, Measure, Meetings, Points
from syntheses.territory_rows import Row, place, row_name, rows_in

_FINIES = ("achevee", "abandonnee")
# What a body looks at first: what changed for people, before what was spent for it.
_ORDRE_DES_TYPES = {"impact": 0, "resultat": 1, "realisation": 2, "ressources": 3}


def actions_of(quarter: Quarter, organe: Body) -> Actions:
    """The territory's actions as they stand, late as of the quarter's end."""
    rows = rows_in(quarter, organe, "actions")
    counts = Counter(row["statut_code"] for row in rows)
    states = [code for code in code_list("statuts_action").libelles if counts[code]]
    late = [
        row
        for row in rows
        if row["statut_code"] not in _FINIES
        and row["fin_prevue_date"] is not None
        and row["fin_prevue_date"] < quarter.trimestre.fin
    ]
    late.sort(key=lambda row: (row["fin_prevue_date"], place(row["unite_code"]), row["id_local"]))
    return Actions(
        par_statut=tuple((quarter.label("statuts_action", code), counts[code]) for code in states),
        retards=tuple(_late(quarter, row) for row in late),
        mesures=_measures(quarter, organe, rows),
    )


def _late(quarter: Quarter, row: Row) -> LateAction:
    return LateAction(
        unite_nom=place(row["unite_code"]),
        intitule=row["intitule"] or "",
        statut=quarter.label("statuts_action", row["statut_code"]),
        fin_prevue=row["fin_prevue_date"],
        avancement=row["avancement_pct"],
        ligne=row_name("actions", row),
    )


def _measures(quarter: Quarter, organe: Body, actions: Iterable[Row]) -> tuple[Measure, ...]:
    """Indicators with a target or a value, of actions that weren't given up."""
    kept = {
        (row["expediteur"], row["id_local"]): row["intitule"] or ""
        for row in actions
        if row["statut_code"] != "abandonnee"
    }
    rows = [
        row
        for row in rows_in(quarter, organe, "indicateurs_action")
        if (row["expediteur"], row["action_id"]) in kept and (row["cible"] is not None or row["valeur"] is not None)
    ]
    rows.sort(
        key=lambda row: (
            _ORDRE_DES_TYPES.get(row["type_code"], 9),
            row["cible"] is None or row["valeur"] is None,
            place(row["unite_code"]),
            row["id_local"],
        )
    )
    return tuple(
        Measure(
            unite_nom=place(row["unite_code"]),
            action=kept[(row["expediteur"], row["action_id"])],
            type=quarter.label("types_indicateur", row["type_code"]),
            intitule=row["intitule"] or "",
            unite_mesure=row["unite_mesure"] or "",
            cible=row["cible"],
            cible_date=row["cible_date"],
            valeur=row["valeur"],
            valeur_date=row["valeur_date"],
            ligne=row_name("indicateurs_action", row),
        )
        for row in rows
    )


def follow_up_of(quarter: Quarter, organe: Body) -> FollowUp:
    """Decisions to follow by nature, and what was held in the quarter."""
    return FollowUp(
        points=_points(quarter, rows_in(quarter, organe, "points_a_suivre")),
        rencontres=_meetings(
            quarter, rows_in(quarter, organe, "rencontres"), "type_code", "types_rencontre", "participantes_nb"
        ),
        concertations=_meetings(
            quarter, rows_in(quarter, organe, "concertations"), "organe_code", "organes_concertation", None
        ),
    )


def _points(quarter: Quarter, rows: Iterable[Row]) -> tuple[Points, ...]:
    first, last = quarter.trimestre.debut, quarter.trimestre.fin
    open_states = [code for code, more in code_list("etats_point").attributs.items() if more.get("ouvert") == "oui"]
    natures: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        natures[row["nature_code"] or ""].append(row)
    found = []
    for code in [*code_list("natures_point").libelles, ""]:
        group = natures.get(code)
        if not group:
            continue
        opened = [row for row in group if row["etat_code"] in open_states]
        deadlines: list[date] = [row["echeance_date"] for row in opened if row["echeance_date"] is not None]
        found.append(
            Points(
                nature=quarter.label("natures_point", code) or "Non précisée",
                decides=len(group),
                du_trimestre=sum(first <= row["decision_date"] <= last for row in group),
                faits=sum(row["etat_code"] == "fait" for row in group),
                ouverts=len(opened),
                en_retard=sum(day < last for day in deadlines),
                prochaine=min((day for day in deadlines if day >= last), default=None),
            )
        )
    return tuple(found)


def _meetings(
    quarter: Quarter, rows: Iterable[Row], column: str, liste: str, women: str | None
) -> tuple[Meetings, ...]:
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        kinds[row[column] or ""].append(row)
    return tuple(
        Meetings(
            libelle=quarter.label(liste, code),
            nombre=len(kinds[code]),
            participants=_known_sum(kinds[code], "participants_nb"),
            participantes=_known_sum(kinds[code], women) if women else None,
        )
        for code in code_list(liste).libelles
        if code in kinds
    )


def _known_sum(rows: Iterable[Row], column: str) -> int | None:
    known = [row[column] for row in rows if row[column] is not None]
    return sum(known) if known else None
