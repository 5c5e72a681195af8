"""Which documents of a quarter must be made anew, and which are carried over from the edition before."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import NATION
from syntheses.bodies import all_bodies, synthesis_names
from syntheses.content import compose
from syntheses.facts import Content
from syntheses.published_quarter import read_quarter
from syntheses.rendering import fingerprint

_FINGERPRINTS = "empreintes.json"


@dataclass(frozen=True)
class DocumentPlan:
    """The contents to render into ``dossier``; the other bodies' documents are already linked there."""

    dossier: Path
    a_faire: tuple[Content, ...]


def plan_documents(
    base: Path, trimestre: Trimestre, folder: Path, former: Path | None, perimetre: str = NATION
) -> DocumentPlan:
    """Compare each body's content with what the edition before said of the same quarter.

    ``base``: the DuckDB file of the edition being made; ``folder``: where its documents go; ``former``: the same
    folder in the edition before, None when there is none; ``perimetre``: the bodies of that unit and below.
    """
    folder.mkdir(parents=True, exist_ok=True)
    quarter = read_quarter(base, trimestre)
    known = _read(former)
    prints: dict[str, str] = {}
    wanted: list[Content] = []
    for body in all_bodies(trimestre):
        if not covers(perimetre, body.code):
            continue
        content = compose(quarter, body)
        prints[body.code] = fingerprint(content)
        if former is None or known.get(body.code) != prints[body.code] or not _carry(body.code, former, folder):
            wanted.append(content)
    (folder / _FINGERPRINTS).write_text(json.dumps(prints, indent=0, sort_keys=True), encoding="utf-8")
    return DocumentPlan(folder, tuple(wanted))


def _carry(code: str, former: Path, folder: Path) -> bool:
    """Link a body's syntheses from the edition before; whether all of them were there.

    Its sheet of evidence is compared byte for byte where it is made.
    """
    sources = [former / name for name in synthesis_names(code)]
    if not all(source.is_file() for source in sources):
        return False
    for source in sources:
        os.link(source, folder / source.name)
    return True


def _read(folder: Path | None) -> Mapping[str, str]:
    path = folder / _FINGERPRINTS if folder is not None else None
    if path is None or not path.is_file():
        return {}
    found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return found
