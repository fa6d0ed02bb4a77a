"""Invitations: a mailed link by which a youth's account is opened, and what the coach sees of a youth's ways in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.account import User, find_user_by_email
from models.audit import Act
from models.message import MailKind
from models.sign_in import Ticket, TicketKind
from models.youth import Youth
from web.permissions import Permission
from web.services import outbox
from web.services.cards import latest_ticket, open_ticket
from web.services.errors import InvalidInput
from web.services.recording import record
from web.services.throttling import Limit, count
from web.services.tickets import DeadLink, end_tickets, find_ticket, make_ticket
from web.services.youth_accounts import (
    Arrival,
    arrive,
    find_youth,
    has_signed_in,
    opens_without_password,
    youth_to_let_in,
)
from web.services.youths import get_youth

#: Asked again within this time, an invitation was asked once: somebody pressed twice.
_TWICE: Final = timedelta(minutes=1)


@dataclass(frozen=True)
class WaysIn:
    """How a youth can sign in: the last invitation, the open card, whether they ever came, and whether either helps."""

    youth: Youth
    invitation: Ticket | None
    card: Ticket | None
    has_signed_in: bool
    opens: bool


def ways_in(session: Session, youth_id: int, *, at: datetime, actor: User) -> WaysIn:
    """What a youth was given to sign in with. Raises NotFound for a stranger."""
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_INVITE)
    return WaysIn(
        youth=youth,
        invitation=latest_ticket(session, TicketKind.INVITATION, youth),
        card=open_ticket(session, TicketKind.CARD, youth, at=at),
        has_signed_in=has_signed_in(session, youth.user),
        opens=youth.user is None or opens_without_password(youth.user),
    )


def invite(session: Session, youth_id: int, *, at: datetime, actor: User) -> Youth:
    """Mail a youth the link that opens their account; the one before it ends. The account takes the youth's address.

    Raises NotFound for a stranger, InvalidInput without an address, for one that another account has, and for an
    account that does not open without a password.
    """
    youth, user = youth_to_let_in(session, youth_id, actor=actor)
    if youth.email is None:
        raise InvalidInput({"email": "needs_address"})
    last = open_ticket(session, TicketKind.INVITATION, youth, at=at)
    if last is not None and at - last.made_at < _TWICE and user.email == youth.email:
        return youth
    _give_address(session, user, youth.email, at=at)
    secret = make_ticket(session, TicketKind.INVITATION, at=at, user=user, made_by=actor)
    facts = {"secret": secret, "coach": actor.name}
    outbox.put(session, MailKind.INVITATION, at=at, user=user, youth=youth, facts=facts)
    record(session, youth, Act.INVITED, actor=actor)
    return youth


def check(session: Session, secret: str, *, at: datetime) -> None:
    """See whether a link still serves, without using it up. Raises DeadLink."""
    ticket = find_ticket(session, TicketKind.INVITATION, secret, at=at)
    if ticket is None or find_youth(session, User.id == ticket.user_id) is None:
        raise DeadLink(TicketKind.INVITATION)


def sign_in(session: Session, secret: str, *, visitor: str, at: datetime) -> Arrival:
    """Come in with a link. Raises DeadLink for every one that does not serve, TooMany."""
    count(session, Limit.VISITOR_TRIES, visitor)
    arrival = arrive(session, find_ticket(session, TicketKind.INVITATION, secret, at=at), how="link", at=at)
    if arrival is None:
        raise DeadLink(TicketKind.INVITATION)
    return arrival


def _give_address(session: Session, user: User, email: str, *, at: datetime) -> None:
    """Have an account found by an address; what was mailed to the one before opens it no more."""
    if user.email == email:
        return
    found = find_user_by_email(session, email)
    if found is not None and found.id != user.id:
        raise InvalidInput({"email": "address_taken"})
    try:
        with session.begin_nested():
            user.email = email
    except IntegrityError:
        raise InvalidInput({"email": "address_taken"}) from None
    end_tickets(session, TicketKind.CODE, at=at, user=user)
