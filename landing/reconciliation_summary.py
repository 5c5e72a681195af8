"""The sheet ``Résumé`` of the workbook of a comparison."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from landing.blank_style import ENCRE, Style, lines_needed
from landing.reconciliation_report import Recoupement, internal_titles, plain_text, titles
from registry.reconciliation_mappings import Correspondance
from registry.writing import long_date
from schemas.discovery import all_tables


def write_summary(page: Any, done: Recoupement, style: Style) -> None:
    page.set_column(0, 0, 38)
    page.set_column(1, 1, 96)
    page.hide_gridlines(2)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    row = 0
    if done.fictive:
        page.merge_range(row, 0, row, 1, "DONNÉES FICTIVES : les lignes du registre sont simulées.", style.banner)
        row += 1
    page.set_row(row, 26)
    page.write_string(row, 0, "Recoupement", style.title)
    page.write_string(row, 1, plain_text(done.mapping.titre), style.title)
    row += 1
    for label, value in _facts(done):
        page.write_string(row, 0, label, style.make(**_LABEL))
        text = plain_text(value) if isinstance(value, str) else value
        if isinstance(text, str):
            page.write_string(row, 1, text, style.text)
            page.set_row(row, 15 * lines_needed(text, 96))
        else:
            page.write_number(row, 1, text, style.make(num_format="#,##0", align="left"))
        row += 1


_LABEL: dict[str, Any] = {"bold": True, "font_color": ENCRE, "align": "right", "indent": 1, "valign": "top"}


def _facts(done: Recoupement) -> Iterable[tuple[str, str | int]]:
    mapping, counts = done.mapping, done.comptes()
    yield "Registre comparé", all_tables()[mapping.table].titre
    yield "Fichier comparé", done.fichier + (f", feuille « {done.lues.feuille} »" if done.lues.feuille else "")
    yield "Empreinte du fichier (sha256)", done.sha256
    yield "Jour du recoupement", long_date(done.jour)
    if done.trimestre is not None:
        yield "Trimestre", done.trimestre.libelle
    yield "Correspondance", f"{mapping.nom} : {_keys(mapping)}"
    if mapping.reserve:
        yield "À savoir", mapping.reserve
    if inside := internal_titles(mapping):
        yield (
            "Usage interne",
            f"Ce classeur montre des données qui restent dans la base interne ({', '.join(inside)}) : ne l'envoyez pas "
            "tel quel au partenaire.",
        )
    if done.lues.absentes:
        yield "Colonnes absentes du fichier", ", ".join(f"« {name} »" for name in done.lues.absentes)
    yield "Lignes du registre comparées", counts["lignes_ici"]
    yield "Lignes de l'autre liste comparées", counts["lignes_la"]
    yield "Concordances, sans rien à décider", sum(one.categorie == "accord" for one in done.points)
    yield "Différences à décider", counts["differences"]
    yield "Rapprochements à décider", counts["a_decider"]
    yield "Ici seulement", counts["ici_seulement"]
    yield "Là seulement", counts["la_seulement"]
    yield "Cases ou lignes illisibles", counts["illisibles"]
    yield "Décisions gardées", counts["decisions_gardees"]
    others = (
        ("Lignes du registre d'un autre champ que la liste", "hors_liste_ici"),
        ("Lignes de lieux que cette installation ne sert pas", "hors_perimetre"),
        ("Lignes d'autres trimestres", "hors_periode"),
        ("Lignes d'éléments que la correspondance ne nomme pas", "hors_elements"),
    )
    for label, name in others:
        if counts[name]:
            yield label, counts[name]
    yield (
        "Pour décider",
        "Dans les quatre feuilles à cases jaunes, choisissez une décision et dites pourquoi ; laissez vide ce qui "
        "attend. "
        "N'écrivez dans le motif ni nom de personne, ni téléphone, ni adresse : le journal le garde.",
    )
    yield "Pour enregistrer", 'oise recouper --decider CE_CLASSEUR.xlsx --par "Votre fonction"'


def _keys(mapping: Correspondance) -> str:
    names = titles(mapping)
    keys = ", ".join(names[champ.ici].lower() for champ in mapping.cles if not champ.constante)
    compared = ", ".join(names[champ.ici].lower() for champ in mapping.compares)
    return f"clés {keys}" + (f" ; comparés : {compared}" if compared else "")
