"""Where each cooperation stands in its cycle: its steps, their dates and what proves them."""

from __future__ import annotations

import polars as pl

from registry.codelists import code_list
from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 62


def _may_be_left_out() -> pl.Expr:
    """Whether a step said to be without object is one of those that the cycle doesn't require."""
    steps = code_list("etapes_cycle").attributs
    optional = [code for code, attributes in steps.items() if attributes["optionnelle"] == "oui"]
    return (pl.col("etat_code") != "sans_objet") | pl.col("etape_code").is_in(optional)


def _given_once() -> pl.Expr:
    """Whether no other row in force of the file gives that step of the partnership with the same date."""
    in_force = (pl.col("etat_ligne") == "actif").fill_null(False)
    same = in_force.cast(pl.Int64).sum().over("_sha256", "partenariat_id", "etape_code", "etape_date")
    return ~in_force | pl.col("partenariat_id").is_null() | pl.col("etape_code").is_null() | (same <= 1)


TABLE = Table(
    nom="etapes_cycle",
    titre="Étapes du cycle",
    description=(
        "Étapes des quatre phases du cycle de coopération : faites, en cours ou à faire, avec leur date et leur preuve."
    ),
    nature="registre",
    prefixe="ETA",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=40,
    consignes=(
        "Une ligne par étape commencée ou prévue d'un partenariat ; corrigez-la quand l'étape avance.",
        "La preuve est un document que l'on peut montrer : délibération, compte rendu, convention, rapport.",
        "Une étape qui revient, après une reconduction par exemple, a une nouvelle ligne.",
    ),
    colonnes=(
        identifier_column("ETA"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région qui porte la relation.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenariat_id",
            titre="Partenariat",
            description="Identifiant du partenariat, pris dans la feuille « Partenariats ».",
            type="reference",
            table="partenariats",
            obligatoire=True,
            longueur=40,
            exemple="PAR-ML0105-0001",
        ),
        Column(
            nom="etape_code",
            titre="Étape",
            description="Étape du cycle de coopération.",
            type="code",
            liste="etapes_cycle",
            obligatoire=True,
            exemple="Première rencontre",
        ),
        Column(
            nom="etat_code",
            titre="État de l'étape",
            description="Où en est l'étape à la fin du trimestre.",
            type="code",
            liste="etats_etape",
            obligatoire=True,
            exemple="Faite",
        ),
        Column(
            nom="etape_date",
            titre="Date",
            description="Jour où l'étape a été faite ou a commencé ; jour prévu si elle reste à faire.",
            type="date",
            exemple="20/05/2024",
        ),
        Column(
            nom="preuve_reference",
            titre="Preuve",
            description="Document qui prouve l'étape et où il se trouve.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Délibération n° 12 du conseil communal",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.etapes_cycle.date_attendue",
            gravite="reserve",
            phrase="l'étape est dite faite sans date",
            remede="écrivez le jour où elle a été faite",
            colonnes=("etape_date", "etat_code"),
            valide=lambda: (pl.col("etat_code") != "faite") | pl.col("etape_date").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.etapes_cycle.faite_future",
            gravite="reserve",
            phrase="l'étape est dite faite ou en cours à une date d'après la fin du trimestre",
            remede="corrigez la date ou l'état",
            colonnes=("etape_date", "etat_code"),
            valide=lambda: ~pl.col("etat_code").is_in(["faite", "en_cours"]) | (pl.col("etape_date") <= pl.col("_fin")),
        ),
        Rule(
            code="regle.etapes_cycle.a_faire_passee",
            gravite="avertissement",
            phrase="l'étape reste à faire alors que sa date prévue est passée",
            remede="donnez une nouvelle date ou changez l'état",
            colonnes=("etape_date", "etat_code"),
            valide=lambda: (pl.col("etat_code") != "a_faire") | (pl.col("etape_date") >= pl.col("_debut")),
            ecarte=False,
        ),
        Rule(
            code="regle.etapes_cycle.preuve_attendue",
            gravite="avertissement",
            phrase="l'étape est dite faite sans preuve",
            remede="citez le document qui le montre",
            colonnes=("preuve_reference", "etat_code"),
            valide=lambda: (pl.col("etat_code") != "faite") | pl.col("preuve_reference").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.etapes_cycle.necessaire",
            gravite="avertissement",
            phrase="cette étape est nécessaire à toute coopération et ne peut guère être sans objet",
            remede="changez l'état, ou gardez-le si c'est bien ainsi",
            colonnes=("etat_code", "etape_code"),
            valide=_may_be_left_out,
            ecarte=False,
        ),
        Rule(
            code="regle.etapes_cycle.repetee",
            gravite="reserve",
            phrase="la même étape du partenariat est donnée deux fois à la même date",
            remede="gardez une ligne et annulez l'autre",
            colonnes=("etape_code", "partenariat_id", "etape_date"),
            valide=_given_once,
            ecarte=False,
        ),
    ),
)
