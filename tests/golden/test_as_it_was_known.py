"""A correction of a past quarter, with the true indicators and documents: told in the next synthesis, not before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.computation import computation_of
from indicators.discovery import all_indicators
from registry.home import Home
from registry.periods import Trimestre
from syntheses.content import body_content
from syntheses.rendering import write_documents
from tests.cli.typing_commands import oise, refused
from tests.golden.small_country import COMMUNES
from tests.warehouse.conftest import Intake, value
from warehouse.editions import SYNTHESES, Draft, publish
from warehouse.merging import merge
from warehouse.published import open_published

SENDER = "ML0803"
PAST, LAST = Trimestre(2026, 2), Trimestre(2026, 3)
WHY = "fichier corrigé de"


@dataclass(frozen=True)
class Corrected:
    """The home once the correction is published, and each edition's page of the cercle."""

    home: Home
    before: str
    after: str


def _send(intake: Intake, quarter: Trimestre, own: int, version: int, received: str) -> None:
    cells = [
        value(commune, element, amount)
        for commune in COMMUNES[SENDER]
        for element, amount in (("recettes_propres_fcfa", own), ("recettes_totales_fcfa", 8_000_000))
    ]
    intake.deposit(SENDER, str(quarter), {"services": cells}, version=version, received=received)


def _publish(home: Home, le: str) -> str:
    """Publish with the cercle's documents only; its page of the last quarter."""
    merge(home)

    def documents(draft: Draft) -> None:
        assert LAST in draft.trimestres
        write_documents(body_content(draft.base, SENDER, LAST), draft.documents(LAST))

    done = publish(home, computation_of(home), "essai", le, documents)
    return (done.dossier / SYNTHESES / str(LAST) / f"CLO_{SENDER}.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corrected]:
    """Published on 1 November, corrected for the quarter before the last, published again on the 13th."""
    home = Home(tmp_path_factory.mktemp("connu") / "oise")
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    intake = Intake(home)
    for quarter in (PAST, LAST):
        _send(intake, quarter, 2_000_000, 1, "2026-10-10T08:00:00+00:00")
    before = _publish(home, "2026-11-01T06:00:00+00:00")
    _send(intake, PAST, 4_000_000, 2, "2026-11-12T08:00:00+00:00")
    yield Corrected(home, before, _publish(home, "2026-11-13T06:00:00+00:00"))


def test_the_next_synthesis_tells_old_new_why_and_who(corrected: Corrected) -> None:
    assert 'id="revisions"' not in corrected.before
    section = corrected.after.split('id="revisions"')[1].split("</section>")[0]
    line = next(line for line in section.split("<tr>") if "recettes propres" in line and SENDER[:4] in line + SENDER)
    for told in ("25", "50", WHY, f"({SENDER}), version 2, reçu le 12/11/2026", "édition 2 du 13/11/2026"):
        assert told in line, told


def test_the_command_brings_the_documents_of_that_day(corrected: Corrected, tmp_path: Path) -> None:
    home = corrected.home.root
    asked = ("synthese", f"CLO_{SENDER}", str(LAST), "--json", "-o", str(tmp_path))
    done = oise(*asked, "--connu-le", "05/11/2026", home=home)
    told = json.loads(done.stdout)
    assert (told["edition"], told["publie_le"][:10], len(told["fichiers"])) == (1, "2026-11-01", 3)
    page = tmp_path / f"CLO_{SENDER}.html"
    assert page.read_text(encoding="utf-8") == corrected.before
    assert json.loads(oise(*asked, home=home).stdout)["edition"] == 2
    assert page.read_text(encoding="utf-8") == corrected.after
    refused(oise(*asked, "--connu-le", "31/10/2026", home=home), "Rien n'était publié le 31/10/2026", "01/11/2026")
    refused(oise("synthese", f"CLO_{SENDER}", "2025-Q1", home=home), "T1", "n'a pas de synthèse")


def test_the_history_is_what_was_published_and_leaves_out_what_is_protected(corrected: Corrected) -> None:
    protected = {code for code, one in all_indicators().items() if one.a_secret or one.a_proteger}
    with open_published(corrected.home.analyst_file) as reader:
        kept = {code for (code,) in reader.values("SELECT DISTINCT indicateur FROM historique_indicateurs")}
        said = {code for (code,) in reader.values("SELECT DISTINCT indicateur FROM fait_indicateurs")}
        assert protected & said and kept == said - protected
        hidden = "SELECT count(*) FROM historique_indicateurs WHERE masque AND coalesce(valeur, numerateur) IS NOT NULL"
        assert reader.values(hidden) == [(0,)]
        columns = [row[0] for row in reader.values("DESCRIBE fait_indicateurs")]
        own = f"SELECT {', '.join(columns)} FROM"
        known = "SELECT DISTINCT indicateur FROM historique_indicateurs"
        now = f"{own} fait_indicateurs WHERE indicateur IN ({known})"
        still = f"{own} connu_le(DATE '2026-12-31')"
        for one, other in ((now, still), (still, now)):
            assert reader.values(f"SELECT count(*) FROM ({one} EXCEPT {other})") == [(0,)]
        # Only what the correction changed has two lines.
        again = reader.values(
            "SELECT DISTINCT trimestre FROM (SELECT trimestre FROM historique_indicateurs WHERE indicateur = "
            "'finances_autonomie' GROUP BY trimestre, unite_code HAVING count(DISTINCT valeur) > 1)"
        )
        assert again == [(str(PAST),)]
        levels = "SELECT DISTINCT niveau, indicateur FROM {0} WHERE indicateur IN (" + known + ")"
        assert set(reader.values(levels.format("historique_indicateurs"))) == set(
            reader.values(levels.format("fait_indicateurs"))
        )
