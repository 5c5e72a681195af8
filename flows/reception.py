"""Reception: answers every sender whose file lies in the landing, within minutes of its deposit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from flows import progress
from flows.threads import few_threads
from flows.transmission import take_transmissions
from landing.answers import answer_all
from landing.claiming import Claim, Drop, claim, release, survey
from landing.intake import already_answered, judge_batch
from landing.judgement import Judgement
from landing.raw import RawFile, Unreadable
from landing.reading import ReaderPool, lots
from landing.staging import stage
from registry.home import Home
from schemas.submission import Knowledge, Verdict
from warehouse.amending import refresh
from warehouse.deposits import deposits
from warehouse.journal import append
from warehouse.knowledge import knowledge
from warehouse.locking import writer_lock

ETAPE = "Réception"
PAR = "reception"
_READERS = 2


@flow(name="reception", task_runner=few_threads(), validate_parameters=False)
def run_reception(
    racine: str, recu_le: Mapping[str, str] | None = None, stable_s: float = 0.0, attente_s: float = 0.0
) -> dict[str, int]:
    """Answer what lies in the landing of the home at ``racine``; the number of files by verdict.

    ``recu_le``: simulated receipt times by path, for a demo home only. ``stable_s``: leave files modified
    since that many seconds. ``attente_s``: how long to wait for another run to end.
    """
    home = Home(Path(racine)).checked()
    with writer_lock(home, "réception", attente_s):
        return receive(home, recu_le, stable_s)


def receive(home: Home, recu_le: Mapping[str, str] | None = None, stable_s: float = 0.0) -> dict[str, int]:
    """The reception's steps, inside a flow that holds the writer lock; the number of files by verdict."""
    refresh(home)
    times = recu_le or {}
    drops = survey(home, stable_s).drops
    if times:
        drops = tuple(sorted(drops, key=lambda drop: times.get(str(drop.path), "")))
    progress.begin(ETAPE, len(drops))
    counts: dict[str, int] = {}
    if drops:
        with ReaderPool(_READERS) as readers:
            for lot in lots(drops):
                for verdict in _receive_batch(home, lot, times, readers):
                    counts[verdict.verdict] = counts.get(verdict.verdict, 0) + 1
    return dict(sorted(counts.items()))


@task(name="prendre", cache_policy=NO_CACHE)
def claim_drop(home: Home, drop: Drop, received_at: str) -> Claim | None:
    """Archive a drop; None when it is gone or still being written, and is left for the next pass."""
    try:
        return claim(home, drop, received_at)
    except OSError:
        return None


@task(name="lire", cache_policy=NO_CACHE)
def read_claim(home: Home, claimed: Claim, readers: ReaderPool) -> RawFile | Unreadable:
    """Read an archived original in a confined child."""
    return readers.read([home.original(claimed.sha256, claimed.suffixe)])[0]


@task(name="juger", cache_policy=NO_CACHE)
def judge_files(batch: Sequence[tuple[Claim, RawFile | Unreadable]], known: Knowledge) -> list[Judgement]:
    """Judge the rows of a whole batch, once per sheet."""
    return judge_batch(batch, known)


@task(name="consigner", cache_policy=NO_CACHE)
def record(home: Home, judgement: Judgement) -> int:
    """Stage what is kept, then write the verdict in the journal; its sequence."""
    stage(home, judgement)
    verdict = judgement.verdict
    return append(home, "depot", verdict.as_dict(), PAR, verdict.recu_le).sequence


@task(name="répondre", cache_policy=NO_CACHE)
def answer_senders(home: Home, verdicts: Sequence[tuple[Verdict, int]]) -> None:
    """Write receipts and annotated workbooks."""
    answer_all(home, verdicts)


def _receive_batch(home: Home, drops: Sequence[Drop], times: Mapping[str, str], readers: ReaderPool) -> list[Verdict]:
    now = datetime.now(UTC).isoformat(timespec="seconds")
    moments = [times.get(str(drop.path), now) for drop in drops]
    found = claim_drop.map([home] * len(drops), list(drops), moments).result()
    claims = [one for one in found if one is not None]
    sent = take_transmissions(home, claims)
    files = [one for one in claims if one not in sent]
    known = knowledge(home)
    done = already_answered(files, known)
    new = [one for index, one in enumerate(files) if index not in done]
    raws = read_claim.map([home] * len(new), new, [readers] * len(new)).result()
    judgements = judge_files(list(zip(new, raws, strict=True)), known) if new else []
    answers = [(judgement.verdict, record(home, judgement)) for judgement in judgements]
    again = _recorded(home, set(done.values()))
    answer_senders(home, [*again, *answers])
    for one in claims:
        release(one)
        progress.advance(ETAPE)
    return [*(verdict for verdict in sent.values() if verdict is not None), *(verdict for verdict, _ in answers)]


def _recorded(home: Home, sequences: set[int]) -> list[tuple[Verdict, int]]:
    """Verdicts already given, whose answer a kill may have cut short."""
    if not sequences:
        return []
    return [(one.verdict, one.sequence) for one in deposits(home) if one.sequence in sequences]
