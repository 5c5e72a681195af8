"""What is odd in a cercle's figures, each beside the last quarters, with what the CSR and the CCC say of it."""

from __future__ import annotations

from schemas.declaration import Column, Table
from schemas.row_columns import identifier_column
from schemas.validation_rules import REGION, cercle_column, own_cercle

ORDRE = 101

_PAST = tuple(
    Column(
        nom=f"valeur_t{back}",
        titre=f"T-{back}",
        description="Valeur d'un trimestre auparavant." if back == 1 else f"Valeur de {back} trimestres auparavant.",
        type="decimal",
        confidentialite="interne",
        exemple="412",
    )
    for back in (4, 3, 2, 1)
)

TABLE = Table(
    nom="reponses_anomalies",
    titre="Anomalies",
    description="Valeurs inhabituelles de chaque cercle, classées par poids, avec les réponses du CSR et du CCC.",
    nature="evenement",
    objet="validation",
    niveaux=("region",),
    prefixe="ANO",
    cle=("id_local",),
    proprietaire="unite_code",
    diffusion="interne",
    lignes_ordinaires=0,
    lignes_vierges=0,
    colonnes_fixes=(
        "cercle_vise_code",
        "rang",
        "gravite_code",
        "lieu_code",
        "sujet",
        "constat",
        "valeur_t4",
        "valeur_t3",
        "valeur_t2",
        "valeur_t1",
        "valeur",
        "unite_code",
        "anomalie_ref",
    ),
    colonnes_dites=("phrase_csr", "reponse_ccc"),
    consignes=(
        "Les anomalies de chaque cercle, les plus lourdes d'abord ; les dix premières sont en gras.",
        "Une anomalie sérieuse demande votre phrase avant de valider : exacte et pourquoi, ou à corriger.",
        "La réponse du CCC s'écrit à côté, quand vous en avez parlé ensemble.",
    ),
    colonnes=(
        identifier_column("ANO"),
        cercle_column("Cercle dont la valeur vient."),
        Column(
            nom="rang",
            titre="Rang",
            description="Rang dans le cercle : la première pèse le plus.",
            type="entier",
            minimum=1,
            maximum=100_000,
            confidentialite="interne",
            exemple="1",
        ),
        Column(
            nom="gravite_code",
            titre="Gravité",
            description="Sérieuse : une phrase est demandée. À voir : elle est facultative.",
            type="code",
            liste="gravites_anomalie",
            obligatoire=True,
            confidentialite="interne",
            exemple="Sérieuse",
        ),
        Column(
            nom="lieu_code",
            titre="Lieu",
            description="Commune ou cercle où la valeur est relevée.",
            type="unite",
            confidentialite="interne",
            exemple="Kita (ML0105)",
        ),
        Column(
            nom="sujet",
            titre="Donnée",
            description="Ce que la valeur mesure, ou la feuille en faute.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Accouchements assistés",
        ),
        Column(
            nom="constat",
            titre="Ce qui étonne",
            description="Pourquoi la valeur est signalée.",
            type="texte",
            longueur=600,
            confidentialite="interne",
            exemple="multipliée par 10 depuis T2 2026",
        ),
        *_PAST,
        Column(
            nom="valeur",
            titre="Ce trimestre",
            description="Valeur du trimestre.",
            type="decimal",
            confidentialite="interne",
            exemple="4 120",
        ),
        Column(
            nom="phrase_csr",
            titre="Phrase du CSR",
            description="Ce que le CSR en dit : exacte et pourquoi, ou à corriger ; n'est pas publié, mais cité au CCC "
            "qui doit corriger.",
            type="texte",
            longueur=600,
            confidentialite="interne",
            exemple="Campagne de vaccination exceptionnelle, chiffre exact.",
        ),
        Column(
            nom="reponse_ccc",
            titre="Réponse du CCC",
            description="Ce que le CCC répond ; n'est pas publié.",
            type="texte",
            longueur=600,
            confidentialite="interne",
            exemple="Confirmé par le médecin-chef.",
        ),
        REGION,
        Column(
            nom="anomalie_ref",
            titre="Référence",
            description="Ce que la ligne signale, d'un classeur à l'autre ; ne la changez pas.",
            type="texte",
            longueur=160,
            confidentialite="interne",
            exemple="ML010501/accouchements_assistes_nb",
        ),
    ),
    regles=(own_cercle("reponses_anomalies"),),
)
