"""Limits that hold across workers: how often something may be tried, counted in the database.

The counting is the library's (`limits`); where the counters lie is ours: on PostgreSQL in the application's database,
on SQLite in a file beside it, since a request that writes holds that database's one lock while it counts. A try is
counted before it is judged and in a transaction of its own, so that many at once do not slip through.
"""

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any, Final, cast

from limits import RateLimitItem, parse_many
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import Connection, Engine, Table, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from models.base import keyed_digest
from models.engine import make_engine
from models.throttle import Throttle
from web.services.errors import TooMany

_TABLE: Final = cast("Table", Throttle.__table__)


class Limit(StrEnum):
    """What is limited; each further try waits longer. Numbers: our judgement, but for the ten tries of a code."""

    CODES_ASKED = "codes_asked"
    """Mails with a code, an address."""
    CODE_TRIES = "code_tries"
    """Codes typed in, an account."""
    PASSWORD_TRIES = "password_tries"  # noqa: S105 -- the name of a limit
    """Passwords and numbers of an authenticator app, an account."""
    VISITOR_TRIES = "visitor_tries"
    """Anything that may open an account, a visitor's address."""
    VISITOR_ASKS = "visitor_asks"
    """Mails asked for, and registrations, a visitor's address."""
    LOOK_UPS = "look_ups"
    """Youths outside the caseload looked up, a coach."""
    ADDRESSES_TRIED = "addresses_tried"
    """E-mail addresses that somebody wants to make their own, an account: each try tells whether one is in use."""
    ALONG_ASKED = "along_asked"
    """Mails to who signs along, a youth's account, whoever they go to."""


#: The shortest first.
WINDOWS: Final[dict[Limit, Sequence[RateLimitItem]]] = {
    Limit.CODES_ASKED: parse_many("3 per minute; 10 per hour; 20 per day"),
    Limit.CODE_TRIES: parse_many("10 per day"),
    Limit.PASSWORD_TRIES: parse_many("5 per minute; 10 per 10 minutes; 20 per hour; 40 per day"),
    Limit.VISITOR_TRIES: parse_many("30 per minute; 200 per hour"),
    Limit.VISITOR_ASKS: parse_many("20 per minute; 100 per hour"),
    Limit.LOOK_UPS: parse_many("10 per hour; 30 per day"),
    Limit.ADDRESSES_TRIED: parse_many("5 per hour; 10 per day"),
    Limit.ALONG_ASKED: parse_many("10 per hour; 20 per day"),
}


class Counters(Storage):
    """Where the library's counters lie: rows of `throttle`, moved by one statement each."""

    STORAGE_SCHEME = None

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine

    @property
    def base_exceptions(self) -> type[Exception]:
        return SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, beginning anew where the window has ended; the count with this one."""
        now = time.time()
        put: Any = postgresql.insert if self.engine.dialect.name == "postgresql" else sqlite.insert
        over = Throttle.ends <= now
        counted = (
            put(_TABLE)
            .values(key=key, hits=amount, ends=now + expiry)
            .on_conflict_do_update(
                index_elements=["key"],
                set_={
                    "hits": case((over, amount), else_=Throttle.hits + amount),
                    "ends": case((over, now + expiry), else_=Throttle.ends),
                },
            )
            .returning(Throttle.hits)
        )
        with self._writing() as connection:
            return int(connection.scalar(counted))

    def get(self, key: str) -> int:
        with self.engine.connect() as connection:
            found = select(Throttle.hits).where(Throttle.key == key, Throttle.ends > time.time())
            return connection.scalar(found) or 0

    def get_expiry(self, key: str) -> float:
        with self.engine.connect() as connection:
            return connection.scalar(select(Throttle.ends).where(Throttle.key == key)) or time.time()

    def check(self) -> bool:
        with self.engine.connect() as connection:
            connection.scalar(select(func.count()).select_from(_TABLE))
        return True

    def reset(self) -> int | None:
        with self._writing() as connection:
            return connection.execute(delete(Throttle)).rowcount

    def clear(self, key: str) -> None:
        with self._writing() as connection:
            connection.execute(delete(Throttle).where(Throttle.key == key))

    def sweep(self) -> int:
        """Forget what has ended; returns how many counters that were."""
        with self._writing() as connection:
            return connection.execute(delete(Throttle).where(Throttle.ends <= time.time())).rowcount

    def _writing(self) -> AbstractContextManager[Connection]:
        return self.engine.execution_options(begin="BEGIN IMMEDIATE").begin()


class Limits:
    """The limits of one installation."""

    def __init__(self, engine: Engine) -> None:
        self.counters = Counters(engine)
        self._limiter = FixedWindowRateLimiter(self.counters)

    def count(self, limit: Limit, key: str) -> None:
        """Count one try of somebody or something. Raises TooMany with the seconds to wait.

        What a shorter window refuses is not judged, so it does not count against the longer ones: who is too quick
        waits a minute, not a day.
        """
        name = keyed_digest("limit", key)
        if not all(self._limiter.hit(window, limit.value, name) for window in WINDOWS[limit]):
            raise TooMany(self._wait(limit, name))

    def check(self, limit: Limit, key: str) -> None:
        """Raise TooMany where no further try is left, and count none."""
        name = keyed_digest("limit", key)
        if not all(self._limiter.test(window, limit.value, name) for window in WINDOWS[limit]):
            raise TooMany(self._wait(limit, name))

    def _wait(self, limit: Limit, name: str) -> int:
        """The seconds until every window has room again."""
        full = (window for window in WINDOWS[limit] if not self._limiter.test(window, limit.value, name))
        ends = (self.counters.get_expiry(window.key_for(limit.value, name)) for window in full)
        return max(1, round(max(ends, default=0) - time.time()))

    def forget(self, limit: Limit, key: str) -> None:
        """Begin anew for who proved to be who they are."""
        for window in WINDOWS[limit]:
            self._limiter.clear(window, limit.value, keyed_digest("limit", key))


def limits_for(engine: Engine, beside: str) -> Limits:
    """The limits of an installation with this database; `beside` is the SQLite file that is used with SQLite."""
    if engine.dialect.name == "postgresql":
        return Limits(engine)
    own = make_engine(f"sqlite:///{beside}")
    _TABLE.create(own, checkfirst=True)
    return Limits(own)


def count(session: Session, limit: Limit, key: str) -> None:
    """Count one try. Raises TooMany. Sessions without limits (commands, fixtures) count nothing."""
    found: Limits | None = session.info.get("limits")
    if found is not None:
        found.count(limit, key)


def check(session: Session, limit: Limit, key: str) -> None:
    """Raise TooMany where no further try is left, and count none: for what is counted only once it was judged."""
    found: Limits | None = session.info.get("limits")
    if found is not None:
        found.check(limit, key)


def forget(session: Session, limit: Limit, key: str) -> None:
    """Begin anew for who proved to be who they are."""
    found: Limits | None = session.info.get("limits")
    if found is not None:
        found.forget(limit, key)
