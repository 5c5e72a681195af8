"""The board of a quarter: who sent what, how full it is, who needs a call first; drawn from journal and staging.

It needs neither the lake nor an edition, so that it tells of a file as soon as it is answered, and of any past day as
this installation knew it then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from registry.amendments import amendments, applied
from registry.calendar import deadlines
from registry.duties import Exemption, exemptions
from registry.errors import OiseError
from registry.home import Home
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import ancestor, unit
from warehouse.acts import acts
from warehouse.amending import standing
from warehouse.completeness import Cells, Completeness, completeness, filled_cells
from warehouse.deposits import Deposit, deposits, effective
from warehouse.lake import connect
from warehouse.literals import literal, load_rows
from warehouse.state import (
    SenderState,
    days_late,
    moment,
    quarter_of,
    sender_states,
)
from warehouse.submissions import staged_folder
from warehouse.validation import Validation, staged_validations

SERVICES = "services"
# What a cercle is waiting for or must do, who needs a call first.
SITUATIONS = {
    "absent": "rien reçu",
    "refuse": "refusé",
    "a_corriger": "à corriger",
    "tard": "reçu en retard",
    "a_revalider": "à revalider",
    "a_valider": "à valider",
    "attendu": "attendu",
    "valide_avec_reserve": "validé, réserve",
    "valide": "validé",
    "exempte": "exempté",
}


@dataclass(frozen=True)
class Board:
    """A quarter as known at a moment: senders' states, what the CSRs said, the rates.

    ``jour``: the day at which the delays of those who sent nothing acceptable are counted. ``fichiers``: by sender, the
    files about the quarter, in order. ``sans_cellules``: cercles whose cells could not be counted.
    """

    trimestre: Trimestre
    perimetre: str
    jour: date
    connu_le: date | None
    fictives: bool
    etats: tuple[SenderState, ...]
    fichiers: Mapping[str, Sequence[Deposit]]
    validations: Mapping[str, Validation]
    exemptions: Mapping[str, Exemption]
    taux: Mapping[str, Completeness]
    sans_cellules: tuple[str, ...]

    def situation(self, state: SenderState) -> str:
        """The code of ``SITUATIONS`` that tells where a cercle's return stands."""
        if not state.recevable:
            if state.verdict is not None:
                return "refuse"
            if not state.attendu:
                return "exempte"
            return "absent" if self.retard(state) else "attendu"
        if state.validation is not None:
            return state.validation
        if state.code in self.validations:
            return "a_revalider"
        return "tard" if state.retard_jours else "a_valider"

    def retard(self, state: SenderState) -> int:
        """Days late: of the first accepted file, or until the asked day when an awaited sender has none."""
        if state.retard_jours is not None:
            return state.retard_jours
        return days_late(self.trimestre, self.jour) if state.attendu else 0

    def par_urgence(self) -> list[SenderState]:
        """The cercles, who needs a call first: by situation, then the latest, then the emptiest."""
        order = list(SITUATIONS)

        def key(state: SenderState) -> tuple[int, int, float, str]:
            cells = self.taux[state.code].cellules.pct if state.code in self.taux else None
            share = float(cells) if cells is not None else 100.0
            return order.index(self.situation(state)), -self.retard(state), share, state.code

        return sorted((state for state in self.etats if state.niveau == "cercle"), key=key)


def read_board(
    home: Home, trimestre: Trimestre, jour: date | None = None, connu_le: date | None = None, region: str | None = None
) -> Board:
    """The board of a quarter, today's or as this installation knew it at the end of a day.

    ``jour``: where delays are counted to, by default that day or today. ``region``: that region's cercles only.
    Raises OiseError when the region isn't one of the installation's.
    """
    perimetre = _perimeter(home, region)
    wanted = str(trimestre)
    known = [one for one in deposits(home, known_on=connu_le) if quarter_of(one) == wanted]
    about = [one for one in known if covers(perimetre, one.verdict.expediteur)]
    files: dict[str, list[Deposit]] = defaultdict(list)
    for one in about:
        files[one.verdict.expediteur].append(one)
    # What is prepared tells of a decision before the merge does.
    said = staged_validations(home, wanted, known)
    states = sender_states(about, trimestre, home.reference, said, perimetre)
    filled = _staged_cells(home, files, trimestre)
    rates = completeness(states, filled, trimestre, perimetre)
    return Board(
        trimestre=trimestre,
        perimetre=perimetre,
        jour=jour or connu_le or datetime.now(UTC).date(),
        connu_le=connu_le,
        fictives=home.fictive,
        etats=tuple(states),
        fichiers=files,
        validations=said,
        exemptions={one.expediteur: one for one in exemptions(trimestre, home.reference)},
        taux={one.code: one for one in rates},
        sans_cellules=tuple(one.code for one in rates if one.niveau == "cercle" and one.cellules.remplies is None),
    )


def quarter_state(
    home: Home, trimestre: Trimestre, jour: date | None = None, connu_le: date | None = None, region: str | None = None
) -> dict[str, Any]:
    """The board as JSON-ready facts: totals of the perimeter, then a row a cercle (who needs a call first), the regions
    and the nation. Arguments and errors as ``read_board``; docs/etat.md says what each key is.

    Duties, exemptions and deadlines are those decided by ``connu_le`` too.
    """
    with _registry_known(home, connu_le):
        return as_facts(read_board(home, trimestre, jour, connu_le, region))


def _registry_known(home: Home, day: date | None) -> AbstractContextManager[None]:
    """The registry as this installation had decided it by the end of a day, today's when None."""
    if day is None:
        return nullcontext()
    return applied(amendments(standing(act for act in acts(home) if moment(act.le).date() <= day), day))


