"""What a decision received from above must be to be taken here: an act of the journal can't be taken out of it.

Each is checked as if it had just been decided, but for what only the installation that decided knows (the rows that it
is about). One that this version doesn't understand refuses the package, rather than every command after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import NATION, perimeter, units
from schemas.discovery import all_tables
from schemas.transmission import is_moment
from warehouse.amending import check_decided
from warehouse.decisions import OF_CONTENT, Act, ActType
from warehouse.redescente import GOING_DOWN, ORIGIN

# Characters: of who signs, of an identifier, of a whole decision.
_SIGNED, _IDENTIFIER, _WHOLE = 300, 300, 20_000
_HASH = re.compile(r"[0-9a-f]{64}")


def check_received(act: Act) -> None:
    """Raises ValueError when an act can't be taken from a package, with a French clause that says why."""
    if act.type not in GOING_DOWN:
        raise ValueError("une décision de cette sorte ne redescend pas")
    if len(json.dumps(dict(act.corps), ensure_ascii=False)) > _WHOLE or not _text(act.corps.get(ORIGIN)):
        raise ValueError("elle ne dit pas d'où elle vient, ou elle est trop longue")
    if not _text(act.par, _SIGNED):
        raise ValueError("elle n'est signée de personne")
    if not is_moment(act.le):
        raise ValueError("elle ne dit pas de quand elle est")
    try:
        _CHECKS[act.type](act.corps)
    except OiseError as error:
        raise ValueError(f"elle ne peut pas s'appliquer ({error.args[0]})") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("il lui manque ce qu'elle décide") from error


def _partners(corps: Mapping[str, Any]) -> None:
    if not all(_text(corps[side]) for side in ("de", "vers") if side == "de" or side in corps):
        raise ValueError("elle ne nomme pas les partenaires")


def _fusion(corps: Mapping[str, Any]) -> None:
    _partners({"de": corps["de"], "vers": corps["vers"]})


def _attribution(corps: Mapping[str, Any]) -> None:
    sender, place = corps["expediteur"], corps["unite_code"]
    sound = sender == NATION if place is None else place in perimeter(sender)
    if not sound or not _text(corps["id_local"]):
        raise ValueError("elle confie un partenariat à qui ne peut pas le tenir")


def _content(corps: Mapping[str, Any]) -> None:
    known = corps["table"] in all_tables() and corps["expediteur"] in units() and _text(corps["id_local"])
    if not known or _HASH.fullmatch(corps["empreinte"]) is None:
        raise ValueError("elle ne dit pas de quel texte")
    Trimestre.parse(corps["trimestre"])


_CHECKS: Mapping[ActType, Callable[[Mapping[str, Any]], None]] = {
    "fusion": _fusion,
    "separation": _partners,
    "attribution": _attribution,
    "registre": check_decided,
    **dict.fromkeys(OF_CONTENT, _content),
}


def _text(value: object, longest: int = _IDENTIFIER) -> bool:
    """Whether a value is a short text of printable signs."""
    return isinstance(value, str) and value.strip() != "" and len(value) <= longest and value.isprintable()
