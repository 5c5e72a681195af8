"""Figures read in the division of 2023: every one added up again from its own contributions, by where they lie.

A unit of 1999 counts for the region (and the cercle, where known) of 2023 in which it lies whole on the day asked. What
can't be attributed is a row of its own by region of 1999 (``non_rattache``), never spread; what lies in a region but in
no known cercle likewise (``sans_cercle``). The coverage rule is that of 1999, to which one is added: a unit of which
less than half of the possible communes are known shows nothing.
"""

from __future__ import annotations

from registry.territory import NATION
from warehouse.described import NOMBRE, SOMME, TEXTE
from warehouse.history_tables import Macro
from warehouse.literals import literal
from warehouse.row_views import PublishedView

NON_RATTACHE, SANS_CERCLE = "non_rattache", "sans_cercle"
MOTIF_RATTACHEMENT = "Moins de la moitié des communes qui peuvent être dans cette unité y sont rattachées"
MOTIF_CCC = "Moins de la moitié des CCC du territoire ont un fichier accepté qui tient ce tableau"
MOTIF_COUVERTURE = "Moins de la moitié du champ est connue"
MOTIF_DENOMINATEUR = "Dénominateur nul"
# What the views read beyond the tables that every published file holds.
LIT = ("fait_contributions",)

_Column = tuple[str, str, str]
_VALEUR, _PART = "DECIMAL(24,6)", "DECIMAL(5,1)"
_TRIMESTRE: _Column = ("trimestre", TEXTE, "Trimestre (2026-Q3).")
_PLACE: tuple[_Column, ...] = (
    (
        "niveau",
        TEXTE,
        f"pays, region ou cercle (de 2023) ; {NON_RATTACHE} : ce qui, dans une région de 1999, n'est rattaché à aucune "
        f"région de 2023 (ML : ce que tient la nation) ; {SANS_CERCLE} : ce qui est dans une région de 2023 sans que "
        "son cercle soit connu.",
    ),
    ("unite_code", TEXTE, f"Code de l'unité dans la division de 2023 ; pour {NON_RATTACHE}, dans celle de 1999."),
    ("nom", TEXTE, "Nom de l'unité."),
)
_COMPTE: tuple[_Column, ...] = (
    ("unites_connues", NOMBRE, "Nombre d'unités de compte connues, parmi celles qui y sont rattachées."),
    ("unites_total", NOMBRE, "Nombre d'unités de compte rattachées."),
    ("couverture_pct", _PART, "Part des unités de compte rattachées qui sont connues, en %."),
    ("motif", TEXTE, "Pourquoi la valeur est vide."),
)
_INDICATEUR: tuple[_Column, ...] = (
    ("indicateur", TEXTE, "Code de l'indicateur."),
    ("libelle", TEXTE, "Nom de l'indicateur."),
    (
        "numerateur",
        SOMME,
        "Somme des numérateurs connus (nombre, pour un décompte distinct) ; vide si la valeur est masquée.",
    ),
    ("denominateur", SOMME, "Somme des dénominateurs connus ; vide pour une simple somme."),
    ("valeur", _VALEUR, "Valeur, dans l'unité de l'indicateur : rapport de sommes ; vide si elle est masquée."),
)


def division_views() -> tuple[PublishedView, ...]:
    """The views by the membership on the last day of each quarter."""
    return (
        PublishedView(
            "v_services_2023",
            "Services aux populations dans la division de 2023, au dernier jour de chaque trimestre : les éléments "
            "publiés par commune, sommés depuis les communes de 1999 qui y sont.",
            _shown(
                _TRIMESTRE,
                *_PLACE,
                ("domaine", TEXTE, "Domaine de l'élément."),
                ("element", TEXTE, "Code de l'élément."),
                ("libelle", TEXTE, "Nom de l'élément."),
                ("unite", TEXTE, "Unité de la valeur."),
                ("valeur", SOMME, "Somme des communes connues ; vide si elle est masquée."),
                *_COMPTE,
            ),
            _services("t.fin"),
        ),
        PublishedView(
            "v_indicateurs_2023",
            "Indicateurs dans la division de 2023, par l'appartenance au dernier jour de chaque trimestre : recalculés "
            "depuis leurs contributions. N'y sont pas ceux dont les contributions ne sont pas publiées.",
            _shown(_TRIMESTRE, *_PLACE, *_INDICATEUR, *_COMPTE),
            _figures("t.fin", "true"),
            LIT,
        ),
    )


