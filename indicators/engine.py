"""The engine: SQL that computes every indicator of a quarter at the four levels, in one pass of GROUPING SETS.

Contributions (communes, cercles, rows of tables) are laid once in a temporary table, summed as DECIMAL at each level
from themselves, never from the level below, and published as far as they may be; the division comes last. What the
store must offer, as tables or views:

- ``m_unites(code, nom, niveau, commune_code, cercle_code, region_code)``: the codes of the levels above are filled in,
  those of the levels below are NULL;
- ``m_services(unite_code, element, trimestre, valeur, etat)``: accepted values, quarter by quarter, for the two years
  that end with the quarter computed;
- ``m_services_en_vigueur(trimestre_ref, unite_code, element, valeur)`` for the quarter computed, the one before and
  the same of last year: quarterly elements of that quarter, yearly ones last known within the four quarters up to it;
- ``m_population(unite_code, population)`` at the end of the quarter computed, used for the three quarters, so that a
  change is never that of the reference;
- ``m_depots(expediteur, trimestre, verdict, a_temps)`` of all quarters;
- ``m_tables_recues(expediteur, table_nom, trimestre)``: the tables that accepted files held; at least the first quarter
  of each, and of events the three quarters above;
- ``m_<table>`` for each event table (all three quarters, column ``trimestre``) and register (current rows), with the
  sender in ``expediteur`` and the reckoned columns of ``indicators.mart``; ``m_cooperations``, a row a partnership.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from indicators.conditions import literal
from indicators.contributions import COLONNES, cercle_contributions, commune_contributions, row_contributions
from indicators.declaration import NIVEAUX, Indicateur
from indicators.discovery import all_indicators
from indicators.evidence import CONTRIBUTIONS, contributions_statement
from indicators.mart import is_event, sent_as
from indicators.published import FAIT_CONTRIBUTIONS, FAIT_INDICATEURS
from indicators.sources import common_tables, reception_tables
from indicators.terms import LignesDistinctes
from registry.periods import Trimestre
from registry.territory import NATION
from schemas.secrecy import COMMUNES_MINIMUM, EFFECTIF_MINIMAL, MOTIF_COMMUNE

MOTIF_CCC = "Moins de la moitié des CCC du territoire ont un fichier accepté qui tient ce tableau"
MOTIF_COUVERTURE = "Moins de la moitié du champ est connue"
MOTIF_SECRET = f"Effectif inférieur à {EFFECTIF_MINIMAL}, ou qui permettrait d'en retrouver un"
MOTIF_DENOMINATEUR = "Dénominateur nul"


def statements(
    trimestre: Trimestre, indicators: Iterable[Indicateur] | None = None, home_reference: Path | None = None
) -> tuple[str, ...]:
    """The SQL statements that fill ``fait_indicateurs`` and ``fait_contributions`` for a quarter, replacing what they
    held for it.

    ``indicators``: by default, all that are published. ``home_reference``: the installation's ``reference`` folder,
    for its own exemptions from reporting.
    """
    declared = all_indicators().values() if indicators is None else indicators
    chosen = tuple(one for one in declared if one.niveau_publie is not None)
    columns = ", ".join(FAIT_INDICATEURS.noms())
    quarter = literal(str(trimestre))
    return (
        f"DELETE FROM {FAIT_INDICATEURS.nom} WHERE trimestre = {quarter}",
        f"DELETE FROM {FAIT_CONTRIBUTIONS.nom} WHERE trimestre = {quarter}",
        f"CREATE OR REPLACE TEMP TABLE {CONTRIBUTIONS} AS {_contributions(trimestre, chosen, home_reference)}",
        f"INSERT INTO {FAIT_INDICATEURS.nom} ({columns}) {_query(trimestre, chosen)}",
        contributions_statement(trimestre, chosen),
        f"DROP TABLE {CONTRIBUTIONS}",
    )


def _contributions(trimestre: Trimestre, indicators: tuple[Indicateur, ...], home_reference: Path | None) -> str:
    """The SELECT that gives every contribution of the quarter, in the columns of ``COLONNES``."""
    contributions = [
        *([commune_contributions(indicators, trimestre)] if any(one.champ == "commune" for one in indicators) else []),
        *cercle_contributions(indicators, trimestre, home_reference),
        *row_contributions(indicators, trimestre),
    ]
    return f"WITH {', '.join(common_tables(indicators, trimestre))} {' UNION ALL '.join(contributions)}"


def _query(trimestre: Trimestre, indicators: tuple[Indicateur, ...]) -> str:
    """The SELECT that gives the rows of ``fait_indicateurs`` for a quarter, in the order of its columns."""
    tables = [
        *reception_tables(trimestre),
        _declared(indicators),
        _sums(),
        _distincts(),
        _senders(indicators),
        _frame(),
        _values(),
        _hidden(),
    ]
    return f"WITH {', '.join(tables)} {_rows(trimestre)}"


def _declared(indicators: tuple[Indicateur, ...]) -> str:
    """What the SQL must know of each declaration."""
    rows = ", ".join(
        "("
        + ", ".join(
            (
                literal(one.code),
                _flag(one.denominateur is not None),
                str(one.multiplicateur),
                str(NIVEAUX.index(one.niveau_publie or "pays")),
                _flag(one.champ == "ligne"),
                _flag(one.table is not None and is_event(one.table.nom)),
                literal(sent_as(one.table.nom))
                if one.champ == "ligne" and one.table is not None
                else "CAST(NULL AS VARCHAR)",
                _flag(isinstance(one.numerateur, LignesDistinctes)),
                _flag(one.a_secret),
                _flag(one.a_proteger),
            )
        )
        + ")"
        for one in indicators
    )
    return (
        "declares(indicateur, rapport, multiplicateur, rang_min, lignes, evenement, table_nom, distinct_, secret,"
        " protege)"
        f" AS (VALUES {rows})"
    )


def _sums() -> str:
    """The one computation of sums: contributions added up by owner, then grouped at the four levels.

    Decimals add up exactly, so that gathering an owner's rows first changes no sum; the grouping sets then read one row
    an owner instead of each of its rows.
    """
    owned = {
        "num": "sum(num)",
        "den": "sum(den)",
        "total": "count(*) FILTER (WHERE dans)",
        "connus": "count(*) FILTER (WHERE complet)",
    }
    for letter in "pa":
        here = f"FILTER (WHERE constant_{letter})"
        owned |= {
            f"num_c{letter}": f"sum(num) {here}",
            f"den_c{letter}": f"sum(den) {here}",
            f"num_{letter}": f"sum(num_{letter}) {here}",
            f"den_{letter}": f"sum(den_{letter}) {here}",
            f"constants_{letter}": f"count(*) {here}",
        }
    counts = {name for name, sql in owned.items() if sql.startswith("count")}
    sums = [f"CAST(sum({name}) AS BIGINT) AS {name}" if name in counts else f"sum({name}) AS {name}" for name in owned]
    sums += [
        f"sum(num) FILTER (WHERE {niveau} IS NULL) AS propre_{above}"
        for niveau, above in (("commune", "cercle"), ("cercle", "region"), ("region", "pays"))
    ]
    # A contribution counts only when both parts are known; the copies of the codes stay whole inside the sets.
    known = COLONNES.replace("num, den,", "if(complet, num, NULL) AS num, if(complet, den, NULL) AS den, complet,")
    return (
        f"connues AS (SELECT {known} FROM"
        " (SELECT *, dans AND num IS NOT NULL AND den IS NOT NULL AS complet FROM "
        f"{CONTRIBUTIONS})), "
        "porteurs AS (SELECT commune_code AS commune, cercle_code AS cercle, region_code AS region, commune_code,"
        f" cercle_code, region_code, indicateur, {', '.join(f'{sql} AS {name}' for name, sql in owned.items())}"
        " FROM connues GROUP BY commune_code, cercle_code, region_code, indicateur), "
        f"sommes AS ({_by_level(sums, 'porteurs')})"
    )


def _distincts() -> str:
    """Distinct counts, apart: they would slow down every sum beside them."""
    source = f"{CONTRIBUTIONS} WHERE cle IS NOT NULL"
    return f"distincts AS ({_by_level(['count(DISTINCT cle) AS distincts'], source)})"


def _by_level(aggregates: list[str], source: str) -> str:
    return (
        "SELECT indicateur, CASE WHEN grouping(commune_code) = 0 THEN 'commune'"
        " WHEN grouping(cercle_code) = 0 THEN 'cercle' WHEN grouping(region_code) = 0 THEN 'region' ELSE 'pays' END"
        " AS niveau, CASE WHEN grouping(commune_code) = 0 THEN commune_code WHEN grouping(cercle_code) = 0 THEN"
        f" cercle_code WHEN grouping(region_code) = 0 THEN region_code ELSE {literal(NATION)} END AS unite_code, "
        f"{', '.join(aggregates)} FROM {source} GROUP BY GROUPING SETS ((indicateur, commune_code),"
        " (indicateur, cercle_code), (indicateur, region_code), (indicateur))"
    )


def _senders(indicators: Iterable[Indicateur]) -> str:
    """For each unit and table, the cercles of its territory and those which sent it; a commune's is its own cercle."""
    tables = {sent_as(one.table.nom) for one in indicators if one.champ == "ligne" and one.table is not None}
    names = ", ".join(f"({literal(name)})" for name in sorted(tables)) or "(CAST(NULL AS VARCHAR))"
    counts = (
        "count(*) AS total, count(*) FILTER (WHERE recue_q) AS du_trimestre, "
        "count(*) FILTER (WHERE recue_jusque) AS a_ce_jour, count(*) FILTER (WHERE recue_q AND recue_p) AS constants_p,"
        " count(*) FILTER (WHERE recue_q AND recue_a) AS constants_a"
    )
    return (
        f"receptions AS (SELECT c.cercle_code, c.region_code, n.table_nom, r.* EXCLUDE (expediteur, table_nom)"
        f" FROM cercles AS c CROSS JOIN (VALUES {names}) AS n(table_nom) LEFT JOIN tables_recues AS r"
        " ON r.expediteur = c.cercle_code AND r.table_nom = n.table_nom), "
        f"par_territoire AS (SELECT table_nom, cercle_code, region_code, {counts} FROM receptions"
        " GROUP BY GROUPING SETS ((table_nom, cercle_code), (table_nom, region_code), (table_nom))), "
        f"expediteurs AS (SELECT coalesce(cercle_code, region_code, {literal(NATION)}) AS unite_code,"
        " * EXCLUDE (cercle_code, region_code) FROM par_territoire UNION ALL SELECT c.unite_code,"
        " p.* EXCLUDE (cercle_code, region_code) FROM communes AS c JOIN par_territoire AS p USING (cercle_code))"
    )


