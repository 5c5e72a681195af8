"""Who a partner is when its name is written in several ways; nothing is ever merged without a person's decision.

A partner's identifier comes from its country and its written name, blind to accents, case, hyphens and apostrophes
only: « Ville d'Évry » and « Évry » are two writings, two identifiers, and a candidate for fusion with the reason why.
A fusion is data (this writing is that partner); taking it away gives the writing back.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz, process

from registry.codelists import code_list
from registry.places import normalise
from registry.territory import units

_BRACKETS = re.compile(r"\s*\([^)]*\)")
_APOSTROPHES = re.compile("['’‘ʼ`´]")
_INITIALS = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_PARTS = re.compile(r"\s*/\s*|\s*[-–]\s*")

# Words that say what kind of body it is, not which one; the kind tells a town from its grouping or its department.
_KINDS: tuple[tuple[str, str], ...] = (
    (r"syndicat d agglomeration nouvelle(?: d)?|san|syndicat intercommunal|syndicat mixte|sivom|sivu", "groupement"),
    (r"communaute urbaine|communaute d agglomeration|communaute de communes|eurometropole|metropole", "groupement"),
    (r"grand lyon|cu|ca|cc|agglomeration|mrc|municipalite regionale de comte", "groupement"),
    (r"conseil departemental|conseil general|departement|province|landkreis|kreis", "departement"),
    (r"conseil regional|region|assemblee regionale", "region"),
    (r"comite de jumelage|association de jumelage|association|comite", "association"),
    (
        r"ville|commune|mairie|municipalite|hotel de ville|village|stadt|gemeinde|city|town|comune|ayuntamiento",
        "commune",
    ),
)
_KIND_NAMES = {
    "groupement": "un groupement",
    "departement": "un département ou une province",
    "region": "une région",
    "association": "une association",
    "commune": "une commune",
}
_LINKS = frozenset(
    (
        *("a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "s", "sous", "sur"),
        *("and", "of", "the", "del", "las", "los", "di", "der", "und", "van", "von"),
    )
)
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "nd": "notre dame", "ht": "haut", "hte": "haute"}

_SAME, _OTHER_KIND, _ANNOUNCED, _OTHER_COUNTRY = 98, 84, 80, 70
_PRINTED_TOGETHER, _BEGINNING = 76, 74
_LIKENESS = 88.0
_SHORTEST_LIKENESS = 6
_SHORTEST_PART = 4
_SHARED_PLACE = 4


@dataclass(frozen=True)
class Partner:
    """One writing of a partner: ``pays`` in ISO 3166-1, ``relations`` the codes of the Malian units tied to it."""

    id: str
    nom: str
    pays: str
    relations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Fusion:
    """A person's decision: the writing ``de`` is the partner ``vers``."""

    de: str
    vers: str


@dataclass(frozen=True)
class FusionCandidate:
    """Two writings that may be one partner: ``score`` from 0 to 100, ``raisons`` in French, doubts included."""

    a: Partner
    b: Partner
    score: int
    raisons: tuple[str, ...]


@dataclass(frozen=True)
class _Read:
    partner: Partner
    nucleus: str
    kind: str
    parts: frozenset[str]


def partner_id(name: str, country: str) -> str:
    """``PTN-FR-AIX-EN-PROVENCE``: stable under accents, case, hyphens, apostrophes and a country in brackets.

    A name in letters that can't be spelled in Latin ones is told apart by a digest.
    """
    plain = _without_brackets(name)
    slug = _words(plain).replace(" ", "-").upper()
    if _has_other_letters(plain):
        digest = hashlib.sha256(" ".join(plain.casefold().split()).encode()).hexdigest()[:8].upper()
        slug = f"{slug}-{digest}" if slug else digest
    return f"PTN-{country.strip().upper() or 'XX'}-{slug or 'SANS-NOM'}"


def name_parts(name: str) -> tuple[str, str]:
    """The words that say which body a name is, in plain letters, and the kind of body it claims ("" when none)."""
    nucleus, kind = _nucleus(_without_brackets(name))
    return nucleus, _KIND_NAMES.get(kind, "")


