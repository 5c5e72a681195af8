"""How well two rows of different bases agree on one key: exactly, nearly with the reason why, or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from registry.partners import name_parts
from registry.places import described, normalise
from registry.reconciliation_mappings import Champ
from registry.territory import DISTRICT_CERCLE, DISTRICT_REGION, units

EXACT = 100
_UNKNOWN, _DOUBTFUL_PLACE, _SAME_CORE, _OTHER_KIND = 80, 75, 96, 20


@dataclass(frozen=True)
class Lieu:
    """The units that a place written may be; empty when none is known. ``texte``: as written; ``sur``: by their own
    name or code, not by a likeness. The District of Bamako is one under its two codes."""

    codes: tuple[str, ...]
    texte: str
    sur: bool = True

    def __post_init__(self) -> None:
        one = (DISTRICT_REGION if code == DISTRICT_CERCLE else code for code in self.codes)
        object.__setattr__(self, "codes", tuple(sorted(set(one))))


def comparable(champ: Champ, value: Any) -> Any:
    """A value as it is compared; a text of nothing but signs says nothing."""
    return (normalise(value) or None) if champ.type in ("reference", "texte") and value is not None else value


def agreement(champ: Champ, ici: Any, la: Any, memes: Mapping[str, str]) -> tuple[int, str]:
    """How well a key agrees, of 100 (0: it forbids the pair), and what is said of it when it isn't exact.

    ``memes``: by plain name, whom it stands for where a person decided that several writings are one partner.
    """
    if isinstance(ici, Lieu) or isinstance(la, Lieu):
        return _places_agree(ici, la)
    ici, la = (value if champ.type == "nom" else comparable(champ, value) for value in (ici, la))
    if ici is None or la is None:
        if ici is la and champ.facultatif:
            return EXACT, ""
        return _UNKNOWN, "Une clé n'est donnée que d'un côté." if ici is not la else "Une clé manque des deux côtés."
    if champ.type == "nom":
        known = memes.get(normalise(ici))
        if known is not None and known == memes.get(normalise(la)):
            return EXACT, ""
        score, raison = names_agree(*sorted((ici, la)))
        return (score, raison) if score >= champ.seuil else (0, "")
    return (EXACT, "") if ici == la else (0, "")


def _places_agree(ici: Lieu | None, la: Lieu | None) -> tuple[int, str]:
    if ici is None or la is None or not ici.codes or not la.codes:
        return _UNKNOWN, "Le lieu n'est connu que d'un côté." if ici or la else "Le lieu n'est connu d'aucun côté."
    if not set(ici.codes) & set(la.codes):
        return 0, ""
    if len(ici.codes) == len(la.codes) == 1 and ici.sur and la.sur:
        return EXACT, ""
    doubtful = la if len(la.codes) > 1 or not la.sur else ici
    if len(doubtful.codes) == 1:
        return _DOUBTFUL_PLACE, f"« {_cut(doubtful.texte)} » est peut-être {described(units()[doubtful.codes[0]])}."
    return (
        _DOUBTFUL_PLACE,
        f"« {doubtful.texte} » peut être l'un de {len(doubtful.codes)} lieux ({_few(doubtful.codes)}).",
    )


def _few(codes: Sequence[str]) -> str:
    return ", ".join(codes[:4]) + ("…" if len(codes) > 4 else "")


@lru_cache(maxsize=100_000)
def names_agree(one: str, other: str) -> tuple[int, str]:
    """How alike two names are, of 100, and why; the same in both orders. Different figures (Paris 12, Paris 13): 0."""
    if normalise(one) == normalise(other):
        return EXACT, ""
    (core, kind), (other_core, other_kind) = name_parts(one), name_parts(other)
    if not core or not other_core or _digits(core) != _digits(other_core):
        return 0, ""
    if core == other_core:
        score, raison = _SAME_CORE, "Même nom, aux mots de nature près"
    else:
        likeness = max(fuzz.ratio(core, other_core), fuzz.token_sort_ratio(core, other_core))
        score, raison = min(round(likeness), _SAME_CORE - 1), "Noms proches"
    detail = f" : « {_cut(one)} » et « {_cut(other)} »"
    if kind and other_kind and kind != other_kind:
        return max(score - _OTHER_KIND, 0), f"{raison}, mais {kind} et {other_kind}{detail}."
    return score, f"{raison}{detail}."


def _cut(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())
