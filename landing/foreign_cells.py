"""One cell of another base's file, read exactly under its declared type, or refused with the reason."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from landing.coercion import Reading, read_code, read_date, read_decimal, read_text, read_unit
from landing.raw import RawCell
from registry.amendments import per_installation
from registry.errors import OiseError
from registry.likeness import Lieu
from registry.periods import Trimestre
from registry.places import find, named, normalise
from registry.reconciliation_mappings import Champ, Correspondance, parity
from registry.territory import Niveau, ancestor
from schemas.catalogue import kind

_GROUPED = {
    ".": re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?"),
    ",": re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:[.\u00a0\u202f ][0-9]{3})+)(?:,[0-9]+)?"),
}
_LEVELS: tuple[tuple[re.Pattern[str], tuple[Niveau, ...]], ...] = (
    (re.compile(r"(?:commune|mairie)(?: urbaine| rurale)? (?:de la |de |d |du )?(?=.)"), ("commune",)),
    (re.compile(r"(?:conseil de )?cercle (?:de la |de |d |du )?(?=.)"), ("cercle",)),
    (re.compile(r"(?:conseil regional|assemblee regionale|region) (?:de la |de |d |du )?(?=.)"), ("region",)),
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_QUARTER_FIRST = re.compile(r"[TQtq]([1-4])[ \u00a0]([0-9]{4})")


class UnreadError(Exception):
    """A cell that says nothing that can be read; its argument is why, in French."""


def heading(text: str) -> str:
    """A heading or a word of theirs as it is recognised, whatever its case, accents and signs."""
    return normalise(text) or text.strip().casefold()


def read_value(champ: Champ, cell: Callable[[str], RawCell], mapping: Correspondance, from_1904: bool) -> Any:
    """The typed value of a field (see ``Ligne``), None when blank or said to be unknown, "" for an element not asked.

    ``cell``: the row's cell under a heading. Raises UnreadError.
    """
    raw = cell(champ.la)
    if champ.type == "lieu":
        within = cell(champ.dans) if champ.dans else None
        return _place(raw, champ, within)
    if champ.type == "code":
        return _code(raw, champ)
    if champ.type == "annee":
        return _year(raw)
    if champ.type == "date":
        return _read(read_date(raw, from_1904=from_1904))
    if champ.type in ("nombre", "montant"):
        number = _number(raw, mapping.decimale)
        return number if champ.type == "nombre" or number is None else _fcfa(champ, cell, number)
    text = _read(read_text(raw))
    if text is None:
        return None
    if champ.type == "trimestre":
        return _quarter(text)
    if champ.type == "element":
        return _elements(mapping).get(heading(text), "")
    return text


def _read(found: Reading) -> Any:
    if found.faute is not None:
        raise UnreadError(_phrase(found.faute, found.faits or {}))
    return found.valeur


def _phrase(code: str, facts: Mapping[str, str]) -> str:
    said = kind(code).phrase.format_map(defaultdict(str, facts))
    return f"{said[:1].upper()}{said[1:]}."


def _number(raw: RawCell, decimal: str) -> Decimal | None:
    if decimal and isinstance(raw, str) and _GROUPED[decimal].fullmatch(raw.strip()):
        groups = "." if decimal == "," else ","
        plain = re.sub(rf"[{re.escape(groups)}\u00a0\u202f ]", "", raw.strip()).replace(",", ".")
        return Decimal(plain) if len(plain) <= 30 else _too_big()
    value = _read(read_decimal(raw))
    assert value is None or isinstance(value, Decimal)
    return value


def _too_big() -> Decimal:
    raise UnreadError("Le nombre est trop grand.")


def _fcfa(champ: Champ, cell: Callable[[str], RawCell], amount: Decimal) -> Decimal:
    currency = champ.devise
    if champ.devise_colonne:
        said = _read(read_code(cell(champ.devise_colonne), "devises"))
        if said is None:
            raise UnreadError("La devise du montant n'est pas dite.")
        currency = str(said)
    rate = champ.taux if currency == champ.devise and champ.taux is not None else parity(currency)
    if rate is None:
        raise UnreadError(f"{currency} n'a pas de parité fixe avec le FCFA : le montant ne peut pas être comparé.")
    exact = amount * champ.facteur * rate
    return exact if currency == "XOF" else exact.quantize(Decimal(1))


def _code(raw: RawCell, champ: Champ) -> str | None:
    said = _read(read_text(raw))
    if said is None:
        return None
    own = {heading(word): code for word, code in champ.codes.items()}
    if heading(said) in own:
        return own[heading(said)]
    if not champ.liste:
        raise UnreadError(f"« {said} » n'est pas un mot de la correspondance.")
    return str(_read(read_code(raw, champ.liste)))


def _year(raw: RawCell) -> int | None:
    if isinstance(raw, date | datetime):
        return raw.year
    if isinstance(raw, float) and raw.is_integer() and _YEAR.fullmatch(str(int(raw))):
        return int(raw)
    text = _read(read_text(raw))
    if text is None:
        return None
    if _YEAR.fullmatch(text):
        return int(text)
    found = read_date(raw).valeur
    if found is None:
        raise UnreadError(f"« {text} » n'est pas une année de quatre chiffres.")
    assert isinstance(found, date)
    return found.year


def _quarter(text: str) -> str:
    turned = _QUARTER_FIRST.fullmatch(text)
    try:
        return str(Trimestre.parse(f"{turned[2]}-Q{turned[1]}" if turned else text))
    except OiseError:
        raise UnreadError(f"« {text[:40]} » n'est pas un trimestre : exportez un extrait par trimestre.") from None


def _elements(mapping: Correspondance) -> Mapping[str, str]:
    return _element_names(tuple(mapping.elements.items()))


@lru_cache(maxsize=8)
def _element_names(pairs: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return {heading(code): code for _, code in pairs} | {heading(name): code for name, code in pairs}


def _place(raw: RawCell, champ: Champ, within: RawCell) -> Lieu | None:
    text = _read(read_text(raw))
    if text is None:
        return None
    around = _read(read_text(within))
    found = _named_place(text[:200], champ.niveaux, (around or "")[:200])
    if isinstance(found, str):
        raise UnreadError(found)
    return found


@per_installation
def _named_place(text: str, niveaux: tuple[Niveau, ...], within: str) -> Lieu | str:
    """The place of that name or code, within a cercle or a region when one is named; a French sentence when none."""
    read = read_unit(text)
    if read.valeur is not None:
        return Lieu((str(read.valeur),), text)
    if read.faute == "valeur.unite_contradictoire":
        return _phrase(read.faute, read.faits or {})
    name, levels = normalise(text), niveaux
    for pattern, said in _LEVELS:
        begun = pattern.match(name)
        if begun:
            name, levels = (
                name[begun.end() :],
                tuple(level for level in said if not niveaux or level in niveaux) or said,
            )
            break
    around = {one.unite.code for one in named(within, ("cercle", "region"))} if within else set()
    bearing = [one for one in named(name, levels or None) if not around or _lies_in(one.unite.code, around)]
    if bearing:
        return Lieu(tuple(one.unite.code for one in bearing), text)
    candidates = [one for one in find(name, levels or None) if not around or _lies_in(one.unite.code, around)]
    alike = [one for one in candidates if one.motif in ("homophone", "variante")]
    if alike:
        return Lieu(tuple(one.unite.code for one in alike), text, sur=False)
    near = f" : vouliez-vous dire {candidates[0].unite.nom} ({candidates[0].unite.code}) ?" if candidates else "."
    return f"« {text[:60]} » n'est le nom d'aucun lieu connu{' ici' if around else ''}{near}"


def _lies_in(code: str, around: set[str]) -> bool:
    return any(ancestor(code, level) in around for level in ("cercle", "region"))
