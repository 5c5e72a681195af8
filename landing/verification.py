"""``oise verifier``: what the intake would say of a file, without a store, a network or an installation.

The judge's import (several seconds) goes on beside the child's reading.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from landing.raw import Unreadable
from landing.reading import read_isolated
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import unit
from schemas.catalogue import fault
from schemas.faults import LIBELLES_GRAVITE, Fault
from schemas.submission import TableCount, VerdictCode

# What only the store or the landing knows.
NON_VERIFIE = (
    "doublon : si ce fichier a déjà été reçu",
    "version : si une version plus récente est déjà acceptée",
    "références : si les lignes citées, absentes de ce fichier, sont déjà enregistrées",
)
_DOSSIER = "dossier : si le classeur est déposé dans le dossier de son expéditeur"
_TITRES = {
    "accepte": "Ce fichier serait accepté.",
    "accepte_avec_reserves": "Ce fichier serait accepté avec des réserves : ce qui est faux serait mis de côté.",
    "refuse": "Ce fichier serait refusé.",
    "illisible": "Ce fichier ne peut pas être lu.",
}


@dataclass(frozen=True)
class Verification:
    """What the intake would say: verdict, faults, rows by table; ``non_verifie``: what it couldn't look at."""

    verdict: VerdictCode
    fautes: tuple[Fault, ...]
    expediteur: str | None = None
    trimestre: str | None = None
    lignes: Mapping[str, TableCount] = field(default_factory=dict)
    non_verifie: tuple[str, ...] = NON_VERIFIE

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready copy."""
        return {
            "verdict": self.verdict,
            "expediteur": self.expediteur,
            "trimestre": self.trimestre,
            "fautes": [found.as_dict() for found in self.fautes],
            "lignes": {name: vars(count) for name, count in self.lignes.items()},
            "non_verifie": list(self.non_verifie),
        }

    def as_text(self) -> str:
        """The same, for people."""
        lines = [_TITRES[self.verdict]]
        if self.expediteur and self.trimestre:
            quarter = Trimestre.parse(self.trimestre).libelle
            lines.append(f"{unit(self.expediteur).nom} ({self.expediteur}), {quarter}")
        if self.fautes:
            lines += ["", f"Fautes et remarques : {len(self.fautes)}"]
            lines += [f"- {LIBELLES_GRAVITE[found.gravite].upper()} : {found.message}" for found in self.fautes]
        if self.verdict != "illisible":
            lines += ["", "Non vérifié ici, faute de voir les dépôts déjà reçus :"]
            lines += [f"- {item}" for item in self.non_verifie]
        return "\n".join(lines)


def verify(path: Path, sender: str | None = None, today: date | None = None) -> Verification:
    """Verify one file; ``sender``: whose folder it would go to, when that is known.

    Raises OiseError when the path is no file that can be read.
    """
    if not path.is_file():
        raise OiseError(f"Le fichier {path} n'existe pas ou n'est pas un fichier : vérifiez son nom.")
    warming = threading.Thread(target=import_module, args=("schemas.judging",), daemon=True)
    warming.start()
    try:
        raw = read_isolated(path)
    except OSError as error:
        raise OiseError(f"Le fichier {path} ne peut pas être lu : vérifiez ses droits.") from error
    finally:
        warming.join()
    if isinstance(raw, Unreadable):
        return Verification("illisible", (fault(f"fichier.{raw.code}", **raw.faits),))
    from landing.intake import ecarts, judge_rows, ordered, outcome
    from landing.judgement import blocking_codes, build, count, grouped
    from landing.opening import open_file

    opened = open_file(raw, sender, today or date.today())
    judge_rows([opened], None)
    found = tuple(ordered(opened))
    frames, left = build(opened, grouped(ecarts(opened)), blocking_codes(found))
    return Verification(
        verdict=outcome(found),
        fautes=found,
        expediteur=opened.expediteur,
        trimestre=str(opened.trimestre) if opened.trimestre else None,
        lignes=count(frames, left),
        non_verifie=NON_VERIFIE if sender else (*NON_VERIFIE, _DOSSIER),
    )
