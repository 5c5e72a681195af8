"""What the quality suite checks of a quarter: the roll-ups, as SQL, and the expectations on each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from registry.codelists import code_list
from registry.duties import allowed_senders
from registry.elements import all_elements
from registry.periods import Trimestre
from registry.territory import NATION, units
from schemas.declaration import Table
from schemas.discovery import all_tables
from schemas.submission import ETATS
from warehouse.digest import empty_tables
from warehouse.lake import Lake
from warehouse.literals import listed, literal, load_rows
from warehouse.mart import current_rows
from warehouse.territory import load_units

if TYPE_CHECKING:
    import pandas as pd

# Share of values that must lie within their bounds of plausibility: more outside points to an error of many.
_PLAUSIBLE = 0.99
_KNOWN = ("mesuree", "estimee", "reconduite")


@dataclass(frozen=True)
class Check:
    """One check: a frame, an expectation of Great Expectations with its arguments, what it means in French."""

    code: str
    phrase: str
    tableau: str
    attente: str
    arguments: dict[str, Any] = field(default_factory=dict)
    bloquant: bool = True


def checks(trimestre: Trimestre) -> list[Check]:
    """The suite of a quarter."""
    found = [
        Check(
            "cle_unite",
            "Chaque valeur est rattachée à une unité.",
            "valeurs",
            "ExpectColumnValuesToNotBeNull",
            {"column": "unite_code"},
        ),
        Check(
            "unite_connue",
            "Chaque valeur est celle d'une unité du territoire.",
            "valeurs",
            "ExpectColumnValuesToBeInSet",
            {"column": "unite_code", "value_set": sorted(units())},
        ),
        Check(
            "element_connu",
            "Chaque valeur est celle d'un élément de référence.",
            "valeurs",
            "ExpectColumnValuesToBeInSet",
            {"column": "element", "value_set": sorted(all_elements())},
        ),
        Check(
            "valeur_unique",
            "Une unité n'a qu'une valeur par élément.",
            "valeurs",
            "ExpectCompoundColumnsToBeUnique",
            {"column_list": ["unite_code", "element"]},
        ),
        Check(
            "etat_connu",
            "Chaque valeur dit comment elle est connue.",
            "valeurs",
            "ExpectColumnValuesToBeInSet",
            {"column": "etat", "value_set": list(ETATS)},
        ),
        Check(
            "etat_et_valeur",
            "Une valeur est donnée là où elle est dite connue, et là seulement.",
            "valeurs",
            "ExpectColumnPairValuesToBeEqual",
            {"column_A": "dite_connue", "column_B": "donnee"},
        ),
        Check(
            "valeur_positive",
            "Aucune valeur n'est négative.",
            "connues",
            "ExpectColumnValuesToBeBetween",
            {"column": "milliemes", "min_value": 0},
        ),
        Check(
            "valeur_plausible_min",
            "Presque aucune valeur n'est sous son minimum plausible.",
            "connues",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "milliemes", "column_B": "minimum", "or_equal": True, "mostly": _PLAUSIBLE},
            False,
        ),
        Check(
            "valeur_plausible_max",
            "Presque aucune valeur n'est au-dessus de son maximum plausible.",
            "connues",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "maximum", "column_B": "milliemes", "or_equal": True, "mostly": _PLAUSIBLE},
            False,
        ),
        Check(
            "sommes_conservees",
            "Chaque niveau est exactement la somme du niveau inférieur.",
            "sommes",
            "ExpectColumnPairValuesToBeEqual",
            {"column_A": "milliemes", "column_B": "milliemes_inferieurs"},
        ),
        Check(
            "communes_conservees",
            "Chaque niveau compte autant de communes que le niveau inférieur.",
            "sommes",
            "ExpectColumnPairValuesToBeEqual",
            {"column_A": "communes", "column_B": "communes_inferieures"},
        ),
        Check(
            "expediteur_connu",
            "Chaque fichier vient d'un expéditeur qui peut envoyer ce trimestre.",
            "depots",
            "ExpectColumnValuesToBeInSet",
            {"column": "expediteur", "value_set": list(allowed_senders(trimestre))},
        ),
        Check(
            "lignes_conservees",
            "Les lignes soumises sont intégrées ou écartées, sans perte.",
            "depots",
            "ExpectColumnPairValuesToBeEqual",
            {"column_A": "soumises", "column_B": "comptees"},
        ),
        Check(
            "decaisse_engage",
            "Aucun engagement n'est décaissé au-delà de son montant.",
            "engages",
            "ExpectColumnPairValuesAToBeGreaterThanB",
            {"column_A": "engage", "column_B": "decaisse", "or_equal": True},
            False,
        ),
        Check(
            "renvois_suivis",
            "Chaque renvoi d'une ligne à une autre trouve cette ligne.",
            "renvois",
            "ExpectColumnValuesToBeNull",
            {"column": "perdu"},
            False,
        ),
    ]
    for table in all_tables().values():
        if table.nature == "releve":
            continue
        found += [
            Check(
                f"{table.nom}_identifiant",
                f"{table.titre} : chaque ligne a son identifiant.",
                table.nom,
                "ExpectColumnValuesToNotBeNull",
                {"column": "id_local"},
            ),
            Check(
                f"{table.nom}_unique",
                f"{table.titre} : un identifiant ne sert qu'une fois par expéditeur.",
                table.nom,
                "ExpectCompoundColumnsToBeUnique",
                {"column_list": ["expediteur", "id_local"]},
            ),
            Check(
                f"{table.nom}_proprietaire",
                f"{table.titre} : chaque ligne est portée par une unité du territoire.",
                table.nom,
                "ExpectColumnValuesToBeInSet",
                {"column": "proprietaire", "value_set": sorted(units())},
            ),
            # One check for all codes of a table: the engine's cost is by check.
            Check(
                f"{table.nom}_codes",
                f"{table.titre} : chaque code est de sa liste.",
                table.nom,
                "ExpectColumnValuesToBeNull",
                {"column": "code_inconnu"},
            ),
        ]
    return found


def frames(lake: Lake, trimestre: Trimestre) -> dict[str, pd.DataFrame]:
    """The roll-ups to check, with values as whole thousandths: pandas has no exact decimal that GX compares."""
    load_units(lake.connection)
    load_rows(
        lake.connection,
        "bornes",
        (("element", "VARCHAR"), ("minimum", "BIGINT"), ("maximum", "BIGINT")),
        [(one.code, one.minimum * 1000, one.maximum * 1000) for one in all_elements().values()],
    )
    quarter = literal(trimestre)
    queries = {
        "valeurs": f"SELECT unite_code, element, etat, etat IN ({listed(_KNOWN)}) AS dite_connue, "
        f"valeur IS NOT NULL AS donnee FROM lac.services WHERE trimestre = {quarter}",
        "connues": "SELECT s.unite_code, s.element, CAST(s.valeur * 1000 AS BIGINT) AS milliemes, b.minimum, b.maximum "
        f"FROM lac.services s JOIN bornes b USING (element) WHERE s.trimestre = {quarter} AND s.valeur IS NOT NULL",
        "sommes": _sums(quarter),
        "depots": "SELECT d.expediteur, l.nom_table, l.soumises, l.integrees + l.ecartees AS comptees "
        f"FROM lac.depots d JOIN lac.depots_lignes l USING (sequence) WHERE d.trimestre = {quarter}",
    }
    empty = empty_tables(lake)
    for table in all_tables().values():
        if table.nature != "releve":
            # Only the guide's partnerships may have no place yet: the check ignores what is empty.
            owner = f"{table.proprietaire} AS proprietaire"
            queries[table.nom] = (
                f"SELECT expediteur, id_local, {owner}, {_unknown_code(table)} FROM {_rows(table, trimestre)}"
            )
    queries["engages"] = _spent(trimestre)
    queries["renvois"] = _lost(trimestre, empty)
    lake.connection.execute("CREATE OR REPLACE TEMP TABLE rien (vide BOOLEAN)")
    return {
        name: lake.connection.execute("SELECT vide FROM rien" if _pointless(name, empty) else sql).df()
        for name, sql in queries.items()
    }


def _unknown_code(table: Table) -> str:
    """The column ``code_inconnu``: a code of the row that its list doesn't have, NULL when there is none."""
    cases = [
        f"CASE WHEN {column.nom} NOT IN ({listed(code_list(column.liste).libelles)}) "
        f"THEN '{column.nom} : ' || {column.nom} END"
        for column in table.colonnes
        if column.type == "code" and column.liste
    ]
    return f"coalesce({', '.join(['NULL::VARCHAR', *cases])}) AS code_inconnu"


