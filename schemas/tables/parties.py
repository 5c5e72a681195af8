"""Every party of a partnership, on both sides: several may share one relation, under one lead filer."""

from __future__ import annotations

import polars as pl

from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 51


def _one_leader_a_side() -> pl.Expr:
    """Whether a leading party is the only one of its side, among the rows in force of the file."""
    leads = (
        (pl.col("role_code") == "chef_de_file") & pl.col("jusqu_date").is_null() & (pl.col("etat_ligne") == "actif")
    ).fill_null(False)
    together = leads.cast(pl.Int64).sum().over("_sha256", "partenariat_id", "cote_code")
    return ~leads | pl.col("partenariat_id").is_null() | (together <= 1)


TABLE = Table(
    nom="parties",
    titre="Parties",
    description=(
        "Parties d'un partenariat, du côté malien et du côté du partenaire, quand il y en a plus d'une. "
        "La collectivité malienne et le partenaire écrits dans la feuille « Partenariats » n'ont pas à être répétés."
    ),
    nature="registre",
    prefixe="PTI",
    cle=("id_local",),
    proprietaire="unite_code",
    lignes_ordinaires=1,
    lignes_vierges=15,
    consignes=(
        "Une ligne par partie ; un seul chef de file de chaque côté.",
        "Une partie malienne est une collectivité de n'importe quel cercle ; la sienne confirmera de son côté.",
        "Une partie qui se retire garde sa ligne : écrivez jusqu'à quand elle a été partie.",
    ),
    colonnes=(
        identifier_column("PTI"),
        Column(
            nom="unite_code",
            titre="Collectivité qui déclare",
            description="Commune, cercle ou région qui porte la relation.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="partenariat_id",
            titre="Partenariat",
            description="Identifiant du partenariat, pris dans la feuille « Partenariats ».",
            type="reference",
            table="partenariats",
            obligatoire=True,
            longueur=40,
            exemple="PAR-ML0105-0001",
        ),
        Column(
            nom="cote_code",
            titre="Côté",
            description="Côté de la relation où se tient la partie.",
            type="code",
            liste="cotes_partie",
            obligatoire=True,
            exemple="Côté malien",
        ),
        Column(
            nom="partie_unite_code",
            titre="Collectivité partie",
            description="Collectivité du Mali qui est partie, de n'importe quel cercle ; demandée du côté malien.",
            type="unite",
            exemple="Kita (ML0105)",
        ),
        Column(
            nom="partie_nom",
            titre="Nom de la partie",
            description="Nom de l'institution partie, sans abréviation ; demandé du côté du partenaire.",
            type="texte",
            longueur=200,
            exemple="",
        ),
        Column(
            nom="type_partenaire_code",
            titre="Type de partie",
            description="Nature de la partie.",
            type="code",
            liste="types_partenaire",
            exemple="Collectivité du Mali",
        ),
        Column(
            nom="pays_code",
            titre="Pays",
            description="Pays de la partie ; demandé du côté du partenaire.",
            type="code",
            liste="pays",
            exemple="Mali",
        ),
        Column(
            nom="role_code",
            titre="Rôle",
            description="Place de la partie dans la relation.",
            type="code",
            liste="roles_partie",
            obligatoire=True,
            exemple="Partie",
        ),
        Column(
            nom="depuis_date",
            titre="Depuis le",
            description="Jour depuis lequel elle est partie.",
            type="date",
            exemple="20/05/2024",
        ),
        Column(
            nom="jusqu_date",
            titre="Jusqu'au",
            description="Jour où elle a cessé d'être partie ; vide si elle l'est encore.",
            type="date",
            exemple="",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.parties.malienne_nommee",
            gravite="reserve",
            phrase="une partie du côté malien est donnée sans sa collectivité",
            remede="choisissez la collectivité",
            colonnes=("partie_unite_code", "cote_code"),
            valide=lambda: (pl.col("cote_code") != "mali") | pl.col("partie_unite_code").is_not_null(),
        ),
        Rule(
            code="regle.parties.partenaire_nomme",
            gravite="reserve",
            phrase="une partie du côté du partenaire est donnée sans son nom ou son pays",
            remede="écrivez les deux",
            colonnes=("partie_nom", "pays_code", "cote_code"),
            valide=lambda: (
                (pl.col("cote_code") != "partenaire")
                | (pl.col("partie_nom").is_not_null() & pl.col("pays_code").is_not_null())
            ),
        ),
        Rule(
            code="regle.parties.pays_contredit",
            gravite="reserve",
            phrase="la partie est une collectivité du Mali mais son pays en est un autre",
            remede="corrigez le pays ou effacez la collectivité",
            colonnes=("pays_code", "partie_unite_code"),
            valide=lambda: pl.col("partie_unite_code").is_null() | (pl.col("pays_code") == "ML"),
            ecarte=False,
        ),
        Rule(
            code="regle.parties.dates_ordre",
            gravite="reserve",
            phrase="elle cesse d'être partie avant de l'être devenue",
            remede="corrigez l'une des deux dates",
            colonnes=("jusqu_date", "depuis_date"),
            valide=lambda: pl.col("jusqu_date") >= pl.col("depuis_date"),
        ),
        Rule(
            code="regle.parties.depuis_futur",
            gravite="reserve",
            phrase="elle devient partie après la fin du trimestre",
            remede="corrigez la date",
            colonnes=("depuis_date",),
            valide=lambda: pl.col("depuis_date") <= pl.col("_fin"),
            ecarte=False,
        ),
        Rule(
            code="regle.parties.un_chef_de_file",
            gravite="reserve",
            phrase="ce côté du partenariat a plus d'un chef de file",
            remede="gardez-en un, les autres sont des parties",
            colonnes=("role_code", "partenariat_id", "cote_code"),
            valide=_one_leader_a_side,
            ecarte=False,
        ),
    ),
)
