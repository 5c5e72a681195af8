"""What the syntheses of the division of 2023 say of the correspondence with that of 1999, in French."""

from __future__ import annotations

from datetime import date

from registry.attachments import Correspondence, correspondence
from registry.territory import NATION, units
from syntheses.typography import listing, number, plural

_LOIS = "les lois 2023-006 et 2023-007 n’ont pas été relues"


def known_of_region(known: Correspondence) -> str:
    """How far the correspondence of a region is known."""
    if not known.communes:
        return (
            f"Division de 2023. Aucune commune de 1999 n’est rattachée à cette région, et {_LOIS} : aucun chiffre ne "
            "peut y être attribué."
        )
    total = plural(len(known.communes), "commune de 1999 rattachée", "communes de 1999 rattachées")
    said = f"Division de 2023. {total} à cette région, dont {_states(known)} ; {_LOIS}."
    if known.possibles:
        theirs, values = ("sa", "ses") if len(known.possibles) == 1 else ("leur", "leurs")
        said += (
            f" {plural(len(known.possibles), 'autre commune peut', 'autres communes peuvent')} en être : rien ne dit "
            f"{theirs} région, et {values} valeurs ne sont dans aucun chiffre."
        )
    return said


def known_of_nation(day: date) -> str:
    """How far the correspondence of the whole country is known on a day."""
    known = correspondence(NATION, day)
    left = len(known.possibles)
    total = number(len(known.communes) + left)
    return (
        f"Division de 2023. {number(len(known.communes))} communes de 1999 sur {total} rattachées à une région, dont "
        f"{_states(known)} ; {_LOIS}. Les {number(left)} autres, et ce que tiennent les anciennes régions et la "
        "nation, sont dits à part et ne sont répartis nulle part."
    )


def _states(known: Correspondence) -> str:
    deduced = plural(known.deduites, "déduite", "déduites")
    return f"{deduced} et {plural(known.confirmees, 'confirmée par une page lue', 'confirmées par une page lue')}"


def possible(known: Correspondence) -> list[str]:
    """The communes that may lie in the region, by their cercle of 1999."""
    by_cercle: dict[str, int] = {}
    for code in known.possibles:
        cercle = units()[units()[code].parent].nom
        by_cercle[cercle] = by_cercle.get(cercle, 0) + 1
    if not by_cercle:
        return []
    told = listing([f"{number(count)} de {cercle}" for cercle, count in sorted(by_cercle.items())])
    return [f"Non rattachées, et peut-être de cette région ({number(len(known.possibles))}) : {told}."]
