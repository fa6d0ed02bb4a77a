"""On PostgreSQL the application works as a role that can neither change the log nor any table."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Engine, create_engine, make_url, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from models import schema
from models.audit import AuditChain, AuditEntry, erase
from models.tables import METADATA
from models.verifying import What, verify
from models.youth import Youth
from tests.make import Make
from tests.models.conftest import keys
from tests.pages.conftest import TOKEN, settings_for, signed_in
from tests.postgres import Cluster
from tests.web.test_running import environment, one_sentence, run
from web.app import create_app
from web.clock import now
from web.db import sessions

__all__ = ["environment", "keys"]
_numbers: Final = count(1)

pytestmark = pytest.mark.postgresql


@pytest.fixture(scope="module")
def owned(postgres: Cluster) -> Iterator[str]:
    """Address of an empty database, as its owner."""
    name = f"plek_owned_{os.getpid()}_{next(_numbers)}"
    yield postgres.create_database(name)
    postgres.drop_database(name)


@pytest.fixture(scope="module")
def role(postgres: Cluster) -> Iterator[str]:
    """A role that may sign in to the server."""
    name = f'app "{os.getpid()}" {next(_numbers)}'
    postgres.create_role(name)
    yield name
    postgres.drop_role(name)


@pytest.fixture(scope="module")
def url(role: str, owned: str) -> str:
    """Address of a migrated database as the application's role, which has been given what it needs."""
    schema.upgrade(owned)
    schema.grant(owned, role)
    return make_url(owned).set(username=role).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


REFUSED: Final = (
    "UPDATE audit_entry SET act = 'changed'",
    "UPDATE audit_entry SET id = id WHERE false",
    "DELETE FROM audit_entry",
    "DELETE FROM audit_chain",
    "UPDATE audit_chain SET youth_id = 1",
    "UPDATE audit_chain SET id = 1",
    "TRUNCATE audit_entry",
    "TRUNCATE audit_entry, audit_chain CASCADE",
    "TRUNCATE youth CASCADE",
    "INSERT INTO audit_entry SELECT * FROM audit_entry ON CONFLICT (id) DO UPDATE SET act = 'changed'",
    "ALTER TABLE audit_entry ADD COLUMN more text",
    "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_guard",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "ALTER TABLE audit_entry OWNER TO CURRENT_USER",
    "DROP TRIGGER audit_entry_guard ON audit_entry",
    "DROP TABLE audit_entry",
    "DROP FUNCTION audit_refuse() CASCADE",
    "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    "CREATE TABLE more (id int)",
    "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE TRIGGER more BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE RULE more AS ON INSERT TO audit_entry DO INSTEAD NOTHING",
    "CREATE SCHEMA more",
    "SET session_replication_role = replica",
    "SET ROLE plek",
    "SET SESSION AUTHORIZATION plek",
    "SELECT setval('audit_entry_id_seq', 1)",
    "UPDATE alembic_version SET version_num = '0001'",
    "COPY youth TO PROGRAM 'cat'",
    "CREATE EXTENSION dblink",
)


class TestTheApplicationsRole:
    @pytest.mark.parametrize("statement", REFUSED)
    def test_is_refused(self, engine: Engine, statement: str) -> None:
        with engine.connect() as connection, pytest.raises(DBAPIError) as refused:
            connection.execute(text(statement))
        said = str(refused.value.orig)
        assert "permission denied" in said or "must be" in said or "only roles with" in said

    def test_cannot_give_itself_more(self, engine: Engine) -> None:
        with engine.connect() as connection:
            connection.execute(text("GRANT ALL ON audit_entry TO CURRENT_USER"))  # PostgreSQL only warns
            with pytest.raises(ProgrammingError, match="permission denied"):
                connection.execute(text("DELETE FROM audit_entry"))

    def test_may_not_change_what_it_wrote_itself(self, engine: Engine) -> None:
        with Session(engine) as session:
            Make(session).audit_entry()
            with pytest.raises(ProgrammingError, match="permission denied"):
                session.execute(text("DELETE FROM audit_entry"))

    def test_may_do_all_that_the_application_does_with_rows(self, engine: Engine) -> None:
        beyond = {"audit_entry": {"UPDATE", "DELETE"}, "audit_chain": {"DELETE", "UPDATE"}}
        with engine.connect() as connection:
            for table in METADATA.tables:
                for right in ("SELECT", "INSERT", "UPDATE", "DELETE"):
                    may = connection.scalar(
                        text("SELECT has_table_privilege(:table, :right)"), {"table": f'"{table}"', "right": right}
                    )
                    assert may == (right not in beyond.get(table, ())), (table, right)

    def test_serves_pages_takes_changes_and_erases(self, url: str, tmp_path: Path) -> None:
        app = create_app(settings_for(url, tmp_path))
        with Session(sessions(app).engine) as session:
            make = Make(session)
            coach = make.coach()
            youth = make.youth(coach=coach)
            make.place(tasks=2)
            session.commit()
            client = app.test_client()
            with client.session_transaction() as cookie:
                cookie.update(_user_id=signed_in(session, coach), _fresh=True)

            for page in ("/coach/", f"/coach/youths/{youth.id}", f"/coach/youths/{youth.id}/places"):
                assert client.get(page).status_code == 200
            form = {"csrf_token": TOKEN.search(client.get("/coach/places").text)[1], "version": 1, "name": "Samira"}
            assert client.post(f"/coach/youths/{youth.id}/edit/about", data=form).status_code == 303

            session.expire_all()
            assert session.get_one(Youth, youth.id).name == "Samira"
            assert len(session.scalars(select(AuditEntry)).all()) == 2
            erase(session, youth.id, now())
            session.delete(youth)
            session.commit()
            assert [finding.what for finding in verify(session)] == [What.ERASED]
            assert session.scalars(select(AuditChain.text_key)).one() is None
        sessions(app).engine.dispose()


