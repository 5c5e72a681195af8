"""Entry point of ``oise``: loads the one command that is called and turns refusals into one French sentence."""

from __future__ import annotations

import pkgutil
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import typer
from rapidfuzz import process

import cli.commands
from cli.help import FrenchCommand, FrenchGroup
from registry.errors import OiseError

REFUSED, UNEXPECTED = 2, 70

# Typer's own base of every "bad command line" error; its messages are English, ours are not.
_USAGE_ERROR: type[Exception] = typer.BadParameter.__bases__[0]


class CommandFolder(FrenchGroup):
    """A group whose commands are the modules of ``cli/commands``, imported only when called.

    A module gives its one command as ``run``, or several as ``app``.
    """

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command's name, whatever the context."""
        return command_names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, its module imported; None when there is none."""
        if cmd_name not in command_names():
            return None
        module = import_module(f"cli.commands.{cmd_name.replace('-', '_')}")
        if hasattr(module, "app"):
            return typer.main.get_group(module.app)
        app = typer.Typer(add_completion=False, rich_markup_mode=None)
        app.command(name=cmd_name, cls=FrenchCommand)(module.run)
        return typer.main.get_command(app)


def command_names() -> list[str]:
    """Every command, sorted, as typed (``rapport-ccc`` for ``rapport_ccc.py``)."""
    return sorted(found.name.replace("_", "-") for found in pkgutil.iter_modules(cli.commands.__path__))


app = typer.Typer(cls=CommandFolder, rich_markup_mode=None, add_completion=False)


@app.callback()
def oise() -> None:
    """OISE, le registre national de la coopération décentralisée du Mali.

    Exemple : oise etat 2026-Q3
    """


def run() -> None:
    """Run the command line; exits 0, the command's own code, 2 on a refusal, 70 on a defect."""
    try:
        code = app(sys.argv[1:] or ["--help"], standalone_mode=False, prog_name="oise")
    except OiseError as refusal:
        _say(str(refusal))
        sys.exit(REFUSED)
    except (KeyboardInterrupt, typer.Abort):
        _say("Interrompu : relancez la même commande, elle reprendra où elle s'est arrêtée.")
        sys.exit(130)
    except _USAGE_ERROR as misuse:
        _say(_french(misuse))
        sys.exit(REFUSED)
    except BrokenPipeError:
        sys.exit(1)
    except Exception:
        _say(f"Erreur imprévue : transmettez le fichier {_trace_file()} à l'équipe d'OISE, puis relancez la commande.")
        sys.exit(UNEXPECTED)
    sys.exit(code if isinstance(code, int) else 0)


def _say(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _trace_file() -> Path:
    with tempfile.NamedTemporaryFile("w", prefix="oise-erreur-", suffix=".txt", delete=False, encoding="utf-8") as file:
        file.write(traceback.format_exc())
    return Path(file.name)


def _french(misuse: Exception) -> str:
    """One French sentence for a command line that can't be read."""
    context = getattr(misuse, "ctx", None)
    path = context.command_path if context is not None else "oise"
    kind = type(misuse).__name__
    parameter = getattr(misuse, "param", None)
    if kind == "NoSuchOption":
        return f"L'option « {getattr(misuse, 'option_name', '')} » n'existe pas : voyez « {path} --help »."
    if kind == "MissingParameter" and parameter is not None:
        return f"Il manque « {_named(parameter)} » : voyez « {path} --help »."
    if kind == "BadParameter" and parameter is not None:
        return f"La valeur donnée à « {_named(parameter)} » ne convient pas : voyez « {path} --help »."
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    known = sorted(getattr(context.command, "commands", {})) if context is not None else []
    known = command_names() if path == "oise" else known
    typed = " ".join(words[len(path.split()) - 1 :][:1])
    if known and typed not in known:
        near = process.extractOne(typed, known, score_cutoff=60)
        advice = f"vouliez-vous dire « {path} {near[0]} » ?" if near else f"voyez « {path} --help »."
        return f"La commande « {' '.join((*path.split()[1:], typed))} » n'existe pas : {advice}"
    return f"La commande ne peut pas être comprise ainsi : voyez « {path} --help »."


def _named(parameter: Any) -> str:
    """A parameter as the help shows it."""
    is_option = getattr(parameter, "param_type_name", "") == "option"
    return str(max(parameter.opts, key=len) if is_option else parameter.metavar or parameter.name)
