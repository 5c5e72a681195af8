"""A transmission is what its region sent, whole, or it is refused naming the part; its verdicts are never restated."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import flows.transmission
import landing.staging
from flows.transmission import take_transmissions, transmit
from landing.blank import write_filled
from landing.blank_plan import Fill
from landing.claiming import claim, open_folders, survey
from landing.reading import ReaderPool
from landing.staging import restage, stage
from landing.transmission_reading import LIMITES, Broken, Unpacked, unpack
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from schemas.submission import Prefill, Verdict
from schemas.transmission import JOURNAL, MANIFESTE, ORIGINAUX, Manifest
from tests.landing.workbooks import Book, full_book
from tests.landing.workbooks import receive as judge_all
from tests.pays.forging import Forgery, Letter, taken_apart
from tests.pays.levels import merged_digest
from warehouse.deposits import Deposit, deposits
from warehouse.journal import append, entries
from warehouse.knowledge import knowledge
from warehouse.merging import merge
from warehouse.withdrawals import find_deposit, withdraw

QUARTER, LATER = Trimestre(2026, 3), "2026-11-02T09:00:00"
REGION, CERCLE, OTHER = "ML08", "ML0802", "ML0804"


def bare(root: Path, perimetre: str) -> Home:
    home = Home(root)
    home.journal.mkdir(parents=True)
    home.landing.mkdir()
    home.staging.mkdir()
    home.perimeter_file.write_text(perimetre, encoding="utf-8")
    open_folders(home)
    return home


def book(sender: str, **facts: object) -> Book:
    made = full_book(sender=sender, **facts)
    for table in ("partenariats", "conventions", "elus"):
        made.rows.pop(table)
    return made


def receive(home: Home) -> None:
    """A reception without Prefect and without answers."""
    for judgement in judge_all(home, knowledge(home)):
        stage(home, judgement)
        append(home, "depot", judgement.verdict.as_dict(), "essai", judgement.verdict.recu_le)
    for drop in survey(home).drops:
        drop.path.unlink()


def take(home: Home, content: bytes, sender: str = REGION, name: str = "transmission.zip") -> Verdict | None:
    """Drop a transmission and take it in; the drop stays, as after a kill, and is replaced by the next."""
    path = home.drop_folder(sender) / name
    if not path.exists() or path.read_bytes() != content:
        path.write_bytes(content)
    claims = [claim(home, drop, LATER) for drop in survey(home).drops]
    return next(iter(take_transmissions(home, claims).values()))


def relayed(home: Home) -> list[Deposit]:
    return list(deposits(home))


def codes(verdict: Verdict | None) -> list[str]:
    assert verdict is not None
    return [found.code for found in verdict.fautes]


@dataclass(frozen=True)
class Sent:
    """A region's home and what it transmits of a quarter."""

    region: Home
    zip: bytes
    nom: str


@pytest.fixture(scope="module", autouse=True)
def children() -> Iterator[None]:
    """The same confined children for all tests: starting some for each would take most of their time."""
    with ReaderPool(1, LIMITES, written=LIMITES.taille) as pool, pytest.MonkeyPatch.context() as shared:
        for module in (flows.transmission, landing.staging):
            shared.setattr(module, "ReaderPool", lambda *_, **__: nullcontext(pool))
        yield


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Five deposits: with a reserve, a zip of CSVs, a copy, no workbook at all, and another cercle's file."""
    root = tmp_path_factory.mktemp("region")
    region = bare(root / "oise", REGION)
    folder = region.drop_folder(CERCLE)
    first = book(CERCLE).cell("services_sante", 0, "accouchements_assistes_nb", "douze").write(folder / "a.xlsx")
    content = first.read_bytes()
    book(OTHER).write_zip(region.drop_folder(OTHER) / "b.zip")
    (region.drop_folder(REGION) / "note.txt").write_text("rien à lire", encoding="utf-8")
    receive(region)
    (folder / "copie.xlsx").write_bytes(content)
    book(CERCLE).write(region.drop_folder(OTHER) / "autre.xlsx")
    receive(region)
    done = transmit(region, QUARTER, "CSR de Kayes", root / "envois")
    (path,) = done.envoi.fichiers
    assert (done.vers, done.depots, done.retraits) == ("ML", 5, 0)
    return Sent(region, path.read_bytes(), path.name)


