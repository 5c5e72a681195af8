"""Fictitious rows of every register and event of a sender, in the order in which each leans on those before.

Names say that they are fictitious; no row may be taken for a person or a real partnership.
"""

from __future__ import annotations

from collections.abc import Mapping

from landing.simulation.actions import add_actions, add_plans
from landing.simulation.activities import add_activities, add_trainings
from landing.simulation.agreements import add_conventions, add_steps
from landing.simulation.experiences import add_experiences
from landing.simulation.follow_up import add_committees, add_meetings, add_reports, add_sessions, follow_points
from landing.simulation.money import add_commitments, add_payments, add_requests
from landing.simulation.officials import add_officials
from landing.simulation.relations import (
    add_contacts,
    add_offers,
    add_parties,
    add_partnerships,
    add_priorities,
    answer_confirmations,
)
from landing.simulation.setting import Draft, Rows, Setting

_COOPERATION = (
    add_steps,
    add_parties,
    add_contacts,
    answer_confirmations,
    add_priorities,
    add_offers,
    add_plans,
    add_actions,
    add_requests,
    add_commitments,
    add_payments,
    add_committees,
    add_reports,
    follow_points,
    add_meetings,
    add_sessions,
    add_experiences,
)


def register_rows(setting: Setting, inhabitants: Mapping[str, int]) -> dict[str, Rows]:
    """What the sender types into its registers and events: table to local id to columns (new rows whole, known rows
    only what changes)."""
    draft = Draft(setting)
    add_officials(draft, inhabitants)
    add_trainings(draft)
    add_activities(draft)
    add_partnerships(draft)
    add_conventions(draft)
    if setting.cooperates:
        for told in _COOPERATION:
            told(draft)
    return draft.lignes
