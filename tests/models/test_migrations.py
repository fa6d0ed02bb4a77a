"""The migrations make exactly what the models say, from nothing and from a filled database, and lose no row."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from matcher.vocabulary import Demand
from models import schema
from models.engine import make_engine
from models.loading import load_places, load_youths
from models.place import Place, PlaceState
from models.task import Task
from models.youth import Youth
from tests.make import NOW, TODAY, Make

BATCH: str = """
import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = "{down}"

def upgrade():
    with op.batch_alter_table("place") as batch:
        batch.add_column(sa.Column("colour", sa.Text()))
        batch.create_check_constraint("ck_place_colour", "length(colour) < 10")  # SQLite copies the table for it
    {more}

def downgrade():
    with op.batch_alter_table("place") as batch:
        batch.drop_constraint("ck_place_colour")
        batch.drop_column("colour")
"""


@pytest.fixture
def engine(empty_database_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def url(empty_database_url: str) -> str:
    return empty_database_url


def with_one_more(url: str, folder: Path, more: str = "") -> Config:
    """The migrations and, after the last, one of a test that copies the table of places."""
    config = schema.migrations(url)
    head = ScriptDirectory.from_config(config).get_current_head()
    (folder / "later.py").write_text(BATCH.format(revision="later", down=head, more=more), encoding="utf-8")
    own = Path(schema.__file__).parent / "migrations" / "versions"
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", f"{own}\n{folder}")
    return config


def fill(engine: Engine) -> None:
    with Session(engine) as session:
        make = Make(session)
        place = make.place(tasks=3)
        place.move(PlaceState.PAUSED, by=make.coach(), at=NOW)
        make.correction(make.youth(own={"care": 3}, needs={"buddy": 2}), place.workplace, 20)
        session.commit()


def bytes_of_youths(engine: Engine) -> bytes:
    """What the database keeps of youths, as it lies in its file."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            return Path(str(engine.url.database)).read_bytes()
        connection.execute(text("CHECKPOINT"))
        found = connection.execute(text("SELECT current_setting('data_directory'), pg_relation_filepath('youth')"))
        folder, file = found.one()
        return (Path(folder) / file).read_bytes()


class TestFromNothing:
    def test_the_models_and_the_migrations_agree(self, url: str) -> None:
        schema.upgrade(url)

        schema.check(url)

    def test_going_up_again_does_nothing(self, url: str, engine: Engine) -> None:
        schema.upgrade(url)
        fill(engine)

        schema.upgrade(url)

        with Session(engine) as session:
            assert len(session.scalars(select(Task)).all()) == 3

    def test_down_leaves_nothing_and_up_works_again(self, url: str, engine: Engine) -> None:
        schema.upgrade(url)
        schema.downgrade(url, "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]

        schema.upgrade(url)
        schema.check(url)

    def test_an_address_is_needed(self) -> None:
        with pytest.raises(CommandError, match="DATABASE_URL"):
            command.upgrade(schema.migrations(""), "head")


class TestFilled:
    def test_a_copied_table_keeps_its_rows_and_their_children(self, url: str, engine: Engine, tmp_path: Path) -> None:
        schema.upgrade(url)
        fill(engine)
        with Session(engine) as session:
            before = load_places(session), load_youths(session, on=TODAY)

        command.upgrade(with_one_more(url, tmp_path), "later")

        with Session(engine) as session:
            assert (load_places(session), load_youths(session, on=TODAY)) == before
            assert len(session.scalars(select(Place)).one().moves) == 1
            assert len(before[0][0].tasks) == 3

    def test_what_is_sensitive_is_open_one_step_down_and_sealed_again_one_up(self, url: str, engine: Engine) -> None:
        schema.upgrade(url)
        said = ("Ik werk graag buiten.", "Was lang ziek")
        with Session(engine) as session:
            make = Make(session)
            youth = make.youth(story=said[0], older_reason=said[1], bears={"noise": 0})
            make.correction(youth, make.workplace(), 20)
            make.youth(name="Zegt niets")
            session.commit()
        words = text("SELECT story, older_reason FROM youth WHERE story IS NOT NULL")

        schema.downgrade(url, "0003")
        with engine.connect() as connection:
            assert connection.execute(words).one() == said
            assert "noise" in connection.execute(text("SELECT CAST(bears AS TEXT) FROM youth")).scalars().all()[0]

        schema.upgrade(url)
        with engine.connect() as connection:
            assert not {bytes(value) for value in connection.execute(words).one()} & {each.encode() for each in said}
        with Session(engine) as session:
            first, second = session.scalars(select(Youth).order_by(Youth.id))
            assert (first.story, first.older_reason, len(first.corrections)) == (*said, 1)
            assert first.bears == {Demand.NOISE: 0}
            assert (second.story, second.older_reason, second.bears) == (None, None, {})
        assert said[0].encode() not in bytes_of_youths(engine)

    def test_rules_hold_after_a_copy(self, url: str, engine: Engine, tmp_path: Path) -> None:
        schema.upgrade(url)
        fill(engine)
        command.upgrade(with_one_more(url, tmp_path), "later")

        with engine.begin() as connection, pytest.raises(DBAPIError):
            connection.execute(text("UPDATE place SET seats = -1"))

    def test_what_fails_half_way_leaves_nothing_behind(self, url: str, engine: Engine, tmp_path: Path) -> None:
        schema.upgrade(url)
        fill(engine)

        with pytest.raises(DBAPIError):
            command.upgrade(with_one_more(url, tmp_path, 'op.execute("INSERT INTO nowhere VALUES (1)")'), "later")

        assert "colour" not in {column["name"] for column in inspect(engine).get_columns("place")}
        schema.check(url)

    def test_a_row_without_its_parent_stops_a_migration(self, url: str, engine: Engine, tmp_path: Path) -> None:
        schema.upgrade(url)
        fill(engine)

        with pytest.raises((CommandError, DBAPIError)):
            command.upgrade(with_one_more(url, tmp_path, 'op.execute("UPDATE task SET place_id = 999999")'), "later")

        assert "colour" not in {column["name"] for column in inspect(engine).get_columns("place")}
