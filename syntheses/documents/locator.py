"""A small map that says where a place lies: its region among the others, its cercle, its position."""

from __future__ import annotations

from typing import Any

from registry.territory import NATION, ancestor, units
from syntheses.cells import projected, territory

_LARGEUR, _MARGE = 250.0, 4.0
_FOND, _REGION, _CERCLE, _POINT, _TRAIT = "#f1efe9", "#c9d6de", "#123f5b", "#96401a", "#9b9789"


def locator(code: str) -> str:
    """An SVG without any text; "" for a place whose position isn't known.

    Raises OiseError when the file named by OISE_LIMITES can't be used.
    """
    land, place = territory(), units()[code]
    if NATION not in land.contours or (code not in land.contours and place.latitude is None):
        return ""
    west, south, east, north = land.contours[NATION].bounds
    scale = (_LARGEUR - 2 * _MARGE) / (east - west)
    height = (north - south) * scale + 2 * _MARGE

    def point(x: float, y: float) -> tuple[float, float]:
        return _MARGE + (x - west) * scale, _MARGE + (north - y) * scale

    def path(shape: Any) -> str:
        return "".join(
            "M" + "L".join("{:.1f} {:.1f}".format(*point(x, y)) for x, y in part.exterior.coords) + "Z"
            for part in _polygons(shape.simplify(0.04))
        )

    region, cercle = ancestor(code, "region"), ancestor(code, "cercle")
    regions = "".join(path(land.contours[one]) for one in _regions(land.contours))
    parts = [f'<path d="{regions}" fill="{_FOND}" stroke="{_TRAIT}" stroke-width=".7"/>']
    if region in land.contours:
        parts.append(f'<path d="{path(land.contours[region])}" fill="{_REGION}" stroke="{_TRAIT}" stroke-width=".7"/>')
    if cercle in land.contours:
        parts.append(f'<path d="{path(land.contours[cercle])}" fill="{_CERCLE}" stroke="#fff" stroke-width=".5"/>')
    if place.niveau == "commune" and place.latitude is not None and place.longitude is not None:
        x, y = point(*projected(place.longitude, place.latitude))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" fill="{_POINT}" stroke="#fff" stroke-width="1.4"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LARGEUR:.0f} {height:.0f}" '
        f'width="{_LARGEUR:.0f}" height="{height:.0f}">{"".join(parts)}</svg>'
    )


def _regions(contours: dict[str, Any]) -> list[str]:
    return [code for code in contours if units()[code].niveau == "region"]


def _polygons(shape: Any) -> list[Any]:
    return [part for part in getattr(shape, "geoms", [shape]) if part.geom_type == "Polygon"]
