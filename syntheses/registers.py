"""Everything that a synthesis says of the registers, cut from a quarter for one body."""

from __future__ import annotations

from syntheses.activity import actions_of, follow_up_of
from syntheses.cooperation import conventions_of, cooperations_of
from syntheses.exchanges import experiences_of, notices_of
from syntheses.facts import Body
from syntheses.money import money_of
from syntheses.published_quarter import Quarter
from syntheses.register_facts import Registers
from syntheses.register_sheets import register_sheets


def registers_of(quarter: Quarter, organe: Body) -> Registers:
    """The territory's registers at the quarter's end."""
    sheets, empty = register_sheets(quarter, organe)
    return Registers(
        cooperations=cooperations_of(quarter, organe),
        conventions=conventions_of(quarter, organe),
        argent=money_of(quarter, organe),
        actions=actions_of(quarter, organe),
        suivi=follow_up_of(quarter, organe),
        experiences=experiences_of(quarter, organe),
        annonces=notices_of(quarter, organe),
        feuilles=sheets,
        feuilles_vides=empty,
    )
