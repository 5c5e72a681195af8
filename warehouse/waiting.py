"""Whether publication waits for the CSRs' validations, and for which cercles."""

from __future__ import annotations

from collections import defaultdict

from registry.amendments import setting
from registry.home import Home
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import unit
from registry.writing import french_number
from warehouse.deposits import Deposit, effective
from warehouse.editions import current_manifest
from warehouse.lake import exists, open_lake
from warehouse.records import recorded_deposits
from warehouse.validation import validations

SETTING = "publication_attend_validations"
_NOMS_DITS = 12


def reason_to_wait(home: Home, trimestre: Trimestre) -> str | None:
    """Why a quarter's run must publish nothing yet, in one French sentence; None when nothing holds it back."""
    if setting(SETTING) != "oui" or unit(home.perimetre).niveau == "cercle":
        return None
    waiting = awaited(home, trimestre)
    if not waiting:
        return None
    names = [
        f"{unit(cercle).nom} ({cercle}{'' if quarter == str(trimestre) else f', {Trimestre.parse(quarter).libelle}'})"
        for quarter, cercle in waiting
    ]
    more = f" et {french_number(len(names) - _NOMS_DITS)} autres" if len(names) > _NOMS_DITS else ""
    told = f"{', '.join(names[:_NOMS_DITS])}{more}"
    return (
        f"Rien n'est publié : cette installation attend la validation des CSR pour {told} ; "
        "déposez les classeurs de « oise validation » puis relancez, ou changez le réglage "
        f"« {SETTING} » avec « oise registre »."
    )


def awaited(home: Home, trimestre: Trimestre) -> tuple[tuple[str, str], ...]:
    """(quarter, cercle) whose figures publication waits for: returns that count and aren't validated.

    Those of the quarter, and in others those that sent a file since the last edition: what is published stays so.
    """
    if not exists(home):
        return ()
    manifest = current_manifest(home)
    last = manifest.derniere_sequence if manifest else 0
    with open_lake(home, read_only=True) as lake:
        lots: dict[str, dict[str, list[Deposit]]] = defaultdict(lambda: defaultdict(list))
        for one in recorded_deposits(lake):
            if one.verdict.trimestre is not None:
                lots[one.verdict.trimestre][one.verdict.expediteur].append(one)
        found = []
        for quarter, of_it in sorted(lots.items()):
            wanted = [
                sender
                for sender, files in of_it.items()
                if unit(sender).niveau == "cercle"
                and covers(home.perimetre, sender)
                and effective(files)
                and (quarter == str(trimestre) or any(one.sequence > last for one in effective(files)))
            ]
            if not wanted:
                continue
            said = validations(lake, quarter, (one for files in of_it.values() for one in files))
            found += [(quarter, cercle) for cercle in sorted(wanted) if cercle not in said or not said[cercle].valide]
    return tuple(found)
