"""What a collectivity answers when another sender has filed a partnership to which it belongs."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column, identifier_pattern

ORDRE = 52

_ANSWERED = ["confirmee", "contestee"]


def _filed_by_another() -> pl.Expr:
    """Whether the partnership named isn't one that the sender itself files."""
    return ~pl.col("partenariat_ref").str.starts_with(pl.format("PAR-{}-", pl.col("_expediteur")))


TABLE = Table(
    nom="confirmations",
    titre="Confirmations",
    description=(
        "Réponses aux partenariats communs qu'un autre expéditeur a déclarés et qui citent une de vos collectivités. "
        "OISE écrit les demandes ; il reste à répondre."
    ),
    nature="registre",
    prefixe="CNF",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=0,
    lignes_vierges=10,
    consignes=(
        "Une ligne par partenariat commun déclaré ailleurs ; OISE en écrit la référence.",
        "Répondez « Confirmée » ou « Contestée », avec la date ; si vous contestez, dites pourquoi.",
        "Ne déclarez pas une seconde fois ce partenariat dans la feuille « Partenariats ».",
    ),
    colonnes=(
        identifier_column("CNF"),
        Column(
            nom="unite_code",
            titre="Collectivité qui répond",
            description="Commune, cercle ou région citée comme partie.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenariat_ref",
            titre="Partenariat déclaré ailleurs",
            description="Identifiant du partenariat que l'autre expéditeur a déclaré.",
            type="texte",
            obligatoire=True,
            longueur=40,
            exemple="PAR-ML0104-0003",
        ),
        Column(
            nom="reponse_code",
            titre="Réponse",
            description="Ce que la collectivité répond.",
            type="code",
            liste="reponses_confirmation",
            obligatoire=True,
            exemple="Confirmée",
        ),
        Column(
            nom="reponse_date",
            titre="Répondu le",
            description="Jour de la réponse.",
            type="date",
            exemple="05/10/2026",
        ),
        Column(
            nom="motif",
            titre="Motif",
            description="Pourquoi la collectivité conteste, ou ce qu'elle précise ; il n'est pas publié.",
            type="texte",
            longueur=300,
            confidentialite="interne",
            exemple="",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.confirmations.reference",
            gravite="reserve",
            phrase="la référence n'est pas celle d'un partenariat",
            remede="écrivez-la comme PAR-ML0104-0003",
            colonnes=("partenariat_ref",),
            valide=lambda: pl.col("partenariat_ref").str.contains(identifier_pattern("PAR")),
        ),
        Rule(
            code="regle.confirmations.deja_la_votre",
            gravite="reserve",
            phrase="ce partenariat est de ceux que vous déclarez vous-même",
            remede="mettez « Annulé » dans « État de la ligne », ou corrigez la référence",
            colonnes=("partenariat_ref",),
            valide=lambda: _filed_by_another() | (pl.col("etat_ligne") == "annule"),
        ),
        Rule(
            code="regle.confirmations.date_attendue",
            gravite="avertissement",
            phrase="la réponse n'est pas datée",
            remede="écrivez le jour de la réponse",
            colonnes=("reponse_date", "reponse_code"),
            valide=lambda: ~pl.col("reponse_code").is_in(_ANSWERED) | pl.col("reponse_date").is_not_null(),
            ecarte=False,
        ),
        Rule(
            code="regle.confirmations.attente_datee",
            gravite="reserve",
            phrase="une réponse est datée alors qu'elle est dite en attente",
            remede="choisissez la réponse ou effacez la date",
            colonnes=("reponse_code", "reponse_date"),
            valide=lambda: pl.col("reponse_code").is_in(_ANSWERED) | pl.col("reponse_date").is_null(),
            ecarte=False,
        ),
        # The request comes with the quarter's own workbook, so that it is answered after the quarter's end.
        Rule(
            code="regle.confirmations.reponse_future",
            gravite="reserve",
            phrase="la réponse est datée de plus de trois mois après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("reponse_date",),
            valide=lambda: pl.col("reponse_date") <= pl.col("_fin").dt.offset_by("3mo"),
            ecarte=False,
        ),
        Rule(
            code="regle.confirmations.motif_attendu",
            gravite="reserve",
            phrase="le partenariat est contesté sans motif",
            remede="dites en une phrase ce qui n'est pas juste",
            colonnes=("motif", "reponse_code"),
            valide=lambda: (pl.col("reponse_code") != "contestee") | pl.col("motif").is_not_null(),
            ecarte=False,
        ),
    ),
)