def canonical(partner: str, fusions: Iterable[Fusion]) -> str:
    """The partner that a writing is, following the decisions; of several on one writing, the last one counts.

    Decisions that turn in a circle give the first identifier of the circle, whichever one starts from.
    """
    decided = {fusion.de: fusion.vers for fusion in fusions if fusion.de != fusion.vers}
    path = [partner]
    while path[-1] in decided:
        following = decided[path[-1]]
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]


def candidates(partners: Iterable[Partner], fusions: Iterable[Fusion] = ()) -> tuple[FusionCandidate, ...]:
    """The pairs that may be one partner, the surest first; pairs already decided to be one are left out."""
    decided = tuple(fusions)
    distinct = {partner.id: partner for partner in partners}
    read = [_read(distinct[key]) for key in sorted(distinct)]
    found: dict[tuple[str, str], FusionCandidate] = {}
    for one, other, score, raisons in _pairs(read):
        a, b = sorted((one.partner, other.partner), key=lambda partner: partner.id)
        held = found.get((a.id, b.id))
        if a.id == b.id or canonical(a.id, decided) == canonical(b.id, decided):
            continue
        shared = sorted(set(a.relations) & set(b.relations))
        if shared:
            score = min(100, score + _SHARED_PLACE)
            raisons = (*raisons, f"Les deux sont liés à {', '.join(_place(code) for code in shared)}.")
        if held is None or score > held.score:
            found[a.id, b.id] = FusionCandidate(a, b, score, raisons)
    return tuple(sorted(found.values(), key=lambda pair: (-pair.score, pair.a.id, pair.b.id)))


_Pair = tuple[_Read, _Read, int, tuple[str, ...]]


def _pairs(read: list[_Read]) -> Iterator[_Pair]:
    by_nucleus: dict[str, list[_Read]] = defaultdict(list)
    for one in read:
        if one.nucleus:
            by_nucleus[one.nucleus].append(one)
    for bearers in by_nucleus.values():
        for one, other in combinations(bearers, 2):
            yield _same_nucleus(one, other)
    yield from _printed_together(read, by_nucleus)
    by_country: dict[str, list[str]] = defaultdict(list)
    for nucleus, bearers in by_nucleus.items():
        for country in {one.partner.pays for one in bearers}:
            by_country[country].append(nucleus)
    for country, nuclei in sorted(by_country.items()):
        for first, second, likeness in _alike(sorted(nuclei)):
            for one in by_nucleus[first]:
                for other in by_nucleus[second]:
                    if one.partner.pays == other.partner.pays == country:
                        yield _near(one, other, likeness)


def _same_nucleus(one: _Read, other: _Read) -> _Pair:
    if one.partner.pays != other.partner.pays:
        first, second = (code_list("pays").libelles.get(r.partner.pays, r.partner.pays) for r in (one, other))
        return (
            one,
            other,
            _OTHER_COUNTRY,
            (f"Même nom, mais deux pays : {first} et {second} ; l'un est-il une erreur ?",),
        )
    if one.kind and other.kind and one.kind != other.kind:
        kinds = f"{_KIND_NAMES[one.kind]} et {_KIND_NAMES[other.kind]}"
        return one, other, _ANNOUNCED, (f"Même nom, mais {kinds} : deux organismes, à moins d'une confusion.",)
    if {one.kind, other.kind} - {"", "commune"} and one.kind != other.kind:
        kind = _KIND_NAMES[one.kind or other.kind]
        return one, other, _OTHER_KIND, (f"Même nom, mais un seul dit être {kind}.",)
    return one, other, _SAME, ("Même nom, aux abréviations et aux mots de nature (ville, commune, région…) près.",)


