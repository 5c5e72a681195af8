"""The scorecard: the guide's four weaknesses and good order, by figures that exist at every level."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from indicators.declaration import NIVEAUX
from indicators.discovery import all_indicators
from indicators.scorecard import FAIBLESSES, SCORECARD, Entree


def test_each_weakness_of_the_guide_is_answered_in_its_order() -> None:
    answered = [entry.faiblesse for entry in SCORECARD if entry.faiblesse is not None]
    assert answered == sorted(answered) and set(answered) == set(FAIBLESSES) == {1, 2, 3, 4}
    rest = [entry.code for entry in SCORECARD if entry.faiblesse is None]
    assert rest == ["conventions_en_ordre", "conventions_rencontre_annuelle", "elus_femmes", "formations_femmes"]
    with pytest.raises(TypeError):
        FAIBLESSES[5] = ""  # type: ignore[index]


@pytest.mark.parametrize("entry", SCORECARD, ids=lambda entry: entry.code)
def test_each_line_is_a_share_published_wherever_its_table_is(entry: Entree) -> None:
    one = all_indicators()[entry.code]
    assert one.denominateur is not None and one.unite == "%" and one.sens == "hausse_favorable"
    # A training session gathers several communes: its figures begin at the cercle.
    levels = NIVEAUX if entry.code != "formations_femmes" else NIVEAUX[1:]
    assert [niveau for niveau in NIVEAUX if one.published_at(niveau)] == list(levels)
    assert not one.norme_officielle
    assert len(entry.titre) <= 45 and entry.titre[0].isupper() and not entry.titre.endswith(".")
    with pytest.raises(FrozenInstanceError):
        entry.code = "autre"  # type: ignore[misc]


def test_titles_are_different_and_no_line_comes_twice() -> None:
    assert len({entry.code for entry in SCORECARD}) == len({entry.titre for entry in SCORECARD}) == len(SCORECARD)
