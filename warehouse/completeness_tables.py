"""The published tables of completeness: who sent what was asked, and how much of it is filled in."""

from __future__ import annotations

from warehouse.described import NIVEAU, NOMBRE, REGION, TEXTE, TRIMESTRE, UNITE, published_table

COMPLETUDE = published_table(
    "completude",
    "trimestre",
    "Complétude des envois par cercle, par région et pour le pays, calculée du contenu des fichiers et des seuls "
    "expéditeurs attendus (obligations et exemptions) ; une unité dont personne n'est attendu est absente.",
    TRIMESTRE,
    NIVEAU,
    UNITE,
    REGION,
    ("attendus_nb", NOMBRE, "Nombre de cercles attendus."),
    ("recus_nb", NOMBRE, "Nombre de ceux dont un fichier est reçu."),
    ("recevables_nb", NOMBRE, "Nombre de ceux dont un fichier est accepté, avec ou sans réserves."),
    ("valides_nb", NOMBRE, "Nombre de ceux dont le CSR a validé les fichiers qui comptent, avec ou sans réserve."),
    ("a_temps_nb", NOMBRE, "Nombre de ceux dont le premier fichier accepté a été reçu dans le délai."),
    (
        "retard_max_jours_nb",
        NOMBRE,
        "Plus grand retard d'un premier fichier accepté, en jours ; 0 dans le délai, vide si rien n'est accepté.",
    ),
)
COMPLETUDE_DOMAINES = published_table(
    "completude_domaines",
    "trimestre",
    "Cases remplies par domaine, par cercle, par région et pour le pays. Une case est un élément demandé ce trimestre "
    "à une commune d'un cercle attendu ; elle est remplie par une valeur, par ND (non disponible) ou par SO (sans "
    "objet). Une case vide ou mise de côté ne l'est pas.",
    TRIMESTRE,
    NIVEAU,
    UNITE,
    REGION,
    ("domaine", TEXTE, "Domaine des éléments."),
    ("cellules_attendues_nb", NOMBRE, "Nombre de cases demandées."),
    ("cellules_remplies_nb", NOMBRE, "Nombre de cases remplies."),
    ("rempli_pct", "DECIMAL(5,1)", "Part des cases remplies, en %, arrondie vers le bas."),
)
