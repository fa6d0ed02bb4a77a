"""The application over a database of its own, and people who can sign in.

Everything a test writes, and everything its requests commit, lies in one transaction that is rolled back afterwards.
"""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final, Protocol

import pytest
from cryptography.fernet import Fernet
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session, object_session
from werkzeug.test import TestResponse

from models import schema
from models.account import Role, RoleName, User
from tests.make import Make
from web.app import create_app
from web.clock import now
from web.config import Settings
from web.db import sessions
from web.services import passwords, second_factor, sign_ins

FIELD_KEY: Final = Fernet.generate_key().decode("ascii")
PASSWORD: Final = "correct horse battery staple"
TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_numbers: Final = count(1)


class Visitor:
    """A browser without scripts: follows the rules of forms, so each POST carries the token of a page it saw."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def token(self, page: str = "/") -> str:
        found = TOKEN.search(self.client.get(page).text)
        assert found, f"no form on {page}"
        return found.group(1)

    def post(self, path: str, form: dict[str, Any] | None = None, page: str = "/", **more: Any) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.token(page), **(form or {})}, **more)

    def sign_in(self, user: User, password: str = PASSWORD) -> TestResponse:
        """With the password and, where that was right and an app is set up, the next number of the app."""
        form = {"email": user.email, "password": password}
        answer = self.post("/sign-in/staff", form, page="/sign-in/staff")
        if not (answer.location or "").endswith("/number"):
            return answer
        return self.post("/sign-in/staff/number", {"number": next_number(user)}, page="/sign-in/staff/number")


def next_number(user: User) -> str:
    """A number of somebody's app that was not used yet; a test can have three in half a minute."""
    object_session(user).refresh(user)  # type: ignore[union-attr]
    step = max(int(now().timestamp()) // second_factor.STEP - 1, user.totp_step + 1)
    return second_factor.number_at(user.totp or "", datetime.fromtimestamp(step * second_factor.STEP, UTC))


class SignIn(Protocol):
    def __call__(self, user: User, role: RoleName | None = None) -> Visitor: ...


def settings_for(database_url: str, instance: Path, **other: Any) -> Settings:
    """Settings of a test's application."""
    known: dict[str, Any] = {
        "secret_key": "a secret of the tests",
        "field_keys": (FIELD_KEY,),
        "hash_key": "a hash key of the tests",
        "audit_key": "an audit key of the tests",
        "secure_cookies": False,
        "testing": True,
    }
    return Settings(database_url=database_url, instance=instance, **{**known, **other})


@pytest.fixture(scope="session")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application over a database with all tables and roles, and nobody in it."""
    schema.upgrade(database_url)
    app = create_app(settings_for(database_url, tmp_path_factory.mktemp("instance")))
    yield app
    sessions(app).engine.dispose()


@pytest.fixture
def settings(tmp_path: Path) -> Callable[..., Settings]:
    """Settings of an application of a test's own, over an SQLite database that has all tables."""

    def make(**other: Any) -> Settings:
        url = f"sqlite:///{tmp_path / 'own.db'}"
        if "database_url" not in other:
            schema.upgrade(url)
        return settings_for(**{"database_url": url, "instance": tmp_path, **other})

    return make


def rolled_back(app: Flask) -> Iterator[Session]:
    """Bind every session of the application to one transaction, which is undone at the end."""
    found = sessions(app)
    with found.engine.connect() as connection:
        transaction = connection.begin()
        found.factory.configure(bind=connection, join_transaction_mode="create_savepoint")
        with found.factory() as session:
            yield session
        transaction.rollback()
        found.factory.configure(bind=found.engine, join_transaction_mode="conditional_savepoint")


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """The test's own session; commit what the application must see."""
    yield from rolled_back(app)


@pytest.fixture
def app(site: Flask) -> Flask:
    """The application, in which nobody has tried anything yet."""
    sessions(site).limits.counters.reset()
    return site


@pytest.fixture
def visitor(app: Flask, session: Session) -> Visitor:
    """Somebody who is not signed in."""
    return Visitor(app.test_client())


@pytest.fixture
def person(app: Flask, session: Session) -> Callable[..., User]:
    """Makes accounts: `person(RoleName.COACH)`; with a `password` also an app, unless `app=False`."""

    def make(*roles: RoleName, password: str | None = None, app: bool = True) -> User:
        kept = None if password is None else passwords.hash_password(password)
        user = User(name="Marit", email=f"marit{next(_numbers)}@example.org", password=kept)
        user.totp = second_factor.key_for(str(next(_numbers))) if kept and app else None
        user.roles = [role for role in session.query(Role) if role.name in roles]
        session.add(user)
        session.commit()
        return user

    return make


def signed_in(session: Session, user: User, role: RoleName | None = None) -> str:
    """Make a row of a sign-in; the secret for its cookie."""
    chosen = role or user.roles[0].name
    secret = sign_ins.begin(session, user, role=chosen, lasting=True, device="Firefox", at=now())
    session.commit()
    return secret


@pytest.fixture
def sign_in(app: Flask, session: Session) -> SignIn:
    """A visitor who is signed in as somebody, without the cost of a password."""

    def enter(user: User, role: RoleName | None = None) -> Visitor:
        client = app.test_client()
        # In the role named, else in the first one they have; somebody without any is nobody.
        if user.roles:
            with client.session_transaction() as cookie:
                cookie.update(_user_id=signed_in(session, user, role), _fresh=True)
        return Visitor(client)

    return enter


@pytest.fixture
def make(session: Session) -> Make:
    """Makes rows; commit what the application must see."""
    return Make(session)


@pytest.fixture
def coach(make: Make, session: Session) -> User:
    """A job coach who can sign in."""
    user = make.coach()
    session.commit()
    return user


@pytest.fixture
def at_work(coach: User, sign_in: SignIn) -> Visitor:
    """The coach, signed in and reading English."""
    visitor = sign_in(coach)
    visitor.post("/language", {"language": "en", "next": "/"})
    return visitor


@pytest.fixture
def queries(app: Flask) -> Iterator[Callable[[Callable[[], object]], int]]:
    """Counts the statements that something sends: `queries(lambda: visitor.get("/"))`."""
    sent: list[str] = []

    def note(*details: Any) -> None:
        sent.append(details[2])

    def count_of(act: Callable[[], object]) -> int:
        sent.clear()
        act()
        return len(sent)

    engine = sessions(app).engine
    event.listen(engine, "before_cursor_execute", note)
    yield count_of
    event.remove(engine, "before_cursor_execute", note)
