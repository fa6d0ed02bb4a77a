"""What the tests of mails share: a database in which rows are really committed, and ways out that remember."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import count
from typing import Any

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from models.message import Message
from models.tables import METADATA
from tests.make import NOW, Make
from web.services.sending import Letter, Post, Sent, send_next
from web.services.smtp import NotSent, Trouble

#: Written by the first migration, or never deleted.
KEPT = {"role", "audit_chain", "audit_entry"}


class Way:
    """A way out that remembers what it was given, and can be told to refuse."""

    keeps_facts = False

    def __init__(self, *troubles: Trouble | None) -> None:
        self.mails: list[EmailMessage] = []
        self.troubles = list(troubles)

    def send(self, mail: EmailMessage) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise NotSent(trouble)
        self.mails.append(mail)


class Office:
    """Puts mails in, has them sent, and looks what became of them; everything is committed."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.way = Way()
        self._numbers = count(1)
        self.write: Callable[[Message], Letter] = lambda message: Letter("Hallo", f"Een mail. {message.kind}\n")

    @contextmanager
    def writing(self) -> Iterator[Make]:
        with Session(self.engine.execution_options(begin="BEGIN IMMEDIATE")) as session:
            yield Make(session)
            session.commit()

    def put(self, **values: Any) -> int:
        """A mail in the outbox; its number."""
        values.setdefault("message_id", f"<office-{next(self._numbers)}@plek>")
        with self.writing() as make:
            return make.message(**values).id

    def send(self, after: timedelta = timedelta(0), way: Way | None = None) -> Sent | None:
        post = Post(way or self.way, "plek@example.org", self.write)
        return send_next(self.engine, post, at=NOW + after)

    def of(self, message_id: int) -> Message:
        with Session(self.engine, expire_on_commit=False) as session:
            return session.get_one(Message, message_id)

    def all(self) -> list[Message]:
        with Session(self.engine) as session:
            return list(session.scalars(select(Message).order_by(Message.id)))

    def empty(self) -> None:
        """Leave the database as it was found."""
        with Session(self.engine) as session:
            for table in reversed(METADATA.sorted_tables):
                if table.name not in KEPT:
                    session.execute(delete(table))
            session.commit()


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def moment(count: float) -> datetime:
    """So many minutes after now."""
    return NOW + minutes(count)
