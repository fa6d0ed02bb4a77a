"""An installation as a command finds it: its settings and its database, with the keys in use."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from models import tables as _tables  # noqa: F401 -- rows point at each other, so every table must be known
from models.base import use_keys
from models.engine import make_engine
from web.commands import Stop, printable
from web.config import Settings, SettingsError


@contextmanager
def opened() -> Iterator[tuple[Settings, Engine]]:
    """Settings and engine; what does not add up, or a database that does not answer, ends in one sentence."""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        raise Stop(str(error)) from None
    use_keys(settings.field_keys, settings.hash_key, settings.audit_key)
    engine = make_engine(settings.database_url)
    try:
        yield settings, engine
    except DBAPIError as error:
        raise Stop(f"The database cannot be used ({said_by(error)}). Try plek db upgrade first.") from None
    finally:
        engine.dispose()


def said_by(error: DBAPIError) -> str:
    """The first line of what a database says of itself; it never quotes a row there."""
    return printable(str(error.orig).splitlines()[0]) if error.orig and str(error.orig) else type(error).__name__
