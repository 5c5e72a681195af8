"""The standard activity report of an advice centre (guide, fiche 14): printed, and editable.

It is the sender's own document: it shows its own rows, with what isn't published, and never a restricted column.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from syntheses.documents.rapport_docx import report_docx
from syntheses.documents.rapport_facts import Report
from syntheses.documents.rapport_outline import outline
from syntheses.documents.rapport_parts import Part
from syntheses.documents.rapport_reading import gather_report
from syntheses.typesetting import compile_pdf

__all__ = ["Report", "gather_report", "report_docx", "report_pdf"]

_GABARIT = "documents/rapport_ccc.typ"


def report_pdf(report: Report) -> bytes:
    """The report on A4 pages (PDF/A-2a, PDF/UA-1), the same bytes for the same report."""
    told = outline(report)
    day = report.trimestre.fin
    data = {
        "langue": "fr",
        "region": "ML",
        "titre_pdf": f"OISE · {told.titre} · {told.sous_titre}",
        "date": [day.year, day.month, day.day],
        "surtitre": "RAPPORT D’ACTIVITÉS STANDARDISÉ",
        "droite": report.trimestre.libelle,
        "titre": told.titre,
        "sous_titre": told.sous_titre,
        "fictif_court": "DONNÉES FICTIVES" if report.fictif else "",
        "fictif": "Données simulées pour une démonstration : ce rapport ne dit rien d’un centre réel."
        if report.fictif
        else "",
        "pied": f"OISE · {told.sous_titre}",
        "page": "page",
        "resume": told.resume,
        "parties": [_part(part) for part in told.parties if part.phrases or part.grille],
        "note": "Établi d’après les déclarations du centre. « Inconnu » veut dire que rien n’est déclaré. Les "
        "difficultés et le programme sont à écrire dans le document Word du même rapport.",
    }
    return compile_pdf(_GABARIT, data, day)


def _part(part: Part) -> dict[str, Any]:
    made = asdict(part)
    made["grille"] = [] if part.grille is None else [asdict(part.grille)]
    return made