def _rows(table: Table, trimestre: Trimestre) -> str:
    if table.nature == "registre":
        return current_rows(table, trimestre)
    return f"(SELECT * FROM lac.{table.nom} WHERE trimestre = {literal(trimestre)})"


def _pointless(frame: str, empty: frozenset[str]) -> bool:
    """Whether a frame is known to hold no row, so that the lake isn't asked about it."""
    return frame in empty or (frame == "engages" and "engagements" in empty)


def _spent(trimestre: Trimestre) -> str:
    """Each commitment beside all that was paid of it up to the quarter."""
    return (
        "SELECT e.id_local, e.montant_fcfa AS engage, coalesce(d.verse, 0)::BIGINT AS decaisse "
        f"FROM {current_rows(all_tables()['engagements'], trimestre)} e LEFT JOIN ("
        "SELECT expediteur, engagement_id, sum(montant_fcfa) AS verse FROM lac.decaissements "
        f"WHERE trimestre <= {literal(trimestre)} GROUP BY ALL) d "
        "ON d.expediteur = e.expediteur AND d.engagement_id = e.id_local"
    )


def _lost(trimestre: Trimestre, empty: frozenset[str]) -> str:
    """The references of the quarter's rows, ``perdu`` naming those that find no row."""
    parts = ["SELECT NULL::VARCHAR AS colonne, NULL::VARCHAR AS perdu WHERE false"]
    for table in all_tables().values():
        references = [one for one in table.colonnes if one.type == "reference" and one.table is not None]
        for column in references if table.nom not in empty else ():
            target = all_tables()[str(column.table)]
            # An event is referred to for longer than its quarter.
            found = current_rows(target, trimestre) if target.nature == "registre" else f"lac.{target.nom}"
            parts.append(
                f"SELECT '{table.nom}.{column.nom}' AS colonne, "
                f"if(c.id_local IS NULL, l.{column.nom}, NULL) AS perdu FROM {_rows(table, trimestre)} l "
                f"LEFT JOIN {found} c ON c.expediteur = l.expediteur AND c.id_local = l.{column.nom} "
                f"WHERE l.{column.nom} IS NOT NULL"
            )
    return " UNION ALL ".join(parts)


