"""Where a synthesis opens its sheet of evidence: the anchor of a figure, of a row, of what is complete."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from registry.levels import covers
from syntheses.bodies import evidence_name
from syntheses.facts import Body, Content

# The division whose files the figures were read in; what is added up again by another has no sheet of its own.
DIVISION = "1999"


class Named(Protocol):
    """A fact read in a published row."""

    @property
    def ligne(self) -> str: ...


def links(content: Content, facts: Iterable[Named]) -> tuple[str, ...]:
    """Where the origin of each fact's row is told, "" for none."""
    return tuple(row_link(content.organe, one.ligne) for one in facts)


def evidence_of(organe: Body) -> str:
    """The page of a body's evidence, "" when it has none."""
    return evidence_name(organe.code) if organe.division == DIVISION else ""


def figure_link(organe: Body, indicateur: str) -> str:
    """Where a figure of a body is told, "" when it has no page."""
    page = evidence_of(organe)
    return f"{page}#i-{indicateur}" if page else ""


def unit_link(organe: Body, unite: str, indicateur: str) -> str:
    """Where the figure of a unit just below a body is told: a commune's on the page of its cercle."""
    page = evidence_of(organe)
    if not page:
        return ""
    return f"{page}#i-{indicateur}-{unite}" if organe.sigle == "CLO" else f"{evidence_name(unite)}#i-{indicateur}"


def completeness_link(organe: Body) -> str:
    """Where the files received and the communes heard are told, "" when the body has no page."""
    page = evidence_of(organe)
    return f"{page}#completude" if page else ""


def row_link(organe: Body, ligne: str) -> str:
    """Where the origin of a row of the body's territory (``table/expediteur/id_local``) is told, "" for none.

    It is on the page of who filed it; on the body's own when who filed it has no page below.
    """
    page = evidence_of(organe)
    if not page or not ligne:
        return ""
    table, sender, local = ligne.split("/", 2)
    return f"{evidence_name(sender) if covers(organe.code, sender) else page}#l-{table}-{sender}-{local}"
