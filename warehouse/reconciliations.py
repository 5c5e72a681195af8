"""Our side of a comparison with another base: the rows of a register, and what people decided of them.

A decision is an act of type ``recoupement`` about ``registre|source|key here|key there`` (``-`` for none). Its facts:
objet, registre, source (the mapping's name), ici, la, decision, categorie, empreinte (what the rows said),
motif, and the sha256 of the file compared. Keys are identifiers or digests, never a name. It changes no figure of any
quarter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz, process

from registry.elements import all_elements
from registry.errors import OiseError
from registry.home import Home
from registry.likeness import Lieu
from registry.partners import canonical
from registry.periods import Trimestre
from registry.places import named, normalise
from registry.reconciliation import DECISIONS, Decision, Ligne, motive_fault
from registry.reconciliation_mappings import REGISTRES, Champ, Correspondance
from registry.territory import units
from schemas.ddl import stored_columns
from schemas.declaration import Column
from schemas.discovery import all_tables
from warehouse.acts import acts
from warehouse.deciders import signed
from warehouse.decisions import NO_QUARTER, Act, fusions
from warehouse.journal import append
from warehouse.lake import exists, open_lake
from warehouse.literals import listed, literal
from warehouse.locking import writer_lock
from warehouse.partners import current_partners
from warehouse.registers import rows_of

RECOUPEMENT = "recoupement"
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/:~-]{0,99}")
_SOURCE = re.compile(r"[a-z0-9_]{1,60}")
_PRINT, _SHA = re.compile(r"[0-9a-f]{16}"), re.compile(r"[0-9a-f]{64}")
# What a row borrows from the rows that it refers to: column of reference, table, columns taken.
_JOINS: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "conventions": (("partenariat_id", "partenariats", ("partenaire", "pays_code")),),
    "engagements": (
        ("action_id", "actions", ("intitule", "partenariat_id")),
        ("partenariat_id", "partenariats", ("partenaire", "pays_code")),
    ),
    "dossiers_financement": (
        ("action_id", "actions", ("intitule", "partenariat_id")),
        ("partenariat_id", "partenariats", ("partenaire", "pays_code")),
    ),
    "decaissements": (
        ("engagement_id", "engagements", ("action_id", "financeur")),
        ("action_id", "actions", ("intitule", "partenariat_id")),
        ("partenariat_id", "partenariats", ("partenaire", "pays_code")),
    ),
}
_COMPATIBLE: Mapping[str, frozenset[str]] = {
    "lieu": frozenset({"unite"}),
    "nom": frozenset({"texte"}),
    "texte": frozenset({"texte", "reference"}),
    "reference": frozenset({"texte", "reference"}),
    "code": frozenset({"code"}),
    "annee": frozenset({"entier", "date"}),
    "trimestre": frozenset({"trimestre"}),
    "element": frozenset({"element"}),
    "date": frozenset({"date"}),
    "montant": frozenset({"montant"}),
    "nombre": frozenset({"entier", "decimal", "montant"}),
}
_SERVICES = {"unite_code": "unite", "element": "element", "trimestre": "trimestre", "valeur": "decimal"}


def check_fields(mapping: Correspondance) -> None:
    """Refuse a mapping whose fields aren't the register's, or are restricted; raises OiseError."""
    known, restricted = _fields(mapping.table)
    for champ in (*mapping.cles, *mapping.compares):
        if champ.ici in restricted:
            raise OiseError(
                f"La correspondance {mapping.nom} nomme « {champ.ici} », une donnée restreinte qui ne sort pas de la "
                "base : retirez-la."
            )
        if champ.ici not in known:
            near = process.extractOne(champ.ici, sorted(known), scorer=fuzz.ratio, score_cutoff=60)
            advice = f"vouliez-vous dire « {near[0]} » ?" if near else f"choisissez parmi {', '.join(sorted(known))}."
            raise OiseError(
                f"La correspondance {mapping.nom} nomme « {champ.ici} », qui n'est pas de {mapping.table} : {advice}"
            )
        if known[champ.ici] not in _COMPATIBLE[champ.type]:
            fitting = [kind for kind, types in _COMPATIBLE.items() if known[champ.ici] in types]
            raise OiseError(
                f"La correspondance {mapping.nom} lit « {champ.ici} » comme « {champ.type} » : écrivez pour type "
                f"{' ou '.join(fitting) or 'celui d’une autre colonne'}."
            )


def our_rows(home: Home, mapping: Correspondance, trimestre: Trimestre | None = None) -> list[Ligne]:
    """The current rows of the mapping's register, with no restricted column.

    ``trimestre``: as of that quarter (now, when None); of values, those known in it, a yearly one up to a year back.
    Raises OiseError when values are asked for without a quarter.
    """
    check_fields(mapping)
    if mapping.table == "services":
        if trimestre is None:
            raise OiseError("Les services se recoupent pour un trimestre : donnez --trimestre, par exemple 2026-Q3.")
        return _values(home, mapping, trimestre)
    fields = (*mapping.cles, *mapping.compares)
    rows = [
        Ligne(
            str(row["id_local"]),
            {champ.ici: _value(champ, row) for champ in fields},
            f"{row['id_local']} ({row['expediteur']})",
        )
        for row in _joined(home, mapping.table, trimestre)
    ]
    twice = [key for key, count in Counter(row.cle for row in rows).items() if count > 1]
    if twice:
        raise OiseError(f"L'identifiant {twice[0]} est porté par deux lignes : vérifiez le registre avant de recouper.")
    return rows


def decisions(known: Iterable[Act], registre: str, source: str) -> tuple[Decision, ...]:
    """What was decided of one register and one source, in order."""
    return tuple(
        Decision(
            ici=act.corps["ici"],
            la=act.corps["la"],
            decision=act.corps["decision"],
            categorie=act.corps["categorie"],
            empreinte=act.corps["empreinte"],
            motif=act.corps["motif"],
            par=act.par,
            jour=act.jour,
        )
        for act in known
        if act.type == RECOUPEMENT and (act.corps["registre"], act.corps["source"]) == (registre, source)
    )


def recorded_decisions(home: Home, mapping: Correspondance) -> tuple[Decision, ...]:
    """What was decided of a mapping's register and source, in order; acts not merged yet included."""
    return decisions(acts(home), mapping.registre, mapping.nom)


