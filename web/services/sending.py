"""Sending what is due: as many workers as wanted, each mail by one of them.

A mail is taken by a conditional update that says until when it is theirs, handed over outside of any transaction, and
then noted as sent. Only who is killed between the server's answer and that note leaves a mail to be sent twice, under
the same Message-ID.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from typing import Any, Final, Protocol

from cryptography.fernet import InvalidToken
from sqlalchemy import ColumnElement, Engine, and_, exists, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.message import MailKind, Message
from models.sign_in import Ticket, TicketKind
from web.services.smtp import FOR_GOOD, NotSent, Trouble
from web.services.tickets import find_ticket

#: How long a mail is one worker's: several times what handing it over can take at most.
CLAIM: Final = timedelta(minutes=10)
TRIES: Final = 12
LONGEST_PAUSE: Final = timedelta(hours=6)
#: How often, a second apart, it is tried to note that a mail went out; then its claim has passed.
NOTES: Final = 600
#: The one-time secret that a mail brings: when it does not serve any more, the mail is not sent.
TICKETS: Final = {
    MailKind.INVITATION: TicketKind.INVITATION,
    MailKind.STAFF_INVITATION: TicketKind.INVITATION,
    MailKind.EMPLOYER_INVITATION: TicketKind.INVITATION,
    MailKind.RESET: TicketKind.RESET,
    MailKind.SIGN_ALONG: TicketKind.SIGN_ALONG,
}


@dataclass(frozen=True)
class Letter:
    """The words of a mail; the subject names nobody."""

    subject: str
    body: str


class Transport(Protocol):
    """A way out. `keeps_facts` for one that shows later what it was given."""

    @property
    def keeps_facts(self) -> bool: ...

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises NotSent."""


class Mailbox:
    """The demo's way out: nothing leaves this computer, and the page /demo/mailbox shows what would have."""

    keeps_facts = True

    def send(self, mail: EmailMessage) -> None:
        """Do nothing: that it was sent is noted like everywhere."""


@dataclass(frozen=True)
class Post:
    """What sending needs: the way out, the sender's address, and who finds the words."""

    transport: Transport
    sender: str
    write: Callable[[Message], Letter]


class Sent(StrEnum):
    """What became of one mail."""

    SENT = "sent"
    LATER = "later"
    FAILED = "failed"


def send_next(engine: Engine, post: Post, *, at: datetime) -> Sent | None:
    """Take one mail that is due and send it; None when there is none. One try of it, whatever comes of it."""
    message_id = _take(engine, at)
    if message_id is None:
        return None
    became: dict[str, Any]
    try:
        post.transport.send(_mail(engine, message_id, post, at))
        became = {"sent_at": at, "problem": None}
    except NotSent as error:
        became = _after_trouble(engine, message_id, error.trouble, at)
    if "due_at" not in became and not post.transport.keeps_facts:
        became["facts"] = None
    _note(engine, message_id, became)
    return Sent.LATER if "due_at" in became else Sent.FAILED if "failed_at" in became else Sent.SENT


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: 1, 2, 4 ... minutes, six hours at most."""
    return min(timedelta(minutes=2 ** (min(tries, TRIES) - 1)), LONGEST_PAUSE)


def mail_of(message: Message, letter: Letter, sender: str) -> EmailMessage:
    """A mail as it is handed over: plain text, one address, and the same Message-ID on every try.

    Raises NotSent where an address or the words hold what cannot stand in a mail.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = Address("Plek", addr_spec=sender)
        mail["To"] = _recipient(message.to)
        mail["Subject"] = letter.subject
        mail["Date"] = message.made_at
        mail["Message-ID"] = message.message_id
        mail["Auto-Submitted"] = "auto-generated"  # no answers by machines
        mail.set_content(letter.body, cte="quoted-printable")
        mail["Content-Language"] = message.language
    except (ValueError, IndexError, MessageError):  # the library's parser of addresses knows all three
        raise NotSent(Trouble.UNWRITABLE) from None
    return mail


