"""The CSRs' answers as a sheet of the workbook."""

from __future__ import annotations

from syntheses.analysis_section import TITRE, told_decision
from syntheses.facts import Content
from syntheses.workbook import Sheet


def analysis_sheet(content: Content) -> Sheet:
    """Decisions then analyses, one row each; without any, a sheet without rows."""
    columns = (
        ("Nature", 14),
        ("Lieu", 26),
        ("Thème ou décision", 26),
        ("Porte sur l’envoi actuel", 14),
        ("Reçue le", 12),
        ("Texte", 80),
    )
    decisions = [
        ["décision", one.nom, told_decision(one), "oui" if one.a_jour else "non", one.jour, one.reserve]
        for one in content.analyse.decisions
        if one.decision
    ]
    remarks = [["analyse", one.lieu, one.theme, None, None, one.texte] for one in content.analyse.remarques]
    return Sheet(TITRE, columns, [*decisions, *remarks])
