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
from web.services import outbox, throttling
from web.services.cards import latest_ticket, open_ticket
from web.services.errors import InvalidInput
from web.services.recording import record, stands_in_for
from web.services.throttling import Limit, count
from web.services.tickets import DeadLink, find_ticket, make_ticket
from web.services.youth_accounts import (
    Arrival,
    arrive,
    find_youth,
    follow_address,
    has_signed_in,
    opens_without_password,
    youth_to_let_in,
)
from web.services.youths import edit_youth, get_youth

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


def invite(
    session: Session, youth_id: int, *, at: datetime, actor: User, email: str | None = None, version: int = 0
) -> Youth:
    """Mail a youth the link that opens their account; the one before it ends. The account takes the youth's address.

    An `email` is written down first, by who read the youth at `version`; None is the address that is known. Raises
    NotFound for a stranger, Stale where somebody else wrote down another one since, InvalidInput without an address,
    for one that another account has, and for an account that does not open without a password; TooMany after several
    addresses that other accounts have.
    """
    if email:
        edit_youth(session, youth_id, {"email": email}, version=version, actor=actor)
    youth, user = youth_to_let_in(session, youth_id, actor=actor)
    if email == "" or youth.email is None:
        raise InvalidInput({"email": "needs_address"})
    last = open_ticket(session, TicketKind.INVITATION, youth, at=at)
    if last is not None and at - last.made_at < _TWICE and user.email == youth.email:
        return youth
    _give_address(session, youth, user, youth.email, at=at, actor=actor)
    absent = stands_in_for(actor, youth)
    secret = make_ticket(session, TicketKind.INVITATION, at=at, user=user, made_by=actor, made_for_id=absent)
    facts = {"secret": secret, **_invited_by(youth, actor)}
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


def _give_address(session: Session, youth: Youth, user: User, email: str, *, at: datetime, actor: User) -> None:
    """Have an account found by an address; what the one before it opened ends.

    That an address is taken is counted, and who was told so several times is told of none: taken or not, it is TooMany.
    """
    old = user.email
    if old == email:
        return
    throttling.check(session, Limit.ADDRESSES_TRIED, str(actor.id))
    found = find_user_by_email(session, email)
    if found is not None and found.id != user.id:
        raise _taken(session, actor)
    try:
        with session.begin_nested():
            user.email = email
    except IntegrityError:
        raise _taken(session, actor) from None
    if old is not None:
        follow_address(session, youth, user, old=old, at=at)


def _taken(session: Session, actor: User) -> InvalidInput:
    """That another account has an address: counted before it is told. Raises TooMany."""
    count(session, Limit.ADDRESSES_TRIED, str(actor.id))
    return InvalidInput({"email": "address_taken"})


def _invited_by(youth: Youth, actor: User) -> dict[str, str]:
    """Who invites: the own coach, and the name of who stands in for them."""
    if youth.coach is None or stands_in_for(actor, youth) is None:
        return {"coach": actor.name}
    return {"coach": youth.coach.name, "stands_in": actor.name}
