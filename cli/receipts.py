"""Simulated receipt times, for demonstrations alone."""

from __future__ import annotations

from datetime import datetime

from registry.errors import OiseError
from registry.home import Home


def simulated_times(home: Home, text: str | None) -> dict[str, str] | None:
    """The receipt time to give every file lying in the landing, by path; None when none was asked.

    Raises OiseError outside a demo home, where only the clock says when a file came, and on an unreadable time.
    """
    if text is None:
        return None
    if not home.fictive:
        raise OiseError(
            "L'option --recu-le ne sert qu'à la démonstration : retirez-la, l'horloge dit quand un fichier est reçu."
        )
    from landing.claiming import list_drops

    try:
        moment = datetime.fromisoformat(text).isoformat(timespec="seconds")
    except ValueError as error:
        raise OiseError(f"« {text} » n'est pas une date : écrivez par exemple 2026-10-12T09:30.") from error
    return {str(drop.path): moment for drop in list_drops(home)}
