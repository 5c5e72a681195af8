"""The chart of a synthesis: one figure over quarters, the body against the level above it."""

from __future__ import annotations

import io
import re
from decimal import Decimal
from functools import cache
from typing import Any

from registry.periods import Trimestre
from registry.writing import FINE
from syntheses.facts import Body, Series
from syntheses.map import POLICE, Drawing
from syntheses.typography import MOINS, listing, number, quantity, unit_suffix

_LARGEUR_POUCES, _HAUTEUR_POUCES = 5.0, 2.7
_ICI, _AU_DESSUS = "#123f5b", "#8a6d1f"


@cache
def _canvas() -> Any:
    """The figure drawn again and again: making one costs more than drawing on it."""
    import matplotlib
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "oise", "font.size": 11, "axes.linewidth": 0.6})
    return FigureCanvasSVG(Figure(figsize=(_LARGEUR_POUCES, _HAUTEUR_POUCES)))


def draw_series(organe: Body, serie: Series) -> Drawing:
    """A line for the body, a dashed one for the level above; a quarter without a value breaks the line."""
    canvas = _canvas()
    canvas.figure.clear()
    axes = canvas.figure.add_axes((0.1, 0.17, 0.87, 0.7))
    _axes(axes, serie)
    _line(axes, serie, serie.ici, _ICI, "-", "o", above=True)
    _line(axes, serie, serie.au_dessus, _AU_DESSUS, (0, (4, 2)), "s", above=False)
    _key(axes, organe, serie)
    stream = io.StringIO()
    canvas.figure.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Type": None, "Format": None})
    return Drawing(_light(stream.getvalue()), _description(organe, serie), "")


def _axes(axes: Any, serie: Series) -> None:
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.set_xticks(range(len(serie.trimestres)), [_tick_label(quarter) for quarter in serie.trimestres])
    axes.set_xlim(-0.35, len(serie.trimestres) - 0.65)
    highest = max((float(v) for v in (*serie.ici, *serie.au_dessus) if v is not None), default=1.0)
    lowest = min((float(v) for v in (*serie.ici, *serie.au_dessus) if v is not None), default=0.0)
    axes.set_ylim(min(0.0, lowest * 1.2), highest * 1.22 or 1.0)
    axes.yaxis.set_major_locator(_locator())
    axes.yaxis.set_major_formatter(lambda value, _position: _tick(value))
    axes.grid(axis="y", color="#d9d6cc", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.tick_params(length=0)


def _tick_label(quarter: Trimestre) -> str:
    """The quarter on two lines, so that eight of them stand side by side."""
    return f"T{quarter.numero}\n{quarter.annee}"


def _locator() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=4)


def _tick(value: float) -> str:
    text = f"{value:,.10g}" if abs(value) < 1000 else f"{value:,.0f}"
    return text.replace(",", FINE).replace(".", ",").replace("-", MOINS)


def _line(
    axes: Any, serie: Series, values: tuple[Decimal | None, ...], colour: str, dash: Any, mark: str, *, above: bool
) -> None:
    heights = [float("nan") if value is None else float(value) for value in values]
    if all(value is None for value in values):
        return
    axes.plot(range(len(values)), heights, color=colour, linestyle=dash, linewidth=2, marker=mark, markersize=5.5)
    for position, value in enumerate(values):
        other = (serie.au_dessus if above else serie.ici)[position]
        if value is None:
            continue
        over = above if other is None or other == value else value > other
        # Near the axis there is no room under the point.
        over = over or 0 <= float(value) < 0.12 * axes.get_ylim()[1]
        axes.annotate(
            number(value, serie.decimales),
            (position, float(value)),
            xytext=(0, 7 if over else -14),
            textcoords="offset points",
            ha="center",
            fontsize=10,
            color=colour,
            fontweight="bold" if above else "normal",
        )


def _key(axes: Any, organe: Body, serie: Series) -> None:
    from matplotlib.lines import Line2D

    rows: list[tuple[str, str, Any, str, tuple[Decimal | None, ...]]] = [
        (organe.nom, _ICI, "-", "o", serie.ici),
        (organe.parent_nom, _AU_DESSUS, (0, (4, 2)), "s", serie.au_dessus),
    ]
    drawn = [row for row in rows if row[0] and any(value is not None for value in row[4])]
    handles = [Line2D([], [], color=c, linestyle=d, marker=m, linewidth=2, markersize=5.5) for _, c, d, m, _v in drawn]
    axes.legend(
        handles,
        [name for name, *_ in drawn],
        loc="lower left",
        bbox_to_anchor=(-0.02, 1.0),
        ncols=2,
        frameon=False,
        handlelength=2.4,
        borderpad=0,
    )
    suffix = unit_suffix(serie.unite)
    if suffix:
        axes.text(1.0, 1.06, suffix, transform=axes.transAxes, ha="right", color="#4a5459")


def _light(svg: str) -> str:
    """The picture alone: without prologue or metadata, in the document's own font."""
    svg = svg[svg.index("<svg") :].strip()
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.DOTALL)
    svg = re.sub(r"'DejaVu Sans'[^;\"]*", POLICE, svg)
    svg = re.sub(r'(width|height)="([\d.]+)pt"', r'\1="\2"', svg)
    return re.sub(r">\s+<", "><", svg).replace("\n", "")


def _description(organe: Body, serie: Series) -> str:
    told = [
        f"{quarter.libelle} : {'non publié' if value is None else quantity(value, serie.unite, serie.decimales)}"
        for quarter, value in zip(serie.trimestres, serie.ici, strict=True)
    ]
    text = f"Courbe : {serie.libelle}, {organe.nom}. {listing(told)}."
    above = [
        f"{quarter.libelle} : {quantity(value, serie.unite, serie.decimales)}"
        for quarter, value in zip(serie.trimestres, serie.au_dessus, strict=True)
        if value is not None
    ]
    return f"{text} {organe.parent_nom} : {listing(above)}." if above and organe.parent_nom else text
