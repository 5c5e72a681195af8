"""What a body's syntheses say of figures already published that were changed since: its own, and those just below."""

from __future__ import annotations

from registry.territory import children, units
from syntheses.facts import Body, Content
from syntheses.published_quarter import Quarter, as_day
from syntheses.revision_facts import Revision
from syntheses.tabular import Column, Grid, Section
from syntheses.typography import curly, plural, quantity, short_date

TITRE = "Révisions"


def revisions_of(quarter: Quarter, organe: Body) -> tuple[Revision, ...]:
    """The revisions that a body's synthesis announces, its own first, the last quarters first."""
    sheets = {sheet.code: (rank, sheet) for rank, sheet in enumerate(quarter.fiches)}
    places = {code: rank for rank, code in enumerate((organe.code, *(unit.code for unit in children(organe.code))))}
    found = [
        (
            (places[code], -quarter_of.debut.toordinal(), sheets[row["indicateur"]][0], row["edition"]),
            Revision(
                trimestre=quarter_of,
                unite_code=code,
                unite_nom=units()[code].nom,
                indicateur=row["indicateur"],
                libelle=sheets[row["indicateur"]][1].libelle,
                unite=sheets[row["indicateur"]][1].unite,
                decimales=sheets[row["indicateur"]][1].decimales,
                avant=row["valeur_avant"],
                apres=row["valeur_apres"],
                motif=curly(row["motif"]),
                qui=row["qui"],
                edition=row["edition"],
                publie_le=as_day(row["publie_le"]) or quarter.trimestre.fin,
            ),
        )
        for code in places
        for row in quarter.revisions.get(code, ())
        if row["indicateur"] in sheets
        for quarter_of in (type(quarter.trimestre).parse(row["trimestre"]),)
    ]
    return tuple(one for _, one in sorted(found, key=lambda pair: pair[0]))


def revision_sections(content: Content) -> tuple[Section, ...]:
    """The section of the revisions; none when there is none."""
    found = content.revisions
    if not found:
        return ()
    own = sum(one.unite_code == content.organe.code for one in found)
    where = [f"{content.organe.nom} : {own}"] if own else []
    below = {"commune": "communes", "cercle": "cercles", "region": "régions"}[content.organe.sous_niveau]
    where += [f"{below} : {len(found) - own}"] if len(found) > own else []
    columns = (
        Column("Trimestre", 9),
        Column("Collectivité", 16),
        Column("Chiffre", 26),
        Column("Publié jusque-là", 11, nombre=True),
        Column("Désormais", 11, nombre=True),
        Column("Pourquoi", 30),
        Column("Qui", 16),
    )
    return (
        Section(
            "revisions",
            TITRE,
            (
                f"{plural(len(found), 'chiffre déjà publié a changé', 'chiffres déjà publiés ont changé')} "
                f"({', '.join(where)}).",
            ),
            (Grid("Chiffres publiés qui ont changé", columns, tuple(_line(one) for one in found)),),
        ),
    )


def _line(one: Revision) -> tuple[str, ...]:
    return (
        one.trimestre.libelle,
        one.unite_nom,
        one.libelle,
        quantity(one.avant, one.unite, one.decimales),
        "non publié" if one.apres is None else quantity(one.apres, one.unite, one.decimales),
        f"{one.motif} (édition {one.edition} du {short_date(one.publie_le)})",
        one.qui,
    )
