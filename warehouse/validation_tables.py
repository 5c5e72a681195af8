"""What is published of the CSRs' decisions: where each cercle's figures stand."""

from __future__ import annotations

import duckdb

from registry.territory import ancestor
from warehouse.described import EXPEDITEUR, OUI_NON, REGION, TEXTE, TRIMESTRE, published_table
from warehouse.lake import Lake
from warehouse.literals import literal, load_rows
from warehouse.records import recorded_deposits
from warehouse.validation import validations

VALIDATIONS_STATUTS = published_table(
    "validations_statuts",
    "trimestre",
    "Décision du chargé de suivi régional (CSR) sur l'envoi de chaque cercle ; un cercle absent n'a pas de décision : "
    "ses chiffres sont provisoires.",
    TRIMESTRE,
    EXPEDITEUR,
    REGION,
    ("decision_code", TEXTE, "Décision. Liste de codes : decisions_validation."),
    ("a_jour", OUI_NON, "Vrai si la décision porte sur les fichiers qui comptent aujourd'hui ; faux depuis un envoi."),
    ("valide_le", "DATE", "Jour de réception de la décision."),
    ("reserve", TEXTE, "Réserve, ou ce que le cercle doit corriger, en une phrase du CSR."),
)


def fill_validations(connection: duckdb.DuckDBPyConnection, trimestre: str) -> None:
    """Fill the quarter's rows, in a connection where the lake is attached as ``lac``."""
    lake = Lake(connection)
    senders = lake.rows(f"SELECT DISTINCT expediteur FROM lac.depots WHERE trimestre = {literal(trimestre)}")
    about = recorded_deposits(lake, [(str(sender), trimestre) for (sender,) in senders])
    rows = [
        (trimestre, one.cercle, ancestor(one.cercle, "region"), one.decision, one.a_jour, one.recu_le[:10], one.reserve)
        for one in validations(lake, trimestre, about).values()
    ]
    columns = [(column.nom, column.type_sql) for column in VALIDATIONS_STATUTS.colonnes]
    load_rows(connection, "decisions_du_trimestre", columns, rows)
    connection.execute(f"INSERT INTO {VALIDATIONS_STATUTS.nom} SELECT * FROM decisions_du_trimestre")
