"""`plek texts`: the translations, from the code to the catalogue to what the server reads."""

import subprocess
import sys
from pathlib import Path
from typing import Final

import click

import web

WEB: Final = Path(web.__file__).parent
TRANSLATIONS: Final = WEB / "translations"
MAPPING: Final = WEB / "babel.cfg"


@click.command()
def texts() -> None:
    """Collect the texts of the code into the Dutch catalogue; new ones come in untranslated."""
    template = TRANSLATIONS / "messages.pot"
    babel("extract", "-F", MAPPING, "-k", "_l", "--no-location", "--sort-output", "--no-wrap", "-o", template, "web")
    quiet = ("--no-wrap", "--no-fuzzy-matching", "--ignore-pot-creation-date", "--ignore-obsolete")
    babel("update", "-i", template, "-d", TRANSLATIONS, "-l", "nl", *quiet)
    template.unlink()
    babel("compile", "-d", TRANSLATIONS, "-l", "nl")


def babel(*arguments: str | Path) -> None:
    """Run pybabel from the folder that holds `web`, so that texts are named alike everywhere."""
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", *map(str, arguments)]
    subprocess.run(command, check=True, cwd=WEB.parent)  # noqa: S603 -- our own words only
