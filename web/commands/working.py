"""`plek work`: sends what is due and does what each day asks, beside `plek serve`; as many of them as wanted.

What each day asks: the heads of the log written out, what is long over forgotten, and data kept no longer than was
told: who is due is warned, or erased.
"""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

import click
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from web import i18n
from web.clock import now, today
from web.commands import Stop
from web.commands.opening import opened, said_by
from web.commands.retention import clean, overwrite
from web.config import LIMITS_FILE, Settings
from web.mails import letter_of
from web.services.anchors import write_heads
from web.services.retention import Step, carry_out, plan
from web.services.sending import Mailbox, Post, Sent, send_next
from web.services.smtp import MailServer
from web.services.throttling import limits_for
from web.services.tidying import forget_what_is_over, take_day

HEADS_FOLDER: Final = "heads"
PAUSE: Final = 2.0  # seconds between two looks: somebody may be waiting for a code
DAY_PAUSE: Final = 600.0  # seconds between two looks whether another day has begun


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def work(*, once: bool) -> None:
    """Send what is due, and once a day write out the heads of the log, forget what is long over, warn and erase.

    Runs until Ctrl-C or SIGTERM, and then finishes the mail at hand. Prints one line a batch, which names nobody.
    """
    stop = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: stop.set())
    with opened() as (settings, engine), texts().app_context():
        overwrite(engine)
        worker = Worker(engine, settings, post_of(settings), stop.is_set)
        if worker.post is None:
            _say("No mail goes out: PLEK_MAIL_URL is not set.")
        while not stop.is_set():
            _turn(worker, once=once)
            if once:
                break
            stop.wait(PAUSE)


def texts() -> Flask:
    """As much of the application as words need."""
    app = Flask("web")
    i18n.init_app(app)
    return app


def post_of(settings: Settings) -> Post | None:
    """How this installation sends; None where no mail server is named."""
    if settings.demo:
        transport: Mailbox | MailServer = Mailbox()
    elif settings.mail_url:
        transport = MailServer.of(settings.mail_url)
    else:
        return None
    return Post(transport, settings.mail_from, lambda message: letter_of(message, address=settings.address))


@dataclass
class Kept:
    """What became of a day's warning and erasing: how many by step, who went wrong, and how many wait for a person."""

    waiting: int
    done: Counter[Step] = field(default_factory=Counter)
    failed: dict[int, Exception] = field(default_factory=dict)

    def said(self) -> Iterator[str]:
        """In a few words that name nobody; nothing where there was nothing."""
        if self.done:
            yield "kept no longer: " + ", ".join(f"{step} {count}" for step, count in self.done.items())
        for youth_id, error in self.failed.items():
            yield f"youth {youth_id} could not be done ({type(error).__name__}), it is tried again tomorrow"
        if self.waiting:
            yield f"{self.waiting} wait for a person: plek retention run says who"


@dataclass
class Worker:
    """One worker: what it works with, and when it looks at each part of the day's work next."""

    engine: Engine
    settings: Settings
    post: Post | None
    should_stop: Callable[[], bool]
    daily_from: float = field(default=0.0)
    kept_from: float = field(default=0.0)

    def send_due(self) -> Counter[Sent]:
        """Send all that is due, one after another; ends early when it should stop."""
        became: Counter[Sent] = Counter()
        while self.post is not None and not self.should_stop():
            sent = send_next(self.engine, self.post, at=now())
            if sent is None:
                break
            became[sent] += 1
        return became

    def do_the_day(self) -> bool:
        """Do the day's work, unless it was done; whether it was ours. Raises OSError for a file that is not written."""
        if time.monotonic() < self.daily_from:
            return False
        self.daily_from = time.monotonic() + DAY_PAUSE
        with Session(self.engine.execution_options(begin="BEGIN IMMEDIATE")) as session, session.begin():
            if not take_day(session, on=today(), at=now()):
                return False
            write_heads(session, self.settings.instance / HEADS_FOLDER, today())
            forget_what_is_over(session, at=now())
        limits_for(self.engine, str(self.settings.instance / LIMITS_FILE)).counters.sweep()
        return True

    def keep_no_longer(self) -> Kept | None:
        """Warn and erase who is due, unless that was done today: each youth by themself, whatever becomes of another.

        None where it was not ours. Who fails, or is left when the worker should stop, is due tomorrow again.
        """
        if time.monotonic() < self.kept_from:
            return None
        self.kept_from = time.monotonic() + DAY_PAUSE
        on = today()
        with Session(self.engine.execution_options(begin="BEGIN IMMEDIATE")) as session, session.begin():
            if not take_day(session, "retention", on=on, at=now()):
                return None
            due = plan(session, on=on)
        kept = Kept(waiting=len(due[Step.WAIT]))
        for youth_id, step, error in carry_out(self.engine, due, on=on):
            kept.done.update([step] if step else [])
            kept.failed.update({youth_id: error} if error else {})
            if self.should_stop():
                break
        return kept


def _turn(worker: Worker, *, once: bool) -> None:
    try:
        _do_the_day(worker)
        _keep_no_longer(worker)
        became = worker.send_due()
    except OperationalError as error:
        if once:
            raise
        _say(f"the database does not answer ({said_by(error)})")
    else:
        if became:
            _say(", ".join(f"{kind} {became[kind]}" for kind in Sent))


def _do_the_day(worker: Worker) -> None:
    try:
        if worker.do_the_day():
            _say("did what the day asks")
    except OSError as error:
        _say(f"the day's work failed ({error.strerror}), it is tried again later")


def _keep_no_longer(worker: Worker) -> None:
    kept = worker.keep_no_longer()
    if kept is None:
        return
    for line in kept.said():
        _say(line)
    try:
        if kept.done[Step.ERASE]:
            clean(worker.engine)
    except Stop as error:  # erased, but SQLite's file could not be cleaned
        _say(error.message)


def _say(words: str) -> None:
    click.echo(f"{now():%Y-%m-%dT%H:%M:%SZ} {words}")
