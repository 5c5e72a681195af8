"""A quarter whose figures are not fit to be published: senders are answered, rows merged, the edition left alone."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from registry.home import Home
from tests.flows.test_reception import drop_small
from tests.flows.test_reception import installed as installed
from warehouse.digest import digest
from warehouse.quality import QualityRefusal

pytestmark = pytest.mark.xdist_group("golden")
QUARTER = "2026-Q3"


def run(home: Home) -> dict[str, Any]:
    from flows.quarter import run_quarter

    return run_quarter(str(home.root), QUARTER, "essai")


def drafts(home: Home) -> list[Path]:
    return [path for path in home.editions.iterdir() if path.name.endswith(".en-cours")]


def test_quality_blocks_publication_never_receipts_or_merges(
    installed: Home, prefect_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.quarter as quarter

    monkeypatch.setattr(quarter, "documents_of", lambda draft, perimetre: None)
    path = drop_small(installed)

    class Unfit(nullcontext[Any]):
        """Judges without the suite that a real watch starts, and refuses."""

        def __enter__(self) -> Unfit:
            return self

        def conclude(self) -> None:
            raise QualityRefusal("La qualité de ce trimestre ne permet pas de publier.")

    with monkeypatch.context() as unfit:
        unfit.setattr(quarter, "QualityWatch", lambda *_: Unfit())
        refused = run(installed)
    assert (refused["publie"], refused["edition"], refused["trimestres_refaits"]) == (False, None, ())
    assert refused["motif"] == "La qualité de ce trimestre ne permet pas de publier."
    assert refused["fichiers"] == {"accepte": 1}
    assert refused["empreinte"] == digest(installed)
    assert list((path.parent / "reponses").glob("*_recu.txt"))
    assert not installed.current_edition.exists()
    assert drafts(installed) == []

    published = run(installed)
    assert (published["publie"], published["edition"], published["motif"]) == (True, 1, None)
    assert published["empreinte"] == refused["empreinte"]


def test_a_failure_while_documents_are_written_leaves_no_edition(
    installed: Home, prefect_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.quarter as quarter

    def fail(draft: object, perimetre: str) -> None:
        raise RuntimeError("disk gone")

    monkeypatch.setattr(quarter, "documents_of", fail)
    drop_small(installed)
    with pytest.raises(RuntimeError, match="disk gone"):
        run(installed)
    assert not installed.current_edition.exists()
    assert drafts(installed) == []
