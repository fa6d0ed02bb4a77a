"""Who can sign in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models.account import Role, RoleName, User
from models.employer import Employer
from models.membership import Membership
from models.youth import Youth
from web.services.alphabet import alphabetical
from web.services.errors import NotFound


@dataclass(frozen=True)
class Caseload:
    """A coach and the youths of the caseload, by name."""

    coach: User
    youths: Sequence[Youth]


@dataclass(frozen=True)
class DemoPeople:
    """Everybody the demo lets a visitor be."""

    caseloads: Sequence[Caseload]
    members: Sequence[tuple[User, str]]
    coordinators: Sequence[User]
    administrators: Sequence[User]


def active_user(session: Session, user_id: int | None) -> User:
    """The account with this id, with its roles. Raises NotFound for an unknown or closed one."""
    found = select(User).where(User.id == user_id, User.active).options(selectinload(User.roles))
    user = session.scalar(found)
    if user is None:
        raise NotFound("user")
    return user


def demo_people(session: Session) -> DemoPeople:
    """Coaches with the youths who have an account, members of employers, and staff; always as many queries."""
    with_account = select(Youth).where(Youth.user_id.is_not(None)).order_by(Youth.id)
    youths: dict[int | None, list[Youth]] = {}
    for youth in sorted(session.scalars(with_account), key=lambda youth: alphabetical(youth.name)):
        youths.setdefault(youth.coach_id, []).append(youth)
    caseloads = [Caseload(coach, youths.get(coach.id, [])) for coach in _with_role(session, RoleName.COACH)]
    return DemoPeople(
        caseloads,
        _members(session),
        _with_role(session, RoleName.COORDINATOR),
        _with_role(session, RoleName.ADMINISTRATOR),
    )


def _members(session: Session) -> list[tuple[User, str]]:
    """Who acts for an employer, or asked to, with the name of that employer."""
    found = (
        select(User, Employer.name)
        .join(Membership, Membership.user_id == User.id)
        .join(Employer, Employer.id == Membership.employer_id)
        .where(User.active, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    return [(user, employer) for user, employer in session.execute(found)]


def _with_role(session: Session, role: RoleName) -> Sequence[User]:
    found = select(User).where(User.active, User.roles.any(Role.name == role)).order_by(User.id)
    return sorted(session.scalars(found), key=lambda user: alphabetical(user.name))
