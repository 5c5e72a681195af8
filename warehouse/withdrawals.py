"""A sender takes back a file that was accepted: an act of the journal, followed by the next merge.

The original and its verdict stay; what the file had brought goes away, and its (sender, quarter) is what the remaining
files say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from registry.errors import OiseError
from registry.home import Home
from warehouse.acts import Facts, acts, record_act
from warehouse.decisions import Act
from warehouse.deposits import WITHDRAWAL, Deposit, deposits, effective


@dataclass(frozen=True)
class Withdrawal:
    """A file taken back: the act (``sequence``, ``par``, ``le`` ISO 8601, ``motif``) and the deposit.

    ``restants``: the files of that sender and quarter that count from now on, in order; ``delaisses``: those that
    counted and no longer do, because they stood on it.
    """

    sequence: int
    par: str
    le: str
    motif: str
    depot: Deposit
    restants: tuple[Deposit, ...]
    delaisses: tuple[Deposit, ...]


def find_deposit(home: Home, sender: str, number: int | None = None, sha256: str = "") -> Deposit:
    """The accepted file of a sender by its receipt's number or the beginning of its sha256, taken back or not.

    Of the same bytes sent again after a withdrawal, the last. Raises OiseError when there is none, or several.
    """
    own = [one for one in deposits(home) if one.verdict.expediteur == sender]
    wanted = sha256.strip().lower()
    if number is None and len(wanted) < _SHORTEST:
        raise OiseError(
            f"Dites quel fichier : --depot avec le numéro de l'accusé de réception, ou --empreinte avec au moins "
            f"{_SHORTEST} signes de son empreinte."
        )
    found = [
        one
        for one in own
        if (one.sequence == number if number is not None else one.verdict.sha256.startswith(wanted))
        and one.judged_accepted
    ]
    if len({one.verdict.sha256 for one in found}) > 1:
        raise OiseError(f"Plusieurs fichiers de {sender} ont une empreinte en {wanted} : donnez-la plus longue.")
    if found:
        return found[-1]
    what = f"d'accusé n° {number}" if number is not None else f"d'empreinte {wanted[:16]}"
    refused = [one for one in own if one.sequence == number]
    why = f" (verdict : {refused[0].verdict.verdict})" if refused else ""
    raise OiseError(
        f"{sender} n'a pas de fichier accepté {what}{why} : prenez son numéro sur l'accusé de réception, "
        "dans le dossier reponses/."
    )


def withdraw(home: Home, one: Deposit, motif: str, par: str, le: str = "") -> Withdrawal:
    """Take a file back in its sender's name. Raises OiseError when it is taken back already, or gives no reason."""
    corps = {
        "objet": one.objet,
        "expediteur": one.verdict.expediteur,
        "trimestre": one.lot[1],
        "motif": " ".join(motif.split())[:500],
    }
    record_act(home, WITHDRAWAL, corps, par, le, check=partial(_check, one.sequence))
    made = withdrawal_of(home, one.sequence)
    assert made is not None
    return made


def withdrawal_of(home: Home, number: int) -> Withdrawal | None:
    """The withdrawal of a deposit, None while it stands."""
    known = list(deposits(home))
    one = next((one for one in known if one.sequence == number), None)
    if one is None or one.retrait is None:
        return None
    act = next(act for act in acts(home) if act.sequence == one.retrait)
    lot = [other for other in known if other.judged_accepted and other.lot == one.lot and other.sequence < act.sequence]
    objet = one.verdict.objet
    before = _counting([_as_of(other, act.sequence - 1) for other in lot], objet)
    after = _counting([_as_of(other, act.sequence) for other in lot], objet)
    kept = {other.sequence for other in after}
    dropped = tuple(other for other in before if other.sequence not in kept | {number})
    return Withdrawal(act.sequence, act.par, act.le, str(act.corps["motif"]), one, tuple(after), dropped)


_SHORTEST = 8


def _check(number: int, home: Home, corps: Facts, known: Sequence[Act]) -> Facts:
    former = withdrawal_of(home, number)
    if former is not None:
        raise OiseError(
            f"Le fichier « {former.depot.verdict.nom_original} » est déjà retiré, par « {former.par} » "
            f"(n° {former.sequence}) : il n'y a rien à changer."
        )
    if not corps["motif"]:
        raise OiseError("Il manque le motif du retrait : dites-le en quelques mots avec --motif.")
    return corps


def _as_of(one: Deposit, sequence: int) -> Deposit:
    """A deposit as it stood after an act of the journal."""
    if one.retrait is None or one.retrait <= sequence:
        return one
    return Deposit(one.sequence, one.par, one.verdict, one.le)


def _counting(lot: Sequence[Deposit], objet: str) -> list[Deposit]:
    """Which files of a kind count, whichever their tables."""
    if objet == "declaration":
        return effective(lot)
    return [one for one in lot if one.accepte and one.verdict.objet == objet]
