"""What a cooperation convention's clauses say on a day: its status, its end, its notice, the next act due.

Everything is reckoned from dated facts, for any day. Choices that texts leave open are made once, here:

- a period of n months begun on a day ends the day before its anniversary (20 May 1994 + 60 months: 19 May 1999);
- a notice of n months ends on the day of the same number (given on 19 November, six months: 19 May), so that the last
  day to give it is the period's end less n months;
- renewals follow one another without a gap, unless the last one is dated after the end: it then runs from its date;
- an act (amendment, renewal) counts from the day it was made: the day before, the former end still held;
- a denounced convention is ``en_preavis`` while its notice runs; being near the notice date is not being in notice.
  When nothing may renew it by itself, it also ends with its period, whichever comes first;
- a declared state without a date (close, suspendue, denoncee) holds from the last dated fact on.

Unknown is neither yes nor no: without the facts, the status is ``inconnu``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from registry.convention_terms import (
    Avenant,
    Period,
    Terms,
    add_months,
    first_day,
    periods_known,
    running_period,
    terms_of,
)

__all__ = [
    "MOIS_DE_RENOUVELLEMENT",
    "Acte",
    "Avenant",
    "Terms",
    "next_act",
    "notice_date",
    "status",
    "term_end",
    "terms_of",
]

MOIS_DE_RENOUVELLEMENT = 6
"""A convention is to be renewed when its period ends within that many months."""

_UNSIGNED = ("projet", "negociation")
_RUNNING = ("signee", "en_vigueur", "a_renouveler", "suspendue")


@dataclass(frozen=True)
class Acte:
    """The next thing due (a code of ``actes_convention``) and the day it is due; past when overdue."""

    code: str
    date: date | None


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
    start = first_day(terms)
    if day < start:
        return _if_declared(terms, "signee")
    periods = periods_known(terms, day)
    running = running_period(periods, day)
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
    periods = periods_known(terms, day)
    running = running_period(periods, day)
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


def _if_declared(terms: Terms, reckoned: str) -> str:
    """What the dates say, unless the declared state is itself to be checked: only an ended term is then certain."""
    if terms.statut_code in (None, "inconnu") and reckoned != "echue":
        return "inconnu"
    return reckoned


def _last_fact(terms: Terms) -> date:
    known = (
        *(terms.signature_date, terms.effet_date, terms.derniere_reconduction_date, terms.derniere_rencontre_date),
        *(terms.visa_date, terms.denonciation_date, terms.suspension_date, terms.reprise_date),
        *(terms.controle_legalite_date, *(amendment.signature for amendment in terms.avenants)),
    )
    return max(fact for fact in known if fact is not None)


def _without_running_period(terms: Terms, periods: list[Period], day: date) -> str:
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
    if not _may_run_on(terms) and (periods := periods_known(terms, day)):
        running = running_period(periods, given or day)
        ends.append((running or periods[-1]).fin)
    return min(ends, default=None)


def _ended(terms: Terms, day: date) -> bool:
    periods = periods_known(terms, day)
    return bool(periods) and periods[-1].fin < day


def _next_meeting(terms: Terms, day: date) -> date | None:
    """When a year will have passed since the last meeting, or since the last anniversary if no meeting is known.

    A meeting nobody recorded is not one that was not held. None when no meeting is provided, or when the only one known
    came later than the day.
    """
    if not terms.rencontre_annuelle_prevue:
        return None
    told = [held for held in (terms.derniere_rencontre_date, *terms.rencontres) if held is not None]
    held = [one for one in told if one <= day]
    if held or told:
        return add_months(max(held), 12) if held else None
    start = first_day(terms)
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
            end = add_months(end + timedelta(days=1), months) - timedelta(days=1)
            decision = add_months(end, -notice)
        return decision, "decider_reconduction"
    # Without a renewal clause too, going on takes an agreement of the parties: another convention.
    return end, "renouveler" if terms.reconduction_code in ("commun_accord", "aucune") else "verifier"