@pytest.fixture
def nation(tmp_path: Path) -> Home:
    return bare(tmp_path / "nation", "ML")


def test_the_nation_records_what_the_region_judged(sent: Sent, nation: Home) -> None:
    verdict = take(nation, sent.zip, name=sent.nom)
    assert verdict is not None and (verdict.verdict, verdict.trimestre) == ("accepte", "2026-Q3")
    before, after = relayed(sent.region), relayed(nation)
    assert [one.verdict.verdict for one in after] == [one.verdict.verdict for one in before]
    for there, here in zip(before, after, strict=True):
        assert here.verdict.depot_id == f"ML08:{there.verdict.depot_id}"
        assert (here.verdict.recu_le, here.le) == (there.verdict.recu_le, LATER)
        assert (here.verdict.fautes, dict(here.verdict.lignes)) == (there.verdict.fautes, dict(there.verdict.lignes))
        assert nation.original(here.verdict.sha256, here.verdict.suffixe).is_file()
    copy = next(one for one in after if one.verdict.verdict == "doublon")
    assert copy.verdict.doublon_de == next(one.sequence for one in after if one.verdict.sha256 == copy.verdict.sha256)
    assert nation.original(verdict.sha256, ".zip").read_bytes() == sent.zip
    (receipt,) = (nation.drop_folder(REGION) / "reponses").glob("*_recu.txt")
    assert "ACCEPTÉ" in receipt.read_text(encoding="utf-8-sig")
    assert merged_digest(nation) == merged_digest(sent.region)


def test_the_extract_is_the_journals_own_text(sent: Sent) -> None:
    with zipfile.ZipFile(io.BytesIO(sent.zip)) as archive:
        lines = archive.read(JOURNAL).splitlines()
        assert archive.namelist()[0] == MANIFESTE
    kept = [path.read_bytes() for path in sorted(sent.region.journal.glob("*.json"))]
    assert lines == kept


def test_sending_again_changes_nothing(sent: Sent, nation: Home, tmp_path: Path) -> None:
    (again,) = transmit(sent.region, QUARTER, "CSR de Kayes", tmp_path).envoi.fichiers
    assert (again.name, again.read_bytes()) == (sent.nom, sent.zip)
    take(nation, sent.zip)
    taken = [entry.corps for entry in entries(nation)]
    assert take(nation, sent.zip) is None, "the same deposit, whose answer a kill may have cut short"
    assert [entry.corps for entry in entries(nation)] == taken
    (nation.drop_folder(REGION) / "transmission.zip").unlink()
    copy = take(nation, sent.zip, name="copie.zip")
    assert copy is not None and (copy.verdict, copy.doublon_de) == ("doublon", 6)
    assert len(relayed(nation)) == 5


def test_a_zip_packed_again_by_other_hands_is_the_same_transmission(sent: Sent, nation: Home) -> None:
    letter = taken_apart(sent.zip)
    letter.compression = zipfile.ZIP_DEFLATED
    letter.ajouts.append((ORIGINAUX, b""))
    assert codes(take(nation, letter.bytes())) == []
    assert len(relayed(nation)) == 5


