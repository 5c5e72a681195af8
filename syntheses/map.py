"""The map of a synthesis, as a light SVG: classes stated, what is unknown hatched, the body's territory outlined."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Any

import shapely

from registry.territory import NATION, units
from syntheses.cells import Territory, territory
from syntheses.classes import COULEURS, FONCEES, Classes, classes_of
from syntheses.facts import Body, MapLayer
from syntheses.map_plan import Plan, Source, plan_of
from syntheses.typography import plural, quantity

LARGEUR = 360
_HAUTEUR_CARTE, _LIGNE, _MARGE = 238, 15, 6
POLICE = "Libertinus Serif, Source Sans 3, Noto Sans, Arial, sans-serif"
_ENCRE, _VOISIN, _FOND = "#1d2a30", "#f1efe9", "#ffffff"


@dataclass(frozen=True)
class Drawing:
    """An SVG picture with what it says in words, for those who can't see it, and a note printed under it."""

    svg: str
    description: str
    note: str


@dataclass(frozen=True)
class _Frame:
    """From projected degrees to the picture's units, y downwards."""

    west: float
    north: float
    scale: float
    dx: float
    dy: float

    def path(self, shape: Any) -> str:
        """SVG path data, to a tenth of a unit."""
        drawn = []
        for part in shapely.get_parts(shape):
            for ring in (part.exterior, *part.interiors):
                points = self._points(ring.coords)
                if len(points) > 2:
                    drawn.append("M" + "L".join(points) + "Z")
        return "".join(drawn)

    def point(self, x: float, y: float) -> tuple[float, float]:
        return self.dx + (x - self.west) * self.scale, self.dy + (self.north - y) * self.scale

    def _points(self, coordinates: Any) -> list[str]:
        points: list[str] = []
        for x, y in coordinates:
            px, py = self.point(x, y)
            text = f"{px:.1f} {py:.1f}".replace(".0", "")
            if not points or points[-1] != text:
                points.append(text)
        return points[:-1] if len(points) > 1 and points[0] == points[-1] else points


def draw_map(organe: Body, layer: MapLayer, numeros: dict[str, int]) -> Drawing:
    """The body's territory, coloured by the layer's figure.

    ``numeros``: the number printed on each unit (communes of a cercle); larger territories bear names instead.
    Raises OiseError when the file named by OISE_LIMITES can't be used.
    """
    land = territory()
    plan = plan_of(organe, layer, land)
    values = dict(layer.valeurs)
    shown = {code: values[code] for code in plan.dedans if code in values}
    classes = classes_of(list(shown.values()), layer.unite, layer.decimales)
    body = _picture(organe, layer, land, plan, shown, classes, numeros)
    return Drawing(body, _description(organe, layer, plan, shown), _note(plan))


def _picture(
    organe: Body,
    layer: MapLayer,
    land: Territory,
    plan: Plan,
    shown: dict[str, Decimal],
    classes: Classes,
    numeros: dict[str, int],
) -> str:
    frame, box = _fit(plan.cadre, _MARGE, _MARGE, LARGEUR - 2 * _MARGE, _HAUTEUR_CARTE - 2 * _MARGE)
    hidden = len(plan.dedans) - len(shown)
    lines = len(classes.libelles) + (1 if hidden else 0)
    height = _HAUTEUR_CARTE + max(lines * _LIGNE + 6, 0 if organe.code == NATION else 104)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LARGEUR} {height}" width="{LARGEUR}" '
        f'height="{height}" font-family="{POLICE}" font-size="11" fill="{_ENCRE}">',
        '<defs><pattern id="hachures" width="5" height="5" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect width="5" height="5" fill="#fff"/>'
        '<rect width="1.6" height="5" fill="#a7aaac"/></pattern></defs>',
        f'<rect width="{LARGEUR}" height="{_HAUTEUR_CARTE}" fill="{_FOND}"/>',
    ]
    parts += _neighbours(plan, frame, box)
    parts += [
        _cell(plan.noms[code], frame.path(plan.contours[code]), layer, shown.get(code), classes) for code in plan.dedans
    ]
    parts += _outlines(plan, frame)
    parts += _labels(plan, frame, shown, classes, numeros)
    parts += _legend(classes, hidden, layer)
    if organe.code != NATION:
        parts += _locator(plan.cadre, land)
    return "".join([*parts, "</svg>"])


def _fit(shape: Any, x: float, y: float, width: float, height: float) -> tuple[_Frame, tuple[float, ...]]:
    """The frame that centres a shape in a rectangle of the picture, and the land that the rectangle then shows."""
    west, south, east, north = shape.bounds
    scale = min(width / (east - west), height / (north - south))
    dx = x + (width - (east - west) * scale) / 2
    dy = y + (height - (north - south) * scale) / 2
    frame = _Frame(west, north, scale, dx, dy)
    seen = (west - dx / scale, north - (_HAUTEUR_CARTE - dy) / scale, west + (LARGEUR - dx) / scale, north + dy / scale)
    return frame, seen


def _neighbours(plan: Plan, frame: _Frame, box: tuple[float, ...]) -> list[str]:
    """What lies around, without figures: cercles around a cercle, regions around a region."""
    around = []
    for code in plan.voisins:
        clipped = shapely.clip_by_rect(plan.contours[code], *box)
        if not clipped.is_empty:
            around.append(frame.path(clipped))
    return [f'<path d="{"".join(around)}" fill="{_VOISIN}" stroke="#c9c5ba" stroke-width=".7"/>'] if around else []


def _cell(name: str, path: str, layer: MapLayer, value: Decimal | None, classes: Classes) -> str:
    fill = "url(#hachures)" if value is None else classes.couleurs[classes.rank(value)]
    said = "non publié" if value is None else quantity(value, layer.unite, layer.decimales)
    title = escape(f"{name} : {said}")
    return f'<path d="{path}" fill="{fill}" stroke="#fff" stroke-width=".8"><title>{title}</title></path>'


