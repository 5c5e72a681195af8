"""Training sessions of local actors, one row a session, in the quarter in which it began."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import identifier_column

ORDRE = 30

TABLE = Table(
    nom="formations",
    titre="Formations",
    description=(
        "Sessions de formation données pendant le trimestre aux élus, aux agents et à la société civile. "
        "Une session compte dans le trimestre où elle commence."
    ),
    nature="evenement",
    prefixe="FOR",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=6,
    lignes_vierges=40,
    consignes=(
        "Une ligne par session commencée pendant le trimestre.",
        "Comptez chaque personne une fois par session.",
    ),
    colonnes=(
        identifier_column("FOR"),
        Column(
            nom="unite_code",
            titre="Collectivité bénéficiaire",
            description="Commune formée ; le cercle si la session réunit plusieurs communes.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML0105)",
        ),
        Column(
            nom="theme_code",
            titre="Thème",
            description="Thème principal de la session.",
            type="code",
            liste="themes_formation",
            obligatoire=True,
            exemple="Planification locale",
        ),
        Column(
            nom="intitule",
            titre="Intitulé",
            description="Titre de la session, tel qu'annoncé.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Élaborer le budget communal",
        ),
        Column(
            nom="debut_date",
            titre="Premier jour",
            description="Premier jour de la session.",
            type="date",
            obligatoire=True,
            exemple="06/07/2026",
        ),
        Column(
            nom="fin_date",
            titre="Dernier jour",
            description="Dernier jour de la session.",
            type="date",
            exemple="08/07/2026",
        ),
        Column(
            nom="jours_nb",
            titre="Jours de formation",
            description="Nombre de jours de travail effectif ; une demi-journée s'écrit 0,5.",
            type="decimal",
            obligatoire=True,
            unite="jours",
            minimum=0,
            maximum=90,
            exemple="3",
        ),
        Column(
            nom="participants_nb",
            titre="Participants",
            description="Personnes formées, femmes et hommes.",
            type="entier",
            obligatoire=True,
            unite="personnes",
            minimum=1,
            maximum=500,
            plausible=True,
            exemple="24",
        ),
        Column(
            nom="participantes_nb",
            titre="Dont femmes",
            description="Femmes parmi les participants.",
            type="entier",
            obligatoire=True,
            unite="personnes",
            minimum=0,
            maximum=500,
            plausible=True,
            exemple="7",
        ),
        Column(
            nom="elus_nb",
            titre="Dont élus",
            description="Élus parmi les participants, femmes et hommes.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=500,
            plausible=True,
            exemple="15",
        ),
        Column(
            nom="elues_nb",
            titre="Dont élues",
            description="Femmes parmi les élus formés.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=500,
            plausible=True,
            exemple="4",
        ),
        Column(
            nom="agents_nb",
            titre="Dont agents",
            description="Agents des collectivités et des services de l'État parmi les participants.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=500,
            plausible=True,
            exemple="5",
        ),
        Column(
            nom="societe_civile_nb",
            titre="Dont société civile",
            description="Membres d'associations, d'ASACO, de comités de gestion et autres parmi les participants.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=500,
            plausible=True,
            exemple="4",
        ),
        Column(
            nom="prestataire",
            titre="Prestataire",
            description="Structure qui a donné la formation.",
            type="texte",
            longueur=150,
            confidentialite="interne",
            exemple="CCC de Kita",
        ),
        Column(
            nom="financeur",
            titre="Financeur",
            description="Structure qui a payé la formation.",
            type="texte",
            longueur=150,
            confidentialite="interne",
            exemple="Commune de Kita",
        ),
        Column(
            nom="cout_fcfa",
            titre="Coût (FCFA)",
            description="Coût total de la session.",
            type="montant",
            unite="fcfa",
            minimum=0,
            maximum=200_000_000,
            plausible=True,
            exemple="450 000",
        ),
    ),
    regles=(
        Rule(
            code="regle.formations.dates_ordre",
            gravite="reserve",
            phrase="le dernier jour précède le premier",
            remede="corrigez l'une des deux dates",
            colonnes=("fin_date", "debut_date"),
            valide=lambda: pl.col("fin_date") >= pl.col("debut_date"),
        ),
        Rule(
            code="regle.formations.dans_le_trimestre",
            gravite="reserve",
            phrase="la session ne commence pas pendant le trimestre du fichier",
            remede="corrigez la date, ou déclarez la session dans le fichier de son trimestre",
            colonnes=("debut_date",),
            valide=lambda: pl.col("debut_date").is_between(pl.col("_debut"), pl.col("_fin")),
        ),
        Rule(
            code="regle.formations.jours_et_dates",
            gravite="avertissement",
            phrase="il y a plus de jours de formation que de jours entre les deux dates",
            remede="vérifiez-les",
            colonnes=("jours_nb", "debut_date", "fin_date"),
            valide=lambda: (
                (pl.col("fin_date") < pl.col("debut_date"))
                | (pl.col("jours_nb") <= (pl.col("fin_date") - pl.col("debut_date")).dt.total_days() + 1)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.formations.femmes",
            gravite="reserve",
            phrase="il y a plus de femmes que de participants",
            remede="corrigez l'un des deux nombres",
            colonnes=("participantes_nb", "participants_nb"),
            valide=lambda: pl.col("participantes_nb") <= pl.col("participants_nb"),
        ),
        Rule(
            code="regle.formations.elues",
            gravite="reserve",
            phrase="il y a plus d'élues que d'élus, ou que de femmes",
            remede="corrigez ces nombres",
            colonnes=("elues_nb", "elus_nb", "participantes_nb"),
            valide=lambda: (
                (pl.col("elues_nb") <= pl.col("elus_nb")).fill_null(True)
                & (pl.col("elues_nb") <= pl.col("participantes_nb")).fill_null(True)
            ),
        ),
        Rule(
            code="regle.formations.categories",
            gravite="reserve",
            phrase="élus, agents et société civile font ensemble plus que les participants",
            remede="corrigez ces nombres",
            colonnes=("participants_nb", "elus_nb", "agents_nb", "societe_civile_nb"),
            valide=lambda: (
                pl.sum_horizontal("elus_nb", "agents_nb", "societe_civile_nb", ignore_nulls=True)
                <= pl.col("participants_nb")
            ),
        ),
    ),
)