def _frame() -> str:
    """Every unit with every indicator published at its level: a count of nothing is a zero, and is shown."""
    ranks = " ".join(f"WHEN {literal(niveau)} THEN {rank}" for rank, niveau in enumerate(NIVEAUX))
    return (
        "cadre AS (SELECT u.code AS unite_code, u.niveau, CASE u.niveau WHEN 'cercle' THEN u.region_code WHEN 'region'"
        f" THEN {literal(NATION)} WHEN 'commune' THEN u.cercle_code END AS parent_code, d.* FROM m_unites AS u"
        f" JOIN declares AS d ON CASE u.niveau {ranks} END >= d.rang_min)"
    )


def _values() -> str:
    """Values before any masking, with the size of the smallest group they would reveal."""
    heard = "CASE WHEN c.evenement THEN e.du_trimestre ELSE e.a_ce_jour END"
    own = "CASE c.niveau WHEN 'cercle' THEN propre_cercle WHEN 'region' THEN propre_region"
    own += " WHEN 'pays' THEN propre_pays ELSE num END"
    constants = ", ".join(
        f"CASE WHEN c.lignes THEN if(c.evenement, e.constants_{letter}, NULL) ELSE s.constants_{letter} END"
        f" AS constants_{letter}, CASE WHEN c.lignes THEN e.total ELSE s.total END AS champ_{letter}, "
        f"{_ratio(f'num_c{letter}', f'den_c{letter}')} AS valeur_c{letter}, "
        f"{_ratio(f'num_{letter}', f'den_{letter}')} AS valeur_{letter}"
        for letter in "pa"
    )
    return (
        "calculs AS (SELECT c.*, "
        # No row at all is a count of zero where the CCC was heard; nothing known among rows stays unknown.
        "CASE WHEN c.distinct_ THEN coalesce(k.distincts, 0) WHEN c.lignes AND coalesce(s.total, 0) = 0"
        " AND NOT c.rapport THEN 0 ELSE s.num END AS num, s.den, coalesce(s.connus, 0) AS connus, "
        f"coalesce(s.total, 0) AS total, CASE WHEN c.lignes THEN {heard} END AS entendus, "
        "CASE WHEN c.lignes THEN e.total END AS attendus, "
        f"CASE WHEN c.lignes AND NOT c.distinct_ AND NOT c.secret THEN coalesce({own}, 0) END AS propre, {constants}, "
        "CASE WHEN c.rapport THEN least(s.num, s.den - s.num) ELSE s.num END AS effectif "
        "FROM cadre AS c LEFT JOIN sommes AS s USING (indicateur, niveau, unite_code)"
        " LEFT JOIN distincts AS k USING (indicateur, niveau, unite_code)"
        " LEFT JOIN expediteurs AS e USING (unite_code, table_nom))"
    )


