"""The sheet ``Accueil``: what this file is, who it is for, when it is due, how to fill it in."""

from __future__ import annotations

from typing import Any

from landing.blank_plan import SheetPlan, WorkbookPlan
from landing.blank_style import (
    A_SAISIR,
    AMBRE_FOND,
    COULEURS_DES_GROUPES,
    ENCRE,
    PREREMPLI,
    ROUGE_FOND,
    TRAIT,
    VERROUILLE,
    Style,
    lines_needed,
)
from landing.frame import FEUILLE_CONTROLE
from registry.calendar import deadlines
from registry.writing import french_number, long_date
from schemas.discovery import all_tables
from schemas.sheets import GROUPES, can_be_left_out, group_of

_NOTATIONS = (
    ("ND", "la donnée existe mais vous ne l'avez pas (non disponible)"),
    ("SO", "la question ne se pose pas dans cette commune (sans objet)"),
    ("néant", "il n'y en a aucun : compte comme zéro (0 convient aussi)"),
    ("120 (e)", "une estimation : le nombre, puis (e)"),
    ("vide", "non renseigné : ce n'est pas un zéro"),
)
_COLOURS = (
    (A_SAISIR, "à saisir"),
    (PREREMPLI, "déjà rempli : corrigez seulement ce qui a changé"),
    (VERROUILLE, "verrouillé : rien à écrire"),
    (ROUGE_FOND, "impossible : à corriger avant l'envoi"),
    (AMBRE_FOND, "surprenant : à vérifier"),
)
_WORDS = {"releve": "relevé", "registre": "registre", "evenement": "trimestre"}
_OPTIONAL = (
    "Un registre garde ce qu'il contient d'un trimestre à l'autre : tenez-le à jour. Une feuille « trimestre » reçoit "
    "une ligne par fait du trimestre, et rien s'il n'y en a pas. Une feuille qui ne vous sert pas peut rester vide ; "
    "elle peut aussi manquer : donnez son nom, celui de la dernière colonne, à qui vous envoie ce fichier. "
    "Ce qu'OISE connaît déjà d'elle reste enregistré."
)
_HEADINGS = ("Feuille", "Nature", "Cellules à saisir", "À quoi elle sert", "Nom, si elle peut manquer")
_WIDTHS = (27.0, 12.0, 12.0, 68.0, 22.0)
_LAST, _RIGHT = len(_WIDTHS) - 1, sum(_WIDTHS[1:])


def write_welcome(page: Any, plan: WorkbookPlan, style: Style) -> None:
    """Write ``Accueil``; a banner over everything when its content is simulated."""
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    row = _title(page, plan, style)
    row = _instructions(page, row, plan, style)
    row = _legends(page, row, style)
    row = _contents(page, row, plan, style)
    page.hide_gridlines(2)
    page.protect("", {"format_columns": True, "format_rows": True})
    page.set_paper(9)
    page.set_margins(left=0.5, right=0.5, top=0.5, bottom=0.5)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, row, _LAST)
    page.activate()
    page.set_first_sheet()


def folder_of(sender: str) -> str:
    """The drop folder of a sender, as people see it from the landing folder."""
    return f"{sender[:4]}/{sender}" if len(sender) == 6 else sender


