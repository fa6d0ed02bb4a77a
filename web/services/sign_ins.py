"""Being signed in: one row a browser, in one role, until it ends."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import literal, null, select, union_all, update
from sqlalchemy.orm import Session, joinedload

from models.access import StandIn, StatedReason
from models.account import Acting, RoleName, User
from models.membership import Membership
from models.sign_in import SignIn
from web.services.errors import NotFound
from web.services.secrets import hashed, new_secret

#: How long a sign-in lasts: on an own phone as long as somebody is out of work or school, at a desk one working day.
LASTING: Final = timedelta(days=180)
PASSING: Final = timedelta(hours=12)
_COOKIE: Final = "sign-in"


def begin(session: Session, user: User, *, role: RoleName, lasting: bool, device: str, at: datetime) -> str:
    """Sign somebody in in one browser; returns the secret for its cookie, which is kept nowhere.

    Only a youth stays signed in beyond a day. Raises NotFound for a role that they do not have.
    """
    if role not in {found.name for found in user.roles}:
        raise NotFound(role)
    lasting = lasting and role is RoleName.YOUTH
    secret = new_secret()
    session.add(
        SignIn(
            user=user,
            secret_hash=hashed(_COOKIE, secret),
            role=role,
            device=device,
            lasting=lasting,
            began_at=at,
            ends_at=at + (LASTING if lasting else PASSING),
        )
    )
    session.flush()
    return secret


def find(session: Session, secret: str, *, at: datetime, on: date) -> SignIn | None:
    """The living sign-in of a cookie, with its person acting in its role; None once it ended or the account closed."""
    query = (
        select(SignIn)
        .where(SignIn.secret_hash == hashed(_COOKIE, secret))
        .options(joinedload(SignIn.user).selectinload(User.roles))
    )
    found = session.scalar(query)
    if found is None or not found.is_live(at) or not found.user.active:
        return None
    if found.role not in {role.name for role in found.user.roles}:
        return None
    found.user.act_as(_acting(session, found.user, found.role, at=at, on=on))
    return found


def of_user(session: Session, *, actor: User, at: datetime) -> Sequence[SignIn]:
    """Where somebody is signed in now, the latest first."""
    living = select(SignIn).where(SignIn.user_id == actor.id, SignIn.ended_at.is_(None), SignIn.ends_at > at)
    return session.scalars(living.order_by(SignIn.began_at.desc(), SignIn.id.desc())).all()


def end(session: Session, sign_in_id: int, *, actor: User, at: datetime) -> None:
    """End one of the actor's own sign-ins. Raises NotFound for somebody else's."""
    found = session.get(SignIn, sign_in_id)
    if found is None or found.user_id != actor.id:
        raise NotFound(sign_in_id)
    found.ended_at = found.ended_at or at
    session.flush()


def end_all(session: Session, user: User, *, at: datetime, but: int | None = None) -> int:
    """End every sign-in of an account, `but` for one perhaps; returns how many ended."""
    living = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.id != (but or 0))
    return session.execute(living.values(ended_at=at)).rowcount  # type: ignore[attr-defined,no-any-return]


def end_in(session: Session, user: User, roles: Collection[RoleName], *, at: datetime) -> None:
    """End every sign-in of an account in roles that it has no more: given back, a role does not bring them back."""
    living = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None), SignIn.role.in_(roles))
    session.execute(living.values(ended_at=at))


def switch_role(session: Session, sign_in: SignIn, role: RoleName, *, actor: User) -> None:
    """Act in another of one's own roles in this browser. Raises NotFound for a role that the actor does not have."""
    if sign_in.user_id != actor.id or role not in {found.name for found in actor.roles}:
        raise NotFound(role)
    sign_in.role = role
    session.flush()


def _acting(session: Session, user: User, role: RoleName, *, at: datetime, on: date) -> Acting:
    """What reaches further than the role, in one query."""
    if role is RoleName.COACH:
        stand_ins = (
            select(literal("stands_in"), StandIn.coach_id, User.name)
            .join(User, User.id == StandIn.coach_id)
            .where(StandIn.by_id == user.id, StandIn.ended_at.is_(None))
            .where(StandIn.from_day <= on, StandIn.until_day >= on)
        )
        reasons = select(literal("opened"), StatedReason.youth_id, null()).where(
            StatedReason.user_id == user.id, StatedReason.until > at
        )
        rows: Sequence[Any] = session.execute(union_all(stand_ins, reasons)).all()
        return Acting(
            role,
            stands_in_for={id_: name for what, id_, name in rows if what == "stands_in"},
            opened=frozenset(id_ for what, id_, _name in rows if what == "opened"),
        )
    if role is RoleName.EMPLOYER:
        mine = select(Membership.employer_id).where(
            Membership.user_id == user.id, Membership.confirmed_at.is_not(None), Membership.ended_at.is_(None)
        )
        return Acting(role, employers=frozenset(session.scalars(mine)))
    return Acting(role)