def _outlines(plan: Plan, frame: _Frame) -> list[str]:
    lines = [frame.path(plan.contours[code]) for code in plan.traits]
    own = frame.path(plan.cadre)
    drawn = [f'<path d="{own}" fill="none" stroke="{_ENCRE}" stroke-width="2" stroke-linejoin="round"/>']
    if lines:
        drawn.insert(0, f'<path d="{"".join(lines)}" fill="none" stroke="{_ENCRE}" stroke-width=".9"/>')
    return drawn


def _labels(
    plan: Plan, frame: _Frame, shown: dict[str, Decimal], classes: Classes, numeros: dict[str, int]
) -> list[str]:
    texts: list[str] = []
    taken: list[tuple[float, float, float, float]] = []
    for code in sorted(plan.dedans if numeros else plan.nommes, key=lambda code: -float(plan.contours[code].area)):
        name = str(numeros[code]) if numeros else plan.noms[code].split(" (")[0]
        value = shown.get(code) if numeros else None
        dark = value is not None and classes.couleurs[classes.rank(value)] in FONCEES
        texts += _text(plan.contours[code], frame, name, dark, taken)
    return texts


def _text(
    shape: Any, frame: _Frame, text: str, white: bool, taken: list[tuple[float, float, float, float]]
) -> list[str]:
    """A label where the shape is widest, with a halo so that it is read on any class; none where one is already."""
    largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.02)
    x, y = frame.point(*circle.coords[0])
    size = 9.5 if not text.isdigit() else min(8.5, max(5.5, circle.length * frame.scale * 1.1))
    half = size * 0.25 * len(text)
    box = (x - half, y - size * 0.4, x + half, y + size * 0.4)
    if any(box[0] < right and box[2] > left and box[1] < bottom and box[3] > top for left, top, right, bottom in taken):
        return []
    taken.append(box)
    ink, halo = ("#fff", COULEURS[-1]) if white else (_ENCRE, "#fff")
    return [
        f'<text x="{x:.1f}" y="{y + size * 0.35:.1f}" font-size="{size:.1f}" text-anchor="middle" fill="{ink}" '
        f'stroke="{halo}" stroke-width="2" stroke-linejoin="round" paint-order="stroke">{escape(text)}</text>'
    ]


def _legend(classes: Classes, hidden: int, layer: MapLayer) -> list[str]:
    one, several = _NOMS[layer.niveau]
    y = _HAUTEUR_CARTE + 12
    parts = []
    rows = list(zip(classes.couleurs, classes.libelles, classes.effectifs, strict=True))
    for colour, label, count in reversed(rows):
        parts.append(_legend_row(y, colour, f"{label} ({plural(count, one, several)})"))
        y += _LIGNE
    if hidden:
        parts.append(_legend_row(y, "url(#hachures)", f"non publié ou inconnu ({plural(hidden, one, several)})"))
    return parts


def _legend_row(y: int, fill: str, text: str) -> str:
    return (
        f'<rect x="{_MARGE}" y="{y - 9}" width="18" height="11" fill="{fill}" stroke="{_ENCRE}" stroke-width=".5"/>'
        f'<text x="30" y="{y}">{escape(text)}</text>'
    )


def _locator(own: Any, land: Territory) -> list[str]:
    """Where the territory lies in the country: a small map at the bottom right."""
    country = land.contours[NATION]
    frame, _ = _fit(country, LARGEUR - 106, _HAUTEUR_CARTE + 4, 100, 94)
    regions = [shape.simplify(0.08) for code, shape in land.contours.items() if units()[code].niveau == "region"]
    lines = "".join(frame.path(shape) for shape in regions)
    return [
        f'<path d="{lines}" fill="{_VOISIN}" stroke="#9b9789" stroke-width=".6"/>',
        f'<path d="{frame.path(own.simplify(0.05))}" fill="{_ENCRE}" stroke="{_ENCRE}" stroke-width="1"/>',
    ]


def _description(organe: Body, layer: MapLayer, plan: Plan, shown: dict[str, Decimal]) -> str:
    one, several = _NOMS[layer.niveau]
    start = f"Carte : {layer.libelle}, {organe.nom}. "
    if not shown:
        return f"{start}Aucune valeur publiée pour {plural(len(plan.dedans), one, several)}."
    low = min(shown, key=lambda code: (shown[code], code))
    high = max(shown, key=lambda code: (shown[code], code))
    return (
        f"{start}{plural(len(shown), one, several)} avec une valeur sur {len(plan.dedans)} ; de "
        f"{quantity(shown[low], layer.unite, layer.decimales)} ({plan.noms[low]}) à "
        f"{quantity(shown[high], layer.unite, layer.decimales)} ({plan.noms[high]})."
    )


def _note(plan: Plan) -> str:
    text = (
        f"{_SOURCES[plan.source]} Projection équirectangulaire. "
        "Classes d’effectifs aussi voisins que possible, bornes arrondies."
    )
    if plan.note:
        text += f" {plan.note}"
    if plan.absents:
        text += f" Faute de position connue, non dessinée : {', '.join(plan.absents)}."
    return text


_NOMS = {"commune": ("commune", "communes"), "cercle": ("cercle", "cercles"), "region": ("région", "régions")}
_SOURCES: dict[Source, str] = {
    "fournies": "Limites fournies par l’installation.",
    "autour": "Limites fournies par l’installation ; au-dedans, cellules tracées autour des positions des communes.",
    "schema": (
        "Carte schématique : cellules tracées autour des positions des communes, sans valeur de limite administrative."
    ),
}
