"""Transmission: what goes up from an installation, and what the nation makes of what its regions sent up."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from landing.claiming import Claim, keep_file, storing
from landing.raw import RawFile, Unreadable
from landing.reading import ReaderPool, lots, read_isolated
from landing.relaying import frame_faults, rejections, relay
from landing.staging import WITHOUT_ROWS, stage
from landing.transmission import Sent, write_originals, write_transmission
from landing.transmission_answers import answer_transmission
from landing.transmission_reading import DISQUE, LIMITES, Broken, Unpacked, unpack
from registry.errors import OiseError
from registry.home import Home
from registry.levels import level_above
from registry.periods import Trimestre
from registry.territory import unit
from schemas.catalogue import fault
from schemas.faults import Fault
from schemas.submission import Verdict, VerdictCode
from schemas.transmission import CONTRAT_TRANSMISSION, DEPOT, Manifest, Relayed
from warehouse.journal import append
from warehouse.transmissions import TRANSMISSION, Ledger, extract, ledger, withdrawal_key

_READERS = 2
_WORKBOOK = ".xlsx"
_PAR = "reception"


@dataclass(frozen=True)
class Transmitted:
    """What ``transmit`` wrote, for whom, and how many files and withdrawals of the quarter it carries."""

    vers: str
    envoi: Sent
    depots: int
    retraits: int


def transmit(home: Home, trimestre: Trimestre, par: str, folder: Path) -> Transmitted:
    """Write what this installation sends up about a quarter: a region one zip, a cercle its accepted files.

    Raises OiseError in the nation's installation, and when nothing of that quarter is to be sent.
    """
    above = level_above(home.perimetre)
    if above is None:
        raise OiseError(
            "L'installation nationale ne transmet à personne : « oise transmettre » se lance dans celle d'une région "
            "ou d'un cercle."
        )
    if not par.strip():
        raise OiseError("Une transmission porte le nom de qui l'envoie : donnez-le avec --par.")
    found = extract(home, trimestre)
    accepted = [one.verdict for one in found.depots if one.accepte]
    if unit(home.perimetre).niveau == "cercle":
        if not accepted:
            raise OiseError(
                f"Aucun fichier de {trimestre.libelle} n'est accepté ici : déposez-le, puis lancez « oise reception »."
            )
        return Transmitted(above, write_originals(home, accepted, folder), len(accepted), 0)
    if not found.entrees:
        raise OiseError(
            f"Aucun fichier de {trimestre.libelle} n'est reçu ici : lancez « oise reception » avant de transmettre."
        )
    manifest = Manifest(
        de=home.perimetre,
        vers=above,
        trimestre=str(trimestre),
        par=par.strip(),
        derniere_sequence=found.entrees[-1].sequence,
        parties=(),
        donnees_fictives=home.fictive,
    )
    lines = [{name: value for name, value in vars(one).items() if name != "empreinte"} for one in found.entrees]
    sent = write_transmission(home, manifest, lines, [one.verdict for one in found.depots], folder)
    return Transmitted(above, sent, len(found.depots), len(found.entrees) - len(found.depots))


def take_transmissions(home: Home, claims: Sequence[Claim]) -> Mapping[Claim, Verdict | None]:
    """Take in and answer the transmissions among some claims; the verdict of each, None when it was given before.

    A claim that is no transmission is left out. To be called by who holds the writer lock. Raises OiseError when the
    disk is full: nothing is then said of the file.
    """
    suspects = [one for one in claims if one.suffixe != _WORKBOOK]
    if not suspects:
        return {}
    known, taken = ledger(home), dict[Claim, Verdict | None]()
    with ReaderPool(1, LIMITES, written=LIMITES.taille) as pool:
        for claim in suspects:
            before = known.transmissions.get(claim.drop.depot_id)
            if before is not None:
                answer_transmission(home, *before)
                taken[claim] = None
                continue
            with _private_folder(home, claim.drop.depot_id) as folder:
                original = home.original(claim.sha256, claim.suffixe)
                outcome = pool.run(unpack, [(original, folder, LIMITES)])[0]
                if outcome is None or _for_the_reader(outcome, claim):
                    continue
                verdict = _verdict_of(home, claim, outcome, folder, known)
                entry = append(home, TRANSMISSION, verdict.as_dict(), _author(outcome), claim.recu_le)
                known.note(entry)
                answer_transmission(home, verdict, entry.sequence)
                taken[claim] = verdict
    return taken


def _for_the_reader(outcome: object, claim: Claim) -> bool:
    """Whether what stopped the child is left for the ordinary reading to say."""
    likely = claim.suffixe == ".zip" and unit(claim.drop.sender).niveau == "region"
    return isinstance(outcome, Unreadable) and not likely


def _author(outcome: object) -> str:
    """Who transmits, as a manifest that could be read says."""
    return outcome.manifeste.par if isinstance(outcome, Unpacked) else _PAR


def _verdict_of(
    home: Home, claim: Claim, outcome: Unpacked | Broken | Unreadable, folder: Path, known: Ledger
) -> Verdict:
    """The one verdict of a transmission; its originals are archived and recorded when it is accepted."""
    if isinstance(outcome, Unreadable):
        return _verdict(claim, "illisible", (fault(f"fichier.{outcome.code}", **outcome.faits),))
    if isinstance(outcome, Broken):
        if outcome.code == DISQUE:
            raise OiseError(
                f"Il n'y a plus de place sur le disque de {home.staging}, ou il ne peut pas être écrit : "
                "libérez-en puis relancez, rien n'est perdu."
            )
        return _verdict(claim, "refuse", (fault(f"transmission.{outcome.code}", **outcome.faits),))
    quarter = outcome.manifeste.trimestre
    first = known.prises.get((claim.drop.sender, claim.sha256))
    if first is not None:
        twice = _verdict(claim, "doublon", (fault("fichier.doublon"),), quarter)
        return replace(twice, doublon_de=first)
    faults = frame_faults(outcome, claim.drop.sender, home)
    if faults:
        return _verdict(claim, "refuse", faults, quarter)
    rejected = rejections(_record_all(home, outcome, folder, known, claim.recu_le))
    return _verdict(claim, "accepte_avec_reserves" if rejected else "accepte", rejected, quarter)


def _record_all(home: Home, unpacked: Unpacked, folder: Path, known: Ledger, le: str) -> list[Verdict]:
    """Record the entries that are not here yet, in the region's order; the verdicts recorded for its deposits.

    Killed in the middle, it goes on from there: the transmission's own entry comes last.
    """
    manifest, found = unpacked.manifeste, list[Verdict]()
    told: Counter[str] = Counter()
    here: dict[int, int] = {}
    with ReaderPool(_READERS) as readers:
        for lot in lots(unpacked.entrees):
            raws = _read_new(home, manifest, lot, folder, known, readers)
            for entry in lot:
                if entry.verdict is None:
                    _withdraw(home, entry, told, known, le)
                    continue
                verdict = _as_relayed(manifest, entry.verdict, here)
                if _is_new(verdict, known):
                    original = home.original(verdict.sha256, verdict.suffixe)
                    judged = relay(verdict, original, raws.get(entry.sequence, Unreadable("lecture_interrompue")))
                    stage(home, judged)
                    by = f"transmission {manifest.de}, {manifest.par}"
                    known.note(append(home, DEPOT, judged.verdict.as_dict(), by, le))
                one = known.depots.get(verdict.depot_id)
                if one is not None:
                    found.append(one.verdict)
                first = known.fichiers.get((verdict.expediteur, verdict.sha256))
                here[entry.sequence] = one.sequence if one is not None else first or 0
    return found


def _read_new(
    home: Home, manifest: Manifest, lot: Sequence[Relayed], folder: Path, known: Ledger, readers: ReaderPool
) -> dict[int, RawFile | Unreadable]:
    """Archive the originals of a lot that are not here yet, then read those that have rows, by regional sequence."""
    wanted: dict[int, Path] = {}
    for entry in lot:
        if entry.verdict is None or not _is_new(_as_relayed(manifest, entry.verdict, {}), known):
            continue
        sha256, suffix = entry.verdict.sha256, entry.verdict.suffixe
        keep_file(home, folder / f"{sha256}{suffix}", sha256, suffix)
        if entry.verdict.verdict not in WITHOUT_ROWS:
            wanted[entry.sequence] = home.original(sha256, suffix)
    raws = dict(zip(wanted, readers.read(wanted.values()), strict=True)) if wanted else {}
    for sequence, raw in raws.items():
        # The region could read it: a child that was slow or died here gets a second chance, alone, before a rejection.
        if isinstance(raw, Unreadable) and raw.code.startswith("lecture_"):
            raws[sequence] = read_isolated(wanted[sequence])
    return raws


def _as_relayed(manifest: Manifest, verdict: Verdict, here: Mapping[int, int]) -> Verdict:
    """The region's verdict as this journal keeps it: under the region's name, its duplicates told by our numbers."""
    first = here.get(verdict.doublon_de) if verdict.doublon_de is not None else None
    return replace(verdict, depot_id=f"{manifest.de}:{verdict.depot_id}", doublon_de=first)


def _is_new(verdict: Verdict, known: Ledger) -> bool:
    """Whether a relayed deposit is here neither by an earlier transmission nor by its sender's own hand."""
    if verdict.depot_id in known.depots:
        return False
    return verdict.verdict == "doublon" or (verdict.expediteur, verdict.sha256) not in known.fichiers


def _withdraw(home: Home, entry: Relayed, told: Counter[str], known: Ledger, le: str) -> None:
    """Record a withdrawal, as often as the region told it."""
    key = withdrawal_key(entry.corps, entry.par)
    told[key] += 1
    if known.retraits[key] < told[key]:
        known.note(append(home, entry.type, entry.corps, entry.par, le))


def _verdict(claim: Claim, code: VerdictCode, faults: tuple[Fault, ...], trimestre: str | None = None) -> Verdict:
    return Verdict(
        verdict=code,
        expediteur=claim.drop.sender,
        sha256=claim.sha256,
        suffixe=claim.suffixe,
        nom_original=claim.nom_original,
        depot_id=claim.drop.depot_id,
        recu_le=claim.recu_le,
        trimestre=trimestre,
        contrat=CONTRAT_TRANSMISSION,
        fautes=faults,
    )


@contextmanager
def _private_folder(home: Home, subject: str) -> Iterator[Path]:
    """Where a transmission is unpacked; one place a deposit, so that what a kill left there is taken away."""
    folder = home.staging / f".transmission-{sha256(subject.encode()).hexdigest()[:16]}"
    shutil.rmtree(folder, ignore_errors=True)
    with storing(home.staging):
        folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
