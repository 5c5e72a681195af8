"""Who to write to in a collectivity about its cooperation: restricted, and used outside only with recorded consent."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 53

TABLE = Table(
    nom="contacts",
    titre="Contacts",
    description=(
        "Personnes à joindre sur la coopération d'une collectivité, par leur fonction. "
        "Ces lignes restent dans la base interne ; rien n'en est publié sans un accord écrit et daté."
    ),
    nature="registre",
    prefixe="CTC",
    cle=("id_local",),
    proprietaire="unite_code",
    confidentialite="restreint",
    diffusion="interne",
    lignes_ordinaires=0,
    lignes_vierges=10,
    consignes=(
        "Une ligne par fonction à joindre ; donnez une adresse de travail, pas une adresse privée.",
        "« Accord » : Oui seulement si la personne a accepté par écrit que l'adresse aille à un partenaire.",
        "Une personne qui quitte sa fonction : corrigez la ligne et redemandez l'accord.",
    ),
    colonnes=(
        identifier_column("CTC"),
        Column(
            nom="unite_code",
            titre="Collectivité",
            description="Commune, cercle ou région où la personne exerce sa fonction.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenariat_id",
            titre="Partenariat",
            description="Identifiant du partenariat suivi par ce contact ; vide si c'est celui de la collectivité.",
            type="reference",
            table="partenariats",
            longueur=40,
            exemple="PAR-ML0105-0001",
        ),
        Column(
            nom="fonction_code",
            titre="Fonction",
            description="Fonction de la personne à joindre.",
            type="code",
            liste="fonctions_contact",
            obligatoire=True,
            confidentialite="restreint",
            exemple="Point focal de la coopération",
        ),
        Column(
            nom="nom",
            titre="Nom",
            description="Nom de la personne ; il reste dans la base interne.",
            type="texte",
            longueur=120,
            confidentialite="restreint",
            exemple="FICTIF Exemple",
        ),
        Column(
            nom="telephone",
            titre="Téléphone",
            description="Téléphone de travail ; il reste dans la base interne.",
            type="texte",
            longueur=60,
            confidentialite="restreint",
            exemple="+223 00 00 00 00",
        ),
        Column(
            nom="courriel",
            titre="Courriel",
            description="Adresse électronique de travail.",
            type="texte",
            longueur=120,
            confidentialite="restreint",
            exemple="cooperation@exemple.org",
        ),
        Column(
            nom="adresse",
            titre="Adresse",
            description="Adresse postale du service.",
            type="texte",
            longueur=200,
            confidentialite="restreint",
            exemple="Mairie de Kita, BP 000",
        ),
        Column(
            nom="consentement",
            titre="Accord",
            description="Oui si la personne a accepté par écrit que son adresse de travail aille à un partenaire.",
            type="oui_non",
            confidentialite="restreint",
            exemple="Oui",
        ),
        Column(
            nom="consentement_date",
            titre="Accord donné le",
            description="Jour de l'accord écrit.",
            type="date",
            confidentialite="restreint",
            exemple="15/09/2026",
        ),
        Column(
            nom="consentement_reference",
            titre="Référence de l'accord",
            description="Où l'accord écrit est gardé.",
            type="texte",
            longueur=200,
            confidentialite="restreint",
            exemple="Registre des accords, n° 4",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.contacts.accord_atteste",
            gravite="reserve",
            phrase="l'accord est dit donné sans sa date ou sa référence",
            remede="écrivez les deux, sinon l'adresse ne sera donnée à personne",
            colonnes=("consentement_date", "consentement_reference", "consentement"),
            valide=lambda: (
                ~pl.col("consentement")
                | (pl.col("consentement_date").is_not_null() & pl.col("consentement_reference").is_not_null())
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.contacts.accord_contredit",
            gravite="reserve",
            phrase="un accord est daté alors qu'il n'est pas dit donné",
            remede="mettez Oui ou effacez la date",
            colonnes=("consentement", "consentement_date"),
            valide=lambda: pl.col("consentement_date").is_null() | pl.col("consentement").fill_null(False),
            ecarte=False,
        ),
        Rule(
            code="regle.contacts.accord_futur",
            gravite="reserve",
            phrase="l'accord est daté d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("consentement_date",),
            valide=lambda: pl.col("consentement_date") <= pl.col("_fin"),
            ecarte=False,
        ),
        Rule(
            code="regle.contacts.joignable",
            gravite="avertissement",
            phrase="le contact n'a ni téléphone, ni courriel, ni adresse",
            remede="écrivez au moins l'un des trois",
            colonnes=("telephone", "courriel", "adresse"),
            valide=lambda: pl.any_horizontal(
                pl.col("telephone").is_not_null(), pl.col("courriel").is_not_null(), pl.col("adresse").is_not_null()
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.contacts.courriel_forme",
            gravite="reserve",
            phrase="le courriel n'a pas la forme d'une adresse électronique",
            remede="écrivez-le comme cooperation@exemple.org",
            colonnes=("courriel",),
            valide=lambda: pl.col("courriel").str.contains(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
            ecarte=False,
        ),
    ),
)
