"""The register of follow-up committees (fiche 11)."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 84

TABLE = Table(
    nom="comites_suivi",
    titre="Comités de suivi",
    description="Comités de suivi créés pour une coopération ou une action (fiche 11 : environ cinq personnes).",
    nature="registre",
    prefixe="COM",
    cle=("id_local",),
    proprietaire="unite_code",
    confidentialite="interne",
    diffusion="cercle",
    lignes_ordinaires=0,
    lignes_vierges=20,
    consignes=("Une ligne par comité ; comptez ses membres, n'écrivez pas leurs noms.",),
    colonnes=(
        identifier_column("COM"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région du comité.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenariat_id",
            titre="Partenariat",
            description="Identifiant du partenariat que le comité suit.",
            type="reference",
            table="partenariats",
            longueur=40,
            exemple="PAR-ML0105-0001",
        ),
        Column(
            nom="action_id",
            titre="Action",
            description="Identifiant de l'action que le comité suit.",
            type="reference",
            table="actions",
            longueur=40,
            exemple="ACD-ML0105-0001",
        ),
        Column(
            nom="creation_date",
            titre="Créé le",
            description="Jour de la création du comité.",
            type="date",
            obligatoire=True,
            exemple="10/04/2026",
        ),
        Column(
            nom="membres_nb",
            titre="Membres",
            description="Membres du comité, femmes et hommes.",
            type="entier",
            obligatoire=True,
            unite="personnes",
            minimum=1,
            maximum=50,
            plausible=True,
            exemple="5",
        ),
        Column(
            nom="femmes_nb",
            titre="Dont femmes",
            description="Femmes parmi les membres.",
            type="entier",
            unite="personnes",
            minimum=0,
            maximum=50,
            plausible=True,
            exemple="2",
        ),
        Column(
            nom="service_etat_membre",
            titre="Service de l'État membre",
            description="Oui si un service technique de l'État siège au comité.",
            type="oui_non",
            exemple="Oui",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.comites_suivi.creation_future",
            gravite="reserve",
            phrase="le comité est créé après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("creation_date",),
            valide=lambda: pl.col("creation_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.comites_suivi.femmes",
            gravite="reserve",
            phrase="il y a plus de femmes que de membres",
            remede="corrigez l'un des deux nombres",
            colonnes=("femmes_nb", "membres_nb"),
            valide=lambda: pl.col("femmes_nb") <= pl.col("membres_nb"),
        ),
        Rule(
            code="regle.comites_suivi.objet_attendu",
            gravite="reserve",
            phrase="le comité ne suit ni partenariat ni action",
            remede="choisissez ce qu'il suit",
            colonnes=("partenariat_id", "action_id"),
            valide=lambda: pl.col("partenariat_id").is_not_null() | pl.col("action_id").is_not_null(),
            ecarte=False,
        ),
    ),
)
