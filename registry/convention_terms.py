"""The clauses of a cooperation convention as plain data, and the periods they make: first term, renewals, amendments.

What people ask of them (status, end, notice, next act) is in ``registry.conventions``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Avenant:
    """A signed amendment; ``nouvelle_fin``: the end it gives to the period running when it was signed, if it does."""

    signature: date
    nouvelle_fin: date | None = None


@dataclass(frozen=True)
class Terms:
    """The clauses and dated facts of one convention, under the column names of the table; None is unknown."""

    statut_code: str | None = None
    signature_date: date | None = None
    effet_date: date | None = None
    duree_mois: int | None = None
    fin_date: date | None = None
    preavis_mois: int | None = None
    reconduction_code: str | None = None
    reconduction_duree_mois: int | None = None
    reconductions_nb: int | None = None
    derniere_reconduction_date: date | None = None
    rencontre_annuelle_prevue: bool | None = None
    derniere_rencontre_date: date | None = None
    visa: bool | None = None
    visa_date: date | None = None
    denonciation_date: date | None = None
    denonciation_par_code: str | None = None
    suspension_date: date | None = None
    suspension_par_code: str | None = None
    reprise_date: date | None = None
    comite_pilotage_prevu: bool | None = None
    modification_accord: bool | None = None
    differends_code: str | None = None
    controle_legalite_code: str | None = None
    controle_legalite_date: date | None = None
    secteur_1_code: str | None = None
    secteur_2_code: str | None = None
    secteur_3_code: str | None = None
    langue_1_code: str | None = None
    langue_2_code: str | None = None
    avenants: tuple[Avenant, ...] = ()
    rencontres: tuple[date, ...] = ()

    @property
    def tacite(self) -> bool:
        """Whether it goes on by itself at its term."""
        return self.reconduction_code == "tacite"

    @property
    def renewal_months(self) -> int | None:
        """Length of a renewed period: its own clause, else the first term's."""
        return self.reconduction_duree_mois or self.duree_mois


@dataclass(frozen=True)
class Period:
    debut: date
    fin: date


def terms_of(
    row: Mapping[str, Any], avenants: Iterable[Mapping[str, Any]] = (), rencontres: Iterable[date] = ()
) -> Terms:
    """The terms of a row of ``conventions``, of its rows of ``avenants`` (withdrawn ones are left out), and the days of
    the meetings filed on it."""
    names = {field.name for field in fields(Terms)} - {"avenants", "rencontres"}
    return Terms(
        **{name: row[name] for name in names if row.get(name) is not None},
        avenants=tuple(
            sorted(
                (
                    Avenant(amendment["signature_date"], amendment.get("nouvelle_fin_date"))
                    for amendment in avenants
                    if amendment.get("signature_date") is not None and amendment.get("etat_ligne") != "annule"
                ),
                key=lambda amendment: (amendment.signature, amendment.nouvelle_fin or date.min),
            )
        ),
        rencontres=tuple(sorted(rencontres)),
    )


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier when negative), or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def first_day(terms: Terms) -> date:
    """The first day in force: never before the signature, whatever the effect date says."""
    assert terms.signature_date is not None
    return max(terms.signature_date, terms.effet_date or terms.signature_date)


def running_period(periods: list[Period], day: date) -> Period | None:
    return next((period for period in periods if period.debut <= day <= period.fin), None)


def periods_known(terms: Terms, day: date) -> list[Period]:
    """The periods as known on a day, in order; with tacit renewal, up to the one that holds the day."""
    periods = _written_periods(terms, day)
    for amendment in terms.avenants:
        if amendment.nouvelle_fin is not None and amendment.signature <= day:
            periods = _amended(_carried_on(terms, periods, amendment.signature), amendment)
    return _carried_on(terms, periods, day)


def _written_periods(terms: Terms, day: date) -> list[Period]:
    """The first term and the renewals that are counted or dated."""
    start = terms.effet_date or terms.signature_date
    if start is None:
        return []
    stated = terms.fin_date
    if stated in {amendment.nouvelle_fin for amendment in terms.avenants}:
        # The end written down is the amended one: before the amendment the first duration held.
        stated = None if terms.duree_mois is not None else stated
    if terms.duree_mois is None:
        return [] if stated is None else [Period(start, stated)]
    made = terms.reconductions_nb
    if made is None:
        made = 1 if terms.derniere_reconduction_date is not None else 0
    if stated is None:
        ends = _ends(start, terms, 0 if terms.tacite else made)
    else:
        # Under tacit renewal, periods follow one another up to the end written down, counted or not.
        unlimited = terms.tacite and terms.reconductions_nb is None
        ends = [*_ends(start, terms, None if unlimited else made - 1, before=stated), stated]
    periods = [Period(debut, fin) for debut, fin in zip([start, *(fin + _DAY for fin in ends[:-1])], ends, strict=True)]
    return periods if terms.tacite else _as_decided(periods, terms, stated, day)


def _ends(start: date, terms: Terms, renewals: int | None, before: date | None = None) -> list[date]:
    """The ends of the first term and of so many renewals, those well before a day only when one is given."""
    assert terms.duree_mois is not None and terms.renewal_months is not None
    ends: list[date] = []
    while renewals is None or len(ends) <= renewals:
        end = add_months(start, terms.duree_mois + len(ends) * terms.renewal_months) - _DAY
        if before is not None and end + _DAY >= before:
            break
        ends.append(end)
    return ends


def _as_decided(periods: list[Period], terms: Terms, stated: date | None, day: date) -> list[Period]:
    """Place the last renewal in time: unknown before it was decided, and beginning that day when it came late."""
    decided = terms.derniere_reconduction_date
    if decided is None or len(periods) == 1:
        return periods
    *before, last = periods
    if day < decided:
        return before
    if decided <= before[-1].fin:
        # Renewed ahead of its end: the period running already goes to the new end.
        return [*before[:-1], Period(before[-1].debut, last.fin)]
    assert terms.renewal_months is not None
    return [*before, Period(decided, stated or add_months(decided, terms.renewal_months) - _DAY)]


def _carried_on(terms: Terms, periods: list[Period], day: date) -> list[Period]:
    """With tacit renewal, the periods that follow, until one holds the day."""
    months = terms.renewal_months
    if not terms.tacite or months is None or not periods or periods[-1].fin >= day:
        return periods
    anchor = periods[-1].fin + _DAY
    passed = (day.year - anchor.year) * 12 + day.month - anchor.month
    number = max(0, passed // months - 1)
    followed = [*periods]
    if number:
        followed.append(Period(anchor, add_months(anchor, number * months) - _DAY))
    while followed[-1].fin < day:
        number += 1
        followed.append(Period(followed[-1].fin + _DAY, add_months(anchor, number * months) - _DAY))
    return followed


def _amended(periods: list[Period], amendment: Avenant) -> list[Period]:
    """The period in which the amendment was signed takes its end; signed later, it opens one of its own."""
    assert amendment.nouvelle_fin is not None
    end = amendment.nouvelle_fin
    held = next((period for period in periods if amendment.signature <= period.fin), None)
    if held is None:
        return [*periods, Period(amendment.signature, end)]
    kept = [period for period in periods if period.fin < held.fin]
    after = [period for period in periods if period.debut > held.fin and period.fin > end]
    moved = [Period(end + _DAY, after[0].fin), *after[1:]] if after else []
    return [*kept, Period(held.debut, end), *moved]
