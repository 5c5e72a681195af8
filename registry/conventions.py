"""What a cooperation convention's clauses say on a day: its status, its end, its notice, the next act due.

Everything is reckoned from dated facts, for any day. Choices that texts leave open are made once, here:

- a period of n months begun on a day ends the day before its anniversary (20 May 1994 + 60 months: 19 May 1999);
- a notice of n months ends on the day of the same number (given on 19 November, six months: 19 May), so that the last
  day to give it is the period's end less n months;
- renewals follow one another without a gap, unless the last one is dated after the end: it then runs from its date;
- an act (amendment, renewal) counts from the day it was made: the day before, the former end still held;
- a denounced convention is ``en_preavis`` while its notice runs; being near the notice date is not being in notice.
  Without tacit renewal it also ends with its period, whichever comes first;
- a declared state without a date (close, suspendue, denoncee) holds from the last dated fact on.

Unknown is neither yes nor no: without the facts, the status is ``inconnu``.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

MOIS_DE_RENOUVELLEMENT = 6
"""A convention is to be renewed when its period ends within that many months."""

_DAY = timedelta(days=1)
_UNSIGNED = ("projet", "negociation")
_RUNNING = ("signee", "en_vigueur", "a_renouveler", "suspendue")


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

    @property
    def tacite(self) -> bool:
        """Whether it goes on by itself at its term."""
        return self.reconduction_code == "tacite"

    @property
    def renewal_months(self) -> int | None:
        """Length of a renewed period: its own clause, else the first term's."""
        return self.reconduction_duree_mois or self.duree_mois


@dataclass(frozen=True)
class Acte:
    """The next thing due (a code of ``actes_convention``) and the day it is due; past when overdue."""

    code: str
    date: date | None


@dataclass(frozen=True)
class _Period:
    debut: date
    fin: date


def terms_of(row: Mapping[str, Any], avenants: Iterable[Mapping[str, Any]] = ()) -> Terms:
    """The terms of a row of ``conventions`` and of its rows of ``avenants``; withdrawn amendments are left out."""
    names = {field.name for field in fields(Terms)} - {"avenants"}
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
    )


def status(terms: Terms, day: date) -> str:
    """The one status of a convention on a day, a code of ``statuts_convention_calcules``."""
    if terms.signature_date is None:
        return {"projet": "projet", "negociation": "projet", "close": "close"}.get(terms.statut_code or "", "inconnu")
    if day < terms.signature_date:
        return "projet"
    if terms.statut_code in _UNSIGNED:
        return "inconnu"
    if terms.statut_code == "close" and day >= _last_fact(terms):
        return "close"
    denounced = _denounced(terms, day)
    if denounced is not None:
        return denounced
    start = _start(terms)
    if day < start:
        return _if_declared(terms, "signee")
    periods = _periods(terms, day)
    running = _running(periods, day)
    if running is None:
        return _if_declared(terms, _without_running_period(terms, periods, day))
    if _suspended(terms, day):
        return _if_declared(terms, "suspendue")
    near = running.fin <= add_months(day, MOIS_DE_RENOUVELLEMENT)
    return _if_declared(terms, "a_renouveler" if near else "en_vigueur")


def term_end(terms: Terms, day: date) -> date | None:
    """The last day of the period running that day, renewals and amendments in; once over, the day it ended.

    During a notice, the last day of the notice. None for a project, for what is unknown, and for a tacit renewal whose
    length is unknown.
    """
    known = status(terms, day)
    if known in ("projet", "inconnu"):
        return None
    if known in ("en_preavis", "denoncee"):
        return _end_of_notice(terms, day)
    periods = _periods(terms, day)
    running = _running(periods, day)
    if running is not None:
        return running.fin
    if periods and day < periods[0].debut:
        return periods[0].fin
    past = [period.fin for period in periods if period.fin < day]
    return max(past) if past and not terms.tacite else None


def notice_date(terms: Terms, day: date) -> date | None:
    """The last day to give notice before the end of the period running that day; None when it can't be reckoned.

    It may be past: the notice can then no longer end with the period.
    """
    if terms.preavis_mois is None or status(terms, day) not in _RUNNING:
        return None
    end = term_end(terms, day)
    return None if end is None else add_months(end, -terms.preavis_mois)


