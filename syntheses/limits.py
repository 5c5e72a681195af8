"""Real boundaries, when the installation has some: a GeoJSON file named by ``OISE_LIMITES``.

Property names differ from source to source, so units are recognised by the values: the property that names most units
of the division by code, else by name at one level.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import shapely
import shapely.geometry

from registry.errors import OiseError
from registry.territory import units

VARIABLE = "OISE_LIMITES"
_REMEDE = (
    "donnez un GeoJSON en longitude et latitude dont chaque entité porte le code ou le nom "
    "d'une commune, d'un cercle ou d'une région, ou retirez la variable OISE_LIMITES."
)
_NIVEAUX = ("region", "cercle", "commune", "pays")


@dataclass(frozen=True)
class Limits:
    """Shapes by unit code, in degrees; ``source`` is the file's name."""

    formes: dict[str, Any]
    source: str


def boundaries(division: str) -> Limits | None:
    """The boundaries that the installation gives, None when it gives none.

    Raises OiseError when the file can't be read or names too few units of the division.
    """
    named = os.environ.get(VARIABLE)
    return _load(Path(named), division) if named else None


@cache
def _load(path: Path, division: str) -> Limits:
    features = _features(path)
    properties = [feature.get("properties") or {} for feature in features]
    codes = _recognise(properties, division)
    if len(codes) * 2 < len(features) or not codes:
        raise OiseError(
            f"Le fichier de limites {path} ne nomme pas les unités de la division de {division} : {_REMEDE}"
        )
    shapes = {code: _shape(features[index], path) for index, code in codes.items()}
    _check_names(properties, codes, division, path)
    return Limits(shapes, path.name)


def _features(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, ValueError) as cause:
        raise OiseError(f"Le fichier de limites {path} ne peut pas être lu : {_REMEDE}") from cause
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features or not all(isinstance(one, dict) for one in features):
        raise OiseError(f"Le fichier de limites {path} n'est pas une collection GeoJSON d'entités : {_REMEDE}")
    return features


def _shape(feature: dict[str, Any], path: Path) -> Any:
    try:
        shape = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
    except (KeyError, TypeError, ValueError, AttributeError, shapely.errors.ShapelyError) as cause:
        raise OiseError(f"Le fichier de limites {path} contient une forme illisible : {_REMEDE}") from cause
    west, south, east, north = shape.bounds if not shape.is_empty else (999.0, 999.0, 999.0, 999.0)
    if shape.area == 0 or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise OiseError(f"Le fichier de limites {path} n'est pas fait de surfaces en degrés : {_REMEDE}")
    surfaces = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(surfaces)


def _recognise(properties: list[dict[str, Any]], division: str) -> dict[int, str]:
    """Feature index to unit code, by the property that recognises most features without repeating itself."""
    best: tuple[int, float] = (0, 0.0)
    chosen: dict[int, str] = {}
    keys = sorted({key for bag in properties for key in bag})
    for dictionary in _dictionaries(division):
        for key in keys:
            found = {
                index: dictionary[_key(bag.get(key))]
                for index, bag in enumerate(properties)
                if _key(bag.get(key)) in dictionary
            }
            if len(set(found.values())) < len(found):
                continue
            score = (len(found), len(found) / len(dictionary))
            if score > best:
                best, chosen = score, found
        if best[0] * 2 >= len(properties):
            break
    return chosen


def _dictionaries(division: str) -> list[dict[str, str]]:
    """What may name a unit: its code first; else its name, level by level, homonyms of one level left out."""
    known = units(division)
    by_code = [{_key(code): code for code in known}]
    by_name: dict[str, str] = {}
    levels = []
    for niveau in _NIVEAUX:
        names = Counter(_key(u.nom) for u in known.values() if u.niveau == niveau)
        by_name = {_key(u.nom): u.code for u in known.values() if u.niveau == niveau and names[_key(u.nom)] == 1}
        levels.append(by_name)
    return by_code + levels


def _check_names(properties: list[dict[str, Any]], codes: dict[int, str], division: str, path: Path) -> None:
    """Refuse codes that name other places: both divisions of Mali use the same codes differently."""
    known = units(division)
    by_key: dict[str, list[bool]] = {}
    for index, code in codes.items():
        for key, value in properties[index].items():
            by_key.setdefault(key, []).append(_key(value) == _key(known[code].nom))
    everything = {_key(u.nom) for u in known.values()}
    for key, agree in by_key.items():
        names = [_key(properties[index].get(key)) for index in codes]
        if sum(name in everything for name in names) * 2 > len(names) and len(set(names)) == len(names):
            if not any(agree) or sum(agree) * 2 < len(agree):
                raise OiseError(
                    f"Le fichier de limites {path} donne à d'autres lieux les codes de la division de {division} : "
                    f"{_REMEDE}"
                )
            return


def _key(value: Any) -> str:
    """Accent-, case- and hyphen-blind form of a name or code."""
    if not isinstance(value, str):
        return ""
    bare = "".join(c for c in unicodedata.normalize("NFKD", value) if not unicodedata.combining(c))
    return "".join(c for c in bare.casefold() if c.isalnum())
