"""The letter and the workbook that go down with a territory's own data, once its figures have served above."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from registry.periods import Trimestre
from registry.territory import Unite, unit
from registry.writing import long_date
from schemas.submission import LIBELLES_VERDICT
from syntheses.documents.languages import label
from syntheses.documents.rapport_parts import Grid, Part
from syntheses.documents.redescente_facts import Comparison, Descent, gather_descent
from syntheses.presentation import BANDEAU
from syntheses.register_facts import Cell
from syntheses.typesetting import compile_pdf, page_count
from syntheses.typography import inside, number, of_place, quantity
from syntheses.workbook import Sheet, Writer, new_book
from warehouse.excerpt import compared_with, own_units
from warehouse.literals import listed
from warehouse.published import Reader, open_published
from warehouse.star import declared_tables, form_of
from warehouse.views import views as published_views

__all__ = ["Descent", "gather_descent", "letter_pdf", "workbook"]

_GABARIT = "documents/rapport_ccc.typ"
# How many comparisons and cercles the one page may hold, from the most to what always fits.
_ROOMS = ((14, 10), (10, 9), (7, 8), (5, 5), (3, 3))


def letter_pdf(descent: Descent) -> bytes:
    """The letter on one A4 page (PDF/A-2a, PDF/UA-1), the same bytes for the same facts."""
    for comparisons, senders in _ROOMS:
        made = compile_pdf(_GABARIT, _letter(descent, comparisons, senders), descent.publiee_le)
        if page_count(made) == 1:
            return made
    return made


def _letter(descent: Descent, comparisons: int, senders: int) -> dict[str, Any]:
    place = descent.unite
    office = "au CCC" if place.niveau == "cercle" else "au CSR"
    edition = f"édition n° {descent.edition} du {long_date(descent.publiee_le)}"
    parts = [
        _sendings(descent, senders),
        _uses(descent),
        _compared(descent, comparisons),
        Part("Registres et références mis à jour", phrases=descent.nouvelles),
        Part("Prendre ce paquet", phrases=_TAKING),
    ]
    return {
        "langue": "fr",
        "region": "ML",
        "titre_pdf": f"OISE · Redescente · {place.nom} · {descent.trimestre.libelle}",
        "date": [descent.publiee_le.year, descent.publiee_le.month, descent.publiee_le.day],
        "surtitre": "REDESCENTE DES DONNÉES",
        "droite": descent.trimestre.libelle,
        "titre": f"Lettre {office} {of_place(place.nom)}",
        "sous_titre": f"Où vos chiffres ont servi · {edition}",
        "fictif_court": BANDEAU if descent.fictif else "",
        "fictif": "Données simulées pour une démonstration : cette lettre ne dit rien d’un territoire réel."
        if descent.fictif
        else "",
        "pied": f"OISE · {place.nom} · {edition}",
        "page": "page",
        "resume": [],
        "parties": [
            {**asdict(part), "grille": [] if part.grille is None else [asdict(part.grille)]}
            for part in parts
            if part.phrases or part.grille
        ],
        "note": "Les chiffres sont ceux qui sont publiés : un chiffre masqué, ou donné par trop peu d’unités, n’y est "
        "pas. Une erreur se corrige par un nouvel envoi du CCC, jamais plus haut.",
    }


_TAKING = (
    "Le paquet contient vos données (donnees.duckdb, donnees.xlsx), cette lettre et les références à jour. "
    "Prenez-le avec « oise recevoir » suivi du nom du fichier : vos fichiers pas encore envoyés ne changent pas.",
)


def _sendings(descent: Descent, most: int) -> Part:
    told = [one for one in descent.envois if one.verdict]
    if not told:
        return Part("Vos envois", phrases=("Aucun envoi n’a été reçu pour ce trimestre.",))
    delay = {True: "tenu", False: "dépassé", None: ""}
    rows = tuple(
        (
            one.nom,
            LIBELLES_VERDICT[one.verdict],
            delay[one.a_temps],
            inside(label("fr", "decisions_validation", one.validation) or "provisoire"),
            number(one.integrees),
            number(one.ecartees),
        )
        for one in told[:most]
    )
    left = len(told) - len(rows)
    silent = sum(not one.verdict for one in descent.envois)
    notes = [f"{number(left)} autres envois sont dans le classeur."] if left else []
    notes += [f"{number(silent)} envois attendus ne sont pas venus."] if silent else []
    heads = ("Expéditeur", "Verdict", "Délai", "Validation du CSR", "Lignes gardées", "mises de côté")
    return Part("Vos envois", phrases=tuple(notes), grille=Grid(heads, rows, (2.6, 2.3, 1.1, 2.1, 1.5, 1.5), (4, 5)))


def _uses(descent: Descent) -> Part:
    rows = tuple((use.document, number(use.publies), number(use.avec_les_siens)) for use in descent.usages)
    heads = ("Synthèse", "Indicateurs publiés", "dont avec vos chiffres")
    return Part("Où vos chiffres ont servi", grille=Grid(heads, rows, (4, 2, 2), (1, 2)))


def _compared(descent: Descent, most: int) -> Part:
    peers = "cercles de la région" if descent.unite.niveau == "cercle" else "régions"
    names = [one.nom if one.niveau != "pays" else "Mali" for one in descent.niveaux]
    if descent.unite.nom in names:
        names = [f"{name} (région)" if name == descent.unite.nom else name for name in names]
    rows = tuple(_compared_row(one) for one in descent.comparaisons[:most])
    if not rows:
        return Part("Vous et les autres", phrases=("Aucun chiffre de votre territoire n’est publié ce trimestre.",))
    heads = ("Indicateur", descent.unite.nom, *names, "Rang")
    places = tuple(range(1, len(heads)))
    widths = (4.6, *(1.3 for _ in places))
    return Part(
        "Vous et les autres",
        phrases=(
            f"Le rang est celui de votre territoire parmi les {peers} dont le chiffre est publié ; 1 est le "
            "meilleur. Le classeur donne tous les chiffres.",
        ),
        grille=Grid(heads, rows, widths, places),
    )


def _compared_row(one: Comparison) -> tuple[str, ...]:
    def told(value: Decimal | None) -> str:
        return "" if value is None else quantity(value, one.unite, one.decimales)

    rank = f"{one.rang} sur {one.classes}" if one.rang is not None else ""
    return (one.libelle, told(one.ici), *(told(value) for value in one.au_dessus), rank)


def workbook(excerpt: Path, descent: Descent) -> bytes:
    """The territory's data as a workbook of values: its figures, its peers' and those above, its registers."""
    stream = io.BytesIO()
    title = f"Redescente · {descent.unite.nom} · {descent.trimestre.libelle}"
    book = new_book(stream, title, descent.publiee_le, descent.fictif)
    writer = Writer(book, title, descent.fictif)
    writer.read_me(f"Vos données, {descent.trimestre.libelle}", _notes(descent))
    with open_published(excerpt) as reader:
        sheets = [
            _services(reader, descent),
            _indicators(reader, descent),
            *_registers(reader, descent.trimestre),
        ]
    for sheet in sheets:
        if sheet.lignes:
            writer.table(sheet)
    book.close()
    return stream.getvalue()


def _notes(descent: Descent) -> list[str]:
    return [
        f"Édition n° {descent.edition} du {long_date(descent.publiee_le)}.",
        "Les mêmes données, de tous les trimestres, sont dans donnees.duckdb.",
        "Une cellule vide n’est pas un zéro : la valeur est inconnue, ou n’est pas publiée.",
        "Les registres sont donnés dans leur état courant ; les événements, au trimestre.",
    ]


def _services(reader: Reader, descent: Descent) -> Sheet:
    rows = reader.values(
        "SELECT u.nom, f.unite_code, e.domaine, e.libelle, e.unite, f.valeur, f.etat FROM fait_services f "
        "JOIN dim_element e ON e.code = f.element JOIN dim_unite u ON u.division = '1999' AND u.code = f.unite_code "
        f"WHERE f.trimestre = ? AND f.niveau = 'commune' AND f.unite_code IN ({listed(own_units(descent.unite.code))}) "
        "ORDER BY u.nom, f.unite_code, e.domaine, e.libelle",
        [str(descent.trimestre)],
    )
    columns = (
        ("Commune", 22),
        ("Code", 11),
        ("Domaine", 16),
        ("Donnée", 46),
        ("Unité", 12),
        ("Valeur", 14),
        ("État", 16),
    )
    return Sheet("Vos chiffres", columns, rows)


def _indicators(reader: Reader, descent: Descent) -> Sheet:
    """Every indicator shown somewhere, a column a unit: the territory, the levels above, its peers."""
    codes = _columns(descent)
    values = {
        (name, code): value
        for name, code, value in reader.values(
            "SELECT indicateur, unite_code, valeur FROM fait_indicateurs WHERE trimestre = ? AND valeur IS NOT NULL "
            f"AND unite_code IN ({listed(codes)})",
            [str(descent.trimestre)],
        )
    }
    sheets = reader.values("SELECT indicateur, libelle, unite, decimales FROM dim_indicateur ORDER BY indicateur")
    rows: list[tuple[Cell, ...]] = []
    decimals: list[int | None] = []
    for name, title, unite, places in sheets:
        told = tuple(values.get((name, code)) for code in codes)
        if any(value is not None for value in told):
            rows.append((title, unite, *told))
            decimals.append(int(places))
    heads = (("Indicateur", 52), ("Unité", 14), *((_titled(code), 14) for code in codes))
    return Sheet("Comparateurs", heads, rows, decimals)


def _columns(descent: Descent) -> tuple[str, ...]:
    above = tuple(one.code for one in descent.niveaux)
    peers = tuple(code for code in compared_with(descent.unite.code) if code not in above)
    return (descent.unite.code, *above, *peers)


def _titled(code: str) -> str:
    place: Unite = unit(code)
    return f"{place.nom} ({code})"


def _registers(reader: Reader, trimestre: Trimestre) -> list[Sheet]:
    """The territory's rows of every table published row by row, as its view shows them."""
    made = []
    views = {view.nom: view for view in published_views()}
    for table in declared_tables():
        view = views[f"v_{table.nom}"]
        if form_of(table) != "lignes":
            continue
        names = [name for name, _ in view.colonnes]
        quarter = "WHERE trimestre = ?" if table.nature == "evenement" and "trimestre" in names else ""
        rows = reader.values(f"SELECT * FROM {view.nom} {quarter}", [str(trimestre)] if quarter else None)
        heads: Sequence[tuple[str, int]] = [(name, 18) for name in names]
        made.append(Sheet(table.titre[:31], tuple(heads), [tuple(_cell(value) for value in row) for row in rows]))
    return made


def _cell(value: Any) -> Cell:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return value.date() if isinstance(value, datetime) else value
