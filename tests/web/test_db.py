"""The session of a request: reads side by side, writes one after another."""

import gc
import sqlite3
import threading
import weakref
from contextlib import closing

import pytest
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from models import schema
from models.account import Role, User
from tests.pages.conftest import settings_for
from web.app import create_app
from web.db import ReadOnlyRequest, db, sessions


@pytest.fixture
def app(tmp_path):
    url = f"sqlite:///{tmp_path / 'own.db'}"
    schema.upgrade(url)
    return create_app(settings_for(url, tmp_path))


def engine_of(app) -> Engine:
    return sessions(app).engine


class TestARead:
    def test_opens_no_session_before_it_is_needed(self, app):
        with app.test_request_context("/"):
            assert not sessions(app).current.registry.has()
            db()
            assert sessions(app).current.registry.has()

    def test_cannot_add_a_row(self, app):
        with app.test_request_context("/"):
            db().add(User(name="Marit", email="marit@example.org"))
            with pytest.raises(ReadOnlyRequest):
                db().flush()

    def test_cannot_change_rows_at_once(self, app):
        with app.test_request_context("/"), pytest.raises(ReadOnlyRequest):
            db().execute(update(User).values(name="x"))


class TestARow:
    def test_lives_as_long_as_its_session(self, app):
        with app.test_request_context("/", method="POST"):
            db().add(User(name="Marit", email="marit@example.org"))
            db().commit()
            added = weakref.ref(next(iter(db().identity_map.values())))
            loaded = weakref.ref(db().scalars(select(Role)).first())
            gc.collect()

            assert added() is not None
            assert loaded() is not None
        gc.collect()
        assert added() is None


class TestAWrite:
    def test_takes_the_lock_before_it_reads(self, app):
        with app.test_request_context("/", method="POST"):
            db()
            other = sqlite3.connect(engine_of(app).url.database, timeout=0.05, isolation_level=None)
            with closing(other), pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("BEGIN IMMEDIATE")

    def test_of_many_at_once_is_never_refused(self, app):
        failures: list[Exception] = []

        def read_then_write(number: int) -> None:
            try:
                with app.test_request_context("/", method="POST"):
                    db().query(User).all()
                    db().add(User(name="Marit", email=f"marit{number}@example.org"))
                    db().commit()
            except Exception as error:  # noqa: BLE001 -- whatever it is, the test must show it
                failures.append(error)

        threads = [threading.Thread(target=read_then_write, args=(number,)) for number in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failures == []
        with Session(engine_of(app)) as session:
            assert session.query(User).count() == 16
