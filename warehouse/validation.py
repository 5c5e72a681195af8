"""The CSR's decisions on its cercles' returns: what each says, and whether it stands for what counts now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from registry.errors import OiseError
from registry.home import Home
from registry.territory import cercle_senders
from warehouse.deposits import Deposit, deposits, effective
from warehouse.lake import Lake, connect, exists, open_lake
from warehouse.literals import listed, literal
from warehouse.records import recorded_deposits

TABLE = "validations"
VALIDES = ("valide", "valide_avec_reserve")
_NAMES = ("cercle_vise_code", "decision_code", "reserve_texte", "valide_par", "empreinte")


@dataclass(frozen=True)
class Validation:
    """The last decision on a cercle's return for a quarter.

    ``decision``: valide, valide_avec_reserve or a_corriger. ``recu_le`` (ISO 8601) and ``sequence``: of the CSR's file.
    ``a_jour``: whether it saw exactly the files that count now.
    """

    cercle: str
    decision: str
    reserve: str | None
    par: str
    recu_le: str
    sequence: int
    a_jour: bool

    @property
    def valide(self) -> bool:
        """Whether the figures that count now are validated, with or without reserve."""
        return self.a_jour and self.decision in VALIDES


def content_key(files: Iterable[Deposit]) -> str:
    """What a validation stands for: 16 hexadecimal digits over the files of a cercle's return that count.

    ``files``: deposits of one sender and quarter, in any order and of any kind; of no file, the key of nothing.
    """
    seen = sorted(one.verdict.sha256 for one in effective(files))
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()[:16]


def validations(lake: Lake, trimestre: str, deposits: Iterable[Deposit]) -> dict[str, Validation]:
    """The last decision on each cercle for a quarter, by cercle; those not decided yet are left out.

    ``deposits``: every deposit about the quarter, from which content and receipt are known.
    """
    return validations_by_quarter(lake, {trimestre: deposits})[trimestre]


def validations_by_quarter(lake: Lake, deposits: Mapping[str, Iterable[Deposit]]) -> dict[str, dict[str, Validation]]:
    """``validations`` of several quarters in one query of the lake; ``deposits``: by quarter, those about it."""
    rows: dict[str, list[tuple[int, dict[str, Any]]]] = {quarter: [] for quarter in deposits}
    for quarter, sequence, *facts in lake.rows(
        f"SELECT trimestre, sequence, {', '.join(_NAMES)} FROM lac.{TABLE} WHERE trimestre IN ({listed(deposits)}) "
        "AND decision_code IS NOT NULL ORDER BY sequence, id_local"
    ):
        rows[str(quarter)].append((int(str(sequence)), dict(zip(_NAMES, facts, strict=True))))
    return {
        quarter: _settled(rows[quarter], [one for one in about if one.verdict.trimestre == quarter])
        for quarter, about in deposits.items()
    }


def quarter_validations(home: Home, trimestre: str, known_on: date | None = None) -> dict[str, Validation]:
    """The decisions on a quarter as the store holds them now, or as they were known at the end of a day.

    Raises OiseError when ``known_on`` asks for a file of which the prepared rows are gone.
    """
    if known_on is not None:
        return staged_validations(home, trimestre, deposits(home, known_on=known_on))
    if not exists(home):
        return {}
    with open_lake(home, read_only=True) as lake:
        return validations(lake, trimestre, recorded_deposits(lake, _lots(lake, trimestre)))


def _lots(lake: Lake, trimestre: str) -> list[tuple[str, str]]:
    found = lake.rows(f"SELECT DISTINCT expediteur FROM lac.depots WHERE trimestre = {literal(trimestre)}")
    return [(str(sender), trimestre) for (sender,) in found]


def staged_validations(home: Home, trimestre: str, known: Iterable[Deposit]) -> dict[str, Validation]:
    """The decisions on a quarter from what is prepared of known files, merged or not; errors as above."""
    about = [one for one in known if one.verdict.trimestre == trimestre]
    by_sender: dict[str, list[Deposit]] = {}
    for one in about:
        by_sender.setdefault(one.verdict.expediteur, []).append(one)
    rows: list[tuple[int, dict[str, Any]]] = []
    connection = connect()
    try:
        for lot in by_sender.values():
            for one in effective(lot, TABLE):
                if not one.verdict.lignes[TABLE].integrees:
                    continue
                path = home.staged(one.verdict.sha256, one.verdict.expediteur) / f"{TABLE}.parquet"
                if not path.is_file():
                    raise OiseError(
                        f"Les lignes préparées de « {one.verdict.nom_original} » manquent dans staging/ : "
                        "relancez « oise reconstruire » pour les refaire depuis l'archive."
                    )
                found = connection.execute(
                    f"SELECT {', '.join(_NAMES)} FROM read_parquet({literal(str(path))}) "
                    "WHERE decision_code IS NOT NULL ORDER BY id_local"
                ).fetchall()
                rows.extend((one.sequence, dict(zip(_NAMES, row, strict=True))) for row in found)
    finally:
        connection.close()
    return _settled(rows, about)


def _settled(rows: Iterable[tuple[int, Mapping[str, Any]]], about: Iterable[Deposit]) -> dict[str, Validation]:
    """The last decision on each cercle, beside the files that count."""
    lots: dict[str, list[Deposit]] = {sender.code: [] for sender in cercle_senders()}
    receipts: dict[int, str] = {}
    for one in about:
        receipts[one.sequence] = one.verdict.recu_le
        if one.verdict.expediteur in lots:
            lots[one.verdict.expediteur].append(one)
    keys: dict[str, str] = {}
    found: dict[str, Validation] = {}
    for sequence, row in sorted(rows, key=lambda item: item[0]):
        cercle = str(row["cercle_vise_code"])
        if cercle not in keys:
            keys[cercle] = content_key(lots.get(cercle, ()))
        found[cercle] = Validation(
            cercle=cercle,
            decision=str(row["decision_code"]),
            reserve=row["reserve_texte"],
            par=str(row["valide_par"] or ""),
            recu_le=receipts.get(sequence, ""),
            sequence=sequence,
            a_jour=row["empreinte"] == keys[cercle],
        )
    return dict(sorted(found.items()))
