"""Cards: a code on paper that opens an account once, handed over by the coach. For who has no e-mail, or not now."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.account import User
from models.audit import Act
from models.sign_in import Ticket, TicketKind
from models.youth import Youth
from web.permissions import Permission
from web.services.errors import InvalidInput
from web.services.recording import record, stands_in_for
from web.services.secrets import new_card, read_card
from web.services.throttling import Limit, count
from web.services.tickets import end_tickets, find_ticket, make_ticket
from web.services.youth_accounts import Arrival, arrive, youth_to_let_in
from web.services.youths import get_youth, own_youth


def give(session: Session, youth_id: int, *, at: datetime, actor: User) -> tuple[Youth, str]:
    """Make a card for a youth; the one before it ends. Returns its code, which is kept nowhere.

    Raises NotFound for a stranger, InvalidInput for an account that does not open without a password.
    """
    youth, user = youth_to_let_in(session, youth_id, actor=actor)
    absent = stands_in_for(actor, youth)
    code = make_ticket(session, TicketKind.CARD, at=at, user=user, secret=new_card(), made_by=actor, made_for_id=absent)
    record(session, youth, Act.CARD_GIVEN, actor=actor)
    return youth, code


def end(session: Session, youth_id: int, *, at: datetime, actor: User) -> None:
    """Withdraw the card of a youth, as their coach; without one nothing happens. Raises NotFound for a stranger."""
    _end(session, get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_INVITE), at=at, actor=actor)


def end_own(session: Session, *, at: datetime, actor: User) -> None:
    """Withdraw one's own card; without one nothing happens. Raises NotFound for who is no youth."""
    _end(session, own_youth(session, actor=actor, permission=Permission.OWN_DATA), at=at, actor=actor)


def own(session: Session, *, at: datetime, actor: User) -> Ticket | None:
    """One's own card, if one is open. Raises NotFound for who is no youth."""
    return open_ticket(session, TicketKind.CARD, own_youth(session, actor=actor, permission=Permission.OWN_DATA), at=at)


def sign_in(session: Session, written: str, *, visitor: str, at: datetime) -> Arrival:
    """Come in with a card. Raises InvalidInput for every code that does not serve, TooMany."""
    count(session, Limit.VISITOR_TRIES, visitor)
    ticket = find_ticket(session, TicketKind.CARD, read_card(written), at=at)
    arrival = arrive(session, ticket, how="card", at=at)
    if arrival is None:
        raise InvalidInput({"card": "wrong_card"})
    return arrival


def open_ticket(session: Session, kind: TicketKind, youth: Youth, *, at: datetime) -> Ticket | None:
    """What a youth could come in with now, of one kind."""
    newest = latest_ticket(session, kind, youth)
    return newest if newest is not None and newest.is_open(at) else None


def latest_ticket(session: Session, kind: TicketKind, youth: Youth) -> Ticket | None:
    """What a youth was given last, of one kind, whether it still serves or not."""
    given = select(Ticket).where(Ticket.user_id == youth.user_id, Ticket.kind == kind)
    return session.scalars(given.order_by(Ticket.id.desc()).limit(1)).first() if youth.user_id else None


def _end(session: Session, youth: Youth, *, at: datetime, actor: User) -> None:
    if youth.user is not None and end_tickets(session, TicketKind.CARD, at=at, user=youth.user):
        record(session, youth, Act.CARD_ENDED, actor=actor)
