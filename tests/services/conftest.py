"""Services are tested with the same database, session and rows as models."""

from tests.models.conftest import engine, keys, make, session

__all__ = ["engine", "keys", "make", "session"]
