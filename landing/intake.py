"""The intake: from files read to one verdict each.

The rows of a whole batch are judged together, sheet by sheet; what one file's verdict owes to another (duplicates,
versions) is then settled in the order of reception.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, get_args

from landing.claiming import Claim
from landing.frame import COLONNE_ID
from landing.judgement import Judgement, blocking_codes, build, count, grouped
from landing.opening import Opened, open_file
from landing.raw import RawFile, Unreadable
from landing.tabulation import MASQUE, SheetReading, restricted
from landing.validation_checks import require_sentences
from registry.territory import children, unit
from registry.writing import french_number
from schemas.catalogue import fault
from schemas.declaration import Objet
from schemas.faults import Fault
from schemas.row_columns import identifier_pattern
from schemas.sheets import Sheet
from schemas.submission import ACCEPTED, Knowledge, Verdict, VerdictCode

if TYPE_CHECKING:
    import polars as pl

    from schemas.judging import Finding

# What a row sent back unchanged may still be reproached with: it brings no new version, so nothing else counts.
_EVEN_UNCHANGED = ("ligne.double",)


@dataclass
class _File:
    claim: Claim
    opened: Opened | None
    illisible: Fault | None = None


def judge_batch(batch: Sequence[tuple[Claim, RawFile | Unreadable]], knowledge: Knowledge) -> list[Judgement]:
    """The judgement of each file, in the order given, which is the order of reception.

    A deposit already journaled (see ``already_answered``) has no place here. Importing what judges takes 3 to 5 s.
    """
    files, seen = [], set(knowledge.hashes)
    for claim, raw in batch:
        identity = claim.drop.sender, claim.sha256
        if isinstance(raw, Unreadable):
            files.append(_File(claim, None, fault(f"fichier.{raw.code}", **raw.faits)))
        elif identity in seen:
            files.append(_File(claim, None))
        else:
            files.append(_File(claim, open_file(raw, claim.drop.sender, date.fromisoformat(claim.recu_le[:10]))))
        seen.add(identity)
    judge_rows([file.opened for file in files if file.opened is not None], knowledge)
    return _settle(files, knowledge)


def already_answered(claims: Iterable[Claim], knowledge: Knowledge) -> dict[int, int]:
    """Deposits already journaled, whose answer a kill may have cut short: index of the claim to the sequence."""
    return {
        index: knowledge.depots[claim.drop.depot_id]
        for index, claim in enumerate(claims)
        if claim.drop.depot_id in knowledge.depots and (claim.drop.sender, claim.sha256) in knowledge.hashes
    }


def judge_rows(opened: Sequence[Opened], knowledge: Knowledge | None) -> None:
    """Judge the rows of every sheet that could be bound, adding to each file's faults.

    Sheets that references point to come first, so that a row set aside is no reference. Without ``knowledge`` (offline)
    a reference to what the file doesn't hold is left unjudged.
    """
    groups: dict[tuple[str, str], list[tuple[int, SheetReading]]] = {}
    for index, file in enumerate(opened):
        _notice_absences(file)
        for reading in file.feuilles:
            if reading.liee and reading.lignes:
                quarter = str(file.trimestre) if reading.sheet.large else ""
                groups.setdefault((reading.sheet.code, quarter), []).append((index, reading))
    pending = list(groups.values())
    while pending:
        waiting = {members[0][1].sheet.table.nom for members in pending}
        ready = [m for m in pending if not _pointed_to(m[0][1].sheet) & (waiting - {m[0][1].sheet.table.nom})]
        for members in ready or pending:
            _judge_group(members, opened, knowledge)
        pending = [m for m in pending if m not in ready] if ready else []
    for file in opened:
        if file.objet == "validation":
            require_sentences(file.feuilles)


def outcome(faults: Iterable[Fault]) -> VerdictCode:
    """The verdict that faults lead to, whatever the store knows."""
    severities = {found.gravite for found in faults}
    if "bloquant" in severities:
        return "refuse"
    return "accepte_avec_reserves" if "reserve" in severities else "accepte"


def ordered(opened: Opened) -> list[Fault]:
    """A file's faults in a stable order: the frame's, then by sheet, row and column."""
    found = list(opened.fautes)
    for reading in opened.feuilles:
        places = {column.nom: place for place, column in enumerate(reading.sheet.colonnes)}
        found.extend(
            sorted(reading.fautes, key=lambda one: (one.ligne or 0, places.get(one.colonne or "", -1), one.code))
        )
    return found


def ecarts(opened: Opened) -> tuple[tuple[str, str, int, str, str], ...]:
    """What is set aside in an accepted file: (table, sheet, row, column or "", code), in order."""
    return tuple(
        (reading.sheet.table.nom, reading.sheet.onglet, reading.lignes[index], column, code)
        for reading in opened.feuilles
        for (index, column), codes in sorted(reading.ecarts.items())
        for code in codes
    )


def _settle(files: Sequence[_File], knowledge: Knowledge) -> list[Judgement]:
    """Give each file its verdict, in the order of reception."""
    versions = {objet: dict(knowledge.versions_of(objet)) for objet in get_args(Objet)}
    bases = dict(knowledge.bases)
    hashes: dict[tuple[str, str], int | None] = dict(knowledge.hashes)
    judgements = []
    for file in files:
        identity = file.claim.drop.sender, file.claim.sha256
        if identity in hashes:
            judgement = _duplicate(file, hashes[identity])
        elif file.opened is None:
            judgement = Judgement(_verdict(file, "illisible", [file.illisible] if file.illisible else []))
        else:
            of_kind = file.opened.objet
            judgement = _conclude(file, file.opened, versions[of_kind], bases if of_kind == "declaration" else {})
        hashes.setdefault(identity, None)
        verdict = judgement.verdict
        if verdict.verdict in ACCEPTED and verdict.trimestre and verdict.version:
            versions[verdict.objet][verdict.expediteur, verdict.trimestre] = verdict.version
            if verdict.objet == "declaration":
                bases.pop((verdict.expediteur, verdict.trimestre), None)
        judgements.append(judgement)
    return judgements


def _duplicate(file: _File, sequence: int | None) -> Judgement:
    return Judgement(replace(_verdict(file, "doublon", [fault("fichier.doublon")]), doublon_de=sequence))


def _conclude(
    file: _File,
    opened: Opened,
    versions: Mapping[tuple[str, str], int],
    bases: Mapping[tuple[str, str], int | None],
) -> Judgement:
    late = _against_versions(opened, versions, bases)
    found = [*late, *ordered(opened)]
    code: VerdictCode = "perime" if any(one.code == "fichier.version_perimee" for one in late) else outcome(found)
    if code in ACCEPTED:
        aside = ecarts(opened)
        frames, left = build(opened, grouped(aside))
    else:
        aside = ()
        frames, left = build(opened, {}, blocking_codes(found))
    verdict = _verdict(file, code, found)
    return Judgement(replace(verdict, ecarts=aside, lignes=count(frames, left)), frames, left)


def _against_versions(
    opened: Opened, versions: Mapping[tuple[str, str], int], bases: Mapping[tuple[str, str], int | None]
) -> list[Fault]:
    """What a file's version owes to those accepted before: too old, or a complement to another base."""
    if opened.expediteur is None or opened.trimestre is None or opened.version is None:
        return []
    lot = opened.expediteur, str(opened.trimestre)
    accepted = versions.get(lot)
    if accepted is not None and opened.version < accepted:
        return [fault("fichier.version_perimee", version=opened.version, acceptee=accepted)]
    base = bases.get(lot, accepted)
    if opened.nature == "complement" and opened.version_base is not None and opened.version_base != base:
        expected = "aucune" if base is None else str(base)
        return [fault("cadre.version_base_inconnue", valeur=str(opened.version_base), attendu=expected)]
    return []


