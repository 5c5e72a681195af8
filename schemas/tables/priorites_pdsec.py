"""The ranked priorities of a collectivity's development plan (PDSEC): what it would bring to a partner first."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 54


def _rank_given_once() -> pl.Expr:
    """Whether no other row in force of the file gives that rank to the same collectivity and plan."""
    in_force = (pl.col("etat_ligne") == "actif").fill_null(False)
    same = in_force.cast(pl.Int64).sum().over("_sha256", "unite_code", "periode_debut_annee", "rang")
    return ~in_force | pl.col("rang").is_null() | (same <= 1)


TABLE = Table(
    nom="priorites_pdsec",
    titre="Priorités du PDSEC",
    description=(
        "Priorités du plan de développement social, économique et culturel (PDSEC) d'une collectivité, "
        "de la première à la dixième."
    ),
    nature="registre",
    prefixe="PRI",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=0,
    lignes_vierges=30,
    consignes=(
        "Une ligne par priorité du plan en vigueur ; la plus importante a le rang 1.",
        "Recopiez les priorités du PDSEC adopté ; n'en inventez pas pour un partenaire.",
        "Un nouveau plan : de nouvelles lignes, avec ses années ; les anciennes restent.",
    ),
    colonnes=(
        identifier_column("PRI"),
        Column(
            nom="unite_code",
            titre="Collectivité",
            description="Commune, cercle ou région dont c'est le plan.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="rang",
            titre="Rang",
            description="Place de la priorité dans le plan ; 1 est la première.",
            type="entier",
            obligatoire=True,
            minimum=1,
            maximum=10,
            exemple="1",
        ),
        Column(
            nom="secteur_code",
            titre="Secteur",
            description="Secteur de la priorité.",
            type="code",
            liste="secteurs",
            obligatoire=True,
            exemple="Eau potable",
        ),
        Column(
            nom="intitule",
            titre="Priorité",
            description="La priorité, en une phrase, telle que le plan l'écrit.",
            type="texte",
            obligatoire=True,
            longueur=200,
            exemple="Un point d'eau potable dans chaque village",
        ),
        Column(
            nom="periode_debut_annee",
            titre="Première année du plan",
            description="Première année que le plan couvre.",
            type="entier",
            minimum=1990,
            maximum=2100,
            exemple="2025",
        ),
        Column(
            nom="periode_fin_annee",
            titre="Dernière année du plan",
            description="Dernière année que le plan couvre.",
            type="entier",
            minimum=1990,
            maximum=2100,
            exemple="2029",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.priorites_pdsec.periode_ordre",
            gravite="reserve",
            phrase="la dernière année du plan précède la première",
            remede="corrigez l'une des deux années",
            colonnes=("periode_fin_annee", "periode_debut_annee"),
            valide=lambda: pl.col("periode_fin_annee") >= pl.col("periode_debut_annee"),
        ),
        Rule(
            code="regle.priorites_pdsec.periode_longue",
            gravite="avertissement",
            phrase="le plan couvrirait plus de dix ans",
            remede="vérifiez les deux années",
            colonnes=("periode_fin_annee", "periode_debut_annee"),
            valide=lambda: pl.col("periode_fin_annee") - pl.col("periode_debut_annee") < 10,
            ecarte=False,
        ),
        Rule(
            code="regle.priorites_pdsec.rang_repete",
            gravite="reserve",
            phrase="une autre priorité de ce plan a le même rang",
            remede="donnez un rang à chacune",
            colonnes=("rang", "unite_code", "periode_debut_annee"),
            valide=_rank_given_once,
            ecarte=False,
        ),
    ),
)