def _hidden() -> str:
    """Which figures are hidden, and why; one small figure alone among its siblings takes the next one with it."""
    small = f"((secret AND coalesce(effectif, 0) < {EFFECTIF_MINIMAL}) OR (protege AND connus < {COMMUNES_MINIMUM}))"
    return (
        f"petits AS (SELECT indicateur, niveau, unite_code, parent_code, effectif, {small} AS petit FROM calculs"
        " WHERE secret OR protege), rangs AS (SELECT *, count(*) FILTER (WHERE petit) OVER fratrie AS petits,"
        " row_number() OVER (fratrie ORDER BY petit DESC, effectif NULLS LAST, unite_code) AS rang FROM petits"
        " WINDOW fratrie AS (PARTITION BY indicateur, niveau, parent_code)), "
        "motifs AS (SELECT calculs.*, CASE "
        f"WHEN lignes AND coalesce(entendus, 0) * 2 < attendus THEN {literal(MOTIF_CCC)} "
        f"WHEN connus * 2 < total OR (NOT lignes AND total = 0) THEN {literal(MOTIF_COUVERTURE)} "
        "WHEN petit OR (petits = 1 AND rang = 2) THEN"
        f" if(secret, {literal(MOTIF_SECRET)}, {literal(MOTIF_COMMUNE)}) END AS motif FROM calculs"
        " LEFT JOIN rangs USING (indicateur, niveau, unite_code))"
    )


