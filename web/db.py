"""The one session of a request.

The session opens on first use. A GET can only read; any other request starts by taking SQLite's write lock and commits
once, after it succeeded. It does not commit a change of a youth of which nothing was recorded.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final, cast

from flask import Flask, Response, current_app, has_request_context, request
from flask.globals import app_ctx
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, scoped_session, sessionmaker

from models import tables as _tables  # noqa: F401 -- rows point at each other, so every table must be known
from models.engine import make_engine
from web.config import LIMITS_FILE, Settings
from web.services.recording import watch
from web.services.throttling import limits_for

READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})
# A read that later wants to write is refused by SQLite at once, whatever the busy timeout.
_WRITING: Final[Mapping[str, str]] = {"begin": "BEGIN IMMEDIATE"}
EXTENSION: Final = "plek_db"


class ReadOnlyRequest(RuntimeError):
    """A GET tried to write: a mistake in the code, never of the visitor."""


class Sessions:
    """The engine of an application and the sessions made from it, one per application context."""

    def __init__(self, url: str, limits_file: str) -> None:
        self.engine = make_engine(url)
        self.limits = limits_for(self.engine, limits_file)
        self.factory = sessionmaker(self.engine, info={"limits": self.limits})
        self.current = scoped_session(cast("sessionmaker[Session]", self._open), scopefunc=_this_context)
        event.listen(self.factory, "before_flush", _refuse_flush)
        event.listen(self.factory, "do_orm_execute", _refuse_statement)
        for becomes_known in ("loaded_as_persistent", "pending_to_persistent"):
            event.listen(self.factory, becomes_known, _hold)

    def _open(self) -> Session:
        session = self.factory()
        if not has_request_context():
            return session
        if request.method in READING:
            session.info["reading"] = True
        else:
            watch(session)
            session.connection(execution_options=_WRITING)
        return session

    @contextmanager
    def apart(self) -> Iterator[Session]:
        """A short transaction that writes, on a connection of its own; committed if nothing went wrong in it."""
        with self.factory() as session:
            session.connection(execution_options=_WRITING)
            yield session
            session.commit()


def _this_context() -> int:
    return id(app_ctx._get_current_object())  # type: ignore[attr-defined]


def _hold(session: Session, row: object) -> None:
    """Keep every row of a request until its session is closed.

    A session alone holds rows weakly. What a template leaves behind is found by the garbage collector only, and in
    CPython 3.11 the whole process can crash when that happens while SQLAlchemy lets go of the same row.
    """
    session.info.setdefault("rows", []).append(row)


def _refuse_flush(session: Session, _context: object, _instances: object) -> None:
    changed = session.new or session.deleted or any(session.is_modified(row) for row in session.dirty)
    if session.info.get("reading") and changed:
        raise ReadOnlyRequest("A GET changed rows.")


def _refuse_statement(state: ORMExecuteState) -> None:
    writes = state.is_insert or state.is_update or state.is_delete
    if state.session.info.get("reading") and writes:
        raise ReadOnlyRequest("A GET sent a statement that writes.")


def sessions(app: Flask) -> Sessions:
    """The engine and sessions that init_app gave this application."""
    found: Sessions = app.extensions[EXTENSION]
    return found


def db() -> Session:
    """The session of this request."""
    session: Session = sessions(current_app).current()
    return session


def init_app(app: Flask, settings: Settings) -> None:
    """Give the application its engine and see to it that each request's session ends well."""
    settings.instance.mkdir(parents=True, exist_ok=True)
    app.extensions[EXTENSION] = Sessions(settings.database_url, str(settings.instance / LIMITS_FILE))
    app.after_request(_commit_when_it_succeeded)
    app.teardown_appcontext(_close)


def _commit_when_it_succeeded(response: Response) -> Response:
    current = sessions(current_app).current
    if current.registry.has() and request.method not in READING:
        if response.status_code < 400:
            current.commit()
        else:
            current.rollback()
    return response


def _close(_error: BaseException | None) -> None:
    sessions(current_app).current.remove()
