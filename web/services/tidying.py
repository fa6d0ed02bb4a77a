"""What each day asks beside sending: forgetting what is long over."""

from datetime import date, datetime, timedelta
from typing import Any, Final, cast

from sqlalchemy import Table, delete, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.message import Message
from models.sign_in import SignIn, Ticket
from models.throttle import Throttle

#: How long what is over stays, for whoever must find out what happened.
WAYS_IN_KEPT: Final = timedelta(days=90)
MAILS_KEPT: Final = timedelta(days=30)
#: How long it is remembered that a day was done; any time longer than a day will do.
_MARK_KEPT: Final = timedelta(days=3)


def take_day(session: Session, work: str = "", *, on: date, at: datetime) -> bool:
    """Whether this day's work, or a part of it by name, is ours: of all workers one gets a yes.

    The others wait for its transaction. Where that fails the mark is gone with it, and the next worker who asks does
    the work.
    """
    put: Any = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    mark = put(cast("Table", Throttle.__table__)).values(
        key=f"day {on.isoformat()} {work}".strip(), hits=1, ends=(at + _MARK_KEPT).timestamp()
    )
    return session.scalar(mark.on_conflict_do_nothing(index_elements=["key"]).returning(Throttle.key)) is not None


def forget_what_is_over(session: Session, *, at: datetime) -> None:
    """Delete tickets and sign-ins that were over 90 days ago, mails that went out or failed 30 days ago, old marks."""
    ways_in, mails = at - WAYS_IN_KEPT, at - MAILS_KEPT
    for over in (
        delete(Ticket).where(or_(Ticket.expires_at < ways_in, Ticket.used_at < ways_in, Ticket.ended_at < ways_in)),
        delete(SignIn).where(or_(SignIn.ends_at < ways_in, SignIn.ended_at < ways_in)),
        delete(Message).where(or_(Message.sent_at < mails, Message.failed_at < mails)),
        delete(Throttle).where(Throttle.ends < at.timestamp()),
    ):
        session.execute(over.execution_options(synchronize_session=False))