@pytest.mark.parametrize("after", [0, 2, 5])
def test_killed_between_two_entries_it_goes_on(
    sent: Sent, nation: Home, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    class KilledError(Exception):
        """Stands for a process that stops there."""

    written: list[object] = []

    def counted(*facts: object) -> object:
        if len(written) == after:
            raise KilledError
        written.append(facts)
        return append(*facts)  # type: ignore[arg-type]

    with monkeypatch.context() as broken:
        broken.setattr(flows.transmission, "append", counted)
        with pytest.raises(KilledError):
            take(nation, sent.zip)
    verdict = take(nation, sent.zip)
    assert verdict is not None and verdict.verdict == "accepte"
    found = [(one.verdict.verdict, one.verdict.doublon_de) for one in relayed(nation)]
    assert [code for code, _ in found] == [one.verdict.verdict for one in relayed(sent.region)]
    assert len(list(entries(nation))) == 6
    assert not [path for path in nation.staging.iterdir() if path.name.startswith(".transmission-")]


def test_what_its_sender_dropped_at_the_nation_is_not_taken_twice(sent: Sent, nation: Home) -> None:
    first = next(one.verdict for one in relayed(sent.region) if one.verdict.expediteur == CERCLE)
    (nation.drop_folder(CERCLE) / "a.xlsx").write_bytes(sent.region.original(first.sha256, ".xlsx").read_bytes())
    receive(nation)
    assert codes(take(nation, sent.zip)) == []
    assert Counter(one.verdict.sha256 for one in relayed(nation) if one.accepte)[first.sha256] == 1


def test_withdrawals_travel_once_each(sent: Sent, nation: Home) -> None:
    letter = taken_apart(sent.zip)
    corps = {"objet": f"{CERCLE}/{letter.verdict(CERCLE)['sha256']}", "trimestre": "2026-Q3", "motif": "erreur"}
    for _ in range(2):
        last = letter.journal[-1]
        letter.journal.append({**last, "sequence": last["sequence"] + 1, "type": "retrait_depot", "corps": corps})
    letter.manifeste["derniere_sequence"] = letter.journal[-1]["sequence"]
    for name in ("un.zip", "deux.zip"):
        letter.manifeste["par"] = name
        assert codes(take(nation, letter.bytes(), name=name)) == []
        (nation.drop_folder(REGION) / name).unlink()
    acts = [entry for entry in entries(nation) if entry.type == "retrait_depot"]
    assert [entry.corps for entry in acts] == [corps, corps]


def test_bytes_taken_back_then_sent_again_count_again(tmp_path: Path, nation: Home) -> None:
    region = bare(tmp_path / "region", REGION)
    path = book(CERCLE).write(region.drop_folder(CERCLE) / "a.xlsx")
    content = path.read_bytes()
    receive(region)
    withdraw(region, find_deposit(region, CERCLE, 1), "envoyé par erreur", "le CCC")
    early = transmit(region, QUARTER, "Awa", tmp_path / "1").envoi.fichiers[0].read_bytes()
    path.write_bytes(content)
    receive(region)
    (late,) = transmit(region, QUARTER, "Awa", tmp_path / "2").envoi.fichiers
    assert transmit(region, QUARTER, "Awa", tmp_path / "2").retraits == 1
    for name, sent_up in (("b.zip", late.read_bytes()), ("a.zip", early)):
        assert codes(take(nation, sent_up, name=name)) == []
        (nation.drop_folder(REGION) / name).unlink()
    assert [one.accepte for one in relayed(nation)] == [False, True]
    assert merged_digest(nation) == merged_digest(region)


def foreign(letter: Letter) -> None:
    letter.verdict(CERCLE)["expediteur"] = "ML0101"


def renamed(letter: Letter) -> None:
    letter.manifeste["de"] = "ML07"


def not_a_region(letter: Letter) -> None:
    letter.manifeste["de"] = CERCLE


def for_another(letter: Letter) -> None:
    letter.manifeste["vers"] = "ML07"


def fictitious(letter: Letter) -> None:
    letter.manifeste["donnees_fictives"] = True


def of_tomorrow(letter: Letter) -> None:
    letter.manifeste["contrat"] = "2"


def unlisted_zip(letter: Letter) -> None:
    letter.ajouts.append((f"{ORIGINAUX}{'0' * 64}.zip", b"PK\x05\x06" + bytes(18)))


def hidden_program(letter: Letter) -> None:
    letter.ajouts.append(("../../oise.sh", b"echo"))


def twice_there(letter: Letter) -> None:
    letter.ajouts.append((JOURNAL, b"autre"))


def without_its_file(letter: Letter) -> None:
    letter.originaux.pop(sorted(letter.originaux)[0])


def of_no_deposit(letter: Letter) -> None:
    letter.originaux[f"{ORIGINAUX}{'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'}.zip"] = b""


def other_content(letter: Letter) -> None:
    letter.bytes()
    letter.liste = False
    letter.originaux[sorted(letter.originaux)[0]] += b"x"


def out_of_order(letter: Letter) -> None:
    letter.journal.reverse()


def other_quarter(letter: Letter) -> None:
    letter.manifeste["trimestre"] = "2026-Q2"


def other_acts(letter: Letter) -> None:
    letter.journal[0]["type"] = "fusion"


def no_verdict(letter: Letter) -> None:
    letter.verdict(CERCLE)["lignes"] = {"services": {"soumises": "beaucoup", "integrees": 0, "ecartees": 0}}


def outdated_yet_kept(letter: Letter) -> None:
    letter.verdict(CERCLE)["verdict"] = "perime"


def unread_yet_counted(letter: Letter) -> None:
    verdict = letter.verdict(CERCLE)
    counted = {
        name: {**count, "integrees": 0, "ecartees": count["soumises"]} for name, count in verdict["lignes"].items()
    }
    verdict.update(verdict="illisible", lignes=counted)


def taken_back_for_nothing(letter: Letter) -> None:
    last = letter.journal[-1]
    corps = {"objet": f"{CERCLE}/{letter.verdict(CERCLE)['sha256']}", "expediteur": CERCLE}
    letter.journal.append({**last, "sequence": last["sequence"] + 1, "type": "retrait_depot", "corps": corps})
    letter.manifeste["derniere_sequence"] += 1


def at_no_time(letter: Letter) -> None:
    letter.verdict(CERCLE)["recu_le"] = "2026-10-12X10:00:00"


def in_the_year_one(letter: Letter) -> None:
    letter.journal[0]["le"] = "0001-01-01T00:00:00+14:00"


def too_much(letter: Letter) -> None:
    letter.bytes()
    letter.liste = False
    letter.manifeste["parties"][1]["taille"] = LIMITES.gonfle


FORGERIES: tuple[tuple[Forgery, str, str], ...] = (
    (foreign, "transmission.hors_perimetre", "ML0101"),
    (renamed, "transmission.expediteur_different", "ML07"),
    (not_a_region, "transmission.pas_une_region", CERCLE),
    (for_another, "transmission.destinataire_different", "ML07"),
    (fictitious, "transmission.donnees_fictives", "démonstration"),
    (of_tomorrow, "transmission.manifeste_illisible", "version 2"),
    (unlisted_zip, "transmission.partie_inattendue", "0000.zip"),
    (hidden_program, "transmission.partie_inattendue", "oise.sh"),
    (twice_there, "transmission.partie_double", JOURNAL),
    (without_its_file, "transmission.partie_manquante", ORIGINAUX),
    (of_no_deposit, "transmission.partie_inattendue", "e3b0c442"),
    (other_content, "transmission.partie_alteree", ORIGINAUX),
    (out_of_order, "transmission.journal_illisible", "ligne 2"),
    (other_quarter, "transmission.journal_illisible", JOURNAL),
    (other_acts, "transmission.journal_illisible", "ligne 1"),
    (no_verdict, "transmission.journal_illisible", "compte mal"),
    (outdated_yet_kept, "transmission.journal_illisible", "compte mal"),
    (unread_yet_counted, "transmission.journal_illisible", "compte mal"),
    (taken_back_for_nothing, "transmission.journal_illisible", "retrait est illisible"),
    (at_no_time, "transmission.journal_illisible", "impossible"),
    (in_the_year_one, "transmission.journal_illisible", "ligne 1"),
    (too_much, "transmission.trop_grande", ORIGINAUX),
)


@pytest.fixture(scope="module")
def forgeries(sent: Sent, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, tuple[Verdict, Home]]]:
    """Every forgery dropped in one nation, its verdict by name."""
    nation = bare(tmp_path_factory.mktemp("faux") / "oise", "ML")
    verdicts = {}
    for forge, _, _ in FORGERIES:
        letter = taken_apart(sent.zip)
        forge(letter)
        (nation.drop_folder(REGION) / f"{forge.__name__}.zip").write_bytes(letter.bytes())
    claims = [claim(nation, drop, LATER) for drop in survey(nation).drops]
    for one, verdict in take_transmissions(nation, claims).items():
        assert verdict is not None
        verdicts[one.drop.path.stem] = (verdict, nation)
    yield verdicts


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(("forge", "code", "named"), FORGERIES, ids=[forge.__name__ for forge, _, _ in FORGERIES])
def test_a_forged_transmission_is_refused_naming_the_part(
    forgeries: dict[str, tuple[Verdict, Home]], forge: Forgery, code: str, named: str
) -> None:
    verdict, nation = forgeries[forge.__name__]
    assert (verdict.verdict, codes(verdict)) == ("refuse", [code])
    assert named in verdict.fautes[0].message
    assert relayed(nation) == []


