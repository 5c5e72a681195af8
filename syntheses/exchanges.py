"""What a territory gives others to read: experiences published, partnerships offered or asked for."""

from __future__ import annotations

from syntheses.facts import Body
from syntheses.published_quarter import Quarter
from syntheses.register_facts import Experience, Notice
from syntheses.territory_rows import Row, place, row_name, rows_in

_SECTEURS = ("secteur_1_code", "secteur_2_code", "secteur_3_code")


def experiences_of(quarter: Quarter, organe: Body) -> tuple[Experience, ...]:
    """The published experiences, by place then title."""
    found = [
        Experience(
            titre=row["titre"] or "",
            type=quarter.label("types_experience", row["type_code"]),
            unite_nom=place(row["unite_code"]),
            secteur=quarter.label("secteurs", row["secteur_code"]),
            ligne=row_name("experiences", row),
        )
        for row in rows_in(quarter, organe, "experiences")
    ]
    return tuple(sorted(found, key=lambda one: (one.unite_nom, one.titre)))


def notices_of(quarter: Quarter, organe: Body) -> tuple[Notice, ...]:
    """Offers and requests open at the quarter's end, the last filed first."""
    last = quarter.trimestre.fin
    rows = [
        row
        for row in rows_in(quarter, organe, "offres_demandes")
        if row["statut_code"] == "ouverte" and (row["valable_date"] is None or row["valable_date"] >= last)
    ]
    rows.sort(key=lambda row: (-row["depose_date"].toordinal(), row["id_local"]))
    return tuple(_notice(quarter, row) for row in rows)


def _notice(quarter: Quarter, row: Row) -> Notice:
    return Notice(
        sens=quarter.label("sens_annonce", row["sens_code"]),
        partie=row["partie_nom"] or place(row["unite_code"]),
        pays=quarter.label("pays", row["pays_code"]) or ("" if row["partie_nom"] else "Mali"),
        secteurs=tuple(quarter.label("secteurs", row[name]) for name in _SECTEURS if row[name]),
        depuis=row["depose_date"],
        valable=row["valable_date"],
        ligne=row_name("offres_demandes", row),
    )
