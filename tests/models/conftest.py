"""A migrated database, and a session whose changes are undone after each test, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import schema
from models.base import use_keys
from models.engine import make_engine
from tests.make import Make


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """An engine over a database with the present schema."""
    schema.upgrade(database_url)
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(autouse=True)
def keys() -> None:
    """Secrets of this test."""
    use_keys([Fernet.generate_key().decode()], "a hash key of the tests", "an audit key of the tests")


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session in a transaction that is rolled back; its commits are savepoints."""
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
        transaction.rollback()


@pytest.fixture
def make(session: Session) -> Make:
    """Makes rows."""
    return Make(session)
