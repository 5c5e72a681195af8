"""The tables that the indicators fill in the published file: their columns, with French comments."""

from __future__ import annotations

from dataclasses import dataclass

from indicators.conditions import identifier, literal
from indicators.declaration import NIVEAUX, Indicateur
from indicators.discovery import all_indicators, family_of
from indicators.grain import grain_of


@dataclass(frozen=True)
class Colonne:
    """One column: name, SQL type, French comment."""

    nom: str
    type_sql: str
    commentaire: str


@dataclass(frozen=True)
class TablePubliee:
    """One published table."""

    nom: str
    commentaire: str
    colonnes: tuple[Colonne, ...]

    def ddl(self) -> tuple[str, ...]:
        """The statements that create the table and comment it and its columns."""
        columns = ", ".join(f"{identifier(one.nom)} {one.type_sql}" for one in self.colonnes)
        return (
            f"CREATE TABLE {identifier(self.nom)} ({columns})",
            f"COMMENT ON TABLE {self.nom} IS {literal(self.commentaire)}",
            *(f"COMMENT ON COLUMN {self.nom}.{one.nom} IS {literal(one.commentaire)}" for one in self.colonnes),
        )

    def noms(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(one.nom for one in self.colonnes)


_SOMME, _VALEUR, _NOMBRE, _TEXTE = "DECIMAL(38,3)", "DECIMAL(24,6)", "BIGINT", "VARCHAR"
_CONSTANT = "sur les seules unités connues aux deux dates (champ constant)"

FAIT_INDICATEURS = TablePubliee(
    "fait_indicateurs",
    "Valeur de chaque indicateur, par trimestre et par unité, aux quatre niveaux. Chaque niveau est calculé à partir "
    "des lignes, jamais du niveau inférieur ; un rapport est toujours la somme des numérateurs sur la somme des "
    "dénominateurs. Une unité inconnue n'est ni dans l'un ni dans l'autre.",
    (
        Colonne("trimestre", _TEXTE, "Trimestre (2026-Q3)."),
        Colonne("niveau", _TEXTE, "Niveau de l'unité : commune, cercle, region ou pays."),
        Colonne("unite_code", _TEXTE, "Code de l'unité dans la division de 1999."),
        Colonne("indicateur", _TEXTE, "Code de l'indicateur, décrit dans dim_indicateur."),
        Colonne("numerateur", _SOMME, "Somme des numérateurs connus ; vide si la valeur est masquée."),
        Colonne("denominateur", _SOMME, "Somme des dénominateurs connus ; vide pour une simple somme."),
        Colonne("valeur", _VALEUR, "Valeur, dans l'unité de l'indicateur ; vide si elle est masquée ou impossible."),
        Colonne("unites_connues", _NOMBRE, "Nombre d'unités de compte connues (voir dim_indicateur.compte)."),
        Colonne("unites_total", _NOMBRE, "Nombre d'unités de compte du champ, connues ou non."),
        Colonne("couverture_pct", "DECIMAL(5,1)", "Part des unités de compte connues, en %."),
        Colonne(
            "expediteurs_connus",
            _NOMBRE,
            "Pour un décompte de lignes : nombre de cercles du territoire dont un fichier accepté tient ce tableau "
            "(ce trimestre pour un événement, à ce jour pour un registre).",
        ),
        Colonne("expediteurs_total", _NOMBRE, "Pour un décompte de lignes : nombre de cercles du territoire."),
        Colonne(
            "dont_niveau_propre",
            _SOMME,
            "Pour un décompte de lignes : part du numérateur tenue par l'unité elle-même (conseil de cercle, région, "
            "nation) et non par une plus petite ; le reste du numérateur est la somme des unités du niveau en dessous.",
        ),
        Colonne("masque", "BOOLEAN", "Vrai si la valeur est connue en partie mais n'est pas montrée."),
        Colonne("motif_masque", _TEXTE, "Pourquoi la valeur est vide, en français."),
        Colonne("valeur_precedente_constant", _VALEUR, f"Valeur du trimestre précédent, {_CONSTANT}."),
        Colonne("valeur_constant", _VALEUR, f"Valeur de ce trimestre à comparer à la précédente, {_CONSTANT}."),
        Colonne(
            "unites_constant",
            _NOMBRE,
            "Nombre d'unités du champ constant avec le trimestre précédent (cercles, pour un décompte d'événements).",
        ),
        Colonne(
            "variation", _VALEUR, "valeur_constant moins valeur_precedente_constant, dans l'unité de l'indicateur."
        ),
        Colonne("valeur_annee_precedente_constant", _VALEUR, f"Valeur du même trimestre un an avant, {_CONSTANT}."),
        Colonne(
            "valeur_constant_annee", _VALEUR, f"Valeur de ce trimestre à comparer à celle d'un an avant, {_CONSTANT}."
        ),
        Colonne(
            "unites_constant_annee", _NOMBRE, "Nombre d'unités du champ constant avec le même trimestre un an avant."
        ),
        Colonne(
            "variation_annee",
            _VALEUR,
            "valeur_constant_annee moins valeur_annee_precedente_constant, dans l'unité de l'indicateur.",
        ),
    ),
)

FAIT_CONTRIBUTIONS = TablePubliee(
    "fait_contributions",
    "De quoi chaque indicateur est fait : une ligne par contribution connue, tirée des mêmes contributions que les "
    "sommes de fait_indicateurs. La somme des num (pour un décompte distinct, le nombre de detail différents) et celle "
    "des den d'un territoire redonnent son numérateur et son dénominateur. N'y sont pas les indicateurs dont une "
    "partie protège des personnes ou ne se publie pas si bas : de ceux-là, seuls le compte et les fichiers se disent.",
    (
        Colonne("trimestre", _TEXTE, "Trimestre (2026-Q3)."),
        Colonne("indicateur", _TEXTE, "Code de l'indicateur, décrit dans dim_indicateur."),
        Colonne("niveau", _TEXTE, "Niveau de l'unité qui contribue : commune, cercle, region ou pays."),
        Colonne("unite_code", _TEXTE, "Code de l'unité qui contribue, dans la division de 1999."),
        Colonne("cercle_code", _TEXTE, "Cercle de cette unité ; vide au-dessus."),
        Colonne("region_code", _TEXTE, "Région de cette unité (ML pour le pays)."),
        Colonne("num", _SOMME, "Ce qu'elle apporte au numérateur."),
        Colonne("den", _SOMME, "Ce qu'elle apporte au dénominateur ; vide pour une simple somme."),
        Colonne(
            "ligne",
            _TEXTE,
            "Ligne qui contribue, « table/expediteur/id_local » ; vide si c'est l'unité elle-même, ou si ses lignes ne "
            "se publient pas une à une. Une ligne qui n'apporte rien n'y est pas.",
        ),
        Colonne("detail", _TEXTE, "Pour un décompte distinct, ce qui n'est compté qu'une fois."),
    ),
)

DIM_INDICATEUR = TablePubliee(
    "dim_indicateur",
    "Fiche de chaque indicateur : ce qui est compté, dans quelle unité, avec quel repère.",
    (
        Colonne("indicateur", _TEXTE, "Code de l'indicateur."),
        Colonne("libelle", _TEXTE, "Nom de l'indicateur."),
        Colonne("famille", _TEXTE, "Famille de l'indicateur."),
        Colonne("domaine", _TEXTE, "Domaine."),
        Colonne(
            "type",
            _TEXTE,
            "Type du guide (fiche 15) pour la coopération : ressources, realisation, resultat ou impact ; « contexte » "
            "pour une donnée de service, d'élus ou de remontée, qui n'est pas celle d'une action.",
        ),
        Colonne(
            "orientation",
            _TEXTE,
            "Orientation du guide (fiche 15) ; « toutes » si des actions de toutes les orientations sont comptées, "
            "vide pour une donnée de contexte.",
        ),
        Colonne("numerateur", _TEXTE, "Numérateur, en toutes lettres."),
        Colonne("denominateur", _TEXTE, "Dénominateur, en toutes lettres ; vide pour une simple somme."),
        Colonne("unite", _TEXTE, "Unité de la valeur."),
        Colonne("multiplicateur", _NOMBRE, "Nombre par lequel le rapport est multiplié (100 pour un pourcentage)."),
        Colonne("decimales", _NOMBRE, "Nombre de décimales à montrer."),
        Colonne("annualise", "BOOLEAN", "Vrai si un flux trimestriel est multiplié par quatre."),
        Colonne("sens", _TEXTE, "Sens favorable : hausse_favorable, baisse_favorable ou neutre."),
        Colonne("compte", _TEXTE, "Ce que comptent unites_connues et unites_total."),
        Colonne("niveau_min", _TEXTE, "Niveau le plus fin publié."),
        Colonne("norme", _NOMBRE, "Norme ou repère, dans l'unité de l'indicateur."),
        Colonne("norme_source", _TEXTE, "Source de la norme ou du repère."),
        Colonne("norme_officielle", "BOOLEAN", "Vrai si la norme est officielle et confirmée ; sinon c'est un repère."),
        Colonne("remarque", _TEXTE, "Ce qu'il faut savoir pour lire la valeur."),
        Colonne(
            "contributions_publiees",
            "BOOLEAN",
            "Vrai si ce qui le fait est dans fait_contributions : il se lit alors aussi dans la division de 2023.",
        ),
    ),
)


def dim_rows() -> tuple[tuple[object, ...], ...]:
    """The rows of ``dim_indicateur``, in the order of its columns: the published indicators only."""
    return tuple(_dim_row(one) for one in all_indicators().values() if one.niveau_publie is not None)


def unrecorded() -> frozenset[str]:
    """The codes of the indicators drawn from restricted or protected data: what one edition hides could be found again
    from another's, so that only the current figures are published."""
    return frozenset(code for code, one in all_indicators().items() if one.a_secret or one.a_proteger)


def published_levels(one: Indicateur) -> tuple[str, ...]:
    """The levels at which an indicator is published, from the lowest."""
    return tuple(niveau for niveau in NIVEAUX if one.published_at(niveau))


def _dim_row(one: Indicateur) -> tuple[object, ...]:
    return (
        one.code,
        one.libelle,
        family_of(one),
        one.domaine,
        one.type,
        one.orientation or None,
        one.numerateur.mots,
        one.denominateur.mots if one.denominateur is not None else None,
        one.unite,
        one.multiplicateur,
        one.decimales,
        one.annualise,
        one.sens,
        one.compte,
        one.niveau_publie,
        one.norme,
        one.norme_source or None,
        one.norme_officielle,
        one.remarque or None,
        grain_of(one) is not None,
    )
