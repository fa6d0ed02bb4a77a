"""The accounts of youths: made by their coach, and opened by what they were sent or handed instead of a password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, contains_eager

from models.account import RoleName, User, find_roles
from models.audit import Act
from models.message import MailKind
from models.sign_in import SignIn, Ticket, TicketKind
from models.youth import Youth
from web.permissions import Permission
from web.services import outbox, sign_ins
from web.services.errors import InvalidInput
from web.services.recording import record
from web.services.tickets import end_tickets, use_ticket
from web.services.youths import get_youth

#: What was mailed to an address and opens the account: it ends when the address changes.
_MAILED: Final = (TicketKind.INVITATION, TicketKind.CODE, TicketKind.RESET)


@dataclass(frozen=True)
class Arrival:
    """Somebody who may come in now; `first` where they never did before, as far as is known."""

    user: User
    first: bool


def opens_without_password(user: User) -> bool:
    """Whether a code, a card or a link opens an account: a living one of a youth who has no other role."""
    return user.active and not user.needs_second_factor and any(role.name is RoleName.YOUTH for role in user.roles)


def find_youth(session: Session, whose: ColumnElement[bool]) -> Youth | None:
    """The youth with an account that opens without a password; None for every other account, and for none."""
    # A closed account is left out by the database already, so that asking for it takes as long as for an unknown one.
    query = select(Youth).join(Youth.user).where(whose, User.active)
    youth = session.scalar(query.options(contains_eager(Youth.user).selectinload(User.roles)))
    return youth if youth is not None and youth.user is not None and opens_without_password(youth.user) else None


def arrive(session: Session, ticket: Ticket | None, *, how: str, at: datetime) -> Arrival | None:
    """Use a ticket up to come in; None where there is none, it is not of a youth's account, or another was ahead."""
    youth = find_youth(session, User.id == ticket.user_id) if ticket is not None else None
    if ticket is None or youth is None or youth.user is None:
        return None
    # The youth before the ticket, as who gives a new one locks them, or two might wait for each other.
    session.execute(select(Youth.id).where(Youth.id == youth.id).with_for_update())
    if not use_ticket(session, ticket, at=at):
        return None
    arrival = Arrival(youth.user, first=not has_signed_in(session, youth.user))
    record(session, youth, Act.SIGNED_IN, actor=youth.user, how=how)
    return arrival


def has_signed_in(session: Session, user: User | None) -> bool:
    """Whether somebody signed in, now or in the months for which that is kept."""
    return user is not None and bool(session.scalar(select(exists().where(SignIn.user_id == user.id))))


def follow_address(
    session: Session, youth: Youth, user: User, *, old: str | None, at: datetime, but: int | None = None
) -> None:
    """After the address of an account changed, end what the old one opened, and tell the old one, if there was one.

    What ends are the mails that open the account, and every sign-in `but` for one perhaps.
    """
    for kind in _MAILED:
        end_tickets(session, kind, at=at, user=user)
    sign_ins.end_all(session, user, at=at, but=but)
    if old is not None:
        outbox.put(session, MailKind.ADDRESS_CHANGED, at=at, user=user, to=old, youth=youth)


def youth_to_let_in(session: Session, youth_id: int, *, actor: User) -> tuple[Youth, User]:
    """A youth whom the actor may give a way in, locked until the end, with the account, made if there is none.

    A new account has no address: only who is invited by mail gets their mail as a way in. Raises NotFound for a
    stranger, InvalidInput for an account that does not open without a password.
    """
    # Sent twice at once, the second waits here and then finds the account of the first.
    session.execute(select(Youth.id).where(Youth.id == youth_id).with_for_update())
    youth = get_youth(session, youth_id, actor=actor, permission=Permission.YOUTH_INVITE)
    session.refresh(youth)  # a request holds the row as it was before it waited
    if youth.user is None:
        youth.user = User(name=youth.name, email=None, roles=find_roles(session, RoleName.YOUTH))
        session.flush()
    if not opens_without_password(youth.user):
        raise InvalidInput({"": "opens_otherwise"})
    return youth, youth.user
