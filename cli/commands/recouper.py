"""``oise recouper``: a register beside a partner's list or another base's extract, and what people decide of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import ByOption, DayOption, JsonOption, day, opened_home, print_json
from registry.errors import OiseError
from registry.home import Home
from registry.periods import Trimestre
from registry.reconciliation_mappings import REGISTRES, Correspondance, read_mapping, shipped, shipped_names
from registry.writing import french_number

if TYPE_CHECKING:
    from landing.reconciliation_report import Recoupement

FileArgument = Annotated[
    Path | None, typer.Argument(metavar="FICHIER", help="Liste ou extrait d'une autre base, CSV ou XLSX.")
]
WithOption = Annotated[
    str, typer.Option("--avec", metavar="REGISTRE", help=f"Registre à comparer : {', '.join(REGISTRES)}.")
]
ModelOption = Annotated[
    str, typer.Option("--modele", metavar="NOM", help="Correspondance livrée avec OISE, par exemple cncd.")
]
MappingOption = Annotated[
    Path | None, typer.Option("--correspondance", metavar="FICHIER.toml", help="Votre propre correspondance.")
]
SheetOption = Annotated[str, typer.Option("--feuille", metavar="ONGLET", help="Feuille du classeur à lire.")]
QuarterOption = Annotated[
    str, typer.Option("--trimestre", metavar="TRIMESTRE", help="Trimestre comparé ; obligatoire pour les services.")
]
OutputOption = Annotated[Path | None, typer.Option("-o", metavar="CLASSEUR.xlsx", help="Où écrire le classeur.")]
DecideOption = Annotated[
    Path | None, typer.Option("--decider", metavar="CLASSEUR.xlsx", help="Enregistrer les décisions de ce classeur.")
]
AgainOption = Annotated[bool, typer.Option("--revoir", help="Redemander aussi ce qui est déjà décidé.")]


def run(
    fichier: FileArgument = None,
    avec: WithOption = "",
    modele: ModelOption = "",
    correspondance: MappingOption = None,
    feuille: SheetOption = "",
    trimestre: QuarterOption = "",
    sortie: OutputOption = None,
    revoir: AgainOption = False,
    decider: DecideOption = None,
    par: ByOption = "",
    le: DayOption = "",
    json: JsonOption = False,
) -> None:
    """Compare un registre à la liste d'un partenaire ou à l'extrait d'une autre base, dans un classeur à décider.

    Exemple : oise recouper liste.csv --avec partenariats --modele cncd -o a_decider.xlsx
    """
    home, moment = opened_home(), day(le)
    if decider is not None:
        if fichier is not None:
            raise OiseError("Donnez un fichier à recouper, ou un classeur à --decider, pas les deux.")
        _decide(home, decider, par, json)
        return
    if fichier is None:
        raise OiseError("Donnez le fichier à recouper : oise recouper liste.csv --avec partenariats --modele cncd.")
    mapping = _mapping(avec, modele, correspondance)
    quarter = Trimestre.parse(trimestre) if trimestre else None
    target = sortie or (None if json else Path(f"recoupement_{mapping.nom}_{mapping.registre}.xlsx"))
    if target is not None and target.exists():
        raise OiseError(
            f"{target} existe déjà et porte peut-être des décisions : enregistrez-les avec --decider, ou donnez un "
            "autre nom avec -o."
        )
    done = compared(home, fichier, mapping, moment, feuille=feuille, trimestre=quarter, revoir=revoir)
    if target is not None:
        _write(done, target)
    if json:
        from landing.reconciliation_report import as_dict

        print_json({**as_dict(done), "classeur": str(target) if target else None})
    else:
        _tell(done, target)


def compared(
    home: Home,
    fichier: Path,
    mapping: Correspondance,
    jour: date,
    *,
    feuille: str = "",
    trimestre: Trimestre | None = None,
    revoir: bool = False,
) -> Recoupement:
    """Read, compare, and apply what was decided; raises OiseError."""
    from landing.foreign import read_foreign
    from landing.foreign_rows import read_rows
    from landing.reconciliation_answers import file_hash
    from landing.reconciliation_report import Recoupement
    from registry.reconciliation import compare, in_scope, points
    from warehouse.reconciliations import our_rows, partners_decided_one, recorded_decisions

    everything = our_rows(home, mapping, trimestre)
    digest = file_hash(fichier)
    read = read_rows(read_foreign(fichier, mapping), mapping, feuille, trimestre, home.perimetre)
    if file_hash(fichier) != digest:
        raise OiseError(f"Le fichier {fichier} a changé pendant sa lecture : relancez la même commande.")
    ours = [row for row in everything if in_scope(mapping, row)]
    decided = recorded_decisions(home, mapping)
    found = points(compare(mapping, ours, read.lignes, decided, partners_decided_one(home)), decided)
    if revoir:
        found = tuple(
            one if one.categorie == "separee" else replace(one, gardee=None, ancienne=one.gardee or one.ancienne)
            for one in found
        )
    return Recoupement(
        mapping=mapping,
        fichier=fichier.name,
        sha256=digest,
        jour=jour,
        trimestre=trimestre,
        lues=read,
        points=found,
        ici_nb=len(ours),
        hors_liste=len(everything) - len(ours),
        fictive=home.fictive,
    )


def _mapping(avec: str, modele: str, own: Path | None) -> Correspondance:
    if avec not in REGISTRES:
        raise OiseError(f"Dites avec --avec quel registre comparer : {', '.join(REGISTRES)}.")
    if bool(modele) == (own is not None):
        models = ", ".join(shipped_names(avec)) or "aucun"
        raise OiseError(
            f"Donnez une correspondance : --modele (pour {avec} : {models}) ou --correspondance FICHIER.toml."
        )
    mapping = read_mapping(own) if own is not None else shipped(modele)
    if mapping.registre != avec:
        raise OiseError(f"La correspondance {mapping.nom} est faite pour --avec {mapping.registre}, pas pour {avec}.")
    return mapping


def _write(done: Recoupement, path: Path) -> None:
    from landing.reconciliation_workbook import write_workbook

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(done, path)
    except OSError as error:
        raise OiseError(
            f"{path} ne peut pas être écrit ({error.strerror}) : choisissez un autre endroit avec -o."
        ) from error


def _tell(done: Recoupement, path: Path | None) -> None:
    counts = done.comptes()
    if done.fictive:
        typer.echo("DONNÉES FICTIVES : les lignes du registre sont simulées.")
    if done.mapping.reserve:
        typer.echo(done.mapping.reserve)
    told = (
        ("lignes ici", "lignes_ici"),
        ("là-bas", "lignes_la"),
        ("rapprochées", "paires_certaines"),
        ("différences à décider", "differences"),
        ("rapprochements à décider", "a_decider"),
        ("ici seulement", "ici_seulement"),
        ("là seulement", "la_seulement"),
        ("illisibles", "illisibles"),
        ("décisions gardées", "decisions_gardees"),
    )
    line = " ; ".join(f"{words} : {french_number(counts[name])}" for words, name in told)
    typer.echo(f"{line[:1].upper()}{line[1:]}.")
    if path is not None:
        typer.echo(str(path))


def _decide(home: Home, path: Path, par: str, as_json: bool) -> None:
    from landing.reconciliation_answers import read_decisions
    from warehouse.reconciliations import record_decisions

    found = read_decisions(path)
    if not found.decisions:
        raise OiseError(f"Aucune décision n'est écrite dans {path} : remplissez la colonne « Décision ».")
    new, known = record_decisions(home, found.registre, found.source, found.sha256, found.decisions, par)
    if as_json:
        print_json(
            {
                "registre": found.registre,
                "correspondance": found.source,
                "enregistrees": new,
                "deja_connues": known,
                "en_attente": found.en_attente,
            }
        )
        return
    typer.echo(
        f"Décisions inscrites au journal : {new} ; déjà connues : {known} ; lignes en attente : {found.en_attente}."
    )
