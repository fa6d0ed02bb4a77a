"""`plek work`, as somebody starts it: mails go out once, also with several workers and when one is killed."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Connection, Engine, func, select, text, update
from sqlalchemy.orm import Session

from models import schema
from models.audit import Act, Entry, append
from models.base import use_keys
from models.engine import make_engine
from models.message import MailKind, Message
from models.rights import MonthCount
from models.sign_in import SignIn, Ticket, TicketKind
from models.throttle import Throttle
from models.youth import Youth
from tests.mail_server import Inbox, serving
from tests.make import NOW, Make
from web.clock import now, today
from web.services import outbox
from web.services.anchors import read_heads
from web.services.throttling import Limit, limits_for
from web.services.tickets import make_ticket
from web.services.tidying import forget_what_is_over, take_day

PLEK = [sys.executable, "-m", "web"]
ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "PLEK_FIELD_KEYS": Fernet.generate_key().decode(),
    "PLEK_HASH_KEY": "a hash key that is long enough",
    "PLEK_AUDIT_KEY": "an audit key that is long enough",
    "PLEK_SECRET_KEY": "a secret key that is long enough",
}


@dataclass
class Installation:
    """A database with a worker's environment; the mail server's port is named when there is one."""

    engine: Engine
    folder: Path
    environment: dict[str, str]

    def put(self, count: int = 1) -> list[str]:
        """So many mails that are due; their Message-IDs."""
        with Session(self.engine) as session:
            mails = [outbox.put(session, MailKind.PROPOSAL, at=now(), to="noa@example.org") for _ in range(count)]
            session.commit()
            return [mail.message_id for mail in mails if mail]

    def mails(self) -> list[Message]:
        with Session(self.engine) as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    def start(self, port: int | None, *arguments: str) -> "subprocess.Popen[str]":
        mail = {"PLEK_MAIL_URL": f"smtp://127.0.0.1:{port}"} if port else {}
        return subprocess.Popen(
            [*PLEK, "work", *arguments],
            env={**self.environment, **mail},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def work_once(self, port: int | None = None) -> str:
        with self.start(port, "--once") as worker:
            said, _ = worker.communicate(timeout=60)
        assert worker.returncode == 0, said
        return said


@pytest.fixture
def installed(empty_database_url: str, tmp_path: Path) -> Iterator[Installation]:
    schema.upgrade(empty_database_url)
    use_keys([KEYS["PLEK_FIELD_KEYS"]], KEYS["PLEK_HASH_KEY"], KEYS["PLEK_AUDIT_KEY"])
    engine = make_engine(empty_database_url)
    environment = {
        **KEYS,
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": empty_database_url,
        "PLEK_INSTANCE": str(tmp_path),
        "PLEK_ADDRESS": "https://plek.example",
        "PLEK_MAIL_FROM": "plek@plek.example",
    }
    yield Installation(engine, tmp_path, environment)
    engine.dispose()


def ids(inbox: Inbox) -> list[str]:
    return [str(message_from_bytes(mail, policy=policy.default)["Message-ID"]) for mail in inbox.taken]


@contextmanager
def write_lock(engine: Engine) -> Iterator[Connection]:
    """Nobody else can write a mail as long as this lasts."""
    with engine.execution_options(begin="BEGIN IMMEDIATE").connect() as connection, connection.begin() as transaction:
        if engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE message IN EXCLUSIVE MODE"))
        yield connection
        transaction.rollback()


class TestSending:
    def test_sends_what_is_due_in_words_of_ours(self, installed):
        (message_id,) = installed.put()
        inbox = Inbox()
        with serving(inbox) as port:
            said = installed.work_once(port)

        (mail,) = (message_from_bytes(taken, policy=policy.default) for taken in inbox.taken)
        assert (mail["To"], mail["From"], mail["Message-ID"]) == (
            "noa@example.org",
            "Plek <plek@plek.example>",
            message_id,
        )
        assert "https://plek.example/my/proposals" in mail.get_content()
        assert "sent 1, later 0, failed 0" in said
        assert [(kept.sent_at is None, kept.facts) for kept in installed.mails()] == [(False, None)]

    def test_says_one_line_a_batch_that_names_nobody(self, installed):
        installed.put(3)
        with serving(Inbox(rcpt="550 noa@example.org unknown")) as port:
            said = installed.work_once(port)

        assert len(re.findall("failed 3", said)) == 1
        assert "noa" not in said
        assert "@" not in said

    def test_leaves_mails_where_they_are_without_a_mail_server(self, installed):
        installed.put()
        said = installed.work_once()

        assert "PLEK_MAIL_URL is not set" in said
        assert [(kept.sent_at, kept.tries) for kept in installed.mails()] == [(None, 0)]

    def test_says_in_one_sentence_that_there_is_no_database(self, installed):
        environment = {**installed.environment, "DATABASE_URL": f"sqlite:///{installed.folder / 'empty.db'}"}
        done = subprocess.run(
            [*PLEK, "work", "--once"],
            env=environment,
            cwd=installed.folder,
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 2
        assert "plek db upgrade" in done.stderr
        assert "Traceback" not in done.stderr

    def test_by_two_workers_sends_each_mail_once(self, installed):
        expected = installed.put(40)
        inbox = Inbox()
        with serving(inbox) as port:
            workers = [installed.start(port, "--once") for _ in range(2)]
            for worker in workers:
                worker.communicate(timeout=60)

        assert Counter(ids(inbox)) == dict.fromkeys(expected, 1)


class HeldUp(Inbox):
    """Takes a mail, locks the database before it says so, and waits until its worker has read the answer."""

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self.engine = engine
        self.answered = threading.Event()
        self.release = threading.Event()
        self.locked = threading.Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        threading.Thread(target=self._hold, daemon=True).start()
        self.locked.wait(30)
        return await super().handle_DATA(server, session, envelope)

    async def handle_QUIT(self, server, session, envelope):  # noqa: N802
        self.answered.set()  # who says goodbye has read that the mail was taken
        return await super().handle_QUIT(server, session, envelope)

    def _hold(self) -> None:
        with write_lock(self.engine):
            self.locked.set()
            self.release.wait(30)


class TestBeingKilled:
    def test_between_the_servers_answer_and_our_note_sends_the_same_mail_again(self, installed):
        (message_id,) = installed.put()
        inbox = HeldUp(installed.engine)
        with serving(inbox) as port:
            worker = installed.start(port)
            assert inbox.answered.wait(60)
            worker.kill()
            worker.communicate()
            inbox.release.set()
        assert worker.returncode == -signal.SIGKILL
        assert ids(inbox) == [message_id]
        (kept,) = installed.mails()
        assert kept.sent_at is None

        again = Inbox()
        with serving(again) as port:
            installed.work_once(port)
            assert again.taken == []  # it is still the dead worker's
            self.let_the_claim_pass(installed, kept.claimed_until)
            installed.work_once(port)

        assert ids(again) == [message_id]
        assert again.taken == inbox.taken
        (kept,) = installed.mails()
        assert (kept.sent_at is not None, kept.tries) == (True, 2)

    def test_before_the_server_answered_sends_it_once(self, installed):
        (message_id,) = installed.put()
        inbox = Dying()
        with serving(inbox) as port:
            worker = installed.start(port)
            inbox.worker = worker
            worker.communicate(timeout=60)
        (kept,) = installed.mails()
        self.let_the_claim_pass(installed, kept.claimed_until)

        again = Inbox()
        with serving(again) as port:
            installed.work_once(port)

        assert (ids(inbox), ids(again)) == ([], [message_id])

    def let_the_claim_pass(self, installed: Installation, claimed_until: datetime | None) -> None:
        assert claimed_until is not None
        assert timedelta(minutes=5) < claimed_until - now() <= timedelta(minutes=10)
        with Session(installed.engine) as session:
            session.execute(update(Message).values(claimed_until=now() - timedelta(seconds=1)))
            session.commit()


class Dying(Inbox):
    """Its worker is killed while it hands a mail over."""

    worker: Any = None

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.worker.kill()
        return await super().handle_RCPT(server, session, envelope, address, options)


class TestBeingAskedToStop:
    def test_it_finishes_the_mail_at_hand(self, installed):
        expected = installed.put(3)
        inbox = Stopping()
        with serving(inbox) as port:
            inbox.worker = worker = installed.start(port)
            said, _ = worker.communicate(timeout=60)

        assert worker.returncode == 0, said
        assert ids(inbox) == expected[:1]
        assert [kept.sent_at is not None for kept in installed.mails()] == [True, False, False]
        assert all(kept.claimed_until is None for kept in installed.mails())

    def test_it_ends_while_it_waits(self, installed):
        with serving(Inbox()) as port:
            worker = installed.start(port)
            assert worker.stdout
            assert "the day" in worker.stdout.readline()
            worker.send_signal(signal.SIGTERM)
            worker.communicate(timeout=60)

        assert worker.returncode == 0


class Stopping(Dying):
    """Its worker is asked to stop while it hands a mail over."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        self.worker.send_signal(signal.SIGTERM)
        return await Inbox.handle_RCPT(self, server, session, envelope, address, options)


