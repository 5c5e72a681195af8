"""The revisions that a body's syntheses announce, as a sheet of its workbook."""

from __future__ import annotations

from syntheses.facts import Content
from syntheses.register_facts import Cell
from syntheses.revision_facts import Revision
from syntheses.revision_section import TITRE
from syntheses.workbook import Sheet


def revision_sheet(content: Content) -> Sheet:
    """All of them, own first; no row when there is none."""
    columns = (
        ("Trimestre", 12),
        ("Collectivité", 26),
        ("Code", 12),
        ("Indicateur", 46),
        ("Unité", 14),
        ("Publié jusque-là", 16),
        ("Désormais", 16),
        ("Écart", 14),
        ("Pourquoi", 50),
        ("Qui", 30),
        ("Édition", 9),
        ("Publiée le", 12),
        ("Code de l’indicateur", 30),
    )
    rows = [_cells(one) for one in content.revisions]
    return Sheet(TITRE, columns, rows, [one.decimales for one in content.revisions])


def _cells(one: Revision) -> list[Cell]:
    return [
        one.trimestre.libelle,
        one.unite_nom,
        one.unite_code,
        one.libelle,
        one.unite,
        one.avant,
        one.apres,
        None if one.apres is None else one.apres - one.avant,
        one.motif,
        one.qui,
        one.edition,
        one.publie_le,
        one.indicateur,
    ]
