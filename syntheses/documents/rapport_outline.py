"""The standard report as headed parts, sentences and grids, the same for the printed and the editable document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal

from registry.codelists import code_list
from registry.elements import DOMAINES
from registry.periods import MOIS
from registry.territory import units
from registry.writing import INSECABLE, long_date
from schemas.submission import LIBELLES_VERDICT
from syntheses.documents.rapport_facts import Activity, Report, Training
from syntheses.documents.rapport_parts import INCONNU, Grid, Outline, Part, day_of, figure, words
from syntheses.documents.rapport_relations import cooperation_parts, money_parts, point_parts
from syntheses.typography import number, of_place, plural, short_date

_NATURES = {"complete": "complet", "complement": "complément"}
_REALISEE, _PREVUE = "realisee", "prevue"


def outline(report: Report) -> Outline:
    """The parts of a report, in their order; a part of which nothing is known says so."""
    return Outline(
        titre=f"Rapport d’activités · {report.trimestre.libelle}",
        sous_titre=sender_title(report.expediteur),
        auteur=sender_title(report.expediteur),
        resume=_summary(report),
        parties=(
            _asked(report),
            *_activities(report),
            _trainings(report),
            _services(report),
            *cooperation_parts(report),
            *money_parts(report),
            *point_parts(report),
            Part(
                "Difficultés rencontrées",
                a_rediger="Ce qui a gêné le travail du trimestre, et ce qui aiderait : moyens, accès, délais, données.",
            ),
            _plan(report),
            Part(
                "Observations et signature",
                a_rediger="Observations du CSR ; lieu, date, nom et signature du responsable.",
            ),
        ),
    )


def sender_title(code: str) -> str:
    """Whose report it is: ``Centre de conseil communal (CCC) du cercle de Kita``."""
    place = units()[code]
    name = place.nom.replace("'", "’")
    if place.niveau == "cercle":
        where = f"du {name}" if name.casefold().startswith("district") else f"du cercle {of_place(name)}"
        return f"Centre de conseil communal (CCC) {where}"
    if place.niveau == "region":
        return f"Chargé de suivi régional (CSR), région {of_place(name)}"
    return "Cellule de coordination nationale des CCC (CCN)"


def _summary(report: Report) -> tuple[tuple[str, str], ...]:
    quarter = report.trimestre
    months = f"{MOIS[quarter.debut.month - 1]} à {MOIS[quarter.fin.month - 1]} {quarter.annee}"
    done = sum(one.statut_code == _REALISEE for one in report.activites)
    told = sum(one.statut_code != _PREVUE for one in report.activites)
    people = sum(one.participants or 0 for one in report.formations)
    asked = sum(one.demandees for one in report.services)
    known = sum(one.renseignees for one in report.services)
    sessions = plural(len(report.formations), "session", "sessions")
    rows = [
        ("Expéditeur", f"{sender_title(report.expediteur)}, {report.expediteur}"),
        ("Période", f"{quarter.libelle}, {months}"),
        ("Activités réalisées", f"{number(done)} sur {number(told)}"),
        ("Formations", f"{sessions}, {plural(people, 'participation', 'participations')}"),
        ("Partenariats suivis", number(report.partenariats_nb)),
        (
            "Points à suivre encore ouverts",
            number(sum(one.etat_code in ("a_faire", "en_cours") for one in report.points)),
        ),
    ]
    if asked:
        part = f"{number(Decimal(100 * known) / asked)}{INSECABLE}%"
        rows.insert(4, ("Valeurs de services renseignées", f"{number(known)} sur {number(asked)} ({part})"))
    return tuple(rows)


def _asked(report: Report) -> Part:
    phrases = []
    if report.exemption:
        phrases.append(f"Aucun fichier n’était attendu : exemption par la décision {report.exemption}.")
    elif report.attendu:
        phrases.append(f"Un fichier était attendu au plus tard le {long_date(report.echeance)}.")
    else:
        phrases.append(f"L’envoi d’un fichier était facultatif ; dernier jour de dépôt : {long_date(report.echeance)}.")
    if report.communes_nb:
        phrases.append(
            f"Il était demandé {plural(report.elements_nb, 'élément', 'éléments')} de services pour chacune des "
            f"{plural(report.communes_nb, 'commune', 'communes')}, et la mise à jour des registres."
        )
    if not report.envois:
        return Part("Ce qui était demandé, ce qui a été envoyé", 1, (*phrases, "Aucun fichier n’a été reçu."))
    rows = tuple(
        (
            short_date(one.recu_le),
            _NATURES.get(one.nature, ""),
            "" if one.version is None else number(one.version),
            LIBELLES_VERDICT.get(one.verdict, one.verdict),
            {True: "dans le délai", False: "après le délai", None: ""}[one.a_temps],
            number(one.integrees),
            number(one.ecartees),
        )
        for one in report.envois
    )
    heads = ("Reçu le", "Nature", "Version", "Verdict", "Délai", "Lignes intégrées", "Lignes écartées")
    grid = Grid(heads, rows, (1.2, 1.2, 0.9, 1.9, 1.4, 1.1, 1.1), (2, 5, 6))
    return Part("Ce qui était demandé, ce qui a été envoyé", 1, tuple(phrases), grid)


def _activities(report: Report) -> Iterable[Part]:
    told = [one for one in report.activites if one.statut_code != _PREVUE]
    if not told:
        yield Part("Activités", 1, ("Aucune activité n’est déclarée pour le trimestre.",))
        return
    statuses = [code for code in code_list("statuts_activite").libelles if code != _PREVUE]
    kinds = Counter((one.type_code, one.statut_code) for one in told)
    codes = [code for code in code_list("types_action_ccc").libelles if any(kind == code for kind, _ in kinds)]
    rows = [
        (words("types_action_ccc", code), *(number(kinds[code, status]) for status in statuses), _days(told, code))
        for code in codes
    ]
    totals = [number(sum(kinds[code, status] for code in codes)) for status in statuses]
    rows.append(("Total", *totals, _days(told)))
    heads = ("Type d’activité", *(words("statuts_activite", status) for status in statuses), "Jours de travail")
    yield Part(
        "Activités",
        1,
        (f"Coût déclaré des activités : {_cost(one.cout_fcfa for one in told)}.",),
        Grid(heads, tuple(rows), (3.4, *(1.1 for _ in statuses), 1.3), tuple(range(1, len(heads)))),
    )
    yield Part("Liste des activités", 2, (), _activity_grid(told, results=True))


def _days(told: Sequence[Activity], kind: str | None = None) -> str:
    days = [one.jours for one in told if kind in (None, one.type_code) and one.jours is not None]
    return figure(sum(days, Decimal(0))) if days else INCONNU


def _cost(amounts: Iterable[int | None]) -> str:
    known = [amount for amount in amounts if amount is not None]
    return f"{number(sum(known))}{INSECABLE}FCFA" if known else INCONNU


def _activity_grid(told: Sequence[Activity], results: bool) -> Grid:
    heads = ["Activité", "Lieu", "Date", "Jours"]
    widths = [3.4, 1.7, 1.3, 0.8]
    if results:
        heads[3:3] = ["Statut"]
        heads += ["Résultat", "Coût (FCFA)"]
        widths = [3.0, 1.5, 1.3, 1.2, 0.8, 2.8, 1.3]
    rows = []
    for one in told:
        row = [f"{words('types_action_ccc', one.type_code)} : {one.objet}", one.lieu, short_date(one.debut)]
        row[0] = row[0].replace(" :", f"{INSECABLE}:", 1)
        if results:
            row.append(words("statuts_activite", one.statut_code))
        row.append(figure(one.jours))
        if results:
            row += [one.resultat, "" if one.cout_fcfa is None else number(one.cout_fcfa)]
        rows.append(tuple(row))
    return Grid(tuple(heads), tuple(rows), tuple(widths), (4, 6) if results else (3,))


def _trainings(report: Report) -> Part:
    held = report.formations
    if not held:
        return Part("Formations tenues", 1, ("Aucune formation n’est déclarée pour le trimestre.",))
    rows = [_training(one) for one in held]
    rows.append(
        (
            "Total",
            "",
            "",
            figure(sum((one.jours for one in held if one.jours is not None), Decimal(0))),
            number(sum(one.participants or 0 for one in held)),
            number(sum(one.femmes or 0 for one in held)),
            number(sum(one.elus or 0 for one in held)),
            number(sum(one.cout_fcfa or 0 for one in held)),
        )
    )
    heads = ("Thème", "Lieu", "Dates", "Jours", "Participants", "Dont femmes", "Dont élus", "Coût (FCFA)")
    return Part(
        "Formations tenues",
        1,
        ("Une personne est comptée une fois par session ; les nombres inconnus ne sont pas dans les totaux.",),
        Grid(heads, tuple(rows), (2.8, 1.5, 1.7, 0.8, 1.5, 1.0, 0.9, 1.4), (3, 4, 5, 6, 7)),
    )


def _training(one: Training) -> tuple[str, ...]:
    theme = words("themes_formation", one.theme_code)
    dates = short_date(one.debut) if one.fin in (None, one.debut) else f"{short_date(one.debut)} au {day_of(one.fin)}"
    return (
        f"{theme}{INSECABLE}: {one.intitule}" if one.intitule else theme,
        one.lieu,
        dates,
        figure(one.jours),
        figure(one.participants),
        figure(one.femmes),
        figure(one.elus),
        "" if one.cout_fcfa is None else number(one.cout_fcfa),
    )


def _services(report: Report) -> Part:
    title = "Données de services transmises"
    if not report.services:
        return Part(title, 1, ("Aucune donnée de services n’était demandée.",))
    rows = []
    for one in report.services:
        counts = (one.demandees, one.renseignees, one.indisponibles, one.sans_objet, one.vides)
        share = f"{number(Decimal(100 * one.renseignees) / one.demandees)}{INSECABLE}%"
        rows.append((DOMAINES[one.domaine], *(number(count) for count in counts), share))
    heads = ("Domaine", "Demandées", "Renseignées", "Non disponibles", "Sans objet", "Vides", "Part renseignée")
    phrase = "Une valeur est une case de la feuille : un élément pour une commune."
    return Part(title, 1, (phrase,), Grid(heads, tuple(rows), (2.6, 1.2, 1.3, 1.3, 1.1, 1.0, 1.3), tuple(range(1, 7))))


def _plan(report: Report) -> Part:
    planned = [one for one in report.activites if one.statut_code == _PREVUE]
    following = report.trimestre.plus(1).libelle
    return Part(
        f"Programme du trimestre suivant ({following})",
        1,
        () if planned else ("Aucune activité prévue n’est encore déclarée.",),
        _activity_grid(planned, results=False) if planned else None,
        a_rediger="Ce que le centre fera, avec qui, et ce dont il a besoin ; complétez les activités déjà déclarées.",
    )