class TestKeepingNoLonger:
    """What the youth was told happens, without anybody who starts a command."""

    def due(self, installed, count=1):
        """So many youths who asked to be erased and whose month is over."""
        with Session(installed.engine) as session:
            make = Make(session)
            youths = [make.youth(user=make.youth_user(), coach=make.coach()) for _ in range(count)]
            for youth in youths:
                make.erasure(youth, due_on=today() - timedelta(days=1))
            session.commit()
            return [youth.id for youth in youths]

    def kept(self, installed):
        with Session(installed.engine) as session:
            return list(session.scalars(select(Youth.id).order_by(Youth.id)))

    def test_erases_who_is_due(self, installed):
        self.due(installed, 2)

        assert "kept no longer: erase 2" in installed.work_once()
        assert self.kept(installed) == []

    def test_warns_who_is_due_and_the_mail_goes_out(self, installed):
        with Session(installed.engine) as session:
            youth = Make(session).youth(email="noa@example.org")
            append(session, [Entry(youth.id, Act.INVITED, {})], at=now() - timedelta(days=800))
            session.commit()
        inbox = Inbox()
        with serving(inbox) as port:
            said = installed.work_once(port)

        assert "kept no longer: warn 1" in said
        (mail,) = (message_from_bytes(taken, policy=policy.default) for taken in inbox.taken)
        assert mail["To"] == "noa@example.org"

    def test_is_done_once_whoever_does_it(self, installed):
        self.due(installed, 6)
        workers = [installed.start(None, "--once") for _ in range(3)]
        said = "".join(worker.communicate(timeout=120)[0] for worker in workers)

        assert said.count("kept no longer: erase 6") == 1
        assert said.count("kept no longer") == 1
        with Session(installed.engine) as session:
            assert session.scalars(select(MonthCount.count)).all() == [6]

    def test_is_done_once_a_day(self, installed):
        installed.work_once()
        ids = self.due(installed)

        assert "kept no longer" not in installed.work_once()
        assert self.kept(installed) == ids

    def test_goes_on_where_one_fails(self, installed):
        first, second, third = self.due(installed, 3)
        refuse(installed.engine, second)

        said = installed.work_once()

        assert "kept no longer: erase 2" in said
        assert f"youth {second} could not be done" in said
        assert self.kept(installed) == [second]
        assert first != third

    def test_is_done_where_the_heads_of_the_log_cannot_be_written(self, installed):
        (installed.folder / "heads").write_text("in the way")
        self.due(installed)

        assert "kept no longer: erase 1" in installed.work_once()

    def test_says_how_many_wait_for_a_person(self, installed):
        with Session(installed.engine) as session:
            youth = Make(session).youth()
            append(session, [Entry(youth.id, Act.INVITED, {})], at=now() - timedelta(days=800))
            session.commit()
            youth_id = youth.id

        assert "1 wait for a person: plek retention run says who" in installed.work_once()
        assert self.kept(installed) == [youth_id]

    @pytest.mark.parametrize("empty_database_url", ["sqlite"], indirect=True)  # PostgreSQL's own vacuum comes later
    def test_leaves_nothing_in_the_file(self, installed):
        (youth_id,) = self.due(installed)
        with Session(installed.engine) as session:
            session.get_one(Youth, youth_id).name = "Zwaantje-Marker"
            session.commit()
        installed.engine.dispose()

        installed.work_once()

        path = Path(str(installed.engine.url.database))
        assert not any(b"Zwaantje-Marker" in file.read_bytes() for file in path.parent.glob(f"{path.name}*"))


