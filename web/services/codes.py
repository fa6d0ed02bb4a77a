"""Signing in with a mailed code: six digits that serve once, for an hour, in the browser that asked for them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy.orm import Session

from models.account import User
from models.base import keyed_hash
from models.message import MailKind
from models.sign_in import TicketKind
from web.services import outbox
from web.services.errors import InvalidInput
from web.services.secrets import new_code, new_secret, read_code
from web.services.throttling import Limit, count, forget
from web.services.tickets import find_ticket, make_ticket
from web.services.youth_accounts import Arrival, arrive, find_youth

_NOWHERE: Final = "nobody@example.invalid"


@dataclass(frozen=True)
class Asked:
    """What the asking browser keeps: a secret of its own, and the keyed hash of the address, which tells nobody's."""

    browser: str
    address: str


def ask(session: Session, email: str, *, visitor: str, at: datetime) -> Asked:
    """Mail a code to an address, if it is that of a youth's account; the code before it ends. Raises TooMany.

    Nobody learns whether it is one: for any other address the same is done, and undone.
    """
    return _ask(session, keyed_hash(email), visitor=visitor, at=at)


def ask_again(session: Session, asked: Asked, *, visitor: str, at: datetime) -> Asked:
    """Mail a new code to the same address. Raises TooMany."""
    return _ask(session, asked.address, visitor=visitor, at=at)


def sign_in(session: Session, asked: Asked, written: str, *, visitor: str, at: datetime) -> Arrival:
    """Come in with a code, in the browser that asked for it.

    Raises InvalidInput for every code that does not serve, TooMany: ten tries a day, wherever they come from.
    """
    count(session, Limit.VISITOR_TRIES, visitor)
    count(session, Limit.CODE_TRIES, asked.address)
    ticket = find_ticket(session, TicketKind.CODE, read_code(written), at=at, asked_by=asked.browser)
    arrival = arrive(session, ticket, how="code", at=at)
    if arrival is None:
        raise InvalidInput({"code": "wrong_code"})
    forget(session, Limit.CODE_TRIES, asked.address)
    return arrival


def _ask(session: Session, address: str, *, visitor: str, at: datetime) -> Asked:
    count(session, Limit.VISITOR_ASKS, visitor)
    count(session, Limit.CODES_ASKED, address)
    asked = Asked(new_secret(), address)
    youth = find_youth(session, User.email_hash == address)
    with session.begin_nested() as step:
        user = youth.user if youth is not None and youth.user is not None else _stranger(session)
        code = make_ticket(session, TicketKind.CODE, at=at, user=user, secret=new_code(), asked_by=asked.browser)
        outbox.put(session, MailKind.CODE, at=at, user=user, to=user.email or _NOWHERE, facts={"code": code})
        if youth is None:
            step.rollback()
    return asked


def _stranger(session: Session) -> User:
    """An account for as long as it takes to do for nobody what is done for somebody."""
    user = User(name="-", email=None)
    session.add(user)
    session.flush()
    return user
