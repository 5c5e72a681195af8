"""The calendar of actions: what was due when, and when it came."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 76

TABLE = Table(
    nom="jalons",
    titre="Jalons",
    description="Calendrier de chaque action : ce qui est prévu, pour quand, et quand c'est atteint.",
    nature="registre",
    prefixe="JAL",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par étape importante de l'action.",
        "Gardez la date prévue d'origine ; la date réelle dit le retard.",
    ),
    colonnes=(
        identifier_column("JAL"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région de l'action.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="action_id",
            titre="Action",
            description="Identifiant de l'action, pris dans la feuille « Actions ».",
            type="reference",
            table="actions",
            obligatoire=True,
            longueur=40,
            exemple="ACD-ML0105-0001",
        ),
        Column(
            nom="intitule",
            titre="Jalon",
            description="Ce qui doit être atteint.",
            type="texte",
            obligatoire=True,
            longueur=200,
            confidentialite="interne",
            exemple="Réception provisoire du forage",
        ),
        Column(
            nom="prevue_date",
            titre="Date prévue",
            description="Jour prévu à l'origine.",
            type="date",
            obligatoire=True,
            exemple="30/09/2026",
        ),
        Column(
            nom="reelle_date",
            titre="Date réelle",
            description="Jour où le jalon a été atteint.",
            type="date",
            exemple="",
        ),
        Column(
            nom="etat_code",
            titre="État",
            description="Où en est le jalon à la fin du trimestre.",
            type="code",
            liste="etats_jalon",
            obligatoire=True,
            exemple="Prévu",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.jalons.reelle_future",
            gravite="reserve",
            phrase="le jalon est atteint après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("reelle_date",),
            valide=lambda: pl.col("reelle_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.jalons.atteint_sans_date",
            gravite="reserve",
            phrase="le jalon est dit atteint sans date, ou daté sans être dit atteint",
            remede="accordez les deux",
            colonnes=("reelle_date", "etat_code"),
            valide=lambda: (pl.col("etat_code") == "atteint") == pl.col("reelle_date").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.jalons.prevu_passe",
            gravite="avertissement",
            phrase="le jalon est dit prévu alors que sa date était passée avant le trimestre",
            remede="dites-le atteint, retardé ou abandonné",
            colonnes=("etat_code", "prevue_date"),
            valide=lambda: (pl.col("etat_code") != "prevu") | (pl.col("prevue_date") >= pl.col("_debut")),
            ecarte=False,
        ),
    ),
)