def partners_decided_one(home: Home) -> dict[str, str]:
    """By plain name, the partner that a writing stands for where people decided that several are one.

    A name borne in two countries by two partners is left out.
    """
    standing = fusions(acts(home))
    if not standing:
        return {}
    found: dict[str, set[str]] = {}
    for one in current_partners(home):
        found.setdefault(normalise(one.nom), set()).add(canonical(one.id, standing))
    joined = {one.vers for one in standing} | {canonical(one.de, standing) for one in standing}
    return {name: next(iter(ids)) for name, ids in found.items() if len(ids) == 1 and ids <= joined}


def record_decisions(
    home: Home, registre: str, source: str, sha256: str, made: Sequence[Decision], par: str, le: str = ""
) -> tuple[int, int]:
    """Journal decisions, one act each, and return how many were new and how many were already as they are.

    All are checked before the first is written; written again after an interruption, none is doubled. ``le``: ISO 8601,
    now when empty. Raises OiseError when one of them is wrong, or nobody signs.
    """
    if registre not in REGISTRES or not _SOURCE.fullmatch(source) or not _SHA.fullmatch(sha256):
        raise OiseError("Le classeur ne dit plus de quelle liste il vient : refaites-le avec « oise recouper ».")
    for one in made:
        _check(one)
    _check_home(home, registre, made)
    moment = le or datetime.now(UTC).isoformat(timespec="seconds")
    with writer_lock(home, "inscription des décisions d'un recoupement", attente_s=30):
        known = acts(home)
        who = signed(par, known, datetime.fromisoformat(moment).date())
        last = {(one.ici, one.la): one for one in decisions(known, registre, source)}
        new = [one for one in made if not _same(last.get((one.ici, one.la)), one)]
        for one in new:
            body = {
                "objet": f"{registre}|{source}|{one.ici or '-'}|{one.la or '-'}",
                "trimestre": NO_QUARTER,
                "registre": registre,
                "source": source,
                "sha256": sha256,
                "ici": one.ici,
                "la": one.la,
                "decision": one.decision,
                "categorie": one.categorie,
                "empreinte": one.empreinte,
                "motif": one.motif,
            }
            append(home, RECOUPEMENT, body, who, moment)
    return len(new), len(made) - len(new)


def _check_home(home: Home, registre: str, made: Sequence[Decision]) -> None:
    """Refuse a workbook none of whose rows is known here: it comes from another installation."""
    keys = {one.ici for one in made if one.ici}
    if registre == "services" or not keys:
        return
    known = {row["id_local"] for table in REGISTRES[registre] for row in rows_of(home, table)}
    if not keys & known:
        raise OiseError(
            f"Aucune des lignes décidées ({', '.join(sorted(keys)[:3])}) n'est dans ce registre : le classeur vient "
            "d'une autre installation, enregistrez-le là-bas."
        )


