"""Help pages wholly in French, for commands and for the groups that some commands are."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

# Typer's own words of a help page; it offers no translation of them.
_HELP_WORDS = (
    ("Usage:", "Emploi :"),
    ("Options:", "Options :"),
    ("Arguments:", "Arguments :"),
    ("Commands:", "Commandes :"),
    ("COMMAND [ARGS]...", "COMMANDE [ARGUMENTS]"),
    ("Show this message and exit.", "Montrer cette aide."),
    ("[required]", "[obligatoire]"),
    ("[default:", "[par défaut :"),
)


class FrenchCommand(TyperCommand):
    """A command whose help is wholly in French."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _in_french(super().get_help(ctx))


class FrenchGroup(TyperGroup):
    """A group whose help is wholly in French."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return _in_french(super().get_help(ctx))


def command_group(texte: str) -> typer.Typer:
    """A command made of several (``oise experiences chercher``); ``texte`` is its help, with an example.

    Alone it shows its help, unless its module gives it another callback.
    """
    group = typer.Typer(
        cls=FrenchGroup, help=texte, rich_markup_mode=None, add_completion=False, invoke_without_command=True
    )
    group.callback()(_show_help)
    return group


def _show_help(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def _in_french(help_page: str) -> str:
    for english, french in _HELP_WORDS:
        help_page = help_page.replace(english, french)
    return help_page
