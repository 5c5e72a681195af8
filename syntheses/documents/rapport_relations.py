"""The parts of the standard report on cooperation, money and points to follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from registry.writing import INSECABLE
from syntheses.documents.rapport_facts import Flow, Point, Report
from syntheses.documents.rapport_parts import Grid, Part, day_of, figure, words, yes_of
from syntheses.typography import number, plural, short_date


def cooperation_parts(report: Report) -> Iterable[Part]:
    """What changed in the cooperations of the sender, and what they ask for."""
    yield Part(
        "Nouvelles de la coopération",
        1,
        (f"{plural(report.partenariats_nb, 'partenariat suivi', 'partenariats suivis')} à la fin du trimestre.",),
    )
    yield _listed(
        "Partenariats déclarés ou changés",
        "Aucun partenariat n’a été déclaré ni changé pendant le trimestre.",
        Grid(
            ("Collectivité", "Partenaire", "Pays", "Avant", "Situation"),
            tuple(
                (
                    one.lieu,
                    one.partenaire,
                    words("pays", one.pays_code),
                    "nouveau" if one.nouveau else words("statuts_partenariat", one.avant_code),
                    words("statuts_partenariat", one.statut_code),
                )
                for one in report.changements
            ),
            (1.8, 3.0, 1.4, 1.4, 1.4),
        ),
    )
    yield _listed(
        "Étapes du cycle",
        "Aucune étape du cycle n’est datée du trimestre.",
        Grid(
            ("Date", "Partenaire", "Étape", "État"),
            tuple(
                (
                    short_date(one.le),
                    one.partenaire,
                    words("etapes_cycle", one.etape_code),
                    words("etats_etape", one.etat_code),
                )
                for one in report.etapes
            ),
            (1.1, 3.0, 3.0, 1.2),
        ),
    )
    yield _listed(
        "Conventions et actes à faire",
        "Aucune convention n’a changé ni n’appelle d’acte.",
        Grid(
            ("Collectivité et partenaire", "Convention", "Statut", "Fin", "Prochain acte", "Échéance"),
            tuple(
                (
                    f"{one.lieu} – {one.partenaire}" if one.partenaire else one.lieu,
                    one.intitule,
                    words("statuts_convention_calcules", one.statut_code),
                    day_of(one.fin),
                    words("actes_convention", one.acte_code),
                    short_date(one.acte_date) if one.acte_date else "",
                )
                for one in report.conventions
            ),
            (2.2, 2.6, 1.4, 1.2, 1.8, 1.2),
        ),
    )
    yield _listed(
        "Rencontres avec les partenaires",
        "Aucune rencontre n’est déclarée pour le trimestre.",
        Grid(
            ("Date", "Partenaire", "Rencontre", "Lieu", "Participants", "Dont femmes", "Compte rendu"),
            tuple(
                (
                    short_date(one.le),
                    one.partenaire,
                    f"{words('types_rencontre', one.type_code)} ({_inside(words('sens_rencontre', one.sens_code))})",
                    one.lieu,
                    figure(one.participants),
                    figure(one.femmes),
                    yes_of(one.compte_rendu),
                )
                for one in report.rencontres
            ),
            (1.2, 2.1, 2.2, 1.3, 1.45, 1.0, 1.1),
            (4, 5),
        ),
    )
    yield _listed(
        "Concertations",
        "Aucune concertation n’est déclarée pour le trimestre.",
        Grid(
            ("Date", "Cadre", "Thème", "Participants", "Dont élus", "Compte rendu"),
            tuple(
                (
                    short_date(one.le),
                    words("organes_concertation", one.organe_code),
                    words("themes_concertation", one.theme_code),
                    figure(one.participants),
                    figure(one.elus),
                    yes_of(one.compte_rendu),
                )
                for one in report.concertations
            ),
            (1.2, 2.9, 2.3, 1.45, 1.0, 1.1),
            (3, 4),
        ),
    )
    yield _listed(
        "Rapports",
        "Aucun rapport de mission, d’activités, d’audit ou d’évaluation n’est déclaré pour le trimestre.",
        Grid(
            ("Date", "Rapport", "Action ou partenariat", "Partagé avec les partenaires"),
            tuple(
                (short_date(one.le), words("types_rapport", one.type_code), one.sujet, yes_of(one.partage))
                for one in report.rapports
            ),
            (1.2, 2.2, 3.4, 1.6),
        ),
    )


def _inside(text: str) -> str:
    """A label within a sentence."""
    return text[:1].lower() + text[1:]


def _listed(title: str, empty: str, grid: Grid) -> Part:
    """A second-level part with its table, or the sentence that says there is nothing."""
    return Part(title, 2, (), grid) if grid.lignes else Part(title, 2, (empty,))


def money_parts(report: Report) -> Iterable[Part]:
    """Engagements and disbursements of the quarter, and since the first."""
    spent = f"{number(report.engage_cumul)}{INSECABLE}FCFA engagés et {number(report.decaisse_cumul)}{INSECABLE}FCFA"
    yield Part(
        "Argent engagé et décaissé",
        1,
        (
            f"Pendant le trimestre : {_total(report.engagements)} engagés, {_total(report.decaissements)} décaissés. "
            f"Depuis le premier engagement déclaré : {spent} décaissés.",
        ),
    )
    for title, empty, flows in (
        ("Engagements du trimestre", "Aucun engagement n’est daté du trimestre.", report.engagements),
        ("Décaissements du trimestre", "Aucun décaissement n’est daté du trimestre.", report.decaissements),
    ):
        rows = tuple(
            (
                short_date(one.le),
                one.action,
                words("sources_financement", one.source_code),
                words("canaux_financement", one.canal_code),
                number(one.montant_fcfa),
            )
            for one in flows
        )
        heads = ("Date", "Action", "Source", "Canal", "Montant (FCFA)")
        yield _listed(title, empty, Grid(heads, rows, (1.1, 3.2, 1.7, 2.4, 1.5), (4,)))


def _total(flows: Sequence[Flow]) -> str:
    return f"{number(sum(one.montant_fcfa for one in flows))}{INSECABLE}FCFA"


def point_parts(report: Report) -> Iterable[Part]:
    """Points to follow: those decided before and where they stand, then the new ones."""
    yield Part("Points à suivre", 1, ("Décisions des rencontres, des concertations et des contrôles.",))
    former = [one for one in report.points if not one.nouveau]
    yield _listed(
        "Décidés auparavant",
        "Aucun point décidé auparavant n’était à suivre.",
        _point_grid(former),
    )
    yield _listed(
        "Décidés pendant le trimestre",
        "Aucun point n’a été décidé pendant le trimestre.",
        _point_grid([one for one in report.points if one.nouveau]),
    )


def _point_grid(points: Sequence[Point]) -> Grid:
    rows = []
    for one in points:
        state = words("etats_point", one.etat_code)
        if one.fait_le:
            state += f" le {short_date(one.fait_le)}"
        if one.retard:
            state += ", en retard"
        who, whence = words("categories_acteur", one.responsable_code), words("origines_point", one.origine_code)
        due = short_date(one.echeance) if one.echeance else "non fixée"
        rows.append((one.decision, whence, short_date(one.le), who, due, state))
    heads = ("Décision", "Origine", "Prise le", "Responsable", "Échéance", "État")
    return Grid(heads, tuple(rows), (3.2, 1.7, 1.2, 1.7, 1.2, 1.4))
