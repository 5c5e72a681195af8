"""What an advice centre did for its communes in the quarter: the matter of its activity report."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import identifier_column

ORDRE = 40

TABLE = Table(
    nom="activites_ccc",
    titre="Activités du CCC",
    description=(
        "Activités du centre de conseil communal pendant le trimestre, et celles prévues pour la suite. "
        "Elles forment la base de son rapport d'activités."
    ),
    nature="evenement",
    prefixe="ACT",
    cle=("id_local",),
    proprietaire="unite_code",
    confidentialite="interne",
    diffusion="cercle",
    niveaux=("cercle",),
    lignes_ordinaires=20,
    lignes_vierges=60,
    consignes=(
        "Une ligne par activité réalisée, reportée ou annulée pendant le trimestre, ou prévue pour le suivant.",
        "N'écrivez pas de nom de personne dans l'objet ou le résultat.",
    ),
    colonnes=(
        identifier_column("ACT"),
        Column(
            nom="unite_code",
            titre="Collectivité appuyée",
            description="Commune appuyée ; le cercle si l'activité en touche plusieurs.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="type_action_code",
            titre="Type d'activité",
            description="Nature de l'activité.",
            type="code",
            liste="types_action_ccc",
            obligatoire=True,
            exemple="Appui au PDSEC",
        ),
        Column(
            nom="objet",
            titre="Objet",
            description="Ce que l'activité vise, en une phrase.",
            type="texte",
            obligatoire=True,
            longueur=300,
            confidentialite="interne",
            exemple="Revue annuelle du PDSEC",
        ),
        Column(
            nom="statut_code",
            titre="Statut",
            description="Où en est l'activité à la fin du trimestre.",
            type="code",
            liste="statuts_activite",
            obligatoire=True,
            exemple="Réalisée",
        ),
        Column(
            nom="debut_date",
            titre="Premier jour",
            description="Premier jour de l'activité, réel ou prévu.",
            type="date",
            obligatoire=True,
            exemple="20/07/2026",
        ),
        Column(
            nom="jours_nb",
            titre="Jours de travail",
            description="Jours de travail du CCC ; une demi-journée s'écrit 0,5.",
            type="decimal",
            unite="jours",
            minimum=0,
            maximum=92,
            exemple="2,5",
        ),
        Column(
            nom="resultat",
            titre="Résultat",
            description="Ce que l'activité a donné, en une ou deux phrases.",
            type="texte",
            longueur=500,
            confidentialite="interne",
            exemple="Plan d'investissement 2027 adopté",
        ),
        Column(
            nom="cout_fcfa",
            titre="Coût (FCFA)",
            description="Dépenses de l'activité, salaires non compris.",
            type="montant",
            unite="fcfa",
            minimum=0,
            maximum=100_000_000,
            plausible=True,
            confidentialite="interne",
            exemple="125 000",
        ),
    ),
    regles=(
        Rule(
            code="regle.activites_ccc.realisee_dans_le_trimestre",
            gravite="reserve",
            phrase="l'activité est dite réalisée hors du trimestre du fichier",
            remede="corrigez la date ou le statut, ou déclarez-la dans le fichier de son trimestre",
            colonnes=("debut_date", "statut_code"),
            valide=lambda: (
                (pl.col("statut_code") != "realisee")
                | pl.col("debut_date").is_between(pl.col("_debut"), pl.col("_fin"))
            ),
        ),
        Rule(
            code="regle.activites_ccc.prevue_dans_le_passe",
            gravite="reserve",
            phrase="l'activité est dite prévue avant le début du trimestre",
            remede="corrigez la date ou le statut",
            colonnes=("debut_date", "statut_code"),
            valide=lambda: (pl.col("statut_code") != "prevue") | (pl.col("debut_date") >= pl.col("_debut")),
        ),
        Rule(
            code="regle.activites_ccc.resultat_attendu",
            gravite="avertissement",
            phrase="l'activité est réalisée mais son résultat est vide",
            remede="écrivez-le en une phrase",
            colonnes=("resultat", "statut_code"),
            valide=lambda: (pl.col("statut_code") != "realisee") | pl.col("resultat").is_not_null(),
            ecarte=False,
        ),
    ),
)