def _title(page: Any, plan: WorkbookPlan, style: Style) -> int:
    row = 0
    if plan.fictif:
        page.merge_range(
            row,
            0,
            row,
            _LAST,
            "DONNÉES FICTIVES : ce fichier sert à une démonstration, aucun chiffre n'est réel.",
            style.banner,
        )
        page.set_row(row, 26)
        row += 1
    page.merge_range(
        row,
        0,
        row,
        _LAST,
        f"OISE : déclaration trimestrielle, {plan.trimestre.libelle}",
        style.make(bold=True, font_size=18, font_color="white", bg_color=ENCRE),
    )
    page.set_row(row, 36)
    due = long_date(deadlines(plan.trimestre).depot)
    who = {"cercle": "Cercle de", "region": "Région de", "pays": "Nation :"}[plan.expediteur.niveau]
    if plan.expediteur.code == "ML0901" or plan.expediteur.nom.startswith("District"):
        who = ""
    name = f"{who} {plan.expediteur.nom} ({plan.expediteur.code})".strip()
    period = f"{long_date(plan.trimestre.debut)} au {long_date(plan.trimestre.fin)}"
    facts = [
        ("Expéditeur", name),
        ("Période", f"{plan.trimestre.libelle}, du {period}"),
        ("À déposer au plus tard", due),
        ("Travail demandé", f"environ {french_number(round(plan.attendues, -1))} cellules à saisir"),
    ]
    if plan.prefill.demandes:
        facts.append(("Demandes en attente", _requests(len(plan.prefill.demandes))))
    for line, (label, text) in enumerate(facts, start=row + 1):
        page.write_string(line, 0, label, style.label)
        page.merge_range(line, 1, line, _LAST, text, style.make(bold=True, font_size=12, indent=1))
        page.set_row(line, 20)
    row += len(facts) + 1
    text = (
        "OISE suit les collectivités du Mali et leur coopération décentralisée. Ce fichier recueille, pour le "
        "trimestre, les chiffres de vos communes et ce qui a changé dans vos registres. Tout ce qu'OISE sait déjà y "
        "est écrit."
        if plan.communes
        else "OISE suit les collectivités du Mali et leur coopération décentralisée. Ce fichier recueille, pour le "
        "trimestre, ce qui a changé dans vos propres registres. Tout ce qu'OISE sait déjà y est écrit."
    )
    page.merge_range(row, 0, row, _LAST, text, style.instruction)
    page.set_row(row, 34)
    return row + 2


def _instructions(page: Any, row: int, plan: WorkbookPlan, style: Style) -> int:
    due = long_date(deadlines(plan.trimestre).depot)
    steps = (
        "Enregistrez ce fichier sur votre ordinateur. Gardez les onglets, les colonnes et les identifiants tels quels.",
        "Remplissez les cellules jaunes. Les cellules bleues portent la dernière valeur connue : si rien n'a changé, "
        "laissez-les.",
        "Ouvrez chaque liste avec la flèche à droite de la cellule. Arrêtez-vous sur le titre d'une colonne pour lire "
        "sa définition.",
        "Dans les registres, ajoutez vos lignes à la suite, devant les identifiants déjà numérotés. Ne supprimez "
        "aucune ligne : pour en retirer une, choisissez « Annulé » dans « État de la ligne ».",
        "Regardez la feuille Contrôle : elle dit ce qui est vide, ce qui est impossible, et quand tout est prêt.",
        f"Déposez le fichier dans le dossier {folder_of(plan.expediteur.code)} avant le {due}. L'accusé de réception "
        "et, s'il le faut, votre fichier annoté arrivent dans le dossier « reponses ».",
    )
    row = _subtitle(page, row, "Comment faire", style)
    for number, step in enumerate(steps, start=1):
        page.write_number(
            row, 0, number, style.make(bold=True, font_size=12, align="right", font_color=ENCRE, indent=1)
        )
        page.merge_range(row, 1, row, _LAST, step, style.make(text_wrap=True, indent=1))
        page.set_row(row, 13.5 * lines_needed(step, _RIGHT - 4) + 6)
        row += 1
    note = "On peut filtrer les lignes ; on ne peut pas les trier, car les codes et les identifiants sont verrouillés."
    page.merge_range(row, 1, row, _LAST, note, style.make(italic=True, font_color="#555555", indent=1))
    return row + 2


def _legends(page: Any, row: int, style: Style) -> int:
    row = _subtitle(page, row, "Ce que vous pouvez écrire à la place d'un nombre", style)
    for notation, meaning in _NOTATIONS:
        page.write_string(row, 0, notation, style.body(bold=True, align="center", bg_color=A_SAISIR))
        page.merge_range(row, 1, row, _LAST, meaning, style.make(indent=1))
        row += 1
    row = _subtitle(page, row + 1, "Couleurs des cellules", style)
    for colour, meaning in _COLOURS:
        page.write_blank(row, 0, None, style.make(bg_color=colour, border=1, border_color=TRAIT))
        page.merge_range(row, 1, row, _LAST, meaning, style.make(indent=1))
        row += 1
    return row + 1


