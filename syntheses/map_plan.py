"""What a map draws of a body: which outlines, under which names, coloured or not; in either division of the country.

The division of 2023 has no commune and no boundary here: a region is drawn as the communes of 1999 known to lie in it,
and those whose place isn't known stay apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import shapely

from registry.attachments import DIVISION, attachments, members, unattached
from registry.territory import NATION, Niveau, ancestor, units
from syntheses.cells import Territory
from syntheses.facts import Body, MapLayer

NON_RATTACHE = "non_rattache"
_NIVEAUX: tuple[Niveau, ...] = ("commune", "cercle", "region", "pays")
Source = Literal["fournies", "autour", "schema"]


@dataclass(frozen=True)
class Plan:
    """The outlines of a map by code; a code is only a key here, as told by ``noms``.

    ``cadre``: the body's own outline. ``dedans``: the units coloured. ``traits``: those outlined inside. ``nommes``:
    those that bear a name. ``voisins``: what is drawn pale around. ``absents``: names of what can't be drawn.
    ``source``: whether outlines were given, given around cells, or are cells alone. ``note``: said under the map.
    """

    contours: Mapping[str, Any]
    noms: Mapping[str, str]
    cadre: Any
    dedans: tuple[str, ...]
    traits: tuple[str, ...]
    nommes: tuple[str, ...]
    voisins: tuple[str, ...]
    absents: tuple[str, ...]
    source: Source
    note: str = ""


def plan_of(organe: Body, layer: MapLayer, land: Territory) -> Plan:
    """What is drawn of a body's territory, coloured by units of the layer's level."""
    if organe.division == DIVISION:
        return _nation_of_2023(organe, land) if organe.code == NATION else _region_of_2023(organe, land)
    own = units()[organe.code].niveau
    inner = {"region": "cercle", "pays": "region"}.get(own, "")
    inside = tuple(_within(organe.code, layer.niveau, land))
    around = tuple(code for code in land.contours if units()[code].niveau == own and code != organe.code)
    return Plan(
        contours=land.contours,
        noms={code: units()[code].nom for code in land.contours},
        cadre=land.contours[organe.code],
        dedans=inside,
        traits=tuple(_within(organe.code, inner, land)),
        nommes=tuple(_within(organe.code, inner, land)),
        voisins=() if organe.code == NATION else around,
        absents=tuple(units()[code].nom for code in land.sans_position if ancestor(code, own) == organe.code),
        source=_source(land, inside),
    )


def _within(code: str, niveau: str, land: Territory) -> list[str]:
    own = units()[code].niveau
    return [
        unit.code
        for unit in units().values()
        if unit.niveau == niveau and unit.code in land.contours and ancestor(unit.code, own) == code
    ]


def _region_of_2023(organe: Body, land: Territory) -> Plan:
    """A region: its communes of 1999, the whole cercles among them outlined, the country's other cercles around."""
    assert organe.au is not None
    lying = members(organe.code, organe.au)
    inside = tuple(unit.code for unit in lying if unit.niveau == "commune" and unit.code in land.contours)
    whole = tuple(unit.code for unit in lying if unit.niveau == "cercle")
    others = tuple(unit.code for unit in units().values() if unit.niveau == "cercle" and unit.code not in whole)
    return Plan(
        contours=land.contours,
        noms={code: units()[code].nom for code in land.contours},
        cadre=_joined(land, inside),
        dedans=inside,
        traits=whole,
        nommes=whole,
        voisins=tuple(code for code in others if code in land.contours),
        absents=tuple(unit.nom for unit in lying if unit.code in land.sans_position),
        source=_source(land, inside),
        note="Territoire dessiné : les communes de 1999 rattachées à cette région.",
    )


def _nation_of_2023(organe: Body, land: Territory) -> Plan:
    """The country: each region of 2023 as its communes known; what isn't attributed stays pale, with no value."""
    assert organe.au is not None
    lying: dict[str, list[str]] = {}
    for code, one in attachments(organe.au).items():
        if one.niveau == "commune" and code in land.contours:
            lying.setdefault(one.region, []).append(code)
    contours = {region: _joined(land, tuple(codes)) for region, codes in sorted(lying.items())}
    apart = tuple(one.code for one in unattached(organe.au) if one.code in land.contours)
    if apart:
        contours[NON_RATTACHE] = _joined(land, apart)
    regions = tuple(sorted(lying))
    return Plan(
        contours=contours,
        noms={region: units(DIVISION)[region].nom for region in regions} | {NON_RATTACHE: "Non rattaché"},
        cadre=land.contours[NATION],
        dedans=regions,
        traits=regions,
        nommes=regions,
        voisins=(NON_RATTACHE,) if apart else (),
        absents=tuple(units()[code].nom for code in land.sans_position),
        source=_source(land, tuple(code for codes in lying.values() for code in codes)),
        note="Régions de 2023 dessinées par leurs communes de 1999 ; ce qui n’est rattaché à aucune est laissé pâle.",
    )


def _joined(land: Territory, codes: tuple[str, ...]) -> Any:
    return shapely.union_all([land.contours[code] for code in codes], grid_size=0.001)


def _source(land: Territory, within: tuple[str, ...]) -> Source:
    """Where the outlines come from: given, given around cells, or cells alone (also when only some are given)."""
    if within and all(code in land.reels for code in within):
        return "fournies"
    if within and all(any(ancestor(code, niveau) in land.reels for niveau in _NIVEAUX) for code in within):
        return "autour"
    return "schema"
