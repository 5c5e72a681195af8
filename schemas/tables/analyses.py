"""The CSR's qualitative analysis of a quarter, by theme, for its region or for one of its cercles (fiche 14)."""

from __future__ import annotations

from schemas.declaration import Column, Table
from schemas.row_columns import identifier_column
from schemas.validation_rules import REGION, cercle_column, own_cercle

ORDRE = 102

TABLE = Table(
    nom="analyses",
    titre="Analyses",
    description="Analyse qualitative du trimestre, par thème, faite par le CSR avec les CCC (fiche 14).",
    nature="evenement",
    objet="validation",
    niveaux=("region",),
    prefixe="ANA",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=3,
    lignes_vierges=40,
    colonnes_fixes=("unite_code",),
    colonnes_dites=("texte",),
    consignes=(
        "Une ligne par thème ; laissez vide ce dont vous n'avez rien à dire.",
        "Choisissez un cercle pour parler de lui seul, laissez la case vide pour la région entière.",
        "Ce texte est publié dans les synthèses : n'y nommez personne, n'y donnez pas de chiffre non publié.",
    ),
    colonnes=(
        identifier_column("ANA"),
        Column(
            nom="theme_code",
            titre="Thème",
            description="De quoi l'analyse parle.",
            type="code",
            liste="themes_analyse",
            exemple="Santé",
        ),
        cercle_column("Cercle dont l'analyse parle ; vide pour la région entière.", obligatoire=False),
        Column(
            nom="texte",
            titre="Analyse",
            description="Ce qui explique les chiffres, ce qui s'améliore, ce qui inquiète ; publié tel quel.",
            type="texte",
            longueur=2_000,
            exemple="Les consultations baissent pendant l'hivernage, faute de routes.",
        ),
        REGION,
    ),
    regles=(own_cercle("analyses"),),
)
