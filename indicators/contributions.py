"""The contributions of one quarter: SQL giving one row for each (contributor, indicator).

A contributor is a commune, a cercle or a row of a table. Every query of this module has the columns of ``COLONNES``:
``dans`` tells whether the contributor is of the indicator's field, ``num`` and ``den`` its parts (both NULL as soon as
one is unknown; ``den`` is 0 for a plain sum), ``cle`` the value of a distinct count, ``ligne`` the row's name where
rows are published one by one, ``num_p``, ``den_p`` and ``num_a``, ``den_a`` the same parts one quarter and one year
before, ``constant_p`` and ``constant_a`` whether the contributor is of the constant field, known on both dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from indicators.conditions import column, identifier, known, literal, received
from indicators.declaration import Indicateur
from indicators.evidence import grain_of
from indicators.links import joins, term_links
from indicators.mart import is_event, sent_as
from indicators.sources import Periodes, condition_sql, heard, periods_of, presence_name, rows_by_cercle, rows_of
from indicators.terms import (
    CommunesDuCercle,
    CumulAnnee,
    EnvoisAcceptes,
    EnvoisAttendus,
    LignesDistinctes,
    LignesDuCercle,
    NombreCommunes,
    ObligatoiresAttendus,
    ObligatoiresRenseignes,
    Population,
    Presence,
    SommeColonne,
    SommeElements,
    SommeLiee,
    SommePortee,
    Terme,
)
from registry.duties import expected_senders
from registry.periods import Trimestre
from registry.territory import NATION

COLONNES = (
    "commune_code, cercle_code, region_code, indicateur, dans, num, den, cle, ligne, "
    "num_p, den_p, constant_p, num_a, den_a, constant_a"
)
# A part is at most 10^15; what wouldn't fit, which no bound of an element lets through, is unknown and not a failure.
_MONTANT = "DECIMAL(18,3)"
_INCONNU = f"CAST(NULL AS {_MONTANT})"


def letters_of(indicator: Indicateur, trimestre: Trimestre) -> str:
    """The periods in which an indicator is computed for a quarter, among « qpa »."""
    previous = "p" if indicator.compares_with_previous(trimestre) else ""
    return "q" + previous + ("a" if indicator.compares_with_last_year else "")


def commune_contributions(indicators: Iterable[Indicateur], trimestre: Trimestre) -> str:
    """One row a commune and an indicator, from one pass over the communes."""
    chosen = [one for one in indicators if one.champ == "commune"]
    terms = [term for one in chosen for term in (one.numerateur, one.denominateur)]
    sides = [
        "LEFT JOIN valeurs AS v USING (unite_code)",
        "LEFT JOIN cumuls AS k USING (unite_code)",
        "LEFT JOIN obligatoires AS o USING (unite_code)",
        "LEFT JOIN m_population AS h USING (unite_code)",
    ]
    owned = [term for term in terms if isinstance(term, Presence | SommePortee)]
    sides += [f"LEFT JOIN {presence_name(term)} USING (unite_code)" for term in owned]
    sides += [_reception(term.table) for term in owned]
    structs = [_struct(one, trimestre, _commune_value) for one in chosen]
    inner = (
        "SELECT c.commune_code, c.cercle_code, c.region_code, "
        f"unnest([{', '.join(structs)}], recursive := true) FROM communes AS c {' '.join(dict.fromkeys(sides))}"
    )
    return _outer(inner, dans="true")


def cercle_contributions(
    indicators: Iterable[Indicateur], trimestre: Trimestre, home_reference: Path | None
) -> list[str]:
    """One row a cercle and an indicator of deposits or of events per cercle."""
    periods = Periodes(trimestre)
    expected = {letter: expected_senders(periods[letter], home_reference) for letter in "qpa"}
    queries = []
    for one in indicators:
        if one.champ != "cercle":
            continue
        rows = [term for term in (one.numerateur, one.denominateur) if isinstance(term, LignesDuCercle)]
        counted = "".join(
            f" LEFT JOIN ({rows_by_cercle(term, periods)}) AS r USING (cercle_code) {_reception(term.table)}"
            for term in rows[:1]
        )
        inner = (
            "SELECT CAST(NULL AS VARCHAR) AS commune_code, c.cercle_code, c.region_code, "
            f"unnest([{_struct(one, trimestre, partial(_cercle_value, expected))}], recursive := true) "
            f"FROM (SELECT c.*, n.communes_nb FROM cercles AS c LEFT JOIN (SELECT cercle_code, count(*) AS communes_nb"
            f" FROM communes GROUP BY cercle_code) AS n USING (cercle_code)) AS c{counted}"
        )
        # A cercle from which no file is expected is outside the field of a rate of deposits.
        deposits = isinstance(one.denominateur, EnvoisAttendus)
        queries.append(_outer(inner, dans="den > 0" if deposits else "true"))
    return queries


def row_contributions(indicators: Iterable[Indicateur], trimestre: Trimestre) -> list[str]:
    """One row for each row of a table and indicator; rows of events also for the two other periods."""
    periods = Periodes(trimestre)
    by_table: dict[str, list[Indicateur]] = {}
    for one in indicators:
        if one.champ == "ligne" and one.table is not None:
            by_table.setdefault(one.table.nom, []).append(one)
    queries = []
    for table, chosen in by_table.items():
        queries += [_rows_of(table, chosen, letter, periods) for letter in periods_of(table)]
    return queries


def _rows_of(table: str, indicators: list[Indicateur], letter: str, periods: Periodes) -> str:
    structs = ", ".join(_row_struct(one, periods[letter]) for one in indicators)
    terms = [term for one in indicators for term in (one.numerateur, one.denominateur)]
    links = [link for term in terms for link in term_links(term)]
    recues = any(isinstance(term, SommeColonne) and term.zero_si_recue for term in terms)
    inner = (
        f"SELECT u.commune_code, u.cercle_code, u.region_code, e.recue_q, e.recue_p, e.recue_a, {_name_of(table)}, "
        f"unnest([{structs}], recursive := true) FROM {rows_of(table, periods[letter])} AS t"
        f"{joins(links, periods[letter], recues)} LEFT JOIN m_unites AS u ON u.code = t.unite_code"
        f" LEFT JOIN tables_recues AS e ON e.expediteur = coalesce(u.cercle_code, u.region_code, {literal(NATION)})"
        f" AND e.table_nom = {literal(sent_as(table))}"
    )
    parts = {f"{part}{suffix}": _INCONNU for part in ("num", "den") for suffix in ("", "_p", "_a")}
    suffix = "" if letter == "q" else f"_{letter}"
    parts |= {f"num{suffix}": "ligne_num", f"den{suffix}": "ligne_den"}
    here = letter == "q"
    constant = {
        other: f"coalesce(recue_q AND recue_{other}, false)" if is_event(table) and letter in ("q", other) else "false"
        for other in "pa"
    }
    return (
        "SELECT commune_code, cercle_code, region_code, indicateur, "
        f"{'ligne_dans' if here else 'false'} AS dans, {parts['num']} AS num, {parts['den']} AS den, "
        f"{'ligne_cle' if here else 'CAST(NULL AS VARCHAR)'} AS cle, "
        f"{'if(ligne_dite, nom_de_ligne, NULL)' if here else 'CAST(NULL AS VARCHAR)'} AS ligne, "
        f"{parts['num_p']} AS num_p, {parts['den_p']} AS den_p, {constant['p']} AS constant_p, "
        f"{parts['num_a']} AS num_a, {parts['den_a']} AS den_a, {constant['a']} AS constant_a FROM ({inner})"
    )


def _row_struct(one: Indicateur, moment: Trimestre) -> str:
    """The parts of one row: outside the base, or unknown in either part, it is in neither."""
    base = condition_sql(one.denominateur, moment) if one.denominateur is not None else "true"
    num, den = _row_value(one.numerateur, moment), "0"
    if one.denominateur is not None:
        den = _row_value(one.denominateur, moment)
    both = f"({base}) AND {num} IS NOT NULL AND {den} IS NOT NULL"
    key = "NULL"
    if isinstance(one.numerateur, LignesDistinctes):
        key = f"CASE WHEN {condition_sql(one.numerateur, moment)} THEN {known(one.numerateur.colonne)} END"
    return (
        f"{{indicateur: {literal(one.code)}, ligne_dans: ({base}) IS NOT FALSE, "
        f"ligne_num: CASE WHEN {both} THEN TRY_CAST({num} AS {_MONTANT}) END, "
        f"ligne_den: CASE WHEN {both} THEN TRY_CAST({den} AS {_MONTANT}) END, ligne_cle: CAST({key} AS VARCHAR), "
        f"ligne_dite: {'true' if grain_of(one) == 'ligne' else 'false'}}}"
    )


def _name_of(table: str) -> str:
    """What a row is called in the published contributions."""
    return f"{literal(table + '/')} || t.expediteur || '/' || t.id_local AS nom_de_ligne"


def _row_value(term: Terme, moment: Trimestre) -> str:
    if isinstance(term, SommeLiee):
        name = term.nom(moment)
        known_sum = f"{term.lien.recue(moment)} AND {name}.doute IS NOT TRUE"
        return f"(CASE WHEN {known_sum} THEN TRY_CAST(coalesce({name}.somme, 0) AS {_MONTANT}) END)"
    condition = condition_sql(term, moment)
    value = "1"
    if isinstance(term, LignesDistinctes):
        value = f"CASE WHEN {known(term.colonne)} IS NOT NULL THEN 1 END"
    elif isinstance(term, SommeColonne):
        value = f"TRY_CAST({column(term.colonne)} AS {_MONTANT})"
        if term.zero_si_recue:
            value = f"coalesce({value}, CASE WHEN {received(term.zero_si_recue, moment)} THEN 0 END)"
        if term.fois is not None:
            value += f" * TRY_CAST({column(term.fois)} AS {_MONTANT})"
    return f"(CASE WHEN {condition} THEN {value} WHEN NOT ({condition}) THEN 0 END)"


def _outer(inner: str, dans: str) -> str:
    """Completes contributors whose three periods lie side by side, as communes and cercles have them."""
    constants = ", ".join(
        f"num IS NOT NULL AND den IS NOT NULL AND num_{letter} IS NOT NULL AND den_{letter} IS NOT NULL"
        f" AS constant_{letter}"
        for letter in "pa"
    )
    ordered = COLONNES.replace("dans", f"{dans} AS dans")
    none = "CAST(NULL AS VARCHAR) AS cle, CAST(NULL AS VARCHAR) AS ligne"
    return f"SELECT {ordered} FROM (SELECT *, {none}, {constants} FROM ({inner}))"


def _struct(one: Indicateur, trimestre: Trimestre, value: Callable[[Terme, str], str]) -> str:
    computed = letters_of(one, trimestre)
    fields = [f"indicateur: {literal(one.code)}"]
    for letter, suffix in (("q", ""), ("p", "_p"), ("a", "_a")):
        num = den = "NULL"
        if letter in computed:
            num = value(one.numerateur, letter)
            den = "0" if one.denominateur is None else value(one.denominateur, letter)
        fields += [f"num{suffix}: TRY_CAST({num} AS {_MONTANT})", f"den{suffix}: TRY_CAST({den} AS {_MONTANT})"]
    return "{" + ", ".join(fields) + "}"


def _commune_value(term: Terme, letter: str) -> str:
    if isinstance(term, SommeElements):
        return "(" + " + ".join(f"v.{identifier(code)}_{letter}" for code in term.codes) + ")"
    if isinstance(term, CumulAnnee):
        return "(" + " + ".join(f"k.{letter}_{identifier(code)}" for code in term.codes) + ")"
    if isinstance(term, Population):
        return "h.population"
    if isinstance(term, NombreCommunes):
        return "1"
    if isinstance(term, ObligatoiresRenseignes):
        return f"coalesce(o.{letter}_renseignes, 0)"
    if isinstance(term, ObligatoiresAttendus):
        return f"o.{letter}_attendus"
    if isinstance(term, Presence):
        if letter not in periods_of(term.table):
            return "NULL"
        name = presence_name(term)
        return (
            f"(CASE WHEN {name}.{letter}_vrai THEN 1"
            f" WHEN {_heard(term.table, letter)} AND {name}.{letter}_doute IS NOT TRUE THEN 0 END)"
        )
    if isinstance(term, SommePortee):
        if letter not in periods_of(term.table):
            return "NULL"
        name = presence_name(term)
        return (
            f"(CASE WHEN {_heard(term.table, letter)} AND {name}.{letter}_doute IS NOT TRUE"
            f" THEN coalesce({name}.{letter}_somme, 0) END)"
        )
    raise TypeError(f"not a commune's term: {term!r}")


def _reception(table: str) -> str:
    """The join telling whether the CCC of the cercle ``c`` sent that table."""
    name = f"recue_{identifier(table)}"
    return (
        f"LEFT JOIN tables_recues AS {name} ON {name}.expediteur = c.cercle_code"
        f" AND {name}.table_nom = {literal(sent_as(table))}"
    )


def _heard(table: str, letter: str) -> str:
    return f"recue_{identifier(table)}.{heard(table, letter)}"


def _cercle_value(expected: dict[str, tuple[str, ...]], term: Terme, letter: str) -> str:
    if isinstance(term, EnvoisAttendus):
        senders = ", ".join(literal(sender) for sender in expected[letter]) or literal("")
        return f"(CASE WHEN c.cercle_code IN ({senders}) THEN 1 ELSE 0 END)"
    if isinstance(term, EnvoisAcceptes):
        sent = f"coalesce(c.{'temps' if term.a_temps else 'recu'}_{letter}, false)"
        return f"(CASE WHEN {sent} AND {_cercle_value(expected, EnvoisAttendus(), letter)} = 1 THEN 1 ELSE 0 END)"
    if isinstance(term, LignesDuCercle):
        return f"(CASE WHEN {_heard(term.table, letter)} THEN coalesce(r.{letter}_lignes, 0) END)"
    if isinstance(term, CommunesDuCercle):
        return "c.communes_nb"
    raise TypeError(f"not a cercle's term: {term!r}")