def _same(before: Decision | None, now: Decision) -> bool:
    fields = ("decision", "categorie", "empreinte", "motif")
    return before is not None and all(getattr(before, name) == getattr(now, name) for name in fields)


def _check(one: Decision) -> None:
    sides = [key for key in (one.ici, one.la) if key]
    sound = sides and all(_KEY.fullmatch(key) for key in sides) and _PRINT.fullmatch(one.empreinte)
    if not sound or one.decision not in DECISIONS:
        raise OiseError("Le classeur ne nomme plus les lignes comparées : refaites-le avec « oise recouper ».")
    why = motive_fault(one.motif)
    if why:
        raise OiseError(f"La décision sur {' et '.join(sides)} n'est pas gardée : {why} ; corrigez-le.")


def _fields(table: str) -> tuple[dict[str, str], set[str]]:
    """The type of each field that may be compared, and the names of the restricted ones."""
    if table == "services":
        return dict(_SERVICES), set()
    tables = all_tables()
    columns = {column.nom: column for column in stored_columns(tables[table])}
    for _, other, borrowed in _JOINS.get(table, ()):
        columns |= {name: _column(other, name) for name in borrowed if name not in columns}
    restricted = {name for name, column in columns.items() if column.confidentialite == "restreint"}
    return {name: column.type for name, column in columns.items() if name not in restricted}, restricted


def _column(table: str, name: str) -> Column:
    return next(column for column in stored_columns(all_tables()[table]) if column.nom == name)


def _joined(home: Home, table: str, trimestre: Trimestre | None) -> list[dict[str, Any]]:
    rows = _as_of(home, table, trimestre)
    for column, other, borrowed in _JOINS.get(table, ()):
        known = {row["id_local"]: row for row in _as_of(home, other, trimestre)}
        for row in rows:
            found = known.get(row.get(column) or "", {})
            row.update({name: found.get(name) for name in borrowed if row.get(name) is None})
    return rows


def _as_of(home: Home, table: str, trimestre: Trimestre | None) -> list[dict[str, Any]]:
    """The current rows of a register, or every event up to the quarter."""
    if all_tables()[table].nature == "registre" or trimestre is None:
        return rows_of(home, table, trimestre=trimestre)
    return [row for row in rows_of(home, table) if row["trimestre"] <= str(trimestre)]


def _value(champ: Champ, row: Mapping[str, Any]) -> Any:
    value = row.get(champ.ici)
    if champ.type == "lieu":
        return _place(value, row.get("lieu_texte"))
    if value is None or value == "":
        return None
    if champ.type == "annee":
        return value.year if isinstance(value, date) else int(value)
    return Decimal(value) if champ.type in ("montant", "nombre") else value


def _place(code: str | None, printed: str | None) -> Lieu:
    """The unit of a row; of a line of the guide that no decision placed, those that its printed place may be."""
    if code:
        known = units().get(code)
        return Lieu((code,), known.nom if known else code)
    bearing = named(printed) if printed else ()
    return Lieu(tuple(one.unite.code for one in bearing), printed or "", sur=False)


def _values(home: Home, mapping: Correspondance, trimestre: Trimestre) -> list[Ligne]:
    if not exists(home):
        return []
    wanted = set(mapping.elements.values())
    lasting = {code for code in wanted if all_elements()[code].periodicite != "trimestre"}
    with open_lake(home, read_only=True) as lake:
        found: list[tuple[Any, ...]] = lake.rows(
            "SELECT unite_code, element, arg_max(valeur, trimestre), max(trimestre) FROM lac.services "
            f"WHERE valeur IS NOT NULL AND element IN ({listed(wanted)}) AND (trimestre = {literal(trimestre)} OR "
            f"(element IN ({listed(lasting)}) AND trimestre > {literal(trimestre.plus(-4))} "
            f"AND trimestre < {literal(trimestre)})) GROUP BY ALL ORDER BY ALL"
        )
    return [
        Ligne(
            f"{code}/{element}/{trimestre}",
            {
                "unite_code": _place(code, None),
                "element": element,
                "trimestre": str(trimestre),
                "valeur": Decimal(value),
            },
            f"valeur du {Trimestre.parse(quarter).libelle}",
        )
        for code, element, value, quarter in found
    ]
