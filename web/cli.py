"""The `plek` command: a table of names, each resolved when it is called.

Resolving late keeps `plek match`, which works on files alone, free of Flask and SQLAlchemy.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Final

import click

COMMANDS: Final[Mapping[str, tuple[str, str]]] = {
    "match": ("web.commands.matching:match", "Rank the places of a file for the youth of a file."),
    "settings": ("web.commands.matching:settings", "Print every number of the matcher with its source."),
    "import": ("web.commands.importing:import_", "Read published files into the database."),
    "db": ("web.commands.running:db", "Prepare the database."),
    "serve": ("web.commands.running:serve", "Serve the pages."),
    "account": ("web.commands.accounts:account", "Make the first account."),
    "work": ("web.commands.working:work", "Send what is due, and do what each day asks."),
    "audit": ("web.commands.auditing:audit", "Check the log of who looked."),
    "explain": ("web.commands.explaining:explain", "Print what was shown, and make it again."),
    "keys": ("web.commands.keys:keys", "Renew the keys of encrypted fields."),
    "retention": ("web.commands.retention:retention", "Erase what has been kept long enough."),
    "texts": ("web.commands.texts:texts", "Collect new texts for translation."),
}


class LateGroup(click.Group):
    """A group that imports the module of a command only when that command is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002
        if name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


@click.group(cls=LateGroup, context_settings={"help_option_names": ["-h", "--help"]})
def plek() -> None:
    """Brings young people and places together, and stays with them afterwards."""
