"""Meetings with a partner in the quarter, from the first visit to the yearly meeting."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import identifier_column

ORDRE = 88

TABLE = Table(
    nom="rencontres",
    titre="Rencontres",
    description=(
        "Rencontres avec un partenaire pendant le trimestre : négociation, signature, bilan, rencontre "
        "annuelle, mission."
    ),
    nature="evenement",
    prefixe="REN",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par rencontre tenue pendant le trimestre.",
        "Les décisions prises vont dans la feuille « Points à suivre ».",
    ),
    colonnes=(
        identifier_column("REN"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région qui rencontre son partenaire.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenariat_id",
            titre="Partenariat",
            description="Identifiant du partenariat.",
            type="reference",
            table="partenariats",
            obligatoire=True,
            longueur=40,
            exemple="PAR-ML0105-0001",
        ),
        Column(
            nom="convention_id",
            titre="Convention",
            description="Identifiant de la convention que la rencontre négocie, signe ou suit.",
            type="reference",
            table="conventions",
            longueur=40,
            exemple="CON-ML0105-0001",
        ),
        Column(
            nom="type_code",
            titre="Type",
            description="Nature de la rencontre.",
            type="code",
            liste="types_rencontre",
            obligatoire=True,
            exemple="Rencontre annuelle",
        ),
        Column(
            nom="sens_code",
            titre="Sens",
            description="Qui s'est déplacé.",
            type="code",
            liste="sens_rencontre",
            obligatoire=True,
            exemple="Partenaire reçu au Mali",
        ),
        Column(
            nom="rencontre_date",
            titre="Date",
            description="Premier jour de la rencontre.",
            type="date",
            obligatoire=True,
            exemple="18/08/2026",
        ),
        Column(
            nom="lieu",
            titre="Lieu",
            description="Lieu de la rencontre.",
            type="texte",
            longueur=120,
            confidentialite="interne",
            exemple="Mairie de Kita",
        ),
        Column(
            nom="participants_nb",
            titre="Participants",
            description="Personnes présentes, femmes et hommes.",
            type="entier",
            unite="personnes",
            minimum=1,
            maximum=1_000,
            plausible=True,
            exemple="18",
        ),
        Column(
            nom="participantes_nb",
            titre="Dont femmes",
            description="Femmes parmi les personnes présentes.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=1_000,
            plausible=True,
            exemple="6",
        ),
        Column(
            nom="services_etat_presents",
            titre="Services de l'État présents",
            description="Oui si des services de l'État ont pris part à la rencontre.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="compte_rendu",
            titre="Compte rendu",
            description="Oui si un compte rendu est écrit.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="information_publique",
            titre="Population informée",
            description="Oui si la population a été informée de la rencontre et de ses suites (fiche 9).",
            type="oui_non",
            exemple="Oui",
        ),
    ),
    regles=(
        Rule(
            code="regle.rencontres.dans_le_trimestre",
            gravite="reserve",
            phrase="la rencontre n'est pas tenue pendant le trimestre du fichier",
            remede="corrigez la date, ou déclarez-la dans le fichier de son trimestre",
            colonnes=("rencontre_date",),
            valide=lambda: pl.col("rencontre_date").is_between(pl.col("_debut"), pl.col("_fin")),
        ),
        Rule(
            code="regle.rencontres.femmes",
            gravite="reserve",
            phrase="il y a plus de femmes que de participants",
            remede="corrigez l'un des deux nombres",
            colonnes=("participantes_nb", "participants_nb"),
            valide=lambda: pl.col("participantes_nb") <= pl.col("participants_nb"),
        ),
    ),
)
