"""Keys are renewed under a running application: every encrypted value, once, and nothing else."""

from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from cryptography.fernet import Fernet
from sqlalchemy import Column, Engine, Integer, LargeBinary, Table, event, select, text, type_coerce
from sqlalchemy.orm import Session

from matcher.vocabulary import Condition
from models import rotation
from models.base import Encrypted, use_keys
from models.consent import need_item
from models.engine import make_engine
from models.rotation import Counted, check, encrypted_columns, rotate
from models.schema import upgrade
from models.tables import METADATA
from models.values import SHORT_TEXT
from models.youth import Youth
from tests.make import Make
from web.commands.keys import keys

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
NAMES = [f"{column.table.name}.{column.name}" for column in encrypted_columns()]


def use(*keys: str) -> None:
    use_keys(keys, "a hash key of the tests", "an audit key of the tests")


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    upgrade(empty_database_url)
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


def fill(engine: Engine, count: int = 3) -> None:
    """Rows with something in every encrypted column."""
    with Session(engine.execution_options(begin="BEGIN IMMEDIATE")) as session:
        make = Make(session)
        for number in range(count):
            make.coach(totp="JBSWY3DPEHPK3PXQ")
            make.membership(
                reason="Wij zoeken",
                employer=make.employer(contact_email=f"a{number}@example.org", contact_telephone="078 123 45 67"),
            )
            youth = make.youth(needs={"quiet_spot": 2}, urgent=["money"], notes="Belt liever", telephone="0612345678")
            youth.email, youth.story, youth.older_reason = f"sam{number}@example.org", "Ik fiets", "Lang ziek"
            make.stated_reason(youth=youth)
            make.consent(make.proposal(youth=youth), need_item(Condition.QUIET_SPOT))
            make.along(youth)
            make.report(youth, answer="Het klopt nu")
            make.shown(youth, content={"list": [number]})
            make.kept_profile(youth, digest=f"own {number}", content={"needs": [number]})
            make.message(youth_id=youth.id, facts={"name": "Sam"}, message_id=f"<{number}@plek>")
            make.audit_entry(youth, name="Marit")
        session.commit()


def kept(engine: Engine, column: Column[Any]) -> list[bytes]:
    with engine.connect() as connection:
        found = select(type_coerce(column, LargeBinary)).where(column.is_not(None)).order_by(*column.table.primary_key)
        return [bytes(token) for token in connection.scalars(found)]


def everything(engine: Engine) -> dict[str, list[Any]]:
    """Every row of every table, with the encrypted values as they are read."""
    with engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in METADATA.sorted_tables
        }


def opens(key: str, token: bytes) -> bool:
    return rotation.Ring.of([key]).is_newest(token)


class TestEveryColumn:
    def test_that_is_encrypted_is_found_and_filled_here(self, engine: Engine) -> None:
        use(OLD)
        fill(engine)

        assert {"user.email", "consent.given", "audit_chain.text_key", "youth.needs"} < set(NAMES)
        assert [name for name, column in zip(NAMES, encrypted_columns(), strict=True) if not kept(engine, column)] == []

    def test_that_is_added_later_is_found_by_itself(self) -> None:
        columns = (Column("id", Integer, primary_key=True), Column("word", Encrypted(SHORT_TEXT)))
        table = Table("added_later", METADATA, *columns)
        try:
            assert table.c.word in encrypted_columns()
        finally:
            METADATA.remove(table)


