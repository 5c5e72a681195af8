"""Makes the documents of a body: every format, each file put in place by rename."""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import registry.conventions
import registry.periods
import registry.writing
import schemas.submission
from registry.periods import Trimestre
from syntheses.bodies import synthesis_names
from syntheses.content import body_content
from syntheses.discovery import all_formats
from syntheses.evidence_writing import write_one
from syntheses.facts import Content, digest
from syntheses.limits import VARIABLE


def render_body(db_path: Path, body: str, trimestre: Trimestre, out_dir: Path) -> list[Path]:
    """Makes a body's documents and its sheet of evidence from the published file; gives back those whose bytes are new.

    ``body``: ``CLO_ML0105`` or its territory's code. Raises OiseError when there is none, or when the boundaries given
    can't be used.
    """
    content = body_content(db_path, body, trimestre)
    written = write_documents(content, out_dir)
    evidence = write_one(db_path, content.organe.code, trimestre, out_dir)
    return written if evidence is None else [*written, evidence]


def write_documents(content: Content, out_dir: Path) -> list[Path]:
    """Writes a content's documents where they differ from what is there; gives back those written."""
    out_dir.mkdir(parents=True, exist_ok=True)
    written = []
    for form, name in zip(all_formats(), synthesis_names(content.organe.code), strict=True):
        path, made = out_dir / name, form.render(content)
        if path.is_file() and path.read_bytes() == made:
            continue
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        draft.write_bytes(made)
        draft.replace(path)
        written.append(path)
    return written


def fingerprint(content: Content) -> str:
    """Equal fingerprints make equal documents: what is said, how it is drawn, and on which boundaries."""
    return hashlib.sha256(f"{digest(content)} {signature()}".encode()).hexdigest()


def signature() -> str:
    """Stands for what documents are made with, whatever they say: code, templates, territory and boundaries."""
    return f"{_makers()} {_boundaries()}"


@cache
def _makers() -> str:
    """The digest of the code, templates, territory and shared words that documents are made with."""
    here = Path(__file__).parent
    made_by = [path for path in sorted(here.rglob("*")) if path.suffix in (".py", ".typ", ".j2", ".css")]
    territory = Path(registry.__path__[0]) / "data" / "territoire.csv"
    rules = (registry.conventions, registry.periods, registry.writing, schemas.submission)
    words = [Path(module.__file__ or "") for module in rules]
    total = hashlib.sha256()
    for path in (*made_by, territory, *words):
        total.update(path.name.encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def _boundaries() -> str:
    named = os.environ.get(VARIABLE)
    if not named or not Path(named).is_file():
        return named or ""
    return hashlib.sha256(Path(named).read_bytes()).hexdigest()
