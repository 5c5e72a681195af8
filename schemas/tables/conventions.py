"""The register of conventions: the clauses from which terms, notices and due acts are reckoned."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 60

_SIGNED = ["signee", "denoncee", "suspendue", "close"]


def _end_agrees_with_duration() -> pl.Expr:
    """Whether end = effect (else signature) + duration, to a day: the day before the anniversary is as usual as it."""
    start = pl.coalesce("effet_date", "signature_date")
    reckoned = start.dt.offset_by(pl.format("{}mo", pl.col("duree_mois")))
    return (pl.col("fin_date") - reckoned).dt.total_days().is_between(-1, 1)


TABLE = Table(
    nom="conventions",
    titre="Conventions",
    description=(
        "Conventions de coopération décentralisée et leurs clauses : durée, préavis, reconduction, "
        "rencontre annuelle, visa."
    ),
    nature="registre",
    prefixe="CON",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=2,
    lignes_vierges=20,
    consignes=(
        "Une ligne par convention signée ou en préparation ; gardez l'identifiant donné par OISE.",
        "Recopiez les clauses du texte signé ; laissez vide ce que le texte ne dit pas.",
        "Le visa est celui de l'État sur la convention.",
    ),
    colonnes=(
        identifier_column("CON"),
        Column(
            nom="unite_code",
            titre="Collectivité malienne",
            description="Commune, cercle ou région partie à la convention.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenariat_id",
            titre="Partenariat",
            description="Identifiant du partenariat de la convention, pris dans la feuille « Partenariats ».",
            type="reference",
            table="partenariats",
            obligatoire=True,
            longueur=40,
            exemple="PAR-ML0105-0001",
        ),
        Column(
            nom="intitule",
            titre="Intitulé",
            description="Titre de la convention.",
            type="texte",
            obligatoire=True,
            longueur=200,
            exemple="Convention de coopération décentralisée 2024-2027",
        ),
        Column(
            nom="statut_code",
            titre="Statut déclaré",
            description="Ce qui a été fait de la convention ; si elle est échue ou à renouveler, OISE le calcule.",
            type="code",
            liste="statuts_convention",
            obligatoire=True,
            exemple="Signée",
        ),
        Column(
            nom="signature_date",
            titre="Date de signature",
            description="Jour de la signature par les parties.",
            type="date",
            exemple="20/05/2024",
        ),
        Column(
            nom="effet_date",
            titre="Date d'effet",
            description="Jour où la convention prend effet ; vide si c'est le jour de la signature.",
            type="date",
            exemple="01/07/2024",
        ),
        Column(
            nom="duree_mois",
            titre="Durée (mois)",
            description="Durée de la première période, en mois : cinq ans s'écrivent 60.",
            type="entier",
            unite="mois",
            minimum=1,
            maximum=600,
            exemple="36",
        ),
        Column(
            nom="fin_date",
            titre="Date de fin",
            description="Jour où la période en cours prend fin, reconductions comprises.",
            type="date",
            exemple="30/06/2027",
        ),
        Column(
            nom="preavis_mois",
            titre="Préavis (mois)",
            description="Préavis de dénonciation, en mois.",
            type="entier",
            unite="mois",
            minimum=0,
            maximum=60,
            exemple="6",
        ),
        Column(
            nom="reconduction_code",
            titre="Reconduction",
            description="Comment la convention se prolonge à son terme.",
            type="code",
            liste="reconductions",
            exemple="D'un commun accord",
        ),
        Column(
            nom="reconductions_nb",
            titre="Reconductions faites",
            description="Nombre de fois que la convention a déjà été reconduite ; 0 pendant la première période.",
            type="entier",
            minimum=0,
            maximum=20,
            exemple="0",
        ),
        Column(
            nom="rencontre_annuelle_prevue",
            titre="Rencontre annuelle prévue",
            description="Oui si le texte prévoit au moins une rencontre des parties par an.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="derniere_rencontre_date",
            titre="Dernière rencontre",
            description="Jour de la dernière rencontre des parties.",
            type="date",
            exemple="12/02/2026",
        ),
        Column(
            nom="visa",
            titre="Visa de l'État",
            description="Oui si la convention porte le visa de l'État ; vide si vous ne le savez pas.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="visa_date",
            titre="Date du visa",
            description="Jour du visa de l'État.",
            type="date",
            exemple="10/06/2024",
        ),
        Column(
            nom="denonciation_date",
            titre="Date de dénonciation",
            description="Jour où une partie a dénoncé la convention.",
            type="date",
            exemple="",
        ),
        Column(
            nom="secteur_1_code",
            titre="Secteur prioritaire 1",
            description="Premier secteur prioritaire du texte.",
            type="code",
            liste="secteurs",
            exemple="Eau potable",
        ),
        Column(
            nom="secteur_2_code",
            titre="Secteur prioritaire 2",
            description="Deuxième secteur prioritaire du texte.",
            type="code",
            liste="secteurs",
            exemple="Santé de base",
        ),
        Column(
            nom="secteur_3_code",
            titre="Secteur prioritaire 3",
            description="Troisième secteur prioritaire du texte.",
            type="code",
            liste="secteurs",
            exemple="",
        ),
        Column(
            nom="differends",
            titre="Règlement des différends",
            description="Comment le texte prévoit de régler un différend.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Négociation",
        ),
        Column(
            nom="document_reference",
            titre="Référence du document",
            description="Où se trouve le texte signé : numéro, registre, dossier.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Registre des conventions, n° 12",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.conventions.signature_attendue",
            gravite="reserve",
            phrase="la convention est dite signée mais sa date de signature est vide",
            remede="écrivez-la ou changez le statut",
            colonnes=("signature_date", "statut_code"),
            valide=lambda: ~pl.col("statut_code").is_in(_SIGNED) | pl.col("signature_date").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.signature_future",
            gravite="reserve",
            phrase="la convention est signée après la fin du trimestre",
            remede="corrigez la date de signature",
            colonnes=("signature_date",),
            valide=lambda: pl.col("signature_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.conventions.projet_date",
            gravite="reserve",
            phrase="la convention porte une date de signature alors qu'elle est dite en projet",
            remede="changez le statut",
            colonnes=("statut_code", "signature_date"),
            valide=lambda: ~pl.col("statut_code").is_in(["projet", "negociation"]) | pl.col("signature_date").is_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.effet_avant_signature",
            gravite="avertissement",
            phrase="la convention prend effet avant sa signature",
            remede="vérifiez les deux dates",
            colonnes=("effet_date", "signature_date"),
            valide=lambda: pl.col("effet_date") >= pl.col("signature_date"),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.fin_ordre",
            gravite="reserve",
            phrase="la convention prend fin avant sa signature ou son effet",
            remede="corrigez ces dates",
            colonnes=("fin_date", "effet_date", "signature_date"),
            valide=lambda: pl.col("fin_date") >= pl.max_horizontal("effet_date", "signature_date"),
        ),
        Rule(
            code="regle.conventions.fin_et_duree",
            gravite="reserve",
            phrase="la date de fin n'est pas la date d'effet augmentée de la durée",
            remede="corrigez l'une des trois, ou écrivez combien de fois la convention a été reconduite",
            colonnes=("fin_date", "duree_mois", "effet_date"),
            valide=lambda: (pl.col("reconductions_nb") > 0).fill_null(False) | _end_agrees_with_duration(),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.preavis_et_duree",
            gravite="reserve",
            phrase="le préavis est plus long que la convention",
            remede="corrigez l'une des deux durées",
            colonnes=("preavis_mois", "duree_mois"),
            valide=lambda: pl.col("preavis_mois") <= pl.col("duree_mois"),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.visa_avant_signature",
            gravite="reserve",
            phrase="le visa de l'État précède la signature",
            remede="corrigez l'une des deux dates",
            colonnes=("visa_date", "signature_date"),
            valide=lambda: pl.col("visa_date") >= pl.col("signature_date"),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.visa_contredit",
            gravite="reserve",
            phrase="une date de visa est donnée alors que le visa n'est pas dit obtenu",
            remede="mettez Oui ou effacez la date",
            colonnes=("visa", "visa_date"),
            valide=lambda: pl.col("visa_date").is_null() | pl.col("visa").fill_null(False),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.denonciation_contredite",
            gravite="reserve",
            phrase="la convention est dite dénoncée sans date, ou datée sans être dite dénoncée",
            remede="accordez les deux",
            colonnes=("denonciation_date", "statut_code"),
            valide=lambda: (
                ((pl.col("statut_code") == "denoncee") == pl.col("denonciation_date").is_not_null())
                | (pl.col("statut_code") == "close")
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.rencontre_future",
            gravite="reserve",
            phrase="la dernière rencontre est datée d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("derniere_rencontre_date",),
            valide=lambda: pl.col("derniere_rencontre_date") <= pl.col("_fin"),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.secteurs_repetes",
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
    ),
)