class TestRotating:
    def test_leaves_everything_as_it_was_but_for_its_key(self, engine: Engine) -> None:
        use(OLD)
        fill(engine)
        before = everything(engine)
        use(NEW, OLD)

        done = rotate(engine, [NEW, OLD])

        assert set(done) == set(NAMES)
        assert all(done.values())
        use(NEW)
        assert everything(engine) == before
        for column in encrypted_columns():
            assert all(opens(NEW, token) and not opens(OLD, token) for token in kept(engine, column))

    def test_again_changes_nothing(self, engine: Engine) -> None:
        use(OLD)
        fill(engine, 1)
        rotate(engine, [NEW, OLD])
        before = [kept(engine, column) for column in encrypted_columns()]

        assert not any(rotate(engine, [NEW, OLD]).values())
        assert [kept(engine, column) for column in encrypted_columns()] == before

    def test_goes_on_where_it_was_stopped(self, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
        use(OLD)
        fill(engine)
        whole = rotation._renew
        stopped = iter(range(9))

        def until_stopped(*arguments: Any) -> int:
            if next(stopped) == 8:
                raise KeyboardInterrupt
            return whole(*arguments)

        monkeypatch.setattr(rotation, "_renew", until_stopped)
        with pytest.raises(KeyboardInterrupt):
            rotate(engine, [NEW, OLD])
        monkeypatch.setattr(rotation, "_renew", whole)
        assert {counted.older > 0 for counted in check(engine, [NEW, OLD])} == {True, False}

        rotate(engine, [NEW, OLD])

        assert all(counted.older == 0 for counted in check(engine, [NEW]))

    @pytest.mark.parametrize("batch", [1, 2, 3])
    def test_reaches_every_row_whatever_the_size_of_a_batch(
        self, engine: Engine, monkeypatch: pytest.MonkeyPatch, batch: int
    ) -> None:
        use(OLD)
        fill(engine)
        monkeypatch.setattr(rotation, "BATCH", batch)

        rotate(engine, [NEW, OLD])

        assert all(counted.newest and not counted.older for counted in check(engine, [NEW]))

    def test_leaves_what_somebody_wrote_meanwhile(self, engine: Engine) -> None:
        use(OLD, NEW)
        fill(engine, 1)
        other = make_engine(engine.url.render_as_string(hide_password=False))
        written: list[str] = []

        def write(*details: Any) -> None:
            if details[2].startswith("SELECT youth.id, youth.notes") and not written:
                written.append(details[2])
                self.note(other, "Belt nu graag")

        event.listen(engine, "after_cursor_execute", write)
        assert rotate(engine, [NEW, OLD])["youth.notes"] == 0
        assert written

        assert self.notes(other) == ["Belt nu graag"]
        other.dispose()
        assert Counted("youth.notes", older=1) in check(engine, [NEW, OLD])
        assert rotate(engine, [NEW, OLD])["youth.notes"] == 1

    def note(self, engine: Engine, words: str) -> None:
        """Write as a process does that has the old key in front."""
        with Session(engine) as session:
            session.query(Youth).one().notes = words
            session.commit()

    def notes(self, engine: Engine) -> list[str | None]:
        with Session(engine) as session:
            return [youth.notes for youth in session.query(Youth)]

    def test_tells_no_place_that_it_changed_and_counts_no_version(self, engine: Engine) -> None:
        use(OLD)
        fill(engine, 1)
        with engine.connect() as connection:
            changes = connection.scalar(text("SELECT count(*) FROM place_change"))
            versions = connection.execute(select(Youth.__table__.c.version)).all()

        rotate(engine, [NEW, OLD])

        with engine.connect() as connection:
            assert connection.scalar(text("SELECT count(*) FROM place_change")) == changes
            assert connection.execute(select(Youth.__table__.c.version)).all() == versions

    def test_keeps_when_a_value_was_written(self, engine: Engine) -> None:
        use(OLD)
        fill(engine, 1)
        column = Youth.__table__.c.notes
        (before,) = kept(engine, column)

        rotate(engine, [NEW, OLD])

        (after,) = kept(engine, column)
        assert Fernet(NEW).extract_timestamp(after) == Fernet(OLD).extract_timestamp(before)


class TestChecking:
    def test_counts_by_key_and_changes_nothing(self, engine: Engine) -> None:
        use(OLD)
        fill(engine, 2)
        use(NEW, OLD)
        with Session(engine) as session:
            session.query(Youth).first().notes = "Nieuw"
            session.commit()
        before = [kept(engine, column) for column in encrypted_columns()]
        counted = {found.column: found for found in check(engine, [NEW, OLD])}

        assert counted["youth.notes"] == Counted("youth.notes", newest=1, older=1)
        assert counted["user.totp"] == Counted("user.totp", older=2)
        assert [kept(engine, column) for column in encrypted_columns()] == before

    def test_tells_what_no_key_opens_and_rotating_leaves_it(self, engine: Engine) -> None:
        use(OLD)
        fill(engine, 1)
        lost = Fernet.generate_key().decode()
        before = [kept(engine, column) for column in encrypted_columns()]

        assert not any(rotate(engine, [NEW, lost]).values())
        assert all(found.unreadable and not found.older for found in check(engine, [NEW, lost]))
        assert [kept(engine, column) for column in encrypted_columns()] == before


class TestTheCommand:
    def plek(self, engine: Engine, what: str, *field_keys: str) -> tuple[int, str]:
        secrets = dict.fromkeys(("PLEK_SECRET_KEY", "PLEK_HASH_KEY", "PLEK_AUDIT_KEY"), "a secret that is long enough")
        database = engine.url.render_as_string(hide_password=False)
        environment = {**secrets, "PLEK_FIELD_KEYS": ",".join(field_keys), "DATABASE_URL": database}
        done = CliRunner().invoke(keys, [what], env=environment)
        return done.exit_code, done.output

    def test_leads_from_one_key_to_the_next(self, engine: Engine) -> None:
        use(OLD)
        fill(engine, 2)

        code, said = self.plek(engine, "check", NEW, OLD)
        assert code == 1
        assert "youth.notes: 2 under an older key, 0 unreadable" in said
        assert "run plek keys rotate" in said

        code, said = self.plek(engine, "rotate", NEW, OLD)
        assert code == 0, said
        assert "youth.notes: 2 renewed" in said

        code, said = self.plek(engine, "check", NEW)
        assert code == 0
        assert "Everything" in said

    def test_says_when_a_key_is_missing(self, engine: Engine) -> None:
        use(OLD)
        fill(engine, 1)

        code, said = self.plek(engine, "check", NEW)
        assert code == 1
        assert "opened by no key" in said