def test_only_the_nation_takes_transmissions(sent: Sent, tmp_path: Path) -> None:
    assert codes(take(bare(tmp_path / "r", REGION), sent.zip)) == ["transmission.destinataire_different"]
    assert codes(take(bare(tmp_path / "n", "ML"), sent.zip, sender=CERCLE)) == ["transmission.expediteur_different"]


def test_a_zip_that_is_no_transmission_is_left_to_the_reader(nation: Home) -> None:
    book(OTHER).write_zip(nation.drop_folder(OTHER) / "b.zip")
    assert take_transmissions(nation, [claim(nation, drop, LATER) for drop in survey(nation).drops]) == {}


def opened(content: bytes, folder: Path) -> Unpacked | Broken | None:
    path = folder / "lue.zip"
    path.write_bytes(content)
    private = folder / "originaux"
    private.mkdir(exist_ok=True)
    for left in private.iterdir():
        left.unlink()
    return unpack(path, private)


LITTLE_TIME = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example writes files


@LITTLE_TIME
@given(share=st.floats(0, 1, exclude_max=True))
def test_cut_anywhere_it_is_refused_naming_where(sent: Sent, tmp_path: Path, share: float) -> None:
    cut = sent.zip[: int(len(sent.zip) * share)]
    found = opened(cut, tmp_path)
    if len(cut) < 30 + len(MANIFESTE):
        assert found is None, "not even a name: the ordinary reading says what it is"
    else:
        assert isinstance(found, Broken) and found.code == "tronquee" and found.faits["partie"]


