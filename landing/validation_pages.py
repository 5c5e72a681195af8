"""The pages of a CSR's workbook that a quarterly return has not: what to do, what is ready, what weighs most."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from landing.blank_lists import labels
from landing.blank_plan import Fill, PlannedRow, SheetPlan, WorkbookPlan
from landing.blank_style import (
    A_SAISIR,
    AMBRE_FOND,
    AMBRE_TEXTE,
    ENCRE,
    PREREMPLI,
    ROUGE_FOND,
    ROUGE_TEXTE,
    TRAIT,
    VERROUILLE,
    VERT_FOND,
    VERT_TEXTE,
    Style,
    lines_needed,
)
from landing.cells import column_letter
from landing.frame import FEUILLE_ACCUEIL, FEUILLE_CONTROLE, unit_label
from landing.validation_checks import SERIEUSE, VALIDES
from registry.calendar import deadlines
from registry.codelists import code_list
from registry.territory import unit
from registry.writing import long_date
from schemas.declaration import Table
from schemas.sheets import PREMIERE_LIGNE

# How many anomalies of each cercle stand out: those that weigh most.
LES_PREMIERES = 10
A_DECIDER, SANS_PHRASE, SANS_RESERVE, A_SIGNER, PRET = (
    "à décider",
    "phrases manquantes",
    "réserve à écrire",
    "à signer",
    "prêt",
)
# Columns of an answer that need less room than others of their type.
LARGEURS: Mapping[str, float] = {
    **{f"valeur_t{back}": 10.0 for back in (4, 3, 2, 1)},
    "gravite_code": 11.0,
    "anomalies_nb": 11.0,
    "serieuses_nb": 11.0,
    "cercle_vise_code": 20.0,
    "empreinte": 19.0,
}
_WIDTHS = (30.0, 14.0, 16.0, 26.0, 22.0)
_LAST = len(_WIDTHS) - 1
_ROOM = sum(_WIDTHS[1:])
_COLOURS = (
    (A_SAISIR, "à saisir"),
    (PREREMPLI, "déjà répondu : corrigez seulement ce qui a changé"),
    (VERROUILLE, "verrouillé : rien à écrire"),
    (ROUGE_FOND, "anomalie sérieuse, ou réponse à corriger avant l'envoi"),
)


def write_validation_welcome(page: Any, plan: WorkbookPlan, style: Style) -> None:
    """Write ``Accueil``: whose answer this is, by when, and how to give it."""
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    row = 0
    if plan.fictif:
        told = "DONNÉES FICTIVES : ce fichier sert à une démonstration, aucun chiffre n'est réel."
        page.merge_range(row, 0, row, _LAST, told, style.banner)
        page.set_row(row, 26)
        row += 1
    title = f"OISE : validation du CSR, {plan.trimestre.libelle}"
    heading = style.make(bold=True, font_size=18, font_color="white", bg_color=ENCRE)
    page.merge_range(row, 0, row, _LAST, title, heading)
    page.set_row(row, 36)
    due = long_date(deadlines(plan.trimestre).validation)
    region = plan.expediteur
    facts = (
        ("Région", unit_label(region)),
        ("Trimestre", plan.trimestre.libelle),
        ("À déposer au plus tard", due),
        ("Envois à valider", _counted(plan)),
    )
    for label, text in facts:
        row += 1
        page.write_string(row, 0, label, style.label)
        page.merge_range(row, 1, row, _LAST, text, style.make(bold=True, font_size=12, indent=1))
        page.set_row(row, 20)
    row = _lines(page, row + 2, "Comment faire", _steps(region.code, due), style)
    row = _subtitle(page, row + 1, "Couleurs des cellules", style)
    for colour, meaning in _COLOURS:
        page.write_blank(row, 0, None, style.make(bg_color=colour, border=1, border_color=TRAIT))
        page.merge_range(row, 1, row, _LAST, meaning, style.make(indent=1))
        row += 1
    row = _subtitle(page, row + 1, "Feuilles de ce fichier", style)
    for tab, purpose in _tabs(plan):
        page.write_url(row, 0, f"internal:'{tab}'!A1", style.body(font_color="#0B5CAD", underline=1), tab)
        page.merge_range(row, 1, row, _LAST, purpose, style.body(text_wrap=True))
        page.set_row(row, 13.5 * lines_needed(purpose, _ROOM - 3) + 4)
        row += 1
    page.hide_gridlines(2)
    _printed(page, plan, row)
    page.activate()
    page.set_first_sheet()


def write_validation_control(page: Any, plan: WorkbookPlan, fill: Fill, style: Style) -> None:
    """Write ``Contrôle``: cercle by cercle, live, whether the answer can be taken."""
    decisions, answers = plan.feuille("validations"), plan.feuille("reponses_anomalies")
    assert decisions is not None
    assert answers is not None
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
        page.write_blank(0, column, None, style.title)
    page.write_string(0, 0, f"Contrôle : {plan.intitule}", style.title)
    page.set_row(0, 26)
    told = (
        "Cette feuille se calcule toute seule. Une décision qui valide un cercle n'est prise en compte que si chaque "
        "anomalie sérieuse de ce cercle a sa phrase ; « validé avec réserve » et « à corriger » demandent une phrase."
    )
    page.merge_range(1, 0, 1, _LAST, told, style.instruction)
    page.set_row(1, 34)
    page.write_url(2, 0, f"internal:'{FEUILLE_ACCUEIL}'!A1", style.link, "Retour à l'accueil")
    for column, name in enumerate(("Cercle", "Sérieuses", "Phrases écrites", "Décision", "État")):
        page.write_string(3, column, name, style.header(align="left" if not column else "center"))
    for row, planned in enumerate(decisions.lignes, start=4):
        _control_row(page, row, decisions, answers, planned, PREMIERE_LIGNE + row - 4, fill, style)
    last = 4 + len(decisions.lignes)
    for state, (background, ink) in {
        PRET: (VERT_FOND, VERT_TEXTE),
        A_DECIDER: (AMBRE_FOND, AMBRE_TEXTE),
        SANS_PHRASE: (ROUGE_FOND, ROUGE_TEXTE),
        SANS_RESERVE: (ROUGE_FOND, ROUGE_TEXTE),
        A_SIGNER: (ROUGE_FOND, ROUGE_TEXTE),
    }.items():
        coloured = style.make(bg_color=background, font_color=ink)
        rule = {"type": "cell", "criteria": "==", "value": f'"{state}"', "format": coloured}
        page.conditional_format(4, _LAST, last, _LAST, rule)
    page.freeze_panes(4, 1)
    _printed(page, plan, last)


def row_look(table: Table, values: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """How a row that is answered stands out: the first anomalies of a cercle bold, a line where another cercle begins.

    ``above``: the values of the row before, empty for the first.
    """
    if table.nom != "reponses_anomalies":
        return {}
    look: dict[str, Any] = {"bold": True} if (values.get("rang") or 0) <= LES_PREMIERES else {}
    if above.get("cercle_vise_code") != values.get("cercle_vise_code"):
        look |= {"top": 2, "top_color": ENCRE}
    return look


def cell_look(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """How one cell stands out: a serious anomaly is red."""
    serious = name == "gravite_code" and values.get(name) == SERIEUSE
    return {"font_color": ROUGE_TEXTE, "bg_color": ROUGE_FOND} if serious else {}


def _control_row(
    page: Any,
    row: int,
    decisions: SheetPlan,
    answers: SheetPlan,
    planned: PlannedRow,
    line: int,
    fill: Fill,
    style: Style,
) -> None:
    letters = _letters(decisions)
    of_answers = _letters(answers)
    last = PREMIERE_LIGNE + max(len(answers.lignes), 1) - 1
    values = fill.row(decisions.sheet, planned)
    cercle = str(values["cercle_vise_code"])
    rows = [fill.row(answers.sheet, one) for one in answers.lignes]
    serious = [one for one in rows if one["cercle_vise_code"] == cercle and one["gravite_code"] == SERIEUSE]
    told = sum(1 for one in serious if one.get("phrase_csr"))
    decided = labels(decisions.sheet.table.colonne("decision_code"))
    decision = str(values.get("decision_code") or "")

    def area(name: str) -> str:
        return f"'{answers.sheet.onglet}'!${of_answers[name]}${PREMIERE_LIGNE}:${of_answers[name]}${last}"

    def cell(name: str) -> str:
        return f"'{decisions.sheet.onglet}'!{letters[name]}{line}"

    number, centred = style.body(align="right"), style.body(align="center")
    grades = code_list("gravites_anomalie").libelles
    counted = (
        f'COUNTIFS({area("cercle_vise_code")},{cell("cercle_vise_code")},{area("gravite_code")},"{grades[SERIEUSE]}"'
    )
    page.write_string(row, 0, unit_label(unit(cercle)), style.body())
    page.write_formula(row, 1, f"={counted})", number, len(serious))
    page.write_formula(row, 2, f'={counted},{area("phrase_csr")},"<>")', number, told)
    page.write_formula(
        row, 3, f'=IF({cell("decision_code")}="","",{cell("decision_code")})', centred, decided.get(decision, decision)
    )
    here = row + 1
    needing = f'OR(D{here}="{decided["valide_avec_reserve"]}",D{here}="{decided["a_corriger"]}")'
    page.write_formula(
        row,
        4,
        f'=IF(D{here}="","{A_DECIDER}",IF(AND(D{here}<>"{decided["a_corriger"]}",C{here}<B{here}),"{SANS_PHRASE}",'
        f'IF(AND({needing},{cell("reserve_texte")}=""),"{SANS_RESERVE}",'
        f'IF({cell("valide_par")}="","{A_SIGNER}","{PRET}"))))',
        centred,
        _state(decision, told < len(serious), values),
    )


def _state(decision: str, lacking: bool, values: Mapping[str, Any]) -> str:
    """What the formula of ``État`` gives."""
    if not decision:
        return A_DECIDER
    if decision in VALIDES and lacking:
        return SANS_PHRASE
    if decision != "valide" and not values.get("reserve_texte"):
        return SANS_RESERVE
    return PRET if values.get("valide_par") else A_SIGNER


def _letters(found: SheetPlan) -> dict[str, str]:
    return {column.nom: column_letter(index) for index, column in enumerate(found.sheet.colonnes)}


def _counted(plan: WorkbookPlan) -> str:
    decisions, answers = plan.feuille("validations"), plan.feuille("reponses_anomalies")
    cercles = len(decisions.lignes) if decisions else 0
    serious = sum(1 for row in answers.lignes if row.valeurs.get("gravite_code") == SERIEUSE) if answers else 0
    many = "s" if cercles > 1 else ""
    return f"{cercles} cercle{many} ; anomalies sérieuses à expliquer : {serious}"


def _steps(region: str, due: str) -> tuple[str, ...]:
    return (
        "Ouvrez la feuille Anomalies : chaque valeur qui étonne est à côté des quatre trimestres précédents, les plus "
        "lourdes d'abord. Appelez le CCC pour celles qu'il faut comprendre.",
        "Devant chaque anomalie sérieuse, écrivez une phrase : la valeur est exacte et pourquoi, ou elle est à "
        "corriger. Écrivez la réponse du CCC à côté : l'analyse se fait ensemble.",
        "Ouvrez la feuille Validations et choisissez une décision par cercle, signée : validé, validé avec réserve ou "
        "à corriger. Ce qui reste vide n'est pas encore décidé, et ses chiffres restent provisoires.",
        "Écrivez votre analyse du trimestre dans la feuille Analyses, par thème, pour la région ou pour un cercle.",
        "Les réserves et les analyses sont publiées dans les synthèses : n'y nommez personne. Les phrases sur les "
        "anomalies ne sont pas publiées ; celles d'un envoi à corriger sont citées au CCC.",
        "Regardez la feuille Contrôle : elle dit ce qui manque encore, cercle par cercle.",
        f"Déposez le fichier dans le dossier {region} avant le {due}. Vous pouvez le déposer plusieurs fois : le "
        "dernier remplace les autres. Si un cercle envoie une correction, redemandez ce classeur : votre décision "
        "porte sur ce que vous avez vu.",
    )


def _tabs(plan: WorkbookPlan) -> list[tuple[str, str]]:
    told = [(found.sheet.onglet, found.sheet.table.description) for found in plan.feuilles]
    return [*told, (FEUILLE_CONTROLE, "Rien à saisir : dit si votre réponse est prête.")]


def _lines(page: Any, row: int, title: str, texts: tuple[str, ...], style: Style) -> int:
    row = _subtitle(page, row, title, style)
    number = style.make(bold=True, font_size=12, align="right", font_color=ENCRE, indent=1)
    for rank, text in enumerate(texts, start=1):
        page.write_number(row, 0, rank, number)
        page.merge_range(row, 1, row, _LAST, text, style.make(text_wrap=True, indent=1))
        page.set_row(row, 14 * lines_needed(text, _ROOM - 4) + 5)
        row += 1
    return row


def _subtitle(page: Any, row: int, title: str, style: Style) -> int:
    for column in range(len(_WIDTHS)):
        page.write_blank(row, column, None, style.subtitle)
    page.write_string(row, 0, title, style.subtitle)
    page.set_row(row, 20)
    return row + 1


def _printed(page: Any, plan: WorkbookPlan, last: int) -> None:
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.5)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, last, _LAST)
    page.set_footer(f"&L&8OISE, {plan.intitule}&R&8Page &P / &N")
