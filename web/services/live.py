"""The places of a database as one packed table in this process, brought up to date before each list.

Whoever changes something tells the log (`models/change.py`) in the same transaction. A request reads what is newer than
the table and puts that in. Only what was committed enters, since the log and the places are read apart from the session
that asks: all requests of a process share the table, and each may yet undo what it wrote.
"""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock, Thread
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from matcher import PlaceTable, Reference
from matcher.fast.memory import NotEnoughMemory, require
from matcher.fast.packed import BYTES_A_PLACE, BYTES_A_TASK
from matcher.fast.warming import warm
from models.change import changes_since, latest
from models.loading import iter_places, load_places
from models.place import Place
from models.task import Task

Bind: TypeAlias = Engine | Connection

PATIENCE: Final = 5.0  # seconds between two tries to build a table before anybody asks
WHILE_BUILT: Final = 3  # as much as the table alone: it is put in order, and rows are read

_logger: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Held:
    """A table, and the number of the newest change that is in it."""

    table: PlaceTable
    known: int


class LivePlaces:
    """The table of one database. Threads share it: an up-to-date table is used side by side, one thread changes it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: _Held | None = None
        self.is_warm = False

    def up_to_date(self, session: Session) -> PlaceTable:
        """The table with all that was committed before this call, and nothing else.

        Of a session on a Connection (a test's, which rolls back) with all that was committed there. Waits while another
        thread builds the table. Raises NotEnoughMemory.
        """
        bind = session.get_bind()
        held = self._held
        if held is not None:
            with _reading(bind) as connection:
                if latest(connection) == held.known:
                    return held.table
        with self._lock, _reading(bind) as connection:
            self._held = held = _caught_up(connection, self._held)
        return held.table


def places_table(session: Session) -> PlaceTable:
    """The places of the session's database, as this process holds them, up to date. Raises NotEnoughMemory."""
    return _live_places(session.get_bind()).up_to_date(session)


def is_ready(engine: Engine) -> bool:
    """Whether this process has warmed up, so that the first visitor need not wait."""
    return _live_places(engine).is_warm


def warm_up(engine: Engine) -> Thread:
    """Make kernels and table ready before anybody asks, in a thread of its own; tries again until the database is."""
    thread = Thread(target=_warm_up, args=(engine,), name="warm-up", daemon=True)
    thread.start()
    return thread


_tables: Final[WeakKeyDictionary[Bind, LivePlaces]] = WeakKeyDictionary()
_registering: Final = Lock()


def _live_places(bind: Bind) -> LivePlaces:
    with _registering:
        return _tables.setdefault(bind, LivePlaces())


@contextmanager
def _reading(bind: Bind) -> Iterator[Connection]:
    """Look at what is committed, the whole of one moment; through a Connection, at what that one sees."""
    if isinstance(bind, Connection):
        yield bind
        return
    with bind.connect() as connection:
        if bind.dialect.name == "postgresql":
            # As every transaction on SQLite is: places, tasks and log of the same moment.
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _caught_up(connection: Connection, held: _Held | None) -> _Held:
    """The table with what is newer in the database, or a new one where the log cannot tell what that is."""
    if held is None:
        return _built(connection)
    changes = changes_since(connection, held.known)
    if changes.broken:
        _logger.warning("The log of changes does not add up (%s): the table of places is built anew.", changes.broken)
    if changes.broken or changes.rebuild:
        return _built(connection)
    found = load_places(connection, changes.places)
    held.table.update(found, gone=changes.places - {place.id for place in found})
    return _Held(held.table, changes.latest)


def _built(connection: Connection) -> _Held:
    known = latest(connection)  # first: what is committed from here on is told again, never missed
    places, tasks = (connection.scalar(select(func.count()).select_from(row)) or 0 for row in (Place, Task))
    needed = WHILE_BUILT * (places * BYTES_A_PLACE + tasks * BYTES_A_TASK)
    require(needed, f"the table of {places:,} places")
    table = PlaceTable.build(iter_places(connection), Reference.default(), keep=False)
    table.packed()  # put in order here and now, not in the first list
    return _Held(table, known)


def _warm_up(engine: Engine) -> None:
    live, told = _live_places(engine), False
    while not live.is_warm:
        try:
            warm()
            _require_file(engine)
            with Session(engine) as session:
                live.up_to_date(session)
            live.is_warm = True
        except Exception as error:  # noqa: BLE001 -- whatever it is, the next try may do better
            if not told:
                # Of the database only the kind of an error: it quotes statements and addresses.
                why = error if isinstance(error, NotEnoughMemory) else type(error).__name__
                _logger.warning("No table of places yet, trying again until there is one: %s", why)
            told = True
            time.sleep(PATIENCE)


def _require_file(engine: Engine) -> None:
    """Raise FileNotFoundError for an SQLite database that is not there: to look would make an empty one."""
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path and not Path(path).exists():
        raise FileNotFoundError(path)
