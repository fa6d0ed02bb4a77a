"""The accounts of who works with Plek: an administrator invites, gives roles, closes and helps, and sees no more.

Youths' accounts are none of these: their coach makes them, and here they do not exist.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, selectinload

from models.account import Role, RoleName, User, find_roles, find_user_by_email
from models.message import MailKind
from models.sign_in import TicketKind
from models.youth import Youth
from web.permissions import Permission, require
from web.services import access, outbox, registrations, second_factor, sign_ins
from web.services.alphabet import alphabetical
from web.services.errors import InvalidInput, InvalidMove, NotFound
from web.services.registering import add_account
from web.services.throttling import Limit, check, count
from web.services.tickets import end_tickets, make_ticket

#: The roles that an administrator gives; employers come by registering, youths by their coach.
GIVEN: Final = (RoleName.COACH, RoleName.COORDINATOR, RoleName.ADMINISTRATOR)


def accounts(session: Session, *, actor: User) -> Sequence[User]:
    """Everybody who works with Plek, by name. Raises NotFound for who is no administrator."""
    require(actor, Permission.ACCOUNTS_MANAGE)
    working = select(User).where(_works()).options(selectinload(User.roles)).order_by(User.id)
    return sorted(session.scalars(working), key=lambda user: alphabetical(user.name))


def invite(
    session: Session, *, name: str, email: str, roles: Collection[RoleName], at: datetime, actor: User | None
) -> tuple[User, str]:
    """Make an account for a colleague and have the link mailed by which it is opened; the account and that secret.

    `actor` is None on the command line, where nobody can be signed in yet. Raises NotFound for who is no
    administrator, InvalidInput for other roles and for an address that is taken, TooMany after several such.
    """
    if actor is not None:
        require(actor, Permission.ACCOUNTS_MANAGE)
    _check_given(roles)
    if actor is not None:
        check(session, Limit.ADDRESSES_TRIED, str(actor.id))
    if find_user_by_email(session, email) is not None:
        if actor is not None:
            count(session, Limit.ADDRESSES_TRIED, str(actor.id))
        raise InvalidInput({"email": "taken"})
    user = add_account(session, name=name, email=email, roles=roles)
    return user, _mail_invitation(session, user, at=at, actor=actor)


def invite_again(session: Session, user_id: int, *, at: datetime, actor: User) -> User:
    """Mail a new link to who did not open the account yet; the old one ends. Raises NotFound, InvalidMove."""
    user = _account(session, user_id, actor=actor)
    if user.password is not None or not user.active or not _given(user):
        raise InvalidMove("open", "invited")
    _mail_invitation(session, user, at=at, actor=actor)
    return user


def colleague(session: Session, user_id: int, *, actor: User) -> User:
    """Somebody else to whom an administrator gave roles. Raises NotFound, InvalidMove for others and for oneself."""
    user = _account(session, user_id, actor=actor)
    if user.id == actor.id or not _given(user):
        raise InvalidMove("account", "other roles")
    return user


def change_roles(session: Session, user_id: int, roles: Collection[RoleName], *, at: datetime, actor: User) -> User:
    """Give a colleague these roles and take away the others; who is signed in in one of those is out at once.

    What they are beside it, an employer perhaps, they stay. Raises NotFound, InvalidMove for oneself (another
    administrator does that, so that nobody lets themselves in further) and for the last administrator, InvalidInput
    without a role, for one that is not given here, and for a coach who has young people.
    """
    user = colleague(session, user_id, actor=actor)
    _check_given(roles)
    administrators = _active_administrators(session)
    if RoleName.ADMINISTRATOR not in roles and not set(administrators) - {user.id}:
        raise InvalidMove("administrator", "other roles")
    # Who signs a youth up holds the coach's row: either they see that the role is gone, or here the youth is seen.
    session.execute(select(User.id).where(User.id == user.id).with_for_update())
    session.refresh(user, ["roles"])
    gone = _given(user) - set(roles)
    if RoleName.COACH in gone and session.scalar(select(exists().where(Youth.coach_id == user.id))):
        raise InvalidInput({"roles": "has_young_people"})
    others = [role for role in user.roles if role.name not in GIVEN]
    user.roles = [*others, *find_roles(session, *roles)]
    session.flush()
    sign_ins.end_in(session, user, gone, at=at)
    if RoleName.COACH in gone:
        access.end_reach(session, user, at=at)
    return user


def close(session: Session, user_id: int, *, at: datetime, actor: User) -> User:
    """Close an account; its sign-ins end at once, and what it reached. Raises NotFound, InvalidMove.

    Opened again it does not stand in for anybody, and is looked at anew before it acts for an employer. Nobody closes
    themselves, or the last administrator: of two who close each other at once the second is refused.
    """
    user = _account(session, user_id, actor=actor)
    administrators = _active_administrators(session)
    if user.id == actor.id or not user.active or not set(administrators) - {user.id}:
        raise InvalidMove("active", "closed")
    user.active = False
    for kind in (TicketKind.INVITATION, TicketKind.RESET, TicketKind.SECOND_STEP):
        end_tickets(session, kind, at=at, user=user)
    sign_ins.end_all(session, user, at=at)
    access.end_reach(session, user, at=at)
    registrations.wait_again(session, user)
    session.flush()
    return user


def reopen(session: Session, user_id: int, *, actor: User) -> User:
    """Let somebody sign in again. Raises NotFound, InvalidMove for who can."""
    user = _account(session, user_id, actor=actor)
    if user.active:
        raise InvalidMove("active", "active")
    user.active = True
    session.flush()
    return user


def remove_second_factor(session: Session, user_id: int, *, at: datetime, actor: User) -> User:
    """Forget the app of a colleague who lost it; they set up a new one after their password. Raises NotFound.

    Raises InvalidMove for oneself (`second_factor.begin_anew` is for that) and for who has none.
    """
    user = _account(session, user_id, actor=actor)
    if user.id == actor.id or user.totp is None:
        raise InvalidMove("set up", "removed")
    second_factor.remove(session, user, at=at)
    return user


def _account(session: Session, user_id: int, *, actor: User) -> User:
    require(actor, Permission.ACCOUNTS_MANAGE)
    found = session.scalar(select(User).where(User.id == user_id, _works()).options(selectinload(User.roles)))
    if found is None:
        raise NotFound(user_id)
    return found


def _given(user: User) -> set[RoleName]:
    return {role.name for role in user.roles} & set(GIVEN)


def _check_given(roles: Collection[RoleName]) -> None:
    if not roles or not set(roles) <= set(GIVEN):
        raise InvalidInput({"roles": "required" if not roles else "not_a_choice"})


def _works() -> ColumnElement[bool]:
    return User.roles.any(Role.name != RoleName.YOUTH)


def _active_administrators(session: Session) -> Sequence[int]:
    """Their ids, locked until the transaction ends (SQLite has locked everything): nobody else closes one meanwhile.

    Read once more after the lock was had: that a role went while waiting for it does not show in the locked rows.
    """
    found = select(User.id).where(User.active, User.roles.any(Role.name == RoleName.ADMINISTRATOR)).order_by(User.id)
    session.execute(found.with_for_update())
    return session.scalars(found).all()


def _mail_invitation(session: Session, user: User, *, at: datetime, actor: User | None) -> str:
    secret = make_ticket(session, TicketKind.INVITATION, at=at, user=user, made_by=actor)
    facts = {"secret": secret, "inviter": actor.name if actor else second_factor.ISSUER}
    outbox.put(session, MailKind.STAFF_INVITATION, at=at, user=user, facts=facts)
    return secret
