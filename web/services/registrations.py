"""Employers who register, the coach or coordinator who looks at that first, and their colleagues.

Nobody learns from a registration whether an address or a number of the Chamber of Commerce is known here: the answer
is the same, and what differs is mailed to the address itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from models.account import RoleName, User, find_roles, find_user_by_email
from models.base import keyed_hash
from models.employer import Employer
from models.membership import Membership
from models.message import MailKind
from models.sign_in import TicketKind
from models.workplace import Workplace
from web.permissions import Permission, require
from web.services import outbox, sign_ins
from web.services.alphabet import alphabetical
from web.services.errors import InvalidMove, NotFound
from web.services.throttling import Limit, count
from web.services.tickets import end_tickets, make_ticket

#: What holds of who acts for an employer, or was invited by a colleague to do so.
_ACTS: Final = (Membership.confirmed_at.is_not(None), Membership.ended_at.is_(None))
_OPENED: Final = Membership.user.has(User.password.is_not(None) & User.active)
_LIVING: Final = select(Membership).where(*_ACTS).options(joinedload(Membership.user))
#: What holds of whom a coach or coordinator ended or did not let in: who leaves otherwise stays confirmed.
_REFUSED: Final = (Membership.confirmed_at.is_(None), Membership.ended_at.is_not(None))
#: How many of those are listed, the newest: for what was tapped by mistake, or looks otherwise a while later.
_ENDED_SHOWN: Final = 20


@dataclass(frozen=True)
class Colleagues:
    """An employer and who acts for it, by name."""

    employer: Employer
    members: Sequence[Membership]


def register(
    session: Session,
    *,
    organisation: str,
    kvk: str,
    name: str,
    email: str,
    reason: str,
    language: str,
    visitor: str,
    at: datetime,
) -> None:
    """Ask for an account that acts for an employer; a mail says how it goes on, whatever was known before.

    An employer that is known is not changed: the newcomer asks to act for it. Raises TooMany.
    """
    count(session, Limit.VISITOR_ASKS, visitor)
    count(session, Limit.CODES_ASKED, f"register {keyed_hash(email)}")
    with session.begin_nested() as step:
        user = _new_user(session, name=name, email=email, language=language)
        newcomer = user or User(name=name, language=language)
        employer = _employer_of(session, kvk, organisation)
        session.add(Membership(user=newcomer, employer=employer, reason=reason, asked_at=at))
        _mail_link(session, newcomer, employer, inviter=None, at=at, to=email)
        if user is None:
            step.rollback()  # as much work for an address that is taken as for a new one
    if user is None:
        _tell_owner(session, email, at=at)


def waiting(session: Session, *, actor: User) -> Sequence[Membership]:
    """Who registered, showed that the address is theirs and waits, longest first. Raises NotFound."""
    require(actor, Permission.EMPLOYER_CONFIRM)
    query = (
        select(Membership)
        .where(_waits(), Membership.user.has(User.password.is_not(None) & User.active))
        .options(joinedload(Membership.user), joinedload(Membership.employer))
        .order_by(Membership.asked_at, Membership.id)
    )
    return session.scalars(query).all()


def confirm(session: Session, membership_id: int, *, at: datetime, actor: User) -> Membership:
    """Let somebody act for the employer; the first becomes its contact person. Raises NotFound, InvalidMove."""
    found = _asked(session, membership_id, actor=actor)
    opened = found.user.password is not None and found.user.active
    if not opened or not _confirm(session, found, _waits(), at=at, actor=actor):
        raise InvalidMove("waiting", "confirmed")
    _tell_confirmed(session, found, at=at)
    return found


def refuse(session: Session, membership_id: int, *, at: datetime, actor: User) -> Membership:
    """Not let somebody act for the employer; an account without other work closes. Raises NotFound, InvalidMove."""
    found = _asked(session, membership_id, actor=actor)
    ending = update(Membership).where(Membership.id == found.id, _waits())
    if session.execute(ending.values(ended_at=at)).rowcount != 1:  # type: ignore[attr-defined]
        raise InvalidMove("waiting", "refused")
    _close_without_work(session, found.user, at=at)
    return found


def take_back(session: Session, membership_id: int, *, at: datetime, actor: User) -> Membership:
    """Let somebody act for the employer no longer, from their next request on, as if they had been refused.

    The contact person passes that on to who has been confirmed longest, if anybody. No colleague lets them in again.
    Raises NotFound, InvalidMove for who does not act for the employer.
    """
    found = _asked(session, membership_id, actor=actor)
    _lock(session, found.employer_id)
    session.refresh(found)
    was_contact = found.is_contact
    ending = update(Membership).where(Membership.id == found.id, *_ACTS)
    values = {"ended_at": at, "confirmed_at": None, "confirmed_by_id": None, "is_contact": False}
    if session.execute(ending.values(**values)).rowcount != 1:  # type: ignore[attr-defined]
        raise InvalidMove("member", "ended")
    session.refresh(found)
    if was_contact:
        _pass_on_contact(session, found.employer_id)
    _close_without_work(session, found.user, at=at)
    return found


def let_in_again(session: Session, membership_id: int, *, at: datetime, actor: User) -> Membership:
    """Let somebody act for the employer whom a coach or coordinator ended or did not let in, and tell them by mail.

    An account that was closed because nothing was left for it to do opens again; who never opened it gets the link.
    Raises NotFound, InvalidMove also for an account that an administrator closed.
    """
    found = _asked(session, membership_id, actor=actor)
    may_open = found.user.active or found.user.closed_without_work
    if not may_open or not _confirm(session, found, and_(*_REFUSED), at=at, actor=actor):
        raise InvalidMove("ended", "confirmed")
    found.user.active, found.user.closed_without_work = True, False
    session.flush()
    _welcome(session, found, inviter=actor, at=at)
    return found


def _pass_on_contact(session: Session, employer_id: int) -> None:
    there = select(Membership).where(Membership.employer_id == employer_id, *_ACTS, _OPENED)
    longest = session.scalars(there.order_by(Membership.confirmed_at, Membership.id).limit(1)).first()
    if longest is not None:
        longest.is_contact = True
        session.flush()


def colleagues(session: Session, *, actor: User) -> Sequence[Colleagues]:
    """For each employer in whose name the actor acts, everybody there; nothing for who is not confirmed yet.

    Who was invited and has not opened the mail is not there: a list would tell which addresses have an account already.
    """
    employers = actor.acting.employers if actor.acting else frozenset()
    found = session.scalars(select(Employer).where(Employer.id.in_(employers)).order_by(Employer.id)).all()
    for employer in found:
        require(actor, Permission.COLLEAGUE_INVITE, employer)
    return _with_members(found, session.scalars(_LIVING.where(Membership.employer_id.in_(employers), _OPENED)).all())


def confirmed(session: Session, *, actor: User) -> Sequence[Colleagues]:
    """Every employer that somebody acts for, by name, with who does or was invited to. Raises NotFound."""
    require(actor, Permission.EMPLOYER_CONFIRM)
    with_all = (joinedload(Membership.employer), joinedload(Membership.confirmed_by))
    members = session.scalars(_LIVING.options(*with_all)).all()
    employers = {member.employer for member in members}
    return _with_members(sorted(employers, key=lambda found: (alphabetical(found.name), found.id)), members)


def ended(session: Session, *, actor: User) -> Sequence[Membership]:
    """Whom a coach or coordinator ended or did not let in, the newest twenty of who can be let in. Raises NotFound."""
    require(actor, Permission.EMPLOYER_CONFIRM)
    query = (
        select(Membership)
        .where(*_REFUSED, Membership.user.has(User.active | User.closed_without_work))
        .options(joinedload(Membership.user), joinedload(Membership.employer))
        .order_by(Membership.ended_at.desc(), Membership.id.desc())
        .limit(_ENDED_SHOWN)
    )
    return session.scalars(query).all()


def own_waiting(session: Session, *, actor: User) -> Sequence[str]:
    """The names of the employers that a coach or coordinator has yet to confirm the actor for."""
    mine = select(Employer.name).join(Membership).where(Membership.user_id == actor.id, _waits())
    return session.scalars(mine.order_by(Membership.id)).all()


def _with_members(employers: Iterable[Employer], members: Iterable[Membership]) -> list[Colleagues]:
    there: dict[int, list[Membership]] = defaultdict(list)
    for member in sorted(members, key=lambda found: (alphabetical(found.user.name), found.id)):
        there[member.employer_id].append(member)
    return [Colleagues(employer, there[employer.id]) for employer in employers]


def own_employer(session: Session, employer_id: int, *, actor: User) -> Employer:
    """An employer in whose name the actor acts. Raises NotFound."""
    employer = session.get(Employer, employer_id)
    if employer is None:
        raise NotFound(employer_id)
    require(actor, Permission.COLLEAGUE_INVITE, employer)
    return employer


def invite_colleague(session: Session, employer_id: int, *, name: str, email: str, at: datetime, actor: User) -> None:
    """Let a colleague act for the employer too, as soon as they opened the mail.

    Who registered here by themselves is confirmed by this. An account that works elsewhere gets a mail and no more.
    Raises NotFound, TooMany.
    """
    employer = own_employer(session, employer_id, actor=actor)
    count(session, Limit.ADDRESSES_TRIED, str(actor.id))
    user = _new_user(session, name=name, email=email, language=actor.language)
    if user is not None:
        session.add(Membership(user=user, employer=employer, asked_at=at, confirmed_at=at, confirmed_by=actor))
        _mail_link(session, user, employer, inviter=actor, at=at)
        return
    known = session.scalar(
        select(Membership).where(Membership.employer_id == employer_id, Membership.user.has(_has_address(email)))
    )
    if known is None or not known.user.active or _was_refused(known):
        _tell_owner(session, email, at=at)
    elif not known.is_live:
        known.asked_at, known.confirmed_at, known.confirmed_by, known.ended_at = at, at, actor, None
        session.flush()
        _welcome(session, known, inviter=actor, at=at)
    elif known.user.password is None:
        _mail_link(session, known.user, employer, inviter=actor, at=at)


def make_contact(session: Session, membership_id: int, *, actor: User) -> Membership:
    """Make somebody the one contact person. Raises NotFound, InvalidMove for who does not act for the employer."""
    found = _of_own_employer(session, membership_id, actor=actor)
    _lock(session, found.employer_id)
    here = Membership.employer_id == found.employer_id
    session.execute(update(Membership).where(here, Membership.is_contact).values(is_contact=False))
    chosen = update(Membership).where(Membership.id == found.id, *_ACTS, exists(_opened(found)))
    if session.execute(chosen.values(is_contact=True)).rowcount != 1:  # type: ignore[attr-defined]
        raise InvalidMove("member", "contact person")
    session.refresh(found)
    return found


def end_membership(session: Session, membership_id: int, *, at: datetime, actor: User) -> None:
    """End what a colleague may do for the employer, from their next request on; an unopened invitation is gone whole.

    Raises NotFound, InvalidMove for the contact person: first somebody else becomes that.
    """
    found = _of_own_employer(session, membership_id, actor=actor)
    living = update(Membership).where(Membership.id == found.id, Membership.ended_at.is_(None))
    ending = living.where(Membership.confirmed_at.is_not(None), ~Membership.is_contact).values(ended_at=at)
    if session.execute(ending).rowcount != 1:  # type: ignore[attr-defined]
        raise InvalidMove("member", "ended")
    if found.user.password is None and not _has_other_work(session, found.user):
        session.delete(found.user)
        session.flush()


def wait_again(session: Session, user: User) -> None:
    """Have somebody looked at anew before they act for an employer once more: what a closed account loses.

    They are no contact person any more, and a colleague there may invite them too.
    """
    acting = update(Membership).where(Membership.user_id == user.id, Membership.ended_at.is_(None))
    session.execute(acting.values(is_contact=False, confirmed_at=None, confirmed_by_id=None))
    user.closed_without_work = False  # an administrator closes it: no coach opens it again


def _new_user(session: Session, *, name: str, email: str, language: str) -> User | None:
    """A new account of an employer; None where the address has one, also when that was made at this very moment."""
    if find_user_by_email(session, email) is not None:
        return None
    user = User(name=name, email=email, language=language, roles=find_roles(session, RoleName.EMPLOYER))
    return user if _kept(session, user) else None


def _employer_of(session: Session, kvk: str, name: str) -> Employer:
    """The employer with this number. One that nobody stands for, left by a refused registration, gets the new name."""
    known = session.scalar(select(Employer).where(Employer.kvk == kvk))
    if known is None:
        made = Employer(name=name, kvk=kvk)
        if _kept(session, made):
            return made
        return session.scalars(select(Employer).where(Employer.kvk == kvk)).one()
    stood_for = select(Membership.id).where(Membership.employer_id == known.id, Membership.ended_at.is_(None))
    working = select(Workplace.id).where(Workplace.employer_id == known.id)
    ever = select(Membership.id).where(Membership.employer_id == known.id)
    if session.scalar(select(exists(ever) & ~exists(stood_for) & ~exists(working))):
        known.name = name
    return known


def _kept(session: Session, row: User | Employer) -> bool:
    """Keep a row whose address or number must be new; False when somebody was just ahead."""
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        return False
    return True


def _tell_owner(session: Session, email: str, *, at: datetime) -> None:
    """Tell who has an address that it was used; who never opened their account gets the link anew."""
    user = find_user_by_email(session, email)
    if user is None:
        return
    asked = select(Membership).where(Membership.user_id == user.id, Membership.ended_at.is_(None))
    membership = session.scalars(asked.options(joinedload(Membership.employer))).first()
    if user.active and user.password is None and membership is not None:
        _mail_link(session, user, membership.employer, inviter=None, at=at)
    else:
        outbox.put(session, MailKind.ADDRESS_TAKEN, at=at, user=user)


def _mail_link(
    session: Session, user: User, employer: Employer, *, inviter: User | None, at: datetime, to: str | None = None
) -> None:
    session.flush()
    secret = make_ticket(session, TicketKind.INVITATION, at=at, user=user, made_by=inviter)
    facts = {"secret": secret, "inviter": inviter.name if inviter else None, "employer": employer.name}
    outbox.put(session, MailKind.EMPLOYER_INVITATION, at=at, user=user, to=to, facts=facts)


def _welcome(session: Session, membership: Membership, *, inviter: User, at: datetime) -> None:
    """Tell that Plek is open; who never opened their account cannot sign in yet and gets the link."""
    if membership.user.password is None:
        _mail_link(session, membership.user, membership.employer, inviter=inviter, at=at)
    else:
        _tell_confirmed(session, membership, at=at)


def _tell_confirmed(session: Session, membership: Membership, *, at: datetime) -> None:
    facts = {"employer": membership.employer.name}
    outbox.put(session, MailKind.MEMBER_CONFIRMED, at=at, user=membership.user, facts=facts)


def _asked(session: Session, membership_id: int, *, actor: User) -> Membership:
    require(actor, Permission.EMPLOYER_CONFIRM)
    found = session.get(Membership, membership_id, options=[joinedload(Membership.user)])
    if found is None:
        raise NotFound(membership_id)
    return found


def _of_own_employer(session: Session, membership_id: int, *, actor: User) -> Membership:
    options = [joinedload(Membership.employer), joinedload(Membership.user)]
    found = session.get(Membership, membership_id, options=options)
    if found is None:
        raise NotFound(membership_id)
    require(actor, Permission.COLLEAGUE_INVITE, found.employer)
    return found


def _waits() -> ColumnElement[bool]:
    return Membership.confirmed_at.is_(None) & Membership.ended_at.is_(None)


def _was_refused(membership: Membership) -> bool:
    """Whether a coach or coordinator said no: a colleague does not overrule that."""
    return membership.confirmed_at is None and membership.ended_at is not None


def _has_address(email: str) -> ColumnElement[bool]:
    return User.email_hash == keyed_hash(email)


def _opened(membership: Membership) -> Select[int]:
    return select(User.id).where(User.id == membership.user_id, User.password.is_not(None), User.active)


def _confirm(
    session: Session, membership: Membership, stands: ColumnElement[bool], *, at: datetime, actor: User
) -> bool:
    """Confirm who stands like that, as the contact person where there is none and they can sign in; whether it was."""
    _lock(session, membership.employer_id)
    contact = select(Membership.id).where(Membership.employer_id == membership.employer_id, Membership.is_contact)
    is_first = session.scalars(contact.where(Membership.ended_at.is_(None))).first() is None
    confirmed = update(Membership).where(Membership.id == membership.id, stands)
    is_contact = is_first and membership.user.password is not None
    values = {"confirmed_at": at, "confirmed_by_id": actor.id, "ended_at": None, "is_contact": is_contact}
    done: int = session.execute(confirmed.values(**values)).rowcount  # type: ignore[attr-defined]
    session.refresh(membership)
    return done == 1


def _lock(session: Session, employer_id: int) -> None:
    """One after the other for an employer, so that it never has two contact persons (SQLite has locked everything)."""
    session.execute(select(Employer.id).where(Employer.id == employer_id).with_for_update())


def _has_other_work(session: Session, user: User) -> bool:
    """Whether an account does more than was just ended."""
    if {role.name for role in user.roles} != {RoleName.EMPLOYER}:
        return True
    others = select(Membership.id).where(Membership.user_id == user.id, Membership.ended_at.is_(None))
    return session.scalars(others).first() is not None


def _close_without_work(session: Session, user: User, *, at: datetime) -> None:
    if not user.active or _has_other_work(session, user):
        return
    user.active, user.closed_without_work = False, True
    for kind in (TicketKind.INVITATION, TicketKind.RESET, TicketKind.SECOND_STEP):
        end_tickets(session, kind, at=at, user=user)
    sign_ins.end_all(session, user, at=at)
    session.flush()