def division_macros() -> tuple[Macro, ...]:
    """The macros by the membership on a day that is given, for figures of any quarter."""
    return (
        Macro(
            "indicateur_2023",
            "Macro : SELECT * FROM indicateur_2023('eau_forages_en_service', DATE '2026-09-30'). Un indicateur dans la "
            "division de 2023, à tous les trimestres, par l'appartenance de ce jour ; tout est non rattaché avant le "
            "13 mars 2023.",
            (_TRIMESTRE, *_PLACE, *_INDICATEUR, *_COMPTE),
            _figures("jour::DATE", "f.indicateur = code"),
            "code, jour",
        ),
        Macro(
            "contributions_2023",
            "Macro : SELECT * FROM contributions_2023(DATE '2026-09-30'). Chaque contribution publiée, avec la région "
            "et le cercle de 2023 où elle se trouve ce jour ; vides si ce n'est pas connu.",
            (
                _TRIMESTRE,
                ("indicateur", TEXTE, "Code de l'indicateur."),
                ("niveau", TEXTE, "Niveau de l'unité qui contribue."),
                ("unite_code", TEXTE, "Code de l'unité qui contribue, dans la division de 1999."),
                ("region_code", TEXTE, "Région de cette unité en 1999 (ML pour le pays)."),
                ("region_2023", TEXTE, "Région de 2023 ; vide si elle n'est pas connue."),
                ("cercle_2023", TEXTE, "Cercle de 2023 ; vide s'il n'est pas connu."),
                ("etat", TEXTE, "Comment la place est connue : certain ou deduit."),
                ("num", SOMME, "Ce qu'elle apporte au numérateur."),
                ("den", SOMME, "Ce qu'elle apporte au dénominateur."),
                ("ligne", TEXTE, "Ligne qui contribue."),
                ("detail", TEXTE, "Pour un décompte distinct, ce qui n'est compté qu'une fois."),
            ),
            "SELECT c.trimestre, c.indicateur, c.niveau, c.unite_code, c.region_code, a.region_2023, a.cercle_2023, "
            "a.etat, c.num, c.den, c.ligne, c.detail FROM fait_contributions c "
            + _membership("c.unite_code", "jour::DATE"),
        ),
    )


def _shown(*columns: _Column) -> tuple[tuple[str, str], ...]:
    return tuple((name, comment) for name, _, comment in columns)


def _membership(code: str, day: str) -> str:
    return (
        f"LEFT JOIN dim_appartenance a ON a.unite_code = {code} AND {day} >= a.depuis "
        f"AND (a.jusqu IS NULL OR {day} <= a.jusqu)"
    )


def _places(day: str) -> str:
    """``places``: each unit of 1999 with where it lies; ``cibles``: each with every row it counts in."""
    lies = {
        "pays": (f"'{NATION}'", "true"),
        "region": ("region_2023", "region_2023 IS NOT NULL"),
        "cercle": ("cercle_2023", "cercle_2023 IS NOT NULL"),
        SANS_CERCLE: ("region_2023", "region_2023 IS NOT NULL AND cercle_2023 IS NULL"),
        NON_RATTACHE: ("region_code", "region_2023 IS NULL"),
    }
    targets = " UNION ALL ".join(
        f"SELECT trimestre, au, unite, niveau AS origine, cercle_code, '{niveau}' AS cible_niveau, {target} AS cible "
        f"FROM places WHERE {condition}"
        for niveau, (target, condition) in lies.items()
    )
    return (
        f"places AS (SELECT t.trimestre, {day} AS au, u.code AS unite, u.niveau, u.cercle_code, "
        f"coalesce(u.region_code, '{NATION}') AS region_code, a.region_2023, a.cercle_2023 FROM dim_trimestre t "
        f"JOIN dim_unite u ON u.division = '1999' {_membership('u.code', day)}), cibles AS ({targets}), "
        # Every region of 2023 is shown, were nothing known to lie in it.
        "unites_lues AS (SELECT DISTINCT trimestre, au, cible_niveau, cible FROM cibles UNION "
        "SELECT p.trimestre, p.au, 'region', u.code FROM (SELECT DISTINCT trimestre, au FROM places) p "
        "JOIN dim_unite u ON u.division = '2023' AND u.niveau = 'region'), "
        f"lues AS (SELECT l.*, n.nom, l.cible_niveau IN ('region', 'cercle') AND NOT coalesce(k.suffisante, false) "
        "AS mal_connue FROM unites_lues l LEFT JOIN dim_unite n ON n.code = l.cible "
        f"AND n.division = if(l.cible_niveau IN ('pays', '{NON_RATTACHE}'), '1999', '2023') "
        "LEFT JOIN dim_correspondance k ON k.unite_code = l.cible AND k.niveau = l.cible_niveau "
        "AND l.au >= k.depuis AND (k.jusqu IS NULL OR l.au <= k.jusqu)), "
        "communes_lues AS (SELECT trimestre, cible_niveau, cible, count(*) AS communes FROM cibles "
        "WHERE origine = 'commune' GROUP BY ALL)"
    )


