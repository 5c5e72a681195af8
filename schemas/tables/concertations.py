"""Sessions of the bodies and spaces where local actors consult on cooperation (fiche 12)."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import identifier_column

ORDRE = 90

TABLE = Table(
    nom="concertations",
    titre="Concertations",
    description=(
        "Réunions des organes d'orientation et des espaces de concertation tenues pendant le trimestre (fiche 12)."
    ),
    nature="evenement",
    prefixe="CCT",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par réunion tenue pendant le trimestre.",
        "Comptez chaque personne dans une seule catégorie.",
        "Les décisions prises vont dans la feuille « Points à suivre ».",
    ),
    colonnes=(
        identifier_column("CCT"),
        Column(
            nom="unite_code",
            titre="Collectivité",
            description="Commune, cercle ou région où la réunion s'est tenue.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="organe_code",
            titre="Organe",
            description="Organe ou cadre qui s'est réuni.",
            type="code",
            liste="organes_concertation",
            obligatoire=True,
            exemple="CLO, comité local d'orientation",
        ),
        Column(
            nom="concertation_date",
            titre="Date",
            description="Premier jour de la réunion.",
            type="date",
            obligatoire=True,
            exemple="25/08/2026",
        ),
        Column(
            nom="theme_code",
            titre="Thème",
            description="Thème principal de la réunion.",
            type="code",
            liste="themes_concertation",
            obligatoire=True,
            exemple="Gestion des conventions",
        ),
        Column(
            nom="participants_nb",
            titre="Participants",
            description="Personnes présentes, toutes catégories.",
            type="entier",
            unite="personnes",
            minimum=1,
            maximum=2_000,
            plausible=True,
            exemple="32",
        ),
        Column(
            nom="elus_nb",
            titre="Dont élus",
            description="Élus parmi les personnes présentes.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=2_000,
            plausible=True,
            exemple="15",
        ),
        Column(
            nom="services_etat_nb",
            titre="Dont services de l'État",
            description="Agents des services de l'État parmi les personnes présentes.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=2_000,
            plausible=True,
            exemple="5",
        ),
        Column(
            nom="societe_civile_nb",
            titre="Dont société civile",
            description="Membres de la société civile parmi les personnes présentes.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=2_000,
            plausible=True,
            exemple="8",
        ),
        Column(
            nom="collectivites_cooperantes_nb",
            titre="Collectivités coopérantes",
            description="Collectivités présentes qui mènent une coopération décentralisée.",
            type="entier",
            unite="nombre",
            minimum=0,
            maximum=800,
            plausible=True,
            exemple="4",
        ),
        Column(
            nom="bilateraux_presents",
            titre="Autres coopérations présentes",
            description="Oui si des programmes bilatéraux ou multilatéraux étaient représentés (fiche 13).",
            type="oui_non",
            exemple="Non",
        ),
        Column(
            nom="compte_rendu",
            titre="Compte rendu",
            description="Oui si un compte rendu est écrit.",
            type="oui_non",
            exemple="Oui",
        ),
    ),
    regles=(
        Rule(
            code="regle.concertations.dans_le_trimestre",
            gravite="reserve",
            phrase="la réunion n'est pas tenue pendant le trimestre du fichier",
            remede="corrigez la date, ou déclarez-la dans le fichier de son trimestre",
            colonnes=("concertation_date",),
            valide=lambda: pl.col("concertation_date").is_between(pl.col("_debut"), pl.col("_fin")),
        ),
        Rule(
            code="regle.concertations.categories",
            gravite="reserve",
            phrase="élus, services de l'État et société civile font ensemble plus que les participants",
            remede="corrigez ces nombres",
            colonnes=("participants_nb", "elus_nb", "services_etat_nb", "societe_civile_nb"),
            valide=lambda: (
                pl.sum_horizontal("elus_nb", "services_etat_nb", "societe_civile_nb", ignore_nulls=True)
                <= pl.col("participants_nb")
            ),
        ),
    ),
)