@LITTLE_TIME
@given(share=st.floats(0, 1, exclude_max=True), mask=st.integers(1, 255))
def test_a_byte_changed_anywhere_changes_nothing_or_is_refused(
    sent: Sent, tmp_path: Path, share: float, mask: int
) -> None:
    content = bytearray(sent.zip)
    content[int(len(content) * share)] ^= mask
    found = opened(bytes(content), tmp_path)
    if isinstance(found, Unpacked):  # a date, a comment of the zip
        assert found == opened(sent.zip, tmp_path)
    else:
        assert found is None or found.code.startswith(("partie_", "tronquee", "manifeste_", "journal_", "trop_"))


def counted_otherwise(letter: Letter) -> None:
    letter.verdict(OTHER)["lignes"]["services"]["soumises"] += 1
    letter.verdict(OTHER)["lignes"]["services"]["integrees"] += 1


def reserve_forgotten(letter: Letter) -> None:
    verdict = letter.verdict(CERCLE)
    count = verdict["lignes"]["services"]
    count["integrees"], count["ecartees"] = count["soumises"], 0
    verdict["ecarts"], verdict["fautes"], verdict["verdict"] = [], [], "accepte"


def version_raised(letter: Letter) -> None:
    letter.verdict(OTHER)["version"] = 7


def unreadable_accepted(letter: Letter) -> None:
    letter.replace_original(letter.verdict(OTHER), b"rien", ".xlsx")


def another_transmission_inside(letter: Letter) -> None:
    letter.replace_original(letter.verdict(OTHER), letter.bytes())


REJECTED: tuple[tuple[Forgery, str, int], ...] = (
    (counted_otherwise, OTHER, 1),
    (reserve_forgotten, CERCLE, 1),
    (version_raised, OTHER, 1),
    (unreadable_accepted, OTHER, 0),
    (another_transmission_inside, OTHER, 0),
)