REFUSING = {
    "sqlite": ("CREATE TRIGGER kept BEFORE DELETE ON youth WHEN OLD.id = {id} BEGIN SELECT RAISE(ABORT, 'no'); END",),
    "postgresql": (
        "CREATE FUNCTION kept_() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$",
        "CREATE TRIGGER kept BEFORE DELETE ON youth FOR EACH ROW WHEN (OLD.id = {id}) EXECUTE FUNCTION kept_()",
    ),
}


def refuse(engine: Engine, youth_id: int) -> None:
    """Let a youth not be deleted."""
    with engine.begin() as connection:
        for statement in REFUSING[engine.dialect.name]:
            connection.exec_driver_sql(statement.replace("{id}", str(youth_id)))


class TestTheDaysWork:
    def test_is_done_once_a_day_by_one_of_them(self, installed):
        workers = [installed.start(None, "--once") for _ in range(3)]
        said = "".join(worker.communicate(timeout=60)[0] for worker in workers)

        assert said.count("did what the day asks") == 1
        assert "did what the day asks" not in installed.work_once()

    def test_writes_out_the_heads_of_the_log(self, installed):
        with Session(installed.engine) as session:
            entry = Make(session).audit_entry()
            session.commit()
            chain_id, number = entry.chain_id, entry.number

        installed.work_once()

        (written,) = (installed.folder / "heads").iterdir()
        assert written.name == f"heads-{today().isoformat()}.jsonl"
        assert {head.chain: head.number for head in read_heads(written).values()} == {chain_id: number}

    def test_is_tried_again_when_the_heads_cannot_be_written(self, installed):
        (installed.folder / "heads").write_text("in the way")
        assert "failed" in installed.work_once()

        (installed.folder / "heads").unlink()
        assert "did what the day asks" in installed.work_once()

    def test_is_left_to_the_next_when_it_was_not_finished(self, installed):
        with Session(installed.engine) as session:
            assert take_day(session, on=NOW.date(), at=NOW)
            session.rollback()
            assert take_day(session, on=NOW.date(), at=NOW)
            session.commit()
            assert not take_day(session, on=NOW.date(), at=NOW)
            assert take_day(session, on=NOW.date() + timedelta(days=1), at=NOW)

    def test_sweeps_the_counters_that_have_ended(self, installed):
        limits = limits_for(installed.engine, str(installed.folder / "limits.db"))
        limits.count(Limit.VISITOR_TRIES, "a visitor")
        with limits.counters.engine.begin() as connection:
            connection.execute(update(Throttle).values(ends=time.time() - 1))

        installed.work_once()

        with limits.counters.engine.connect() as connection:
            left = connection.scalar(select(func.count()).select_from(Throttle).where(~Throttle.key.startswith("day ")))
        limits.counters.engine.dispose()
        assert left == 0

    def test_forgets_what_is_long_over_and_nothing_else(self, installed):
        old, fresh = NOW - timedelta(days=91), NOW - timedelta(days=89)
        with Session(installed.engine) as session:
            make = Make(session)
            gone, stays = [], []
            for when, kept in ((old, gone), (fresh, stays)):
                before = when - timedelta(days=20)
                kept += [
                    make.ticket(made_at=before, expires_at=when),
                    make.ticket(made_at=before, expires_at=NOW + timedelta(days=9), used_at=when),
                    make.ticket(made_at=before, expires_at=NOW + timedelta(days=9), ended_at=when),
                    make.sign_in(began_at=before, ends_at=when),
                    make.sign_in(began_at=before, ends_at=NOW + timedelta(days=9), ended_at=when),
                ]
            stays += [make.ticket(made_at=old - timedelta(days=9)), make.sign_in(began_at=old - timedelta(days=9))]
            gone += [make.message(sent_at=NOW - timedelta(days=31)), make.message(failed_at=NOW - timedelta(days=31))]
            stays += [make.message(sent_at=NOW - timedelta(days=29)), make.message(made_at=old, due_at=old)]
            expected = {(type(row), row.id) for row in stays}
            session.commit()

            forget_what_is_over(session, at=NOW)

            left = {(kind, id_) for kind in (Ticket, SignIn, Message) for id_ in session.scalars(select(kind.id))}
            assert left == expected

    def test_leaves_a_ticket_that_may_still_be_used(self, installed):
        with Session(installed.engine) as session:
            user = Make(session).youth_user()
            make_ticket(session, TicketKind.RECOVERY, at=NOW - timedelta(days=2_000), user=user)
            forget_what_is_over(session, at=NOW)

            assert session.scalar(select(func.count()).select_from(Ticket)) == 1
