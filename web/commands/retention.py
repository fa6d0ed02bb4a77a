"""`plek retention`: erase what has been kept long enough, each youth in a transaction of its own."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date
from typing import Any, Final

import click
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from web.clock import today
from web.commands import Stop, printable
from web.commands.opening import opened, said_by
from web.services.retention import Step, carry_out, plan

#: Row numbers that are printed before "and n more".
MOST_PRINTED: Final = 200
#: How long the cleaning of SQLite's file waits for who reads or writes.
PATIENCE_MS: Final = 10_000

_WORDS: Final[Mapping[Step, str]] = {
    Step.BEGIN: "without any contact on record, for whom the period begins today",
    Step.WARN: "to be warned: no contact for two years",
    Step.WITHDRAW: "to be kept after all: there was contact after the warning",
    Step.ERASE: "to be erased",
    Step.WAIT: "waiting for a person: no contact for two years, and neither they nor a coach can be told",
}


@click.group()
def retention() -> None:
    """Erase what has been kept long enough."""


@retention.command()
@click.option("--for-real", is_flag=True, help="Do it; without this only say what would be done.")
def run(*, for_real: bool) -> None:
    """Warn youths without contact for two years, and erase those whose month is over. A dry run unless --for-real.

    `plek work` does this once a day; here it can be seen beforehand, or done at once. Nobody is erased of whom nobody
    could be told: who waits for a person stays until there is an address, or a coach who can sign in.

    Prints counts and row numbers, never names. Stopped half-way it leaves whole youths only: run it again. On SQLite
    nothing of the erased stays in the file. PostgreSQL keeps deleted rows until its own vacuum has been there and what
    it logged until its log is gone. Backups keep everything until they are thrown away.
    """
    on = today()
    with opened() as (_settings, engine):
        overwrite(engine)
        with Session(engine) as session:
            due = plan(session, on=on)
        for line in _lines(due):
            click.echo(line)
        if not for_real:
            click.echo("Nothing was changed: this was a dry run. Add --for-real to do it.")
            return
        done = _do(engine, due, on=on)
        clean(engine)
    click.echo(f"Done: {', '.join(f'{step} {count:,}' for step, count in done.items() if step is not Step.WAIT)}.")


def _lines(due: Mapping[Step, Sequence[int]]) -> Iterator[str]:
    for step, ids in due.items():
        numbers = ", ".join(map(str, ids[:MOST_PRINTED]))
        more = f" and {len(ids) - MOST_PRINTED:,} more" if len(ids) > MOST_PRINTED else ""
        yield f"{len(ids):,} {_WORDS[step]}{f': {numbers}{more}' if ids else ''}"


def _do(engine: Engine, due: Mapping[Step, Sequence[int]], *, on: date) -> dict[Step, int]:
    done = dict.fromkeys(Step, 0)
    for youth_id, step, error in carry_out(engine, due, on=on):
        if isinstance(error, DBAPIError):
            raise Stop(f"Stopped at youth {youth_id} ({said_by(error)}). What was done stays; run it again.") from None
        if error:
            raise error
        if step:
            done[step] += 1
    return done


def overwrite(engine: Engine) -> None:
    """Have SQLite write over what is deleted from now on."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _overwrite)


def clean(engine: Engine) -> None:
    """Write SQLite's file anew, and empty what stands beside it: rows that were changed long ago leave traces too."""
    if engine.dialect.name != "sqlite":
        return
    try:
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
            connection.cursor().execute("VACUUM")
            (busy, *_pages) = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error as error:
        raise Stop(f"Erased, but the file could not be cleaned ({printable(str(error))}): run it again.") from None
    if busy:
        raise Stop("Erased, but somebody was reading, so traces are left beside the file: run it again.")


def _overwrite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA secure_delete = ON")
