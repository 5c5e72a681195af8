"""Which rows of a register and of another base are one, and what they say differently; pure, and nobody is merged.

A pair is **certain** when every key agrees exactly and no other row answers as well, or when a person decided it;
**probable** when the keys are near enough to ask a person. Rows are paired one to one, the best pair first, so that no
two rows would rather be paired together than as they are. The result does not depend on the order of the rows, nor on
which side is called ours.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any, Literal

from registry.errors import OiseError
from registry.likeness import EXACT, Lieu, agreement, comparable
from registry.reconciliation_mappings import Champ, Correspondance

Category = Literal["accord", "difference", "a_decider", "ici", "la", "separee"]
DECISIONS: Mapping[str, str] = {
    "meme": "même",
    "different": "différent",
    "corriger_ici": "corriger ici",
    "corriger_la": "corriger là-bas",
    "sans_suite": "sans suite",
}
MOTIF_LONGUEUR = 200
# What lets someone be reached: an electronic address, or a telephone number.
_PERSONAL = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|(?:[0-9][ .\u00a0\u202f-]?){8,}")
_SAME: tuple[str, ...] = ("meme", "corriger_ici", "corriger_la")
_MOST_PAIRS = 20_000_000
_PERMILLE = 1000
_INDEXED = frozenset({"lieu", "code", "annee", "trimestre", "element", "reference"})


@dataclass(frozen=True)
class Ligne:
    """One row of either side: ``cle`` unique on its side, ``valeurs`` by field, None or absent where unknown.

    Values, by type of the field: Lieu, str (nom, texte, reference, code, trimestre, element), int (annee), date,
    Decimal (montant in FCFA, nombre). ``origine``: where people find it.
    """

    cle: str
    valeurs: Mapping[str, Any]
    origine: str = ""


@dataclass(frozen=True)
class Ecart:
    """What a pair says differently of one field; ``difference``: theirs less ours (days of dates), None of a text or
    when a side says nothing."""

    champ: str
    ici: Any
    la: Any
    difference: Decimal | None


@dataclass(frozen=True)
class Paire:
    """Two rows taken for one. ``score`` of 100; ``raisons``: French, what doesn't agree exactly, or who decided."""

    ici: Ligne
    la: Ligne
    certaine: bool
    score: int
    raisons: tuple[str, ...]
    ecarts: tuple[Ecart, ...]


@dataclass(frozen=True)
class Comparaison:
    """Every row of both sides, once: in one pair or alone on its side; all by key."""

    paires: tuple[Paire, ...]
    ici_seulement: tuple[Ligne, ...]
    la_seulement: tuple[Ligne, ...]


@dataclass(frozen=True)
class Decision:
    """What a person decided of a pair, or of a row alone (the other key is ""); ``empreinte``: of what they saw."""

    ici: str
    la: str
    decision: str
    categorie: str
    empreinte: str
    motif: str = ""
    par: str = ""
    jour: str = ""


@dataclass(frozen=True)
class Point:
    """One thing that the comparison shows. ``gardee``: the decision that answers it as it is today; ``ancienne``: one
    made when the rows said something else, to be made again."""

    categorie: Category
    ici: Ligne | None
    la: Ligne | None
    paire: Paire | None
    empreinte: str
    gardee: Decision | None = None
    ancienne: Decision | None = None

    @property
    def cles(self) -> tuple[str, str]:
        """The keys here and there, "" for none."""
        return (self.ici.cle if self.ici else "", self.la.cle if self.la else "")

    @property
    def demande(self) -> bool:
        """Whether a person must decide."""
        return self.categorie != "accord" and self.gardee is None


@dataclass(frozen=True)
class _Edge:
    ici: Ligne
    la: Ligne
    exact: bool
    score: int
    raisons: tuple[str, ...]
    ecarts: tuple[Ecart, ...]
    proche: tuple[int, int, int] = field(default=(0, 0, 0))

    @property
    def rank(self) -> tuple[Any, ...]:
        """Best first; equal pairs are told apart by their keys, blind to sides."""
        return (not self.exact, -self.score, *(-one for one in self.proche))


