"""`plek import`: published files into the database, each command in one transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeVar

import click
from rich.console import Console
from rich.progress import track
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from models.engine import make_engine
from web.commands import Stop, printable
from web.config import SettingsError, check_database_url, database_url
from web.services.importing.interests import import_interests
from web.services.importing.occupations import import_occupations
from web.services.importing.postcodes import import_postcodes
from web.services.importing.reading import WrongFile
from web.services.importing.report import Report

T = TypeVar("T")

#: Rows left out, and keys of one finding, that are printed before "and n more".
MOST_PRINTED: Final = 200
FEW_PRINTED: Final = 5

_file = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
_files = click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))


@click.group("import")
def import_() -> None:
    """Read published files into the database; a file is taken over whole or not at all."""


@import_.command()
@_file
def postcodes(path: Path) -> None:
    """Four-digit postcodes: pc4, plaats, gemeente, provincie, inwoners, lat, lon."""
    _run(lambda session: [import_postcodes(session, path, progress=_bar)])


@import_.command()
@_files
def occupations(paths: tuple[Path, ...]) -> None:
    """ESCO's occupations and, beside them if wanted, its ISCO groups, in Dutch."""
    _run(lambda session: import_occupations(session, paths, progress=_bar))


@import_.command()
@_files
def interests(paths: tuple[Path, ...]) -> None:
    """O*NET's interests with a crosswalk from ESCO to O*NET; import the occupations first."""
    _run(lambda session: [import_interests(session, paths, progress=_bar)])


def _run(work: Callable[[Session], Sequence[Report]]) -> None:
    with _transaction() as session:
        reports = work(session)
    for report in reports:
        for line in report_lines(report):
            click.echo(line)


@contextmanager
def _transaction() -> Iterator[Session]:
    """One transaction, begun when the files are read, with SQLite's write lock; a mistake becomes one sentence."""
    url = database_url()
    try:
        check_database_url(url)
    except SettingsError as error:
        raise Stop(str(error)) from None
    engine = make_engine(url, execution_options={"begin": "BEGIN IMMEDIATE"})
    try:
        with Session(engine) as session:
            yield session
            session.commit()
    except WrongFile as error:
        raise Stop(printable(str(error))) from None
    except DBAPIError as error:
        reason = printable(str(error.orig).splitlines()[0])
        raise Stop(f"The database refused ({reason}); has `plek db upgrade` been run?") from None
    finally:
        engine.dispose()


def _bar(items: list[T], label: str, /) -> Iterable[T]:
    console = Console(stderr=True)
    return track(items, description=label, console=console, transient=True, disable=not console.is_terminal)


def report_lines(report: Report) -> Iterator[str]:
    """What an import did, as lines for a terminal: counts first, then what was left out and what is odd."""
    yield (
        f"{report.subject}: {report.new:,} new, {report.changed:,} changed, {report.same:,} same, "
        f"{len(report.left_out):,} left out"
    )
    if report.tallies:
        yield "  " + ", ".join(f"{name}: {count:,}" for name, count in report.tallies.items())
    for row in report.left_out[:MOST_PRINTED]:
        yield printable(f"  left out, {row.file} line {row.line}: {row.key}: {row.reason}")
    if len(report.left_out) > MOST_PRINTED:
        yield f"  and {len(report.left_out) - MOST_PRINTED:,} more left out"
    for sentence, keys in report.findings.items():
        yield printable(f"  {len(keys):,} {sentence}: {_listed(keys)}")


def _listed(keys: Sequence[str]) -> str:
    if len(keys) <= MOST_PRINTED:
        return ", ".join(keys)
    return f"{', '.join(keys[:FEW_PRINTED])} and {len(keys) - FEW_PRINTED:,} more"
