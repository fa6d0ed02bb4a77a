"""How Alembic reaches the database: with Plek's own engine, and with foreign keys kept out of SQLite's table copies."""

import os
from typing import Any, Literal

from alembic import context
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool

from models.base import Checked, Encrypted, UTCDateTime
from models.engine import make_engine
from models.tables import METADATA

# What our own column types are to a database; their rules about values are no part of the schema.
PLAIN = {Checked: "sa.JSON()", Encrypted: "sa.LargeBinary()", UTCDateTime: "sa.DateTime(timezone=True)"}


def database_url() -> str:
    """The address the caller gave, or DATABASE_URL."""
    url = context.config.attributes.get("url") or os.environ.get("DATABASE_URL")
    if not url:
        raise CommandError("DATABASE_URL does not say which database to migrate.")
    return str(url)


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our own column types into a migration as what they are to a database."""
    return PLAIN.get(type(item), False) if kind == "type" else False


def run(connection: Connection) -> None:
    """Run the migrations in one transaction, on SQLite too: what fails half way leaves nothing behind."""
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        render_item=render_item,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            check_foreign_keys(connection)


def switch_off_foreign_keys(connection: Connection) -> None:
    """Keep SQLite from deleting the children of a table that a batch copies and drops.

    Sent to the driver itself: inside a transaction, which SQLAlchemy begins on its own, the pragma does nothing.
    """
    connection.connection.dbapi_connection.execute("PRAGMA foreign_keys = OFF")


def check_foreign_keys(connection: Connection) -> None:
    """Raise, and so undo everything, when a migration left a row without its parent."""
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise CommandError(f"The migration leaves rows without what they belong to: {orphans[:5]}")


if context.is_offline_mode():
    raise CommandError("Plek's migrations run against a database, not as a script.")

engine = make_engine(database_url(), poolclass=NullPool)
with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        switch_off_foreign_keys(connection)
    run(connection)
