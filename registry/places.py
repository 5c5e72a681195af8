"""Look-up of a place by its name, blind to accents, hyphens, apostrophes and case.

One name may be borne by a commune, its cercle and its region at once (Kayes), or by communes of several regions
(Benkadi); a place may also be printed under the name of a commune's seat (Fana, in the commune of Guégnéka). Nothing
here chooses between them: candidates are given with their scores, and a unit only when it is the sole bearer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from registry.amendments import per_installation
from registry.territory import Niveau, Unite, ancestor, units

Motif = Literal["nom", "autre_nom", "chef_lieu", "homophone", "variante", "debut", "proche"]

# How well each kind of evidence names a unit; a mere likeness never reaches the documented names.
_SCORES: dict[Motif, float] = {"nom": 100.0, "autre_nom": 97.0, "chef_lieu": 95.0}
_SAME_SOUND = 94.0
_BEST_LIKENESS = 93.0
_LEAST_LIKENESS = 70.0
_MOST_LIKE = 8
_SHORTEST_WITH_A_SLIP = 6
_SHORTEST_BEGINNING = 5

_APOSTROPHES = re.compile("['’‘ʼ`´]")
_FOLDS = (
    (re.compile(r"ou|w"), "u"),
    (re.compile(r"y"), "i"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"qu|ck|c(?![eih])"), "k"),
    (re.compile(r"h"), ""),
    (re.compile(r"n(?=[^aeiou])"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
)


@dataclass(frozen=True)
class Candidate:
    """A unit a text may name; ``score`` from 0 to 100, ``exact`` when the text is its official name.

    ``motif``: how the text agrees: with the official name, another official spelling, the commune's seat; with one of
    these by its sounds (``homophone``) or but for one letter (``variante``); with the name's first words (``debut``);
    or by a mere likeness (``proche``). ``nom_connu``: the name it was compared with.
    """

    unite: Unite
    score: float
    exact: bool
    motif: Motif
    nom_connu: str


@dataclass(frozen=True)
class Resolution:
    """What a text resolves to: ``unite`` only when exactly one unit bears that name, else None and the candidates."""

    unite: Unite | None
    candidats: tuple[Candidate, ...]


def normalise(text: str) -> str:
    """A name in small letters, without accents or apostrophes, words parted by one space: ``N'Gara`` is ``ngara``."""
    plain = _APOSTROPHES.sub("", text.replace("œ", "oe").replace("Œ", "OE"))
    letters = unicodedata.normalize("NFKD", plain).casefold()
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def find(
    text: str,
    niveaux: Collection[Niveau] | None = None,
    region: str | None = None,
    division: str = "1999",
) -> tuple[Candidate, ...]:
    """The units a text may name, best first; several of equal score are several true answers.

    niveaux: the levels wanted (all by default); region: the code of the region in which to look. Every bearer of the
    name is given, then at most eight look-alikes of score 70 or more.
    """
    asked = _key(text)
    if not asked:
        return ()
    named: list[Candidate] = []
    alike: list[Candidate] = []
    for unite in units(division).values():
        if niveaux is not None and unite.niveau not in niveaux:
            continue
        if region is not None and ancestor(unite.code, "region", division) != region:
            continue
        candidate = _compare(text, asked, unite)
        if candidate is None:
            continue
        (named if candidate.motif in _SCORES else alike).append(candidate)
    return (*_sorted(named), *_sorted(alike)[:_MOST_LIKE])


def named(text: str, niveaux: Collection[Niveau] | None = None, division: str = "1999") -> tuple[Candidate, ...]:
    """``bearers(find(text, niveaux))`` without a search for look-alikes: for long lists of names mostly right."""
    found = _documented(division).get(_key(text), ())
    return tuple(_sorted([one for one in found if niveaux is None or one.unite.niveau in niveaux]))


def bearers(candidates: Collection[Candidate]) -> tuple[Candidate, ...]:
    """Those of the candidates that bear the name: officially, in another official list, or by their seat."""
    return tuple(found for found in candidates if found.motif in _SCORES)


