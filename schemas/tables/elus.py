"""Officials of the collectivities: who sits, in what function, for which mandate; only counts leave the store."""

from __future__ import annotations

import polars as pl

from registry.codelists import code_list
from registry.territory import units
from schemas.declaration import Column, Rule, Table
from schemas.row_columns import ROW_STATE, identifier_column

ORDRE = 20


def _function_of_that_level() -> pl.Expr:
    """Whether the function exists in a unit of the owner's level; true for functions of any level."""
    levels = {code: unit.niveau for code, unit in units().items()}
    wanted = {code: attributes["niveau"] or None for code, attributes in code_list("fonctions_elus").attributs.items()}
    level = pl.col("unite_code").replace_strict(levels, default=None, return_dtype=pl.String)
    return level == pl.col("fonction_code").replace_strict(wanted, default=None, return_dtype=pl.String)


TABLE = Table(
    nom="elus",
    titre="Élus",
    description=(
        "Élus des communes, des cercles, des régions et du District, et membres des autorités intérimaires. "
        "Les noms servent au CCC à reconnaître ses lignes ; ils ne sont jamais publiés."
    ),
    nature="registre",
    prefixe="ELU",
    cle=("id_local",),
    proprietaire="unite_code",
    confidentialite="restreint",
    diffusion="commune",
    ventilations_publiques=(("sexe_code",), ("fonction_code",), ("sexe_code", "fonction_code")),
    lignes_ordinaires=5,
    lignes_vierges=180,
    lignes_vierges_par_commune=17,
    consignes=(
        "Une ligne par élu en exercice ; gardez l'identifiant donné par OISE.",
        "Un élu qui quitte son mandat : mettez Non dans « En exercice » et la date de fin.",
        "Une ligne entrée par erreur : mettez « Annulé » dans « État de la ligne ».",
    ),
    colonnes=(
        identifier_column("ELU"),
        Column(
            nom="unite_code",
            titre="Collectivité",
            description="Commune, cercle ou région où l'élu siège.",
            type="unite",
            obligatoire=True,
            exemple="Kita (ML010513)",
        ),
        Column(
            nom="nom",
            titre="Nom",
            description="Nom de famille ; il reste dans la base interne.",
            type="texte",
            longueur=80,
            confidentialite="restreint",
            exemple="FICTIF",
        ),
        Column(
            nom="prenom",
            titre="Prénom",
            description="Prénom ; il reste dans la base interne.",
            type="texte",
            longueur=80,
            confidentialite="restreint",
            exemple="Élue",
        ),
        Column(
            nom="fonction_code",
            titre="Fonction",
            description="Fonction exercée dans la collectivité.",
            type="code",
            liste="fonctions_elus",
            obligatoire=True,
            exemple="Conseiller communal",
        ),
        Column(
            nom="sexe_code",
            titre="Sexe",
            description="Sexe de l'élu.",
            type="code",
            liste="sexes",
            obligatoire=True,
            exemple="Femme",
        ),
        Column(
            nom="naissance_annee",
            titre="Année de naissance",
            description="Année de naissance, sur quatre chiffres.",
            type="entier",
            minimum=1920,
            maximum=2015,
            confidentialite="restreint",
            exemple="1978",
        ),
        Column(
            nom="niveau_instruction_code",
            titre="Niveau d'instruction",
            description="Niveau le plus élevé atteint.",
            type="code",
            liste="niveaux_instruction",
            confidentialite="restreint",
            exemple="Fondamental, second cycle",
        ),
        Column(
            nom="alphabetise",
            titre="Sait lire et écrire",
            description="Oui si l'élu lit et écrit le français ou une langue nationale.",
            type="oui_non",
            confidentialite="restreint",
            exemple="Oui",
        ),
        Column(
            nom="langue_1_code",
            titre="Langue de travail",
            description="Langue que l'élu parle le mieux dans sa fonction.",
            type="code",
            liste="langues",
            confidentialite="restreint",
            exemple="Bamanankan (bambara)",
        ),
        Column(
            nom="langue_2_code",
            titre="Autre langue",
            description="Autre langue que l'élu parle.",
            type="code",
            liste="langues",
            confidentialite="restreint",
            exemple="Français",
        ),
        Column(
            nom="mandats_nb",
            titre="Mandats",
            description="Nombre de mandats d'élu, celui en cours compris.",
            type="entier",
            minimum=1,
            maximum=9,
            exemple="1",
        ),
        Column(
            nom="mandat_debut_date",
            titre="Début du mandat",
            description="Jour où le mandat en cours a commencé.",
            type="date",
            obligatoire=True,
            exemple="15/12/2016",
        ),
        Column(
            nom="mandat_fin_date",
            titre="Fin du mandat",
            description="Jour où l'élu a quitté sa fonction ; vide s'il est en exercice.",
            type="date",
            exemple="",
        ),
        Column(
            nom="en_exercice",
            titre="En exercice",
            description="Oui si l'élu exerce sa fonction à la fin du trimestre.",
            type="oui_non",
            obligatoire=True,
            exemple="Oui",
        ),
        Column(
            nom="formations_mandat_nb",
            titre="Formations suivies",
            description="Nombre de formations suivies depuis le début du mandat.",
            type="entier",
            minimum=0,
            maximum=60,
            plausible=True,
            exemple="2",
        ),
        ROW_STATE,
    ),
    regles=(
        Rule(
            code="regle.elus.mandat_ordre",
            gravite="reserve",
            phrase="la fin du mandat précède son début",
            remede="corrigez l'une des deux dates",
            colonnes=("mandat_fin_date", "mandat_debut_date"),
            valide=lambda: pl.col("mandat_fin_date") >= pl.col("mandat_debut_date"),
        ),
        Rule(
            code="regle.elus.mandat_futur",
            gravite="reserve",
            phrase="le mandat commence après la fin du trimestre",
            remede="vérifiez la date de début",
            colonnes=("mandat_debut_date",),
            valide=lambda: pl.col("mandat_debut_date") <= pl.col("_fin"),
        ),
        Rule(
            code="regle.elus.exercice_et_fin",
            gravite="reserve",
            phrase="l'élu est dit en exercice alors que son mandat a fini avant la fin du trimestre",
            remede="mettez Non ou effacez la date de fin",
            colonnes=("en_exercice", "mandat_fin_date"),
            valide=lambda: ~(pl.col("en_exercice") & (pl.col("mandat_fin_date") < pl.col("_fin"))),
            ecarte=False,
        ),
        Rule(
            code="regle.elus.fonction_niveau",
            gravite="reserve",
            phrase="cette fonction n'existe pas à ce niveau de collectivité",
            remede="changez la fonction ou la collectivité",
            colonnes=("fonction_code", "unite_code"),
            valide=_function_of_that_level,
        ),
        Rule(
            code="regle.elus.age",
            gravite="reserve",
            phrase="l'élu aurait moins de 18 ans au début de son mandat",
            remede="vérifiez l'année de naissance",
            colonnes=("naissance_annee", "mandat_debut_date"),
            valide=lambda: pl.col("mandat_debut_date").dt.year() - pl.col("naissance_annee") >= 18,
        ),
        Rule(
            code="regle.elus.langues_repetees",
            gravite="avertissement",
            phrase="la même langue est donnée deux fois",
            remede="effacez la répétition",
            colonnes=("langue_2_code", "langue_1_code"),
            valide=lambda: pl.col("langue_2_code") != pl.col("langue_1_code"),
            ecarte=False,
        ),
    ),
)
