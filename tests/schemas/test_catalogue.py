"""Every kind of fault has a stable code and can be said in one French sentence."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from typing import get_args

import pytest

from schemas.catalogue import all_kinds, fault, kind, sentence, worst
from schemas.faults import LIBELLES_GRAVITE, FaultKind, Severity
from schemas.submission import ACCEPTED, LIBELLES_VERDICT, VerdictCode

KINDS = list(all_kinds().values())


def _facts(known: FaultKind) -> dict[str, str]:
    """A value for every fact that the kind names."""
    whole = known.phrase + known.remede + known.remede_suggere
    return {name: f"<{name}>" for _, name, _, _ in string.Formatter().parse(whole) if name and name != "suggestion"}


@pytest.mark.parametrize("known", KINDS, ids=lambda known: known.code)
def test_kind_is_whole(known: FaultKind) -> None:
    family, *rest = known.code.split(".")
    assert family in ("fichier", "cadre", "valeur", "ligne", "regle", "validation", "transmission")
    assert len(rest) == (2 if family == "regle" else 1)
    assert re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", known.code)
    assert known.phrase
    assert known.remede
    assert not known.phrase.endswith(".")
    assert not known.remede.endswith(".")
    assert not (known.ecarte and known.gravite != "reserve")
    if known.gravite == "bloquant":
        assert family in ("fichier", "cadre", "transmission")


@pytest.mark.parametrize("known", KINDS, ids=lambda known: known.code)
def test_kind_can_be_said(known: FaultKind) -> None:
    for suggestion in (None, "Femme"):
        facts = _facts(known)
        place = {name: facts.pop(name) for name in ("valeur", "feuille", "ligne") if name in facts}
        assert set(place) <= {"valeur"}
        told = fault(known.code, suggestion=suggestion, **place, **facts)
        assert told.code == known.code
        assert told.gravite == known.gravite
        assert told.message[0].isupper() or told.message[0] == "«"
        assert told.message.endswith(".")
        assert "{" not in told.message
        assert "None" not in told.message
        assert not re.search(r"« | »| [;:?]", told.message)
        assert not re.search(r"(?i)traceback|exception|error|null|none|nan\b", told.message)
        if suggestion and known.remede_suggere:
            assert suggestion in told.message


def test_a_value_is_told_as_it_was_found() -> None:
    told = fault(
        "valeur.nombre_illisible",
        feuille="Santé",
        ligne=12,
        colonne="cscom_nb",
        titre="CSCom existants",
        valeur="{a} ;",
    )
    assert "« {a} ; »".replace("« ", "«\u00a0").replace(" »", "\u00a0»") in told.message
    assert told.message.startswith("Feuille Santé, ligne 12, colonne «\u00a0CSCom existants\u00a0»\u00a0: ")
    assert (told.feuille, told.ligne, told.colonne, told.ecarte) == ("Santé", 12, "cscom_nb", True)


def test_unknown_codes_and_missing_facts_are_defects() -> None:
    with pytest.raises(KeyError):
        kind("valeur.inventee")
    with pytest.raises(KeyError):
        fault("valeur.trop_long")


def test_a_sentence_without_a_place_begins_with_a_capital() -> None:
    assert sentence(kind("fichier.vide")).startswith("Le fichier est vide")


def test_every_verdict_and_severity_has_its_word() -> None:
    assert set(LIBELLES_VERDICT) == set(get_args(VerdictCode)) >= set(ACCEPTED)
    assert set(LIBELLES_GRAVITE) == set(get_args(Severity))


def test_worst_of_severities() -> None:
    assert worst({"avertissement", "bloquant"}) == "bloquant"
    assert worst({"avertissement", "reserve"}) == "reserve"
    assert worst(set()) is None


@pytest.mark.parametrize(
    "module",
    [
        "schemas.catalogue",
        "schemas.sheets",
        "schemas.ddl",
        "schemas.dtypes",
        "schemas.element_rules",
        "schemas.submission",
    ],
)
def test_only_the_judge_imports_pandera(module: str) -> None:
    script = (
        f"import sys, {module}; from schemas.catalogue import all_kinds; all_kinds(); print('pandera' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
