"""Opening a file that could be read: what its frame says, checked in order, then its sheets.

One small check per rule; the first that blocks hides the next ones, which would only repeat it. Opening is pure: the
archived original, opened again, gives the same rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import cast, get_args

from rapidfuzz import process

from landing.coercion import shown
from landing.frame import CLES, CLES_FACULTATIVES, FEUILLE_CACHEE, FEUILLES_ANNEXES, RawFrame, parse_frame
from landing.raw import CSV_CADRE, RawFile
from landing.tabulation import SheetReading, read_sheet, sheet_key
from registry.errors import OiseError
from registry.periods import Trimestre
from registry.territory import units
from schemas.catalogue import fault
from schemas.declaration import Objet
from schemas.faults import Fault
from schemas.sheets import Sheet, left_out, sheets_for
from schemas.submission import CONTRACT_VERSION, Nature

CONTRATS = (CONTRACT_VERSION,)


@dataclass
class Opened:
    """A file opened: what it says it is (None where it can't be told), its sheets, and the faults met so far."""

    expediteur: str | None = None
    trimestre: Trimestre | None = None
    contrat: str = CONTRACT_VERSION
    nature: Nature | None = None
    version: int | None = None
    version_base: int | None = None
    sans: frozenset[str] = frozenset()
    objet: Objet = "declaration"
    cadre: RawFrame = field(default_factory=RawFrame)
    feuilles: list[SheetReading] = field(default_factory=list)
    fautes: list[Fault] = field(default_factory=list)

    @property
    def bloque(self) -> bool:
        """Whether something in the frame refuses the file whole."""
        return any(found.gravite == "bloquant" for found in self.toutes_fautes())

    def toutes_fautes(self) -> Iterator[Fault]:
        """Every fault, the frame's first, then by sheet."""
        yield from self.fautes
        for sheet in self.feuilles:
            yield from sheet.fautes


def open_file(raw: RawFile, sender: str | None, received_on: date) -> Opened:
    """Check the frame of a file and read its sheets; ``sender`` is the folder's, None where there is no folder."""
    opened = Opened()
    hidden = raw.feuilles.get(FEUILLE_CACHEE if raw.format == "xlsx" else CSV_CADRE)
    if hidden is None:
        opened.fautes.append(fault("cadre.feuille_oise_absente"))
        return opened
    opened.cadre = parse_frame(hidden.lignes)
    opened.fautes.extend(fault(f"fichier.{oddity}") for oddity in raw.signes)
    for check in _CHECKS:
        opened.fautes.extend(check(opened, sender, received_on))
    if opened.trimestre is None or opened.expediteur is None or sender not in (None, opened.expediteur):
        return opened  # rows of nobody, or of another: they are not this sender's to count
    sheets = sheets_for(opened.expediteur, opened.trimestre, opened.sans, opened.objet)
    opened.fautes.extend(_tabs(raw, sheets))
    opened.feuilles = [
        read_sheet(raw, sheet, opened.cadre) for sheet in sheets if sheet_key(raw.format, sheet) in raw.feuilles
    ]
    return opened


def _keys(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    for key in CLES:
        if not opened.cadre.cles.get(key) and key not in CLES_FACULTATIVES:
            yield fault("cadre.feuille_oise_illisible", cle=key)


def _contract(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    said = opened.cadre.cles.get("contrat", "")
    if said in CONTRATS:
        opened.contrat = said
    elif said:
        yield fault("cadre.contrat_inconnu", valeur=shown(said), attendu=CONTRACT_VERSION)


def _sender(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    said = opened.cadre.cles.get("expediteur", "")
    known = {code: unit for code, unit in units().items() if unit.niveau != "commune"}
    if said in known:
        opened.expediteur = said
        if sender is not None and said != sender:
            yield fault("cadre.expediteur_different", valeur=_named(said), attendu=_named(sender))
    elif said:
        near = process.extractOne(said[:20], list(known), score_cutoff=60)
        yield fault("cadre.expediteur_inconnu", valeur=shown(said), suggestion=_named(near[0]) if near else None)


def _quarter(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    said = opened.cadre.cles.get("trimestre", "")
    if not said:
        return
    try:
        opened.trimestre = Trimestre.parse(said)
    except OiseError:
        yield fault("cadre.trimestre_inconnu", valeur=shown(said))
        return
    if opened.trimestre.debut > received_on:
        yield fault("cadre.trimestre_futur", valeur=opened.trimestre.libelle)


def _nature(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    said = opened.cadre.cles.get("nature", "")
    if said in ("complete", "complement"):
        opened.nature = cast(Nature, said)
    elif said:
        yield fault("cadre.nature_inconnue", valeur=shown(said))


def _objet(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    said = opened.cadre.cles.get("objet", "")
    if said in get_args(Objet):
        opened.objet = cast(Objet, said)
    elif said:
        yield fault("cadre.objet_inconnu", valeur=shown(said))
    if opened.objet != "validation":
        return
    if opened.expediteur is not None and units()[opened.expediteur].niveau != "region":
        yield fault("cadre.validation_hors_region")
    if opened.nature == "complement":
        yield fault("cadre.validation_partielle")


def _version(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    said, base = opened.cadre.cles.get("version", ""), opened.cadre.cles.get("version_base", "")
    opened.version, opened.version_base = _whole(said), _whole(base)
    if said and opened.version is None:
        yield fault("cadre.version_illisible", valeur=shown(said))
    if (base or opened.nature == "complement") and opened.version_base is None:
        yield fault("cadre.version_illisible", valeur=shown(base))


def _left_out(opened: Opened, sender: str | None, received_on: date) -> Iterator[Fault]:
    said = opened.cadre.cles.get("sans", "")
    if not said or opened.expediteur is None:
        return
    if opened.objet != "declaration":
        yield fault("cadre.sans_impossible", valeur=shown(said))
        return
    try:
        opened.sans = left_out(said.split(), opened.expediteur)
    except OiseError:
        yield fault("cadre.sans_impossible", valeur=shown(said))


_CHECKS: tuple[Callable[[Opened, str | None, date], Iterator[Fault]], ...] = (
    _keys,
    _contract,
    _sender,
    _quarter,
    _nature,
    _objet,
    _version,
    _left_out,
)


def _tabs(raw: RawFile, sheets: tuple[Sheet, ...]) -> Iterator[Fault]:
    """Sheets missing, double or foreign to the template."""
    expected = {sheet_key(raw.format, sheet): sheet for sheet in sheets}
    for key, sheet in expected.items():
        if key not in raw.feuilles:
            yield fault("cadre.feuille_manquante", attendu=sheet.onglet, table=sheet.table.nom)
        elif raw.onglets.count(key) > 1:
            yield fault("cadre.feuille_double", attendu=sheet.onglet, table=sheet.table.nom)
    known = {*expected, *FEUILLES_ANNEXES}
    for tab in raw.onglets:
        if tab.removesuffix(".csv" if raw.format == "csv" else "") not in known:
            yield fault("cadre.feuille_inattendue", valeur=shown(tab))


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 and int(text) >= 1 else None


def _named(code: str) -> str:
    return f"{units()[code].nom} ({code})"
