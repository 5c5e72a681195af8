"""Makes an installation: its folders, its journal, and the guide's partnerships as its first entry."""

from __future__ import annotations

from landing.claiming import keep_original, open_folders
from landing.staging import stage
from landing.zero import DEPOT_ID, SUFFIXE, submission_zero
from registry.errors import OiseError
from registry.home import Home
from warehouse.deposits import deposits
from warehouse.journal import append
from warehouse.merging import merge


def install(home: Home, par: str, le: str) -> bool:
    """Make what is missing of a home; whether anything was. Doing it again is harmless.

    ``par``: who acts; ``le``: when, ISO 8601. Raises OiseError when the folder can't be written.
    """
    try:
        fresh = not home.journal.is_dir()
        for folder in (home.journal, home.landing, home.staging, home.reference):
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OiseError(
            f"L'installation ne peut pas être créée dans {home.root} ({error.strerror}) : "
            "choisissez un autre dossier avec OISE_HOME, ou faites corriger ses droits."
        ) from error
    open_folders(home)
    if not any(one.verdict.depot_id == DEPOT_ID for one in deposits(home)):
        _enter_the_guide(home, par, le)
    merge(home)
    return fresh


def _enter_the_guide(home: Home, par: str, le: str) -> None:
    content, judgement = submission_zero(le)
    keep_original(home, content, SUFFIXE)
    stage(home, judgement)
    append(home, "depot", judgement.verdict.as_dict(), par, le)
