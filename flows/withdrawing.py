"""Takes back an accepted file in its sender's name, and tells the sender."""

from __future__ import annotations

from pathlib import Path

from landing.claiming import list_drops
from landing.withdrawal_receipts import write_withdrawal
from landing.zero import DEPOTS
from registry.errors import OiseError
from registry.home import Home
from warehouse.deposits import Deposit
from warehouse.locking import writer_lock
from warehouse.withdrawals import Withdrawal, find_deposit, withdraw, withdrawal_of


def take_back(
    home: Home, sender: str, number: int | None, sha256: str, motif: str, par: str, le: str = ""
) -> tuple[Withdrawal, Path]:
    """Record the withdrawal and write its receipt in the sender's ``reponses/``; both.

    The file is named by its receipt's number, or by its sha256. Raises OiseError when it isn't an accepted file of
    that sender, or is taken back already; its receipt is then written again, for a kill may have cut it short.
    """
    with writer_lock(home, "retrait d'un fichier", attente_s=30):
        one = find_deposit(home, sender, number, sha256)
        _refuse(home, one)
        former = withdrawal_of(home, one.sequence)
        if former is not None:
            _tell(home, former)
        made = withdraw(home, one, motif, par, le)
        return made, _tell(home, made)


def _refuse(home: Home, one: Deposit) -> None:
    name = one.verdict.nom_original
    if one.verdict.depot_id in DEPOTS:
        raise OiseError(f"« {name} » vient du guide de 2006 : confiez ses lignes avec « oise partenariats confier ».")
    # The drop of a reception that was cut short would be taken for the same bytes sent again.
    if one.verdict.depot_id in {drop.depot_id for drop in list_drops(home)}:
        raise OiseError(f"« {name} » est encore dans le dossier de dépôt : lancez d'abord « oise reception ».")


def _tell(home: Home, made: Withdrawal) -> Path:
    one = made.depot
    return write_withdrawal(
        home,
        one.verdict,
        one.sequence,
        made.sequence,
        made.par,
        made.le,
        made.motif,
        [other.verdict for other in made.restants],
        [other.verdict for other in made.delaisses],
    )
