"""`plek retention run`: a dry run first, whole youths only, and nothing of them in the file afterwards."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from sqlalchemy import func, make_url, select
from sqlalchemy.orm import Session

from models import audit, schema
from models.account import RoleName
from models.audit import Act, AuditChain, Entry
from models.base import use_keys
from models.change import changes_since, latest
from models.engine import make_engine
from models.rights import Erasure, ErasureCause, MonthCount
from models.youth import Youth
from tests.make import NOW, Make
from web.cli import plek
from web.commands import retention as command
from web.services import retention
from web.services.retention import Step

SECRETS = {
    "PLEK_SECRET_KEY": "a secret of the tests, long enough",
    "PLEK_FIELD_KEYS": Fernet.generate_key().decode(),
    "PLEK_HASH_KEY": "a hash key of the tests, long enough",
    "PLEK_AUDIT_KEY": "an audit key of the tests, long enough",
}
# Markers in columns in clear and in sealed ones, in what they were before, and on rows around the youth.
CLEAR = ("Zwaantje-Marker", "Verhaal-Marker", "Oud-Verhaal-Marker", "urn:marker:skill", "Reden-Marker")


class Installation:
    """A migrated database with the keys of this run."""

    def __init__(self, url: str) -> None:
        self.url = url
        schema.upgrade(url)
        use_keys([SECRETS["PLEK_FIELD_KEYS"]], SECRETS["PLEK_HASH_KEY"], SECRETS["PLEK_AUDIT_KEY"])

    @contextmanager
    def session(self) -> Iterator[Session]:
        engine = make_engine(self.url)
        with Session(engine) as session, session.begin():
            yield session
        engine.dispose()

    def run(self, *more: str) -> Result:
        return CliRunner().invoke(plek, ["retention", "run", *more])

    def kept(self) -> list[int]:
        with self.session() as session:
            return list(session.scalars(select(Youth.id).order_by(Youth.id)))

    def content(self) -> bytes:
        """Every byte of the database and of what SQLite keeps beside it."""
        path = Path(make_url(self.url).database or "")
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[str], Installation]:
    def make(url: str) -> Installation:
        monkeypatch.setenv("DATABASE_URL", url)
        monkeypatch.setenv("PLEK_INSTANCE", str(tmp_path))
        for name, value in SECRETS.items():
            monkeypatch.setenv(name, value)
        return Installation(url)

    return make


@pytest.fixture
def installed(environment: Callable[[str], Installation], empty_database_url: str) -> Installation:
    return environment(empty_database_url)


@pytest.fixture
def embedded(environment: Callable[[str], Installation], tmp_path: Path) -> Installation:
    return environment(f"sqlite:///{tmp_path / 'plek.db'}")


def due(session: Session, count: int = 1) -> list[int]:
    """So many youths who asked to be erased and whose month is over."""
    make = Make(session)
    found = []
    for _ in range(count):
        youth = make.youth(user=make.user(RoleName.YOUTH), name="Zwaantje")
        make.erasure(youth, due_on=date(2026, 1, 1))
        found.append(youth.id)
    return found


class TestADryRun:
    def test_says_how_many_and_which_numbers_and_changes_nothing(self, installed: Installation) -> None:
        with installed.session() as session:
            ids = due(session, 2)

        said = installed.run()

        assert said.exit_code == 0, said.output
        assert f"2 to be erased: {ids[0]}, {ids[1]}" in said.output
        assert "dry run" in said.output
        assert "Zwaantje" not in said.output
        assert installed.kept() == ids

    def test_lists_who_waits_for_a_person(self, installed: Installation) -> None:
        with installed.session() as session:
            youth = Make(session).youth(name="Zwaantje")
            audit.append(session, [Entry(youth.id, Act.INVITED, {})], at=NOW - timedelta(days=3_000))
            youth_id = youth.id

        said = installed.run("--for-real")

        assert (
            f"1 waiting for a person: no contact for two years, and neither they nor a coach can be told: {youth_id}\n"
            in (said.output)
        )
        assert "Zwaantje" not in said.output
        assert installed.kept() == [youth_id]

    def test_of_nothing_says_nothing_is_due(self, installed: Installation) -> None:
        assert "0 to be erased\n" in installed.run().output


class TestForReal:
    def test_erases_who_is_due_and_counts_them(self, installed: Installation) -> None:
        with installed.session() as session:
            due(session, 2)

        said = installed.run("--for-real")

        assert said.exit_code == 0, said.output
        assert "erase 2" in said.output
        assert installed.kept() == []
        with installed.session() as session:
            assert session.scalars(select(MonthCount.count)).all() == [2]

    def test_tells_every_process_that_they_are_gone(self, installed: Installation) -> None:
        with installed.session() as session:
            ids = due(session, 2)
        with installed.session() as session:
            known = latest(session)

        installed.run("--for-real")

        with installed.session() as session:
            assert changes_since(session, known).youths == set(ids)

    def test_twice_is_once(self, installed: Installation) -> None:
        with installed.session() as session:
            due(session)
        installed.run("--for-real")

        assert "erase 0" in installed.run("--for-real").output
        with installed.session() as session:
            assert session.scalars(select(MonthCount.count)).all() == [1]

    def test_warns_today_and_erases_nobody_who_was_not_warned(self, installed: Installation) -> None:
        with installed.session() as session:
            youth = Make(session).youth(coach=Make(session).coach())
            audit.append(session, [Entry(youth.id, Act.INVITED, {})], at=NOW - timedelta(days=3_000))
            youth_id = youth.id

        for _ in range(2):
            assert installed.run("--for-real").exit_code == 0

        assert installed.kept() == [youth_id]
        with installed.session() as session:
            found = session.get_one(Erasure, youth_id)
            assert (found.cause, found.due_on > datetime.now(UTC).date() + timedelta(days=28)) == (
                ErasureCause.NO_CONTACT,
                True,
            )

    def test_killed_between_two_youths_leaves_whole_ones_and_goes_on_next_time(
        self, installed: Installation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with installed.session() as session:
            _first, second, third = due(session, 3)
        close = retention._close_account
        closed: list[int] = []

        def killed_at_the_second(session: Session, user: object) -> None:
            if closed:
                raise SystemExit(9)
            closed.append(1)
            close(session, user)  # type: ignore[arg-type]

        monkeypatch.setattr(retention, "_close_account", killed_at_the_second)
        assert installed.run("--for-real").exit_code == 9
        assert installed.kept() == [second, third]
        with installed.session() as session:
            assert session.get_one(Youth, second).user is not None
            assert session.scalars(select(MonthCount.count)).all() == [1]

        monkeypatch.undo()
        for name, value in {"DATABASE_URL": installed.url, **SECRETS}.items():
            monkeypatch.setenv(name, value)
        assert installed.run("--for-real").exit_code == 0
        assert installed.kept() == []

    def test_without_its_secrets_it_does_nothing(
        self, installed: Installation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("PLEK_FIELD_KEYS")

        said = installed.run("--for-real")

        assert (said.exit_code, "PLEK_FIELD_KEYS" in said.output) == (2, True)


def filled(session: Session) -> tuple[int, list[bytes]]:
    """A youth of whom markers stand in clear and sealed, in rows of today and of before; and the sealed bytes."""
    make = Make(session)
    user = make.user(RoleName.YOUTH, name=CLEAR[0], email="zwaantje@marker.example")
    youth = make.youth(name=CLEAR[0], user=user, story=CLEAR[2] * 50, notes="Notitie", older_reason=CLEAR[4])
    youth.skills = frozenset({CLEAR[3]})
    session.flush()
    sealed = [bytes(session.connection().exec_driver_sql("SELECT notes FROM youth").scalar_one())]
    youth.story, youth.notes = CLEAR[1] * 50, "Andere notitie"
    make.report(youth, words="Dit klopt niet")
    make.shown(youth, content={"kind": "own_list"})
    audit.append(session, [Entry(youth.id, Act.REPORTED, {"about": "times"})], at=NOW)
    make.erasure(youth, due_on=date(2026, 1, 1))
    queries = (
        "SELECT notes FROM youth",
        "SELECT story FROM youth",
        "SELECT older_reason FROM youth",
        "SELECT text_key FROM audit_chain",
        "SELECT words FROM report",
        "SELECT content FROM shown",
        'SELECT email FROM "user" WHERE email IS NOT NULL',
    )
    sealed += [bytes(session.connection().exec_driver_sql(query).scalar_one()) for query in queries]
    return youth.id, [*sealed, str(user.email_hash).encode()]


class TestTheFileAfterwards:
    def test_holds_nothing_of_who_was_erased(self, embedded: Installation) -> None:
        with embedded.session() as session:
            _youth_id, sealed = filled(session)
        before = embedded.content()
        assert all(marker.encode() in before for marker in (CLEAR[0], CLEAR[3]))
        assert all(token in before for token in sealed[1:])

        assert embedded.run("--for-real").exit_code == 0

        after = embedded.content()
        assert [marker for marker in CLEAR if marker.encode() in after] == []
        assert [token for token in sealed if token in after] == []

    def test_still_has_a_log_that_verifies(self, embedded: Installation) -> None:
        with embedded.session() as session:
            filled(session)
        embedded.run("--for-real")

        said = CliRunner().invoke(plek, ["audit", "verify"])

        assert said.exit_code == 0, said.output
        assert "erased" in said.output
        with embedded.session() as session:
            assert session.scalar(select(func.count()).select_from(AuditChain)) == 1

    def test_says_so_when_somebody_is_reading_and_cleans_up_the_next_time(
        self, embedded: Installation, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(command, "PATIENCE_MS", 50)
        with embedded.session() as session:
            _youth_id, sealed = filled(session)
        with embedded.session() as reader:
            reader.scalar(select(func.count()).select_from(Youth))
            said = embedded.run("--for-real")
        assert (said.exit_code, "run it again" in said.output) == (2, True)
        assert embedded.kept() == []

        assert embedded.run("--for-real").exit_code == 0
        after = embedded.content()
        assert [token for token in (*sealed, CLEAR[0].encode()) if token in after] == []


def test_steps_are_all_said() -> None:
    assert set(command._WORDS) == set(Step)
