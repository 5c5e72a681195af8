"""Amendments to conventions: what was changed, when, and until when the convention now runs."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 61

TABLE = Table(
    nom="avenants",
    titre="Avenants",
    description="Avenants signés aux conventions : leur objet et, s'ils la changent, la nouvelle date de fin.",
    nature="registre",
    prefixe="AVE",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=0,
    lignes_vierges=10,
    consignes=(
        "Une ligne par avenant signé ; la convention, elle, garde ses clauses d'origine.",
        "Un avenant qui prolonge la convention porte sa nouvelle date de fin.",
    ),
    colonnes=(
        identifier_column("AVE"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région partie à la convention.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="convention_id",
            titre="Convention",
            description="Identifiant de la convention, pris dans la feuille « Conventions ».",
            type="reference",
            table="conventions",
            obligatoire=True,
            longueur=40,
            exemple="CON-ML0105-0001",
        ),
        Column(
            nom="signature_date",
            titre="Date de signature",
            description="Jour où l'avenant a été signé.",
            type="date",
            obligatoire=True,
            exemple="12/02/2026",
        ),
        Column(
            nom="objet_code",
            titre="Objet",
            description="Ce que l'avenant change surtout.",
            type="code",
            liste="objets_avenant",
            obligatoire=True,
            exemple="Durée",
        ),
        Column(
            nom="nouvelle_fin_date",
            titre="Nouvelle date de fin",
            description="Jour où la convention prend fin après l'avenant ; vide s'il ne touche pas à la durée.",
            type="date",
            exemple="30/06/2028",
        ),
        Column(
            nom="visa",
            titre="Visa de l'État",
            description="Oui si l'avenant porte le visa de l'État ; vide si vous ne le savez pas.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="document_reference",
            titre="Référence du document",
            description="Où se trouve l'avenant signé : numéro, registre, dossier.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Registre des conventions, n° 12 bis",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.avenants.signature_future",
            gravite="reserve",
            phrase="l'avenant est signé après la fin du trimestre",
            remede="corrigez la date de signature",
            colonnes=("signature_date",),
            valide=lambda: pl.col("signature_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.avenants.fin_ordre",
            gravite="reserve",
            phrase="la nouvelle date de fin précède la signature de l'avenant",
            remede="corrigez l'une des deux dates",
            colonnes=("nouvelle_fin_date", "signature_date"),
            valide=lambda: pl.col("nouvelle_fin_date") >= pl.col("signature_date"),
        ),
        Rule(
            code="regle.avenants.fin_attendue",
            gravite="reserve",
            phrase="l'avenant porte sur la durée sans nouvelle date de fin",
            remede="écrivez-la, ou changez l'objet",
            colonnes=("nouvelle_fin_date", "objet_code"),
            valide=lambda: (pl.col("objet_code") != "duree") | pl.col("nouvelle_fin_date").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.avenants.fin_sans_duree",
            gravite="avertissement",
            phrase="une nouvelle date de fin est donnée alors que l'objet n'est pas la durée",
            remede="vérifiez l'objet ou effacez la date",
            colonnes=("objet_code", "nouvelle_fin_date"),
            valide=lambda: (pl.col("objet_code") == "duree") | pl.col("nouvelle_fin_date").is_null(),
            ecarte=False,
        ),
    ),
)
