"""The CSR's gate through the real flows: publication waits until the workbook is answered and dropped back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from landing.blank_plan import Fill
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from tests.flows.test_quarter import run
from tests.flows.test_reception import drop_small
from tests.flows.test_reception import installed as installed
from warehouse.amending import decide
from warehouse.deposits import deposits
from warehouse.published import query
from warehouse.validation import quarter_validations

pytestmark = pytest.mark.xdist_group("golden")
T3 = Trimestre(2026, 3)


def test_publication_waits_for_the_answer_dropped_back(
    installed: Home, prefect_server: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    import flows.quarter as quarter
    from flows.gate import gate_prefill, write_validation

    # Neither documents nor quality are at stake here, and they would take most of the time.
    monkeypatch.setattr(quarter, "_judged_documents", lambda home, draft: None)
    decide(installed, "reglage", "publication_attend_validations", "", "", {"valeur": "oui"}, "CCN")
    with pytest.raises(OiseError, match="Aucun envoi accepté d'un cercle de Kidal pour T3"):
        gate_prefill(installed, "ML08", T3)
    drop_small(installed)
    waiting = run(installed)
    assert (waiting["publie"], waiting["edition"], waiting["fichiers"]) == (False, None, {"accepte": 1})
    assert "attend la validation des CSR pour Tin-Essako (ML0802)" in waiting["motif"]
    assert not installed.current_edition.exists()

    written = write_validation(installed, "ML08", T3, tmp_path / "v.xlsx", "CSR de Kidal")
    known = gate_prefill(installed, "ML08", T3, "CSR de Kidal")
    (asked,) = known.registres["validations"]
    assert (asked["cercle_vise_code"], asked["decision_code"], asked["valide_par"]) == ("ML0802", None, "CSR de Kidal")
    assert written.cellules_a_saisir == 1 + int(str(asked["serieuses_nb"])) + 3
    answer: dict[str, dict[str, dict[str, Any]]] = {
        "validations": {"VAL-ML08-26T3-0001": {"decision_code": "valide"}},
        "analyses": {"ANA-ML08-26T3-0001": {"texte": "Peu de communes ont répondu."}},
    }
    write_validation(
        installed, "ML08", T3, installed.drop_folder("ML08") / "v.xlsx", "CSR de Kidal", Fill(lignes=answer)
    )
    done = run(installed)
    assert (done["publie"], done["edition"], done["motif"]) == (True, 1, None)
    assert quarter_validations(installed, str(T3))["ML0802"].par == "CSR de Kidal"
    (row,) = query(installed.analyst_file, "SELECT * FROM validations_statuts")
    assert (row["expediteur"], row["region_code"], row["decision_code"], row["a_jour"]) == (
        "ML0802",
        "ML08",
        "valide",
        True,
    )
    (said,) = query(installed.analyst_file, "SELECT unite_code, theme_code, texte FROM analyses")
    assert said == {"unite_code": "ML08", "theme_code": "ensemble", "texte": "Peu de communes ont répondu."}

    # Asked again, the workbook comes back answered, under the next number.
    again = gate_prefill(installed, "ML08", T3)
    assert (again.version, again.registres["validations"][0]["decision_code"]) == (2, "valide")
    assert again.registres["analyses"][0]["texte"] == "Peu de communes ont répondu."
    assert len({one.verdict.objet for one in deposits(installed)}) == 2