def resolve(
    text: str,
    niveaux: Collection[Niveau] | None = None,
    region: str | None = None,
    division: str = "1999",
) -> Resolution:
    """The one unit of that official name within the filters, or None with every candidate.

    A name also borne by a second unit, be it by its seat (Niafunké: a cercle, and the seat of Souboundou), is not
    resolved.
    """
    candidates = find(text, niveaux, region, division)
    bearing = bearers(candidates)
    sole = bearing[0].unite if len(bearing) == 1 and bearing[0].exact else None
    return Resolution(sole, candidates)


def described(unite: Unite) -> str:
    """A unit as people are shown it, with what it lies in: ``Kita, cercle de la région de Kayes (ML0105)``."""
    if unite.niveau in ("pays", "region"):
        return f"{unite.nom}, {'région' if unite.niveau == 'region' else 'pays'} ({unite.code})"
    above = units(unite.division)[unite.parent]
    if above.nom.startswith("District"):
        place = f"du {above.nom}" if unite.niveau == "commune" else "à statut particulier"
    else:
        place = f"du cercle de {above.nom}" if unite.niveau == "commune" else f"de la région de {above.nom}"
    return f"{unite.nom}, {unite.niveau} {place} ({unite.code})"


@per_installation
def _documented(division: str) -> dict[str, list[Candidate]]:
    """The units that bear each name, by the name's key; of one unit's names, the first that has the key."""
    found: dict[str, list[Candidate]] = {}
    for unite in units(division).values():
        seen = set()
        for motif, name in _names(unite):
            key = _key(name)
            if key and key not in seen:
                seen.add(key)
                found.setdefault(key, []).append(Candidate(unite, _SCORES[motif], motif == "nom", motif, name))
    return found


def _names(unite: Unite) -> Iterator[tuple[Motif, str]]:
    """A unit's documented names, the surest first."""
    yield "nom", unite.nom
    for name in unite.autres_noms:
        yield "autre_nom", name
    # The seat of a cercle or a region is a town of its own; only a commune's seat stands for the commune.
    if unite.niveau == "commune" and unite.chef_lieu:
        yield "chef_lieu", unite.chef_lieu


def _compare(text: str, asked: str, unite: Unite) -> Candidate | None:
    names = list(_names(unite))
    for motif, name in names:
        if asked == _key(name):
            return Candidate(unite, _SCORES[motif], motif == "nom", motif, name)
    known = [name for _, name in names]
    nearest = max(known, key=lambda name: (_sounds(asked) == _sounds(_key(name)), _likeness(asked, _key(name))))
    if _sounds(asked) == _sounds(_key(nearest)):
        return Candidate(unite, _SAME_SOUND, False, "homophone", nearest)
    score = min(_BEST_LIKENESS, _likeness(asked, _key(nearest)))
    if _slip(asked, _key(nearest)):
        return Candidate(unite, score, False, "variante", nearest)
    if len(asked) >= _SHORTEST_BEGINNING and normalise(unite.nom).startswith(f"{normalise(text)} "):
        return Candidate(unite, max(score, _LEAST_LIKENESS), False, "debut", unite.nom)
    if score >= _LEAST_LIKENESS:
        return Candidate(unite, score, False, "proche", nearest)
    return None


def _likeness(one: str, other: str) -> float:
    return max(fuzz.ratio(one, other), fuzz.ratio(_sounds(one), _sounds(other)))


def _slip(one: str, other: str) -> bool:
    """Whether two names, or their sounds, differ by one letter that is not the first of names long enough."""
    return any(
        min(len(asked), len(known)) >= _SHORTEST_WITH_A_SLIP
        and asked[0] == known[0]
        and Levenshtein.distance(asked, known, score_cutoff=1) <= 1
        for asked, known in ((one, other), (_sounds(one), _sounds(other)))
    )


def _sorted(candidates: list[Candidate]) -> list[Candidate]:
    ranks = ("pays", "region", "cercle", "commune")
    return sorted(candidates, key=lambda found: (-found.score, ranks.index(found.unite.niveau), found.unite.code))


@cache
def _key(name: str) -> str:
    return normalise(name).replace(" ", "")


@cache
def _sounds(key: str) -> str:
    """A key folded by how French spells the sounds of Malian names: ou and w, y and i, gu and g, nasal n, doubles."""
    for pattern, replacement in _FOLDS:
        key = pattern.sub(replacement, key)
    return key
