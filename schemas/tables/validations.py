"""The CSR's decision on each cercle's return of a quarter (guide, fiche 14: the analysis is joint)."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import identifier_column
from schemas.validation_rules import REGION, cercle_column, own_cercle

ORDRE = 100

_DECIDED = ["valide", "valide_avec_reserve", "a_corriger"]

TABLE = Table(
    nom="validations",
    titre="Validations",
    description="Décision du chargé de suivi régional (CSR) sur l'envoi de chaque cercle, pour le trimestre.",
    nature="evenement",
    objet="validation",
    niveaux=("region",),
    prefixe="VAL",
    cle=("id_local",),
    proprietaire="unite_code",
    diffusion="interne",
    lignes_ordinaires=0,
    lignes_vierges=0,
    colonnes_fixes=("unite_code", "cercle_vise_code", "envoi", "anomalies_nb", "serieuses_nb", "empreinte"),
    colonnes_dites=("decision_code", "reserve_texte"),
    consignes=(
        "Une ligne par cercle dont un envoi est accepté ; une décision laissée vide n'est pas encore prise.",
        "Avant de valider, écrivez une phrase devant chaque anomalie sérieuse du cercle (feuille Anomalies).",
        "La réserve est publiée dans les synthèses : n'y nommez personne.",
    ),
    colonnes=(
        identifier_column("VAL"),
        REGION,
        cercle_column("Cercle dont l'envoi est validé ou renvoyé."),
        Column(
            nom="envoi",
            titre="Envoi",
            description="Ce qui est reçu et compte aujourd'hui, écrit par OISE.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="accepté avec réserves, reçu le 12/10/2026",
        ),
        Column(
            nom="anomalies_nb",
            titre="Anomalies",
            description="Anomalies de ce cercle, comptées par OISE.",
            type="entier",
            minimum=0,
            maximum=100_000,
            confidentialite="interne",
            exemple="12",
        ),
        Column(
            nom="serieuses_nb",
            titre="Dont sérieuses",
            description="Celles qui demandent une phrase avant de valider, comptées par OISE.",
            type="entier",
            minimum=0,
            maximum=100_000,
            confidentialite="interne",
            exemple="2",
        ),
        Column(
            nom="decision_code",
            titre="Décision",
            description="Validé, validé avec réserve, ou à corriger par le cercle ; vide tant que rien n'est décidé.",
            type="code",
            liste="decisions_validation",
            exemple="Validé avec réserve",
        ),
        Column(
            nom="reserve_texte",
            titre="Réserve, ou ce qui est à corriger",
            description="Phrase publiée avec les chiffres : ce dont il faut se méfier, ou ce qui est à revoir.",
            type="texte",
            longueur=1_000,
            exemple="Les consultations de deux communes sont estimées.",
        ),
        Column(
            nom="valide_par",
            titre="Décidé par",
            description="Nom et fonction de qui décide ; reste dans OISE.",
            type="texte",
            longueur=120,
            confidentialite="interne",
            exemple="Le CSR",
        ),
        Column(
            nom="empreinte",
            titre="Contenu vu",
            description="Empreinte des fichiers sur lesquels la décision porte ; ne la changez pas.",
            type="texte",
            longueur=40,
            confidentialite="interne",
            exemple="9f86d081884c7d65",
        ),
    ),
    regles=(
        own_cercle("validations"),
        Rule(
            code="regle.validations.reserve_expliquee",
            gravite="reserve",
            phrase="la décision demande une phrase, et il n'y en a pas",
            remede="écrivez la réserve, ou ce que le cercle doit corriger",
            colonnes=("reserve_texte", "decision_code"),
            valide=lambda: (
                ~pl.col("decision_code").is_in(["valide_avec_reserve", "a_corriger"])
                | pl.col("reserve_texte").is_not_null()
            ),
        ),
        Rule(
            code="regle.validations.auteur_nomme",
            gravite="reserve",
            phrase="la décision n'est signée de personne",
            remede="écrivez qui décide",
            colonnes=("valide_par", "decision_code"),
            valide=lambda: ~pl.col("decision_code").is_in(_DECIDED) | pl.col("valide_par").is_not_null(),
        ),
    ),
)
