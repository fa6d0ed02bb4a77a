"""`plek work`: sends what is due and does what each day asks, beside `plek serve`; as many of them as wanted."""

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import click
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from web import i18n
from web.clock import now, today
from web.commands.opening import opened, said_by
from web.config import LIMITS_FILE, Settings
from web.mails import letter_of
from web.services.anchors import write_heads
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
    """Send what is due, and once a day write out the heads of the log and forget what is long over.

    Runs until Ctrl-C or SIGTERM, and then finishes the mail at hand. Prints one line a batch, which names nobody.
    """
    stop = threading.Event()
    for ending in (signal.SIGINT, signal.SIGTERM):
        signal.signal(ending, lambda *_: stop.set())
    with opened() as (settings, engine), texts().app_context():
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
class Worker:
    """One worker: what it works with, and when it looks at the day's work next."""

    engine: Engine
    settings: Settings
    post: Post | None
    should_stop: Callable[[], bool]
    daily_from: float = field(default=0.0)

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


def _turn(worker: Worker, *, once: bool) -> None:
    try:
        _do_the_day(worker)
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


def _say(words: str) -> None:
    click.echo(f"{now():%Y-%m-%dT%H:%M:%SZ} {words}")
