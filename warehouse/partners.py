"""The partners behind the partnerships: one a name and country, those decided to be the same joined."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from registry.home import Home
from registry.partners import Fusion, FusionCandidate, Partner, candidates, partner_id
from warehouse.acts import acts
from warehouse.decisions import fusions
from warehouse.reckoning import partners_of
from warehouse.registers import rows_of


def partner_rows(
    rows: Iterable[Mapping[str, Any]], standing: tuple[Fusion, ...]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The rows of ``partenaires`` and of ``partenariats_partenaires``, from current partnerships and fusions."""
    known = list(rows)
    links = partners_of(known, standing)
    by_partner: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in known:
        by_partner[links[row["expediteur"], row["id_local"]]].append(row)
    partners: list[tuple[Any, ...]] = []
    for identifier, group in sorted(by_partner.items()):
        own = [row for row in group if _id(row) == identifier] or group
        names = sorted({str(row["partenaire"]) for row in group if row["partenaire"]})
        partners.append(
            (
                identifier,
                _most_frequent(row["partenaire"] for row in own),
                _most_frequent(row["pays_code"] for row in own),
                _most_frequent(row["type_partenaire_code"] for row in group),
                len(group),
                " ; ".join(names),
            )
        )
    return partners, [(*key, identifier) for key, identifier in sorted(links.items())]


def current_partners(home: Home) -> tuple[Partner, ...]:
    """Every writing of a partner in the current partnerships, with the Malian units tied to it; no fusion applied."""
    spelled: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows_of(home, "partenariats"):
        spelled[_id(row)].append(row)
    return tuple(
        Partner(
            id=identifier,
            nom=_most_frequent(row["partenaire"] for row in group) or "",
            pays=_most_frequent(row["pays_code"] for row in group) or "",
            relations=tuple(sorted({row["unite_code"] for row in group if row["unite_code"]})),
        )
        for identifier, group in sorted(spelled.items())
    )


def fusion_candidates(home: Home) -> tuple[FusionCandidate, ...]:
    """The partners that may be the same, written in two ways; a person decides. Pairs already joined are left out."""
    return candidates(current_partners(home), fusions(acts(home)))


def _id(row: Mapping[str, Any]) -> str:
    return partner_id(row["partenaire"] or "", row["pays_code"] or "")


def _most_frequent(values: Iterable[str | None]) -> str | None:
    """The value said most often, the first in order among equals."""
    counts = Counter(value for value in values if value)
    return min(counts, key=lambda value: (-counts[value], value), default=None)