class TestGrant:
    def test_does_the_same_the_second_time(self, url: str, owned: str, role: str, engine: Engine) -> None:
        def rights() -> list[object]:
            with engine.connect() as connection:
                query = "SELECT relname, relacl::text FROM pg_class WHERE relacl IS NOT NULL ORDER BY relname"
                return [tuple(row) for row in connection.execute(text(query))]

        before = rights()
        schema.grant(owned, role)

        assert rights() == before

    def test_takes_back_what_was_given_by_hand(self, url: str, owned: str, role: str, engine: Engine) -> None:
        owner = create_engine(owned)
        with owner.begin() as connection:
            connection.execute(text("GRANT ALL ON audit_entry TO PUBLIC"))
        owner.dispose()

        schema.grant(owned, role)

        with engine.connect() as connection, pytest.raises(ProgrammingError):
            connection.execute(text("DELETE FROM audit_entry"))

    def test_is_refused_for_the_owner(self, owned: str) -> None:
        schema.upgrade(owned)

        with pytest.raises(schema.UselessGrant):
            schema.grant(owned, "plek")

    def test_is_refused_for_who_can_write_everything_through_a_group(self, owned: str, role: str) -> None:
        schema.upgrade(owned)
        owner = create_engine(owned)
        with owner.begin() as connection:
            quoted = connection.dialect.identifier_preparer.quote(role)
            connection.execute(text(f"GRANT pg_write_all_data TO {quoted}"))

        with pytest.raises(schema.UselessGrant, match="group"):
            schema.grant(owned, role)

        with owner.begin() as connection:
            connection.execute(text(f"REVOKE pg_write_all_data FROM {quoted}"))
        owner.dispose()

    def test_is_refused_for_nobody(self, owned: str) -> None:
        schema.upgrade(owned)

        with pytest.raises(schema.UselessGrant, match="no role"):
            schema.grant(owned, "nobody'; DROP TABLE youth; --")


class TestTheCommand:
    def test_migrates_as_the_owner_and_gives_the_role_what_it_needs(self, environment, tmp_path, owned, role) -> None:
        url = make_url(owned).set(username=role).render_as_string(hide_password=False)
        settings = {**environment, "DATABASE_URL": url, "MIGRATE_DATABASE_URL": owned}
        for _ in range(2):
            assert run(settings, tmp_path, "db", "upgrade").stderr == ""

        engine = create_engine(url)
        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM role")) == 5
            with pytest.raises(ProgrammingError):
                connection.execute(text("DELETE FROM audit_entry"))
        engine.dispose()

    def test_says_when_both_addresses_are_the_owner(self, environment, tmp_path, owned) -> None:
        settings = {**environment, "DATABASE_URL": owned, "MIGRATE_DATABASE_URL": owned}

        assert "is the owner" in one_sentence(run(settings, tmp_path, "db", "upgrade"))

    def test_says_when_they_name_two_databases(self, environment, tmp_path, owned) -> None:
        settings = {**environment, "MIGRATE_DATABASE_URL": owned}

        assert "two databases" in one_sentence(run(settings, tmp_path, "db", "upgrade"))
