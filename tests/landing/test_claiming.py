"""A drop is archived whole before anything is said of it, and stays until its sender is answered."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from landing.claiming import claim, keep_original, list_drops, printable, release, survey
from registry.errors import OiseError
from registry.home import Home

NOW = "2026-10-12T10:00:00"


def put(home: Home, name: str = "a.xlsx", content: bytes = b"contenu", sender: str = "ML0105") -> Path:
    path = home.drop_folder(sender) / name
    path.write_bytes(content)
    return path


def test_each_folder_says_who_sends(home: Home) -> None:
    for sender in ("ML", "ML01", "ML0105"):
        put(home, sender=sender)
    assert {drop.sender for drop in list_drops(home)} == {"ML", "ML01", "ML0105"}


def test_copies_in_progress_and_answers_are_not_drops(home: Home) -> None:
    for name in (".cache", "~$a.xlsx", "a.xlsx.part", "b.TMP"):
        put(home, name)
    (home.drop_folder("ML0105") / "reponses" / "recu.txt").write_text("x")
    assert survey(home).drops == ()
    assert survey(home).laisses == ()


def test_a_file_still_being_written_waits(home: Home) -> None:
    path = put(home)
    assert list_drops(home, stable_seconds=60) == []
    os.utime(path, (1, 1))
    assert len(list_drops(home, stable_seconds=60)) == 1


def test_links_pipes_and_foreign_folders_are_left_and_told(home: Home, tmp_path: Path) -> None:
    secret = tmp_path / "secret.xlsx"
    secret.write_bytes(b"secret")
    folder = home.drop_folder("ML0105")
    (folder / "lien.xlsx").symlink_to(secret)
    os.mkfifo(folder / "tube.xlsx")
    (folder / "dossier").mkdir()
    (folder / "dossier" / "a.xlsx").write_bytes(b"x")
    (home.landing / "perdu.xlsx").write_bytes(b"x")
    (home.landing / "ML01" / "ML0199").mkdir()
    found = survey(home)
    assert found.drops == ()
    assert {left.path.name for left in found.laisses} == {"lien.xlsx", "tube.xlsx", "dossier", "perdu.xlsx", "ML0199"}


def test_a_linked_folder_is_not_entered(home: Home, tmp_path: Path) -> None:
    outside = tmp_path / "ailleurs"
    outside.mkdir()
    (outside / "a.xlsx").write_bytes(b"x")
    folder = home.drop_folder("ML0105")
    (folder / "reponses").rmdir()
    folder.rmdir()
    folder.symlink_to(outside)
    assert survey(home).drops == ()


def test_the_archive_holds_the_bytes_read_only(home: Home) -> None:
    path = put(home, "Été.XLSX")
    (drop,) = list_drops(home)
    claimed = claim(home, drop, NOW)
    kept = home.original(claimed.sha256, ".xlsx")
    assert claimed.sha256 == hashlib.sha256(b"contenu").hexdigest()
    assert kept.read_bytes() == b"contenu"
    assert kept.stat().st_mode & 0o777 == 0o444
    assert path.exists()
    assert [entry.name for entry in home.archive.iterdir() if entry.is_file()] == []


def test_an_open_handle_cannot_change_what_was_claimed(home: Home) -> None:
    path = put(home)
    with path.open("r+b") as handle:
        (drop,) = list_drops(home)
        claimed = claim(home, drop, NOW)
        handle.write(b"AUTRES!")
    assert home.original(claimed.sha256, ".xlsx").read_bytes() == b"contenu"


def test_a_drop_changed_since_it_was_listed_is_not_claimed(home: Home) -> None:
    path = put(home)
    (drop,) = list_drops(home)
    path.write_bytes(b"plus long")
    os.utime(path, ns=(1, 1))
    with pytest.raises(OSError, match="no longer"):
        claim(home, drop, NOW)


def test_a_drop_replaced_by_a_link_is_not_followed(home: Home, tmp_path: Path) -> None:
    path = put(home)
    (drop,) = list_drops(home)
    path.unlink()
    path.symlink_to(tmp_path / "ailleurs")
    with pytest.raises(OSError):
        claim(home, drop, NOW)


def test_claiming_again_after_a_kill_gives_the_same(home: Home) -> None:
    put(home)
    (drop,) = list_drops(home)
    first = claim(home, drop, NOW)
    assert claim(home, list_drops(home)[0], NOW) == first


def test_release_removes_only_what_was_claimed(home: Home) -> None:
    path = put(home)
    (drop,) = list_drops(home)
    claimed = claim(home, drop, NOW)
    path.write_bytes(b"une correction")
    os.utime(path, ns=(5, 5))
    assert not release(claimed)
    assert path.exists()
    (again,) = list_drops(home)
    assert release(claim(home, again, NOW))
    assert not path.exists()
    assert not release(claim_of_gone(home))


def claim_of_gone(home: Home):  # type: ignore[no-untyped-def]
    path = put(home)
    (drop,) = list_drops(home)
    claimed = claim(home, drop, NOW)
    path.unlink()
    return claimed


def test_names_are_fit_for_a_journal() -> None:
    assert printable("e\u0301te\u0301.xlsx") == "été.xlsx"
    assert "\u202e" not in printable("a\u202excod.exe")
    assert printable("a\udcff.xlsx") == "a\ufffd.xlsx"


def test_an_original_that_no_one_dropped(home: Home) -> None:
    sha256 = keep_original(home, b"liste", ".csv")
    assert home.original(sha256, ".csv").read_bytes() == b"liste"


def test_a_landing_that_vanished_is_said_in_french(home: Home) -> None:
    home.landing.rename(home.root / "ailleurs")
    with pytest.raises(OiseError, match="dépôt"):
        survey(home)


def test_only_the_senders_of_the_perimeter_are_taken(home: Home) -> None:
    home.perimeter_file.write_text("ML01", encoding="utf-8")
    for sender in ("ML", "ML01", "ML0105", "ML0201"):
        put(home, sender=sender)
    found = survey(home)
    assert {drop.sender for drop in found.drops} == {"ML01", "ML0105"}
    assert all("sert Kayes (ML01)" in left.motif for left in found.laisses)
    assert {left.path.parent.name for left in found.laisses} == {"ML", "ML0201"}
