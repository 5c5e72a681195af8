"""The small country read in the division of 2023: Kidal, which kept its territory, reads the same in both."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from indicators.discovery import all_indicators
from registry.attachments import correspondence, unattached
from registry.errors import OiseError
from registry.periods import Trimestre
from syntheses.bodies import body
from syntheses.content import compose
from syntheses.division import NON_RECALCULABLE, delivered_2023, division_content
from syntheses.facts import Content
from syntheses.published_quarter import read_quarter
from tests.golden.conftest import Golden
from tests.golden.small_country import COMMUNES, QUARTER, figure
from warehouse.published import query

pytestmark = pytest.mark.xdist_group("golden")


def content(golden: Golden, code: str) -> Content:
    return division_content(golden.home.analyst_file, code, QUARTER)


def test_a_region_that_kept_its_territory_reads_the_same_in_both_divisions(golden: Golden) -> None:
    quarter = read_quarter(golden.home.analyst_file, QUARTER)
    before = {figure.code: figure for figure in compose(quarter, body("ML08", QUARTER)).chiffres}
    after = content(golden, "2023/ML08")
    same = 0
    for found in after.chiffres:
        if found.ici.motif == NON_RECALCULABLE:
            continue
        old = before[found.code].ici
        assert found.ici.valeur == old.valeur, found.code
        if found.ici.valeur is not None:
            assert (found.ici.connues, found.ici.total) == (old.connues, old.total), found.code
            same += 1
    assert same > 20
    assert "division de 2023" in after.organe.titre
    assert after.completude.communes_total == len(correspondence("ML08", QUARTER.fin).communes) == 11
    # The codes of both divisions are alike, the places aren't: Taoudénit is not the District de Bamako.
    empty = content(golden, "ML09")
    assert empty.organe.nom == "Taoudénit"
    assert all(found.ici.valeur is None for found in empty.chiffres)
    assert "Aucune commune" in empty.avertissements[0]


def test_what_isn_t_attributed_is_said_apart_and_all_of_it_makes_the_nation(golden: Golden) -> None:
    nation = content(golden, "ML")
    code = "eau_forages_en_service"
    told = query(
        golden.home.analyst_file,
        f"SELECT niveau, sum(num) AS num FROM (SELECT if(region_2023 IS NULL, 'reste', 'region') AS niveau, num "
        f"FROM contributions_2023(DATE '{QUARTER.fin}') WHERE indicateur = '{code}') GROUP BY niveau",
    )
    ours = sum(figure(commune, "forages_pmh_fonctionnels_nb") for communes in COMMUNES.values() for commune in communes)
    assert sum((Decimal(str(row["num"])) for row in told), Decimal(0)) == ours
    rows = {row.code: row for row in nation.sous_unites}
    assert len([row for row in rows.values() if "rattachée" in row.etat]) == 20
    apart = [row for row in rows.values() if row.nom.startswith("Non rattaché")]
    assert sum(int(row.etat.split()[0]) for row in apart if "commune" in row.etat) == len(unattached(QUARTER.fin)) == 59
    assert "644" in nation.avertissements[0]
    services = query(
        golden.home.analyst_file,
        "SELECT niveau, sum(valeur) AS valeur, sum(unites_total) AS total FROM v_services_2023 "
        "WHERE element = 'points_eau_realises_nb' AND niveau IN ('region', 'non_rattache') GROUP BY niveau",
    )
    assert sum(int(str(row["total"])) for row in services) == 703


def test_the_documents_of_a_region_of_2023_say_so_and_its_dates_hold(golden: Golden) -> None:
    found = delivered_2023(golden.home, "ML08", QUARTER)
    assert set(found.documents) == {f"CRO_2023_ML08.{extension}" for extension in ("pdf", "html", "xlsx")}
    page = found.documents["CRO_2023_ML08.html"].decode()
    assert "ML08, division de 2023" in page
    assert "lois 2023-006 et 2023-007 n’ont pas été relues" in page
    with pytest.raises(OiseError, match="elle n'existait pas"):
        delivered_2023(golden.home, "ML08", Trimestre(2022, 4))
    with pytest.raises(OiseError, match="pas une région"):
        delivered_2023(golden.home, "ML0801", QUARTER)


def test_changes_are_told_over_the_communes_known_in_both_quarters(golden: Golden, tmp_path: Path) -> None:
    """A former quarter is added by hand to a copy: half of each value, and one commune silent then."""
    copy = tmp_path / "oise.duckdb"
    shutil.copyfile(golden.home.analyst_file.resolve(), copy)
    silent = COMMUNES["ML0801"][0]
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            f"INSERT INTO fait_contributions BY NAME SELECT * REPLACE ('{QUARTER.plus(-1)}' AS trimestre, "
            f"CAST(num / 2 AS DECIMAL(38,3)) AS num) FROM fait_contributions WHERE unite_code <> '{silent}'"
        )
        connection.execute(
            f"INSERT INTO dim_trimestre BY NAME SELECT * REPLACE ('{QUARTER.plus(-1)}' AS trimestre) FROM dim_trimestre"
        )
    found = {one.code: one for one in division_content(copy, "ML08", QUARTER).chiffres}
    wells = found["eau_forages_en_service"]
    assert wells.evolution is not None
    assert wells.evolution.unites == wells.ici.connues - 1
    assert wells.evolution.avant == pytest.approx(wells.evolution.apres / 2)
    # Inhabitants may be of another year then; a row that was not sent twice is no zero.
    assert found["sante_accouchements_assistes"].evolution is None
    assert all(one.evolution is None for one in found.values() if all_indicators()[one.code].champ == "ligne")