def _same(alias: str) -> str:
    """A row's own quarter and unit, beside ``l``'s."""
    return " AND ".join(f"{alias}.{name} = l.{name}" for name in ("trimestre", "cible_niveau", "cible"))


def _services(day: str) -> str:
    return (
        f"WITH {_places(day)}, sommes AS (SELECT t.trimestre, t.cible_niveau, t.cible, f.element, sum(f.valeur) AS "
        "somme, count(f.valeur) AS connues FROM fait_services f JOIN cibles t ON t.trimestre = f.trimestre "
        "AND t.unite = f.unite_code WHERE f.niveau = 'commune' GROUP BY ALL), "
        "elements AS (SELECT DISTINCT trimestre, element FROM fait_services WHERE niveau = 'commune'), "
        "juges AS (SELECT l.trimestre, l.cible_niveau, l.cible, l.nom, e.element, s.somme, coalesce(s.connues, 0) AS "
        "connues, coalesce(c.communes, 0) AS total, CASE WHEN l.mal_connue THEN "
        f"{literal(MOTIF_RATTACHEMENT)} WHEN c.communes IS NULL OR coalesce(s.connues, 0) * 2 < c.communes "
        f"THEN {literal(MOTIF_COUVERTURE)} END AS motif FROM lues l JOIN elements e ON e.trimestre = l.trimestre "
        f"LEFT JOIN communes_lues c ON {_same('c')} LEFT JOIN sommes s ON s.element = e.element AND {_same('s')}) "
        "SELECT j.trimestre, j.cible_niveau AS niveau, j.cible AS unite_code, j.nom, d.domaine, j.element, d.libelle, "
        "d.unite, CASE WHEN j.motif IS NULL THEN j.somme END AS valeur, j.connues AS unites_connues, "
        "j.total AS unites_total, CASE WHEN j.total > 0 THEN CAST(100.0 * j.connues / j.total AS DECIMAL(5,1)) END AS "
        "couverture_pct, j.motif "
        "FROM juges j JOIN dim_element d ON d.code = j.element"
    )


