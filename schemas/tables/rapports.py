"""Reports made in the quarter: missions, activities, finance, audits and evaluations."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import identifier_column

ORDRE = 86

TABLE = Table(
    nom="rapports",
    titre="Rapports",
    description="Rapports de mission, d'activités, financiers, d'audit et d'évaluation établis pendant le trimestre.",
    nature="evenement",
    prefixe="RAP",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par rapport établi pendant le trimestre.",
        "Dites ce qu'il concerne : un partenariat, une action ou un comité de suivi.",
    ),
    colonnes=(
        identifier_column("RAP"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région que le rapport concerne.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="type_code",
            titre="Type",
            description="Nature du rapport.",
            type="code",
            liste="types_rapport",
            obligatoire=True,
            exemple="Rapport d'activités",
        ),
        Column(
            nom="partenariat_id",
            titre="Partenariat",
            description="Identifiant du partenariat que le rapport concerne.",
            type="reference",
            table="partenariats",
            longueur=40,
            exemple="PAR-ML0105-0001",
        ),
        Column(
            nom="action_id",
            titre="Action",
            description="Identifiant de l'action que le rapport concerne.",
            type="reference",
            table="actions",
            longueur=40,
            exemple="ACD-ML0105-0001",
        ),
        Column(
            nom="comite_id",
            titre="Comité de suivi",
            description="Identifiant du comité de suivi qui a fait le rapport.",
            type="reference",
            table="comites_suivi",
            longueur=40,
            exemple="COM-ML0105-0001",
        ),
        Column(
            nom="rapport_date",
            titre="Date",
            description="Jour du rapport.",
            type="date",
            obligatoire=True,
            exemple="15/09/2026",
        ),
        Column(
            nom="periode_debut_date",
            titre="Période du",
            description="Premier jour de la période dont le rapport rend compte.",
            type="date",
            exemple="01/01/2026",
        ),
        Column(
            nom="periode_fin_date",
            titre="Au",
            description="Dernier jour de cette période.",
            type="date",
            exemple="30/06/2026",
        ),
        Column(
            nom="partage_partenaires",
            titre="Partagé",
            description="Oui si le rapport a été donné à tous les partenaires techniques et financiers (fiche 13).",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="reference",
            titre="Référence",
            description="Où se trouve le rapport : numéro, registre, dossier.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Registre des rapports, n° 7",
        ),
    ),
    regles=(
        Rule(
            code="regle.rapports.dans_le_trimestre",
            gravite="reserve",
            phrase="le rapport n'est pas daté du trimestre du fichier",
            remede="corrigez la date, ou déclarez-la dans le fichier de son trimestre",
            colonnes=("rapport_date",),
            valide=lambda: pl.col("rapport_date").is_between(pl.col("_debut"), pl.col("_fin")),
        ),
        Rule(
            code="regle.rapports.periode_ordre",
            gravite="reserve",
            phrase="la période du rapport finit avant son début",
            remede="corrigez l'une des deux dates",
            colonnes=("periode_fin_date", "periode_debut_date"),
            valide=lambda: pl.col("periode_fin_date") >= pl.col("periode_debut_date"),
        ),
        Rule(
            code="regle.rapports.periode_non_finie",
            gravite="avertissement",
            phrase="le rapport est daté d'avant la fin de sa période",
            remede="vérifiez les deux dates",
            colonnes=("rapport_date", "periode_fin_date"),
            valide=lambda: pl.col("rapport_date") >= pl.col("periode_fin_date"),
            ecarte=False,
        ),
        Rule(
            code="regle.rapports.objet_attendu",
            gravite="reserve",
            phrase="le rapport ne concerne ni partenariat, ni action, ni comité",
            remede="choisissez ce qu'il concerne",
            colonnes=("partenariat_id", "action_id", "comite_id"),
            valide=lambda: pl.any_horizontal(
                pl.col(name).is_not_null() for name in ("partenariat_id", "action_id", "comite_id")
            ),
            ecarte=False,
        ),
    ),
)
