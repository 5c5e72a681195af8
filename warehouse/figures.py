"""The figures of the services, summed at each level from the communes, with what must not be shown hidden."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import duckdb

from registry.elements import all_elements
from registry.periods import Trimestre
from registry.territory import NATION, children, units
from schemas.secrecy import COMMUNES_MINIMUM, MOTIF_COMMUNE
from warehouse.described import NIVEAUX
from warehouse.literals import literal, load_rows
from warehouse.suppression import hidden_units

MOTIF_COUVERTURE = "Moins de la moitié des communes sont connues"


def insert_services(connection: duckdb.DuckDBPyConnection, trimestre: Trimestre) -> None:
    """Fill ``fait_services`` for a quarter, from ``lac.services`` and the temporary table ``unites``."""
    quarter = literal(trimestre)
    load_rows(
        connection,
        "diffusions",
        (("element", "VARCHAR"), ("rang", "INTEGER")),
        [
            (element.code, NIVEAUX.index(element.diffusion))
            for element in all_elements().values()
            if element.diffusion in NIVEAUX
        ],
    )
    connection.execute(
        "INSERT INTO fait_services SELECT s.trimestre, u.niveau, s.unite_code, u.region_code, s.element, "
        "s.valeur, s.etat, s.date_observation, if(s.valeur IS NULL, 0, 1), 1, false, NULL, s.sequence, s.feuille, "
        "s.ligne, s.colonne "
        "FROM lac.services s JOIN unites u ON u.code = s.unite_code JOIN diffusions d ON d.element = s.element "
        f"WHERE s.trimestre = {quarter} AND u.niveau = 'commune' AND d.rang = 0"
    )
    level = "CASE WHEN grouping(cercle) = 0 THEN 'cercle' WHEN grouping(region) = 0 THEN 'region' ELSE 'pays' END"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE sommes AS WITH communes AS ("
        f"SELECT u.cercle_code AS cercle, u.region_code AS region, '{NATION}' AS pays, s.element, s.valeur "
        "FROM lac.services s JOIN unites u ON u.code = s.unite_code "
        f"WHERE s.trimestre = {quarter} AND u.niveau = 'commune') "
        f"SELECT {level} AS niveau, coalesce(cercle, region, pays) AS unite_code, element, sum(valeur) AS valeur, "
        "count(valeur) AS connues FROM communes "
        "GROUP BY GROUPING SETS ((cercle, element), (region, element), (pays, element))"
    )
    _load_secrets(connection)
    ranks = " ".join(f"WHEN '{level}' THEN {rank}" for rank, level in enumerate(NIVEAUX))
    connection.execute(
        "INSERT INTO fait_services WITH jugees AS ("
        f"SELECT s.*, coalesce(u.region_code, '{NATION}') AS region_code, t.total, "
        f"CASE WHEN x.element IS NOT NULL THEN {literal(MOTIF_COMMUNE)} "
        f"WHEN s.connues > 0 AND s.connues * 2 < t.total THEN {literal(MOTIF_COUVERTURE)} END AS motif "
        "FROM sommes s JOIN unites u ON u.code = s.unite_code JOIN communes_par_unite t ON t.unite_code = s.unite_code "
        f"JOIN diffusions d ON d.element = s.element AND CASE s.niveau {ranks} END >= d.rang "
        "LEFT JOIN secrets x ON x.unite_code = s.unite_code AND x.element = s.element) "
        f"SELECT {quarter}, niveau, unite_code, region_code, element, if(motif IS NULL, valeur, NULL), NULL, NULL, "
        "connues, total, motif IS NOT NULL, motif, NULL, NULL, NULL, NULL FROM jugees"
    )


def _load_secrets(connection: duckdb.DuckDBPyConnection) -> None:
    """Temporary tables ``communes_par_unite``, and ``secrets``: the sums that would show one commune's value."""
    totals = _communes_by_unit()
    load_rows(connection, "communes_par_unite", (("unite_code", "VARCHAR"), ("total", "BIGINT")), list(totals.items()))
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for place, element, count in connection.execute("SELECT unite_code, element, connues FROM sommes").fetchall():
        known[element][place] = count
    secrets = []
    for element in all_elements().values():
        if element.diffusion in ("cercle", "region") and element.code in known:
            floor = "cercle" if element.diffusion == "cercle" else "region"
            secrets += [(place, element.code) for place in _hidden(known[element.code], totals, floor)]
    load_rows(connection, "secrets", (("unite_code", "VARCHAR"), ("element", "VARCHAR")), secrets)


def _hidden(known: Mapping[str, int], totals: Mapping[str, int], floor: str) -> list[str]:
    tree = {NATION: [child.code for child in children(NATION)]}
    if floor == "cercle":
        tree |= {region: [child.code for child in children(region)] for region in tree[NATION]}
    places = [NATION, *(child for below in tree.values() for child in below)]
    rows = {place: (known.get(place, 0),) for place in places}
    # A sum hidden for its coverage is no secret, but what is left around it may be.
    uncovered = frozenset(place for place in places if 0 < rows[place][0] * 2 < totals[place])
    hidden = hidden_units(NATION, tree, rows, COMMUNES_MINIMUM, uncovered, alone_allowed=True)
    return sorted(place for place in hidden if place not in uncovered or rows[place][0] < COMMUNES_MINIMUM)


def _communes_by_unit() -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    known = units()
    for place in known.values():
        above = known.get(place.parent) if place.niveau == "commune" else None
        while above is not None:
            totals[above.code] += 1
            above = known.get(above.parent)
    return dict(totals)
