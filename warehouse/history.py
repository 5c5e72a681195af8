"""Which edition was the published one on a day, and which of them can still be read."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

from registry.errors import OiseError
from registry.home import Home
from warehouse.editions import current_manifest, edition_folder, read_manifest
from warehouse.history_tables import HISTORIQUE_EDITIONS
from warehouse.published import open_published
from warehouse.state import moment


def edition_known_on(home: Home, day: date) -> Path:
    """The folder of the edition that was published by the end of a day (UTC, which is Mali's time).

    Raises OiseError when nothing was published yet, or when that edition is no longer kept.
    """
    known = edition_dates(home)
    until = [number for number, made in known.items() if made.date() <= day]
    if not until:
        first = f" : la première édition est du {min(known.values()):%d/%m/%Y}." if known else "."
        raise OiseError(f"Rien n'était publié le {day:%d/%m/%Y}{first}")
    number = max(until)
    folder = edition_folder(home, number)
    if folder.is_dir():
        return folder
    raise OiseError(
        f"L'édition {number}, publiée le {known[number]:%d/%m/%Y}, n'est plus gardée : ses chiffres se lisent encore "
        f"dans {home.analyst_file.name}, par « SELECT * FROM connu_le(DATE '{day.isoformat()}') »."
    )


def edition_dates(home: Home) -> dict[int, datetime]:
    """When each edition known was published, those no longer kept included; none before the first."""
    current = current_manifest(home)
    if current is None:
        return {}
    found: dict[int, datetime] = {}
    with suppress(OiseError), open_published(home.analyst_file) as reader:
        if reader.values(f"SELECT 1 FROM duckdb_tables() WHERE table_name = '{HISTORIQUE_EDITIONS.nom}'"):
            told = reader.values(f"SELECT edition, publie_le FROM {HISTORIQUE_EDITIONS.nom}")
            found = {number: made.replace(tzinfo=UTC) for number, made in told}
    for path in home.editions.iterdir():
        if path.name.isdigit() and int(path.name) <= current.numero:
            with suppress(OiseError):
                found.setdefault(int(path.name), moment(read_manifest(path).cree_le))
    return found
