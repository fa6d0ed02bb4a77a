"""Several people who do something at the same moment, each in a transaction of their own on a real database."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from models import schema
from models.engine import make_engine
from web.services.errors import DomainError


@contextmanager
def own_database(url: str) -> Iterator[Engine]:
    """An engine over an empty database that is brought up to date; as in a request that changes something."""
    schema.upgrade(url)
    engine = make_engine(url, execution_options={"begin": "BEGIN IMMEDIATE"})
    yield engine
    engine.dispose()


def at_once(engine: Engine, *acts: Callable[[Session], Any]) -> list[Any]:
    """What each act returned, or the error by which it was refused; what was refused is undone.

    Each session holds the rows that it loaded, as that of a request does: what was read before one waited stays as it
    was, unless the act reads it anew.
    """
    ready = Barrier(len(acts))

    def run(act: Callable[[Session], Any]) -> Any:
        try:
            ready.wait()
            with Session(engine) as session, session.begin():
                held: list[object] = []
                event.listen(session, "loaded_as_persistent", lambda _session, row: held.append(row))
                return act(session)
        except DomainError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
