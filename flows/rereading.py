"""Reads every original again with today's rules, and says which verdicts would change; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from landing.claiming import Claim, Drop
from landing.intake import judge_batch
from landing.reading import ReaderPool, lots
from landing.relaying import REJETE
from landing.zero import DEPOTS
from registry.home import Home
from schemas.submission import Knowledge, Verdict
from warehouse.deposits import deposits
from warehouse.knowledge import knowledge


@dataclass(frozen=True)
class Change:
    """A file whose verdict, or number of rows set aside, would not be the same today."""

    sequence: int
    nom_original: str
    expediteur: str
    trimestre: str | None
    verdict: str
    verdict_relu: str
    ecartees: int
    ecartees_relues: int


def reread(home: Home) -> list[Change]:
    """The verdicts that today's rules would change, in the journal's order.

    Duplicates and outdated versions depend on the order of arrival, not on rules, and a region's file is rejected for
    what its verdict says, not for its rows: they are left out.
    """
    judged = [
        one
        for one in deposits(home)
        if one.verdict.verdict not in ("doublon", "perime")
        and one.verdict.depot_id not in DEPOTS
        and not any(found.code == REJETE for found in one.verdict.fautes)
    ]
    known = Knowledge(identifiants=knowledge(home).identifiants)
    changes: list[Change] = []
    with ReaderPool(2) as readers:
        for lot in lots(judged):
            raws = readers.read([home.original(one.verdict.sha256, one.verdict.suffixe) for one in lot])
            claims = [_claim(home, one.verdict) for one in lot]
            for one, claim, raw in zip(lot, claims, raws, strict=True):
                again = judge_batch([(claim, raw)], known)[0].verdict
                before, after = _aside(one.verdict), _aside(again)
                if (one.verdict.verdict, before) != (again.verdict, after):
                    changes.append(
                        Change(
                            one.sequence,
                            one.verdict.nom_original,
                            one.verdict.expediteur,
                            one.verdict.trimestre,
                            one.verdict.verdict,
                            again.verdict,
                            before,
                            after,
                        )
                    )
    return changes


def _claim(home: Home, verdict: Verdict) -> Claim:
    path = home.original(verdict.sha256, verdict.suffixe)
    drop = Drop(path, verdict.expediteur, verdict.depot_id)
    return Claim(drop, verdict.sha256, verdict.suffixe, verdict.nom_original, verdict.recu_le, path.stat().st_size)


def _aside(verdict: Verdict) -> int:
    return sum(count.ecartees for count in verdict.lignes.values())
