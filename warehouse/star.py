"""The published tables: their columns and French comments, from which SQL, comments and dictionary are rendered.

Only what is named here, or declared public in schemas/, can be published: an allow-list, never a list of exceptions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, Protocol

from schemas.ddl import column_comment, lake_columns, table_comment
from schemas.declaration import Column, Table
from schemas.discovery import all_tables
from schemas.secrecy import EFFECTIF_MINIMAL

# What makes a table's rows change: a quarter's data, the registers' current state, or the reference data.
Rythme = Literal["trimestre", "registre", "reference", "edition"]
NIVEAUX = ("commune", "cercle", "region", "pays")
_TEXTE, _NOMBRE, _SOMME, _OUI_NON = "VARCHAR", "BIGINT", "DECIMAL(38,3)", "BOOLEAN"


class DescribedColumn(Protocol):
    """A column that can be published: name, SQL type, French comment."""

    @property
    def nom(self) -> str: ...
    @property
    def type_sql(self) -> str: ...
    @property
    def commentaire(self) -> str: ...


class DescribedTable(Protocol):
    """A table that can be published, whichever room describes it."""

    @property
    def nom(self) -> str: ...
    @property
    def commentaire(self) -> str: ...
    @property
    def colonnes(self) -> Sequence[DescribedColumn]: ...


@dataclass(frozen=True)
class PublishedColumn:
    """One column: name, SQL type, French comment."""

    nom: str
    type_sql: str
    commentaire: str


@dataclass(frozen=True)
class PublishedTable:
    """One published table and what makes its rows change."""

    nom: str
    commentaire: str
    rythme: Rythme
    colonnes: tuple[PublishedColumn, ...]


def _table(nom: str, rythme: Rythme, commentaire: str, *colonnes: tuple[str, str, str]) -> PublishedTable:
    return PublishedTable(nom, commentaire, rythme, tuple(PublishedColumn(*column) for column in colonnes))


_TRIMESTRE = ("trimestre", _TEXTE, "Trimestre (2026-Q3).")
_NIVEAU = ("niveau", _TEXTE, "Niveau de l'unité : commune, cercle, region ou pays.")
_UNITE = ("unite_code", _TEXTE, "Code de l'unité dans la division de 1999, décrite dans dim_unite.")
_REGION = ("region_code", _TEXTE, "Région de l'unité (ML pour le pays).")
_EXPEDITEUR = ("expediteur", _TEXTE, "Code de l'expéditeur de la ligne.")

DIM_UNITE = _table(
    "dim_unite",
    "reference",
    "Unités territoriales des deux divisions du pays (1999 et 2023) ; la clé est (division, code).",
    ("division", _TEXTE, "Division du territoire : 1999 ou 2023."),
    ("code", _TEXTE, "Code de l'unité dans sa division."),
    ("nom", _TEXTE, "Nom de l'unité."),
    ("niveau", _TEXTE, "Niveau : pays, region, cercle ou commune."),
    ("parent_code", _TEXTE, "Code de l'unité dont celle-ci dépend."),
    ("commune_code", _TEXTE, "Code de la commune ; vide au-dessus."),
    ("cercle_code", _TEXTE, "Code du cercle ; vide au-dessus."),
    ("region_code", _TEXTE, "Code de la région ; vide pour le pays."),
    ("latitude", "DOUBLE", "Latitude, en degrés ; vide si elle est inconnue."),
    ("longitude", "DOUBLE", "Longitude, en degrés ; vide si elle est inconnue."),
)
DIM_TRIMESTRE = _table(
    "dim_trimestre",
    "edition",
    "Trimestres publiés dans cette édition.",
    _TRIMESTRE,
    ("libelle", _TEXTE, "Trimestre tel qu'on le lit (T3 2026)."),
    ("annee", _NOMBRE, "Année civile."),
    ("numero", _NOMBRE, "Numéro du trimestre, de 1 à 4."),
    ("debut", "DATE", "Premier jour."),
    ("fin", "DATE", "Dernier jour."),
    ("depot_limite", "DATE", "Dernier jour de dépôt des fichiers."),
    ("empreinte", _TEXTE, "Empreinte de tout ce dont les chiffres du trimestre sont tirés."),
)
DIM_ELEMENT = _table(
    "dim_element",
    "reference",
    "Éléments demandés aux communes : définition, unité, périodicité et niveau de diffusion.",
    ("code", _TEXTE, "Code de l'élément."),
    ("domaine", _TEXTE, "Domaine."),
    ("libelle", _TEXTE, "Nom de l'élément."),
    ("definition", _TEXTE, "Définition."),
    ("unite", _TEXTE, "Unité de la valeur."),
    ("nature", _TEXTE, "stock (état à un jour donné) ou flux (ce qui s'est passé dans la période)."),
    ("periodicite", _TEXTE, "Périodicité : trimestre, annee ou annee_scolaire."),
    ("diffusion", _TEXTE, "Niveau le plus fin auquel la valeur est publiée."),
    ("confirme", _OUI_NON, "Vrai si la définition et les bornes ont été confirmées avec leur source."),
    ("source", _TEXTE, "Source de la définition."),
)
DIM_POPULATION = _table(
    "dim_population",
    "reference",
    "Population des unités, référence datée ; une unité sans chiffre connu est absente.",
    ("division", _TEXTE, "Division du territoire : 1999 ou 2023."),
    ("unite_code", _TEXTE, "Code de l'unité dans sa division."),
    ("annee", _NOMBRE, "Année du chiffre."),
    ("population", _NOMBRE, "Habitants."),
    ("statut", _TEXTE, "definitif, provisoire, ou simule (donnée fictive de démonstration)."),
    ("source", _TEXTE, "Source du chiffre."),
)
DIM_CODE = _table(
    "dim_code",
    "reference",
    "Listes de codes : le libellé français de chaque code employé dans les autres tables.",
    ("liste", _TEXTE, "Nom de la liste."),
    ("code", _TEXTE, "Code."),
    ("libelle", _TEXTE, "Libellé français."),
)
FAIT_SERVICES = _table(
    "fait_services",
    "trimestre",
    "Valeur de chaque élément, par trimestre et par unité, aux quatre niveaux. Une valeur n'est donnée par commune que "
    "si la diffusion de l'élément le permet ; les autres niveaux sont la somme des communes connues, calculée depuis "
    "les communes. Une somme qui couvre moins de la moitié des communes est masquée.",
    _TRIMESTRE,
    _NIVEAU,
    _UNITE,
    _REGION,
    ("element", _TEXTE, "Code de l'élément, décrit dans dim_element."),
    ("valeur", _SOMME, "Valeur, dans l'unité de l'élément ; vide si elle est inconnue ou masquée."),
    ("etat", _TEXTE, "Pour une commune : comment la valeur est connue (mesuree, estimee, reconduite…)."),
    ("date_observation", "DATE", "Pour une commune : jour auquel un stock a été observé."),
    ("unites_connues", _NOMBRE, "Nombre de communes dont la valeur est connue."),
    ("unites_total", _NOMBRE, "Nombre de communes de l'unité."),
    ("masque", _OUI_NON, "Vrai si la valeur est connue en partie mais n'est pas montrée."),
    ("motif_masque", _TEXTE, "Pourquoi la valeur est masquée."),
)
DEPOTS = _table(
    "depots",
    "trimestre",
    "Suivi des envois : ce que chaque expéditeur attendu a envoyé pour chaque trimestre, et ce qui en est résulté.",
    _TRIMESTRE,
    ("expediteur", _TEXTE, "Code de l'expéditeur (cercle, région ou pays)."),
    ("nom", _TEXTE, "Nom de l'expéditeur."),
    ("niveau", _TEXTE, "Niveau de l'expéditeur."),
    _REGION,
    ("attendu", _OUI_NON, "Vrai si un fichier était attendu pour ce trimestre."),
    (
        "verdict",
        _TEXTE,
        "Verdict du fichier retenu, à défaut du dernier reçu ; vide si rien n'est reçu.",
    ),
    ("recu_le", "TIMESTAMP", "Réception du premier fichier accepté, à défaut du dernier reçu (UTC)."),
    ("a_temps", _OUI_NON, "Vrai si le premier fichier accepté a été reçu dans le délai."),
    ("fichiers_nb", _NOMBRE, "Nombre de fichiers reçus pour le trimestre, doublons non comptés."),
    ("lignes_soumises", _NOMBRE, "Lignes soumises par les fichiers retenus."),
    ("lignes_integrees", _NOMBRE, "Lignes intégrées."),
    ("lignes_ecartees", _NOMBRE, "Lignes écartées, gardées avec leur motif dans la base interne."),
)
# What is drawn from the registers together, by the pure functions of registry/.
CONVENTIONS_STATUTS = _table(
    "conventions_statuts",
    "trimestre",
    "Où en est chaque convention à la fin du trimestre, calculé de ses clauses, et le prochain acte qu'elle demande.",
    _TRIMESTRE,
    _EXPEDITEUR,
    ("id_local", _TEXTE, "Identifiant de la convention."),
    _UNITE,
    ("statut_code", _TEXTE, "Statut calculé. Liste de codes : statuts_convention_calcules."),
    ("fin_date", "DATE", "Fin de la période en cours, reconductions et avenants compris ; vide si elle est inconnue."),
    ("prochain_acte_code", _TEXTE, "Prochain acte à faire. Liste de codes : actes_convention."),
    ("prochain_acte_date", "DATE", "Jour limite de cet acte ; vide s'il n'en a pas."),
)
COOPERATIONS = _table(
    "cooperations",
    "trimestre",
    "Où en est chaque partenariat à la fin du trimestre : l'étape du cycle, les conventions, les actions et l'argent, "
    "cumulés depuis l'origine.",
    _TRIMESTRE,
    _EXPEDITEUR,
    ("id_local", _TEXTE, "Identifiant du partenariat."),
    _UNITE,
    ("phase", _NOMBRE, "Phase du cycle atteinte, de 1 à 4 ; vide si aucune étape n'est connue."),
    ("etape_code", _TEXTE, "Étape la plus avancée, faite ou en cours. Liste de codes : etapes_cycle."),
    ("etape_etat_code", _TEXTE, "État de cette étape. Liste de codes : etats_etape."),
    ("etape_date", "DATE", "Jour de cette étape."),
    ("etapes_faites_nb", _NOMBRE, "Nombre d'étapes faites."),
    ("prochaine_etape_code", _TEXTE, "Étape qui vient ensuite. Liste de codes : etapes_cycle."),
    ("conventions_en_vigueur_nb", _NOMBRE, "Nombre de conventions qui courent à la fin du trimestre."),
    ("actions_nb", _NOMBRE, "Nombre d'actions, abandonnées comprises."),
    ("engage_fcfa", _NOMBRE, "Somme engagée depuis l'origine, en FCFA ; vide si aucun engagement n'est connu."),
    ("decaisse_fcfa", _NOMBRE, "Somme décaissée depuis l'origine, en FCFA ; vide si aucun décaissement n'est connu."),
    ("derniere_rencontre_date", "DATE", "Jour de la dernière rencontre connue."),
)
PARTENAIRES = _table(
    "partenaires",
    "registre",
    "Partenaires : un par écriture du nom et pays, ceux qu'une décision a dits le même réunis sous l'écriture retenue.",
    ("partenaire_id", _TEXTE, "Identifiant du partenaire, tiré de son nom et de son pays."),
    ("nom", _TEXTE, "Nom retenu."),
    ("pays_code", _TEXTE, "Pays. Liste de codes : pays."),
    ("type_partenaire_code", _TEXTE, "Type le plus souvent déclaré. Liste de codes : types_partenaire."),
    ("partenariats_nb", _NOMBRE, "Nombre de partenariats."),
    ("variantes", _TEXTE, "Écritures du nom, séparées par des points-virgules."),
)
PARTENARIATS_PARTENAIRES = _table(
    "partenariats_partenaires",
    "registre",
    "Le partenaire de chaque partenariat.",
    _EXPEDITEUR,
    ("id_local", _TEXTE, "Identifiant du partenariat."),
    ("partenaire_id", _TEXTE, "Identifiant du partenaire, décrit dans partenaires."),
)
EDITION = _table(
    "_edition",
    "edition",
    "Cette édition : une ligne.",
    ("numero", _NOMBRE, "Numéro de l'édition."),
    ("cree_le", _TEXTE, "Date et heure de fabrication."),
    ("par", _TEXTE, "Qui l'a fait fabriquer."),
    ("trimestre", _TEXTE, "Dernier trimestre publié."),
    ("trimestres", _TEXTE, "Trimestres refaits par cette édition, séparés par des virgules."),
    ("empreinte", _TEXTE, "Empreinte du contenu de l'entrepôt (la même pour un même contenu)."),
    ("donnees_fictives", _OUI_NON, "Vrai si les données sont simulées pour une démonstration."),
    ("contrat", _TEXTE, "Version du contrat des fichiers."),
    ("referentiels", _TEXTE, "Empreinte des référentiels (territoire, éléments, populations, listes, obligations)."),
    ("derniere_sequence", _NOMBRE, "Dernière entrée du journal prise en compte."),
)
DICTIONNAIRE = _table(
    "_dictionnaire",
    "reference",
    "Dictionnaire : chaque colonne de chaque table et de chaque vue.",
    ("objet", _TEXTE, "Nom de la table ou de la vue."),
    ("nature", _TEXTE, "table ou vue."),
    ("colonne", _TEXTE, "Nom de la colonne."),
    ("type", _TEXTE, "Type de la colonne."),
    ("description", _TEXTE, "Ce que dit la colonne."),
    ("liste", _TEXTE, "Liste de codes de la colonne, décrite dans dim_code."),
)
FIXED = (
    DIM_UNITE,
    DIM_TRIMESTRE,
    DIM_ELEMENT,
    DIM_POPULATION,
    DIM_CODE,
    FAIT_SERVICES,
    DEPOTS,
    CONVENTIONS_STATUTS,
    COOPERATIONS,
    PARTENAIRES,
    PARTENARIATS_PARTENAIRES,
    EDITION,
    DICTIONNAIRE,
)

# Beside the declared columns, where the owner lies and who sent the row.
_SITUATION = (
    ("commune_code", _TEXTE, "Commune qui porte la ligne ; vide si c'est un cercle, une région ou le pays."),
    ("cercle_code", _TEXTE, "Cercle de l'unité qui porte la ligne."),
    ("region_code", _TEXTE, "Région de l'unité qui porte la ligne."),
)


@cache
def published_tables() -> tuple[PublishedTable, ...]:
    """Every table that the store publishes by itself; the indicators' own tables come from their room."""
    return (*FIXED, *(published_of(table) for table in declared_tables()))