def _recipient(written: str) -> Address:
    """One address and nothing beside it, its domain as every server understands it. Raises ValueError for others."""
    name, _, domain = written.rpartition("@")
    plain = f"{name}@{domain.encode('idna').decode('ascii')}"
    address = Address(addr_spec=plain)
    if address.addr_spec != plain:
        raise ValueError("an address with a comment or quotes in it")
    return address


def _take(engine: Engine, at: datetime) -> int | None:
    """Claim the mail that has been due longest; whoever updates first has it, and the others look for the next."""
    open_ones = and_(Message.sent_at.is_(None), Message.failed_at.is_(None), Message.due_at <= at)
    free = and_(open_ones, or_(Message.claimed_until.is_(None), Message.claimed_until <= at))
    first = select(Message.id).where(free).order_by(Message.due_at, Message.id).limit(1)
    while True:
        with Session(engine) as session:
            message_id = session.scalar(first)
        if message_id is None or _claimed(engine, message_id, free, at):
            return message_id


def _claimed(engine: Engine, message_id: int, free: ColumnElement[bool], at: datetime) -> bool:
    claim = update(Message).where(Message.id == message_id, free).execution_options(synchronize_session=False)
    with _writing(engine) as session:
        done: Any = session.execute(claim.values(claimed_until=at + CLAIM, tries=Message.tries + 1))
        return bool(done.rowcount == 1)


def _mail(engine: Engine, message_id: int, post: Post, at: datetime) -> EmailMessage:
    """The mail of a row. Raises NotSent where there is nothing to be sent."""
    try:
        with Session(engine) as session:
            message = session.get(Message, message_id)
            if message is not None and message.tries > TRIES:
                raise NotSent(Trouble.LOST)
            if message is None or not _serves(session, message, at):  # erased meanwhile, or of no use any more
                raise NotSent(Trouble.OVER)
            return mail_of(message, post.write(message), post.sender)
    except (KeyError, TypeError, ValueError, InvalidToken):  # facts that are not there, or that no key opens
        raise NotSent(Trouble.UNWRITABLE) from None


def _serves(session: Session, message: Message, at: datetime) -> bool:
    """Whether the one-time secret that a mail brings still works; a mail without one always serves."""
    facts = message.facts or {}
    if message.kind is MailKind.CODE:
        # A code is found only together with the browser that asked for it. A newer one has ended this one.
        mine = and_(Ticket.user_id == message.user_id, Ticket.kind == TicketKind.CODE)
        living = and_(Ticket.used_at.is_(None), Ticket.ended_at.is_(None), Ticket.expires_at > at)
        return bool(session.scalar(select(exists().where(mine, living, Ticket.made_at <= message.made_at))))
    if message.kind in TICKETS:
        return find_ticket(session, TICKETS[message.kind], facts["secret"], at=at) is not None
    return True


def _after_trouble(engine: Engine, message_id: int, trouble: Trouble, at: datetime) -> dict[str, Any]:
    """Another time, or never: what no later try changes, and what was tried often enough."""
    with Session(engine) as session:
        tries = session.scalar(select(Message.tries).where(Message.id == message_id)) or TRIES
    if trouble in FOR_GOOD or tries >= TRIES:
        return {"failed_at": at, "problem": trouble.value}
    return {"due_at": at + pause_after(tries), "problem": trouble.value}


def _note(engine: Engine, message_id: int, values: dict[str, Any]) -> None:
    """Write down what became of a mail, however long the database does not answer: else it would be sent again."""
    said = update(Message).where(Message.id == message_id, Message.sent_at.is_(None))
    said = said.execution_options(synchronize_session=False)
    for left in reversed(range(NOTES)):
        try:
            with _writing(engine) as session:
                session.execute(said.values(claimed_until=None, **values))
            return
        except OperationalError:
            if not left:
                raise
            time.sleep(1)


@contextmanager
def _writing(engine: Engine) -> Iterator[Session]:
    """A short transaction that writes."""
    with Session(engine.execution_options(begin="BEGIN IMMEDIATE")) as session, session.begin():
        yield session
