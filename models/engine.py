"""The one way to a database: an engine for SQLite or PostgreSQL with everything switched on that Plek relies on."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, make_url

BUSY_TIMEOUT_MS: Final = 10_000  # how long a write waits for another write on SQLite: our judgement


def make_engine(url: str, **options: Any) -> Engine:
    """An engine; `options` go to SQLAlchemy.

    On SQLite a transaction begins with the text in the execution option `begin` (BEGIN IMMEDIATE for one that writes).
    """
    engine = create_engine(url, **options)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    # The driver's own transactions start too late for savepoints and for reads; BEGIN is sent by _begin.
    connection.isolation_level = None
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", f"busy_timeout = {BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")
    # SQLite's own lower() leaves É and Ö as they are; PostgreSQL's does not.
    connection.create_function("lower", 1, lambda text: text and str(text).lower(), deterministic=True)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))