def declared_tables() -> tuple[Table, ...]:
    """The declared tables of rows that are published in some form, in their order."""
    return tuple(table for table in all_tables().values() if table.nature != "releve" and form_of(table) != "rien")


def form_of(table: Table) -> Literal["lignes", "comptes", "agregats", "rien"]:
    """How a declared table is published: row by row, as counts, as protected counts of a restricted table, or not."""
    if table.diffusion == "interne":
        return "rien"
    if table.confidentialite == "restreint":
        return "agregats"
    if table.confidentialite == "interne" or table.diffusion != "commune":
        return "comptes"
    return "lignes"


def public_columns(table: Table) -> Iterator[Column]:
    """The columns of a table that may be shown row by row."""
    for column in (*table.colonnes, *table.colonnes_internes):
        if column.confidentialite == "public" and column.nom != "etat_ligne":
            yield column


def grouping_columns(table: Table) -> tuple[Column, ...]:
    """The public codes by which the rows of an internal table are counted."""
    return tuple(column for column in public_columns(table) if column.type == "code")


def summed_columns(table: Table) -> tuple[Column, ...]:
    """The public numbers of an internal table that are added up."""
    return tuple(column for column in public_columns(table) if column.type in ("entier", "decimal", "montant"))


@cache
def published_of(table: Table) -> PublishedTable:
    """What is published of a declared table."""
    types = dict(lake_columns(table))
    quarter = ("trimestre", _TEXTE, "Trimestre (2026-Q3).")
    if form_of(table) == "agregats":
        return _table(
            f"{table.nom}_agregats",
            "trimestre",
            f"{table.titre} : effectifs à la fin du trimestre, par ventilation. Les ventilations qui ne sont pas "
            "publiques sont masquées là où elles laisseraient reconnaître quelqu'un (effectif inférieur à "
            f"{EFFECTIF_MINIMAL}, ou qui permettrait d'en retrouver un).",
            quarter,
            _NIVEAU,
            _UNITE,
            _REGION,
            ("ventilation", _TEXTE, "Colonnes qui ventilent l'effectif, séparées par des virgules."),
            ("categorie", _TEXTE, "Codes de la catégorie, dans le même ordre ; non_renseigne si elle n'est pas dite."),
            ("effectif", _NOMBRE, "Nombre de personnes ; vide s'il est masqué."),
            ("masque", _OUI_NON, "Vrai si l'effectif n'est pas montré."),
        )
    if form_of(table) == "comptes":
        groups = [(c.nom, _TEXTE, column_comment(c)) for c in grouping_columns(table)]
        sums = [(c.nom, _SOMME, f"Somme. {column_comment(c)}") for c in summed_columns(table)]
        return _table(
            table.nom,
            "trimestre",
            f"Décompte par trimestre et par unité. {table_comment(table)}",
            quarter,
            _NIVEAU,
            _UNITE,
            _REGION,
            *groups,
            ("lignes_nb", _NOMBRE, "Nombre de lignes."),
            *sums,
        )
    shown = [(c.nom, types[c.nom], column_comment(c)) for c in public_columns(table)]
    if table.nature == "registre":
        changed = ("maj_trimestre", _TEXTE, "Trimestre du dernier changement de la ligne.")
        return _table(
            table.nom,
            "registre",
            f"{table.titre}, état courant. {table.description}",
            _EXPEDITEUR,
            *shown,
            *_SITUATION,
            changed,
        )
    return _table(
        table.nom, "trimestre", f"{table.titre}. {table.description}", quarter, _EXPEDITEUR, *shown, *_SITUATION
    )


def code_lists() -> dict[str, dict[str, str]]:
    """By published table, the code list of each coded column."""
    found = {
        "conventions_statuts": {"statut_code": "statuts_convention_calcules", "prochain_acte_code": "actes_convention"},
        "cooperations": {
            "etape_code": "etapes_cycle",
            "etape_etat_code": "etats_etape",
            "prochaine_etape_code": "etapes_cycle",
        },
        "partenaires": {"pays_code": "pays", "type_partenaire_code": "types_partenaire"},
    }
    for table in declared_tables():
        if form_of(table) != "agregats":
            shown = public_columns(table) if form_of(table) == "lignes" else grouping_columns(table)
            found[table.nom] = {column.nom: column.liste for column in shown if column.liste}
    return found
