"""The register of who does what in an action."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 74

TABLE = Table(
    nom="acteurs",
    titre="Acteurs",
    description=(
        "Acteurs de chaque action et rôle de chacun (fiche 11 du guide : préciser les rôles et responsabilités)."
    ),
    nature="registre",
    prefixe="ACR",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par acteur et par rôle ; un acteur qui tient deux rôles a deux lignes.",
        "Écrivez le nom d'une structure, jamais celui d'une personne.",
    ),
    colonnes=(
        identifier_column("ACR"),
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
            nom="acteur",
            titre="Acteur",
            description="Nom de la structure.",
            type="texte",
            obligatoire=True,
            longueur=200,
            confidentialite="interne",
            exemple="Comité de gestion de l'eau",
        ),
        Column(
            nom="categorie_code",
            titre="Catégorie",
            description="Nature de l'acteur.",
            type="code",
            liste="categories_acteur",
            obligatoire=True,
            exemple="Population, groupement d'habitants",
        ),
        Column(
            nom="role_code",
            titre="Rôle",
            description="Ce que l'acteur fait dans l'action.",
            type="code",
            liste="roles_acteur",
            obligatoire=True,
            exemple="Suivi et capitalisation",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.acteurs.tutelle_maitre_ouvrage",
            gravite="avertissement",
            phrase="la tutelle est dite maître d'ouvrage",
            remede="vérifiez la catégorie et le rôle",
            colonnes=("role_code", "categorie_code"),
            valide=lambda: (pl.col("categorie_code") != "tutelle") | (pl.col("role_code") != "maitrise_ouvrage"),
            ecarte=False,
        ),
    ),
)
