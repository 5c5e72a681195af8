"""The map: cells that tile the territory, real boundaries when given, nothing unknown coloured."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import shapely

from registry.errors import OiseError
from registry.territory import children, units
from syntheses import cells
from syntheses.charts import draw_series
from syntheses.facts import Content
from syntheses.map import draw_map
from syntheses.presentation import numbered

Make = Callable[..., Content]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("OISE_LIMITES", raising=False)
    cells.territory.cache_clear()
    yield
    cells.territory.cache_clear()


def _square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    east, north = west + size, south + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _file(folder: Path, features: list[tuple[dict[str, Any], dict[str, Any]]]) -> Path:
    path = folder / "limites.geojson"
    listed = [{"type": "Feature", "properties": p, "geometry": g} for p, g in features]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": listed}), encoding="utf-8")
    return path


def _kita_and_kayes(name: str, *, by_code: bool = True) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    wanted = {"ML0105": _square(-10.5, 12.5, 1.5), "ML0101": _square(-12, 13.8), "ML0104": _square(-12, 12)}
    return [({name: code if by_code else units()[code].nom.upper()}, shape) for code, shape in wanted.items()]


def test_cells_tile_the_country() -> None:
    land = cells.territory()
    communes = [shape for code, shape in land.contours.items() if units()[code].niveau == "commune"]
    assert len(communes) + len(land.sans_position) == 703
    country = land.contours["ML"]
    assert sum(shape.area for shape in communes) == pytest.approx(country.area, rel=1e-3)
    assert all(shape.area > 0 and shape.is_valid for shape in land.contours.values())
    assert {units()[code].niveau for code in land.contours} == {"pays", "region", "cercle", "commune"}


def test_cercles_are_made_of_their_communes_by_parent() -> None:
    land = cells.territory()
    for cercle in ("ML0105", "ML0307"):
        parts = sum(land.contours[c.code].area for c in children(cercle) if c.code in land.contours)
        assert land.contours[cercle].area == pytest.approx(parts, rel=1e-2)


@pytest.mark.parametrize("code", ["ML0105", "ML0901", "ML0802", "ML01", "ML"])
def test_map_is_honest_xml(code: str, make_content: Make) -> None:
    content = make_content(code)
    assert content.carte
    drawn = draw_map(content.organe, content.carte, numbered(content) if content.organe.sigle == "CLO" else {})
    root = ElementTree.fromstring(drawn.svg)
    titles = [title.text or "" for title in root.iter(f"{SVG}title")]
    level = "cercle" if code == "ML" else "commune"
    within = [u for u in units().values() if u.niveau == level and u.code.startswith(code)]
    assert len(titles) == pytest.approx(len(within), abs=4)
    hatched = [p for p in root.iter(f"{SVG}path") if p.get("fill") == "url(#hachures)"]
    assert len(hatched) == sum("non publié" in title for title in titles)
    assert "schématique" in drawn.note
    assert "Projection" in drawn.note
    assert len(drawn.svg) < 60_000


def test_legend_states_classes_and_counts(make_content: Make) -> None:
    content = make_content("ML0105")
    assert content.carte
    root = ElementTree.fromstring(draw_map(content.organe, content.carte, {}).svg)
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    counted = [text for text in texts if "commune" in text]
    assert sum(int(text.split("(")[1].split()[0]) for text in counted) == 33
    assert any("non publié ou inconnu" in text for text in counted)


def test_names_in_the_map_are_escaped(make_content: Make) -> None:
    from dataclasses import replace

    content = make_content("ML0105")
    assert content.carte
    layer = replace(content.carte, libelle="<b>&", unite="<u>")
    ElementTree.fromstring(draw_map(content.organe, layer, {}).svg)


@pytest.mark.parametrize("name", ["code", "ADM2_PCODE", "admin2Pcode"])
def test_boundaries_by_code(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_content: Make) -> None:
    monkeypatch.setenv("OISE_LIMITES", str(_file(tmp_path, _kita_and_kayes(name))))
    land = cells.territory()
    assert land.reels == {"ML0105", "ML0101", "ML0104"}
    assert shapely.bounds(land.contours["ML0105"])[3] == pytest.approx(14.0)
    drawn = [commune for commune in children("ML0105") if commune.code not in land.sans_position]
    assert len(drawn) > 10
    for commune in drawn:
        assert land.contours["ML0105"].buffer(1e-6).covers(land.contours[commune.code])
    content = make_content("ML0105")
    assert content.carte
    assert "schématique" not in draw_map(content.organe, content.carte, {}).note


def test_boundaries_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    features = [({"NAME": "Kéniéba"}, _square(-12, 12)), ({"NAME": "YELIMANE"}, _square(-11, 15))]
    monkeypatch.setenv("OISE_LIMITES", str(_file(tmp_path, features)))
    reels = cells.territory().reels
    assert len(reels) == 2
    assert {units()[code].nom for code in reels} == {"Kéniéba", "Yélimané"}


@pytest.mark.parametrize(
    "content",
    [
        "pas du JSON",
        "[]",
        '{"type":"FeatureCollection","features":[]}',
        '{"type":"FeatureCollection","features":[{"properties":{"code":"ML0105"},"geometry":null}]}',
        '{"type":"FeatureCollection","features":[{"properties":{"nom":"Nulle part"},'
        '"geometry":{"type":"Point","coordinates":[0,0]}}]}',
        '{"type":"FeatureCollection","features":[{"properties":{"code":"ML0105"},'
        '"geometry":{"type":"Point","coordinates":[0,0]}}]}',
        '{"type":"FeatureCollection","features":[{"properties":{"code":"ML0105"},"geometry":{"type":"Polygon",'
        '"coordinates":[[[500000,1400000],[600000,1400000],[600000,1500000],[500000,1400000]]]}}]}',
    ],
)
def test_wrong_boundaries_are_one_french_sentence(
    content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "limites.geojson"
    path.write_text(content, encoding="utf-8")
    monkeypatch.setenv("OISE_LIMITES", str(path))
    with pytest.raises(OiseError, match="OISE_LIMITES"):
        cells.territory()


def test_missing_file_of_boundaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OISE_LIMITES", str(tmp_path / "absent.geojson"))
    with pytest.raises(OiseError, match="ne peut pas être lu"):
        cells.territory()


def test_codes_of_the_other_division_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"ML09": "Kayes", "ML08": "Mopti", "ML01": "Gao"}
    features = [({"code": c, "nom": n}, _square(-8 + i, 13)) for i, (c, n) in enumerate(names.items())]
    monkeypatch.setenv("OISE_LIMITES", str(_file(tmp_path, features)))
    with pytest.raises(OiseError, match="autres lieux"):
        cells.territory()


def test_chart_breaks_at_unknown_quarters(make_content: Make) -> None:
    from dataclasses import replace

    content = make_content("ML0105")
    assert content.serie
    series = replace(content.serie, ici=(content.serie.ici[0], None, content.serie.ici[2]))
    drawn = draw_series(content.organe, series)
    ElementTree.fromstring(drawn.svg)
    assert "T2\u00a02026 : non publié" in drawn.description
    assert "DejaVu" not in drawn.svg
    assert drawn == draw_series(content.organe, series)
