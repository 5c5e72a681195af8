"""The register of decisions to follow: they come back each quarter until they are done."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 92

TABLE = Table(
    nom="points_a_suivre",
    titre="Points à suivre",
    description=(
        "Décisions prises en rencontre, en concertation ou après un contrôle ; elles reviennent jusqu'à "
        "ce qu'elles soient faites."
    ),
    nature="registre",
    prefixe="PTS",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=2,
    lignes_vierges=20,
    consignes=(
        "Une ligne par décision ; au trimestre suivant, changez seulement son état.",
        "N'écrivez pas de nom de personne : le responsable est une catégorie d'acteur.",
    ),
    colonnes=(
        identifier_column("PTS"),
        Column(
            nom="unite_code",
            titre="Collectivité",
            description="Commune, cercle ou région qui doit agir.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="origine_code",
            titre="Origine",
            description="D'où vient la décision.",
            type="code",
            liste="origines_point",
            obligatoire=True,
            exemple="Rencontre avec le partenaire",
        ),
        Column(
            nom="rencontre_id",
            titre="Rencontre",
            description="Identifiant de la rencontre où la décision a été prise.",
            type="reference",
            table="rencontres",
            longueur=40,
            exemple="REN-ML0105-26T3-0001",
        ),
        Column(
            nom="concertation_id",
            titre="Concertation",
            description="Identifiant de la concertation où la décision a été prise.",
            type="reference",
            table="concertations",
            longueur=40,
            exemple="",
        ),
        Column(
            nom="decision",
            titre="Décision",
            description="Ce qui a été décidé, en une phrase.",
            type="texte",
            obligatoire=True,
            longueur=300,
            confidentialite="interne",
            exemple="Demander le visa de la convention",
        ),
        Column(
            nom="decision_date",
            titre="Décidé le",
            description="Jour de la décision.",
            type="date",
            obligatoire=True,
            exemple="18/08/2026",
        ),
        Column(
            nom="nature_code",
            titre="Nature",
            description="Ce sur quoi porte la décision.",
            type="code",
            liste="natures_point",
            obligatoire=True,
            exemple="Convention",
        ),
        Column(
            nom="responsable_code",
            titre="Responsable",
            description="Catégorie d'acteur qui doit agir.",
            type="code",
            liste="categories_acteur",
            exemple="Collectivité territoriale",
        ),
        Column(
            nom="echeance_date",
            titre="Échéance",
            description="Jour où la décision doit être appliquée.",
            type="date",
            exemple="31/12/2026",
        ),
        Column(
            nom="etat_code",
            titre="État",
            description="Où en est la décision à la fin du trimestre.",
            type="code",
            liste="etats_point",
            obligatoire=True,
            exemple="À faire",
        ),
        Column(
            nom="fait_date",
            titre="Fait le",
            description="Jour où la décision a été appliquée.",
            type="date",
            exemple="",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.points_a_suivre.decision_future",
            gravite="reserve",
            phrase="la décision est datée d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("decision_date",),
            valide=lambda: pl.col("decision_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.points_a_suivre.fait_futur",
            gravite="reserve",
            phrase="la décision est dite appliquée après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("fait_date",),
            valide=lambda: pl.col("fait_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.points_a_suivre.echeance_ordre",
            gravite="reserve",
            phrase="l'échéance précède la décision",
            remede="corrigez l'une des deux dates",
            colonnes=("echeance_date", "decision_date"),
            valide=lambda: pl.col("echeance_date") >= pl.col("decision_date"),
        ),
        Rule(
            code="regle.points_a_suivre.fait_ordre",
            gravite="reserve",
            phrase="la décision est appliquée avant d'être prise",
            remede="corrigez l'une des deux dates",
            colonnes=("fait_date", "decision_date"),
            valide=lambda: pl.col("fait_date") >= pl.col("decision_date"),
        ),
        Rule(
            code="regle.points_a_suivre.fait_sans_date",
            gravite="reserve",
            phrase="le point est dit fait sans date, ou daté sans être dit fait",
            remede="accordez les deux",
            colonnes=("fait_date", "etat_code"),
            valide=lambda: (pl.col("etat_code") == "fait") == pl.col("fait_date").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.points_a_suivre.origine_contredite",
            gravite="reserve",
            phrase="la rencontre ou la concertation donnée n'est pas l'origine dite",
            remede="accordez l'origine et l'identifiant",
            colonnes=("origine_code", "rencontre_id", "concertation_id"),
            valide=lambda: (
                (pl.col("rencontre_id").is_null() | (pl.col("origine_code") == "rencontre"))
                & (pl.col("concertation_id").is_null() | (pl.col("origine_code") == "concertation"))
            ),
            ecarte=False,
        ),
    ),
)
