"""What the standard report is made of, and how its cells are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from syntheses.documents.languages import label
from syntheses.typography import number, short_date

INCONNU = "inconnu"
# States of a point that is still to be followed.
OUVERTS = ("a_faire", "en_cours")


@dataclass(frozen=True)
class Grid:
    """A table: heads, rows of texts, relative widths, and the columns written to the right (figures)."""

    entetes: tuple[str, ...]
    lignes: tuple[tuple[str, ...], ...]
    largeurs: tuple[float, ...]
    droites: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """A headed part; ``a_rediger``: what its author is asked to write, in the editable document."""

    titre: str
    niveau: int = 1
    phrases: tuple[str, ...] = ()
    grille: Grid | None = None
    a_rediger: str = ""


@dataclass(frozen=True)
class Outline:
    """The report, ready to be set."""

    titre: str
    sous_titre: str
    auteur: str
    resume: tuple[tuple[str, str], ...]
    parties: tuple[Part, ...]


def words(liste: str, code: str) -> str:
    """The label of a code, or that it isn't known."""
    return label("fr", liste, code) or INCONNU


def figure(value: Decimal | int | None) -> str:
    """A number with at most one decimal, or that it isn't known."""
    if value is None:
        return INCONNU
    exact = Decimal(value).normalize()
    return number(exact, 1 if exact != exact.to_integral_value() else 0)


def day_of(moment: date | None) -> str:
    """A day, or that it isn't known."""
    return short_date(moment) if moment else INCONNU


def yes_of(value: bool | None) -> str:
    """Yes, no, or that it isn't known."""
    return INCONNU if value is None else "oui" if value else "non"