def _verdict(file: _File, code: VerdictCode, found: Sequence[Fault]) -> Verdict:
    claim, opened = file.claim, file.opened or Opened()
    return Verdict(
        verdict=code,
        expediteur=claim.drop.sender,
        sha256=claim.sha256,
        suffixe=claim.suffixe,
        nom_original=claim.nom_original,
        depot_id=claim.drop.depot_id,
        recu_le=claim.recu_le,
        trimestre=str(opened.trimestre) if opened.trimestre else None,
        nature=opened.nature,
        version=opened.version,
        version_base=opened.version_base,
        contrat=opened.contrat,
        fautes=tuple(found),
        objet=opened.objet,
    )


def _notice_absences(file: Opened) -> None:
    """Say what a complete file leaves out: communes without a row, values left blank, or everything."""
    if file.nature != "complete" or file.bloque:
        return
    for reading in file.feuilles:
        if not reading.sheet.large or file.expediteur is None:
            continue
        present = set(reading.valeurs[reading.sheet.table.proprietaire])
        where: dict[str, Any] = {"feuille": reading.sheet.onglet, "table": reading.sheet.table.nom}
        expected = children(file.expediteur) if unit(file.expediteur).niveau == "cercle" else ()
        reading.fautes.extend(
            fault("ligne.unite_manquante", valeur=f"{commune.nom} ({commune.code})", **where)
            for commune in expected
            if commune.code not in present
        )
        blanks = _blanks(reading)
        if blanks:
            reading.fautes.append(fault("valeur.non_renseignee", nombre=french_number(blanks), **where))
    if not any(_says_something(reading) for reading in file.feuilles):
        file.fautes.append(fault("cadre.aucune_donnee"))


def _blanks(reading: SheetReading) -> int:
    """Cells of a services sheet that are blank, where neither the cell nor its row is set aside."""
    return sum(
        state == "non_renseigne" and not reading.aside(index, element.code)
        for element in reading.sheet.elements
        for index, state in enumerate(reading.etats[element.code])
    )


def _says_something(reading: SheetReading) -> bool:
    if not reading.sheet.large:
        return bool(reading.lignes)
    cells = len(reading.lignes) * len(reading.sheet.elements)
    return _blanks(reading) < cells


