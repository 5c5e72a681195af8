"""The register of partnerships: who cooperates with whom, since when, and where the relation stands."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 50

TABLE = Table(
    nom="partenariats",
    titre="Partenariats",
    description="Relations de coopération d'une collectivité malienne avec un partenaire du Mali ou de l'étranger.",
    nature="registre",
    prefixe="PAR",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=2,
    lignes_vierges=20,
    consignes=(
        "Une ligne par relation avec un partenaire ; gardez l'identifiant donné par OISE.",
        "Une relation finie garde sa ligne : mettez « Rompu » ou « En sommeil », avec la date.",
        "Le contact reste dans la base interne ; n'écrivez pas de nom de personne ailleurs.",
    ),
    colonnes=(
        identifier_column("PAR"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région qui porte la relation.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenaire",
            titre="Partenaire",
            description="Nom du partenaire, sans abréviation.",
            type="texte",
            obligatoire=True,
            longueur=200,
            exemple="Commune de Saint-Exemple",
        ),
        Column(
            nom="type_partenaire_code",
            titre="Type de partenaire",
            description="Nature du partenaire.",
            type="code",
            liste="types_partenaire",
            obligatoire=True,
            exemple="Commune ou ville",
        ),
        Column(
            nom="pays_code",
            titre="Pays",
            description="Pays du partenaire.",
            type="code",
            liste="pays",
            obligatoire=True,
            exemple="France",
        ),
        Column(
            nom="type_cooperation_code",
            titre="Forme de coopération",
            description="Forme que prend la relation.",
            type="code",
            liste="types_cooperation",
            exemple="Jumelage-coopération",
        ),
        Column(
            nom="statut_code",
            titre="Statut",
            description="Où en est la relation à la fin du trimestre.",
            type="code",
            liste="statuts_partenariat",
            obligatoire=True,
            exemple="Actif",
        ),
        Column(
            nom="statut_date",
            titre="Statut depuis le",
            description="Jour depuis lequel la relation a ce statut.",
            type="date",
            exemple="15/03/2024",
        ),
        Column(
            nom="suspension_par_code",
            titre="Suspendu par",
            description="Qui a décidé la suspension ; la réponse reste si la relation a repris.",
            type="code",
            liste="auteurs_decision",
            exemple="",
        ),
        Column(
            nom="suspension_acte",
            titre="Acte de suspension",
            description="Acte qui suspend la relation : nature, numéro et date ; il n'est pas publié.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="",
        ),
        Column(
            nom="origine_annee",
            titre="Année d'origine",
            description="Année où la relation a commencé.",
            type="entier",
            minimum=1900,
            maximum=2100,
            exemple="1998",
        ),
        Column(
            nom="origine_texte",
            titre="Origine, en clair",
            description="Ce que l'on sait de l'origine quand l'année n'est pas sûre.",
            type="texte",
            longueur=120,
            exemple="2003-04",
        ),
        Column(
            nom="secteur_code",
            titre="Secteur principal",
            description="Secteur dans lequel la relation agit surtout.",
            type="code",
            liste="secteurs",
            exemple="Eau potable",
        ),
        Column(
            nom="reseau_code",
            titre="Réseau",
            description="Réseau par lequel les partenaires se sont trouvés.",
            type="code",
            liste="reseaux",
            exemple="Cités Unies France",
        ),
        Column(
            nom="reseau_2_code",
            titre="Autre réseau",
            description="Autre réseau dont les partenaires se servent.",
            type="code",
            liste="reseaux",
            exemple="",
        ),
        Column(
            nom="diaspora_associee",
            titre="Diaspora associée",
            description="Oui si une association de Maliens de l'extérieur prend part à la relation.",
            type="oui_non",
            exemple="Non",
        ),
        Column(
            nom="reciprocite",
            titre="Réciprocité",
            description="Oui si la collectivité malienne a, elle aussi, apporté ou envoyé quelque chose au partenaire.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="site",
            titre="Site internet",
            description="Adresse internet publique du partenaire ou de la relation.",
            type="texte",
            longueur=200,
            exemple="https://www.exemple.org",
        ),
        Column(
            nom="contact",
            titre="Contact",
            description="Personne ou ligne directe à joindre ; le contact reste dans la base interne.",
            type="texte",
            longueur=300,
            confidentialite="restreint",
            exemple="Service des relations internationales",
        ),
        Column(
            nom="commentaire",
            titre="Commentaire",
            description="Remarque du CCC ; elle n'est pas publiée.",
            type="texte",
            longueur=500,
            confidentialite="interne",
            exemple="",
        ),
        ROW_STATE,
    ),
    colonnes_internes=(
        Column(
            nom="guide_ligne",
            titre="Ligne du guide",
            description="Ligne de la liste du guide de la coopération décentralisée ; vide si elle n'en vient pas.",
            type="entier",
        ),
        Column(
            nom="lieu_texte",
            titre="Lieu imprimé",
            description="Lieu malien tel que le guide l'imprime.",
            type="texte",
        ),
        Column(
            nom="etat_rattachement",
            titre="Rattachement",
            description="Sûreté du rattachement du lieu imprimé : exact, à confirmer, ambigu ou introuvable.",
            type="code",
            liste="etats_rattachement",
        ),
        Column(
            nom="raisons",
            titre="Raisons du rattachement",
            description="Liste, en JSON, de ce qui a décidé ou empêché le rattachement.",
            type="texte",
            longueur=4000,
        ),
    ),
    regles=(
        Rule(
            code="regle.partenariats.statut_futur",
            gravite="reserve",
            phrase="le statut est daté d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("statut_date",),
            valide=lambda: pl.col("statut_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.partenariats.origine_future",
            gravite="reserve",
            phrase="la relation commence après le trimestre du fichier",
            remede="corrigez l'année d'origine",
            colonnes=("origine_annee",),
            valide=lambda: pl.col("origine_annee") <= pl.col("_fin").dt.year(),
        ),
        Rule(
            code="regle.partenariats.statut_avant_origine",
            gravite="reserve",
            phrase="le statut est daté d'avant l'année d'origine de la relation",
            remede="vérifiez les deux",
            colonnes=("statut_date", "origine_annee"),
            valide=lambda: (
                pl.col("statut_code").is_in(["idee", "recherche", "negociation"])
                | (pl.col("statut_date").dt.year() >= pl.col("origine_annee"))
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.partenariats.statut_date_attendue",
            gravite="avertissement",
            phrase="la relation est en sommeil, suspendue ou rompue sans date",
            remede="écrivez depuis quel jour",
            colonnes=("statut_date", "statut_code"),
            valide=lambda: (
                ~pl.col("statut_code").is_in(["en_sommeil", "suspendu", "rompu"]) | pl.col("statut_date").is_not_null()
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.partenariats.pays_du_partenaire_malien",
            gravite="reserve",
            phrase="une collectivité du Mali a pour pays le Mali",
            remede="corrigez le type de partenaire ou le pays",
            colonnes=("pays_code", "type_partenaire_code"),
            valide=lambda: (pl.col("type_partenaire_code") != "collectivite_malienne") | (pl.col("pays_code") == "ML"),
        ),
        Rule(
            code="regle.partenariats.cooperation_malienne",
            gravite="reserve",
            phrase="une coopération entre collectivités du Mali a un partenaire d'un autre pays",
            remede="corrigez la forme de coopération ou le pays",
            colonnes=("type_cooperation_code", "pays_code"),
            valide=lambda: (
                ~pl.col("type_cooperation_code").is_in(["syndicat_intercommunal", "entre_collectivites"])
                | (pl.col("pays_code") == "ML")
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.partenariats.suspension_attendue",
            gravite="avertissement",
            phrase="la relation est suspendue sans que l'on sache par qui ou par quel acte",
            remede="dites qui l'a décidé et citez l'acte",
            colonnes=("suspension_par_code", "suspension_acte", "statut_code"),
            valide=lambda: (
                (pl.col("statut_code") != "suspendu")
                | (pl.col("suspension_par_code").is_not_null() & pl.col("suspension_acte").is_not_null())
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.partenariats.reseaux_repetes",
            gravite="avertissement",
            phrase="le même réseau est donné deux fois",
            remede="effacez la répétition",
            colonnes=("reseau_2_code", "reseau_code"),
            valide=lambda: pl.col("reseau_2_code") != pl.col("reseau_code"),
            ecarte=False,
        ),
    ),
)
