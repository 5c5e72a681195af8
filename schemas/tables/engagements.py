"""The register of commitments: who undertook to pay what, by which channel and procedure."""

from __future__ import annotations

import polars as pl

from schemas.currency import currency_columns, currency_rules
from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 80

TABLE = Table(
    nom="engagements",
    titre="Engagements financiers",
    description=(
        "Engagements de payer pour une action : qui paie, par quel canal, par quelle procédure, en FCFA et en devise."
    ),
    nature="registre",
    prefixe="ENG",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par engagement ; un paiement fait va dans la feuille « Décaissements ».",
        "Le canal dit par où passe l'argent, la procédure comment le marché est passé.",
        "Écrivez le montant en FCFA ; pour une somme en devise, ajoutez la devise, le montant et le taux.",
    ),
    colonnes=(
        identifier_column("ENG"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région de l'action financée.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="action_id",
            titre="Action",
            description="Identifiant de l'action financée.",
            type="reference",
            table="actions",
            obligatoire=True,
            longueur=40,
            exemple="ACD-ML0105-0001",
        ),
        Column(
            nom="source_code",
            titre="Source",
            description="Qui paie.",
            type="code",
            liste="sources_financement",
            obligatoire=True,
            exemple="Partenaire",
        ),
        Column(
            nom="financeur",
            titre="Financeur",
            description="Nom de la structure qui paie.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Commune de Saint-Exemple",
        ),
        Column(
            nom="canal_code",
            titre="Canal",
            description="Par où passe l'argent.",
            type="code",
            liste="canaux_financement",
            obligatoire=True,
            exemple="Transfert par le Trésor public",
        ),
        Column(
            nom="procedure_code",
            titre="Procédure",
            description="Comment le marché est passé.",
            type="code",
            liste="procedures_marche",
            exemple="Appel d'offres",
        ),
        Column(
            nom="engagement_date",
            titre="Engagé le",
            description="Jour de l'engagement.",
            type="date",
            obligatoire=True,
            exemple="15/07/2026",
        ),
        Column(
            nom="montant_fcfa",
            titre="Montant (FCFA)",
            description="Montant engagé, en FCFA.",
            type="montant",
            obligatoire=True,
            unite="fcfa",
            minimum=0,
            maximum=20_000_000_000,
            plausible=True,
            exemple="7 871 484",
        ),
        *currency_columns("l'engagement"),
        Column(
            nom="piece_reference",
            titre="Pièce",
            description="Référence de la pièce qui prouve l'engagement.",
            type="texte",
            longueur=120,
            confidentialite="interne",
            exemple="Marché n° 3/2026",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.engagements.engagement_futur",
            gravite="reserve",
            phrase="l'engagement est daté d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("engagement_date",),
            valide=lambda: pl.col("engagement_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.engagements.nature_et_marche",
            gravite="avertissement",
            phrase="un apport en nature est dit passé par un marché",
            remede="vérifiez le canal et la procédure",
            colonnes=("procedure_code", "canal_code"),
            valide=lambda: (
                (pl.col("canal_code") != "nature")
                | ~pl.col("procedure_code").is_in(["appel_offres", "demande_cotation"])
            ),
            ecarte=False,
        ),
        *currency_rules("engagements", "engagement_date"),
    ),
)
