"""Makes an installation: its folders, its journal, and what the guide holds as its first entries."""

from __future__ import annotations

from landing.claiming import keep_original, open_folders
from landing.staging import stage
from landing.zero import SUFFIXE, submissions_zero
from registry.errors import OiseError
from registry.home import Home
from registry.levels import checked_perimeter
from registry.territory import NATION
from warehouse.amending import refresh
from warehouse.deposits import deposits
from warehouse.journal import append
from warehouse.merging import merge


def install(home: Home, par: str, le: str, perimetre: str = NATION) -> bool:
    """Make what is missing of a home; whether anything was. Doing it again is harmless.

    ``par``: who acts; ``le``: when, ISO 8601; ``perimetre``: the unit that it serves, once and for all.
    Raises OiseError when the folder can't be written, or when the home serves another unit.
    """
    try:
        fresh = not home.journal.is_dir()
        _serve(home, checked_perimeter(perimetre), fresh)
        for folder in (home.journal, home.landing, home.staging, home.reference):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OiseError(
            f"L'installation ne peut pas être créée dans {home.root} ({error.strerror}) : "
            "choisissez un autre dossier avec OISE_HOME, ou faites corriger ses droits."
        ) from error
    open_folders(home)
    _enter_the_guide(home, par, le)
    merge(home)
    refresh(home)
    return fresh


def _serve(home: Home, perimetre: str, fresh: bool) -> None:
    """Write which unit a new home serves, before it is one; a home made before stays with its own."""
    if fresh and not home.perimeter_file.exists():
        home.root.mkdir(parents=True, exist_ok=True)
        home.perimeter_file.write_text(f"{perimetre}\n", encoding="utf-8")
    if home.perimetre != perimetre:
        raise OiseError(
            f"L'installation {home.root} sert {home.perimetre} et ne peut pas servir {perimetre} : "
            "choisissez un autre dossier avec OISE_HOME, ou gardez son périmètre."
        )


def _enter_the_guide(home: Home, par: str, le: str) -> None:
    """Enter the guide's partnerships and its convention, those that this home doesn't hold yet."""
    known = {one.verdict.depot_id for one in deposits(home)}
    for content, judgement in submissions_zero(le):
        if judgement.verdict.depot_id not in known:
            keep_original(home, content, SUFFIXE)
            stage(home, judgement)
            append(home, "depot", judgement.verdict.as_dict(), par, le)