def next_act(terms: Terms, day: date) -> Acte:
    """The next act due on a convention, the earliest first, those overdue included."""
    known = status(terms, day)
    if known == "inconnu":
        return Acte("verifier", None)
    end = term_end(terms, day)
    if known == "echue" and terms.reconduction_code == "commun_accord":
        # When nobody counted the renewals, one may have been made and not recorded.
        return Acte("verifier", None) if terms.reconductions_nb is None else Acte("renouveler", end)
    if known not in _RUNNING:
        return Acte("aucun", None)
    due: list[tuple[date, str]] = []
    assert terms.signature_date is not None
    if terms.controle_legalite_code == "non_transmise":
        due.append((terms.signature_date, "transmettre_controle"))
    if terms.visa is False or (terms.visa_date is not None and terms.visa_date > day):
        due.append((terms.signature_date, "obtenir_visa"))
    meeting = _next_meeting(terms, day)
    if meeting is not None and known != "suspendue" and (end is None or meeting <= end):
        due.append((meeting, "tenir_rencontre"))
    at_term = _act_at_term(terms, day, end)
    if at_term is not None:
        due.append(at_term)
    if not due:
        return Acte("verifier", None) if end is None else Acte("aucun", None)
    when, code = min(due, key=lambda act: act[0])
    return Acte(code, when)


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months later (earlier when negative), or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _if_declared(terms: Terms, reckoned: str) -> str:
    """What the dates say, unless the declared state is itself to be checked: only an ended term is then certain."""
    if terms.statut_code in (None, "inconnu") and reckoned != "echue":
        return "inconnu"
    return reckoned


def _start(terms: Terms) -> date:
    """The first day in force: never before the signature, whatever the effect date says."""
    assert terms.signature_date is not None
    return max(terms.signature_date, terms.effet_date or terms.signature_date)


def _last_fact(terms: Terms) -> date:
    known = (
        *(terms.signature_date, terms.effet_date, terms.derniere_reconduction_date, terms.derniere_rencontre_date),
        *(terms.visa_date, terms.denonciation_date, terms.suspension_date, terms.reprise_date),
        *(terms.controle_legalite_date, *(amendment.signature for amendment in terms.avenants)),
    )
    return max(fact for fact in known if fact is not None)


def _without_running_period(terms: Terms, periods: list[_Period], day: date) -> str:
    if terms.tacite:
        # Running for certain, its end unknown: the text gives no length to reckon it by.
        return "suspendue" if _suspended(terms, day) else "en_vigueur"
    if not periods:
        return "inconnu"
    if terms.reconduction_code in (None, "inconnue"):
        return "inconnu"
    return "echue"


def _suspended(terms: Terms, day: date) -> bool:
    begun = terms.suspension_date
    if begun is None and terms.statut_code == "suspendue":
        begun = _last_fact(terms) if terms.reprise_date is None else terms.signature_date
    if begun is None or day < begun:
        return False
    resumed = terms.reprise_date
    return resumed is None or resumed < begun or day < resumed


def _may_run_on(terms: Terms) -> bool:
    """Whether the period's end may not be the convention's: a denunciation then ends it by its notice alone."""
    return terms.reconduction_code in (None, "inconnue", "tacite")


def _denounced(terms: Terms, day: date) -> str | None:
    """``en_preavis``, ``denoncee``, ``inconnu`` (denounced, but nobody knows whether the notice is over), or None."""
    given = terms.denonciation_date
    if given is None:
        if terms.statut_code != "denoncee" or day < _last_fact(terms):
            return None
        over = not _may_run_on(terms) and _ended(terms, day)
        return "denoncee" if over or terms.preavis_mois == 0 else "inconnu"
    if day < given or (not _may_run_on(terms) and _ended(terms, given)):
        return None
    end = _end_of_notice(terms, day)
    if end is None:
        return "inconnu"
    if terms.preavis_mois is None and day <= end:
        return "inconnu"
    return "en_preavis" if day <= end else "denoncee"


def _end_of_notice(terms: Terms, day: date) -> date | None:
    """The last day a denounced convention binds the parties: the end of the notice, or of its period if sooner."""
    given = terms.denonciation_date
    ends: list[date] = []
    if given is not None and terms.preavis_mois is not None:
        ends.append(add_months(given, terms.preavis_mois))
    if not _may_run_on(terms) and (periods := _periods(terms, day)):
        running = _running(periods, given or day)
        ends.append((running or periods[-1]).fin)
    return min(ends, default=None)


def _ended(terms: Terms, day: date) -> bool:
    periods = _periods(terms, day)
    return bool(periods) and periods[-1].fin < day


def _running(periods: list[_Period], day: date) -> _Period | None:
    return next((period for period in periods if period.debut <= day <= period.fin), None)


def _periods(terms: Terms, day: date) -> list[_Period]:
    """The periods as known on a day, in order; with tacit renewal, up to the one that holds the day."""
    periods = _written_periods(terms, day)
    for amendment in terms.avenants:
        if amendment.nouvelle_fin is not None and amendment.signature <= day:
            periods = _amended(_carried_on(terms, periods, amendment.signature), amendment)
    return _carried_on(terms, periods, day)