def _rows(trimestre: Trimestre) -> str:
    shown = "motif IS NULL"
    value = f"CASE WHEN {shown} THEN {_ratio('num', 'den')} END"
    columns = [
        f"{literal(str(trimestre))} AS trimestre",
        "niveau",
        "unite_code",
        "indicateur",
        f"CASE WHEN {shown} THEN num END AS numerateur",
        f"CASE WHEN {shown} AND rapport THEN den END AS denominateur",
        f"{value} AS valeur",
        "connus AS unites_connues",
        "total AS unites_total",
        "CASE WHEN total > 0 THEN CAST(100.0 * connus / total AS DECIMAL(5,1)) END AS couverture_pct",
        "entendus AS expediteurs_connus",
        "attendus AS expediteurs_total",
        f"CASE WHEN {shown} THEN propre END AS dont_niveau_propre",
        "motif IS NOT NULL AS masque",
        f"CASE WHEN {shown} AND rapport AND coalesce(den, 0) = 0 THEN {literal(MOTIF_DENOMINATEUR)} ELSE motif END"
        " AS motif_masque",
    ]
    for letter in "pa":
        # As for values, a change known on less than half of the field isn't shown.
        here = f"{shown} AND constants_{letter} * 2 >= champ_{letter} AND constants_{letter} > 0"
        columns += [
            f"CASE WHEN {here} THEN valeur_{letter} END",
            f"CASE WHEN {here} THEN valeur_c{letter} END",
            f"CASE WHEN {here} THEN constants_{letter} END",
            f"CASE WHEN {here} THEN valeur_c{letter} - valeur_{letter} END",
        ]
    return f"SELECT {', '.join(columns)} FROM motifs ORDER BY indicateur, niveau, unite_code"


def _ratio(num: str, den: str) -> str:
    """The division, last and safe: NULL for a zero denominator, and for what wouldn't fit."""
    divided = f"CAST({num} AS DOUBLE) * multiplicateur / nullif(CAST({den} AS DOUBLE), 0)"
    return f"CASE WHEN rapport THEN TRY_CAST({divided} AS DECIMAL(24,6)) ELSE TRY_CAST({num} AS DECIMAL(24,6)) END"


def _flag(value: bool) -> str:
    return "true" if value else "false"