@pytest.mark.parametrize(("forge", "sender", "rows"), REJECTED, ids=[forge.__name__ for forge, _, _ in REJECTED])
def test_what_cannot_be_replayed_is_rejected_never_restated(
    sent: Sent, nation: Home, forge: Forgery, sender: str, rows: int
) -> None:
    letter = taken_apart(sent.zip)
    forge(letter)
    verdict = take(nation, letter.bytes())
    assert verdict is not None and verdict.verdict == "accepte_avec_reserves"
    assert codes(verdict) == ["transmission.fichier_rejete"]
    (found,) = [one.verdict for one in relayed(nation) if one.verdict.fautes and
                one.verdict.fautes[0].code == "transmission.rejete"]  # fmt: skip
    assert (found.expediteur, found.verdict, found.ecarts) == (sender, "refuse", ())
    assert all(count.integrees == 0 and count.ecartees == count.soumises for count in found.lignes.values())
    assert bool(found.lignes) == bool(rows)
    restage(nation, [one.verdict for one in relayed(nation)])
    merge(nation)


def test_a_row_of_another_cercle_is_rejected(sent: Sent, nation: Home, tmp_path: Path) -> None:
    stranger = book(OTHER)
    stranger.cell("services_sante", 0, "unite_code", "ML010101")
    letter = taken_apart(sent.zip)
    letter.replace_original(letter.verdict(OTHER), stranger.write_zip(tmp_path / "x.zip").read_bytes())
    assert codes(take(nation, letter.bytes())) == ["transmission.fichier_rejete"]


def test_a_region_validates_its_own_cercles_only_whatever_its_verdict_says(nation: Home, tmp_path: Path) -> None:
    region = bare(tmp_path / "region", REGION)
    said = {"unite_code": REGION, "serieuses_nb": 0, "decision_code": "valide", "valide_par": "CSR", "empreinte": "0"}
    rows = tuple({**said, "cercle_vise_code": cercle} for cercle in (CERCLE, "ML0901"))
    path = region.drop_folder(REGION) / "validation.xlsx"
    write_filled(REGION, QUARTER, Prefill(registres={"validations": rows}), path, False, Fill(), objet="validation")
    receive(region)
    letter = taken_apart(transmit(region, QUARTER, "CSR", tmp_path).envoi.fichiers[0].read_bytes())
    verdict = letter.verdict(REGION, "accepte_avec_reserves")
    verdict.update(verdict="accepte", ecarts=[], fautes=[])
    verdict["lignes"]["validations"] = {"soumises": 2, "integrees": 2, "ecartees": 0}
    assert codes(take(nation, letter.bytes())) == ["transmission.fichier_rejete"]


def test_a_cercle_hands_its_accepted_files_over(tmp_path: Path) -> None:
    cercle = bare(tmp_path / "cercle", CERCLE)
    with pytest.raises(OiseError, match="accepté"):
        transmit(cercle, QUARTER, "Awa", tmp_path)
    folder = cercle.drop_folder(CERCLE)
    book(CERCLE).write(folder / "a.xlsx")
    (folder / "b.xlsx").write_text("rien", encoding="utf-8")
    receive(cercle)
    done = transmit(cercle, QUARTER, "Awa", tmp_path / "envois")
    assert done.vers == REGION and [path.name for path in done.envoi.fichiers] == ["OISE_ML0802_2026-Q3_01.xlsx"]
    first = next(one.verdict for one in relayed(cercle) if one.accepte)
    kept = cercle.original(first.sha256, ".xlsx")
    assert done.envoi.fichiers[0].read_bytes() == kept.read_bytes()
    kept.chmod(0o644)
    kept.write_bytes(b"autre")
    with pytest.raises(OiseError, match="modifié"):
        transmit(cercle, QUARTER, "Awa", tmp_path / "envois")


def test_what_cannot_be_transmitted_is_said(nation: Home, tmp_path: Path) -> None:
    region = bare(tmp_path / "region", REGION)
    for home, par, words in (
        (nation, "Awa", "à personne"),
        (region, " ", "--par"),
        (region, "Awa", "avant de transmettre"),
    ):
        with pytest.raises(OiseError, match=words):
            transmit(home, QUARTER, par, tmp_path)


def test_a_manifest_written_is_a_manifest_read(sent: Sent) -> None:
    with zipfile.ZipFile(io.BytesIO(sent.zip)) as archive:
        told = json.loads(archive.read(MANIFESTE))
    assert set(told) == {*Manifest.__dataclass_fields__, "empreinte"}
    assert (told["de"], told["vers"], told["trimestre"], told["par"]) == (REGION, "ML", "2026-Q3", "CSR de Kayes")
