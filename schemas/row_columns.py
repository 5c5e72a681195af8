"""Columns that every table of rows has: the identifier that OISE issues, and the state that withdraws a row."""

from __future__ import annotations

from schemas.declaration import Column

ROW_STATE = Column(
    nom="etat_ligne",
    titre="État de la ligne",
    description="« Annulé » retire une ligne entrée par erreur ; une ligne effacée, elle, ne retire rien.",
    type="code",
    liste="etats_ligne",
    obligatoire=True,
    exemple="Actif",
)


def identifier_column(prefix: str) -> Column:
    """The local identifier of a table whose identifiers begin with ``prefix``."""
    return Column(
        nom="id_local",
        titre="Identifiant",
        description="Identifiant de la ligne, donné par OISE ; ne le changez pas.",
        type="texte",
        obligatoire=True,
        longueur=40,
        exemple=f"{prefix}-ML0105-0001",
    )


def identifier_pattern(prefix: str) -> str:
    """The regular expression of the local ids that OISE issues: PAR-ML0105-0003, FOR-ML0105-26T3-0001 for an event."""
    return rf"^{prefix}-ML\d{{0,6}}(-\d{{2}}T[1-4])?-\d{{4,}}$"
