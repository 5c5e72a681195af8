"""The journal: whole entries, chained, numbered by one writer at a time."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from registry.errors import OiseError
from registry.home import Home
from warehouse.journal import append, entries, last_sequence, verify_chain
from warehouse.locking import writer_lock

_NOON = "2026-10-10T12:00:00+00:00"


def test_entries_come_back_in_order_and_chained(home: Home) -> None:
    made = [append(home, "essai", {"rang": rank, "mot": "été « à »"}, "Awa", _NOON) for rank in range(3)]
    read = list(entries(home))
    assert read == made
    assert [one.sequence for one in read] == [1, 2, 3]
    assert read[1].precedent == read[0].empreinte
    assert read[0].corps == {"rang": 0, "mot": "été « à »"}
    assert (read[0].par, read[0].le) == ("Awa", _NOON)
    assert [one.sequence for one in entries(home, after=2)] == [3]
    assert verify_chain(home) == 3
    assert json.loads((home.journal / "000000002.json").read_bytes())["corps"]["rang"] == 1


@pytest.mark.parametrize("change", ["corps", "hache", "tronque"])
def test_an_altered_entry_is_found(home: Home, change: str) -> None:
    for rank in range(3):
        append(home, "essai", {"rang": rank}, "Awa", _NOON)
    path = home.journal / "000000002.json"
    path.chmod(0o644)
    raw = path.read_bytes()
    path.write_bytes(
        {
            "corps": raw.replace(b'"rang":1', b'"rang":7'),
            "hache": raw[:-5] + b"0000" + raw[-1:],
            "tronque": raw[:40],
        }[change]
    )
    with pytest.raises(OiseError, match="000000002"):
        verify_chain(home)


def test_a_missing_entry_is_found_and_never_filled_in(home: Home) -> None:
    for rank in range(3):
        append(home, "essai", {"rang": rank}, "Awa", _NOON)
    (home.journal / "000000002.json").unlink()
    with pytest.raises(OiseError, match="000000002"):
        list(entries(home))
    with pytest.raises(OiseError, match="000000002"):
        append(home, "essai", {}, "Awa", _NOON)


def test_a_rewritten_past_doesnt_fit_what_follows(home: Home, tmp_path: Path) -> None:
    other = Home(tmp_path / "autre")
    other.journal.mkdir(parents=True)
    for rank in range(3):
        append(home, "essai", {"rang": rank}, "Awa", _NOON)
        append(other, "essai", {"rang": -rank}, "Awa", _NOON)
    path = home.journal / "000000002.json"
    path.chmod(0o644)
    path.write_bytes((other.journal / "000000002.json").read_bytes())
    with pytest.raises(OiseError):
        verify_chain(home)


def test_a_file_half_written_by_a_killed_run_is_ignored(home: Home) -> None:
    append(home, "essai", {}, "Awa", _NOON)
    (home.journal / ".000000002.json.ab12.partiel").write_bytes(b'{"corps"')
    assert last_sequence(home) == 1
    assert append(home, "essai", {}, "Awa", _NOON).sequence == 2


def test_threads_of_one_run_get_a_number_each(home: Home) -> None:
    threads = [
        threading.Thread(target=append, args=(home, "essai", {"rang": rank}, "Awa", _NOON)) for rank in range(12)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert verify_chain(home) == 12


def test_processes_get_a_number_each(home: Home) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        pool.starmap(append, [(home, "essai", {"rang": rank}, "Awa", _NOON) for rank in range(9)])
    assert verify_chain(home) == 9
    assert {one.corps["rang"] for one in entries(home)} == set(range(9))


def test_the_second_run_says_who_holds_the_home(home: Home) -> None:
    script = (
        "import sys; from pathlib import Path; from registry.home import Home; "
        "from warehouse.locking import writer_lock\n"
        "with writer_lock(Home(Path(sys.argv[1])), 'trimestre T3 2026'):\n"
        "    print('tenu', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(home.root)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "tenu"
        with pytest.raises(OiseError, match=rf"trimestre T3 2026.*processus {holder.pid}"), writer_lock(home, "autre"):
            pass
    finally:
        holder.kill()
        holder.communicate()
    # The system frees the lock of a killed run.
    with writer_lock(home, "autre"), writer_lock(home, "dedans"):
        pass
