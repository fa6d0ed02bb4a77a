"""The commands of `plek`; each module is imported only when its command is used."""

import click


class Stop(click.ClickException):
    """Ends a command with one plain sentence on stderr ("Error: ...") and exit code 2, without a traceback."""

    exit_code = 2


def printable(text: str) -> str:
    """A text in one line that any terminal can show, whatever a file or its name holds."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)
