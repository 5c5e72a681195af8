"""Who must send a quarterly file, since when, and who is exempted, as dated rows.

``registry/data/obligations.csv`` holds one row per sender; ``registry/data/exemptions.csv`` the exemptions decided for
the whole country (none is shipped: an exemption is a decision, with its number). An installation decides others as
acts of its journal (see registry/amendments.py), and may list exemptions of its own in ``reference/exemptions.csv``
under its home, with the same columns.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from registry.amendments import current, per_installation
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import unit

_DATA = Path(__file__).parent / "data"


@dataclass(frozen=True)
class Devoir:
    """A sender's duty from a quarter to another (None: still standing); ``facultatif``: may send, is not awaited."""

    expediteur: str
    obligation: Literal["attendu", "facultatif"]
    depuis: Trimestre
    jusqu_a: Trimestre | None
    source: str

    def holds(self, trimestre: Trimestre) -> bool:
        """Whether the duty stands in that quarter."""
        return self.depuis <= trimestre and (self.jusqu_a is None or trimestre <= self.jusqu_a)


@dataclass(frozen=True)
class Exemption:
    """A sender not awaited from a quarter to another (None: until further notice), by a decision."""

    expediteur: str
    depuis: Trimestre
    jusqu_a: Trimestre | None
    motif: str
    decision: str
    source: str

    def holds(self, trimestre: Trimestre) -> bool:
        """Whether the exemption stands in that quarter."""
        return self.depuis <= trimestre and (self.jusqu_a is None or trimestre <= self.jusqu_a)


@per_installation
def duties() -> tuple[Devoir, ...]:
    """Every sender's duty: the 50 cercle-level senders are awaited, the regions and the nation may send.

    Those decided by the installation come after those of the registry, which they overrule where both stand.
    """
    return (
        *_shipped(),
        *(
            Devoir(
                expediteur=one.cible,
                obligation=cast('Literal["attendu", "facultatif"]', one["obligation"]),
                depuis=Trimestre.parse(one.depuis),
                jusqu_a=Trimestre.parse(one.jusqu_a) if one.jusqu_a else None,
                source=one.source,
            )
            for one in current().of("devoir")
        ),
    )


@cache
def _shipped() -> tuple[Devoir, ...]:
    return tuple(
        Devoir(
            expediteur=row["expediteur"],
            obligation=cast('Literal["attendu", "facultatif"]', row["obligation"]),
            depuis=Trimestre.parse(row["depuis"]),
            jusqu_a=_until(row),
            source=row["source"],
        )
        for row in _rows(_DATA / "obligations.csv")
    )


def exemptions(trimestre: Trimestre | str, home_reference: Path | None = None) -> tuple[Exemption, ...]:
    """The exemptions that stand in a quarter, in the order of the senders' codes.

    home_reference: the installation's ``reference`` folder, for its own rows. Raises OiseError on a row that names no
    sender, or that has no decision.
    """
    quarter = trimestre if isinstance(trimestre, Trimestre) else Trimestre.parse(trimestre)
    paths = [_DATA / "exemptions.csv"]
    if home_reference is not None:
        paths.append(home_reference / "exemptions.csv")
    standing = [_exemption(row, path) for path in paths if path.is_file() for row in _rows(path)]
    standing += [
        Exemption(
            expediteur=one.cible,
            depuis=Trimestre.parse(one.depuis),
            jusqu_a=Trimestre.parse(one.jusqu_a) if one.jusqu_a else None,
            motif=one["motif"],
            decision=one["decision"],
            source=one.source,
        )
        for one in current().of("exemption")
    ]
    return tuple(sorted((e for e in standing if e.holds(quarter)), key=lambda e: (e.expediteur, e.depuis)))


def expected_senders(trimestre: Trimestre | str, home_reference: Path | None = None) -> tuple[str, ...]:
    """The codes of the senders awaited in a quarter, exempted ones left out, sorted; 50 without any exemption."""
    quarter = trimestre if isinstance(trimestre, Trimestre) else Trimestre.parse(trimestre)
    exempted = {exemption.expediteur for exemption in exemptions(quarter, home_reference)}
    # Of several duties of one sender that stand, the last one decided is the rule.
    standing = {duty.expediteur: duty.obligation for duty in duties() if duty.holds(quarter)}
    awaited = {sender for sender, obligation in standing.items() if obligation == "attendu"}
    return tuple(sorted(awaited - exempted))


def allowed_senders(trimestre: Trimestre | str) -> tuple[str, ...]:
    """The codes of all who may send in a quarter, awaited or not, sorted; an exempted sender may still send."""
    quarter = trimestre if isinstance(trimestre, Trimestre) else Trimestre.parse(trimestre)
    return tuple(sorted({duty.expediteur for duty in duties() if duty.holds(quarter)}))


def _exemption(row: dict[str, str], path: Path) -> Exemption:
    sender = unit(row["expediteur"])
    if sender.niveau == "commune" or not row["decision"].strip():
        raise OiseError(
            f"L'exemption de {row['expediteur']} dans {path.name} n'est pas valable : "
            "nommez un expéditeur (cercle, région ou nation) et la décision qui l'exempte."
        )
    return Exemption(
        expediteur=sender.code,
        depuis=Trimestre.parse(row["depuis"]),
        jusqu_a=_until(row),
        motif=row["motif"],
        decision=row["decision"],
        source=row["source"],
    )


def _until(row: dict[str, str]) -> Trimestre | None:
    return Trimestre.parse(row["jusqu_a"]) if row["jusqu_a"] else None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
