"""A body's documents as an edition published them, whichever edition is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from syntheses.bodies import body, document_paths
from syntheses.facts import Body
from warehouse.editions import SYNTHESES, current_manifest, read_manifest
from warehouse.history import edition_known_on
from warehouse.state import moment


@dataclass(frozen=True)
class Delivery:
    """The documents of a body in one edition, by file name; ``publie_le``: when that edition was made (UTC)."""

    organe: Body
    trimestre: Trimestre
    edition: int
    publie_le: datetime
    donnees_fictives: bool
    documents: dict[str, bytes]


def delivered(home: Home, organe: str, trimestre: Trimestre, known_on: date | None = None) -> Delivery:
    """The documents of a body (``CLO_ML0105`` or its territory's code) for a quarter, in every format.

    As the current edition published them, or the one that was published by the end of ``known_on``. Raises OiseError
    when there is no such body, edition or quarter in that edition.
    """
    asked = body(organe, trimestre)
    if known_on is not None:
        folder = edition_known_on(home, known_on)
    elif current_manifest(home) is None:
        raise OiseError("Aucun trimestre n'est encore publié : lancez « oise trimestre » d'abord.")
    else:
        folder = home.current_edition.resolve()
    manifest = read_manifest(folder)
    paths = document_paths(asked.code, folder / SYNTHESES / str(trimestre))
    documents = {path.name: path.read_bytes() for path in paths if path.is_file()}
    made = moment(manifest.cree_le)
    if not documents:
        known = ", ".join(Trimestre.parse(quarter).libelle for quarter in sorted(manifest.cles))
        raise OiseError(
            f"L'édition {manifest.numero}, publiée le {made:%d/%m/%Y}, n'a pas de synthèse du {trimestre.libelle} : "
            f"elle publie {known or 'les seuls registres'}."
        )
    return Delivery(asked, trimestre, manifest.numero, made, manifest.donnees_fictives, documents)
