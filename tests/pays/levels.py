"""A country of three levels: installations of cercles, of regions, of the nation, and what goes up between them."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from flows.installation import install
from flows.transmission import Transmitted, transmit
from landing.blank import write_filled
from landing.blank_plan import Fill
from landing.claiming import open_folders
from landing.staging import restage
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import Prefill
from warehouse.deposits import Deposit, deposits
from warehouse.digest import digest
from warehouse.merging import merge, missing_staging
from warehouse.validation import content_key

QUARTER = Trimestre(2026, 3)
INSTALLED = "2026-10-01T00:00:00+00:00"
# Receives what lies in the landing of a home: the number of files by verdict.
Reception = Callable[[Home], dict[str, int]]


@dataclass
class Country:
    """Homes by the unit that they serve, and every file that a region's or the nation's reception saw, in order.

    ``recus``: (sender, file), for the one home in which all of them are dropped at once.
    """

    racine: Path
    recevoir: Reception
    nus: bool = False
    installations: dict[str, Home] = field(default_factory=dict)
    recus: list[tuple[str, Path]] = field(default_factory=list)

    def install(self, units: Iterable[str]) -> None:
        """Make the installations, as ``oise init`` does; bare, without the guide's partnerships, they cost nothing."""
        for code in units:
            made = Home(self.racine / code)
            if self.nus:
                made.journal.mkdir(parents=True)
                made.staging.mkdir()
                made.landing.mkdir()
                made.perimeter_file.write_text(code, encoding="utf-8")
                open_folders(made)
            else:
                install(made, "essai", INSTALLED, code)
            self.installations[code] = made

    def drop(self, at: str, sender: str, files: Iterable[Path]) -> None:
        """Copy files into a sender's folder of an installation, and note those that a region is given."""
        folder = self.installations[at].drop_folder(sender)
        for path in files:
            shutil.copy(path, folder / f"{len(list(folder.iterdir())):03d}_{path.name}")
            if len(at) == 4 and not path.name.startswith("transmission_"):
                self.recus.append((sender, path))

    def receive(self, at: str) -> dict[str, int]:
        """Answer what lies in the landing of an installation."""
        return self.recevoir(self.installations[at])

    def send_up(self, code: str, folder: str) -> Transmitted:
        """What ``oise transmettre`` writes there."""
        return transmit(self.installations[code], QUARTER, "essai", self.racine / "envois" / code / folder)

    def at_once(self) -> Home:
        """One home in which every file that the regions received is dropped at once, each sender's in its order."""
        whole = Country(self.racine / "ensemble", self.recevoir, self.nus)
        whole.install(["ML"])
        for sender, path in self.recus:
            whole.drop("ML", sender, [path])
        whole.receive("ML")
        return whole.installations["ML"]


def validation(home: Home, region: str, folder: Path, decision: str = "valide") -> Path:
    """The CSR's workbook that says the same of every cercle whose return counts in the region's installation."""
    returns: dict[str, list[Deposit]] = defaultdict(list)
    for one in deposits(home):
        if one.accepte and one.verdict.objet == "declaration" and one.verdict.trimestre == str(QUARTER):
            returns[one.verdict.expediteur].append(one)
    rows = tuple(
        {
            "unite_code": region,
            "cercle_vise_code": cercle,
            "anomalies_nb": 0,
            "serieuses_nb": 0,
            "decision_code": decision,
            "valide_par": "Le CSR d'essai",
            "empreinte": content_key(files),
        }
        for cercle, files in sorted(returns.items())
        if len(cercle) == 6
    )
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"validation_{region}.xlsx"
    known = Prefill(registres={"validations": rows})
    write_filled(region, QUARTER, known, path, True, Fill(), objet="validation")
    return path


def merged_digest(home: Home) -> str:
    """The digest of a home once everything that its journal holds is merged."""
    missing = missing_staging(home)
    if missing:
        restage(home, [one.verdict for one in missing])
    merge(home)
    return digest(home)
