"""Where what is published was read: the files received, and the place of each value and row in them."""

from __future__ import annotations

import duckdb

from warehouse.described import EXPEDITEUR, NOMBRE, REGION, TEXTE, TRIMESTRE, published_table
from warehouse.literals import literal

# Where a published row was read, by the columns of the lake.
ORIGINE_DE_LIGNE = (
    ("origine_depot", NOMBRE, "Fichier d'où vient la ligne, décrit dans fichiers ; pour un complément, le dernier."),
    ("origine_feuille", TEXTE, "Feuille de ce fichier."),
    ("origine_ligne", NOMBRE, "Ligne de cette feuille."),
)
ORIGINE_DE_VALEUR = (
    ("origine_depot", NOMBRE, "Pour une commune : fichier où la valeur est lue, décrit dans fichiers."),
    ("origine_feuille", TEXTE, "Pour une commune : feuille de ce fichier."),
    ("origine_ligne", NOMBRE, "Pour une commune : ligne de cette feuille."),
    ("origine_colonne", TEXTE, "Pour une commune : colonne de cette feuille."),
)
NOM_PROPRE = "nom propre à l'expéditeur"

# Current rows of registers come from files of any quarter, the guide's included: all files are told in every edition.
FICHIERS = published_table(
    "fichiers",
    "registre",
    "Fichiers reçus, doublons et fichiers retirés non comptés : ce que chaque valeur et chaque ligne publiée donne "
    "pour son origine.",
    TRIMESTRE,
    ("depot", NOMBRE, "Numéro du dépôt dans le journal de l'installation."),
    EXPEDITEUR,
    REGION,
    ("objet", TEXTE, "Nature du fichier : declaration (envoi trimestriel) ou validation (réponse du CSR)."),
    ("sha256", TEXTE, "Empreinte SHA-256 du fichier d'origine, sous laquelle l'archive le garde."),
    (
        "nom",
        TEXTE,
        f"Nom du fichier s'il est de la forme qu'OISE donne (OISE_ML0105_2026-Q3.xlsx) ; sinon « {NOM_PROPRE} », car "
        "un nom de fichier peut être celui d'une personne.",
    ),
    ("version", NOMBRE, "Version de l'envoi ; vide si le fichier n'a pas pu être lu."),
    ("nature", TEXTE, "complete (annule et remplace) ou complement."),
    ("verdict", TEXTE, "Verdict du fichier."),
    ("recu_le", "TIMESTAMP", "Réception du fichier (UTC)."),
)

# Words that OISE and spreadsheets put in file names: any other may be somebody's name.
_MOTS = (
    "oise|validation|transmission|complement|correction|corrige|rectifie|modele|version|copie|copy|de|of|final|vf|xlsx"
    "|csv|zip|ml|ml[0-9]{2}|ml[0-9]{4}|ml[0-9]{6,8}|[0-9]{1,4}|[qt][1-4]|[0-9]{4}[qt][1-4]|v[0-9]{1,3}"
)
_NOM_OISE = f"(oise|validation)([-_. ()]+({_MOTS}))*[)]?"
# Eight figures and more, however they are cut: a telephone number.
_TELEPHONE = "(^|[^a-z0-9])[0-9]([-_. ()]*[0-9]){7,}([^a-z0-9]|$)"


def fill_files(connection: duckdb.DuckDBPyConnection) -> None:
    """Fill ``fichiers`` anew from the lake attached as ``lac`` and the temporary table ``unites``."""
    # An unreadable file says no quarter, and counts for the last one ended at its receipt.
    # Through the instant: a cast to a plain timestamp would drop the offset that the time was written with.
    received = "make_timestamp(epoch_us(CAST(l.recu_le AS TIMESTAMPTZ)))"
    ended = f"({received} - INTERVAL 3 MONTH)"
    quarter = f"coalesce(l.trimestre, concat(year({ended}), '-Q', quarter({ended})))"
    plain = (
        f"regexp_full_match(lower(l.nom_original), {literal(_NOM_OISE)}) "
        f"AND NOT regexp_matches(lower(l.nom_original), {literal(_TELEPHONE)})"
    )
    name = f"if({plain}, l.nom_original, {literal(NOM_PROPRE)})"
    connection.execute(f"DELETE FROM {FICHIERS.nom}")
    connection.execute(
        f"INSERT INTO {FICHIERS.nom} SELECT {quarter}, l.sequence, l.expediteur, coalesce(u.region_code, 'ML'), "
        f"coalesce(l.objet, 'declaration'), l.sha256, {name}, l.version, l.nature, l.verdict, {received} "
        "FROM lac.depots l LEFT JOIN unites u ON u.code = l.expediteur "
        "WHERE l.verdict <> 'doublon' AND l.retrait IS NULL ORDER BY l.sequence"
    )