def as_facts(board: Board) -> dict[str, Any]:
    """A board as JSON-ready facts."""
    limits = deadlines(board.trimestre)
    whole = board.taux.get(board.perimetre)
    nation = next((one for one in board.taux.values() if one.niveau == "pays"), None)
    return {
        "trimestre": str(board.trimestre),
        "perimetre": board.perimetre,
        "jour": board.jour.isoformat(),
        "connu_le": board.connu_le.isoformat() if board.connu_le else None,
        "donnees_fictives": board.fictives,
        "depot_limite": limits.depot.isoformat(),
        "validation_limite": limits.validation.isoformat(),
        "publication_limite": limits.publication.isoformat(),
        **_rates(whole),
        "cellules_non_comptees": list(board.sans_cellules),
        "cercles": [_cercle(board, state) for state in board.par_urgence()],
        "regions": [_place(one) for one in board.taux.values() if one.niveau == "region"],
        "pays": _place(nation) if nation else None,
    }


def _cercle(board: Board, state: SenderState) -> dict[str, Any]:
    said = board.validations.get(state.code)
    exempted = board.exemptions.get(state.code)
    rates = board.taux.get(state.code)
    return {
        "code": state.code,
        "nom": state.nom,
        "region": ancestor(state.code, "region"),
        "attendu": state.attendu,
        "exemption": {"motif": exempted.motif, "decision": exempted.decision} if exempted else None,
        "situation": board.situation(state),
        "verdict": state.verdict,
        "recu_le": state.recu_le,
        "recevable": state.recevable,
        "valide": state.valide,
        "validation": {
            "decision": said.decision,
            "reserve": said.reserve,
            "par": said.par,
            "recu_le": said.recu_le,
            "a_jour": said.a_jour,
        }
        if said
        else None,
        "a_temps": state.a_temps,
        "retard_jours": board.retard(state),
        "fichiers": state.fichiers,
        "lignes_soumises": state.lignes_soumises,
        "lignes_integrees": state.lignes_integrees,
        "lignes_ecartees": state.lignes_ecartees,
        **_cells(rates.cellules if rates else None),
        "domaines": _domains(rates),
    }


def _place(one: Completeness) -> dict[str, Any]:
    return {"code": one.code, "nom": one.nom, **_rates(one), "domaines": _domains(one)}


def _rates(one: Completeness | None) -> dict[str, Any]:
    """The four rates of a unit: counts and percentages; zeros where nobody is awaited."""
    if one is None:
        counts = dict.fromkeys(("recus", "recevables", "valides", "a_temps"), 0)
        awaited, latest, cells = 0, None, None
    else:
        counts = {
            "recus": one.recus,
            "recevables": one.recevables,
            "valides": one.valides,
            "a_temps": one.a_temps,
        }
        awaited, latest, cells = one.attendus, one.retard_max_jours, one.cellules
    shares = {f"{name}_pct": percent(count, awaited) for name, count in counts.items()}
    return {"attendus": awaited, **counts, **shares, "retard_max_jours": latest, **_cells(cells)}


def percent(part: int, whole: int) -> float | None:
    """A share in percent to one decimal, rounded down; None of nothing."""
    return part * 1000 // whole / 10 if whole else None


def _cells(cells: Cells | None) -> dict[str, Any]:
    if cells is None:
        return {"cellules_attendues": 0, "cellules_remplies": None, "rempli_pct": None}
    share = cells.pct
    return {
        "cellules_attendues": cells.attendues,
        "cellules_remplies": cells.remplies,
        "rempli_pct": None if share is None else float(share),
    }


def _domains(one: Completeness | None) -> dict[str, dict[str, Any]]:
    return {name: _cells(cells) for name, cells in one.domaines.items()} if one else {}


def _perimeter(home: Home, region: str | None) -> str:
    if region is None:
        return home.perimetre
    wanted = unit(region.strip().upper())
    if wanted.niveau != "region" or not covers(home.perimetre, wanted.code):
        raise OiseError(
            f"{wanted.nom} ({wanted.code}) n'est pas une région que suit cette installation ({home.perimetre}) : "
            "donnez le code d'une de ses régions, par exemple ML01."
        )
    return wanted.code


def _staged_cells(
    home: Home, files: Mapping[str, Iterable[Deposit]], trimestre: Trimestre
) -> dict[str, dict[str, int]]:
    """The cells filled by cercle and domain, read from the staged rows of the files that count.

    A cercle one of whose files isn't staged any more is left out.
    """
    read: list[tuple[str, str, int]] = []
    found: dict[str, dict[str, int]] = {}
    for sender, of_sender in files.items():
        counted = effective(of_sender, SERVICES)
        paths = [
            str(staged_folder(home, one) / f"{SERVICES}.parquet")
            for one in counted
            if one.verdict.lignes[SERVICES].integrees
        ]
        if not all(Path(path).is_file() for path in paths):
            continue
        found[sender] = {}
        read += [(path, sender, rank) for rank, path in enumerate(paths)]
    if read:
        with connect() as connection:
            columns = (("fichier", "VARCHAR"), ("expediteur", "VARCHAR"), ("rang", "INTEGER"))
            load_rows(connection, "lus", columns, read)
            paths = sorted({path for path, _, _ in read})
            source = (
                "(SELECT l.expediteur, s.element, s.valeur, s.etat FROM "
                f"read_parquet({literal(paths)}, union_by_name = true, filename = '_fichier') s "
                "JOIN lus l ON l.fichier = s._fichier QUALIFY row_number() OVER ("
                "PARTITION BY l.expediteur, s.unite_code, s.element ORDER BY l.rang DESC) = 1)"
            )
            found |= filled_cells(connection, source, trimestre)
    return found
