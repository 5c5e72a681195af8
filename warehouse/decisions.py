"""What people decide, as acts of the journal: their facts, what they come to together, and their place in the lake.

An act is about one thing (``objet``): a partner's identifier, a row's content, a partnership of the guide. It concerns
the quarters from ``trimestre`` on, or every quarter when that is empty.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from registry.partners import Fusion
from registry.territory import NATION
from schemas.declaration import Table
from warehouse.journal import Entry
from warehouse.lake import INTERNAL, Lake
from warehouse.literals import listed, load_rows

ActType = Literal[
    "fusion",
    "separation",
    "relecture",
    "publication",
    "retrait",
    "attribution",
    "retrait_depot",
    "registre",
    "suppleance",
    "diffusion",
    "recoupement",
]
ACT_TYPES: tuple[ActType, ...] = get_args(ActType)
OF_CONTENT: tuple[ActType, ...] = ("relecture", "publication", "retrait")
# The quarter of an act that changes no figure of any: it comes after all of them.
NO_QUARTER = "aucun"
EtatTexte = Literal["brouillon", "relue", "publiee"]


@dataclass(frozen=True)
class Act:
    """One decision. ``corps``, by type:

    fusion: de, vers (partner identifiers); separation: de;
    relecture, publication, retrait: table, expediteur, id_local, trimestre, empreinte (of the row's content);
    attribution: id_local, expediteur, unite_code (both of the nation's own, unite_code None, to take it back).
    Of any other type, ``objet`` names what the act is about and ``trimestre`` the first quarter that it may change
    ("" for all, NO_QUARTER for none); the rest is described where the act is recorded.
    """

    sequence: int
    type: ActType
    corps: Mapping[str, Any]
    par: str
    le: str

    @property
    def objet(self) -> str:
        """What the act is about."""
        if self.type in OF_CONTENT:
            return f"{self.corps['table']}/{self.corps['expediteur']}/{self.corps['id_local']}"
        if self.type == "attribution":
            return str(self.corps["id_local"])
        return str(self.corps["de" if self.type in ("fusion", "separation") else "objet"])

    @property
    def trimestre(self) -> str:
        """The first quarter whose figures the act may change, "" for all."""
        return str(self.corps.get("trimestre", "")) if self.type not in ("fusion", "separation", "attribution") else ""

    @property
    def jour(self) -> str:
        """The day of the act, as people read it."""
        return f"{datetime.fromisoformat(self.le):%d/%m/%Y}"


@dataclass(frozen=True)
class Readings:
    """The contents of a row (hashes) that were proofread, and those that are published."""

    relues: frozenset[str] = field(default=frozenset())
    publiees: frozenset[str] = field(default=frozenset())

    def etat(self, content: str) -> EtatTexte:
        """Where a content stands: a text changed since its reading is a draft again."""
        if content in self.publiees:
            return "publiee"
        return "relue" if content in self.relues else "brouillon"


@dataclass(frozen=True)
class Holding:
    """A partnership of the guide in other hands: ``source``'s rows of it, up to the sequence ``jusqua``, are another's.

    ``ecarte``: those rows no longer stand, the nation having taken the partnership back.
    """

    id_local: str
    source: str
    jusqua: int | None
    expediteur: str
    unite_code: str | None
    ecarte: bool
    raison: str


def act_of(entry: Entry) -> Act | None:
    """The act of a journal entry, None when the entry is none (a deposit, a deadline…)."""
    for kind in ACT_TYPES:
        if entry.type == kind:
            return Act(entry.sequence, kind, entry.corps, entry.par, entry.le)
    return None


def recorded_acts(lake: Lake, *types: ActType) -> tuple[Act, ...]:
    """The acts applied to the lake, of some types or of all, in order."""
    where = f"WHERE type IN ({listed(types)})" if types else ""
    rows: list[tuple[Any, ...]] = lake.rows(
        f"SELECT sequence, type, contenu, par, le FROM lac.actes {where} ORDER BY sequence"
    )
    return tuple(Act(sequence, kind, json.loads(content), par, le) for sequence, kind, content, par, le in rows)


def fusions(acts: Iterable[Act]) -> tuple[Fusion, ...]:
    """The fusions that stand, in the order of the partners merged into another."""
    standing: dict[str, str] = {}
    for act in acts:
        if act.type == "fusion":
            standing[act.corps["de"]] = act.corps["vers"]
        elif act.type == "separation":
            standing.pop(act.corps["de"], None)
    return tuple(Fusion(de, vers) for de, vers in sorted(standing.items()))


def readings(acts: Iterable[Act], table: str) -> dict[tuple[str, str], Readings]:
    """By (sender, local id) of a table, what was proofread and what is published."""
    found: dict[tuple[str, str], Readings] = {}
    for act in acts:
        if act.type not in OF_CONTENT or act.corps["table"] != table:
            continue
        key, content = (act.corps["expediteur"], act.corps["id_local"]), act.corps["empreinte"]
        known = found.get(key, Readings())
        if act.type == "relecture":
            found[key] = Readings(known.relues | {content}, known.publiees)
        elif act.type == "publication":
            found[key] = Readings(known.relues | {content}, known.publiees | {content})
        else:
            found[key] = Readings(known.relues)
    return found


def content_hash(table: Table, row: Mapping[str, Any]) -> str:
    """The hash of what a row says on its sheet; an empty column counts for nothing, so that one added later doesn't."""
    said = {
        column.nom: str(row[column.nom])
        for column in table.colonnes
        if column.nom != "etat_ligne" and row.get(column.nom) is not None
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def agreed(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether those whom a row is about agree to its being published, where the table asks them."""
    return all(row["accord_diffusion"] is True for column in table.colonnes if column.nom == "accord_diffusion")


def holdings(acts: Iterable[Act]) -> tuple[Holding, ...]:
    """The partnerships of the guide handed over, with everyone whose rows of them are now the last holder's."""
    handed: dict[str, list[Act]] = {}
    for act in acts:
        if act.type == "attribution":
            handed.setdefault(act.corps["id_local"], []).append(act)
    found: list[Holding] = []
    for name, steps in sorted(handed.items()):
        last = steps[-1]
        holder, place = str(last.corps["expediteur"]), last.corps["unite_code"]
        back = place is None
        # Who held it, until which act took it away; the last holder speaks for itself without a limit.
        until: dict[str, int | None] = {NATION: None}
        for before, after in zip(steps, [*steps[1:], None], strict=True):
            until[str(before.corps["expediteur"])] = after.sequence if after else None
        for source, limit in sorted(until.items()):
            if source == NATION and back:
                continue
            # The reason is published with the row: who decided stays in the store.
            reason = f"Confié par une décision du {last.jour}."
            found.append(Holding(name, source, limit, holder, place, back, reason))
    return tuple(found)


def apply_acts(lake: Lake, new: Sequence[Act]) -> int:
    """Keep new acts in the lake, within the caller's transaction, and renew what is drawn from them."""
    ranks: dict[str, int] = {
        str(thing): int(str(count))
        for thing, count in lake.rows("SELECT objet, count(*) FROM lac.actes GROUP BY objet")
    }
    rows = []
    for act in new:
        ranks[act.objet] = ranks.get(act.objet, 0) + 1
        content = json.dumps(dict(act.corps), ensure_ascii=False, sort_keys=True)
        rows.append((act.sequence, act.trimestre, act.type, act.objet, ranks[act.objet], content, act.par, act.le))
    load_rows(lake.connection, "neufs", INTERNAL["actes"], rows)
    lake.connection.execute("INSERT INTO lac.actes SELECT * FROM neufs")
    if any(act.type == "attribution" for act in new):
        held = holdings(recorded_acts(lake, "attribution"))
        load_rows(lake.connection, "neufs", INTERNAL["attributions"], [tuple(vars(one).values()) for one in held])
        lake.connection.execute("DELETE FROM lac.attributions")
        lake.connection.execute("INSERT INTO lac.attributions SELECT * FROM neufs")
    return len(rows)
