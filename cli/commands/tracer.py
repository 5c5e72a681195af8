"""``oise tracer``: from a published figure to the cells of the files that it was read in."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import JsonOption, KnownOnOption, QuarterArgument, day, opened_home, print_json, published_file
from registry.home import Home
from registry.periods import Trimestre
from registry.territory import units
from registry.writing import french_number
from schemas.submission import LIBELLES_VERDICT

if TYPE_CHECKING:
    from syntheses.evidence import Inhabitants
    from syntheses.lineage import Contribution, Source, Trace
    from syntheses.origins import Cell

IndicatorArgument = Annotated[
    str, typer.Argument(metavar="INDICATEUR", help="Par exemple sante_hab_par_cscom.", show_default=False)
]
UnitArgument = Annotated[
    str, typer.Argument(metavar="UNITE", help="Code d'une commune, d'un cercle, d'une région, ou ML.")
]
_EMPREINTE = 12


def run(
    indicateur: IndicatorArgument,
    unite: UnitArgument,
    trimestre: QuarterArgument,
    json: JsonOption = False,
    connu_le: KnownOnOption = "",
) -> None:
    """Remonte d'un chiffre publié à ses parts, puis aux fichiers, feuilles, lignes et colonnes où il a été lu.

    Exemple : oise tracer sante_hab_par_cscom ML01 2026-Q3
    """
    from syntheses.lineage import trace

    asked, home = Trimestre.parse(trimestre), opened_home()
    found = trace(_file(home, connu_le), indicateur, unite, asked)
    names = original_names(home, found)
    if json:
        print_json(as_json(found, names))
    else:
        _show(found, names)


def _file(home: Home, connu_le: str) -> Any:
    if not connu_le.strip():
        return published_file(home)
    from warehouse.editions import BASE
    from warehouse.history import edition_known_on

    return edition_known_on(home, day(connu_le)) / BASE


def original_names(home: Home, found: Trace) -> dict[int, str]:
    """The names that senders gave to the files, which this installation's journal alone knows, by deposit."""
    from warehouse.journal import entry_at

    return {one.fichier.depot: str(entry_at(home, one.fichier.depot).corps["nom_original"]) for one in found.sources}


def as_json(found: Trace, names: dict[int, str]) -> dict[str, Any]:
    """The trace as one JSON document, decimals as text."""
    document = asdict(found)
    document["sources"] = [
        {
            **one.fichier._asdict(),
            "nom": names[one.fichier.depot],
            "validation": one.validation or None,
            "validation_a_jour": one.a_jour,
            "valide_le": one.valide_le or None,
        }
        for one in found.sources
    ]
    for shown, one in zip(document["contributions"], found.contributions, strict=True):
        shown["population"] = one.population._asdict() if one.population else None
    return document


def _show(found: Trace, names: dict[int, str]) -> None:
    quarter = Trimestre.parse(found.trimestre)
    typer.echo(f"{found.libelle} ({found.indicateur})")
    marked = " : DONNÉES FICTIVES" if found.donnees_fictives else ""
    typer.echo(f"{found.nom} ({found.unite_code}), {quarter.libelle}, édition {found.edition}{marked}")
    typer.echo("")
    value = f"{_number(found.valeur)} {found.unite}" if found.valeur is not None else f"non publiée. {found.motif}"
    typer.echo(f"Valeur       : {value}")
    if found.numerateur is not None:
        typer.echo(f"Numérateur   : {_number(found.numerateur)} ({found.numerateur_mots})")
    if found.denominateur is not None:
        typer.echo(f"Dénominateur : {_number(found.denominateur)} ({found.denominateur_mots})")
        if found.multiplicateur != 1:
            typer.echo(f"Calcul       : numérateur ÷ dénominateur × {found.multiplicateur}")
    known, total = found.couverture
    heard = f" ; cercles entendus : {found.cercles[0]} sur {found.cercles[1]}" if found.cercles else ""
    typer.echo(f"Couverture   : {known} connus sur {total}{heard}")
    typer.echo("")
    if found.sans_detail:
        typer.echo(found.sans_detail)
    for part in found.contributions:
        _show_part(part)
    if found.inconnues:
        typer.echo(f"\nHors du calcul, faute d'être connues ({len(found.inconnues)}) :")
        for one in found.inconnues:
            typer.echo(f"  {one.nom} ({one.unite_code}) : {'; '.join(map(_cell, one.cellules)) or 'rien de reçu'}")
    sources = {one.population.source for one in found.contributions if one.population}
    for source_of_population in sorted(sources):
        typer.echo(f"\nRéférence de population : {source_of_population}")
    if found.sources:
        typer.echo(f"\nFichiers ({len(found.sources)}) :")
    for source in found.sources:
        _show_source(source, names[source.fichier.depot])


def _show_part(one: Contribution) -> None:
    over = f" / {_number(one.denominateur)}" if one.denominateur is not None else ""
    which = f", {one.ligne}" if one.ligne else ""
    typer.echo(f"{one.nom} ({one.unite_code}){which} : {_number(one.numerateur)}{over}")
    for cell in one.cellules:
        typer.echo(f"    {_cell(cell)}")
    if one.population:
        typer.echo(f"    {_population(one.population)}")
    if not (one.cellules or one.population or one.fichiers):
        typer.echo("    aucun fichier reçu")
    if one.fichiers:
        many = "dans le dépôt" if len(one.fichiers) == 1 else "d'après les dépôts"
        typer.echo(f"    compté {many} {', '.join(map(str, one.fichiers))}")


def _cell(one: Cell) -> str:
    from syntheses.origins import ETATS_LUS, cell_text

    shown = cell_text(one.valeur)
    state = ETATS_LUS.get(one.etat, one.etat)
    told = f"{one.libelle} = {shown}" + (f" ({state})" if state else "")
    if one.depot is None:
        return told
    place = f"{one.feuille} {one.colonne}{one.ligne}" if one.colonne else f"{one.feuille} ligne {one.ligne}"
    since = ", ligne changée depuis" if one.depuis else ""
    return f"{told} : dépôt {one.depot} ({one.trimestre}), {place}{since}"


def _population(one: Inhabitants) -> str:
    return f"Population = {french_number(one.population)} : référence de {one.annee}, {one.statut}"


def _show_source(one: Source, name: str) -> None:
    from syntheses.lineage import validation_text

    file = one.fichier
    sender = units()[file.expediteur].nom
    said = f", {told}" if (told := validation_text(one)) else ""
    version = f", version {file.version}" if file.version else ""
    nature = " (complément)" if file.nature == "complement" else ""
    typer.echo(
        f"  dépôt {file.depot} : {name}, {sender} ({file.expediteur}), {file.trimestre}{version}{nature}\n"
        f"    reçu le {file.recu_le:%d/%m/%Y}, {LIBELLES_VERDICT[file.verdict]}{said}, "
        f"sha256 {file.sha256[:_EMPREINTE]}…"
    )


def _number(value: Decimal | None) -> str:
    from syntheses.typography import decimals_of, number

    return "" if value is None else number(value, min(decimals_of(value), 3))
