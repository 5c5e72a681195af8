"""The rules of the register of conventions: clauses that contradict each other, dates that can't be."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Rule

_SIGNED = ["signee", "denoncee", "suspendue", "close"]


def _end_agrees_with_duration() -> pl.Expr:
    """Whether end = effect (else signature) + duration, to a day: the day before the anniversary is as usual as it."""
    start = pl.coalesce("effet_date", "signature_date")
    reckoned = start.dt.offset_by(pl.format("{}mo", pl.col("duree_mois")))
    return (pl.col("fin_date") - reckoned).dt.total_days().is_between(-1, 1)


RULES = (
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
            pl.col("reprise_date").is_null() | (pl.col("reprise_date") >= pl.col("suspension_date")).fill_null(False)
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
)
