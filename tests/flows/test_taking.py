"""What a package from above may bring in: decisions that this version understands, of a real installation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.taking import take
from landing.parcel import write_parcel
from registry.errors import OiseError
from registry.home import Home
from schemas.submission import CONTRACT_VERSION
from warehouse.amending import refresh
from warehouse.journal import entries
from warehouse.redescente import ACTES, CLASSEUR, DONNEES, LETTRE, MANIFESTE, ORIGIN

CERCLE = "ML0801"
FACTS = {
    "contrat": CONTRACT_VERSION,
    "de": "ML",
    "vers": CERCLE,
    "trimestre": "2026-Q3",
    "edition": 1,
    "donnees_fictives": False,
}
EXEMPTION: dict[str, Any] = {
    "objet": f"exemption/{CERCLE}/2026-Q3",
    "trimestre": "2026-Q3",
    "nature": "exemption",
    "cible": CERCLE,
    "depuis": "2026-Q3",
    "jusqu_a": "",
    "valeurs": {"motif": "insécurité", "decision": "n° 1"},
}
NAME: dict[str, Any] = {
    "objet": f"nom/1999/{CERCLE}",
    "trimestre": "",
    "nature": "nom",
    "cible": CERCLE,
    "depuis": "2026-01-01",
    "jusqu_a": "",
    "valeurs": {"nom": "Kidal", "division": "1999", "source": "un décret"},
}
FUSION = {"de": "FR-a", "vers": "FR-b"}


def _package(folder: Path, acts: list[dict[str, Any]], **facts: object) -> Path:
    """A package whose every part is what its manifest says; its documents say nothing."""
    told = "".join(f"{json.dumps(act)}\n" for act in acts).encode()
    path = folder / "paquet.zip"
    write_parcel(path, MANIFESTE, {**FACTS, **facts}, {DONNEES: b"d", CLASSEUR: b"c", LETTRE: b"l", ACTES: told})
    return path


def _act(type: str, corps: dict[str, Any], number: int = 1, **others: object) -> dict[str, Any]:
    full = {**corps, ORIGIN: f"ML:{number}:0123456789abcdef"}
    return {"sequence": number, "type": type, "corps": full, "par": "CCN", "le": "2026-10-01T08:00:00+00:00", **others}


def test_decisions_that_can_be_applied_are_taken(home: Home, tmp_path: Path) -> None:
    home.perimeter_file.write_text(CERCLE)
    called_off = {**{name: EXEMPTION[name] for name in ("objet", "trimestre", "nature", "cible")}, "annule": 1}
    acts = [_act("registre", EXEMPTION, 1), _act("registre", NAME, 2), _act("fusion", FUSION, 3)]
    acts += [_act("registre", called_off, 4), _act("separation", {"de": "FR-a"}, 5)]
    assert take(home, _package(tmp_path, acts), "essai").actes == 5
    assert [one.nature for one in refresh(home).decisions] == ["nom"]


@pytest.mark.parametrize(
    "act",
    [
        _act("registre", {"objet": "x"}),
        _act("registre", {**EXEMPTION, "nature": "autre"}),
        _act("registre", {**EXEMPTION, "depuis": "demain"}),
        _act("registre", {**EXEMPTION, "cible": "ML9999"}),
        _act("registre", {**NAME, "valeurs": {**NAME["valeurs"], "nom": "=A1"}}),
        _act("registre", EXEMPTION, le="hier"),
        _act("registre", EXEMPTION, par=12),
        _act("fusion", {"de": "FR-a"}),
        _act("fusion", {**FUSION, "de": "x" * 30_000}),
        _act("attribution", {"id_local": "PAR-ML-0007", "expediteur": "ML0101", "unite_code": CERCLE}),
        _act("relecture", {"table": "autre", "expediteur": CERCLE}),
        _act("retrait_depot", {"objet": f"{CERCLE}/aa"}),
        _act("depot", {}),
    ],
)
def test_one_that_cannot_refuses_the_package_before_anything_is_recorded(
    home: Home, tmp_path: Path, act: dict[str, Any]
) -> None:
    home.perimeter_file.write_text(CERCLE)
    with pytest.raises(OiseError, match="décision qui ne peut pas être prise"):
        take(home, _package(tmp_path, [_act("fusion", FUSION, 9), act]), "essai")
    assert not list(entries(home)) and not (home.root / "redescentes").exists()


@pytest.mark.parametrize(
    ("facts", "named"),
    [
        ({"donnees_fictives": True}, "démonstration"),
        ({"edition": "x"}, "manifeste"),
        ({"de": ["ML"]}, "manifeste"),
        ({"de": "ZZ"}, "au-dessus"),
        ({"trimestre": "../2026-Q3"}, "trimestre"),
    ],
)
def test_a_demonstration_s_or_a_malformed_one_is_refused(
    home: Home, tmp_path: Path, facts: dict[str, object], named: str
) -> None:
    home.perimeter_file.write_text(CERCLE)
    with pytest.raises(OiseError, match=named):
        take(home, _package(tmp_path, [], **facts), "essai")
    assert not list(entries(home))
