"""The commands of `plek`; each module is imported only when its command is used."""

import click


class Stop(click.ClickException):
    """Ends a command with one plain sentence on stderr ("Error: ...") and exit code 2, without a traceback."""

    exit_code = 2
