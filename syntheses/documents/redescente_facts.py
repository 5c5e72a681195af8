"""What goes down to a cercle or a region with its own data: facts read from the excerpt of the edition."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from registry.bodies import recipients
from registry.levels import covers
from registry.periods import Trimestre
from registry.territory import Unite, ancestor, unit
from syntheses.bodies import body
from syntheses.selection import CHIFFRES_CLES
from syntheses.typography import curly
from warehouse.described import NIVEAUX
from warehouse.excerpt import compared_with, own_units
from warehouse.literals import listed
from warehouse.published import Reader, open_published


@dataclass(frozen=True)
class Sending:
    """One return of the territory: its verdict ("" when nothing came), its rows, whether it was in time.

    ``validation``: the CSR's decision on what counts today, "" when there is none.
    """

    code: str
    nom: str
    verdict: str
    a_temps: bool | None
    integrees: int
    ecartees: int
    validation: str


@dataclass(frozen=True)
class Use:
    """A synthesis in which the territory's figures count: how many indicators it shows, how many of them count some."""

    document: str
    publies: int
    avec_les_siens: int


@dataclass(frozen=True)
class Comparison:
    """One figure of the territory beside those above; ``rang`` among ``classes`` peers, None where it isn't known.

    A rank is told only of what has a good direction: 1 is the best.
    """

    code: str
    libelle: str
    unite: str
    decimales: int
    ici: Decimal | None
    au_dessus: tuple[Decimal | None, ...]
    rang: int | None
    classes: int


@dataclass(frozen=True)
class Descent:
    """All that the letter says; ``niveaux``: the units above, the nearest first. ``nouvelles``: French sentences."""

    unite: Unite
    trimestre: Trimestre
    edition: int
    publiee_le: date
    fictif: bool
    envois: tuple[Sending, ...]
    usages: tuple[Use, ...]
    niveaux: tuple[Unite, ...]
    comparaisons: tuple[Comparison, ...]
    nouvelles: tuple[str, ...]


def gather_descent(excerpt: Path, code: str, trimestre: Trimestre, nouvelles: tuple[str, ...]) -> Descent:
    """Read the facts of a territory's letter from its excerpt; raises OiseError when the file can't be read."""
    place = unit(code)
    above = _above(place)
    with open_published(excerpt) as reader:
        ((number, made, fictive),) = reader.values("SELECT numero, cree_le, donnees_fictives FROM _edition")
        return Descent(
            unite=place,
            trimestre=trimestre,
            edition=number,
            publiee_le=datetime.fromisoformat(made).date(),
            fictif=bool(fictive),
            envois=_sendings(reader, code, trimestre),
            usages=_uses(reader, code, trimestre),
            niveaux=above,
            comparaisons=_comparisons(reader, place, above, trimestre),
            nouvelles=nouvelles,
        )


def _above(place: Unite) -> tuple[Unite, ...]:
    found = []
    while place.parent:
        place = unit(place.parent)
        found.append(place)
    return tuple(found)


def _sendings(reader: Reader, code: str, trimestre: Trimestre) -> tuple[Sending, ...]:
    rows = reader.rows(
        f"SELECT * FROM depots WHERE trimestre = ? AND expediteur IN ({listed(own_units(code))}) ORDER BY expediteur",
        [str(trimestre)],
    )
    decided = dict(
        reader.values(
            "SELECT expediteur, decision_code FROM validations_statuts WHERE trimestre = ? AND a_jour", [str(trimestre)]
        )
    )
    return tuple(
        Sending(
            row["expediteur"],
            unit(row["expediteur"]).nom,
            row["verdict"] or "",
            row["a_temps"],
            row["lignes_integrees"] or 0,
            row["lignes_ecartees"] or 0,
            decided.get(row["expediteur"]) or "",
        )
        for row in rows
    )


def _uses(reader: Reader, code: str, trimestre: Trimestre) -> tuple[Use, ...]:
    """The syntheses over the territory, its own first, with what its contributions count for in each."""
    fed = {
        name
        for (name,) in reader.values(
            f"SELECT DISTINCT indicateur FROM fait_contributions WHERE trimestre = ? AND num IS NOT NULL "
            f"AND unite_code IN ({listed(own_units(code))})",
            [str(trimestre)],
        )
    }
    over = [known for known in recipients() if covers(known.unite.code, code)]
    over.sort(key=lambda known: NIVEAUX.index(known.unite.niveau))
    found = []
    for known in over:
        shown = {
            name
            for (name,) in reader.values(
                "SELECT indicateur FROM fait_indicateurs WHERE trimestre = ? AND unite_code = ? AND valeur IS NOT NULL",
                [str(trimestre), known.unite.code],
            )
        }
        told = body(known.code, trimestre)
        found.append(Use(f"{told.appellation} · {known.unite.nom}", len(shown), len(shown & fed)))
    return tuple(found)


def _comparisons(
    reader: Reader, place: Unite, above: tuple[Unite, ...], trimestre: Trimestre
) -> tuple[Comparison, ...]:
    peers = [code for code in compared_with(place.code) if ancestor(code, place.niveau) == code]
    sheets = {row["indicateur"]: row for row in reader.rows("SELECT * FROM dim_indicateur")}
    wanted = [code for code in CHIFFRES_CLES if code in sheets]
    values = {
        (name, code): value
        for name, code, value in reader.values(
            "SELECT indicateur, unite_code, valeur FROM fait_indicateurs WHERE trimestre = ? AND valeur IS NOT NULL "
            f"AND unite_code IN ({listed((place.code, *compared_with(place.code)))})",
            [str(trimestre)],
        )
    }
    found = []
    for code in wanted:
        sheet, here = sheets[code], values.get((code, place.code))
        known = sorted(
            (values[code, one] for one in (place.code, *peers) if (code, one) in values),
            reverse=sheet["sens"] == "hausse_favorable",
        )
        ranked = here is not None and sheet["sens"] != "neutre" and len(known) > 1
        found.append(
            Comparison(
                code=code,
                libelle=curly(sheet["libelle"]),
                unite=sheet["unite"],
                decimales=int(sheet["decimales"]),
                ici=here,
                au_dessus=tuple(values.get((code, one.code)) for one in above),
                rang=known.index(here) + 1 if ranked and here is not None else None,
                classes=len(known),
            )
        )
    return tuple(one for one in found if one.ici is not None)
