"""The register of funding requests, one row a post of the budget (fiche 10), with the share of each party."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 78

_PARTS = ("part_collectivite_fcfa", "part_partenaire_fcfa", "part_autres_fcfa")


TABLE = Table(
    nom="dossiers_financement",
    titre="Dossiers de financement",
    description=(
        "Dossiers de demande de financement : un poste de dépense par ligne, avec la part de chaque partie (fiche 10)."
    ),
    nature="registre",
    prefixe="DOS",
    cle=("id_local",),
    proprietaire="unite_code",
    confidentialite="interne",
    diffusion="cercle",
    lignes_ordinaires=1,
    lignes_vierges=20,
    consignes=(
        "Une ligne par poste de dépense ; les lignes d'un même dossier portent le même numéro de dossier.",
        "Les parts font ensemble le montant du poste.",
    ),
    colonnes=(
        identifier_column("DOS"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région qui demande le financement.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="action_id",
            titre="Action",
            description="Identifiant de l'action à financer.",
            type="reference",
            table="actions",
            obligatoire=True,
            longueur=40,
            exemple="ACD-ML0105-0001",
        ),
        Column(
            nom="dossier_numero",
            titre="Dossier",
            description="Numéro ou nom du dossier de demande.",
            type="texte",
            longueur=60,
            confidentialite="interne",
            exemple="2026-02",
        ),
        Column(
            nom="poste_code",
            titre="Poste",
            description="Poste de dépense.",
            type="code",
            liste="postes_financement",
            obligatoire=True,
            exemple="Achat d'équipements",
        ),
        Column(
            nom="designation",
            titre="Désignation",
            description="Ce que le poste paie, en quelques mots.",
            type="texte",
            obligatoire=True,
            longueur=200,
            confidentialite="interne",
            exemple="Pompe solaire et château d'eau",
        ),
        Column(
            nom="montant_fcfa",
            titre="Montant (FCFA)",
            description="Montant demandé pour le poste.",
            type="montant",
            obligatoire=True,
            unite="fcfa",
            minimum=0,
            maximum=20_000_000_000,
            plausible=True,
            exemple="12 000 000",
        ),
        Column(
            nom="part_collectivite_fcfa",
            titre="Part de la collectivité (FCFA)",
            description="Part que la collectivité malienne prend à sa charge.",
            type="montant",
            unite="fcfa",
            minimum=0,
            maximum=20_000_000_000,
            plausible=True,
            exemple="2 400 000",
        ),
        Column(
            nom="part_partenaire_fcfa",
            titre="Part du partenaire (FCFA)",
            description="Part que le partenaire prend à sa charge.",
            type="montant",
            unite="fcfa",
            minimum=0,
            maximum=20_000_000_000,
            plausible=True,
            exemple="8 400 000",
        ),
        Column(
            nom="part_autres_fcfa",
            titre="Part des autres (FCFA)",
            description="Part des autres financeurs : population, État, ANICT, tiers.",
            type="montant",
            unite="fcfa",
            minimum=0,
            maximum=20_000_000_000,
            plausible=True,
            exemple="1 200 000",
        ),
        Column(
            nom="demande_date",
            titre="Demandé le",
            description="Jour où la demande a été déposée.",
            type="date",
            exemple="05/05/2026",
        ),
        Column(
            nom="decision_code",
            titre="Décision",
            description="Réponse donnée à la demande.",
            type="code",
            liste="decisions_financement",
            exemple="En attente",
        ),
        Column(
            nom="decision_date",
            titre="Décidé le",
            description="Jour de la décision.",
            type="date",
            exemple="",
        ),
        Column(
            nom="comite_attribution",
            titre="Passé en comité d'attribution",
            description="Oui si un comité d'attribution intercommunal a examiné la demande.",
            type="oui_non",
            exemple="Non",
        ),
        Column(
            nom="pieces_archivees",
            titre="Pièces archivées",
            description="Oui si les documents du dossier sont archivés.",
            type="oui_non",
            exemple="Oui",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.dossiers_financement.parts_somme",
            gravite="reserve",
            phrase="les parts ne font pas ensemble le montant du poste",
            remede="corrigez le montant ou les parts",
            colonnes=("montant_fcfa", "part_collectivite_fcfa", "part_partenaire_fcfa", "part_autres_fcfa"),
            valide=lambda: (
                # A share left blank is unknown: only an excess is then sure.
                pl.when(pl.all_horizontal(pl.col(name).is_not_null() for name in _PARTS))
                .then(pl.sum_horizontal(_PARTS) == pl.col("montant_fcfa"))
                .otherwise(pl.sum_horizontal(_PARTS, ignore_nulls=True) <= pl.col("montant_fcfa"))
            ),
        ),
        Rule(
            code="regle.dossiers_financement.demande_future",
            gravite="reserve",
            phrase="la demande est datée d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("demande_date",),
            valide=lambda: pl.col("demande_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.dossiers_financement.decision_future",
            gravite="reserve",
            phrase="la décision est datée d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("decision_date",),
            valide=lambda: pl.col("decision_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.dossiers_financement.decision_ordre",
            gravite="reserve",
            phrase="la décision précède la demande",
            remede="corrigez l'une des deux dates",
            colonnes=("decision_date", "demande_date"),
            valide=lambda: pl.col("decision_date") >= pl.col("demande_date"),
        ),
        Rule(
            code="regle.dossiers_financement.decision_contredite",
            gravite="reserve",
            phrase="une décision est datée alors que la réponse est en attente ou vide",
            remede="choisissez la décision ou effacez la date",
            colonnes=("decision_code", "decision_date"),
            valide=lambda: (
                pl.col("decision_date").is_null() | (pl.col("decision_code").fill_null("en_attente") != "en_attente")
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.dossiers_financement.decision_sans_date",
            gravite="avertissement",
            phrase="la décision n'est pas datée",
            remede="écrivez le jour de la décision",
            colonnes=("decision_date", "decision_code"),
            valide=lambda: (pl.col("decision_code") == "en_attente") | pl.col("decision_date").is_not_null(),
            ecarte=False,
        ),
    ),
)