def _pointed_to(sheet: Sheet) -> set[str]:
    return {column.table for column in sheet.colonnes if column.type == "reference" and column.table}


def _judge_group(
    members: Sequence[tuple[int, SheetReading]], opened: Sequence[Opened], knowledge: Knowledge | None
) -> None:
    """Judge one sheet over every file of the batch that holds it."""
    from schemas.judging import judge

    sheet = members[0][1].sheet
    frame = _frame(members, opened)
    known = _known_ids(sheet, members, opened, knowledge)
    place = [(reading, index) for _, reading in members for index in range(len(reading.lignes))]
    for finding in judge(frame, sheet, known):
        reading, index = place[finding.index]
        if not sheet.large and reading.inchangees[index] and finding.code not in _EVEN_UNCHANGED:
            continue
        reading.note(_discreet(finding, sheet).fault(sheet, reading.lignes[index]), index)
    if not sheet.large:
        for number, reading in members:
            _refuse_ids_of_others(reading, opened[number], knowledge)


def _refuse_ids_of_others(reading: SheetReading, file: Opened, knowledge: Knowledge | None) -> None:
    """Set aside the rows that bear an identifier issued to another sender, unless the store knows it as this one's
    (a partnership handed over). Two senders' rows under one identifier would be taken for each other."""
    table, sender = reading.sheet.table, file.expediteur or ""
    if knowledge is not None:
        own: Collection[str] = knowledge.identifiants.get((sender, table.nom), frozenset())
    else:
        own = {key for code, key in file.cadre.lignes if code == table.nom}
    issued = re.compile(identifier_pattern(table.prefixe))
    for index, key in enumerate(reading.valeurs[COLONNE_ID]):
        # What is no identifier at all has its fault already.
        if key is None or key in own or key.startswith(f"{table.prefixe}-{sender}-") or not issued.search(key):
            continue
        reading.add("ligne.identifiant_inconnu", index, table.colonne(COLONNE_ID), key)


def _frame(members: Sequence[tuple[int, SheetReading]], opened: Sequence[Opened]) -> pl.DataFrame:
    import polars as pl

    from schemas.dtypes import frame_schema

    sheet = members[0][1].sheet
    columns: dict[str, list[Any]] = {name: [] for name in (*frame_schema(sheet), "_ligne", "_illisibles")}
    for number, reading in members:
        file, size = opened[number], len(reading.lignes)
        quarter = file.trimestre
        assert quarter is not None
        for column in sheet.colonnes:
            columns[column.nom].extend(reading.valeurs[column.nom])
        columns["_sha256"].extend([str(number)] * size)
        columns["_expediteur"].extend([file.expediteur] * size)
        columns["_debut"].extend([quarter.debut] * size)
        columns["_fin"].extend([quarter.fin] * size)
        columns["_ligne"].extend(reading.lignes)
        unread: list[list[str]] = [[] for _ in range(size)]
        for index, name in reading.illisibles:
            unread[index].append(name)
        columns["_illisibles"].extend(unread)
    return pl.DataFrame(
        columns, schema={**frame_schema(sheet), "_ligne": pl.Int64(), "_illisibles": pl.List(pl.String())}
    )


def _known_ids(
    sheet: Sheet,
    members: Sequence[tuple[int, SheetReading]],
    opened: Sequence[Opened],
    knowledge: Knowledge | None,
) -> dict[tuple[str, str], set[str]] | None:
    """The local ids that each file may refer to: its own rows that are kept, and those that the store knows."""
    references = [column for column in sheet.colonnes if column.type == "reference"]
    if not references:
        return None
    known: dict[tuple[str, str], set[str]] = {}
    for number, reading in members:
        file = opened[number]
        for column in references:
            table = column.table or ""
            kept, left = _own_ids(file, table)
            if knowledge is not None:
                stored = set(knowledge.identifiants.get((file.expediteur or "", table), ()))
            else:
                stored = {key for code, key in file.cadre.lignes if code == table}
                stored |= {value for value in reading.valeurs[column.nom] if value is not None} - left
            known.setdefault((str(number), table), set()).update(kept | stored)
    return known


def _own_ids(file: Opened, table: str) -> tuple[set[str], set[str]]:
    """The local ids of a file's rows in a table: those kept, those set aside."""
    kept: set[str] = set()
    left: set[str] = set()
    for reading in file.feuilles:
        if reading.sheet.table.nom == table and reading.liee:
            for index, key in enumerate(reading.valeurs[COLONNE_ID]):
                if key is not None:
                    (left if reading.aside(index) else kept).add(key)
    return kept, left


def _discreet(finding: Finding, sheet: Sheet) -> Finding:
    """The finding without what a restricted column holds: the journal carries no personal data."""
    column = next((one for one in sheet.colonnes if one.nom == finding.colonne), None)
    if column is None or finding.valeur is None or not restricted(sheet, column):
        return finding
    told = finding.phrase.replace(_quoted(finding.valeur), _quoted(MASQUE))
    return replace(finding, phrase=told, valeur=MASQUE)


def _quoted(text: str) -> str:
    return f"«\u00a0{text}\u00a0»"