def _figures(day: str, chosen: str) -> str:
    """``chosen``: the condition on an indicator's rows ``f`` that are read."""
    here = "t.trimestre, t.cible_niveau, t.cible"
    same = "t.trimestre = f.trimestre AND t.unite = f.unite_code"
    return (
        f"WITH {_places(day)}, "
        f"contribuees AS (SELECT * FROM fait_contributions f WHERE {chosen}), "
        f"faits AS (SELECT * FROM fait_indicateurs f WHERE {chosen} AND indicateur IN "
        "(SELECT indicateur FROM dim_indicateur WHERE contributions_publiees)), "
        # Of rows, the senders heard are told beside; else communes or cercles contribute, one row each.
        "lus AS (SELECT f.trimestre, f.indicateur, f.expediteurs_total IS NOT NULL AS lignes, k.niveau AS contribue "
        "FROM faits f LEFT JOIN (SELECT indicateur, max(niveau) AS niveau FROM contribuees GROUP BY indicateur) k "
        "USING (indicateur) WHERE f.niveau = 'pays'), "
        f"sommes AS (SELECT {here}, f.indicateur, CASE WHEN count(f.detail) > 0 THEN "
        "CAST(count(DISTINCT f.detail) AS DECIMAL(38,3)) ELSE sum(f.num) END AS num, sum(f.den) AS den, "
        f"count(*) AS contributions FROM contribuees f JOIN cibles t ON {same} GROUP BY ALL), "
        # What a unit holds itself is what its own figure counts beyond those of the units below.
        "dessous AS (SELECT f.trimestre, f.indicateur, u.parent_code, sum(f.unites_connues) AS connues, "
        "sum(f.unites_total) AS total FROM faits f JOIN dim_unite u ON u.division = '1999' AND u.code = f.unite_code "
        "GROUP BY ALL), "
        "propres AS (SELECT f.trimestre, f.indicateur, f.unite_code, f.unites_connues - coalesce(d.connues, 0) AS "
        "connues, f.unites_total - coalesce(d.total, 0) AS total FROM faits f LEFT JOIN dessous d "
        "ON d.trimestre = f.trimestre AND d.indicateur = f.indicateur AND d.parent_code = f.unite_code), "
        f"comptes AS (SELECT {here}, f.indicateur, sum(f.connues) AS connues, sum(f.total) AS total "
        f"FROM propres f JOIN cibles t ON {same} GROUP BY ALL), "
        f"entendus AS (SELECT {here}, f.indicateur, sum(f.expediteurs_connus) AS entendus, "
        "sum(f.expediteurs_total) AS attendus FROM (SELECT DISTINCT trimestre, cible_niveau, cible, cercle_code "
        "FROM cibles WHERE cercle_code IS NOT NULL) t JOIN faits f ON f.trimestre = t.trimestre "
        "AND f.unite_code = t.cercle_code AND f.niveau = 'cercle' GROUP BY ALL), "
        "calculs AS (SELECT l.*, i.indicateur, i.lignes, d.libelle, d.multiplicateur, d.denominateur IS NOT NULL AS "
        "rapport, e.entendus, e.attendus, CASE WHEN i.contribue = 'commune' AND NOT i.lignes THEN "
        "coalesce(s.contributions, 0) ELSE coalesce(n.connues, 0) END AS connues, "
        "CASE WHEN i.contribue = 'commune' AND NOT i.lignes THEN coalesce(c.communes, 0) ELSE coalesce(n.total, 0) END "
        # A row that adds nothing is no contribution; no row at all is a count of zero where the CCC was heard.
        "AS total, CASE WHEN i.lignes AND (n.connues > 0 OR (coalesce(n.total, 0) = 0 AND d.denominateur IS NULL)) "
        "THEN coalesce(s.num, 0) ELSE s.num END AS num, s.den FROM lues l JOIN lus i ON i.trimestre = l.trimestre "
        f"JOIN dim_indicateur d ON d.indicateur = i.indicateur LEFT JOIN communes_lues c ON {_same('c')} "
        + "".join(
            f"LEFT JOIN {table} {alias} ON {alias}.indicateur = i.indicateur AND {_same(alias)} "
            for table, alias in (("sommes", "s"), ("comptes", "n"), ("entendus", "e"))
        )
        + f"), juges AS (SELECT *, CASE WHEN mal_connue THEN {literal(MOTIF_RATTACHEMENT)} "
        f"WHEN lignes AND coalesce(entendus, 0) * 2 < attendus THEN {literal(MOTIF_CCC)} "
        f"WHEN connues * 2 < total OR (NOT lignes AND total = 0) THEN {literal(MOTIF_COUVERTURE)} "
        f"WHEN rapport AND coalesce(den, 0) = 0 THEN {literal(MOTIF_DENOMINATEUR)} END AS motif FROM calculs) "
        "SELECT trimestre, cible_niveau AS niveau, cible AS unite_code, nom, indicateur, libelle, "
        "CASE WHEN motif IS NULL THEN num END AS numerateur, CASE WHEN motif IS NULL AND rapport THEN den END AS "
        "denominateur, CASE WHEN motif IS NOT NULL THEN NULL WHEN rapport THEN TRY_CAST(CAST(num AS DOUBLE) * "
        "multiplicateur / nullif(CAST(den AS DOUBLE), 0) AS DECIMAL(24,6)) ELSE TRY_CAST(num AS DECIMAL(24,6)) END AS "
        "valeur, CAST(connues AS BIGINT) AS unites_connues, CAST(total AS BIGINT) AS unites_total, "
        "CASE WHEN total > 0 THEN CAST(100.0 * connues / total AS DECIMAL(5,1)) END AS couverture_pct, motif FROM juges"
    )
