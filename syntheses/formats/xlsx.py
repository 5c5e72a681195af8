"""The synthesis as a workbook of values: frozen headers, filters, no formula, text never taken for one."""

from __future__ import annotations

import io

from registry.writing import long_date
from syntheses.analysis import provisional_badge
from syntheses.analysis_sheet import analysis_sheet
from syntheses.facts import Content, Figure
from syntheses.presentation import domain_title, subunit_titles
from syntheses.register_facts import Cell
from syntheses.revision_sheet import revision_sheet
from syntheses.typography import listing
from syntheses.wording import VERDICTS, brief, norm_of, partnerships, title_of_territory
from syntheses.workbook import Sheet, Writer, new_book
from syntheses.workbook_registers import register_sheets_of

FORMAT = "XLSX"
EXTENSION = "xlsx"


def render(content: Content) -> bytes:
    """The workbook's bytes: the same for the same content."""
    stream = io.BytesIO()
    title = f"{content.organe.sigle} · {title_of_territory(content)} · {content.trimestre.libelle}"
    book = new_book(stream, title, content.trimestre.fin, content.donnees_fictives)
    registers = register_sheets_of(content)
    writer = Writer(book, title, content.donnees_fictives)
    writer.read_me(content.organe.titre, _notes(content, [sheet.nom for sheet in registers]))
    summaries = (
        _figures(content),
        _weaknesses(content),
        _subunits(content),
        _deposits(content),
        analysis_sheet(content),
        revision_sheet(content),
    )
    for sheet in (*(one for one in summaries if one.lignes), *registers):
        writer.table(sheet)
    book.close()
    return stream.getvalue()


def _notes(content: Content, registers: list[str]) -> list[str]:
    """What the workbook is, the brief, how to read it."""
    period = f"du {long_date(content.trimestre.debut)} au {long_date(content.trimestre.fin)}"
    empty = content.registres.feuilles_vides
    return [
        f"Synthèse trimestrielle du {content.trimestre.libelle}, {period}.",
        *([" : ".join(provisional_badge(content.analyse))] if content.analyse.provisoires else []),
        *(f"• {sentence}" for sentence in brief(content)),
        partnerships(content),
        *(f"Réserve : {sentence}" for sentence in content.reserves),
        *([f"Feuilles des registres : {listing(registers)}."] if registers else []),
        *([f"Registres publiés sans ligne pour ce territoire : {listing(empty)}."] if empty else []),
        "Les registres sont donnés dans leur état courant ; les événements (rencontres, décaissements…), au trimestre.",
        "Une cellule vide n’est pas un zéro : la valeur est inconnue, ou n’est pas publiée.",
        "Champ constant : l’évolution ne compare que les unités connues aux deux trimestres.",
        "Couverture : nombre d’unités connues sur nombre d’unités concernées.",
    ]


def _figures(content: Content) -> Sheet:
    before, now = content.trimestre.plus(-1).libelle, content.trimestre.libelle
    columns: tuple[tuple[str, int], ...] = (
        ("Indicateur", 46),
        ("Domaine", 18),
        ("Unité", 14),
        (now, 14),
        ("Pourquoi vide", 34),
        (f"{before} à champ constant", 14),
        (f"{now} à champ constant", 14),
        ("Écart", 12),
        ("Unités comparées", 12),
        (content.organe.parent_nom or "Niveau supérieur", 16),
        ("Unités connues", 12),
        ("Unités concernées", 12),
        ("Ce que compte la couverture", 18),
        ("Norme ou repère", 34),
        ("Source de la norme ou du repère", 40),
        ("Remarque", 40),
        ("Code", 28),
    )
    rows = [_figure_row(figure) for figure in content.chiffres]
    return Sheet("Chiffres clés", columns, rows, [figure.decimales for figure in content.chiffres])


def _figure_row(figure: Figure) -> list[Cell]:
    change = figure.evolution
    return [
        figure.libelle,
        domain_title(figure.domaine),
        figure.unite,
        figure.ici.valeur,
        figure.ici.motif if figure.ici.valeur is None else None,
        change.avant if change else None,
        change.apres if change else None,
        change.ecart if change else None,
        change.unites if change else None,
        figure.au_dessus.valeur if figure.au_dessus else None,
        figure.ici.connues,
        figure.ici.total,
        figure.compte,
        norm_of(figure),
        figure.norme.source if figure.norme else None,
        figure.remarque,
        figure.code,
    ]


def _subunits(content: Content) -> Sheet:
    one, several = subunit_titles(content)
    shown = {code for unit in content.sous_unites for code, _ in unit.valeurs}
    figures = [figure for figure in content.chiffres if figure.code in shown]
    columns = (
        (one, 30),
        ("Code", 12),
        ("Situation du trimestre", 40),
        *((f"{figure.libelle} ({figure.unite})", 18) for figure in figures),
    )
    rows: list[list[Cell]] = []
    for unit in content.sous_unites:
        values = dict(unit.valeurs)
        rows.append([unit.nom, unit.code, unit.etat, *(values.get(figure.code) for figure in figures)])
    return Sheet(several, columns, rows, [None, None, None, *(f.decimales for f in figures)], par_colonne=True)


def _weaknesses(content: Content) -> Sheet:
    columns = (
        ("Faiblesse relevée par le guide", 40),
        ("Indicateur", 46),
        ("Unité", 14),
        (content.trimestre.libelle, 14),
        ("Pourquoi vide", 34),
        ("Écart à champ constant", 12),
        (content.organe.parent_nom or "Niveau supérieur", 16),
        ("Unités connues", 12),
        ("Unités concernées", 12),
        ("Norme ou repère", 34),
        ("Source de la norme ou du repère", 40),
        ("Code", 28),
    )
    figures = {figure.code: figure for figure in content.chiffres}
    told = [(one, figures[code]) for one in content.faiblesses for code, _ in one.lignes if code in figures]
    rows: list[list[Cell]] = [
        [
            weakness.titre,
            figure.libelle,
            figure.unite,
            figure.ici.valeur,
            figure.ici.motif if figure.ici.valeur is None else None,
            figure.evolution.ecart if figure.evolution else None,
            figure.au_dessus.valeur if figure.au_dessus else None,
            figure.ici.connues,
            figure.ici.total,
            norm_of(figure),
            figure.norme.source if figure.norme else None,
            figure.code,
        ]
        for weakness, figure in told
    ]
    return Sheet("Faiblesses du guide", columns, rows, [figure.decimales for _, figure in told])


def _deposits(content: Content) -> Sheet:
    columns = (
        ("Expéditeur", 30),
        ("Code", 12),
        ("Attendu", 10),
        ("Verdict", 24),
        ("Reçu le", 12),
        ("Dans le délai", 12),
        ("Lignes soumises", 12),
        ("Lignes intégrées", 12),
        ("Lignes écartées", 12),
    )
    rows: list[list[Cell]] = []
    for item in content.depots:
        received = bool(item.verdict)
        late = {True: "oui", False: "non", None: ""}[item.a_temps]
        counts = (item.soumises, item.integrees, item.ecartees) if received else (None, None, None)
        awaited = "oui" if item.attendu else "non"
        rows.append([item.nom, item.code, awaited, VERDICTS[item.verdict], item.recu_le, late, *counts])
    return Sheet("Complétude", columns, rows)