def compare(
    mapping: Correspondance,
    ici: Sequence[Ligne],
    la: Sequence[Ligne],
    decisions: Iterable[Decision] = (),
    memes: Mapping[str, str] | None = None,
) -> Comparaison:
    """Pair the rows of both sides.

    ``decisions``, in the order they were made: pairs said to be one are paired, pairs said to be different never are.
    ``memes``: see ``agreement``.
    Raises ValueError when a key is borne twice on one side, OiseError when there are too many rows to compare.
    """
    ours, theirs = {row.cle: row for row in ici}, {row.cle: row for row in la}
    if len(ours) != len(ici) or len(theirs) != len(la):
        raise ValueError("keys are not unique")
    decided, distinct = _identities(decisions)
    pairs: list[Paire] = []
    for key, other in sorted(decided):
        if key in ours and other in theirs:
            edge = _edge(mapping, ours.pop(key), theirs.pop(other), {}, forced=True)
            assert edge is not None
            pairs.append(Paire(edge.ici, edge.la, True, EXACT, ("Rapprochées par une décision.",), edge.ecarts))
    found = _edges(mapping, list(ours.values()), list(theirs.values()), memes or {})
    edges = [edge for edge in found if (edge.ici.cle, edge.la.cle) not in distinct]
    rivals = _rivals(edges)
    for edge in sorted(edges, key=lambda one: (*one.rank, *sorted((one.ici.cle, one.la.cle)))):
        if edge.ici.cle not in ours or edge.la.cle not in theirs:
            continue
        del ours[edge.ici.cle], theirs[edge.la.cle]
        certain, raisons = edge.exact, edge.raisons
        if certain and _ambiguous(edge, rivals):
            certain = False
            raisons = (*raisons, "Plusieurs lignes répondent aux mêmes clés ; celles-ci sont les plus proches.")
        pairs.append(Paire(edge.ici, edge.la, certain, edge.score, raisons, edge.ecarts))
    return Comparaison(
        tuple(sorted(pairs, key=lambda pair: (pair.ici.cle, pair.la.cle))),
        tuple(ours[key] for key in sorted(ours)),
        tuple(theirs[key] for key in sorted(theirs)),
    )


def points(comparison: Comparaison, decisions: Iterable[Decision] = ()) -> tuple[Point, ...]:
    """Everything that a comparison shows, with what was decided of it; the last decision on a thing counts.

    ``separee``: two rows that a decision keeps apart, each of them being shown elsewhere too.
    """
    last = {(one.ici, one.la): one for one in decisions}
    found = []
    for pair in comparison.paires:
        category: Category = "a_decider" if not pair.certaine else "difference" if pair.ecarts else "accord"
        found.append(_point(category, pair.ici, pair.la, pair, last))
    found += [_point("ici", row, None, None, last) for row in comparison.ici_seulement]
    found += [_point("la", None, row, None, last) for row in comparison.la_seulement]
    ours = {row.cle: row for row in (*(pair.ici for pair in comparison.paires), *comparison.ici_seulement)}
    theirs = {row.cle: row for row in (*(pair.la for pair in comparison.paires), *comparison.la_seulement)}
    for (key, other), made in sorted(last.items()):
        if made.decision == "different" and key in ours and other in theirs:
            found.append(Point("separee", ours[key], theirs[other], None, made.empreinte, gardee=made))
    return tuple(found)


def fingerprint(*rows: Ligne | None) -> str:
    """16 hexadecimal digits of what rows say: a decision holds as long as it was made on that."""
    said = [
        {name: _plain(value) for name, value in row.valeurs.items() if value is not None} if row else None
        for row in rows
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:16]


def motive_fault(motif: str) -> str:
    """What forbids a reason from being kept with a decision, as the end of a French sentence; "" when nothing does."""
    if len(motif) > MOTIF_LONGUEUR:
        return f"le motif dépasse {MOTIF_LONGUEUR} caractères"
    return "le motif porte une adresse ou un numéro, que le journal ne garde pas" if _PERSONAL.search(motif) else ""


def in_scope(mapping: Correspondance, row: Ligne) -> bool:
    """Whether a row of ours is of those that the other list is about: its values are those that the mapping fixes."""
    return all(
        row.valeurs.get(champ.ici) == champ.constante for champ in mapping.cles if champ.constante and not champ.la
    )


def _point(
    category: Category,
    ici: Ligne | None,
    la: Ligne | None,
    pair: Paire | None,
    last: Mapping[tuple[str, str], Decision],
) -> Point:
    print_ = fingerprint(ici, la)
    made = last.get((ici.cle if ici else "", la.cle if la else ""))
    # Saying that two rows are one doesn't settle what they say differently.
    if made is None or (category == "difference" and made.decision == "meme" and made.categorie != "difference"):
        return Point(category, ici, la, pair, print_)
    if made.empreinte == print_ or (category == "accord" and made.decision == "meme"):
        return Point(category, ici, la, pair, print_, gardee=made)
    return Point(category, ici, la, pair, print_, ancienne=made)


def _identities(decisions: Iterable[Decision]) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """The pairs that stand as one, each row in one of them at most, and the pairs that stand as different."""
    same: dict[str, str] = {}
    distinct: set[tuple[str, str]] = set()
    for one in decisions:
        if not one.ici or not one.la:
            continue
        if one.decision in _SAME:
            distinct.discard((one.ici, one.la))
            same = {key: other for key, other in same.items() if other != one.la}
            same[one.ici] = one.la
        elif one.decision == "different":
            distinct.add((one.ici, one.la))
            if same.get(one.ici) == one.la:
                del same[one.ici]
    return set(same.items()), distinct


