"""Writes the sheets of evidence of a quarter: all of them at once, for reading the quarter costs more than a page."""

from __future__ import annotations

import os
from pathlib import Path

from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import NATION
from syntheses.bodies import all_bodies, body, evidence_name
from syntheses.evidence import read_evidence
from syntheses.evidence_page import evidence_page


def write_evidence(base: Path, trimestre: Trimestre, folder: Path, former: Path | None, perimetre: str = NATION) -> int:
    """Write the sheet of evidence of every body into a folder; how many are new.

    ``base``: the DuckDB file of the edition being made. A page that says the same as in ``former``, the same folder of
    the edition before, is carried over by a link. ``perimetre``: the bodies of that unit and below.
    """
    folder.mkdir(parents=True, exist_ok=True)
    evidence = read_evidence(base, trimestre)
    new = 0
    for organe in all_bodies(trimestre):
        if not covers(perimetre, organe.code):
            continue
        made, name = evidence_page(evidence, organe, perimetre), evidence_name(organe.code)
        before = former / name if former is not None else None
        if before is not None and before.is_file() and before.read_bytes() == made:
            os.link(before, folder / name)
            continue
        _write(folder / name, made)
        new += 1
    return new


def write_one(base: Path, code: str, trimestre: Trimestre, folder: Path) -> Path | None:
    """Write the sheet of evidence of one body, and say where; None when it was there already.

    Raises OiseError when there is no such body, or no published file.
    """
    path = folder / evidence_name(code)
    made = evidence_page(read_evidence(base, trimestre), body(code, trimestre))
    if path.is_file() and path.read_bytes() == made:
        return None
    _write(path, made)
    return path


def _write(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
