"""The money of a territory's cooperations: engaged and disbursed, in the quarter and in all, cut in three ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from operator import add

from syntheses.facts import Body
from syntheses.published_quarter import Quarter
from syntheses.register_facts import Amounts, Money
from syntheses.territory_rows import owned_in, rows_in

# Channel, procedure, source; then engaged in the quarter and in all, disbursed in the quarter and in all.
_Line = tuple[tuple[str, str, str], tuple[int, int, int, int]]
_CANAL, _PROCEDURE, _SOURCE = range(3)
_NON_PRECISE = "Non précisé"


def money_of(quarter: Quarter, organe: Body) -> Money | None:
    """The amounts known at the quarter's end, in FCFA; None when no engagement and no disbursement is known.

    An engagement is the quarter's by its date, a disbursement by the return that says it. Procedure and source of a
    disbursement are its engagement's.
    """
    lines = [*_engaged(quarter, organe), *_disbursed(quarter, organe)]
    if not lines:
        return None
    return Money(
        total=Amounts("Total", *_summed(lines, None)[""]),
        canaux=_cut(quarter, lines, _CANAL, "canaux_financement"),
        procedures=_cut(quarter, lines, _PROCEDURE, "procedures_marche"),
        sources=_cut(quarter, lines, _SOURCE, "sources_financement"),
    )


def _engaged(quarter: Quarter, organe: Body) -> Iterator[_Line]:
    first, last = quarter.trimestre.debut, quarter.trimestre.fin
    for row in rows_in(quarter, organe, "engagements"):
        if row["engagement_date"] <= last:
            amount = row["montant_fcfa"] or 0
            recent = amount if row["engagement_date"] >= first else 0
            yield (
                (row["canal_code"] or "", row["procedure_code"] or "", row["source_code"] or ""),
                (recent, amount, 0, 0),
            )


def _disbursed(quarter: Quarter, organe: Body) -> Iterator[_Line]:
    engagements = {(row["expediteur"], row["id_local"]): row for row in quarter.lignes["engagements"]}
    for row in owned_in(organe, quarter.decaisse):
        behind: Mapping[str, str | None] = engagements.get((row["expediteur"], row["engagement_id"]), {})
        cuts = (row["canal_code"] or "", behind.get("procedure_code") or "", behind.get("source_code") or "")
        yield cuts, (0, 0, row["trimestre_fcfa"] or 0, row["cumul_fcfa"] or 0)


def _summed(lines: list[_Line], cut: int | None) -> dict[str, tuple[int, int, int, int]]:
    found: dict[str, tuple[int, int, int, int]] = defaultdict(lambda: (0, 0, 0, 0))
    for cuts, amounts in lines:
        code = "" if cut is None else cuts[cut]
        engaged, all_engaged, spent, all_spent = map(add, found[code], amounts)
        found[code] = (engaged, all_engaged, spent, all_spent)
    return found


def _cut(quarter: Quarter, lines: list[_Line], cut: int, liste: str) -> tuple[Amounts, ...]:
    """The greatest first: by what is engaged, then by what is disbursed."""
    found = [
        Amounts(quarter.label(liste, code) or _NON_PRECISE, *amounts) for code, amounts in _summed(lines, cut).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.engage, -one.decaisse, one.libelle)))