def _rivals(edges: Iterable[_Edge]) -> dict[tuple[str, str], list[_Edge]]:
    """By row of either side, the pairs whose keys agree exactly."""
    found: dict[tuple[str, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        if edge.exact:
            found["ici", edge.ici.cle].append(edge)
            found["la", edge.la.cle].append(edge)
    return found


def _ambiguous(edge: _Edge, rivals: Mapping[tuple[str, str], list[_Edge]]) -> bool:
    """Whether another pair of exact keys shares a row with this one, unless this one alone agrees on all the rest."""
    others = [one for side in (("ici", edge.ici.cle), ("la", edge.la.cle)) for one in rivals[side] if one is not edge]
    if not others:
        return False
    return bool(edge.ecarts) or not edge.proche[0] or any(one.proche >= edge.proche for one in others)


def _edges(
    mapping: Correspondance, ici: Sequence[Ligne], la: Sequence[Ligne], memes: Mapping[str, str]
) -> Iterator[_Edge]:
    indexed = [champ for champ in mapping.cles if champ.type in _INDEXED and not champ.facultatif]
    index: dict[tuple[Any, ...], list[Ligne]] = defaultdict(list)
    for row in la:
        for place in _places(row, indexed):
            index[place].append(row)
    if not indexed and len(ici) * len(la) > _MOST_PAIRS:
        raise OiseError("Ces deux listes sont trop longues pour être comparées par leurs seuls noms : ajoutez une clé.")
    patterns = {tuple(value is None for value in place) for place in index}
    for row in ici:
        near: dict[str, Ligne] = {}
        for place in _places(row, indexed):
            if None in place:
                # What this row doesn't know, the other may say in any way.
                wanted = [other for other in index if _agree(place, other)]
            else:
                wanted = [
                    tuple(None if blank else value for blank, value in zip(pattern, place, strict=True))
                    for pattern in patterns
                ]
            for key in wanted:
                near.update((other.cle, other) for other in index.get(key, ()))
        for other in near.values():
            edge = _edge(mapping, row, other, memes)
            if edge is not None:
                yield edge


def _agree(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def _places(row: Ligne, indexed: Sequence[Champ]) -> Iterator[tuple[Any, ...]]:
    choices: list[tuple[Any, ...]] = []
    for champ in indexed:
        value = row.valeurs.get(champ.ici)
        if isinstance(value, Lieu):
            choices.append(value.codes or (None,))
        else:
            choices.append((comparable(champ, value),))
    return product(*choices)


def _edge(
    mapping: Correspondance, ici: Ligne, la: Ligne, memes: Mapping[str, str], forced: bool = False
) -> _Edge | None:
    scores: list[int] = []
    raisons: list[str] = []
    for champ in mapping.cles:
        score, raison = agreement(champ, ici.valeurs.get(champ.ici), la.valeurs.get(champ.ici), memes)
        if score == 0 and not forced:
            return None
        scores.append(score)
        raisons += [raison] if raison else []
    exact = all(score == EXACT for score in scores)
    mean = sum(scores) // len(scores)
    if not forced and not exact and mean < mapping.seuil:
        return None
    gaps, near = _gaps(mapping, ici, la)
    return _Edge(ici, la, exact, mean if exact else min(mean, EXACT - 1), tuple(raisons), gaps, near)


def _gaps(mapping: Correspondance, ici: Ligne, la: Ligne) -> tuple[tuple[Ecart, ...], tuple[int, int, int]]:
    """What is said differently, and how near the rest is: fields that agree, those that don't (negative), nearness."""
    gaps: list[Ecart] = []
    agreed, near = 0, 0
    for champ in mapping.compares:
        ours, theirs = ici.valeurs.get(champ.ici), la.valeurs.get(champ.ici)
        if ours is None and theirs is None:
            continue
        if ours is None or theirs is None:
            if mapping.signaler_vides:
                gaps.append(Ecart(champ.ici, ours, theirs, None))
            continue
        gap, close = _difference(champ, ours, theirs)
        near += close
        if gap is None:
            agreed += 1
        else:
            gaps.append(gap)
    different = sum(gap.ici is not None and gap.la is not None for gap in gaps)
    return tuple(gaps), (agreed, -different, near)


def _difference(champ: Champ, ours: Any, theirs: Any) -> tuple[Ecart | None, int]:
    if isinstance(ours, date) and isinstance(theirs, date):
        days = (theirs - ours).days
        gap = Ecart(champ.ici, ours, theirs, Decimal(days)) if abs(days) > champ.tolerance_jours else None
        return gap, max(0, _PERMILLE - abs(days))
    if isinstance(ours, Decimal | int) and isinstance(theirs, Decimal | int):
        apart = Decimal(theirs) - Decimal(ours)
        widest = max(abs(Decimal(ours)), abs(Decimal(theirs)))
        allowed = max(champ.tolerance, champ.tolerance_pct * widest / 100)
        close = _PERMILLE - int(min(abs(apart) / widest, Decimal(1)) * _PERMILLE) if widest else _PERMILLE
        return (Ecart(champ.ici, ours, theirs, apart) if abs(apart) > allowed else None), close
    same = comparable(champ, ours) == comparable(champ, theirs)
    return (None, _PERMILLE) if same else (Ecart(champ.ici, ours, theirs, None), 0)


def _plain(value: Any) -> Any:
    if isinstance(value, Lieu):
        return [*value.codes, value.texte]
    if isinstance(value, Decimal):
        return str(value.normalize())
    return str(value)