def _printed_together(read: list[_Read], by_nucleus: dict[str, list[_Read]]) -> Iterator[_Pair]:
    """A name of several parts, one of which is another partner's whole name: ``Lyon-Bron`` and ``Bron``."""
    for whole in read:
        for part in sorted(whole.parts):
            for bearer in by_nucleus.get(part, ()):
                raisons = [
                    f"« {whole.partner.nom} » semble nommer plusieurs partenaires, dont « {bearer.partner.nom} »."
                ]
                if whole.partner.pays != bearer.partner.pays:
                    raisons.append("Les pays sont différents.")
                yield whole, bearer, _PRINTED_TOGETHER, tuple(raisons)


def _alike(nuclei: list[str]) -> Iterator[tuple[str, str, float]]:
    """Names of one country near in spelling, or of which one begins the other; likeness 0 says a beginning."""
    for index, name in enumerate(nuclei):
        for other in nuclei[index + 1 :]:
            if not other.startswith(f"{name} "):
                # Sorted: what begins with the name and a space comes right after it.
                break
            if _names_alone(name):
                yield name, other, 0.0
        if len(name) < _SHORTEST_LIKENESS:
            continue
        near = process.extract(name, nuclei[index + 1 :], scorer=fuzz.ratio, score_cutoff=_LIKENESS, limit=None)
        for other, likeness, _ in near:
            if len(other) >= _SHORTEST_LIKENESS and _digits(name) == _digits(other):
                yield name, other, likeness


def _names_alone(nucleus: str) -> bool:
    """Whether these words may be a whole name: « saint » or « haute » begins too many to be one."""
    return len(nucleus) >= _SHORTEST_PART and nucleus not in _ABBREVIATIONS.values()


def _near(one: _Read, other: _Read, likeness: float) -> _Pair:
    doubt: tuple[str, ...] = ()
    loss = 0
    if one.kind and other.kind and one.kind != other.kind:
        doubt = (f"Mais l'un est {_KIND_NAMES[one.kind]}, l'autre {_KIND_NAMES[other.kind]}.",)
        loss = 10
    if not likeness:
        beginning = f"« {one.partner.nom} » est peut-être le nom court de « {other.partner.nom} »."
        return one, other, _BEGINNING - loss, (beginning, *doubt)
    score = min(_SAME - 1, round(likeness)) - loss
    return one, other, score, (f"Noms très proches : « {one.partner.nom} » et « {other.partner.nom} ».", *doubt)


def _read(partner: Partner) -> _Read:
    plain = _without_brackets(partner.nom)
    nucleus, kind = _nucleus(plain)
    pieces = [normalise(piece) for piece in _PARTS.split(plain)]
    if len(pieces) == 1 or any(piece in _LINKS for piece in pieces):
        # « Chazelles-sur-Lyon » is one name; « Lyon-Bron » may be two.
        return _Read(partner, nucleus, kind, frozenset())
    parts = (_nucleus(piece)[0] for piece in pieces)
    return _Read(partner, nucleus, kind, frozenset(part for part in parts if _names_alone(part)))


def _nucleus(name: str) -> tuple[str, str]:
    """The words that say which body it is, and the kind it claims; a name of nothing but such words is kept whole."""
    words = _words(name)
    text, kind = words, ""
    for pattern, claimed in _KINDS:
        shortened = re.sub(rf"\b(?:{pattern})\b", " ", text)
        if shortened != text and shortened.strip():
            text, kind = shortened, kind or claimed
    kept = [_ABBREVIATIONS.get(word, word) for word in text.split() if word not in _LINKS]
    return (" ".join(kept), kind) if kept else (words, "")


def _words(name: str) -> str:
    """The name's words in plain letters; dotted initials are one word, an elided word stands alone."""
    joined = _INITIALS.sub(lambda found: found[0].replace(".", ""), name)
    return normalise(_APOSTROPHES.sub(" ", joined))


def _without_brackets(name: str) -> str:
    return _BRACKETS.sub("", name).strip() or name.strip()


def _has_other_letters(text: str) -> bool:
    return any(letter.isalpha() and not normalise(letter) for letter in text)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _place(code: str) -> str:
    known = units().get(code)
    return f"{known.nom} ({code})" if known else code
