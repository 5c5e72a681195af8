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
            description=(
                "Jour où la période en cours prend fin, reconductions comprises ; "
                "ce qu'un avenant y change s'écrit dans la feuille « Avenants »."
            ),
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
            nom="reconduction_duree_mois",
            titre="Durée d'une reconduction (mois)",
            description="Durée de chaque reconduction, en mois ; vide si elle est celle de la première période.",
            type="entier",
            unite="mois",
            minimum=1,
            maximum=600,
            exemple="",
        ),
        Column(
            nom="derniere_reconduction_date",
            titre="Dernière reconduction",
            description="Jour où la dernière reconduction a été décidée ; vide pendant la première période.",
            type="date",
            exemple="",
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
            nom="comite_pilotage_prevu",
            titre="Comité de pilotage prévu",
            description="Oui si le texte prévoit un comité de pilotage ou de suivi.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="modification_accord",
            titre="Modification d'un commun accord",
            description="Oui si le texte ne peut être modifié que d'un commun accord.",
            type="oui_non",
            exemple="Oui",
        ),
        Column(
            nom="differends_code",
            titre="Règlement des différends",
            description="Première voie que le texte prévoit pour régler un différend.",
            type="code",
            liste="reglements_differends",
            exemple="Négociation",
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
            nom="controle_legalite_code",
            titre="Contrôle de légalité",
            description="Où en est le contrôle de légalité par la tutelle.",
            type="code",
            liste="controles_legalite",
            exemple="Conforme",
        ),
        Column(
            nom="controle_legalite_date",
            titre="Date du contrôle",
            description="Jour de la transmission ou de la réponse de la tutelle.",
            type="date",
            exemple="05/06/2024",
        ),
        Column(
            nom="denonciation_date",
            titre="Date de dénonciation",
            description="Jour où une partie a dénoncé la convention.",
            type="date",
            exemple="",
        ),
        Column(
            nom="denonciation_par_code",
            titre="Dénoncée par",
            description="Qui a dénoncé la convention.",
            type="code",
            liste="auteurs_decision",
            exemple="",
        ),
        Column(
            nom="suspension_date",
            titre="Date de suspension",
            description="Jour de la dernière suspension de la convention.",
            type="date",
            exemple="",
        ),
        Column(
            nom="suspension_par_code",
            titre="Suspendue par",
            description="Qui a suspendu la convention.",
            type="code",
            liste="auteurs_decision",
            exemple="",
        ),
        Column(
            nom="suspension_acte",
            titre="Acte de suspension",
            description="Acte qui suspend la convention : nature, numéro et date ; il n'est pas publié.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="",
        ),
        Column(
            nom="reprise_date",
            titre="Date de reprise",
            description="Jour où la convention a repris après cette suspension ; vide si elle est encore suspendue.",
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
            titre="Différends, en clair",
            description="Comment le texte prévoit de régler un différend, s'il faut le préciser.",
            type="texte",
            longueur=200,
            confidentialite="interne",
            exemple="Négociation",
        ),
        Column(
            nom="langue_1_code",
            titre="Langue du texte",
            description="Langue dans laquelle le texte est signé.",
            type="code",
            liste="langues",
            exemple="Français",
        ),
        Column(
            nom="langue_2_code",
            titre="Autre langue du texte",
            description="Autre langue qui fait foi.",
            type="code",
            liste="langues",
            exemple="",
        ),
        Column(
            nom="signataire_malien",
            titre="Signataire malien",
            description="Fonction de qui a signé pour la partie malienne ; pas de nom.",
            type="texte",
            longueur=120,
            confidentialite="interne",
            exemple="Maire",
        ),
        Column(
            nom="signataire_partenaire",
            titre="Signataire du partenaire",
            description="Fonction de qui a signé pour le partenaire ; pas de nom.",
            type="texte",
            longueur=120,
            confidentialite="interne",
            exemple="Maire",
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
            code="regle.conventions.reconduction_contredite",
            gravite="reserve",
            phrase="une reconduction est datée alors qu'aucune n'est dite faite",
            remede="écrivez le nombre de reconductions ou effacez la date",
            colonnes=("reconductions_nb", "derniere_reconduction_date"),
            valide=lambda: pl.col("derniere_reconduction_date").is_null() | (pl.col("reconductions_nb") > 0),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.reconduction_non_prevue",
            gravite="avertissement",
            phrase="la convention est reconduite alors que le texte n'en prévoit pas la reconduction",
            remede="vérifiez la clause ; si un avenant l'a prolongée, écrivez-le dans la feuille « Avenants »",
            colonnes=("reconduction_code", "reconductions_nb", "reconduction_duree_mois"),
            valide=lambda: (
                (pl.col("reconduction_code") != "aucune")
                | ((pl.col("reconductions_nb").fill_null(0) == 0) & pl.col("reconduction_duree_mois").is_null())
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.reconduction_date",
            gravite="reserve",
            phrase="la dernière reconduction précède la signature ou suit la fin du trimestre",
            remede="corrigez la date",
            colonnes=("derniere_reconduction_date", "signature_date"),
            valide=lambda: (
                (pl.col("derniere_reconduction_date") > pl.col("signature_date")).fill_null(True)
                & (pl.col("derniere_reconduction_date") <= pl.col("_fin")).fill_null(True)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.denonciation_date",
            gravite="reserve",
            phrase="la dénonciation précède la signature ou suit la fin du trimestre",
            remede="corrigez la date",
            colonnes=("denonciation_date", "signature_date"),
            valide=lambda: (
                (pl.col("denonciation_date") >= pl.col("signature_date")).fill_null(True)
                & (pl.col("denonciation_date") <= pl.col("_fin")).fill_null(True)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.denonciation_auteur",
            gravite="avertissement",
            phrase="la convention est dénoncée sans que l'on sache par qui",
            remede="dites qui l'a dénoncée",
            colonnes=("denonciation_par_code", "statut_code"),
            valide=lambda: (pl.col("statut_code") != "denoncee") | pl.col("denonciation_par_code").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.suspension_attendue",
            gravite="avertissement",
            phrase="la convention est suspendue sans sa date, son acte ou son auteur",
            remede="écrivez les trois",
            colonnes=("suspension_date", "suspension_par_code", "suspension_acte", "statut_code"),
            valide=lambda: (
                (pl.col("statut_code") != "suspendue")
                | (
                    pl.col("suspension_date").is_not_null()
                    & pl.col("suspension_par_code").is_not_null()
                    & pl.col("suspension_acte").is_not_null()
                )
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.suspension_date",
            gravite="reserve",
            phrase="la suspension précède la signature ou suit la fin du trimestre",
            remede="corrigez la date",
            colonnes=("suspension_date", "signature_date"),
            valide=lambda: (
                (pl.col("suspension_date") >= pl.col("signature_date")).fill_null(True)
                & (pl.col("suspension_date") <= pl.col("_fin")).fill_null(True)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.reprise_ordre",
            gravite="reserve",
            phrase="la convention reprend sans avoir été suspendue, ou avant de l'avoir été",
            remede="corrigez l'une des deux dates",
            colonnes=("reprise_date", "suspension_date"),
            valide=lambda: (
                pl.col("reprise_date").is_null()
                | (pl.col("reprise_date") >= pl.col("suspension_date")).fill_null(False)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.suspension_contredite",
            gravite="reserve",
            phrase="le statut et les dates de suspension et de reprise se contredisent",
            remede="mettez « Suspendue » si elle l'est encore, sinon écrivez la date de reprise",
            colonnes=("statut_code", "suspension_date", "reprise_date"),
            valide=lambda: (
                pl.when(pl.col("statut_code") == "suspendue")
                .then(pl.col("reprise_date").is_null() | (pl.col("reprise_date") > pl.col("_fin")))
                .when(pl.col("statut_code") == "signee")
                .then(pl.col("suspension_date").is_null() | pl.col("reprise_date").is_not_null())
                .otherwise(True)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.controle_contredit",
            gravite="reserve",
            phrase="le contrôle de légalité est daté alors que la convention n'est pas dite transmise",
            remede="changez l'état du contrôle ou effacez la date",
            colonnes=("controle_legalite_code", "controle_legalite_date"),
            valide=lambda: (
                pl.col("controle_legalite_date").is_null()
                | pl.col("controle_legalite_code").is_in(["transmise", "conforme", "observations"]).fill_null(False)
            ),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.controle_futur",
            gravite="reserve",
            phrase="le contrôle de légalité est daté d'après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("controle_legalite_date",),
            valide=lambda: pl.col("controle_legalite_date") <= pl.col("_fin"),
            ecarte=False,
        ),
        Rule(
            code="regle.conventions.langues_repetees",
            gravite="avertissement",
            phrase="la même langue est donnée deux fois",
            remede="effacez la répétition",
            colonnes=("langue_2_code", "langue_1_code"),
            valide=lambda: pl.col("langue_2_code") != pl.col("langue_1_code"),
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
