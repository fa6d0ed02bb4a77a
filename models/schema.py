"""Bringing a database to the present schema, and giving the application's role what it may do there."""

from __future__ import annotations

from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, text

from models.engine import make_engine

SCRIPTS: Final = "models:migrations"
#: What the application's role may do in PostgreSQL, from nothing: rows of every table, no table itself; of the log only
#: to add to it and to move the heads. So who breaks into the application can neither change the log nor its triggers.
GRANTS: Final = (
    "REVOKE ALL ON SCHEMA {schema} FROM {role}, PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role}, PUBLIC",
    "REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {role}, PUBLIC",
    "GRANT USAGE ON SCHEMA {schema} TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON {schema}.alembic_version FROM {role}",
    "REVOKE UPDATE, DELETE ON {schema}.audit_entry FROM {role}",
    "REVOKE UPDATE, DELETE ON {schema}.audit_chain FROM {role}",
    "GRANT UPDATE (text_key, number, mac, contact_on, erased_at) ON {schema}.audit_chain TO {role}",
)


class UselessGrant(Exception):
    """The role could do more than it is given, whatever that is; the message is one sentence."""


def migrations(url: str) -> Config:
    """Alembic's settings for a database."""
    config = Config()
    config.set_main_option("script_location", SCRIPTS)
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Migrate a database up; an empty one gets every table. Does nothing when it is there already."""
    command.upgrade(migrations(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Migrate a database down."""
    command.downgrade(migrations(url), revision)


def check(url: str) -> None:
    """Raise alembic.util.CommandError when the models have what the migrations do not make."""
    command.check(migrations(url))


def grant(url_of_owner: str, role: str) -> None:
    """Give the application's role what it needs in a PostgreSQL database and nothing more; done twice, it is the same.

    Raises UselessGrant for a role that is the owner, may become it, or can change the log by way of another role.
    """
    engine = make_engine(url_of_owner, poolclass=NullPool)
    with engine.begin() as connection:
        _check_apart(connection, role)
        quote = connection.dialect.identifier_preparer.quote_identifier
        schema = quote(connection.scalar(text("SELECT current_schema()")))
        for statement in GRANTS:
            connection.exec_driver_sql(statement.format(schema=schema, role=quote(role)))
        _check_bounds(connection, role)


def role_of(url: str) -> str:
    """The role as which an address of a PostgreSQL database connects."""
    engine = make_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return str(connection.scalar(text("SELECT current_user")))


def _check_apart(connection: Connection, role: str) -> None:
    found = connection.execute(
        text(
            "SELECT rolsuper, rolcreaterole, pg_has_role(rolname, current_user, 'MEMBER')"
            " FROM pg_roles WHERE rolname = :role"
        ),
        {"role": role},
    ).one_or_none()
    if found is None:
        raise UselessGrant(f"There is no role {role}.")
    if any(found):
        raise UselessGrant(f"The role {role} is the owner of the database, or may become it: name another one.")


def _check_bounds(connection: Connection, role: str) -> None:
    """Look at what the role can do in the end: it may hold more by way of a group."""
    beyond = connection.scalar(
        text(
            "SELECT has_table_privilege(:role, 'audit_entry', 'UPDATE, DELETE, TRUNCATE, TRIGGER')"
            " OR has_table_privilege(:role, 'audit_chain', 'DELETE, TRUNCATE, TRIGGER')"
            " OR has_schema_privilege(:role, current_schema(), 'CREATE')"
        ),
        {"role": role},
    )
    if beyond:
        raise UselessGrant(f"The role {role} can change the log by way of a group that it belongs to.")
