"""What commands share in showing things: JSON, checked arguments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from registry import amendments
from registry.errors import OiseError
from registry.home import Home
from registry.levels import covers
from registry.territory import Unite, units
from registry.writing import french_number

JsonOption = Annotated[bool, typer.Option("--json", help="Écrire le résultat en JSON.")]
ByOption = Annotated[
    str,
    typer.Option(
        "--par",
        metavar="NOM",
        help="Qui décide, de préférence une fonction (« CSR de Kayes ») ; le journal le garde.",
        show_default=False,
    ),
]
FolderOption = Annotated[Path, typer.Option("--dossier", "-o", help="Dossier où écrire.")]
DayOption = Annotated[
    str,
    typer.Option("--le", metavar="DATE", help="Jour (jj/mm/aaaa), aujourd'hui par défaut.", show_default=False),
]
KnownOnOption = Annotated[
    str,
    typer.Option(
        "--connu-le",
        metavar="DATE",
        help="Jour (jj/mm/aaaa) : lire les chiffres tels qu'ils étaient publiés à la fin de ce jour.",
        show_default=False,
    ),
]
LanguagesOption = Annotated[
    str, typer.Option("--langue", metavar="LANGUE", help="fr ou en ; les deux par défaut.", show_default=False)
]
QuarterArgument = Annotated[str, typer.Argument(metavar="TRIMESTRE", help="Par exemple 2026-Q3.", show_default=False)]


def print_json(value: Any) -> None:
    """Write one JSON document, keys as given, accents kept."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def tell_act(told: Mapping[str, Any], as_json: bool) -> None:
    """Say which act of the journal a decision became."""
    if as_json:
        print_json(told)
    else:
        typer.echo(f"n° {told['sequence']} : {told['phrase']}")


def check_served(home: Home, unit: Unite) -> None:
    """Raise OiseError when a sender's files are not received by this installation."""
    if not covers(home.perimetre, unit.code):
        raise OiseError(
            f"L'installation sert {home.perimetre} et ne connaît pas les envois de {unit.nom} ({unit.code}) : "
            "prenez son classeur dans l'installation qui les reçoit."
        )


@contextmanager
def writing_workbook(folder: Path) -> Iterator[None]:
    """A folder made ready for a workbook; raises OiseError when nothing can be written there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise OiseError(
            f"Le classeur ne peut pas être écrit dans {folder} ({error.strerror}) : "
            "choisissez un autre dossier avec -o."
        ) from error


def opened_home() -> Home:
    """The home named by OISE_HOME, checked, its decisions over the registry ambient; raises OiseError."""
    home = Home.from_environment().checked()
    if not amendments.current().fiable:
        from warehouse.amending import refresh

        refresh(home)
    return home


def follow_home() -> None:
    """Make what the home named by OISE_HOME decided ambient, when there is one, for a command that needs none."""
    with suppress(OiseError):
        Home.from_environment().checked()


def sender(code: str) -> Unite:
    """The unit that sends under this code: a cercle, a region or the nation.

    Raises OiseError, with the nearest sender by code or by name, when it is none of them.
    """
    from registry.places import find

    wanted = code.strip().upper()
    unit = units().get(wanted)
    if unit is not None and unit.niveau != "commune":
        return unit
    if unit is not None:
        raise OiseError(f"{unit.nom} ({wanted}) est une commune : donnez le code de son cercle, {unit.parent}.")
    near = find(code, niveaux=("cercle", "region"))
    advice = f" : vouliez-vous dire {near[0].unite.code} ({near[0].unite.nom}) ?" if near else "."
    raise OiseError(f"« {code} » n'est pas un cercle ni une région du Mali (division de 1999){advice}")


def counted(number: int, noun: str) -> str:
    """How many were found, as a sentence (« 3 conventions. »)."""
    return f"{french_number(number)} {noun}{'s' if number > 1 else ''}."


def day(text: str) -> date:
    """The day that was typed (20/05/1994 or 1994-05-20), today when nothing was; raises OiseError."""
    if not text.strip():
        return datetime.now(UTC).date()
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise OiseError(f"« {text} » n'est pas une date : écrivez-la comme 20/05/1994.")


def place(code: str) -> Unite:
    """The unit of that code, of any level; raises OiseError, with the nearest by code or by name."""
    from registry.places import find

    wanted = units().get(code.strip().upper())
    if wanted is not None:
        return wanted
    near = find(code)
    advice = f" : vouliez-vous dire {near[0].unite.code} ({near[0].unite.nom}) ?" if near else "."
    raise OiseError(f"« {code} » n'est pas le code d'une collectivité du Mali (division de 1999){advice}")


def languages(text: str) -> tuple[Literal["fr", "en"], ...]:
    """The languages asked for, both when none is; raises OiseError."""
    known: dict[str, tuple[Literal["fr", "en"], ...]] = {"": ("fr", "en"), "fr": ("fr",), "en": ("en",)}
    if text.strip().lower() not in known:
        raise OiseError(f"La langue « {text} » n'est pas proposée : écrivez fr ou en.")
    return known[text.strip().lower()]


def published_file(home: Home) -> Path:
    """The analysts' file of the current edition; raises OiseError when nothing was published yet."""
    if not home.analyst_file.is_file():
        raise OiseError("Aucun trimestre n'est encore publié : lancez « oise trimestre » d'abord.")
    return home.analyst_file.resolve()


def write_files(folder: Path, documents: Mapping[str, bytes], as_json: bool, fictive: bool) -> None:
    """Write documents by name into a folder and say where; raises OiseError when it can't be written."""
    paths = saved_files(folder, documents)
    if as_json:
        print_json({"fichiers": paths, "donnees_fictives": fictive})
    else:
        typer.echo("\n".join(paths))


def saved_files(folder: Path, documents: Mapping[str, bytes]) -> list[str]:
    """Write documents by name into a folder; where they are. Raises OiseError when they can't be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in documents.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        raise OiseError(
            f"Rien ne peut être écrit dans {folder} ({error.strerror}) : choisissez un autre dossier avec -o."
        ) from error
    return [str(folder / name) for name in documents]