def _written_periods(terms: Terms, day: date) -> list[_Period]:
    """The first term and the renewals that are counted or dated."""
    start = terms.effet_date or terms.signature_date
    if start is None:
        return []
    stated = terms.fin_date
    if stated in {amendment.nouvelle_fin for amendment in terms.avenants}:
        # The end written down is the amended one: before the amendment the first duration held.
        stated = None if terms.duree_mois is not None else stated
    if terms.duree_mois is None:
        return [] if stated is None else [_Period(start, stated)]
    made = terms.reconductions_nb
    if made is None:
        made = 1 if terms.derniere_reconduction_date is not None else 0
    if stated is None:
        ends = _ends(start, terms, 0 if terms.tacite else made)
    else:
        # Under tacit renewal, periods follow one another up to the end written down, counted or not.
        unlimited = terms.tacite and terms.reconductions_nb is None
        ends = [*_ends(start, terms, None if unlimited else made - 1, before=stated), stated]
    periods = [
        _Period(debut, fin) for debut, fin in zip([start, *(fin + _DAY for fin in ends[:-1])], ends, strict=True)
    ]
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


def _as_decided(periods: list[_Period], terms: Terms, stated: date | None, day: date) -> list[_Period]:
    """Place the last renewal in time: unknown before it was decided, and beginning that day when it came late."""
    decided = terms.derniere_reconduction_date
    if decided is None or len(periods) == 1:
        return periods
    *before, last = periods
    if day < decided:
        return before
    if decided <= before[-1].fin:
        # Renewed ahead of its end: the period running already goes to the new end.
        return [*before[:-1], _Period(before[-1].debut, last.fin)]
    assert terms.renewal_months is not None
    return [*before, _Period(decided, stated or add_months(decided, terms.renewal_months) - _DAY)]


def _carried_on(terms: Terms, periods: list[_Period], day: date) -> list[_Period]:
    """With tacit renewal, the periods that follow, until one holds the day."""
    months = terms.renewal_months
    if not terms.tacite or months is None or not periods or periods[-1].fin >= day:
        return periods
    anchor = periods[-1].fin + _DAY
    passed = (day.year - anchor.year) * 12 + day.month - anchor.month
    number = max(0, passed // months - 1)
    followed = [*periods]
    if number:
        followed.append(_Period(anchor, add_months(anchor, number * months) - _DAY))
    while followed[-1].fin < day:
        number += 1
        followed.append(_Period(followed[-1].fin + _DAY, add_months(anchor, number * months) - _DAY))
    return followed


def _amended(periods: list[_Period], amendment: Avenant) -> list[_Period]:
    """The period in which the amendment was signed takes its end; signed later, it opens one of its own."""
    assert amendment.nouvelle_fin is not None
    end = amendment.nouvelle_fin
    held = next((period for period in periods if amendment.signature <= period.fin), None)
    if held is None:
        return [*periods, _Period(amendment.signature, end)]
    kept = [period for period in periods if period.fin < held.fin]
    after = [period for period in periods if period.debut > held.fin and period.fin > end]
    moved = [_Period(end + _DAY, after[0].fin), *after[1:]] if after else []
    return [*kept, _Period(held.debut, end), *moved]


def _next_meeting(terms: Terms, day: date) -> date | None:
    """When a year will have passed since the last meeting, or since the last anniversary if no meeting is known.

    A meeting nobody recorded is not one that was not held. None when no meeting is provided, or when the only one known
    came later than the day.
    """
    if not terms.rencontre_annuelle_prevue:
        return None
    last = terms.derniere_rencontre_date
    if last is not None:
        return add_months(last, 12) if last <= day else None
    start = _start(terms)
    years = max(1, day.year - start.year)
    due = add_months(start, 12 * years)
    return due if due >= day else add_months(start, 12 * (years + 1))


def _act_at_term(terms: Terms, day: date, end: date | None) -> tuple[date, str] | None:
    if end is None:
        return None
    if terms.tacite:
        notice = terms.preavis_mois or 0
        decision = add_months(end, -notice)
        months = terms.renewal_months
        while decision < day and months is not None:
            # Too late for this period: it will go on, the next decision is the next period's.
            end = add_months(end + _DAY, months) - _DAY
            decision = add_months(end, -notice)
        return decision, "decider_reconduction"
    if terms.reconduction_code == "commun_accord":
        return end, "renouveler"
    if terms.reconduction_code == "aucune":
        return None
    return end, "verifier"