def _sums(quarter: str) -> str:
    """Each level's sum from the communes, beside the sum of the level below: by two different ways."""
    rows = (
        "SELECT s.element, s.unite_code AS commune, u.cercle_code AS cercle, u.region_code AS region, "
        "CAST(s.valeur * 1000 AS HUGEINT) AS v FROM lac.services s JOIN unites u ON u.code = s.unite_code "
        f"WHERE s.trimestre = {quarter} AND s.valeur IS NOT NULL"
    )
    return (
        f"WITH lignes AS ({rows}), "
        "cercles AS (SELECT element, region, cercle, sum(v) AS v, count(*) AS n FROM lignes GROUP BY ALL), "
        "regions AS (SELECT element, region, sum(v) AS v, sum(n) AS n FROM cercles GROUP BY ALL), "
        "niveaux AS (SELECT element, CASE WHEN grouping(cercle) = 0 THEN 'cercle' "
        "WHEN grouping(region) = 0 THEN 'region' ELSE 'pays' END AS niveau, "
        f"coalesce(cercle, region, '{NATION}') AS unite, sum(v) AS v, count(*) AS n FROM lignes "
        "GROUP BY GROUPING SETS ((element, cercle), (element, region), (element))), "
        "inferieurs AS (SELECT element, 'cercle' AS niveau, cercle AS unite, sum(v) AS v, sum(n) AS n FROM ("
        "SELECT element, commune, cercle, sum(v) AS v, count(*) AS n FROM lignes GROUP BY ALL) GROUP BY ALL "
        "UNION ALL SELECT element, 'region', region, sum(v), sum(n) FROM cercles GROUP BY ALL "
        f"UNION ALL SELECT element, 'pays', '{NATION}', sum(v), sum(n) FROM regions GROUP BY ALL) "
        "SELECT element, niveau, unite, "
        "niveaux.v::VARCHAR AS milliemes, inferieurs.v::VARCHAR AS milliemes_inferieurs, "
        "niveaux.n AS communes, inferieurs.n::BIGINT AS communes_inferieures "
        "FROM niveaux FULL JOIN inferieurs USING (element, niveau, unite)"
    )
