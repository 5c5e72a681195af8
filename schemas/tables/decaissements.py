"""Payments made in the quarter, each against a commitment."""

from __future__ import annotations

import polars as pl

from schemas.currency import currency_columns, currency_rules
from schemas.declaration import Column, Rule, Table
from schemas.row_columns import identifier_column

ORDRE = 82

TABLE = Table(
    nom="decaissements",
    titre="Décaissements",
    description="Paiements faits pendant le trimestre sur un engagement, en FCFA et en devise.",
    nature="evenement",
    prefixe="DEC",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par paiement fait pendant le trimestre.",
        "Le paiement renvoie à la ligne de son engagement.",
    ),
    colonnes=(
        identifier_column("DEC"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région de l'action payée.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="engagement_id",
            titre="Engagement",
            description="Identifiant de l'engagement, pris dans la feuille « Engagements financiers ».",
            type="reference",
            table="engagements",
            obligatoire=True,
            longueur=40,
            exemple="ENG-ML0105-0001",
        ),
        Column(
            nom="decaissement_date",
            titre="Payé le",
            description="Jour du paiement.",
            type="date",
            obligatoire=True,
            exemple="20/08/2026",
        ),
        Column(
            nom="canal_code",
            titre="Canal",
            description="Par où l'argent est passé.",
            type="code",
            liste="canaux_financement",
            obligatoire=True,
            exemple="Transfert par le Trésor public",
        ),
        Column(
            nom="montant_fcfa",
            titre="Montant (FCFA)",
            description="Montant payé, en FCFA.",
            type="montant",
            obligatoire=True,
            unite="fcfa",
            minimum=0,
            maximum=20_000_000_000,
            plausible=True,
            exemple="3 935 742",
        ),
        *currency_columns("le paiement"),
        Column(
            nom="piece_reference",
            titre="Pièce",
            description="Référence de la pièce qui prouve le paiement.",
            type="texte",
            longueur=120,
            confidentialite="interne",
            exemple="Mandat n° 41/2026",
        ),
    ),
    regles=(
        Rule(
            code="regle.decaissements.dans_le_trimestre",
            gravite="reserve",
            phrase="le paiement n'est pas fait pendant le trimestre du fichier",
            remede="corrigez la date, ou déclarez-la dans le fichier de son trimestre",
            colonnes=("decaissement_date",),
            valide=lambda: pl.col("decaissement_date").is_between(pl.col("_debut"), pl.col("_fin")),
        ),
        *currency_rules("decaissements", "decaissement_date"),
    ),
)
