"""The sections of a synthesis on the registers, in their order; one without anything to say is not there."""

from __future__ import annotations

from syntheses.activity_sections import action_section, exchange_section, follow_up_section, money_section
from syntheses.analysis_section import analysis_section
from syntheses.cooperation_sections import convention_section, cooperation_section
from syntheses.facts import Content
from syntheses.tabular import Section


def register_sections(content: Content) -> tuple[Section, ...]:
    """Cooperations first, with one sentence when there is none; conventions as soon as there is a cooperation."""
    found = content.registres
    sections = [cooperation_section(content)]
    if found.cooperations or found.conventions:
        sections.append(convention_section(content))
    others = (money_section, action_section, follow_up_section, exchange_section)
    return (*sections, *(section for make in others if (section := make(content)) is not None))


def answer_sections(content: Content) -> tuple[Section, ...]:
    """What the CSRs answered, before anything else is told; nothing as long as they said nothing."""
    found = analysis_section(content)
    return (found,) if found is not None else ()
