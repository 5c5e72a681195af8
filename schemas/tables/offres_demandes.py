"""Who looks for a partner and who offers to be one: the matter of matchmaking."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 98

TABLE = Table(
    nom="offres_demandes",
    titre="Offres et demandes",
    description=(
        "Collectivités du Mali ou d'ailleurs qui cherchent un partenaire ou s'offrent à l'être, et ce qu'elles veulent "
        "faire ensemble."
    ),
    nature="registre",
    prefixe="OFD",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=0,
    lignes_vierges=10,
    consignes=(
        "Une ligne par offre ou demande écrite que vous avez reçue ou que votre collectivité dépose.",
        "Pour une de vos collectivités, laissez vide « Collectivité étrangère » et le pays.",
        "Pour une collectivité étrangère, écrivez son nom et son pays ; « Collectivité » est celle qui l'a reçue.",
        "N'écrivez pas de nom de personne.",
    ),
    colonnes=(
        identifier_column("OFD"),
        Column(
            nom="unite_code",
            titre="Collectivité",
            description="Commune, cercle ou région qui fait l'annonce, ou qui a reçu celle d'une autre.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="sens_code",
            titre="Offre ou demande",
            description="Ce que l'annonce propose.",
            type="code",
            liste="sens_annonce",
            obligatoire=True,
            exemple="Demande de partenaire",
        ),
        Column(
            nom="partie_nom",
            titre="Collectivité étrangère",
            description="Nom de la collectivité étrangère qui fait l'annonce ; vide pour l'une des vôtres.",
            type="texte",
            longueur=200,
            exemple="",
        ),
        Column(
            nom="pays_code",
            titre="Pays",
            description="Pays de la collectivité étrangère ; vide pour l'une des vôtres.",
            type="code",
            liste="pays",
            exemple="",
        ),
        Column(
            nom="type_partenaire_code",
            titre="Type de partenaire",
            description="Nature de la collectivité étrangère ou, dans une demande, du partenaire cherché.",
            type="code",
            liste="types_partenaire",
            exemple="Commune ou ville",
        ),
        Column(
            nom="niveau_code",
            titre="Niveau",
            description="Niveau de collectivité de celle qui fait l'annonce.",
            type="code",
            liste="niveaux_collectivite",
            exemple="Commune",
        ),
        Column(
            nom="habitants_nb",
            titre="Habitants",
            description="Nombre d'habitants de celle qui fait l'annonce, tel qu'elle le donne.",
            type="entier",
            unite="personnes",
            minimum=1,
            maximum=20_000_000,
            plausible=True,
            exemple="",
        ),
        Column(
            nom="secteur_1_code",
            titre="Secteur 1",
            description="Premier secteur dans lequel agir ensemble.",
            type="code",
            liste="secteurs",
            obligatoire=True,
            exemple="Eau potable",
        ),
        Column(
            nom="secteur_2_code",
            titre="Secteur 2",
            description="Deuxième secteur dans lequel agir ensemble.",
            type="code",
            liste="secteurs",
            exemple="Santé de base",
        ),
        Column(
            nom="secteur_3_code",
            titre="Secteur 3",
            description="Troisième secteur dans lequel agir ensemble.",
            type="code",
            liste="secteurs",
            exemple="",
        ),
        Column(
            nom="reseau_1_code",
            titre="Réseau 1",
            description="Réseau auquel appartient celle qui fait l'annonce.",
            type="code",
            liste="reseaux",
            exemple="Cités Unies France",
        ),
        Column(
            nom="reseau_2_code",
            titre="Réseau 2",
            description="Autre réseau auquel elle appartient.",
            type="code",
            liste="reseaux",
            exemple="",
        ),
        Column(
            nom="langue_code",
            titre="Langue",
            description="Langue dans laquelle elle veut travailler.",
            type="code",
            liste="langues",
            exemple="Français",
        ),
        Column(
            nom="depose_date",
            titre="Déposée le",
            description="Jour où l'annonce a été faite ou reçue.",
            type="date",
            obligatoire=True,
            exemple="01/07/2026",
        ),
        Column(
            nom="valable_date",
            titre="Valable jusqu'au",
            description="Dernier jour où l'annonce vaut ; vide si rien n'est dit.",
            type="date",
            exemple="30/06/2027",
        ),
        Column(
            nom="precisions",
            titre="Précisions",
            description="Ce que l'annonce dit d'autre ; elles ne sont pas publiées.",
            type="texte",
            longueur=1000,
            confidentialite="interne",
            exemple="",
        ),
        Column(
            nom="statut_code",
            titre="Statut",
            description="Ce qu'est devenue l'annonce à la fin du trimestre.",
            type="code",
            liste="statuts_annonce",
            obligatoire=True,
            exemple="Ouverte",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.offres_demandes.pays_attendu",
            gravite="reserve",
            phrase="une collectivité étrangère est nommée sans son pays",
            remede="choisissez le pays",
            colonnes=("pays_code", "partie_nom"),
            valide=lambda: pl.col("partie_nom").is_null() | pl.col("pays_code").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.offres_demandes.nom_attendu",
            gravite="reserve",
            phrase="un pays étranger est donné sans le nom de la collectivité",
            remede="écrivez son nom, ou effacez le pays si l'annonce est celle de votre collectivité",
            colonnes=("partie_nom", "pays_code"),
            valide=lambda: (
                pl.col("pays_code").is_null() | (pl.col("pays_code") == "ML") | pl.col("partie_nom").is_not_null()
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.offres_demandes.depot_futur",
            gravite="reserve",
            phrase="l'annonce est déposée après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("depose_date",),
            valide=lambda: pl.col("depose_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.offres_demandes.validite_ordre",
            gravite="reserve",
            phrase="l'annonce cesse de valoir avant son dépôt",
            remede="corrigez l'une des deux dates",
            colonnes=("valable_date", "depose_date"),
            valide=lambda: pl.col("valable_date") >= pl.col("depose_date"),
        ),
        Rule(
            code="regle.offres_demandes.ouverte_passee",
            gravite="avertissement",
            phrase="l'annonce est dite ouverte alors que sa validité a fini avant le trimestre",
            remede="donnez une nouvelle date ou changez le statut",
            colonnes=("statut_code", "valable_date"),
            valide=lambda: (pl.col("statut_code") != "ouverte") | (pl.col("valable_date") >= pl.col("_debut")),
            ecarte=False,
        ),
        Rule(
            code="regle.offres_demandes.secteurs_repetes",
            gravite="avertissement",
            phrase="un même secteur est donné deux fois",
            remede="effacez la répétition",
            colonnes=("secteur_2_code", "secteur_1_code", "secteur_3_code"),
            valide=lambda: (
                (pl.col("secteur_1_code") != pl.col("secteur_2_code")).fill_null(True)
                & (pl.col("secteur_1_code") != pl.col("secteur_3_code")).fill_null(True)
                & (pl.col("secteur_2_code") != pl.col("secteur_3_code")).fill_null(True)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.offres_demandes.reseaux_repetes",
            gravite="avertissement",
            phrase="un même réseau est donné deux fois",
            remede="effacez la répétition",
            colonnes=("reseau_2_code", "reseau_1_code"),
            valide=lambda: pl.col("reseau_2_code") != pl.col("reseau_1_code"),
            ecarte=False,
        ),
    ),
)
