"""What an installation decided over the registry that comes with OISE: duties, exemptions, deadlines, names, settings.

Each decision is an act of the journal; ``reference/decisions.json`` is drawn from it, made again whenever it is lost
or altered, and never typed. ``Home.checked`` makes those of its home the ambient ones: registry.duties,
registry.calendar and registry.territory then answer with them. A spawned process is given them by its parent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Literal, ParamSpec, TypeVar, get_args

from registry.errors import OiseError
from registry.periods import Trimestre

FILE = "decisions.json"
Nature = Literal["devoir", "exemption", "echeance", "nom", "reglage"]
NATURES: tuple[Nature, ...] = get_args(Nature)
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Setting:
    """A setting that an installation may change: its default value, those allowed, and what it says."""

    nom: str
    libelle: str
    defaut: str
    valeurs: tuple[str, ...]


SETTINGS: Mapping[str, Setting] = {
    one.nom: one
    for one in (
        Setting(
            "publication_attend_validations",
            "La publication d'un trimestre attend les validations des CSR.",
            "non",
            ("non", "oui"),
        ),
    )
}


@dataclass(frozen=True)
class Decision:
    """One decision that stands. ``cible``: a unit's code, a setting's name, or "" for the whole country.

    ``depuis`` and ``jusqu_a``: quarters (``2026-Q4``), days (ISO 8601) for a name, "" when there is no such end.
    ``valeurs``: by name, what was decided (obligation; motif, decision; depot, validation, publication in days after
    the quarter's end; nom, division, source; valeur).
    """

    sequence: int
    le: str
    nature: Nature
    cible: str
    depuis: str
    jusqu_a: str
    valeurs: tuple[tuple[str, str], ...]

    def __getitem__(self, name: str) -> str:
        return dict(self.valeurs)[name]

    @property
    def source(self) -> str:
        """How the decision is cited."""
        return f"Décision n° {self.sequence} du journal, {datetime.fromisoformat(self.le):%d/%m/%Y}"

    def holds(self, trimestre: Trimestre) -> bool:
        """Whether a decision about quarters stands in one of them."""
        return Trimestre.parse(self.depuis) <= trimestre and (
            not self.jusqu_a or trimestre <= Trimestre.parse(self.jusqu_a)
        )

    def as_dict(self) -> dict[str, Any]:
        """A JSON-ready copy."""
        return {**vars(self), "valeurs": dict(self.valeurs)}

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> Decision:
        """The decision that ``as_dict`` wrote."""
        return cls(**{**raw, "valeurs": tuple(sorted((str(k), str(v)) for k, v in raw["valeurs"].items()))})


@dataclass(frozen=True)
class Amendments:
    """The decisions that stand, in the journal's order, read on a day (``jour``, ISO 8601, "" for none).

    ``noms``: by (division, code), the name in force that day. ``empreinte``: a digest of both, "" when nothing was
    decided. ``fiable``: whether the file they come from was there and whole.
    """

    decisions: tuple[Decision, ...] = ()
    noms: tuple[tuple[tuple[str, str], str], ...] = ()
    empreinte: str = ""
    fiable: bool = True

    def of(self, nature: Nature) -> tuple[Decision, ...]:
        """The decisions of one nature."""
        return tuple(one for one in self.decisions if one.nature == nature)


def amendments(decisions: Sequence[Decision], jour: date | None = None) -> Amendments:
    """Decisions as they are applied on a day (today by default): a name decided for later isn't in force yet."""
    if not decisions:
        return Amendments()
    day = (jour or datetime.now(UTC).date()).isoformat()
    ordered = tuple(sorted(decisions, key=lambda one: one.sequence))
    renamed = [one for one in ordered if one.nature == "nom" and one.depuis <= day]
    names = {(one["division"], one.cible): one["nom"] for one in sorted(renamed, key=lambda one: one.depuis)}
    held = tuple(sorted(names.items()))
    said = json.dumps([[one.as_dict() for one in ordered], held], sort_keys=True)
    return Amendments(ordered, held, hashlib.sha256(said.encode()).hexdigest())


def read(reference: Path, jour: date | None = None) -> Amendments:
    """What the ``reference`` folder of an installation says; not ``fiable`` when its file is missing or altered."""
    try:
        raw = json.loads((reference / FILE).read_text(encoding="utf-8"))
        if raw["empreinte"] != _seal(raw["decisions"]):
            return Amendments(fiable=False)
        return amendments([Decision.from_dict(one) for one in raw["decisions"]], jour)
    except (OSError, ValueError, TypeError, KeyError):
        return Amendments(fiable=False)


def file_content(decisions: Sequence[Decision]) -> bytes:
    """What ``reference/decisions.json`` must hold for those decisions."""
    listed = [one.as_dict() for one in sorted(decisions, key=lambda one: one.sequence)]
    text = json.dumps({"decisions": listed, "empreinte": _seal(listed)}, ensure_ascii=False, indent=1)
    return f"{text}\n".encode()


def use(decided: Amendments) -> None:
    """Make decisions the ambient ones, here and in threads and processes that know no others."""
    global _latest
    _latest = decided
    _ambient.set(decided)


@contextmanager
def applied(decided: Amendments) -> Iterator[None]:
    """Those decisions as the ambient ones within the block."""
    token = _ambient.set(decided)
    try:
        yield
    finally:
        _ambient.reset(token)


@contextmanager
def as_shipped() -> Iterator[None]:
    """The registry as it comes with OISE, for what must not follow what an installation decides."""
    with applied(Amendments()):
        yield


def current() -> Amendments:
    """The ambient decisions; none before any home was checked."""
    return _ambient.get() or _latest


def setting(name: str) -> str:
    """The value of a setting in this installation, its default when nothing was decided."""
    declared = SETTINGS[name]
    decided = [one["valeur"] for one in current().of("reglage") if one.cible == name]
    return decided[-1] if decided else declared.defaut


def checked_setting(name: str, value: str) -> tuple[str, str]:
    """The name and value of a setting as they were meant; raises OiseError, with those that exist."""
    found = SETTINGS.get(name.strip().lower())
    if found is None:
        known = ", ".join(SETTINGS)
        raise OiseError(f"Le réglage « {name.strip()} » n'existe pas : écrivez l'un de ceux-ci : {known}.")
    wanted = value.strip().lower()
    if wanted not in found.valeurs:
        raise OiseError(
            f"Le réglage {found.nom} ne peut pas valoir « {value.strip()} » : écrivez {' ou '.join(found.valeurs)}."
        )
    return found.nom, wanted


def per_installation(function: Callable[P, R]) -> Callable[P, R]:
    """``functools.cache`` for what depends on what an installation decided: two homes of one process differ."""

    kept: dict[tuple[object, ...], R] = {}

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        # Units are looked up in the innermost loops: a hit costs one lookup.
        decided = (_ambient.get() or _latest).empreinte
        key: tuple[object, ...] = (decided, args, *kwargs.items()) if kwargs else (decided, args)
        try:
            return kept[key]
        except KeyError:
            made = kept[key] = function(*args, **kwargs)
            return made

    return call


_ambient: ContextVar[Amendments | None] = ContextVar("amendments", default=None)
_latest = Amendments()


def _seal(decisions: Sequence[Mapping[str, Any]]) -> str:
    text = json.dumps(list(decisions), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