def _contents(page: Any, row: int, plan: WorkbookPlan, style: Style) -> int:
    row = _subtitle(page, row, "Feuilles de ce fichier", style)
    row = _paragraph(page, row, _OPTIONAL, style)
    if plan.sans:
        titles = [table.titre for name, table in all_tables().items() if name in plan.sans]
        row = _paragraph(page, row, f"Laissées de côté dans ce fichier : {', '.join(titles)}.", style)
    for column, title in enumerate(_HEADINGS):
        page.write_string(row, column, title, style.header(align="center" if column == 2 else "left"))
    page.set_row(row, 30)
    row += 1
    for title, _ in GROUPES:
        found = [one for one in plan.feuilles if group_of(one.sheet.table.nom) == title]
        if found:
            row = _group(page, row, title, found, style)
    for column in range(len(_WIDTHS)):
        page.write_blank(row, column, None, style.body())
    page.write_url(row, 0, f"internal:'{FEUILLE_CONTROLE}'!A1", _link(style), FEUILLE_CONTROLE)
    page.write_string(row, 1, "calculs", style.body())
    page.write_string(row, 2, "0", style.body(align="center"))
    page.write_string(row, 3, "Rien à saisir : dit si le fichier est prêt à envoyer.", style.body(text_wrap=True))
    return row


def _group(page: Any, row: int, title: str, sheets: list[SheetPlan], style: Style) -> int:
    band = style.make(bold=True, font_color="white", bg_color=COULEURS_DES_GROUPES[title], indent=1)
    amount = sum(found.attendues for found in sheets)
    page.merge_range(row, 0, row, _LAST, f"{title} : environ {french_number(amount)} cellules", band)
    page.set_row(row, 18)
    row += 1
    for found in sheets:
        table, told = found.sheet.table, _purpose(found)
        page.write_url(row, 0, f"internal:'{found.sheet.onglet}'!A1", _link(style), found.sheet.onglet)
        page.write_string(row, 1, _WORDS[table.nature], style.body())
        page.write_string(row, 2, _amount(found), style.body(align="center"))
        page.write_string(row, 3, told, style.body(text_wrap=True))
        name = table.nom if can_be_left_out(table) else "toujours là"
        page.write_string(row, 4, name, style.body(font_size=9, font_color="#555555"))
        page.set_row(row, 13.5 * lines_needed(told, _WIDTHS[3] - 3) + 4)
        row += 1
    return row


def _requests(count: int) -> str:
    verb, noun = ("attend", "demande") if count == 1 else ("attendent", "demandes")
    return f"{count} {noun} de confirmation {verb} votre réponse dans la feuille « Confirmations »"


def _amount(found: SheetPlan) -> str:
    if not found.attendues:
        return "–"
    return french_number(found.attendues) if found.sheet.large else f"environ {french_number(found.attendues)}"


def _purpose(found: SheetPlan) -> str:
    if found.sheet.large:
        elements, communes = len(found.sheet.elements), len(found.lignes)
        return f"{elements} élément{'s' if elements > 1 else ''} pour {communes} commune{'s' if communes > 1 else ''}."
    described = found.sheet.table.description.split(". ")[0].removesuffix(".")
    known = sum(1 for line in found.lignes if line.valeurs)
    if known:
        return f"{described}. {known} ligne{'s' if known > 1 else ''} déjà connue{'s' if known > 1 else ''}."
    return f"{described}."


def _paragraph(page: Any, row: int, text: str, style: Style) -> int:
    page.merge_range(row, 0, row, _LAST, text, style.instruction)
    page.set_row(row, 13.5 * lines_needed(text, sum(_WIDTHS) - 4) + 5)
    return row + 1


def _link(style: Style) -> Any:
    return style.body(font_color="#0B5CAD", underline=1)


def _subtitle(page: Any, row: int, title: str, style: Style) -> int:
    for column in range(len(_WIDTHS)):
        page.write_blank(row, column, None, style.subtitle)
    page.write_string(row, 0, title, style.subtitle)
    page.set_row(row, 20)
    return row + 1
