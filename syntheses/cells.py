"""The schematic territory: a cell around each commune's position, dissolved to cercles and regions.

Nothing here claims to be a boundary. Points of the plane nearest to a commune's position make its cell; a cercle or a
region is the union of its communes' cells, by the parent column. Boundaries given by ``OISE_LIMITES`` replace the
outline of the units they name (see ``limits``), inside which the communes' cells are cut again.

Projection: longitude times the cosine of Mali's middle latitude, latitude as it is; units are degrees of latitude.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import shapely

from registry.territory import Niveau, ancestor, units
from syntheses.limits import Limits, boundaries

_LATITUDE_MOYENNE = 17.0
_COSINUS = math.cos(math.radians(_LATITUDE_MOYENNE))
# How far land reaches around the outermost positions, and how closely the outline follows them.
_MARGE, _CREUX = 0.4, 0.3
# Cells cut inside neighbouring outlines meet within rounding only: about 100 m is closed when they are joined.
_MAILLE = 0.001


@dataclass(frozen=True)
class Territory:
    """Outlines by unit code, projected; ``reels``: the units whose outline was given, the others being schematic."""

    contours: dict[str, Any]
    sans_position: tuple[str, ...]
    reels: frozenset[str]


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Plane coordinates of a position."""
    return longitude * _COSINUS, latitude


@cache
def territory(division: str = "1999") -> Territory:
    """The outlines of every unit of a division, computed once a process.

    Raises OiseError when the file named by OISE_LIMITES can't be used.
    """
    given = boundaries(division)
    communes = {u.code: u for u in units(division).values() if u.niveau == "commune"}
    placed = {code: u for code, u in communes.items() if u.latitude is not None and u.longitude is not None}
    points = {code: shapely.Point(projected(u.longitude or 0.0, u.latitude or 0.0)) for code, u in placed.items()}
    outlines = _real_outlines(given)
    cells = _cells(points, _country(points))
    for container, members in _containers(placed, outlines, division).items():
        for code in members:
            del cells[code]
        # A commune whose position lies far outside its cercle's real outline gets no cell: it is told, not misplaced.
        cells.update(_cells({code: points[code] for code in members}, outlines[container]))
    cells.update({code: shape for code, shape in outlines.items() if code in communes})
    contours = dict(cells)
    levels: tuple[Niveau, ...] = ("cercle", "region", "pays")
    for niveau in levels:
        members_of: dict[str, list[Any]] = {}
        for code in cells:
            above = ancestor(code, niveau, division)
            if above is not None:
                members_of.setdefault(above, []).append(cells[code])
        for code, shapes in members_of.items():
            contours[code] = outlines.get(code) or shapely.union_all(shapes, grid_size=_MAILLE)
    missing = tuple(sorted(set(communes) - set(cells)))
    return Territory(contours, missing, frozenset(outlines))


def _country(points: dict[str, Any]) -> Any:
    cloud = shapely.MultiPoint(list(points.values()))
    return shapely.concave_hull(cloud, ratio=_CREUX).buffer(_MARGE).simplify(0.02)


def _cells(points: dict[str, Any], outline: Any) -> dict[str, Any]:
    """One cell a point inside the outline; two communes at one position share a cell, cut in the order of codes."""
    codes = sorted(points)
    if not codes:
        return {}
    if len(codes) == 1:
        return {codes[0]: outline}
    apart = shapely.MultiPoint([_nudged(points[code], rank) for rank, code in enumerate(codes)])
    diagram = shapely.voronoi_polygons(apart, extend_to=outline, ordered=True)
    cut = [shapely.intersection(cell, outline) for cell in diagram.geoms]
    return {code: _surface(shape) for code, shape in zip(codes, cut, strict=True) if not shape.is_empty}


def _nudged(point: Any, rank: int) -> Any:
    """The point moved by less than a metre, differently for each rank: equal positions can't both have a cell."""
    return shapely.Point(point.x + rank * 1e-9, point.y)


def _surface(shape: Any) -> Any:
    parts = [part for part in getattr(shape, "geoms", [shape]) if part.geom_type in ("Polygon", "MultiPolygon")]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)


def _real_outlines(given: Limits | None) -> dict[str, Any]:
    if given is None:
        return {}
    shapes = {}
    for code, shape in given.formes.items():
        flat = shapely.transform(shape, lambda xy: xy * [_COSINUS, 1.0])
        shapes[code] = flat
    codes = list(shapes)
    return dict(zip(codes, shapely.coverage_simplify([shapes[code] for code in codes], tolerance=0.02), strict=True))


def _containers(placed: dict[str, Any], outlines: dict[str, Any], division: str) -> dict[str, list[str]]:
    """The communes to be cut again inside the smallest real outline above them."""
    inside: dict[str, list[str]] = {}
    levels: tuple[Niveau, ...] = ("cercle", "region", "pays")
    for code in placed:
        if code in outlines:
            continue
        for niveau in levels:
            above = ancestor(code, niveau, division)
            if above in outlines and above is not None:
                inside.setdefault(above, []).append(code)
                break
    return inside
