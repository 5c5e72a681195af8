"""What each figure is made of, as far as it may be shown: one by one, by owner, by cercle, or not at all.

Whatever a contribution shows is already published elsewhere: the values of a commune, the rows of a table published
row by row, the counts of an owner. What protects someone is never taken apart.
"""

from __future__ import annotations

from indicators.conditions import literal
from indicators.declaration import Indicateur
from indicators.grain import grain_of as grain_of
from indicators.published import FAIT_CONTRIBUTIONS
from registry.periods import Trimestre
from registry.territory import NATION

# The temporary table from which sums and contributions are both drawn.
CONTRIBUTIONS = "contributions_du_trimestre"


def contributions_statement(trimestre: Trimestre, indicators: tuple[Indicateur, ...]) -> str:
    """The SQL that fills ``fait_contributions`` for a quarter from the contributions that its sums were drawn from."""
    grains = [(one, grain) for one in indicators if (grain := grain_of(one)) is not None]
    rows = ", ".join(
        f"({literal(one.code)}, {_flag(one.denominateur is not None)}, {_flag(one.champ == 'ligne')}, "
        f"{_flag(grain == 'cercle')})"
        for one, grain in grains
    )
    rows = rows or "(CAST(NULL AS VARCHAR), false, false, false)"
    # A row that adds nothing is no part of a count; a commune that says zero is.
    known = "dans AND num IS NOT NULL AND den IS NOT NULL AND (NOT lignes OR num <> 0 OR (rapport AND den <> 0))"
    return (
        f"INSERT INTO {FAIT_CONTRIBUTIONS.nom} ({', '.join(FAIT_CONTRIBUTIONS.noms())}) "
        f"SELECT {literal(str(trimestre))}, indicateur, CASE WHEN commune IS NOT NULL THEN 'commune' WHEN cercle_code"
        " IS NOT NULL THEN 'cercle' WHEN region_code IS NOT NULL THEN 'region' ELSE 'pays' END AS niveau, "
        f"coalesce(commune, cercle_code, region_code, {literal(NATION)}) AS unite_code, cercle_code, "
        f"coalesce(region_code, {literal(NATION)}), sum(num), CASE WHEN any_value(rapport) THEN sum(den) END, ligne, "
        f"cle FROM (SELECT c.*, d.rapport, if(d.pli, NULL, c.commune_code) AS commune FROM {CONTRIBUTIONS} AS c"
        f" JOIN (VALUES {rows}) AS d(indicateur, rapport, lignes, pli) ON d.indicateur = c.indicateur WHERE {known})"
        " GROUP BY indicateur, commune, cercle_code, region_code, ligne, cle"
        " ORDER BY indicateur, region_code, cercle_code, unite_code, ligne"
    )


def _flag(value: bool) -> str:
    return "true" if value else "false"
